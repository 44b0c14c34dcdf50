"""The table of a campaign and its ratios, in French, for a terminal."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from benchmarks.campagne.suite import OURS, Measure, Results
from benchmarks.table import count, figure, ratio, table

_MB, _MS = 1e-6, 1e3

DOCX, SCALE, FLAT = 25.0, 1.8, 1.25
"""What is asked for: times the plain loop in Word, times one process with two in PDF, memory for four times as much."""

_HEADER = ("Format", "Moteur", "Processus", "Documents", "Durée", "Par seconde", "Processeur", "Mémoire", "Boucle = 1")
_UNITS = ("", "", "", "", "s", "", "ms par document", "Mo", "")
_ALIGN = "<<>>>>>>>"


def write(results: Results) -> str:
    """Write the table, how it was measured, and the ratios with their targets."""
    blocks = [
        "Campagne entière, des fichiers de dossiers au dossier d’envoi, mesurée en une fois",
        table(_HEADER, [_UNITS, *_rows(results)], _ALIGN),
        "\n".join(_notes(results)),
        "Rapports et objectifs\n" + "\n".join(f"  {line}" for line in _goals(results)),
    ]
    return "\n\n".join(blocks)


def as_json(results: Results) -> dict[str, Any]:
    """Give every figure as JSON can hold it: seconds and bytes."""
    return {"machine": platform.machine(), "python": platform.python_version(), **asdict(results)}


def _rows(results: Results) -> Iterator[tuple[str, ...]]:
    for format_, plain in results.plain.items():
        yield _row(plain, plain, plain.engine)
        for one in results.ours:
            if one.format == format_:
                yield _row(one, plain, OURS)
        if format_ == results.quarter.format:
            yield _row(results.quarter, plain, OURS)
            yield _row(results.again, plain, f"{OURS}, reprise sans rien à refaire")


def _row(one: Measure, plain: Measure, name: str) -> tuple[str, ...]:
    names = (one.format, name, str(one.processes), count(one.documents))
    if one.fault:
        return (*names, "échec", "", "", "", "")
    return (
        *names,
        figure(one.spent.wall),
        figure(one.rate),
        figure(one.spent.cpu / one.documents * _MS),
        figure(one.spent.peak * _MB),
        ratio(one.rate / plain.rate) if plain.rate else "",
    )


def _notes(results: Results) -> Iterator[str]:
    yield (
        "Du lancement de la commande à sa fin : lecture et contrôle des dossiers, rendu, écriture, journal, "
        "récapitulatif. « Processus » : ceux qui rendent les documents."
    )
    yield (
        "Boucle : pour chaque dossier, les mêmes gabarits, valeurs et filtres, un modèle ouvert, rempli et enregistré "
        "à la fois, sans contrôles ni journal ; mesurée avant et après les nôtres."
    )
    yield "Mémoire : la somme du plus que chaque processus ait occupé."
    for one in (*results.plain.values(), *results.ours, results.quarter, results.again):
        if one.fault:
            yield f"Échec : {one.engine}, {one.format}, {one.processes} processus : {one.fault}."


def _goals(results: Results) -> Iterator[str]:
    plain, two, one = results.plain["docx"], results.find("docx", 2), results.find("docx", 1)
    if two and one and plain.rate:
        gain = two.rate / plain.rate
        yield (
            f"{_mark(gain >= DOCX)} Word, deux processus contre la boucle : {ratio(gain)} "
            f"(objectif : au moins {ratio(DOCX)}) ; un seul : {ratio(one.rate / plain.rate)}"
        )
        ours = one.spent.cpu / one.documents
        yield f"  Word, temps de processeur par document : {ratio(plain.spent.cpu / plain.documents / ours)} de moins"
    one, two = results.find("pdf", 1), results.find("pdf", 2)
    if one and two:
        gain = two.rate / one.rate
        yield (
            f"{_mark(gain >= SCALE)} PDF, deux processus contre un : {ratio(gain)} (objectif : au moins {ratio(SCALE)})"
        )
    whole = results.find("docx", 2)
    if whole and not results.quarter.fault:
        growth = whole.spent.peak / results.quarter.spent.peak
        yield (
            f"{_mark(growth <= FLAT)} Mémoire pour quatre fois plus de dossiers : {ratio(growth)} "
            f"(objectif : au plus {ratio(FLAT)})"
        )


def _mark(reached: bool) -> str:
    return "✓" if reached else "✗"
