"""What the page around a document and its style sheet may hold: nothing that a reader would fetch or run.

A page is opened by anyone, from a mail or a disk: an address in it tells its author who read it, and when. The document
itself is of the dialect (``html_source.py``), which has no such thing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cllaj_docs.errors import TemplateError

if TYPE_CHECKING:
    from lxml.etree import _Element

EMBEDDED = "data:image/png;base64,"
"""How the only address that may be shown begins: a picture that is in the page."""

_ELEMENTS = frozenset(
    {"html", "head", "meta", "title", "style", "body", "main", "article", "section", "header", "footer", "nav", "aside"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "span", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption"}
    | {"thead", "tbody", "tfoot", "tr", "th", "td", "figure", "figcaption", "blockquote", "hr", "br", "img", "a"}
    | {"strong", "em", "b", "i", "small", "sup", "sub", "abbr", "time", "address"}
)
_ATTRIBUTES = frozenset(
    {"lang", "dir", "charset", "name", "content", "class", "id", "role", "title", "alt", "src", "href", "width"}
    | {"height", "scope", "colspan", "rowspan", "headers", "datetime", "hidden", "tabindex"}
)
_ADDRESSES: Mapping[str, re.Pattern[str]] = {
    "src": re.compile(rf"{re.escape(EMBEDDED)}[A-Za-z0-9+/=\s]+"),
    "href": re.compile(r"(?:https?://|mailto:|#)[^\s{}]*"),
}
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)

_ESCAPED = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_FETCHED = re.compile(
    rf"(?:url|src|image|image-set|cross-fade)\((?!\s*[\"']?{re.escape(EMBEDDED)}[^\"'()]*[\"']?\s*\))|@import|</",
    re.IGNORECASE,
)
"""What an address cannot do without in a style sheet; and what would end the sheet in its page."""


def check_page(name: str, source: str) -> None:
    """Refuse a page that fetches or runs something. Raises ``TemplateError``, with the line."""
    from lxml import etree, html

    try:
        root = html.document_fromstring(source.encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.ParserError, UnicodeEncodeError):
        raise TemplateError("Cette page n’est pas du HTML lisible", document=name) from None
    for element in root.iter():
        if isinstance(element.tag, str):
            _check_element(name, element)


def _check_element(name: str, element: _Element) -> None:
    tag = str(element.tag)
    if tag not in _ELEMENTS:
        raise _fault(name, element, f"L’élément <{tag}> n’est pas permis dans la page : retirez-le", f"<{tag}>")
    for key, value in ((str(key), str(value)) for key, value in element.attrib.items()):
        if key not in _ATTRIBUTES and not key.startswith("aria-"):
            raise _fault(name, element, f"L’attribut « {key} » n’est pas permis dans la page : retirez-le", value)
        if key in _ADDRESSES and not _ADDRESSES[key].fullmatch(value):
            raise _fault(name, element, "Une page ne va chercher aucune adresse : retirez-la", value)
    if tag == "style":
        check_style(name, _JINJA.sub("", element.text or ""))


def _fault(name: str, element: _Element, message: str, shown: str) -> TemplateError:
    line: Any = element.sourceline
    return TemplateError(message, document=name, ligne=line, balise=shown[:200])


def check_style(name: str, css: str) -> None:
    """Refuse a style sheet that fetches something, in a comment too, or that ends before its end.

    Raises ``TemplateError``, with the line.
    """
    plain = _ESCAPED.sub(_unescape, css) if "\\" in css else css
    if found := _FETCHED.search(plain):
        message = "Une feuille de style ne va chercher aucune adresse : retirez-la"
        line = plain.count("\n", 0, found.start()) + 1
        raise TemplateError(message, document=name, ligne=line, balise=plain[found.start() :][:80].split("\n")[0])


def _unescape(found: re.Match[str]) -> str:
    """Read a character that CSS escapes (CSS Syntax, 4.3.7)."""
    if found[1] is None:
        return found[2]
    code = int(found[1], 16)
    return chr(code) if 0 < code <= sys.maxunicode else "\ufffd"
