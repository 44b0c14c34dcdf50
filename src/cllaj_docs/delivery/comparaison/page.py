"""A comparison as one page to read, print and send: no script, nothing fetched, read aloud as well as seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from cllaj_docs.delivery.comparaison.mots import BRIEF, GRAVITES, NATURES, by_nature, place, summary, value
from cllaj_docs.delivery.comparaison.rapport import Rapport
from cllaj_docs.french.agreement import compte
from cllaj_docs.rendering.comparing.difference import Difference, Gravite, Operation, Segment

_STYLE = """
:root { color-scheme: light; --ink: #1b1b1b; --line: #b5b9c2; --gone: #8c1a11; --come: #0b5a2a; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 60rem; color: var(--ink); background: #fff;
  font: 1rem/1.5 "Source Sans 3", "Segoe UI", "Liberation Sans", Arial, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.3rem; margin-top: 2rem; }
h3 { font-size: 1.05rem; margin: 0; }
.verdict { padding: .75rem 1rem; border-left: .4rem solid var(--come); background: #eef6f0; }
.verdict.bloque { border-color: var(--gone); background: #fbeeec; }
.ecart { border: 1px solid var(--line); border-radius: .3rem; padding: .75rem 1rem; margin: 1rem 0;
  break-inside: avoid; }
.ecart.protege { border-left: .4rem solid var(--gone); }
.nature { margin: 0 0 .5rem; color: #4a4f5a; }
.texte { white-space: pre-line; margin: .5rem 0 0; overflow-wrap: anywhere; }
del { color: var(--gone); background: #fbe3e0; text-decoration: line-through; }
ins { color: var(--come); background: #e0f3e6; text-decoration: underline; }
.dit { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.valeurs { margin: .25rem 0; padding-left: 1.25rem; font-weight: 600; }
@media print { body { padding: 0; max-width: none; } nav { display: none; } }
"""

_TAGS: dict[Operation, tuple[str, str]] = {"retire": ("del", "retiré : "), "ajoute": ("ins", "ajouté : ")}


def to_page(rapport: Rapport, name: str) -> str:
    """Write a comparison as an HTML page; ``name`` is that of the file."""
    title = escape(f"{name} comparé à son dossier")
    return "\n".join(
        (
            '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">',
            f"<title>{title}</title>",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>",
            f"<h1>{title}</h1>",
            *_verdict(rapport),
            *(line for gravite in GRAVITES for line in _section(gravite, rapport.comparison.of(gravite))),
            *_beside(rapport),
            "</main>\n</body>\n</html>\n",
        )
    )


def _verdict(rapport: Rapport) -> Iterator[str]:
    differences = rapport.comparison.differences
    if rapport.message:
        told = f"{rapport.message[:1].upper()}{rapport.message[1:]}."
    elif differences:
        told = f"{summary(differences)}."
    else:
        told = "Ce document dit exactement ce que donne le dossier."
    blocks = " bloque" if rapport.blocks else ""
    yield f'<p class="verdict{blocks}"><strong>{escape(told)}</strong></p>'
    yield f"<p>Document attendu : {escape(rapport.document)}.</p>"
    found = [gravite for gravite in GRAVITES if rapport.comparison.of(gravite)]
    if len(found) > 1:
        links = "".join(
            f'<li><a href="#{gravite}">{GRAVITES[gravite][0]} ({len(rapport.comparison.of(gravite))})</a></li>'
            for gravite in found
        )
        yield f'<nav aria-label="Sommaire"><ul>{links}</ul></nav>'


def _section(gravite: Gravite, differences: Sequence[Difference]) -> Iterator[str]:
    if not differences:
        return
    title, meaning = GRAVITES[gravite]
    yield f'<section id="{gravite}" aria-labelledby="titre-{gravite}">'
    yield f'<h2 id="titre-{gravite}">{title} ({len(differences)})</h2>\n<p>{escape(meaning.capitalize())}.</p>'
    brief = [one for one in differences if one.nature in BRIEF]
    for rank, one in enumerate((one for one in differences if one.nature not in BRIEF), start=1):
        yield from _article(one, f"{gravite}-{rank}")
    for nature, found in by_nature(brief):
        places = "".join(f"<li>{escape(place(one))}</li>" for one in found)
        told = f"{NATURES[nature].capitalize()} ({compte(len(found), 'passage')})"
        yield f"<details><summary>{escape(told)}</summary><ul>{places}</ul></details>"
    yield "</section>"


def _article(one: Difference, identifier: str) -> Iterator[str]:
    yield f'<article class="ecart {one.gravite}" aria-labelledby="{identifier}">'
    yield f'<h3 id="{identifier}">{escape(place(one))}</h3>\n<p class="nature">{escape(NATURES[one.nature])}</p>'
    if one.values:
        values = "".join(f"<li>{escape(value(change))}</li>" for change in one.values)
        yield f'<ul class="valeurs">{values}</ul>'
    yield f'<p class="texte">{"".join(map(_marked, one.segments))}</p>\n</article>'


def _marked(segment: Segment) -> str:
    """Write a piece of a passage; what is gone and what has come are told, too, to who cannot see them."""
    if segment.operation == "egal":
        return escape(segment.text)
    tag, told = _TAGS[segment.operation]
    space = " " if segment.text[:1].isspace() else ""
    said = escape(segment.text.strip())
    return f'{space}<{tag}><span class="dit">[{told}</span>{said}<span class="dit">]</span></{tag}>'


def _beside(rapport: Rapport) -> Iterator[str]:
    reading = rapport.reading
    if reading.revisions:
        yield f"<h2>Modifications suivies ({len(reading.revisions)})</h2>"
        yield "<p>Lues comme si elles étaient acceptées. Acceptez-les ou refusez-les avant de signer.</p>"
        items = (f"{one.nature}{f' de {one.author}' if one.author else ''} : {one.text}" for one in reading.revisions)
        yield f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>"
    if reading.comments:
        yield f"<h2>Commentaires dans la marge ({len(reading.comments)})</h2>"
        items = (
            f"{one.author or 'sans auteur'} : {one.text}{f' (sur « {one.about[:80]} »)' if one.about else ''}"
            for one in reading.comments
        )
        yield f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>"
