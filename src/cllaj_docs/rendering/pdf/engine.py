"""WeasyPrint imported without its detours.

Two fifths of ``import weasyprint`` go to two hundred subprocesses that look for libraries under names that Linux does
not give them, and another fifth to fontTools, which a plain font never needs. While the import runs, and in its thread
only, the import statements that ask for these are answered here; no module of the host is touched.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from threading import get_ident
from types import SimpleNamespace
from typing import Any

from cllaj_docs.errors import OutputError


def import_weasyprint() -> Any:
    """Import WeasyPrint and, through it, Pango and HarfBuzz, which are the system's.

    Raises ``OutputError`` when one of these libraries is not there.
    """
    try:
        with _answered(dict(_stand_ins()) if sys.platform == "linux" else {}):
            import weasyprint
    except OSError as error:
        raise OutputError(
            "Un PDF demande les bibliothèques Pango et HarfBuzz : installez les paquets libpango-1.0-0, "
            "libpangoft2-1.0-0 et libharfbuzz-subset0, ou demandez le document en Word ou en HTML"
        ) from error
    return weasyprint


def _not_found(_name: str) -> None:
    """Find no library: cffi then goes on to the names that the loader of Linux knows, such as libpango-1.0.so.0."""


class _Later:
    """A name that is fetched when it is first used; its user then has the real ones, this one and its neighbours."""

    def __init__(self, user: str, name: str) -> None:
        self._place = user, name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._real()(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real(), name)

    def _real(self) -> Any:
        user, wanted = self._place
        for name, module in _SELDOM_USED[user].items():
            found = import_module(module)
            real = getattr(found, name) if hasattr(found, name) else import_module(f"{module}.{name}")
            setattr(sys.modules[user], name, real)
        return getattr(sys.modules[user], wanted)


class _Unraised(Exception):  # noqa: N818 - it stands in ``except`` clauses for an error of fontTools
    """What fontTools would raise if it were there."""


# Who imports what, and from where: fontTools, which variable and WOFF fonts need, and profiles of colours.
_SELDOM_USED: Mapping[str, Mapping[str, str]] = {
    "weasyprint.css": {"ImageCmsProfile": "PIL.ImageCms"},
    "weasyprint.text.fonts": {"TTFont": "fontTools.ttLib", "woff2": "fontTools.ttLib"},
    "weasyprint.pdf.fonts": {
        "subset": "fontTools",
        "TTFont": "fontTools.ttLib",
        "TTLibError": "fontTools.ttLib",
        "ttFont": "fontTools.ttLib",
        "instantiateVariableFont": "fontTools.varLib.instancer",
    },
}


def _stand_ins() -> Iterator[tuple[tuple[str, str], Any]]:
    """Give what an importing module gets for a module that it imports: (who, what), then the answer."""
    yield ("cffi.api", "ctypes.util"), SimpleNamespace(util=SimpleNamespace(find_library=_not_found))
    for user, names in _SELDOM_USED.items():
        for module in set(names.values()):
            answers: dict[str, Any] = {name: _Later(user, name) for name, where in names.items() if where == module}
            if "TTLibError" in answers:
                answers["TTLibError"] = _Unraised
            yield (user, module), SimpleNamespace(**answers)


@contextmanager
def _answered(answers: Mapping[tuple[str, str], Any]) -> Iterator[None]:
    """Answer these import statements of this thread until the block ends; every other one is the usual import."""
    usual, thread = builtins.__import__, get_ident()
    open_ = True

    def importing(name: str, importer: Any = None, *rest: Any, **named: Any) -> Any:
        asked = (str(importer and importer.get("__name__")), name)
        if open_ and asked in answers and get_ident() == thread:
            return answers[asked]
        return usual(name, importer, *rest, **named)

    builtins.__import__ = importing  # type: ignore[assignment]
    try:
        yield
    finally:
        # Somebody else may have wrapped this one meanwhile: it then stays, and answers nothing any more.
        open_ = False
        if builtins.__import__ is importing:
            builtins.__import__ = usual
