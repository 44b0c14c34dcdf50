"""The page of help of a campaign's workbook, and the note of each column."""

from __future__ import annotations

from typing import Any

from cllaj_docs.reporting.campagne.plan import CLE, EXEMPLE, Champ, Feuille, feuilles
from cllaj_docs.reporting.workbook import Book, height, lay_on_its_side

_WIDTHS = (24, 40, 34, 80, 46)

_ENTRETIEN = (
    "Une campagne, un classeur : une ligne par candidature dans CANDIDATURES ; les autres feuilles la complètent.",
    f"La colonne « {CLE} » relie les feuilles : chaque candidature a son numéro, écrit de même partout.",
    "Remplissez d’abord APPEL et DEPARTEMENT, qui valent pour toute la campagne : leurs valeurs livrées se corrigent.",
    "Pour la convention : CANDIDATURES, ACTIONS, BUDGETS (lignes prévues), CIBLES s’il y en a, et CONVENTIONS. "
    "Pour la demande d’avance : de plus, la date de signature et celle de notification. "
    "Pour la demande de solde et le bilan final : PAIEMENTS, BILANS, RESULTATS, REALISATIONS, FREINS et BUDGETS "
    "(lignes réalisées).",
    "Une case jaune est à remplir ; une case grise ne concerne pas ce régime, ou ce type d’action, et reste vide. Une "
    "partie facultative commencée se remplit en entier.",
    "Rien d’inconnu ne s’écrit 0 : laissez vide. S’il n’y a aucune autre subvention dans l’année, écrivez « aucune ».",
    f"Les lignes {EXEMPLE} montrent comment remplir ; elles ne sont jamais lues.",
    "Plusieurs valeurs dans une case : une par ligne (Alt + Entrée), ou séparées par un point-virgule.",
    "SIRET, IBAN, téléphones et codes postaux sont au format Texte : leurs zéros de tête sont gardés. Si vous collez "
    "depuis un autre fichier, collez les valeurs seules.",
    "Aucun nom de jeune, aucune ligne de tableau de reporting ici : seulement des nombres.",
)


def note(feuille: Feuille, champ: Champ) -> str:
    """Say what is written in a column, and when it must be."""
    example = f" Exemple : {champ.exemple}." if champ.exemple and champ.forme not in ("montant", "date", "taux") else ""
    return f"{duty(feuille, champ)} {champ.aide}{example}"


def duty(feuille: Feuille, champ: Champ) -> str:
    """Say when a column must be filled."""
    labels = next((c.champ.choix for c in feuille.colonnes if c.champ.chemin == feuille.cas), {})
    only = ", ".join(label for code, label in labels.items() if code in champ.cas)
    of = f" pour {only}" if only else ""
    if champ.toujours:
        return f"À remplir{of}."
    if champ.requis and len(champ.titres) > 1:
        return f"À remplir si « {champ.titres[-2]} » l’est{of}."
    return f"Facultatif{of}." if of else "Facultatif."


def write_aide(book: Book, intitule: str, sheet: Any) -> None:
    """Write how to fill the workbook, then every column of every sheet with its key in a dossier."""
    formats = book.formats
    for rank, width in enumerate(_WIDTHS):
        sheet.set_column(rank, rank, width)
    sheet.write_string(0, 0, "Classeur de la campagne", formats["titre"])
    sheet.write_string(1, 0, intitule)
    row = 3
    for text in _ENTRETIEN:
        sheet.merge_range(row, 0, row, 3, text, formats["paragraphe"])
        sheet.set_row(row, height(text, sum(_WIDTHS[:4])))
        row += 1
    names = ("Feuille", "Colonne", "Quand", "Ce qu’on y écrit", "Clé du dossier")
    for rank, name in enumerate(names):
        sheet.write_string(row + 1, rank, name, formats["entete"])
    row += 2
    for feuille in feuilles().values():
        for colonne in feuille.colonnes:
            _write_column(book, feuille, colonne.nom, colonne.champ, sheet, row)
            row += 1
    lay_on_its_side(sheet)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})


def _write_column(book: Book, feuille: Feuille, nom: str, champ: Champ, sheet: Any, row: int) -> None:
    formats = book.formats
    values = ", ".join(champ.choix.values()) if champ.forme in ("choix", "plusieurs_choix") else ""
    text = f"{champ.aide} Valeurs : {values}." if values else champ.aide
    keys = "\n".join(f"{partie}.{champ.chemin}".strip(".") for partie in feuille.parties.values())
    cells = (feuille.nom, nom, duty(feuille, champ), text, keys)
    for rank, cell in enumerate(cells):
        sheet.write_string(row, rank, cell, formats["gras" if rank == 1 else "paragraphe"])
    heights = [height(cell, width) for cell, width in zip(cells, _WIDTHS, strict=True)]
    sheet.set_row(row, max(*heights, 15.0 * len(feuille.parties)))
