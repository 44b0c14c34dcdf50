"""``python -m tools.pango``: read the declarations that WeasyPrint gives to cffi, and keep them in the package.

To be run when a new WeasyPrint declares more: a test says so. cffi reads C at each start, which takes a tenth of the
time of a first document; what it makes of it is the same everywhere, and is written here as cffi itself writes it.
"""

from __future__ import annotations

import ast
import sys
import tempfile
from contextlib import redirect_stdout
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cffi

from cllaj_docs.rendering.pdf.engine import ADDED

TARGET = Path(__file__).resolve().parents[1] / "src" / "cllaj_docs" / "rendering" / "pdf" / "pango.py"

_HEAD = '''\
"""What WeasyPrint declares of Pango, HarfBuzz and fontconfig to cffi, read beforehand by ``python -m tools.pango``."""
# Not written by hand. Taken only when WeasyPrint declares the very text that it was read from: see ``engine``.
# ruff: noqa: E501
# fmt: off

'''


def declared() -> str:
    """Give the text that ``weasyprint.text.ffi`` declares."""
    package = find_spec("weasyprint")
    if package is None or package.origin is None:
        raise SystemExit("WeasyPrint n’est pas installé, lancez d’abord make setup")
    source = (Path(package.origin).parent / "text" / "ffi.py").read_text(encoding="utf-8")
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    (text,) = (
        ast.literal_eval(call.args[0])
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "cdef"
    )
    return str(text)


def written(text: str) -> str:
    """Give the module that says what cffi makes of these declarations."""
    ffi: Any = cffi.FFI()
    ffi.cdef(text)
    ffi.cdef(ADDED)
    ffi.set_source("cllaj_docs.rendering.pdf.pango", None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "pango.py")
        with redirect_stdout(None):  # cffi says what it writes
            ffi.emit_python_code(str(path))
        emitted = path.read_text(encoding="utf-8")
    code = emitted.partition("\n")[2]  # past cffi's own mention that it wrote this
    return f'{_HEAD}{code}\nREAD_FROM = "{sha256(text.encode()).hexdigest()}"\n'


if __name__ == "__main__":
    TARGET.write_text(written(declared()), encoding="utf-8")
    sys.stdout.write(f"{TARGET.name} est à jour.\n")
