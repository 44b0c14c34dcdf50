"""The shipped convention: its template, the values of a sample, the filters, for our engine and for docxtpl."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cllaj_docs.delivery.resources import shipped_folder
from cllaj_docs.delivery.template_folder import TemplateFolder, to_engine_values
from cllaj_docs.documents import DOCUMENTS
from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.rendering.filters import FILTERS

SIGNED_ON = datetime.date(2025, 10, 6)

Filters = Mapping[str, Callable[..., Any]]


def template_path() -> Path:
    """Give the shipped Word template."""
    return shipped_folder("templates") / "docx" / "convention.docx"


def load_dossier() -> Dossier:
    """Load the sample that goes to the end of the life of a grant."""
    return Dossier.load(shipped_folder("samples") / "complet.toml")


def build_values() -> dict[str, Any]:
    """Give the values of the convention of that sample."""
    return dict(to_engine_values(DOCUMENTS["convention"].build_context(load_dossier(), SIGNED_ON)))


def another(values: Mapping[str, Any], rank: int) -> dict[str, Any]:
    """Change the values a little, in the body as in the header: the documents of a batch differ."""
    return {**values, "lieu": f"Arras ({rank})", "reference": f"Convention n°\u00a0{rank}"}


def with_own_text(values: Mapping[str, Any], rank: int) -> dict[str, Any]:
    """Change the operator's own text besides: nothing that was read of a document serves the next one."""
    projet = values["projet"]
    own = projet.model_copy(update={"description": f"{projet.description}\nConvention de rang *{rank}*.\n"})
    return {**another(values, rank), "projet": own}


def own_filters() -> Filters:
    """Give the filters that delivery adds for Word to those of the house."""
    return TemplateFolder().word_filters


def docxtpl_filters() -> Filters:
    """Give the same filters to docxtpl, which takes blocks as markup that is not escaped."""
    from markupsafe import Markup

    own = own_filters()["markdown"]

    def markdown(text: str, **options: int) -> Markup:
        return Markup(own(text, **options).xml)  # noqa: S704 - WordprocessingML of ours, whose texts are escaped

    return {**FILTERS, "markdown": markdown}
