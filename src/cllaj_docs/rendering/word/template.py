"""A Word template: read, checked and compiled once, then rendered as often as one likes, from any number of threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jinja2 import Template

from cllaj_docs.errors import TemplateError
from cllaj_docs.rendering.filters import FILTERS
from cllaj_docs.rendering.word.archive import pack, write_archive, write_prefix
from cllaj_docs.rendering.word.compiled import Compiled, CompiledPart
from cllaj_docs.rendering.word.environment import WordContext, WordEnvironment
from cllaj_docs.rendering.word.printing import PartPrinter, Render
from cllaj_docs.rendering.word.spots import IDENTIFIER, Place, Spot

if TYPE_CHECKING:
    from cllaj_docs.rendering.word.additions import Additions
    from cllaj_docs.rendering.word.package import Package

_FIRST_IDENTIFIER = 1001
_IDENTIFIER = IDENTIFIER.encode()
_CONTENT_TYPES = "[Content_Types].xml"


class WordTemplate:
    """A docxtpl template, compiled once; ``render`` is pure, and may be called from many threads at once.

    ``source`` is a path, or the bytes of a ``.docx``. ``filters`` are added to those of the house. ``trusted`` lets the
    template call the methods of the host's own objects. ``cache_dir`` is a folder, of this user alone, where compiled
    templates are kept from one process to the next. Raises ``TemplateError``, in French, with the part, the paragraph
    and the tag, when the template cannot be used.
    """

    def __init__(
        self,
        source: bytes | str | Path,
        filters: Mapping[str, Callable[..., Any]] = MappingProxyType({}),
        *,
        trusted: bool = False,
        cache_dir: str | Path | None = None,
    ) -> None:
        self.name = None if isinstance(source, bytes) else Path(source).name
        self._content = source if isinstance(source, bytes) else Path(source).read_bytes()
        self._environment = WordEnvironment({**FILTERS, **filters}, trusted=trusted)
        try:
            compiled = self._compiled(None if cache_dir is None else Path(cache_dir))
        except TemplateError as error:
            error.document = self.name
            raise
        self._prefix = compiled.prefix
        self._package: Package | None = None
        self._parts = tuple(
            (part, Template.from_code(self._environment, part.code, self._environment.globals))
            for part in compiled.parts
        )

    def _compiled(self, cache: Path | None) -> Compiled:
        """Compile the template, or take what was kept of it."""
        if cache is None:
            return self._compile()
        from cllaj_docs.rendering.word.cache import cache_key, keep_compiled, read_compiled

        key = cache_key(self._content, self._environment.filters, trusted=self._environment.trusted)
        compiled = read_compiled(cache, key)
        if compiled is None:
            compiled = self._compile()
            keep_compiled(cache, key, compiled)
        return compiled

    def _compile(self) -> Compiled:
        from cllaj_docs.rendering.word.compiler import compile_template

        return compile_template(self._content, self._environment)

    def _as_package(self) -> Package:
        """Give the template as a package, only asked for by values that add parts to it: read once, without a lock."""
        if self._package is None:
            from cllaj_docs.rendering.word.package import read_package

            self._package = read_package(self._content)
        return self._package

    def render(self, context: Mapping[str, Any]) -> bytes:
        """Return the document of some data. Raises ``TemplateError`` on any value that cannot be printed."""
        render = Render(self._as_package)
        identifier = _FIRST_IDENTIFIER
        rendered = {}
        for part, template in self._parts:
            xml, has_drawings = self._render_part(part, template, context, render)
            if has_drawings:
                xml, identifier = _number(xml, identifier)
            rendered[part.name] = xml
        if render.has_additions:
            return self._with_additions(rendered, render.additions)
        return write_archive(self._prefix, [pack(name, content) for name, content in rendered.items()])

    def _render_part(
        self, part: CompiledPart, template: Template, context: Mapping[str, Any], render: Render
    ) -> tuple[bytes, bool]:
        """Render one part; also tell whether it has drawings to number."""
        printer = PartPrinter(part, render, _write_rich)
        try:
            values = template.new_context(dict(context))
            assert isinstance(values, WordContext)  # noqa: S101 - for the type checker: Jinja makes what it is told to
            values.printer = printer
            pieces: Iterable[Any] = template.root_render_func(values)  # bytes: see compiler.py
            xml = b"".join(pieces)
        except Exception as error:
            from cllaj_docs.rendering.word.explaining import explain

            explained = explain(error, part, template, context)
            if isinstance(explained, TemplateError) and explained.document is None:
                explained.document = self.name
            if explained is error:
                raise
            raise explained from error
        if part.has_structure:
            from cllaj_docs.rendering.word.tables import finish_structure

            xml = finish_structure(xml.decode()).encode()
        if printer.has_markup or part.loose:
            self._check(xml, part)
        return xml, part.has_drawings or printer.has_drawings

    def _check(self, xml: bytes, part: CompiledPart) -> None:
        """Refuse a part that its blocks, taken as this data wants, have not left well-formed."""
        from cllaj_docs.rendering.word.faults import fault
        from cllaj_docs.rendering.word.markup import check_xml

        try:
            check_xml(xml.replace(_IDENTIFIER, b""), part.name)
        except TemplateError as error:
            place = part.spots[part.loose].place if part.loose in part.spots else Place(part.name, None, "", "")
            explained = fault(
                "Un bloc de cette partie s’ouvre et se ferme à des endroits qui ne se répondent pas : placez ses "
                "balises dans le même paragraphe, la même case ou la même suite de paragraphes",
                place,
            )
            explained.document = self.name
            raise explained from error

    def _with_additions(self, rendered: Mapping[str, bytes], additions: Additions) -> bytes:
        """Write the document anew, with what values have added to it."""
        changed = additions.apply(rendered)
        kept = {name: member for name, member in self._as_package().members.items() if name not in changed}
        members = {**kept, **{name: pack(name, content) for name, content in changed.items()}}
        return write_archive(write_prefix([members.pop(_CONTENT_TYPES)]), members.values())


def _number(xml: bytes, first: int) -> tuple[bytes, int]:
    """Give the drawings of a part their numbers, in order; return the first number that is left."""
    start, *others = xml.split(_IDENTIFIER)
    pieces = [start]
    for number, piece in enumerate(others, first):
        pieces += (b"%d" % number, piece)
    return b"".join(pieces), first + len(others)


def _write_rich(value: object, spot: Spot, printer: PartPrinter) -> str | None:
    """Print a value that is more than text. What writes it is loaded when the first such value comes."""
    from cllaj_docs.rendering.word.richness import write_rich

    return write_rich(value, spot, printer)
