"""Line breaks, tabs, paragraphs and pages inside a text, as Word writes them: a text element holds only characters."""

from __future__ import annotations

import re

NEW_PARAGRAPH = "\a"
NEW_PAGE = "\f"

TEXT_START = '<w:t xml:space="preserve">'

_BREAKS = re.compile(f"[\t\n{NEW_PARAGRAPH}{NEW_PAGE}]")


def has_breaks(text: str) -> bool:
    """Whether a text holds anything but characters to print."""
    return _BREAKS.search(text) is not None


def break_text(text: str, run: str, paragraph: str, opening: str | None, closing: str) -> str:
    """Write the breaks of a text that is escaped, and stands in a ``w:t``.

    ``run`` and ``paragraph`` are the properties that follow a break again. ``closing`` and ``opening`` lead from
    the text to its paragraph and back; when ``opening`` is ``None`` the paragraph cannot be cut, only the line.
    """
    new_paragraph = f"</w:t><w:br/>{TEXT_START}"
    page = f'</w:t><w:br w:type="page"/>{TEXT_START}'
    if opening is not None:
        start = f"<w:p>{paragraph}{opening}{TEXT_START}"
        new_paragraph = f"</w:t>{closing}</w:p>{start}"
        page = f'</w:t>{closing}</w:p><w:p><w:r><w:br w:type="page"/></w:r></w:p>{start}'
    breaks = {
        "\t": f"</w:t></w:r><w:r>{run}<w:tab/></w:r><w:r>{run}{TEXT_START}",
        "\n": f"</w:t><w:br/>{TEXT_START}",
        NEW_PARAGRAPH: new_paragraph,
        NEW_PAGE: page,
    }
    return _BREAKS.sub(lambda found: breaks[found[0]], text)
