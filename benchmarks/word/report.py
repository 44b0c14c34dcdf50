"""The table of a run and its ratios, in French, for a terminal."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from benchmarks.table import count, figure, ratio, table
from benchmarks.word.contenders import DOCXTPL, OURS
from benchmarks.word.results import Growth, Measure, Results

_MS, _US, _MB, _KB = 1e3, 1e6, 1e-6, 1e-3

TIMES_DOCXTPL, TIMES_NPM, BATCH_SECONDS = 60, 12, 1.0
"""What the engine is asked for, in times faster and in seconds."""

_LINEAR = 1.5
"""How much dearer than the one before a row may become before growth is no longer called linear."""

_FLAT = 0.02
"""How much of its memory a process may still gain after the first tenth of its renders."""

_HEADER = (
    "Document",
    "Moteur",
    "Version",
    "Médiane",
    "Minimum",
    "Processeur",
    "À froid",
    "Mémoire",
    "Fichier",
    "Vitesse",
)
_UNITS = ("", "", "", "ms", "ms", "ms", "ms", "Mo", "Ko", "docxtpl = 1")
_ALIGN = "<<<>>>>>>>"


def write(results: Results) -> str:
    """Write the table, what was left out of it, the growth of tables, and the ratios with their targets."""
    blocks = [
        "Moteur Word et ses pairs, mesurés en une fois sur le même texte et les mêmes valeurs",
        table(_HEADER, [_UNITS, *_rows(results)], _ALIGN),
        "\n".join(_notes(results)),
        _growth_table(results.growths),
        "Rapports et objectifs\n" + "\n".join(f"  {line}" for line in _goals(results)),
    ]
    return "\n\n".join(block for block in blocks if block)


def as_json(results: Results) -> dict[str, Any]:
    """Give every figure as JSON can hold it: seconds and bytes."""
    return {"machine": platform.machine(), "python": platform.python_version(), **asdict(results)}


def _rows(results: Results) -> Iterator[tuple[str, ...]]:
    ordered = sorted(results.measures, key=lambda one: (one.document, one.fault is not None, one.median))
    for one in ordered:
        names = (one.document, one.engine, one.version)
        yield (*names, "échec", *[""] * 6) if one.fault else (*names, *_figures(one, results))


def _figures(one: Measure, results: Results) -> tuple[str, ...]:
    docxtpl = results.find(DOCXTPL.name, one.document)
    return (
        figure(one.median * _MS),
        figure(one.fastest * _MS),
        figure(one.cpu * _MS),
        figure(one.cold * _MS),
        figure(one.peak * _MB),
        figure(one.size * _KB),
        ratio(docxtpl.median / one.median) if docxtpl else "",
    )


def _notes(results: Results) -> Iterator[str]:
    plan = results.plan
    yield f"Médiane, minimum : à l’horloge, sur {plan.repeats} documents après {plan.warmup} de mise en train."
    yield "Processeur : médiane du temps de processeur du processus, moins sensible aux voisins de la machine."
    yield f"À froid : du lancement d’un processus au fichier écrit, médiane de {plan.cold}."
    yield "Celui de la convention livrée comprend la lecture du dossier et ses calculs, les mêmes pour les deux."
    yield "Mémoire : le plus que le processus des documents mesurés ait occupé."
    yield (
        f"Document équivalent : la convention livrée, {count(results.paragraphs)} paragraphes, avec {results.tags} "
        "champs, une boucle de tableau et deux conditions dans les balises de chacun."
    )
    for name, reason in results.skipped.items():
        yield f"Absent : {name}, {reason}."
    for one in results.measures:
        if one.fault:
            yield f"Échec : {one.engine}, {one.document} : {one.fault}."


def _growth_table(growths: tuple[Growth, ...]) -> str:
    sound = [growth for growth in growths if not growth.fault]
    if not sound:
        return ""
    sizes = sound[0].sizes
    header = ("Rangées de tableau (ms de processeur)", *map(count, sizes), "µs par rangée", "Croissance")
    rows = [
        (
            growth.engine,
            *(figure(seconds * _MS) for seconds in growth.cpu),
            figure(growth.per_row()[-1] * _US),
            "linéaire" if is_linear(growth) else "plus que linéaire",
        )
        for growth in sound
    ]
    return table(header, rows, "<" + ">" * (len(sizes) + 1) + "<")


def is_linear(growth: Growth) -> bool:
    """Whether a row of the largest table costs about what it costs in the one before."""
    *_, before, last = growth.per_row()
    return last <= before * _LINEAR


def _goals(results: Results) -> Iterator[str]:
    ours = results.find(OURS.name, "convention livrée")
    docxtpl = results.find(DOCXTPL.name, "convention livrée")
    if ours and docxtpl:
        times = docxtpl.median / ours.median
        yield _goal(f"Convention livrée : {ratio(times)} docxtpl", f"au moins {TIMES_DOCXTPL}", times >= TIMES_DOCXTPL)
    yield from _equivalent_goals(results)
    yield from _alone_goals(results)


def _equivalent_goals(results: Results) -> Iterator[str]:
    ours = results.find(OURS.name, "document équivalent")
    docxtpl = results.find(DOCXTPL.name, "document équivalent")
    npm = [one for one in results.measures if one.family == "npm" and not one.fault]
    if ours and docxtpl:
        yield f"· Document équivalent : {ratio(docxtpl.median / ours.median)} docxtpl"
    if ours and npm:
        fastest = min(npm, key=lambda one: one.median)
        times = fastest.median / ours.median
        yield _goal(
            f"Document équivalent : {ratio(times)} {fastest.engine}, le plus rapide de npm",
            f"au moins {TIMES_NPM}",
            times >= TIMES_NPM,
        )
    rivals = [*([docxtpl] if docxtpl else []), *npm]
    if ours and rivals:
        named = ", ".join(f"{one.engine} {figure(one.cold * _MS)}" for one in sorted(rivals, key=lambda one: one.cold))
        yield _goal(
            f"À froid, document équivalent : {figure(ours.cold * _MS)} ms ({named})",
            "moins que docxtpl et que npm",
            all(ours.cold < rival.cold for rival in rivals),
        )
    if "cold" in results.alone.get("cache", {}):
        cold = figure(results.alone["cache"]["cold"] * _MS)
        yield f"· À froid, gabarit compilé gardé par un processus précédent : {cold} ms"


def _alone_goals(results: Results) -> Iterator[str]:
    flat, batch, threads = (results.alone[name] for name in ("flat", "batch", "threads"))
    for trial in results.alone.values():
        if "fault" in trial:
            yield f"✗ Échec : {trial['fault']}"
    if "values" in batch:
        ready, whole, own = batch["values"], batch["dossier"], batch["texts"]
        yield _goal(
            f"{count(results.plan.files)} conventions en fichiers, un cœur : {figure(ready['cpu'])} s de processeur "
            f"({figure(ready['wall'])} s à l’horloge, dont {figure(ready['system'])} s pour le système de fichiers) ; "
            f"{figure(whole['cpu'])} s en partant chaque fois du dossier, "
            f"{figure(own['cpu'])} s quand le texte de l’opérateur change à chaque fois",
            f"moins de {figure(BATCH_SECONDS, 1)} s",
            ready["cpu"] * 1_000 / results.plan.files < BATCH_SECONDS,
        )
    if "held" in flat:
        first, last = flat["held"][0], flat["held"][-1]
        yield _goal(
            f"Mémoire après {count(results.plan.renders // 10)} puis {count(results.plan.renders)} conventions : "
            f"{figure(first * _MB)} puis {figure(last * _MB)} Mo",
            "plate",
            last <= first * (1 + _FLAT),
        )
    if "same" in threads:
        yield _goal(
            f"{results.plan.threads} fils : octets {'identiques' if threads['same'] else 'différents'}",
            "les mêmes qu’avec un seul",
            threads["same"] and threads["distinct"],
        )


def _goal(figures: str, target: str, reached: bool) -> str:
    return f"{'✓' if reached else '✗'} {figures} (objectif : {target})"
