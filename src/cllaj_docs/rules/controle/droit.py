"""The law that a convention prints: what to read again, what is about to change, corrections that answer to nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.french.dates import date_longue
from cllaj_docs.rules.constat import Constat, constat
from cllaj_docs.rules.droit import Reference, all_references, used_references
from cllaj_docs.rules.parametre import Parametre, all_parametres, used_parametre
from cllaj_docs.rules.piece import all_pieces


def _law_to_read_again(dossier: Dossier) -> Iterator[Constat]:
    """Ask for a reading of what the tool does not know for sure, and again of what came into force since."""
    convention = dossier.convention
    if convention is None:
        return
    read = convention.references_verifiees_le
    codes = [
        row.code
        for row in _law_of_the_convention(dossier)
        if row.certitude == "a_confirmer" and (read is None or (row.debut and read < row.debut))
    ]
    if codes:
        message = (
            f"relisez sur Légifrance {', '.join(codes)} ; corrigez s’il le faut (convention.references_corrigees, "
            "parametres_corriges), puis renseignez convention.references_verifiees_le"
        )
        yield constat("DROIT_A_RELIRE", message, "convention.references_verifiees_le")


def _law_about_to_change(dossier: Dossier) -> Iterator[Constat]:
    """Warn while the convention is unsigned: at its signature other references may hold."""
    convention = dossier.convention
    if convention is None or convention.date_signature is not None:
        return
    for row in _law_of_the_convention(dossier):
        if row.fin and row.fin < convention.duree.fin:
            message = (
                f"la référence {row.code} vaut jusqu’au {date_longue(row.fin)} : "
                "si la signature vient plus tard, produisez de nouveau la convention"
            )
            yield constat("DROIT_CHANGE", message, "convention.date_signature")


def _known_references(dossier: Dossier) -> Iterator[Constat]:
    known = {reference.code for reference in all_references()}
    for rank, code in enumerate(dossier.convention.visas_ecartes if dossier.convention else ()):
        if code not in known:
            message = f"« {code} » n’est le code d’aucune référence : ce visa n’est pas écarté"
            yield constat("VISA_INCONNU", message, f"convention.visas_ecartes[{rank}]")


def _known_corrections(dossier: Dossier) -> Iterator[Constat]:
    """Tell a correction that answers to nothing: it changes no document."""
    if dossier.convention is None:
        return
    for name, rows in (
        ("references_corrigees", all_references()),
        ("parametres_corriges", all_parametres()),
        ("pieces_ecartees", all_pieces()),
    ):
        known = {row.code for row in rows}
        for rank, own in enumerate(getattr(dossier.convention, name)):
            if own.code not in known:
                message = f"« {own.code} » n’est pas un code de la table livrée : cette ligne ne change rien"
                yield constat("CORRECTION_INCONNUE", message, f"convention.{name}[{rank}].code")


def _law_of_the_convention(dossier: Dossier) -> Iterator[Reference | Parametre]:
    """Give the references and figures of law that the convention may print."""
    yield from used_references(dossier)
    for code in dict.fromkeys(row.code for row in all_parametres()):
        if found := used_parametre(dossier, code):
            yield found


CHECKS: tuple[Callable[[Dossier], Iterator[Constat]], ...] = (
    _law_to_read_again,
    _law_about_to_change,
    _known_references,
    _known_corrections,
)
