"""Characters as XML writes them."""

from __future__ import annotations


def escape_text(text: str) -> str:
    """Escape characters for the content of an element."""
    if "&" in text or "<" in text or ">" in text or "\r" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    return text


def escape_attribute(text: str) -> str:
    """Escape characters for an attribute between double quotes."""
    if text.isalnum():  # most are one word, or one number
        return text
    text = escape_text(text)
    if '"' in text or "\n" in text or "\t" in text:
        text = text.replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    return text
