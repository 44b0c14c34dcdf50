"""Holds two texts whose paragraphs are not known against each other: the pages of PDF files, line after line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cllaj_docs.rendering.comparing.alignment import Effort
from cllaj_docs.rendering.comparing.compare import EFFORT, known_tokens, resemblance
from cllaj_docs.rendering.comparing.difference import Comparison, Difference, Gravite, Nature
from cllaj_docs.rendering.comparing.values import clean, squeeze, tokenize
from cllaj_docs.rendering.comparing.wording import Region, Wording, regions_between, segments_of, values_of
from cllaj_docs.rendering.reading.passage import Passage, Reading


def compare_streams(expected: Reading, read: Reading, known: Mapping[str, str] | None = None) -> Comparison:
    """Compare two documents word by word, wherever their lines end; each change is a difference, placed by its page."""
    references, labels = known_tokens(known or {})
    ours, theirs = _joined(expected, references), _joined(read, references)
    regions = regions_between(ours[0], theirs[0], Effort(EFFORT))
    found = tuple(_differences(regions, ours, theirs, labels))
    return Comparison(found, resemblance(expected, read))


_Stream = tuple[Wording, Sequence[int], Sequence[Passage]]


def _joined(reading: Reading, references: Sequence[str]) -> _Stream:
    """Give the lines of a document as one text, where each begins in it, and the lines."""
    lines = [clean(passage.text) for passage in reading.passages]
    starts, position = [], 0
    for line in lines:
        starts.append(position)
        position += len(line) + 1
    text = " ".join(lines)
    tokens = [replace(one, key="".join(text[one.start : one.end].split())) for one in tokenize(text, references)]
    return Wording(text, tokens), starts, reading.passages


def _differences(
    regions: Sequence[Region], ours: _Stream, theirs: _Stream, labels: Mapping[str, str]
) -> Iterator[Difference]:
    for rank, region in enumerate(regions):
        before = regions[rank - 1].right_end if rank else 0
        after = regions[rank + 1].right if rank + 1 < len(regions) else len(theirs[0].tokens)
        around = max(before, region.right - _AROUND), min(after, region.right_end + _AROUND)
        segments = tuple(segments_of(region, ours[0], theirs[0], around))
        gone, come = ours[0].between(region.left, region.left_end), theirs[0].between(region.right, region.right_end)
        nature: Nature = "rempli" if region.fills else "modifie"
        if squeeze(gone) == squeeze(come):
            nature = "typographie"
        values = tuple(values_of(region, ours[0], theirs[0], labels)) if nature == "modifie" else ()
        gravite: Gravite = "forme" if nature != "modifie" else "protege" if values else "clause"
        places = _place(ours, region.left), _place(theirs, region.right)
        yield Difference(nature, gravite, "corps", "", *places, segments, values)


_AROUND = 12
"""Words shown on each side of a change."""


def _place(stream: _Stream, rank: int) -> str:
    """Give the page of a word."""
    wording, starts, passages = stream
    if not wording.tokens:
        return ""
    start = wording.tokens[min(rank, len(wording.tokens) - 1)].start
    return passages[bisect_right(starts, start) - 1].place
