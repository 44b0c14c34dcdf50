"""The filters of the house: what each is for, what it takes and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cllaj_docs.rendering.checking.kinds import BLOCKS, NUMBERS, TEXT, TEXTS, Value, scalar

INTERVAL = "periode"
"""Stands among natures for a value with a first and a last day (``debut``, ``fin``)."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A filter. ``takes`` are natures; ``none`` tells that it also takes what is not known.

    ``sense`` is its French meaning, ``example`` how it is written.
    """

    sense: str
    example: str
    takes: frozenset[str]
    gives: Value = TEXT
    none: bool = False


_COUNTS = frozenset({"entier", "nombre"})

SIGNATURES: Mapping[str, Signature] = {
    "a": Signature("met « à » devant un nom : « au Touquet »", "departement.commune_signature|a", TEXTS),
    "accorde": Signature(
        "accorde un mot en genre, et en nombre à partir de deux", '"représenté"|accorde(operateur.genre)', TEXTS
    ),
    "barres": Signature("dessine un graphique", "graphique|barres", frozenset({"graphique"}), scalar("image")),
    "image": Signature("place un logo", "logos.departement|image", frozenset({"logo"}), scalar("image")),
    "compte": Signature(
        "écrit un nombre et ce qu’il compte, au pluriel à partir de deux",
        'appel.modalites.reversement_mois|compte("mois", "mois")',
        _COUNTS,
    ),
    "date_courte": Signature(
        "écrit une date en chiffres : 01/09/2025", "decision.date|date_courte", frozenset({"date"})
    ),
    "date_longue": Signature(
        "écrit une date en lettres : 1er septembre 2025", "decision.date|date_longue", frozenset({"date"})
    ),
    "de": Signature(
        "met « de » devant un nom : « d’Arras », « du Touquet »",
        "decision.organe|de",
        TEXTS,
    ),
    "en_lettres": Signature("écrit un montant en toutes lettres", "montant|en_lettres", frozenset({"montant"})),
    "euros": Signature("écrit un montant en chiffres : 20 000,00 €", "montant|euros", frozenset({"montant"})),
    "iban": Signature("groupe les chiffres d’un IBAN", "porteur.compte.iban|iban", frozenset({"iban"})),
    "majuscule": Signature("met une majuscule au premier mot", "regime.libelle|majuscule", TEXTS),
    "markdown": Signature(
        "met en page un texte long", "projet.description|markdown", frozenset({"texte", "markdown"}), BLOCKS
    ),
    "minuscule": Signature("met une minuscule au premier mot", "appel.intitule|minuscule", TEXTS),
    "nombre": Signature("écrit un nombre en chiffres, à la française", "public.minimum|nombre", NUMBERS - {"taux"}),
    "nombre_en_lettres": Signature(
        "écrit un nombre entier en lettres", "appel.modalites.exemplaires|nombre_en_lettres", frozenset({"entier"})
    ),
    "nombre_ou": Signature(
        "écrit un nombre, ou d’autres mots s’il n’est pas connu",
        'projet.cibles.contacts.tous|nombre_ou("non fixée")',
        NUMBERS - {"taux"},
        none=True,
    ),
    "ordinal": Signature("écrit un rang : 1er, 2e", "articles.objet|ordinal", frozenset({"entier"})),
    "periode": Signature(
        "écrit une période : du 1er septembre 2025 au 31 août 2026",
        "convention.periode_action|periode",
        frozenset({INTERVAL}),
    ),
    "pluriel": Signature(
        "donne le mot au pluriel à partir de deux, sans le nombre",
        'projet.territoires|length|pluriel("territoire")',
        _COUNTS | {"montant"},
    ),
    "pourcentage": Signature(
        "écrit un taux en pour cent : 80 %",
        "echeancier.taux_avance|pourcentage",
        frozenset({"taux", "entier", "nombre"}),
    ),
    "pourcentage_ou": Signature(
        "écrit un taux en pour cent, ou d’autres mots s’il n’est pas connu",
        'part|pourcentage_ou("–")',
        frozenset({"taux", "entier", "nombre"}),
        none=True,
    ),
    "siren": Signature("groupe les chiffres d’un SIREN", "porteur.siren|siren", frozenset({"siren"})),
    "siret": Signature("groupe les chiffres d’un SIRET", "porteur.siret|siret", frozenset({"siret"})),
    "telephone": Signature(
        "groupe les chiffres d’un numéro de téléphone",
        "departement.service.telephone|telephone",
        frozenset({"telephone"}),
    ),
}
"""By name; a filter that is not there takes anything, and gives what nothing is known of."""
