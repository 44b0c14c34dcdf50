"""``python -m benchmarks [SUITE…] [--vite] [--json FICHIER]``: measure, print tables."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

SUITES = ("word", "pdf", "reporting", "campagne", "service")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suites asked for (all of them by default) and return the exit code: 1 when an engine of ours failed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Mesure les temps et la mémoire des moteurs, et les compare à leurs pairs.",
        add_help=False,
    )
    parser.add_argument("-h", "--help", action="help", help="affiche cette aide")
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"suites à lancer : {', '.join(SUITES)} (toutes)")
    parser.add_argument("--vite", action="store_true", help="moins de répétitions, pour un ordre de grandeur")
    parser.add_argument("--json", type=Path, metavar="FICHIER", help="écrit aussi tous les chiffres dans ce fichier")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.suites if name not in SUITES]
    if unknown:
        parser.error(f"suite inconnue : {', '.join(unknown)} ; suites possibles : {', '.join(SUITES)}")
    figures, failed = {}, False
    for name in options.suites or SUITES:
        figures[name], ours_failed = _run(name, quick=options.vite)
        failed = failed or ours_failed
    if options.json:
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=2), encoding="utf-8")
    return int(failed)


def _run(name: str, *, quick: bool) -> tuple[Mapping[str, Any], bool]:
    """Run a suite and print its table; give its figures, and whether an engine of ours failed."""
    suite, report = (import_module(f"benchmarks.{name}.{module}") for module in ("suite", "report"))
    results = suite.run(suite.QUICK if quick else suite.FULL, tell=_tell)
    sys.stdout.write(report.write(results) + "\n\n")
    sys.stdout.flush()
    return report.as_json(results), bool(results.ours_failed)


def _tell(step: str) -> None:
    """Say what is being measured, away from the tables."""
    sys.stderr.write(f"  {step}…\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
