"""A host as its author writes it, for type checkers: every public name, with the types that it expects to get."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, assert_type

import cllaj_docs as cd
from cllaj_docs.domain import Euros, Paiement
from cllaj_docs.rendering.word import Image, SubDocument, WordTemplate


@dataclass(frozen=True, slots=True, kw_only=True)
class ContexteRelance(cd.Contexte):
    """The values of a document of this host."""

    total: Annotated[Euros, "somme des versements"]


def build_context(dossier: cd.Dossier, date: datetime.date | None) -> Mapping[str, Any]:
    values = cd.common_values(dossier, date, titre="Relance", auteur=dossier.departement.nom, lieu="Arras")
    total = sum((paiement.montant for paiement in dossier.paiements), Decimal(0))
    return ContexteRelance(**values, total=total).as_mapping()


RELANCE = cd.TypeDocument(
    nom="relance",
    titre="Relance",
    besoins=(cd.Besoin("convention", "la convention"),),
    contexte=ContexteRelance,
    build_context=build_context,
    part_shown=cd.without("porteur.compte"),
)


def double(value: Decimal) -> Decimal:
    return value * 2


def use(path: Path) -> None:
    dossier = cd.Dossier.load(path)
    assert_type(dossier, cd.Dossier)
    assert_type(cd.Dossier.from_toml(""), cd.Dossier)
    assert_type(cd.Dossier.from_json("{}"), cd.Dossier)
    assert_type(cd.Dossier.parse({}), cd.Dossier)
    assert_type(dossier.to_json(), str)
    assert_type(dossier.projet.titre, str)
    assert_type(dossier.paiements, tuple[Paiement, ...])
    if dossier.decision:
        assert_type(dossier.decision.montant, Decimal)
    toolkit = cd.Toolkit(templates=path.parent, documents=[RELANCE])
    document = toolkit.render(dossier, "relance", "pdf", date=datetime.date(2026, 1, 2))
    assert_type(document, cd.Document)
    assert_type(cd.render(dossier, "convention"), cd.Document)
    assert_type(document.content, bytes)
    assert_type(document.filename, str)
    assert_type(document.media_type, str)
    assert_type(document.save("sorties"), Path)
    assert_type(toolkit.possible(dossier), tuple[str, ...])
    assert_type(toolkit.documents, Mapping[str, cd.TypeDocument])
    assert_type(toolkit.document_type("relance").missing(dossier), tuple[cd.Faute, ...])
    assert_type(cd.check(dossier), tuple[cd.Constat, ...])
    assert_type(cd.Toolkit.check(dossier), tuple[cd.Constat, ...])
    assert_type(cd.Toolkit.schema(), dict[str, Any])
    assert_type(cd.check_templates(toolkit), tuple[cd.Remarque, ...])
    for constat in cd.check(dossier):
        assert_type(constat.message, str)
        assert_type(constat.chemin, str)
    template = WordTemplate(path, filters={"double": double})
    assert_type(template, cd.WordTemplate)
    assert_type(cd.Image(b"", width=20), Image)
    assert_type(cd.SubDocument(path), SubDocument)
    assert_type(template.render({"logo": Image(b"", width=20), "annexe": SubDocument(path)}), bytes)


def explain(error: cd.CllajDocsError) -> list[str]:
    match error:
        case cd.DossierError():
            return [f"{faute.chemin} {faute.message}" for faute in error.fautes]
        case cd.TemplateError():
            return [part for part in (error.document, error.partie, error.paragraphe, error.balise) if part]
        case cd.WorkbookError():
            fautes: tuple[cd.FauteCellule, ...] = error.fautes
            return [faute.message for faute in fautes]
        case cd.UsageError() | cd.OutputError():
            return [str(error.exit_code)]
        case _:
            return [str(error)]


def version() -> str:
    return cd.__version__
