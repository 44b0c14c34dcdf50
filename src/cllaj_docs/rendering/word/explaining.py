"""From any failure of a render to an error that says where it is, in French, and what to do."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from opcode import opmap
from types import TracebackType
from typing import Any

from jinja2 import Template, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.utils import missing

from cllaj_docs.errors import CllajDocsError, TemplateError
from cllaj_docs.rendering.word.compiled import CompiledPart
from cllaj_docs.rendering.word.environment import MissingNameError
from cllaj_docs.rendering.word.faults import fault, nearest, put
from cllaj_docs.rendering.word.limits import LimitError
from cllaj_docs.rendering.word.spots import Place

_OWN_MODULES = ("jinja2", "markupsafe", "cllaj_docs.rendering.word")


def explain(error: Exception, part: CompiledPart, template: Template, context: Mapping[str, Any]) -> CllajDocsError:
    """Say what failed while a part was rendered with some data, at which tag; an error of the house stays itself."""
    place = _place(error.__traceback__, part, template)
    if isinstance(error, TemplateError) and error.partie is None and error.balise is None:
        put(error, place)
    return error if isinstance(error, CllajDocsError) else fault(_message(error, context), place)


def _message(error: Exception, context: Mapping[str, Any]) -> str:
    if isinstance(error, MissingNameError):
        return _missing(error, context)
    if isinstance(error, SecurityError):
        return (
            "Un gabarit n’appelle que des filtres, et ce qui lit un texte, une liste, une date ou un nombre : "
            "cette opération est refusée"
        )
    if isinstance(error, RecursionError):
        return "Cette balise s’appelle elle-même sans fin"
    if isinstance(error, UndefinedError):
        return "Cette balise emploie un nom qui n’existe pas"
    # A filter of ours explains itself in French; Python and Jinja do not.
    reason = f"\u00a0: {error}" if _is_explained(error) and str(error) else ""
    return f"Cette balise ne peut pas être calculée avec ces données{reason}"


def _missing(error: MissingNameError, context: Mapping[str, Any]) -> str:
    """Say what is missing, where it was looked for, and what is most like it there."""
    if error.name is None:
        return "Cette balise emploie une valeur qui n’existe pas"
    if error.owner is None:
        return f"« {error.name} » se lit dans une valeur vide : testez-la avant avec « is not none »"
    if error.owner is missing:
        if error.name == "loop":
            return "« loop » n’existe que dans une boucle « for » : « vm » et « hm » aussi"
        return f"« {error.name} » n’existe pas{nearest(str(error.name), map(str, context))}"
    return f"« {error.name} » n’existe pas dans cette valeur{nearest(str(error.name), _names(error.owner))}"


def _names(value: Any) -> Iterable[str]:
    """Give the names that can be read in a value."""
    if isinstance(value, Mapping):
        return map(str, value)
    fields: Iterable[str] = getattr(type(value), "model_fields", None) or getattr(value, "__dict__", None) or dir(value)
    return (name for name in fields if not name.startswith("_"))


def _is_explained(error: Exception) -> bool:
    """Whether an error was raised, on purpose, by a filter of the house or of the host: it says in words what is wrong.

    Python, its library and Jinja say it in English, and quote the value: it may be personal.
    """
    if isinstance(error, LimitError):
        return True
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    if last is None or not isinstance(error, ValueError | TypeError):
        return False
    code, module = last.tb_frame.f_code.co_code, str(last.tb_frame.f_globals.get("__name__", "jinja2"))
    is_own = module.startswith(_OWN_MODULES) or module.partition(".")[0] in sys.stdlib_module_names
    return code[last.tb_lasti] == opmap["RAISE_VARARGS"] and not is_own


def _place(trace: TracebackType | None, part: CompiledPart, template: Template) -> Place:
    """Return the place of the tag that was being rendered: the innermost one of the part in the traceback."""
    line = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == part.name:
            line = template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    before = [at for at in part.spots if at <= line]
    return part.spots[max(before)].place if before else Place(part.name, None, "", "")
