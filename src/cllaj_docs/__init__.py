"""One dossier in, every document of a French grant out: convention, payment requests and final report.

::

    import cllaj_docs as cd

    dossier = cd.Dossier.load("samples/complet.toml")
    document = cd.render(dossier, "convention", "docx")
    document.save("sorties")

This is the whole public door. It reads no clock, environment, locale or network, sets up no logging, and writes only
where ``Document.save`` is told to. It may be used from many threads, and before or after a fork. Each name is loaded
when it is first used: a host that only catches ``CllajDocsError`` pays for nothing else.

A document of the host's own is a ``TypeDocument``, given to a ``Toolkit`` with the folder of its templates; its values
are a dataclass, usually on top of ``Contexte``, made of ``common_values``. ``check_templates`` checks them all.

A whole campaign goes through ``produce_campaign``, on any executor: each ``Candidature``, read by ``lire_campagne`` or
made of a dossier, and a ``Commande``. It writes into the folder that it is given.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cllaj_docs.delivery.version import __version__

if TYPE_CHECKING:
    from cllaj_docs.delivery.campagne.candidature import Candidature
    from cllaj_docs.delivery.campagne.lecture import lire_campagne
    from cllaj_docs.delivery.campagne.production import Compte, produce_campaign
    from cllaj_docs.delivery.campagne.tache import Commande
    from cllaj_docs.delivery.gabarit.verification import check_templates
    from cllaj_docs.delivery.output import Document
    from cllaj_docs.delivery.toolkit import Toolkit, render
    from cllaj_docs.documents.contexte import Contexte, common_values
    from cllaj_docs.documents.document import Besoin, TypeDocument, without
    from cllaj_docs.domain.dossier import Dossier
    from cllaj_docs.errors import (
        CllajDocsError,
        DossierError,
        Faute,
        FauteCellule,
        OutputError,
        TemplateError,
        UsageError,
        WorkbookError,
    )
    from cllaj_docs.rendering.checking.findings import Remarque
    from cllaj_docs.rendering.word import Image, SubDocument, WordTemplate
    from cllaj_docs.rules.constat import Constat
    from cllaj_docs.rules.controle import check


__all__ = [
    "Besoin",
    "Candidature",
    "CllajDocsError",
    "Commande",
    "Compte",
    "Constat",
    "Contexte",
    "Document",
    "Dossier",
    "DossierError",
    "Faute",
    "FauteCellule",
    "Image",
    "OutputError",
    "Remarque",
    "SubDocument",
    "TemplateError",
    "Toolkit",
    "TypeDocument",
    "UsageError",
    "WordTemplate",
    "WorkbookError",
    "__version__",
    "check",
    "check_templates",
    "common_values",
    "lire_campagne",
    "produce_campaign",
    "render",
    "without",
]

_ROOMS = {
    "Besoin": "documents.document",
    "Candidature": "delivery.campagne.candidature",
    "CllajDocsError": "errors",
    "Commande": "delivery.campagne.tache",
    "Compte": "delivery.campagne.production",
    "Constat": "rules.constat",
    "Contexte": "documents.contexte",
    "Document": "delivery.output",
    "Dossier": "domain.dossier",
    "DossierError": "errors",
    "Faute": "errors",
    "FauteCellule": "errors",
    "Image": "rendering.word",
    "OutputError": "errors",
    "Remarque": "rendering.checking.findings",
    "SubDocument": "rendering.word",
    "TemplateError": "errors",
    "Toolkit": "delivery.toolkit",
    "TypeDocument": "documents.document",
    "UsageError": "errors",
    "WordTemplate": "rendering.word",
    "WorkbookError": "errors",
    "check": "rules.controle",
    "check_templates": "delivery.gabarit.verification",
    "common_values": "documents.contexte",
    "lire_campagne": "delivery.campagne.lecture",
    "produce_campaign": "delivery.campagne.production",
    "render": "delivery.toolkit",
    "without": "documents.document",
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
