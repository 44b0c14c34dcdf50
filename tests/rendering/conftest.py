"""What the tests of HTML, PDF and charts share: the charter, its fonts, and a document in the whole dialect."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cllaj_docs.rendering.chart import BarChart, BarRow
from cllaj_docs.rendering.html import HtmlTemplate
from cllaj_docs.rendering.pdf import PdfRenderer

HERE = Path(__file__).parent
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

ANALYSE = """\
# Ce qui a marché

Les **permanences** ont trouvé leur public, *surtout* le soir ; voir [le site](https://exemple.invalid/bilan).

- au marché
  - le samedi
- au club nautique

3. recevoir
4. accompagner

## Ce qui reste à faire

| Poste | Montant |
|-------|--------:|
| Loyer | 1 200 € |

> « On m'a écoutée. »

Un <b>balisage</b> brut, `du code`, et une ligne
coupée ici.

---
"""


@dataclass(frozen=True)
class Porteur:
    """A body to print; its name is a trap for whoever does not escape."""

    nom: str = "Grand Calais Terres & Mers <Lens>"
    adresse: str = "1 rue de l’Essai, 62999 Villeneuve"
    genre: str = "f"


@pytest.fixture(scope="session")
def charte() -> Mapping[str, Any]:
    return tomllib.loads((TEMPLATES / "charte.toml").read_text("utf-8"))


@pytest.fixture(scope="session")
def font_files(charte: Mapping[str, Any]) -> Mapping[str, Path]:
    return {style: TEMPLATES / "fonts" / file for style, file in charte["police"]["fichiers"].items()}


@pytest.fixture(scope="session")
def fonts(font_files: Mapping[str, Path]) -> Mapping[str, bytes]:
    return {style: path.read_bytes() for style, path in font_files.items()}


@pytest.fixture(scope="session")
def shipped() -> Mapping[str, str]:
    """The page and the style sheet of all documents."""
    return {name: (TEMPLATES / "html" / name).read_text("utf-8") for name in ("page.html", "style.css")}


@pytest.fixture(scope="session")
def demo_sources(shipped: Mapping[str, str]) -> Mapping[str, str]:
    return {**shipped, **{path.name: path.read_text("utf-8") for path in (HERE / "demo").iterdir()}}


@pytest.fixture(scope="session")
def chart() -> BarChart:
    return BarChart(
        "Cibles et résultats",
        "toutes les cibles connues sont atteintes, sauf une.",
        ("Cible", "Résultat"),
        (
            BarRow("Jeunes reçus", (240, 263)),
            BarRow("Jeunes accompagnés", (110, 0)),
            BarRow("Jeunes de l’ASE ayant accédé à un logement autonome pendant la convention", (12, None)),
        ),
    )


@pytest.fixture(scope="session")
def demo_context(chart: BarChart) -> Mapping[str, Any]:
    return {
        "titre": "Convention d’essai",
        "reference": "Convention n° 2025-000",
        "auteur": "Département de l’Essai",
        "sujet": "Un « essai » & rien d’autre",
        "dossier": "EX-42",
        "projet": "Trois rives",
        "porteur": Porteur(),
        "visas": ["le code de l’essai", "la loi imaginaire du 1er avril"],
        "ateliers": ["du soir", "du matin"],
        "annees": [2025, 2026],
        "postes": [f"Poste {rank}" for rank in range(1, 61)],
        "montant": Decimal("20000.00"),
        "graphique": chart,
        "analyse": ANALYSE,
    }


def euros(amount: Decimal) -> str:
    """Write an amount: enough French for a test."""
    return f"{amount:,.2f}".replace(",", "\u202f").replace(".", ",") + "\u00a0€"


@pytest.fixture(scope="session")
def make_template(charte: Mapping[str, Any], shipped: Mapping[str, str]) -> Callable[..., HtmlTemplate]:
    """Compile the body of an article, or a whole set of sources."""

    def make(body: str, **fragments: str) -> HtmlTemplate:
        sources = {f"{name}.html": text for name, text in fragments.items()}
        article = f'<article class="document">{body}</article>'
        return HtmlTemplate("essai.html", {**shipped, **sources, "essai.html": article}, charte, {"euros": euros})

    return make


@pytest.fixture(scope="session")
def demo(demo_sources: Mapping[str, str], charte: Mapping[str, Any]) -> HtmlTemplate:
    def polish(text: str) -> str:
        return text.replace(" :", "\u00a0:").replace(" ;", "\u202f;").replace(" !", "\u202f!").replace("'", "’")

    return HtmlTemplate("demo.html", demo_sources, charte, {"euros": euros}, polish)


@pytest.fixture(scope="session")
def demo_page(demo: HtmlTemplate, demo_context: Mapping[str, Any]) -> str:
    return demo.render(demo_context)


@pytest.fixture(scope="session")
def renderer(font_files: Mapping[str, Path], charte: Mapping[str, Any]) -> PdfRenderer:
    return PdfRenderer(font_files, charte)


@pytest.fixture(scope="session")
def demo_pdf(renderer: PdfRenderer, demo_page: str) -> bytes:
    return renderer.render(demo_page)
