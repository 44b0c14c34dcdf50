"""Word documents: a docxtpl template, compiled once, rendered with values as often as one likes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cllaj_docs.rendering.filters import FILTERS
from cllaj_docs.rendering.word.environment import WordEnvironment
from cllaj_docs.rendering.word.package import read_parts, write_parts
from cllaj_docs.rendering.word.part import TemplatePart
from cllaj_docs.rendering.word.pictures import Pictures

_RENDERED = re.compile(
    r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml|docProps/core\.xml", re.ASCII
)


class WordTemplate:
    """A Word template; ``render`` is pure, and may be called from many threads at once.

    ``source`` is its path or its bytes; ``filters`` are added to the French filters of ``FILTERS``. A template is not
    trusted: it runs in a sandbox, and calls nothing but filters and a few methods that read. A host that owns its
    templates opens its objects' methods with ``trusted=True``. Raises ``TemplateError`` when it cannot be used.
    """

    def __init__(
        self,
        source: str | Path | bytes,
        filters: Mapping[str, Callable[..., Any]] = MappingProxyType({}),
        *,
        trusted: bool = False,
    ) -> None:
        document = "gabarit Word" if isinstance(source, bytes) else Path(source).name
        self._parts = read_parts(source, document)
        environment = WordEnvironment({**FILTERS, **filters}, trusted=trusted)
        compiled = (
            TemplatePart(name, content, environment, document)
            for name, content in self._parts.items()
            if _RENDERED.fullmatch(name)
        )
        self._dynamic = tuple(part for part in compiled if part.is_dynamic)
        self._first_id = 1 + max(
            (
                int(found)
                for content in self._parts.values()
                for found in re.findall(rb'<wp:docPr [^>]*\bid="(\d+)"', content)
            ),
            default=0,
        )

    def render(self, context: Mapping[str, Any]) -> bytes:
        """Give the document as bytes: the same values give the same bytes.

        Raises ``TemplateError``, with the part and the paragraph, on any value that the template cannot print.
        """
        pictures = Pictures(self._parts, self._first_id)
        rendered = {part.name: part.render(context, pictures.drawer(part.name)) for part in self._dynamic}
        return write_parts({**self._parts, **rendered, **pictures.parts()})
