"""Where the time of our own documents goes: each stage of WeasyPrint timed from inside, less the stages in it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

STAGES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "lecture de la page": (("cllaj_docs.rendering.pdf.shortcuts", "read_plain"),),
    "styles": (("cllaj_docs.rendering.pdf.shortcuts", "_Document._build_layout_context"),),
    "boîtes": (("weasyprint.document", "build_formatting_structure"),),
    "mise en page": (("weasyprint.document", "layout_document"),),
    "composition du texte (Pango)": (("weasyprint.text.line_break", "Layout.get_first_line"),),
    "dessin": (("weasyprint.document", "Page.paint"),),
    "polices": (("weasyprint.pdf", "build_fonts_dictionary"),),
    "balises": (("weasyprint.pdf", "add_tags"),),
    "écriture du fichier": (("cllaj_docs.rendering.pdf.archive", "to_bytes"),),
}
REST = "reste"


def measure(render: Callable[[], Any], repeats: int) -> dict[str, float]:
    """Give the share of each stage in the processor time of a render, a number from 0 to 1; ``reste`` is the rest."""
    render()
    found = []
    for _ in range(repeats):
        with _watched() as spent:
            start = time.process_time()
            render()
            whole = time.process_time() - start
        shares = {stage: seconds / whole for stage, seconds in spent.items()}
        found.append({**shares, REST: 1 - sum(shares.values())})
    return {stage: median(one[stage] for one in found) for stage in (*STAGES, REST)}


@contextmanager
def _watched() -> Iterator[dict[str, float]]:
    """Watch the stages until the block ends. A stage inside another counts for itself only."""
    spent, open_ = dict.fromkeys(STAGES, 0.0), [0.0]
    undone: list[tuple[Any, str, Any]] = []

    def timed(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **named: Any) -> Any:
            open_.append(0.0)
            start = time.process_time()
            try:
                made = function(*args, **named)
                # Pages are laid out as they are asked for.
                return list(made) if stage == "mise en page" else made
            finally:
                whole = time.process_time() - start
                spent[stage] += whole - open_.pop()
                open_[-1] += whole

        return run

    try:
        for stage, places in STAGES.items():
            for module, path in places:
                *owners, name = path.split(".")
                owner: Any = import_module(module)
                for one in owners:
                    owner = getattr(owner, one)
                undone.append((owner, name, vars(owner)[name]))
                bound = timed(stage, getattr(owner, name))
                setattr(owner, name, bound if not isinstance(vars(owner)[name], classmethod) else staticmethod(bound))
        yield spent
    finally:
        for owner, name, usual in reversed(undone):
            setattr(owner, name, usual)


def main() -> None:
    """Measure the documents whose folders are given; answer in JSON on the standard output."""
    import json

    from benchmarks.pdf.engines import load
    from cllaj_docs.delivery.resources import shipped_folder

    render = load("cllaj-docs", shipped_folder("templates") / "fonts", "")
    folders = [Path(name) for name in sys.argv[2:]]
    for folder in folders:
        render(folder, 0)
    shares = {folder.name: measure(lambda: render(folder, 1), int(sys.argv[1])) for folder in folders}  # noqa: B023
    json.dump(shares, sys.stdout)


if __name__ == "__main__":
    main()
