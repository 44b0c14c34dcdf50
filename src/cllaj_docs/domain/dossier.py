"""The dossier: one file, from the approved application to the final report."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Self

from pydantic import Field, TypeAdapter, ValidationError, ValidationInfo, field_validator, model_validator

from cllaj_docs.domain.appel import Appel
from cllaj_docs.domain.bilan import Bilan
from cllaj_docs.domain.convention import Convention
from cllaj_docs.domain.decision import Decision
from cllaj_docs.domain.departement import Departement
from cllaj_docs.domain.faults import collect_faults
from cllaj_docs.domain.field import CALCUL_EXACT, LIGNE_MAX, MontantPositif, fault, spell
from cllaj_docs.domain.model import Modele, coherence, readable
from cllaj_docs.domain.paiement import Paiement
from cllaj_docs.domain.porteur import Porteur
from cllaj_docs.domain.projet import Projet
from cllaj_docs.domain.shipped import read_shipped, shipped_names
from cllaj_docs.domain.source import check_size, decode, read_content, read_json, read_toml
from cllaj_docs.domain.suivi import Suivi
from cllaj_docs.errors import DossierError, Faute
from cllaj_docs.french.figures import euros

SHIPPED_PARTS = ("appel", "departement")
"""Parts that a dossier may name instead of giving them whole."""


class _TomlForm(NamedTuple):
    """A way of writing a dossier: the lighter it reads, the less it can say."""

    leaves_defaults_out: bool
    is_multiline: bool


_TOML_FORMS = (_TomlForm(True, True), _TomlForm(False, True), _TomlForm(False, False))
"""From what reads best: a default may hide what a shipped part gives, and long texts lose the line ends of Windows."""


class Dossier(Modele, title="Dossier"):
    """Everything known about one grant. Parts that come later in its life are left out until they exist."""

    appel: Appel = Field(
        title="Appel à projets",
        description="Nom d’un appel livré, ou l’appel lui-même.",
    )
    departement: Departement = Field(
        title="Département",
        description="Nom d’un département livré, ou le bloc entier.",
    )
    porteur: Porteur = Field(title="Opérateur", description="Organisme qui porte le CLLAJ, selon son régime.")
    projet: Projet = Field(title="Projet", description="La candidature retenue.")
    decision: Decision | None = Field(None, title="Décision", description="Délibération qui accorde.")
    convention: Convention | None = Field(None, title="Convention", description="Numéro, dates et règles.")
    paiements: tuple[Paiement, ...] = Field((), title="Paiements", description="Ce qui a déjà été payé.")
    suivi: Suivi | None = Field(None, title="Suivi", description="Comptes du tableau de reporting en cours d’action.")
    bilan: Bilan | None = Field(None, title="Bilan final", description="Résultats, analyse et comptes.")

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, data: Any) -> Any:
        return complete(data)

    @field_validator(*SHIPPED_PARTS, mode="before")
    @classmethod
    def _refuse_unknown_name(cls, given: Any, info: ValidationInfo) -> Any:
        """Names that are shipped were replaced by ``complete``: a name that is left is not known."""
        if isinstance(given, str):
            shipped = ", ".join(shipped_names(str(info.field_name)))
            said = f"« {spell(given[:LIGNE_MAX])} » n’est pas livré" if given.strip() else "nom vide"
            raise fault(f"{said} ; noms livrés : {shipped}")
        return given

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a dossier from a ``.toml`` or ``.json`` file.

        Raises ``DossierError`` with every fault of the file, and ``OutputError`` when the file cannot be read.
        """
        return cls.read(read_content(Path(path)), str(path))

    @classmethod
    def read(cls, content: bytes, name: str) -> Self:
        """Read the bytes of a dossier's file, whose name tells TOML from JSON. Raises ``DossierError``."""
        text = decode(content, name)
        data = read_json(text, name) if name.lower().endswith(".json") else read_toml(text, name)
        return cls.parse(data, source=name)

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """Read a dossier from TOML text. Raises ``DossierError`` with every fault."""
        return cls.parse(read_toml(text))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a dossier from JSON text. Raises ``DossierError`` with every fault."""
        return cls.parse(read_json(text))

    @classmethod
    def parse(cls, data: Mapping[str, Any], *, source: str | None = None) -> Self:
        """Check data already read: same keys as the file, exact numbers. Raises ``DossierError`` with every fault."""
        check_size(data, source)
        with localcontext(CALCUL_EXACT):
            try:
                return cls.model_validate(data)
            except ValidationError as error:
                fautes = collect_faults(cls, complete(data), error)
        nombre = "1 faute" if len(fautes) == 1 else f"{len(fautes)} fautes"
        raise DossierError(f"{nombre} dans le dossier, à corriger :", fautes, source=source)

    def to_json(self) -> str:
        """Write the dossier whole, shipped parts included; ``from_json`` gives it back equal.

        Keys are in alphabetical order and what is not known is written ``null``: the same dossier gives the same text,
        and what is shipped later cannot slip into a dossier that was written before.
        """
        data = self.model_dump(mode="json")
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def to_toml(self) -> str:
        """Write the dossier as a file for people: dates and amounts as such, long texts between triple quotes.

        What is not known is left out. ``from_toml`` gives it back equal; a dossier that takes away something of a
        shipped part cannot be written so, and raises ``DossierError``: TOML has no way to say « nothing ».
        """
        import tomli_w

        for options in _TOML_FORMS:
            data = self.model_dump(exclude_none=True, exclude_defaults=options.leaves_defaults_out)
            text = tomli_w.dumps(data, multiline_strings=options.is_multiline)
            if type(self).from_toml(text) == self:
                return text
        raise DossierError("ce dossier retire une valeur à une partie livrée, ce que TOML ne sait dire : prenez JSON")

    @coherence
    def _within_ceiling(self) -> Iterator[Faute]:
        if self.decision and self.decision.montant > self.appel.plafond:
            yield Faute(
                "decision.montant",
                f"{euros(self.decision.montant)} dépasse le plafond de l’appel ({euros(self.appel.plafond)})",
            )

    @coherence
    def _applied_in_time(self) -> Iterator[Faute]:
        opening = self.appel.ouverture
        if not opening.contains(self.projet.date_candidature):
            yield Faute(
                "projet.date_candidature",
                f"{self.projet.date_candidature} est hors de l’ouverture de l’appel ({opening.debut} à {opening.fin})",
            )

    @coherence
    def _voted_after_the_application(self) -> Iterator[Faute]:
        if self.decision and self.decision.date < self.projet.date_candidature:
            yield Faute(
                "decision.date",
                f"la délibération ({self.decision.date}) précède la candidature ({self.projet.date_candidature})",
            )

    @coherence
    def _known_territories(self) -> Iterator[Faute]:
        for rank, territoire in enumerate(self.projet.territoires):
            if territoire not in self.appel.territoires:
                known = ", ".join(self.appel.territoires)
                yield Faute(
                    f"projet.territoires[{rank}]",
                    f"« {territoire} » n’est pas un territoire de l’appel : {known}",
                )

    @coherence
    def _ages_of_the_call(self) -> Iterator[Faute]:
        public, ages = self.projet.public, self.appel.ages
        if public is None:
            return
        if public.minimum < ages.minimum or public.maximum > ages.maximum:
            yield Faute(
                "projet.public",
                f"le public ({public.minimum} à {public.maximum} ans) sort des âges de l’appel "
                f"({ages.minimum} à {ages.maximum} ans)",
            )

    @coherence
    def _signed_after_the_vote(self) -> Iterator[Faute]:
        if self.decision and self.convention and self.convention.date_signature:
            signed, voted = self.convention.date_signature, self.decision.date
            if signed < voted:
                yield Faute("convention.date_signature", f"la signature ({signed}) précède la délibération ({voted})")

    @coherence
    def _followed_within_action(self) -> Iterator[Faute]:
        if self.suivi and self.convention and not self.convention.periode_action.contains(self.suivi.periode):
            action, counted = self.convention.periode_action, self.suivi.periode
            yield Faute(
                "suivi.periode",
                f"le suivi ({counted.debut} à {counted.fin}) sort de la période de l’action "
                f"({action.debut} à {action.fin})",
            )

    @coherence
    def _reported_actions_exist(self) -> Iterator[Faute]:
        if not self.bilan:
            return
        codes = [action.code for action in self.projet.actions]
        for rank, realisee in readable(self.bilan.actions, "code"):
            if realisee.code not in codes:
                yield Faute(
                    f"bilan.actions[{rank}].code",
                    f"« {realisee.code} » n’est pas une action du projet : {', '.join(codes)}",
                )

    @coherence
    def _payments_in_order(self) -> Iterator[Faute]:
        signed = self.convention.date_signature if self.convention else None
        for rank, paiement in readable(self.paiements, "date"):
            if signed is None:
                yield Faute(
                    f"paiements[{rank}]",
                    "un paiement suppose une convention signée : donnez sa date de signature",
                )
            elif paiement.date < signed:
                yield Faute(
                    f"paiements[{rank}].date",
                    f"ce paiement ({paiement.date}) précède la signature ({signed})",
                )


def complete(data: Any) -> Any:
    """Fill in what a dossier may leave out: shipped parts given by name, the amount that the decision sets.

    ``appel = "pas-de-calais-2025"`` takes the shipped call; ``[appel]`` with a known ``reference`` starts from it and
    overrides key by key. Anything else passes through, and validation speaks. The argument is never changed.
    """
    if not isinstance(data, Mapping):
        return data
    completed = dict(data)
    for part in SHIPPED_PARTS:
        if part in completed:
            completed[part] = _resolve_shipped(part, completed[part])
    decision, convention = completed.get("decision"), completed.get("convention")
    if isinstance(decision, Mapping) and isinstance(convention, Mapping) and _is_amount(decision.get("montant")):
        amount = convention.get("montant")
        completed["convention"] = {**convention, "montant": decision["montant"] if amount is None else amount}
    return completed


def _is_amount(value: Any) -> bool:
    """Tell whether an amount can be read: a wrong one is a fault of the decision, not one of the convention too."""
    try:
        _amounts().validate_python(value)
    except ValidationError:
        return False
    return True


@cache
def _amounts() -> TypeAdapter[Decimal]:
    return TypeAdapter(MontantPositif)


def _resolve_shipped(part: str, given: Any) -> Any:
    overrides: dict[str, Any] = dict(given) if isinstance(given, Mapping) else {"reference": given}
    reference = overrides.get("reference")
    if not isinstance(reference, str) or reference not in shipped_names(part):
        return given
    return _override(read_shipped("domain", part, f"{reference}.toml"), overrides)


def _override(base: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Lay given keys over shipped ones, table by table."""
    merged = dict(base)
    for key, value in given.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[key] = _override(below, value)
        else:
            merged[key] = value
    return merged
