"""The fonts of our documents, and no other: those of the machine, and how it is set, change nothing in a page.

WeasyPrint copies each font into a temporary folder, beside those of the machine, after reading how the machine and the
user want fonts to be found. Here fontconfig gets an empty configuration and the files where they stand: nothing is
written, a page is the same on every machine, and a machine without fonts prints.

This module imports WeasyPrint: see ``engine.import_weasyprint``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, NoReturn
from xml.etree.ElementTree import Element, SubElement, tostring

from weasyprint.text.ffi import ffi, gobject, pango, pangoft2
from weasyprint.text.fonts import FontConfiguration

from cllaj_docs.errors import OutputError, TemplateError
from cllaj_docs.rendering.pdf.engine import declare_added

_DOCTYPE = b'<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'


class _Face(NamedTuple):
    """How fontconfig names a style (FC_WEIGHT_REGULAR is 80, FC_WEIGHT_BOLD 200)."""

    weight: int
    slant: str


_FACES: Mapping[str, _Face] = {
    "normal": _Face(80, "roman"),
    "gras": _Face(200, "roman"),
    "italique": _Face(80, "italic"),
    "gras_italique": _Face(200, "italic"),
}


class OwnFonts(FontConfiguration):  # type: ignore[misc]
    """One family: ``files`` are those of its styles, ``normal``, ``gras``, ``italique``, ``gras_italique``.

    ``alone`` tells that nobody else in the process uses fontconfig yet. Pango would have it read the fonts of the
    machine, and keep a note of them in a file: meanwhile ours are the ones that it finds.
    """

    def __init__(self, family: str, files: Mapping[str, Path], *, alone: bool) -> None:
        fontconfig = declare_added()
        self._config = fontconfig.FcConfigCreate()
        for style, path in files.items():
            self._add(family, _FACES[style], path.resolve())
        if alone:
            fontconfig.FcConfigSetCurrent(self._config)
        self.font_map = ffi.gc(pangoft2.pango_ft2_font_map_new(), gobject.g_object_unref)
        pangoft2.pango_fc_font_map_set_config(ffi.cast("PangoFcFontMap *", self.font_map), self._config)
        fontconfig.FcConfigDestroy(self._config)  # the map keeps it
        if alone:
            self._wait_for_pango(family)
            fontconfig.FcConfigSetCurrent(ffi.NULL)
        self.strut_layouts: dict[Any, Any] = {}
        self.font_features: dict[Any, Any] = {}

    def _add(self, family: str, face: _Face, path: Path) -> None:
        fontconfig = declare_added()
        settings = _DOCTYPE + _settings(family, face, str(path))
        if not (
            fontconfig.FcConfigParseAndLoadFromMemory(self._config, settings, True)
            and fontconfig.FcConfigAppFontAddFile(self._config, bytes(path))
        ):
            raise OutputError(f"{path} : cette police n’est pas lisible, vérifiez le fichier et vos droits")

    def _wait_for_pango(self, family: str) -> None:
        """Wait until Pango has done with its first look at fonts, which it does in a thread of its own."""
        context = ffi.gc(pango.pango_font_map_create_context(self.font_map), gobject.g_object_unref)
        font = ffi.gc(pango.pango_font_description_new(), pango.pango_font_description_free)
        pango.pango_font_description_set_family(font, family.encode())
        metrics = pango.pango_context_get_metrics(context, font, ffi.NULL)
        pango.pango_font_metrics_unref(metrics)

    def add_font_face(self, rule_descriptors: Any, url_fetcher: Any) -> NoReturn:
        """Refuse a font of a template, and its address before it: raises ``TemplateError``."""
        for kind, address in rule_descriptors["src"]:
            if kind == "external":
                url_fetcher(address)
        message = "La police d’un document est celle de la charte : retirez « @font-face » de la feuille de style"
        raise TemplateError(message, balise="@font-face")


def _settings(family: str, face: _Face, path: str) -> bytes:
    """Write what makes fontconfig see a file as a style of a family, whatever the file says of itself."""
    root = Element("fontconfig")
    match = SubElement(root, "match", target="scan")
    SubElement(SubElement(match, "test", name="file", compare="eq"), "string").text = path
    # Put before, since Pango does not find a font whose family is replaced.
    SubElement(SubElement(match, "edit", name="family", mode="prepend"), "string").text = family
    SubElement(SubElement(match, "edit", name="slant", mode="assign_replace"), "const").text = face.slant
    SubElement(SubElement(match, "edit", name="weight", mode="assign_replace"), "int").text = str(face.weight)
    written: bytes = tostring(root, encoding="utf-8")
    return written
