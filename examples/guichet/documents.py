"""Documents of grants: one file, or a zip of many; what a finding blocks is held back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.text import slugify

import cllaj_docs as cd
from examples.guichet.models import Subvention

TOOLKIT = cd.Toolkit()
"""One for the process: templates are compiled at the first document of each kind. Safe in threads."""

_ZIP = "application/zip"


@dataclass(frozen=True, slots=True)
class Made:
    """A document of a grant, or why there is none."""

    subvention: Subvention
    document: cd.Document | None
    refusals: tuple[str, ...] = ()


def make(subventions: Iterable[Subvention], nom: str, format_: str) -> Iterator[Made]:
    """Make one document of each grant."""
    for subvention in subventions:
        try:
            dossier = subvention.read()
            held = [one for one in cd.check(dossier) if one.gravite == "bloquant" and nom in one.documents]
            if held:
                yield Made(subvention, None, tuple(one.message for one in held))
            else:
                yield Made(subvention, TOOLKIT.render(dossier, nom, format_))
        except cd.DossierError as error:
            yield Made(subvention, None, tuple(str(faute) for faute in error.fautes) or (error.resume,))
        except cd.CllajDocsError as error:
            yield Made(subvention, None, (str(error),))


def answer(document: cd.Document, subvention: Subvention) -> HttpResponse:
    """Give a document as a file, which no cache keeps."""
    return _file(document.content, document.media_type, _name(document, subvention))


def answer_many(made: Iterable[Made], nom: str) -> HttpResponse:
    """Give several documents as one zip."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in made:
            if one.document is not None:
                archive.writestr(_name(one.document, one.subvention), one.document.content)
    return _file(content.getvalue(), _ZIP, f"{nom}.zip")


def _name(document: cd.Document, subvention: Subvention) -> str:
    stem, _, ending = document.filename.rpartition(".")
    return f"{stem}-{slugify(subvention.reference) or subvention.pk}.{ending}"


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=media_type, headers=headers)
