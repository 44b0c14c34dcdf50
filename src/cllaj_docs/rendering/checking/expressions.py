"""Which function reads which expression."""

from __future__ import annotations

from collections.abc import Mapping

from jinja2 import nodes

from cllaj_docs.rendering.checking.building import (
    read_both,
    read_choice,
    read_concat,
    read_constant,
    read_dict,
    read_list,
    read_not,
    read_operation,
    read_sign,
    read_tuple,
)
from cllaj_docs.rendering.checking.calling import read_call
from cllaj_docs.rendering.checking.comparing import read_comparison, read_test
from cllaj_docs.rendering.checking.filtering import read_filter
from cllaj_docs.rendering.checking.names import read_name, read_part
from cllaj_docs.rendering.checking.reading import ReadNode

READERS: Mapping[type[nodes.Node], ReadNode] = {
    nodes.Const: read_constant,
    nodes.Name: read_name,
    nodes.Getattr: read_part,
    nodes.Getitem: read_part,
    nodes.Filter: read_filter,
    nodes.Test: read_test,
    nodes.Call: read_call,
    nodes.Compare: read_comparison,
    nodes.Concat: read_concat,
    nodes.CondExpr: read_choice,
    nodes.And: read_both,
    nodes.Or: read_both,
    nodes.Not: read_not,
    nodes.UnaryExpr: read_sign,
    nodes.BinExpr: read_operation,
    nodes.List: read_list,
    nodes.Tuple: read_tuple,
    nodes.Dict: read_dict,
}
"""By type of node, or of what it comes from; any other gives a value that nothing is known of."""
