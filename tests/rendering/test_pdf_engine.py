"""WeasyPrint as we import it: fast, without a trace in the host, and with everything there when it is needed."""

from __future__ import annotations

import builtins
import ctypes.util
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pdf_reading import POINT

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.pdf import engine
from cllaj_docs.rendering.pdf.glyphs import characters_of
from tools import pango as pango_tool

FONT = Path(__file__).resolve().parents[2] / "templates" / "fonts" / "SourceSans3-Regular.ttf"

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems find their libraries their own way")


def run(code: str) -> str:
    """What a fresh Python prints."""
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


# The import


@on_linux
def test_no_library_is_searched_and_font_tools_stay_out() -> None:
    assert (
        run(
            "import builtins, ctypes.util, subprocess, sys\n"
            "usual = builtins.__import__\n"
            "ctypes.util.find_library = subprocess.Popen = None\n"
            "from cllaj_docs.rendering.pdf.engine import import_weasyprint\n"
            "assert import_weasyprint() is import_weasyprint()\n"
            "assert builtins.__import__ is usual\n"
            "print([name for name in sys.modules if name.startswith(('fontTools', 'PIL.ImageCms'))])"
        )
        == "[]\n"
    )


@on_linux
def test_what_was_left_out_comes_when_a_font_asks_for_it() -> None:
    printed = run(
        "import base64, io, sys\n"
        "from cllaj_docs.rendering.pdf.engine import import_weasyprint\n"
        "weasyprint = import_weasyprint()\n"
        "from fontTools.ttLib import TTFont, TTLibError\n"
        f"font, woff = TTFont({str(FONT)!r}), io.BytesIO()\n"
        "font.flavor = 'woff'\n"
        "font.save(woff)\n"
        "address = 'data:font/woff;base64,' + base64.b64encode(woff.getvalue()).decode()\n"
        "css = '@font-face { font-family: x; src: url(%s) } html { font-family: x }' % address\n"
        "page = '<html lang=fr><title>x</title><style>%s</style><p>Bonjour' % css\n"
        "pdf = weasyprint.HTML(string=page).write_pdf(full_fonts=True)\n"
        "from weasyprint.pdf import fonts\n"
        "assert fonts.TTFont is TTFont and fonts.TTLibError is TTLibError and fonts.subset.Subsetter\n"
        "print(len(pdf) > 100_000)"
    )
    assert printed == "True\n"


def test_every_name_that_waits_is_one_that_exists() -> None:
    for user, names in engine._SELDOM_USED.items():
        for name in names:
            assert hasattr(sys.modules.get(user) or __import__(user, fromlist=["x"]), name)
            if name != "TTLibError":
                assert engine._Later(user, name)._real() is getattr(sys.modules[user], name)


def test_only_the_importing_thread_is_answered() -> None:
    asked = {"__name__": "cffi.api"}
    answer: Any = object()
    with engine._answered({("cffi.api", "ctypes.util"): answer}):
        assert __import__("ctypes.util", asked) is answer
        assert __import__("ctypes.util", {"__name__": "host"}) is ctypes
        assert __import__("json", asked).__name__ == "json"
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(__import__, "ctypes.util", asked).result() is ctypes
    assert __import__("ctypes.util", asked) is ctypes


def test_an_import_that_somebody_wrapped_meanwhile_is_left_to_them(monkeypatch: pytest.MonkeyPatch) -> None:
    with engine._answered({("x", "y"): "answer"}):
        ours = builtins.__import__

        def wrapper(*args: Any) -> Any:
            return ours(*args)

        monkeypatch.setattr(builtins, "__import__", wrapper)
    assert builtins.__import__ is wrapper
    with pytest.raises(ModuleNotFoundError):
        __import__("y", {"__name__": "x"})


# The characters of a font


def test_characters_are_those_that_font_tools_finds(fonts: Mapping[str, bytes]) -> None:
    for content in fonts.values():
        assert characters_of(content) == frozenset(map(chr, TTFont(BytesIO(content)).getBestCmap()))


def test_characters_of_a_font_of_the_first_plane(fonts: Mapping[str, bytes]) -> None:
    """Only a sub-table of format 4, with segments of both kinds."""
    font = TTFont(BytesIO(fonts["normal"]))
    font["cmap"].tables = [table for table in font["cmap"].tables if table.format == 4]
    wanted = frozenset(map(chr, font.getBestCmap()))
    font.save(saved := BytesIO())
    assert {"é", "€", "\u202f", "’"} <= wanted == characters_of(saved.getvalue())


@pytest.mark.parametrize("broken", [b"", b"wOF2", b"\x00\x01\x00\x00", b"\x00\x01\x00\x00\x00\x00", b"OTTO\x00\x09abc"])
def test_a_file_that_is_no_font_is_refused(broken: bytes) -> None:
    with pytest.raises(TemplateError, match="donnez un fichier TTF ou OTF"):
        characters_of(broken)


def test_a_font_cut_short_is_refused(fonts: Mapping[str, bytes]) -> None:
    with pytest.raises(TemplateError):
        characters_of(fonts["normal"][:300])


# What is read beforehand, and what waits


def test_the_declarations_are_those_of_this_weasyprint() -> None:
    """If this fails: ``python -m tools.pango``."""
    assert pango_tool.TARGET.read_text(encoding="utf-8") == pango_tool.written(pango_tool.declared())


TINY = (
    "import hashlib, sys\n"
    "from cllaj_docs.rendering.pdf.engine import import_weasyprint\n"
    "page = '<html lang=fr><title>x</title><p>Bonjour <u>à tous</u>'\n"
    "pdf = import_weasyprint().HTML(string=page).write_pdf(pdf_identifier=b'x')\n"
    "print(hashlib.sha256(pdf).hexdigest(), 'cffi' in sys.modules)"
)


@on_linux
@pytest.mark.parametrize(
    "before",
    [
        "from cllaj_docs.rendering.pdf import pango\npango.READ_FROM = 'another text'\n",
        "import sys\nsys.modules['cllaj_docs.rendering.pdf.pango'] = None\n",
    ],
)
def test_other_declarations_are_read_by_cffi_itself(before: str) -> None:
    digest, read = run(TINY).split()
    assert read == "False"
    assert run(before + TINY).split() == [digest, "True"]


@on_linux
def test_pictures_wait_and_keep_their_settings() -> None:
    printed = run(
        "import sys\n"
        "from cllaj_docs.rendering.pdf.engine import import_weasyprint\n"
        "weasyprint = import_weasyprint()\n"
        "print('PIL' in sys.modules)\n"
        f"page = '<html lang=fr><title>x</title><img alt=x src={POINT}>'\n"
        "pdf = weasyprint.HTML(string=page).write_pdf()\n"
        "from PIL import EpsImagePlugin, Image, ImageFile\n"
        "from weasyprint import images\n"
        "from weasyprint.draw import text\n"
        "assert images.Image is text.Image is Image and images.ImageFile is ImageFile\n"
        "print(ImageFile.LOAD_TRUNCATED_IMAGES, EpsImagePlugin.gs_binary, b'/Image' in pdf)"
    )
    assert printed.split() == ["False", "True", "False", "True"]


@on_linux
def test_style_sheets_that_seldom_serve_wait() -> None:
    printed = run(
        "from cllaj_docs.rendering.pdf.engine import import_weasyprint\n"
        "import_weasyprint()\n"
        "from weasyprint import CSS, html\n"
        "waiting = [type(sheet) is not CSS for sheet in (html.UA_STYLESHEET, html.PH_STYLESHEET)]\n"
        "whole = CSS(string=html.PH)\n"
        "print(*waiting, len(html.PH_STYLESHEET.matcher.lower_local_name_selectors) > 5)\n"
        "assert vars(html.PH_STYLESHEET).keys() == vars(whole).keys()\n"
        "try: html.PH_STYLESHEET.absent\n"
        "except AttributeError as error: print(error)"
    )
    assert printed.split() == ["False", "True", "True", "absent"]
