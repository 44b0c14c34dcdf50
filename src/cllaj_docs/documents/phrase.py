"""Short phrases that several documents build from the same data: acts, addresses, who signs, where and when."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated

from cllaj_docs.domain.personne import Acte, Adresse, NatureActe, Signataire
from cllaj_docs.french.agreement import Genre, accorde
from cllaj_docs.french.dates import date_longue
from cllaj_docs.french.persons import fonction, genre_de, nom_complet

POINTILLES = "……………………………"
"""A line left to the pen."""

_ACTES: Mapping[NatureActe, tuple[str, str]] = MappingProxyType(
    {
        "deliberation": ("la délibération", "de la délibération"),
        "arrete": ("l’arrêté", "de l’arrêté"),
        "decision": ("la décision", "de la décision"),
        "proces_verbal": ("le procès-verbal", "du procès-verbal"),
        "statuts": ("les statuts", "des statuts"),
        "pouvoir": ("le pouvoir", "du pouvoir"),
        "recepisse": ("le récépissé", "du récépissé"),
    }
)
"""Nature of an act: with its article, and after « en vertu »."""


def acte(source: Acte) -> str:
    """« la délibération du conseil d’administration n° 12 du 3 avril 2025 »."""
    return _acte(source, _ACTES[source.nature][0])


def en_vertu(source: Acte) -> str:
    """« en vertu de la délibération du conseil d’administration n° 12 du 3 avril 2025 »."""
    return f"en vertu {_acte(source, _ACTES[source.nature][1])}"


def _acte(source: Acte, name: str) -> str:
    organe = f" {source.organe}" if source.organe else ""
    numero = f" n°\u00a0{source.numero}" if source.numero else ""
    executoire = f", exécutoire depuis le {date_longue(source.executoire_le)}" if source.executoire_le else ""
    return f"{name}{organe}{numero} du {date_longue(source.date)}{executoire}"


def adresse(source: Adresse) -> str:
    """Write an address on one line."""
    return ", ".join(adresse_lignes(source))


def adresse_lignes(source: Adresse) -> tuple[str, ...]:
    """Write an address line by line, as on an envelope."""
    lines = (source.voie, source.complement, f"{source.code_postal} {source.commune}")
    return tuple(line for line in lines if line)


def commune(source: Adresse) -> str:
    """Give the commune without its postal mention: one signs at « Arras », not at « Arras Cedex 9 »."""
    return re.split(r"(?i)\s+cedex\b", source.commune)[0]


def fait_le(date: datetime.date | None) -> str:
    """« le 1er octobre 2025 », or a dotted line when the day is left to the pen."""
    return f"le {date_longue(date)}" if date else f"le {POINTILLES}"


_DELEGATIONS: tuple[NatureActe, ...] = ("arrete", "decision", "pouvoir")
"""Acts by which a head lets another sign: the signature then says « par délégation »."""


@dataclass(frozen=True, slots=True)
class Personne:
    """A person who signs, as documents write them: the name, « la Présidente », and the words that agree.

    ``par_delegation``: the act that empowers them is that of the head of the body, who lets them sign.
    """

    nom: Annotated[str, "civilité, prénom et nom"]
    qualite: Annotated[str, "fonction sans article : « Présidente »"]
    fonction: Annotated[str, "fonction avec article : « la Présidente »"]
    genre: Annotated[Genre, "genre, « m » ou « f »"]
    habilitation: Annotated[str | None, "acte qui donne le droit de signer : « en vertu de la délibération… »"]
    par_delegation: Annotated[bool, "signe par délégation du chef de l’exécutif"]

    @property
    def habilite(self) -> Annotated[str, "« habilité » ou « habilitée »"]:
        """« habilité » or « habilitée »."""
        return accorde("habilité", self.genre)

    @property
    def soussigne(self) -> Annotated[str, "« soussigné » ou « soussignée »"]:
        """« soussigné » or « soussignée »."""
        return accorde("soussigné", self.genre)


def personne(source: Signataire) -> Personne:
    """Write a signatory with the agreement that their civility commands."""
    genre = genre_de(source.civilite)
    return Personne(
        nom=nom_complet(source.civilite, source.prenom, source.nom),
        qualite=source.qualite,
        fonction=fonction(source.qualite, genre),
        genre=genre,
        habilitation=en_vertu(source.habilitation) if source.habilitation else None,
        par_delegation=source.habilitation is not None and source.habilitation.nature in _DELEGATIONS,
    )
