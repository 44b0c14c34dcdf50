"""The table of a run, its ratios and where our time goes, in French, for a terminal."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from benchmarks.pdf.contenders import NAIVE
from benchmarks.pdf.results import Measure, Results
from benchmarks.table import figure, table

_MS, _MB, _KB = 1e3, 1e-6, 1e-3

WARM, COLD = 1.0, 0.65
"""What the engine is asked for: its time over that of naive WeasyPrint, which makes no archive, tags nor attaches."""

_HEADER = (
    "Document",
    "Moteur",
    "Version",
    "À chaud",
    "Processeur",
    "À froid",
    "Processeur",
    "Mémoire",
    "Fichier",
    "Pages",
    "A-3a",
    "UA-1",
    "Naïf = 1",
)
_UNITS = ("", "", "", "ms", "ms", "ms", "ms", "Mo", "Ko", "", "", "", "")
_ALIGN = "<<<>>>>>>><<>"


def write(results: Results) -> str:
    """Write the table, what was left out of it, the ratios with their targets, and the stages of our own documents."""
    blocks = [
        "PDF des quatre documents, mesurés en une fois sur le même texte",
        table(_HEADER, [_UNITS, *_rows(results)], _ALIGN),
        "\n".join(_notes(results)),
        _stages(results),
        "Rapports à WeasyPrint naïf et objectifs\n" + "\n".join(f"  {line}" for line in _goals(results)),
    ]
    return "\n\n".join(block for block in blocks if block)


def as_json(results: Results) -> dict[str, Any]:
    """Give every figure as JSON can hold it: seconds and bytes."""
    return {"machine": platform.machine(), "python": platform.python_version(), **asdict(results)}


def _rows(results: Results) -> Iterator[tuple[str, ...]]:
    documents = list(dict.fromkeys(one.document for one in results.measures))
    ordered = sorted(
        results.measures, key=lambda one: (documents.index(one.document), one.fault is not None, one.median)
    )
    for one in ordered:
        names = (one.document, one.engine, one.version)
        yield (*names, "échec", *[""] * 9) if one.fault else (*names, *_figures(one, results))


def _figures(one: Measure, results: Results) -> tuple[str, ...]:
    naive = results.find(NAIVE.name, one.document)
    return (
        *(figure(seconds * _MS) for seconds in (one.median, one.cpu, one.cold, one.cold_cpu)),
        figure(one.peak * _MB),
        figure(one.size * _KB),
        str(one.pages),
        "oui" if one.archive else "non",
        "oui" if one.accessible else "non",
        figure(one.median / naive.median, 2) if naive else "",
    )


def _notes(results: Results) -> Iterator[str]:
    plan = results.plan
    yield (
        f"À chaud : à l’horloge, médiane de {plan.rounds * plan.renders} documents après {plan.warmup} de mise en "
        "train, les moteurs à tour de rôle ; puis le temps de processeur, moins sensible aux voisins de la machine."
    )
    yield f"À froid : du lancement d’un processus au fichier écrit, médiane de {plan.cold} ; puis le processeur."
    yield "Mémoire : le plus que les processus aient occupé. A-3a, UA-1 : ce que dit un validateur du fichier."
    yield f"LibreOffice : {plan.batch} fichiers confiés à un processus, le temps entre deux."
    for name, asked in dict.fromkeys((one.engine, one.asked) for one in results.measures if one.asked):
        yield f"{name} : {asked}."
    for name, reason in results.skipped.items():
        yield f"Absent : {name}, {reason}."
    for one in results.measures:
        if one.fault:
            yield f"Échec : {one.engine}, {one.document} : {one.fault}."


def _stages(results: Results) -> str:
    if not results.stages:
        return ""
    documents = list(results.stages)
    names = list(next(iter(results.stages.values())))
    rows = [(name, *(f"{results.stages[document][name]:.0%}" for document in documents)) for name in names]
    return table(("Où passe notre temps, à chaud", *documents), rows, "<" + ">" * len(documents)).replace(
        "%", "\u00a0%"
    )


def _goals(results: Results) -> Iterator[str]:
    for document, pair in results.pairs.items():
        for label, clock, processor, target in (
            ("à chaud", pair.warm, pair.warm_cpu, WARM),
            ("à froid", pair.cold, pair.cold_cpu, COLD),
        ):
            yield (
                f"{'✓' if clock <= target else '✗'} {document}, {label} : {figure(clock, 2)} à l’horloge, "
                f"{figure(processor, 2)} de processeur (objectif : au plus {figure(target, 2)})"
            )
