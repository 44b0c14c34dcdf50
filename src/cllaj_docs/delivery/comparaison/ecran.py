"""A comparison told on a screen, and as JSON for a program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from cllaj_docs.delivery.comparaison.mots import BRIEF, GRAVITES, NATURES, around, by_nature, place, summary, value
from cllaj_docs.delivery.comparaison.rapport import Rapport
from cllaj_docs.delivery.comparaison.verification import Verification
from cllaj_docs.french.agreement import compte
from cllaj_docs.rendering.comparing.difference import Difference, Segment

_MOST_PLACES = 12


def to_text(rapport: Rapport, name: str) -> str:
    """Write a comparison as lines of French; ``name`` is that of the file."""
    return "\n".join(_lines(rapport, name)) + "\n"


def _lines(rapport: Rapport, name: str) -> Iterator[str]:
    if rapport.message:
        yield f"{name} : {rapport.message}."
    elif not rapport.comparison.differences:
        yield f"{name} dit exactement ce que donne le dossier ({rapport.document})."
    else:
        yield f"{name}, comparé à ce que donne le dossier ({rapport.document}) :"
        yield f"{summary(rapport.comparison.differences)}."
    for gravite, (title, meaning) in GRAVITES.items():
        found = rapport.comparison.of(gravite)
        if found:
            yield from ("", f"{title} ({meaning})")
            yield from _formal(found) if gravite == "forme" else _detailed(found)
    yield from _beside(rapport)


def _detailed(differences: Sequence[Difference]) -> Iterator[str]:
    for rank, one in enumerate(differences, start=1):
        yield f"{rank:>3}. {place(one)} – {NATURES[one.nature]}"
        yield from (f"       ! {value(change)}" for change in one.values)
        yield from _quoted(one)


def _quoted(one: Difference) -> Iterator[str]:
    kept = list(around(one.segments))
    if any(segment.operation == "retire" for segment in kept):
        yield f"       attendu : {_said(kept, 'ajoute')}"
    if any(segment.operation != "retire" for segment in kept):
        yield f"       lu      : {_said(kept, 'retire')}"


def _said(segments: Sequence[Segment], other: str) -> str:
    """Write one of the two wordings, its own words between brackets where the rest is common."""
    common = any(segment.operation == "egal" for segment in segments)
    pieces = (
        f"{_space(segment.text)}[{segment.text.strip()}]" if common and segment.operation != "egal" else segment.text
        for segment in segments
        if segment.operation != other
    )
    return " ".join("".join(pieces).split())


def _space(text: str) -> str:
    return " " if text[:1].isspace() else ""


def _formal(differences: Sequence[Difference]) -> Iterator[str]:
    for nature, found in by_nature(differences):
        if nature in BRIEF:
            places = [place(one) for one in found[:_MOST_PLACES]]
            more = f" ; et {len(found) - _MOST_PLACES} autres" if len(found) > _MOST_PLACES else ""
            yield f"  - {NATURES[nature]}, {compte(len(found), 'passage')} : {' ; '.join(places)}{more}"
            continue
        for one in found:
            yield f"  - {place(one)} – {NATURES[nature]}"
            yield from (f"       {value(change)}" for change in one.values)
            if nature == "rempli":
                yield from _quoted(one)


def _beside(rapport: Rapport) -> Iterator[str]:
    reading = rapport.reading
    if reading.revisions:
        count = compte(len(reading.revisions), "modification suivie", "modifications suivies")
        yield from (
            "",
            f"{count} : lues comme si elles étaient acceptées. Acceptez-les ou refusez-les avant de signer.",
        )
        for revision in reading.revisions:
            yield f"  - {revision.nature}{_by(revision.author)} : {revision.text}"
    if reading.comments:
        yield from ("", f"{compte(len(reading.comments), 'commentaire')} dans la marge :")
        for comment in reading.comments:
            about = f" (sur « {comment.about[:80]} »)" if comment.about else ""
            yield f"  - {comment.author or 'sans auteur'} : {comment.text}{about}"


def _by(author: str) -> str:
    return f" de {author}" if author else ""


def to_json(rapport: Rapport, name: str) -> str:
    """Write a comparison for a program."""
    return json.dumps({"fichier": name, **_data(rapport)}, ensure_ascii=False, indent=2) + "\n"


def _data(rapport: Rapport) -> dict[str, object]:
    comparison = rapport.comparison
    return {
        "document": rapport.document,
        "verdict": rapport.verdict,
        "message": rapport.message,
        "ressemblance": round(comparison.resemblance, 4),
        "comptes": {gravite: len(comparison.of(gravite)) for gravite in GRAVITES},
        "differences": [_as_data(one) for one in comparison.differences],
        "modifications_suivies": [
            {"nature": one.nature, "auteur": one.author, "texte": one.text} for one in rapport.reading.revisions
        ],
        "commentaires": [
            {"auteur": one.author, "texte": one.text, "passage": one.about} for one in rapport.reading.comments
        ],
    }


def verification_to_text(verification: Verification, name: str) -> str:
    """Write a verification as lines of French; ``name`` is that of the file."""
    return "\n".join(_verified(verification, name)) + "\n"


def _verified(verification: Verification, name: str) -> Iterator[str]:
    sceau, rapport = verification.sceau, verification.rapport
    yield f"{name} : {'quelque chose diffère' if verification.blocks else 'rien n’a été touché'}."
    if sceau is not None:
        day = f", daté du {sceau.date}" if sceau.date else ", sans date"
        yield f"Document « {sceau.document} »{day}, version {sceau.version}, empreinte {sceau.empreinte}."
    yield from (f"  {'!' if one.bloque else '-'} {one.message}." for one in verification.constatations)
    if rapport.comparison.differences or rapport.message or rapport.reading.revisions or rapport.reading.comments:
        yield from ("", *_lines(rapport, name))


def verification_to_json(verification: Verification, name: str) -> str:
    """Write a verification for a program."""
    data = {
        "fichier": name,
        "conforme": not verification.blocks,
        "origine": verification.sceau and verification.sceau.origin(),
        "constatations": [
            {"sujet": one.sujet, "message": one.message, "bloque": one.bloque} for one in verification.constatations
        ],
        "texte": _data(verification.rapport),
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _as_data(one: Difference) -> dict[str, object]:
    return {
        "nature": one.nature,
        "gravite": one.gravite,
        "partie": one.partie,
        "section": one.section,
        "place_attendue": one.expected_place or None,
        "place": one.place or None,
        "attendu": one.expected if one.nature != "ajoute" else None,
        "lu": one.read if one.nature != "supprime" else None,
        "segments": [{"operation": segment.operation, "texte": segment.text} for segment in one.segments],
        "valeurs": [
            {"sorte": change.sorte, "libelle": change.label or None, "avant": change.before, "apres": change.after}
            for change in one.values
        ],
    }
