"""What a document says in Word against what it says in HTML, of which the PDF is made."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from cllaj_docs.delivery.gabarit.fichiers import is_own
from cllaj_docs.delivery.template_folder import TemplateFolder
from cllaj_docs.documents import TypeDocument
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.rendering.blocks import Block, html_blocks, sections, word_blocks
from cllaj_docs.rendering.checking.findings import Remarque

_MAIN = "word/document.xml"
DAY = datetime.date(2027, 1, 19)
"""The day written in the documents that are rendered to be read: any one."""

_NUMBERED = re.compile(r"(?:(?:Article|Annexe)\s+\d+\s*[–-]\s*|\d+\.\s+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Difference:
    """A passage that two formats word otherwise: its section, and what each says, ``""`` when nothing.

    ``before`` is the last block that both say before it.
    """

    section: str
    word: str
    html: str
    before: str


def _compare_formats(document: bytes, page: str) -> list[_Difference]:
    """Compare a Word document with the page that its PDF is made of, block by block."""
    word, html = word_blocks(document), html_blocks(page)
    titles = frozenset(block.key for block in html if block.heading)
    placed = list(sections(html, titles))
    own = list(sections(word, titles))
    found = []
    matcher = SequenceMatcher(None, [block.key for block in word], [block.key for block in html], autojunk=False)
    for kind, first, last, start, stop in matcher.get_opcodes():
        if kind != "equal":
            section = (placed[start:stop] or own[first:last])[0][0]
            before = word[first - 1].text if first else ""
            found.append(_Difference(section, _said(word[first:last]), _said(html[start:stop]), before))
    return found


def title_of(heading: str) -> str:
    """Take the number of an article, an annex or a chapter off its heading."""
    return _NUMBERED.sub("", heading, count=1)


def _said(blocks: Sequence[Block]) -> str:
    return " / ".join(block.text for block in blocks)


# --- from a rendered paragraph to that of the template


_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


class _Paragraphs:
    """The paragraphs of a template: finds the one that has printed a text."""

    def __init__(self, texts: Iterable[tuple[int, str]]) -> None:
        self._paragraphs = [(rank, text, _static(text)) for rank, text in texts]

    def find(self, printed: str) -> tuple[int, str] | None:
        """Give the rank and the text of the paragraph that has most of its own words in a printed one."""
        key = Block(printed).key
        found = [(sum(map(len, pieces)), rank, text) for rank, text, pieces in self._paragraphs if _prints(pieces, key)]
        _, rank, text = max(found, key=lambda one: one[0], default=(0, 0, ""))
        return (rank, text) if rank else None


def _static(text: str) -> tuple[str, ...]:
    """Give what stands between the tags of a paragraph, as it is compared."""
    return tuple(" ".join(Block(piece).key.split()) for piece in _TAG.split(text))


def _prints(pieces: Sequence[str], text: str) -> bool:
    """Whether a text may be what a paragraph printed: its own words are there, in order, from one end to the other."""
    if not any(pieces) or not text.startswith(pieces[0]) or not text.endswith(pieces[-1]):
        return False
    position = len(pieces[0])
    for piece in pieces[1:-1]:
        position = text.find(piece, position)
        if position < 0:
            return False
        position += len(piece)
    return text == pieces[0] if len(pieces) == 1 else position + len(pieces[-1]) <= len(text)


def _quote(said: str, other: str) -> tuple[str, str]:
    """Shorten two texts to what sets them apart, with a few words around."""
    return (_around(said, other), _around(other, said))


def _around(text: str, other: str) -> str:
    start = next((at for at, (one, two) in enumerate(zip(text, other, strict=False)) if one != two), 0)
    first = text.rfind(" ", 0, max(0, start - _CONTEXT)) + 1
    cut = text[first : first + _LONGEST_QUOTE]
    return f"{'…' if first else ''}{cut}{'…' if first + _LONGEST_QUOTE < len(text) else ''}"


_CONTEXT = 40
_LONGEST_QUOTE = 160


def _word_texts(content: bytes) -> Iterator[tuple[int, str]]:
    """Give the rank and the text of each paragraph of the body of a Word template."""
    from lxml import etree

    from cllaj_docs.rendering.word.package import read_package

    package = read_package(content)
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    for rank, paragraph in enumerate(etree.fromstring(package.contents[package.main]).iter(f"{w}p"), start=1):
        yield rank, "".join(node.text or "" for node in paragraph.iter(f"{w}t"))


# --- findings


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document of a sample in both formats; ``None`` where it could not be rendered."""

    dossier: Dossier
    document: TypeDocument
    word: bytes | None
    page: str | None

    @property
    def regime(self) -> str:
        """The regime of the sample."""
        return self.dossier.porteur.regime


def has_own(folder: TemplateFolder, document: TypeDocument, regime: str) -> bool:
    """Whether a template of a document, in a regime, is the caller's: the shipped ones say the same by construction."""
    return folder.own is not None and any(
        is_own(folder, format_, path) for format_, path in folder.files(document.nom_gabarit, regime).items()
    )


def compared(folder: TemplateFolder, rendered: Sequence[Rendered]) -> Iterator[Remarque]:
    """Tell where the Word of a document says something else than its PDF, section by section."""
    told: set[tuple[object, ...]] = set()
    for one in rendered:
        if one.word is None or one.page is None:
            continue
        files = folder.files(one.document.nom_gabarit, one.regime)
        own = files["docx"] if is_own(folder, "docx", files["docx"]) else files["html"]
        paragraphs = _Paragraphs(_word_texts(files["docx"].read_bytes()))
        for difference in _compare_formats(one.word, one.page):
            remarque = _remarque(own.name, difference, paragraphs if own == files["docx"] else None)
            section = "" if remarque.rang else title_of(difference.section)
            key = (own.name, section, remarque.rang, bool(difference.word), bool(difference.html))
            if key not in told:
                told.add(key)
                yield remarque


def _remarque(file: str, difference: _Difference, paragraphs: _Paragraphs | None) -> Remarque:
    word, html = _quote(difference.word, difference.html)
    section = f"« {difference.section} » : " if difference.section else ""
    said = f"le Word dit « {word} », et le PDF dit « {html} »"
    if not difference.html:
        said = f"le Word dit « {word} », que le PDF ne dit pas"
    elif not difference.word:
        said = f"le PDF dit « {html} », que le Word ne dit pas"
    explanation = f"{section}{said}."
    place = paragraphs.find(difference.word or difference.before) if paragraphs else None
    return Remarque(
        fichier=file,
        code="texte_different",
        gravite="alerte",
        explication=f"{explanation[:1].upper()}{explanation[1:]}",
        remede="Changez de même l’autre gabarit (Word, ou HTML dont le PDF est tiré), ou revenez au texte livré.",
        partie=_MAIN if place else None,
        rang=place[0] if place else None,
        texte=place[1] if place else None,
    )
