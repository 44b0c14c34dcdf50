"""The applications of a campaign that is measured: a whole sample, whose number, operator and counts change."""

from __future__ import annotations

import json
from pathlib import Path

from cllaj_docs.delivery.resources import shipped_folder
from cllaj_docs.domain.dossier import Dossier

DOCUMENTS = ("convention", "demande-avance", "demande-solde", "bilan-final")


def write_dossiers(folder: Path, count: int) -> Path:
    """Write so many dossiers, no two of which make the same document; the first ones are always the same."""
    folder.mkdir(parents=True)
    data = json.loads(Dossier.load(shipped_folder("samples") / "complet.toml").to_json())
    description, name = data["projet"]["description"], data["porteur"]["nom"]
    for rank in range(count):
        data["convention"]["numero"] = f"2025-{rank:05}"
        data["porteur"]["nom"] = data["porteur"]["compte"]["titulaire"] = f"{name} {rank}"
        data["projet"]["numero_dossier"] = f"EP-2025-{rank:05}"
        data["projet"]["description"] = f"{description}\nConvention de rang *{rank}*.\n"
        for key in ("telephone", "courriel"):
            data["bilan"]["indicateurs"]["contacts"][key] = 150 + (7 * rank + len(key)) % 250
        data["bilan"]["indicateurs"]["contacts"]["ase"] = 20 + rank % 50
        text = json.dumps(data, ensure_ascii=False)
        Dossier.from_json(text)  # raises on one that would be at fault
        (folder / f"{rank:05}.json").write_text(text, encoding="utf-8")
    return folder
