"""The filters that every template may use, in Word as in HTML: one table, one spelling.

An engine adds to them what depends on its format (``markdown``, ``barres``) and what its caller gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType({})
