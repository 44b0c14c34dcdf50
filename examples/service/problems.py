"""Errors as the service tells them: problem details of RFC 9457, in French, with the place of each fault."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

import cllaj_docs as cd

MEDIA_TYPE = "application/problem+json"


class FauteDite(BaseModel):
    """One fault of a dossier."""

    chemin: str = Field(description="Chemin du champ, comme dans les messages.", examples=["projet.actions[0].code"])
    pointeur: str = Field(description="Le même, en pointeur JSON (RFC 6901).", examples=["#/projet/actions/0/code"])
    message: str = Field(description="Ce qui ne va pas, et ce qui serait juste.")


class Probleme(BaseModel):
    """Problem details (RFC 9457)."""

    type: str = Field(description="Nature du problème.", examples=["/problemes/dossier"])
    title: str = Field(description="Résumé, le même pour tous les problèmes de cette nature.")
    status: int = Field(description="Code HTTP.")
    detail: str = Field(description="Ce qui ne va pas cette fois, et ce qu’il faut faire.")
    fautes: list[FauteDite] = Field(default_factory=list, description="Toutes les fautes du dossier.")


_TITLES = {
    "requete": "Requête illisible",
    "inconnu": "Document, format ou page inconnu",
    "methode": "Méthode impossible ici",
    "taille": "Dossier trop volumineux",
    "type-de-contenu": "Type de contenu non accepté",
    "dossier": "Dossier fautif ou incomplet",
    "gabarit": "Gabarit fautif",
    "occupe": "Service occupé",
}


def answer(
    nature: str, status: int, detail: str, fautes: Iterable[cd.Faute] = (), headers: dict[str, str] | None = None
) -> JSONResponse:
    """Make the answer of a problem."""
    problem = Probleme(
        type=f"/problemes/{nature}", title=_TITLES[nature], status=status, detail=detail, fautes=tell(fautes)
    )
    return JSONResponse(problem.model_dump(), status, headers, MEDIA_TYPE)


def of_library(error: cd.CllajDocsError) -> JSONResponse:
    """Tell an error of the library."""
    if isinstance(error, cd.DossierError):
        return answer("dossier", 422, error.resume, error.fautes)
    if isinstance(error, cd.UsageError):
        return answer("inconnu", 404, str(error))
    return answer("gabarit", 500, str(error))


def tell(fautes: Iterable[cd.Faute]) -> list[FauteDite]:
    """Write faults as they are told."""
    return [FauteDite(chemin=one.chemin, pointeur=pointer(one.chemin), message=one.message) for one in fautes]


def pointer(chemin: str) -> str:
    """Write a path (``projet.actions[0].code``) as the fragment of a JSON pointer (``#/projet/actions/0/code``)."""
    steps = re.findall(r"[^.\[\]]+", chemin)
    return "".join(["#", *(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in steps)])
