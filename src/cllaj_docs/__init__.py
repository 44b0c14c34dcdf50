"""One dossier in, every document of a French grant out: convention, payment requests and final report.

::

    import cllaj_docs as cd

    dossier = cd.Dossier.load("samples/complet.toml")
    document = cd.render(dossier, "convention", "docx")
    document.save("sorties")

This is the whole public door. It reads no clock, environment, locale or network, sets up no logging, and writes only
where ``Document.save`` is told to. Each name is loaded when it is first used: a host that only catches
``CllajDocsError`` pays for nothing else.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cllaj_docs.delivery.output import Document
    from cllaj_docs.delivery.toolkit import Toolkit, render
    from cllaj_docs.domain.dossier import Dossier
    from cllaj_docs.errors import (
        CllajDocsError,
        DossierError,
        Faute,
        OutputError,
        TemplateError,
        UsageError,
        WorkbookError,
    )
    from cllaj_docs.rules.constat import Constat
    from cllaj_docs.rules.controle import check

__version__ = "0.1.0"

__all__ = [
    "CllajDocsError",
    "Constat",
    "Document",
    "Dossier",
    "DossierError",
    "Faute",
    "OutputError",
    "TemplateError",
    "Toolkit",
    "UsageError",
    "WorkbookError",
    "__version__",
    "check",
    "render",
]

_ROOMS = {
    "CllajDocsError": "errors",
    "Constat": "rules.constat",
    "Document": "delivery.output",
    "Dossier": "domain.dossier",
    "DossierError": "errors",
    "Faute": "errors",
    "OutputError": "errors",
    "TemplateError": "errors",
    "Toolkit": "delivery.toolkit",
    "UsageError": "errors",
    "WorkbookError": "errors",
    "check": "rules.controle",
    "render": "delivery.toolkit",
}
"""Where each public name lives."""


def __getattr__(name: str) -> Any:
    """Load a public name from its room the first time it is asked for (PEP 562)."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_ROOMS})
