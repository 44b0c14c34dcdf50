"""WeasyPrint imported without its detours.

Two fifths of ``import weasyprint`` go to two hundred subprocesses that look for libraries under names that Linux does
not give them, a fifth to fontTools and Pillow, which plain fonts and drawings never need, and a tenth to reading four
hundred declarations of C. While the import runs, and in its thread only, the import statements that ask for these are
answered here; no module of the host is touched.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
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
            import weasyprint.text.fonts as user
    except OSError as error:
        raise OutputError(
            "Un PDF demande les bibliothèques Pango et HarfBuzz : installez les paquets libpango-1.0-0, "
            "libpangoft2-1.0-0 et libharfbuzz-subset0, ou demandez le document en Word ou en HTML"
        ) from error
    if type(user.fontconfig) is _WithoutFonts:
        user.fontconfig = sys.modules["weasyprint.text.ffi"].fontconfig
    return weasyprint


ADDED = "FcConfig *FcConfigCreate (void); FcBool FcConfigSetCurrent (FcConfig *config);"
"""What we declare of fontconfig beside what WeasyPrint does: it makes a set of fonts without those of the machine."""


def _not_found(_name: str) -> None:
    """Find no library: cffi then goes on to the names that the loader of Linux knows, such as libpango-1.0.so.0."""


class _Later:
    """A name that is fetched when it is first used; all who wait for the same library then have the real names.

    What its user sets on it meanwhile, as one sets an option of a module, is set on the real one before it serves.
    """

    def __init__(self, user: str, name: str) -> None:
        vars(self).update(_place=(user, name), _settings={})

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._real()(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real(), name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._settings[name] = value

    def _real(self) -> Any:
        user, wanted = self._place
        library = _SELDOM_USED[user][wanted].partition(".")[0]
        for waiting, names in _SELDOM_USED.items():
            for name, module in names.items():
                if module.partition(".")[0] == library:
                    _serve(waiting, name, module)
        return getattr(sys.modules[user], wanted)


def _serve(user: str, name: str, module: str) -> None:
    """Give a module the real name in place of the one that waits, with the settings that it was given."""
    found = import_module(module)
    real = getattr(found, name) if hasattr(found, name) else import_module(f"{module}.{name}")
    waiting = getattr(sys.modules[user], name)
    if type(waiting) is _Later:
        for setting, value in waiting._settings.items():
            setattr(real, setting, value)
    setattr(sys.modules[user], name, real)


class _Unraised(Exception):  # noqa: N818 - it stands in ``except`` clauses for an error of fontTools
    """What fontTools would raise if it were there."""


class _Package:
    """A package where some names are ours."""

    def __init__(self, package: str, **names: Any) -> None:
        vars(self).update(names, _package=package)

    def __getattr__(self, name: str) -> Any:
        return getattr(sys.modules[self._package], name)


class _WithoutFonts:
    """What WeasyPrint asks fontconfig when it is imported: whether this machine has fonts. Ours come with us."""

    def __getattr__(self, name: str) -> Any:
        return getattr(sys.modules["weasyprint.text.ffi"].fontconfig, name)

    def FcInitLoadConfigAndFonts(self) -> Any:  # noqa: N802 - the name in C
        return declare_added().FcConfigCreate()

    def FcConfigGetFonts(self, *_: Any) -> Any:  # noqa: N802
        return SimpleNamespace(nfont=1)


def declare_added() -> Any:
    """Give fontconfig, with what is added to it declared."""
    library = sys.modules["weasyprint.text.ffi"]
    if not hasattr(library.fontconfig, "FcConfigCreate"):
        library.ffi.cdef(ADDED)
    return library.fontconfig


class _LaterSheet:
    """A style sheet of WeasyPrint that is read when it first serves; those of forms and of old attributes never do."""

    def __init__(self, make: Callable[..., Any], options: dict[str, Any]) -> None:
        vars(self).update(_make=make, _options=options)

    def __getattr__(self, name: str) -> Any:
        if "_make" in vars(self):
            sheet = vars(self).pop("_make")(**vars(self).pop("_options"))
            vars(self).update(vars(sheet))
            return getattr(self, name)
        raise AttributeError(name)


def _style_sheet(**options: Any) -> Any:
    """Do what ``weasyprint.CSS`` does; a sheet that also names styles of counters is read at once."""
    make = sys.modules["weasyprint"].CSS
    return make(**options) if "@counter-style" in options["string"] else _LaterSheet(make, options)


class _Declarations:
    """What WeasyPrint declares to cffi: read by us beforehand, or by cffi if it is not the text that we have read."""

    def __init__(self) -> None:
        self._real: Any = None

    def cdef(self, text: str, **options: Any) -> None:
        if self._real is None:
            self._real = _read_beforehand(text)
            if self._real is not None:
                return
            self._real = import_module("cffi").FFI()
        self._real.cdef(text, **options)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._real, name)
        setattr(self, name, value)
        return value


def _read_beforehand(text: str) -> Any:
    """Give what cffi makes of these declarations, when it is they that were read."""
    try:
        from cllaj_docs.rendering.pdf import pango
    except ImportError:  # a cffi that reads this no more
        return None
    return pango.ffi if sha256(text.encode()).hexdigest() == pango.READ_FROM else None


# Who imports what, and from where: fontTools, which variable and WOFF fonts need, pictures, and profiles of colours.
_SELDOM_USED: Mapping[str, Mapping[str, str]] = {
    "weasyprint.css": {"ImageCmsProfile": "PIL.ImageCms"},
    "weasyprint.images": {"EpsImagePlugin": "PIL", "Image": "PIL", "ImageFile": "PIL", "ImageOps": "PIL"},
    "weasyprint.draw.text": {"Image": "PIL"},
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
    yield ("weasyprint.text.ffi", "cffi"), SimpleNamespace(FFI=_Declarations)
    yield ("cffi.api", "ctypes.util"), SimpleNamespace(util=SimpleNamespace(find_library=_not_found))
    yield ("weasyprint.html", ""), _Package("weasyprint", CSS=_style_sheet)
    yield ("weasyprint.text.fonts", "ffi"), _Package("weasyprint.text.ffi", fontconfig=_WithoutFonts())
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
