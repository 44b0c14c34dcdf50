"""What a charter sets that reads badly, or that one of the formats does not follow."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal
from typing import Any

from cllaj_docs.delivery.charte import CHARTE
from cllaj_docs.delivery.template_folder import TemplateFolder
from cllaj_docs.french.figures import nombre
from cllaj_docs.rendering.checking.findings import Remarque
from cllaj_docs.rendering.contrast import GRAPHIC, TEXT, WHITE, contrast

_READ = (
    # what is read, on what, least contrast
    ("texte", "", TEXT),
    ("texte", "fond_encadre", TEXT),
    ("principale", "", TEXT),
    ("principale", "fond_entete", TEXT),
    ("secondaire", "", TEXT),
    ("cible", "", GRAPHIC),
    ("resultat", "", GRAPHIC),
)

_NOT_IN_WORD = ("taille", "page")
"""Tables of the charter that PDF and HTML follow, and that a Word template has in its own styles."""


def check_settings(folder: TemplateFolder) -> Iterator[Remarque]:
    """Tell of colours that are hard to read, and of settings that Word documents do not follow."""
    colors = folder.charte["couleur"]
    for name, behind, least in _READ:
        ratio = contrast(colors[name], colors[behind] if behind else WHITE)
        if ratio < least:
            yield _low_contrast(name, behind, ratio, least)
    shipped: Any = TemplateFolder().charte
    for table in _NOT_IN_WORD:
        changed = [key for key, value in folder.charte[table].items() if value != shipped[table][key]]
        if changed:
            yield Remarque(
                fichier=CHARTE,
                code="reglage_sans_word",
                gravite="alerte",
                explication=f"{', '.join(changed)} : les PDF et les pages HTML suivent ce réglage, les Word non.",
                remede="Changez de même les styles ou les marges des gabarits Word, dans Word.",
                balise=f"[{table}]",
            )


def _low_contrast(name: str, behind: str, ratio: float, least: float) -> Remarque:
    ground = f"sur {behind}" if behind else "sur blanc"
    return Remarque(
        fichier=CHARTE,
        code="contraste",
        gravite="alerte",
        explication=f"{name} se lit mal {ground} : contraste de {_tenths(ratio)}, il en faut {_tenths(least)}.",
        remede="Prenez une couleur plus foncée, ou un fond plus clair : le document reste accessible à tous.",
        balise=f"couleur.{name}",
    )


def _tenths(ratio: float) -> str:
    """Write a ratio, cut rather than rounded: one that is just short of the least must not look like it."""
    return nombre(Decimal(ratio).quantize(Decimal("0.1"), ROUND_DOWN), 1)
