"""Prints values that are more than text: pictures, other documents, rich text, and what a template put together."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, NoReturn

from markupsafe import Markup

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.word.breaks import NEW_PAGE, NEW_PARAGRAPH, TEXT_START, has_breaks
from cllaj_docs.rendering.word.escaping import escape_attribute
from cllaj_docs.rendering.word.faults import fault
from cllaj_docs.rendering.word.markup import check_xml
from cllaj_docs.rendering.word.printing import (
    PartPrinter,
    check_characters,
    check_xml_characters,
    one_kind_of_line_end,
    write_broken,
    write_text,
)
from cllaj_docs.rendering.word.spots import IDENTIFIER, NAMESPACES, PARAGRAPH, RUN, TEXT, WORD_NAMESPACE, Spot
from cllaj_docs.rendering.word.structure import CELL_END, TABLE_END, TABLE_START
from cllaj_docs.rendering.word.values import Image, Paragraphs, SubDocument, docxtpl_kind

_RUN = re.compile(
    r"<w:r>(<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t xml:space=\"preserve\">([^<]*)</w:t></w:r>", re.DOTALL
)
_PARAGRAPH = re.compile(r"<w:p>(<w:pPr>(?:(?!</w:pPr>).)*</w:pPr>)?((?:(?!</w:p>).)*)</w:p>", re.DOTALL)
_LONG_BREAKS = re.compile(f"[{NEW_PARAGRAPH}{NEW_PAGE}]")
_RUN_START = re.compile(r"<w:r(?=[\s>])")
_PROPERTIES = re.compile(r"(?<=<w:rPr>)(?:<w:[^<>]*/>)+(?=</w:rPr>)")
_PROPERTY = re.compile(r"<w:(\w+)[^<>]*/>")
_FIRST_TAG = re.compile(r"<(/?)[\w:]")
_LINK = re.compile(r'(<w:hyperlink r:id=")([^"]*)"')
_ADDRESS = re.compile(r"(?:https?|mailto|tel|ftp):", re.IGNORECASE)
_MARKS = dict.fromkeys(map(ord, (IDENTIFIER, TABLE_START, TABLE_END, CELL_END)))
_ROOT = " ".join(f'{name}="{value}"' for name, value in {"xmlns:w": WORD_NAMESPACE, **NAMESPACES}.items())

_ORDER = (
    *("rStyle", "rFonts", "b", "bCs", "i", "iCs", "strike", "color", "sz", "szCs", "u", "shd", "vertAlign"),
    *("rtl", "lang"),
)
"""The order that the schema gives to the properties of a run, among those that docxtpl writes."""


def write_rich(value: Any, spot: Spot, printer: PartPrinter) -> str | None:
    """Write a value that is more than text; return ``None`` for any other."""
    if isinstance(value, Markup):
        return _write_markup(value, spot, printer)
    if isinstance(value, Image):
        return _write_image(value, spot, printer)
    if isinstance(value, Paragraphs):
        return _write_blocks(value.xml, spot)
    if isinstance(value, SubDocument):
        return _write_document(value, spot, printer)
    return _write_docxtpl(value, spot, printer)


def _write_markup(value: Markup, spot: Spot, printer: PartPrinter) -> str:
    """Write what a template has put together: a text, or XML that it took from itself."""
    if "<" not in value:
        return write_text(str(value.unescape()), spot)
    if spot.kind == TEXT and (tag := _FIRST_TAG.search(value)) and not tag[1]:  # it must first close the text
        raise fault(
            "Ce texte enrichi est joint à un autre, ou à des paragraphes : écrivez-le seul, dans « {{r … }} » "
            "ou « {{p … }} »",
            spot.place,
        )
    check_xml_characters(value.translate(_MARKS), spot)
    printer.has_markup = True
    return str(value)


def _write_image(value: Image, spot: Spot, printer: PartPrinter) -> str:
    from cllaj_docs.rendering.word.drawing import drawing

    printer.has_drawings = True
    relation = printer.render.additions.picture(printer.part, value)
    return _write_runs(f"<w:r>{drawing(value, relation)}</w:r>", spot)


def _write_runs(xml: str, spot: Spot) -> str:
    """Write runs where a tag stands."""
    if spot.kind == TEXT:
        return f"</w:t></w:r>{xml}<w:r>{spot.run_properties}{TEXT_START}"
    if spot.kind == RUN:
        return xml
    if spot.kind == PARAGRAPH:
        return f"<w:p>{spot.paragraph_properties}{xml}</w:p>"
    raise fault("Une image ou un texte enrichi ne se place que dans le texte d’un paragraphe", spot.place)


def _write_blocks(xml: str, spot: Spot) -> str:
    """Write paragraphs in place of that of a tag."""
    if spot.kind != PARAGRAPH:
        _refuse_blocks(spot)
    check_xml_characters(xml, spot)
    return xml


def _write_document(value: SubDocument, spot: Spot, printer: PartPrinter) -> str:
    """Write the body of another file; what is wrong with it is told at the tag."""
    from cllaj_docs.rendering.word.subdocument import import_document

    if spot.kind != PARAGRAPH:
        _refuse_blocks(spot)
    printer.has_drawings = True
    try:
        return import_document(value.content, printer.part, printer.render.additions)
    except TemplateError as error:
        raise fault(f"Le document à insérer {value.name} est inutilisable. {error}", spot.place) from error


def _refuse_blocks(spot: Spot) -> NoReturn:
    raise fault(
        f"Cette valeur est faite de paragraphes : écrivez « {{{{p {spot.place.expression} }}}} », "
        "seul dans son paragraphe",
        spot.place,
    )


def _write_docxtpl(value: Any, spot: Spot, printer: PartPrinter) -> str | None:
    """Write a value of docxtpl."""
    kind = docxtpl_kind(type(value))
    if kind == "Listing":
        return write_text(str(Markup(value.xml).unescape()), spot)  # noqa: S704 - escaped by docxtpl
    if kind == "RichText":
        return _write_runs(_rich_text(value.xml, _outside_run(spot), printer), spot)
    if kind == "RichTextParagraph":
        return _write_blocks(_rich_paragraphs(value.xml, spot, printer), spot)
    if kind == "refused":
        raise fault(
            "Cette valeur est attachée à un gabarit de docxtpl : donnez « Image » ou « SubDocument » à la place",
            spot.place,
        )
    return None


def _rich_paragraphs(xml: str, spot: Spot, printer: PartPrinter) -> str:
    """Write docxtpl's rich paragraphs, each with its own properties, which what is cut from it keeps."""

    def written(found: re.Match[str]) -> str:
        properties = found[1] or ""
        own = spot._replace(paragraph_properties=properties, opening="", closing="")
        return f"<w:p>{properties}{_rich_text(found[2], own, printer)}</w:p>"

    return _PARAGRAPH.sub(written, xml)


def _outside_run(spot: Spot) -> Spot:
    """Return a spot without the run that it is in, which the runs of a rich text take the place of."""
    if spot.kind == PARAGRAPH:
        return spot._replace(opening="", closing="")
    if spot.kind == TEXT and spot.opening is not None:
        start = [found.start() for found in _RUN_START.finditer(spot.opening)][-1]
        return spot._replace(opening=spot.opening[:start], closing=spot.closing.removeprefix("</w:r>"))
    return spot


def _rich_text(xml: str, spot: Spot, printer: PartPrinter) -> str:
    """Check the XML of docxtpl's rich text, make it valid, break its texts, and give its links their relations."""
    xml = _PROPERTIES.sub(_in_order, one_kind_of_line_end(xml))
    check_characters(xml, spot)
    linked = "<w:hyperlink" in xml
    if linked:
        xml = _LINK.sub(lambda found: f'{found[1]}{_link(_address(found[2]), spot, printer)}"', xml)
    try:
        check_xml(f"<w:body {_ROOT}><w:p>{_LONG_BREAKS.sub(' ', xml)}</w:p></w:body>".encode(), printer.part)
    except TemplateError as error:
        message = "Ce texte enrichi n’est pas du XML correct : vérifiez ses couleurs, polices et styles"
        raise fault(message, spot.place) from error
    if has_breaks(xml):
        xml = _RUN.sub(partial(_broken, spot._replace(opening=None) if linked else spot), xml)
    return xml


def _broken(spot: Spot, found: re.Match[str]) -> str:
    """Write a run of rich text with the breaks of its text."""
    run = found[1] or ""
    opening = None if spot.opening is None else f"{spot.opening}<w:r>{run}"
    text = write_broken(_unescaped(found[2]), spot, run, opening, f"</w:r>{spot.closing}")
    return f"<w:r>{run}{TEXT_START}{text}</w:t></w:r>"


def _in_order(found: re.Match[str]) -> str:
    """Put the properties of a run in the order of the schema, with the pattern that a shading cannot do without."""
    properties = {property_[1]: property_[0] for property_ in _PROPERTY.finditer(found[0])}
    ordered = "".join(properties[name] for name in sorted(properties, key=_rank))
    return ordered.replace("<w:shd w:fill=", '<w:shd w:val="clear" w:fill=')


def _rank(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _unescaped(text: str) -> str:
    return str(Markup(text).unescape())  # noqa: S704 - it is unescaped at once


def _address(written: str) -> str:
    """Read an address, which docxtpl puts in the XML as it is given: escaped, or not."""
    for mark, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        written = written.replace(mark, character)
    return written


def _link(address: str, spot: Spot, printer: PartPrinter) -> str:
    """Return the relation of a link: ``url_id`` is an address, or an identifier that the template already has."""
    additions = printer.render.additions
    if _ADDRESS.match(address):
        return additions.link(printer.part, address)
    known = additions.package.relations.get(printer.part, ())
    if any(relation.identifier == address for relation in known):
        return escape_attribute(address)
    raise fault(
        f"Ce lien mène à « {address} », que ce gabarit n’a pas : donnez l’adresse elle-même à « url_id »", spot.place
    )
