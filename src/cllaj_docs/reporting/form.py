"""The blank form: one sheet for each kind of fact, its lists and validations, notes in French, and a page of help."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cllaj_docs.domain.appel import Appel
from cllaj_docs.domain.colonne import Colonne, Feuille, feuilles
from cllaj_docs.domain.periode import Periode
from cllaj_docs.domain.tableau import FAITS, Fait, Tableau
from cllaj_docs.french.dates import periode as periode_ecrite
from cllaj_docs.reporting.cells import HORS_DEPARTEMENT
from cllaj_docs.reporting.sheet_xml import column_letters
from cllaj_docs.reporting.workbook import FREEDOMS, LINE, Book, height, lay_on_its_side, new_book, refusing, warning

_LAST_ROW = 1_048_575
_FIRST_ROW = 2  # after the names of columns and the example, from 0
_LONGEST_LIST = 20_000
_PAST, _FUTURE = datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)
_WIDTHS: Mapping[str, int] = {"identifiant": 13, "date": 13, "texte": 26, "liste": 22, "territoire": 22}
_INSEE_LENGTH = 5

_ENTRETIEN = (
    "Personne n’est nommé dans ce tableau. Un jeune y porte un identifiant choisi par vous (J-0001), et la table de "
    "correspondance reste chez vous. N’ajoutez aucune colonne de nom, de date de naissance, d’adresse, de téléphone ni "
    "de courriel ; n’en écrivez pas non plus dans les textes libres.",
    "Une ligne, un fait : un jeune, un contact ou une visite, une action, une entrée dans un logement.",
    "La ligne EXEMPLE montre comment remplir ; elle n’est jamais comptée.",
    "Ce qui n’est pas connu se laisse vide ou s’écrit « inconnu ». Rien d’inconnu n’est compté comme un non.",
    "Le tableau se tient au fil de l’eau. Il peut être déplacé, trié, complété de vos propres colonnes, enregistré par "
    "LibreOffice (.ods) ou exporté en .csv, un fichier par feuille.",
)


@dataclass(frozen=True, slots=True)
class _Form:
    """What the form is made for, and where its lists are."""

    appel: Appel
    periode: Periode
    lists: Mapping[tuple[str, str], str]


def write_form(appel: Appel, periode: Periode | None = None, tableau: Tableau | None = None) -> bytes:
    """Write the form of a call as .xlsx: blank, or filled with the facts of a table.

    ``periode`` is that of the action; without it, that of the call.
    """
    period = periode or appel.periode
    with new_book("Tableau de reporting", appel.intitule) as book:
        aide = book.workbook.add_worksheet("AIDE")
        sheets = {name: book.workbook.add_worksheet(name) for name in feuilles()}
        form = _Form(appel, period, _write_lists(book, appel))
        for feuille in feuilles().values():
            _write_sheet(book, form, feuille, sheets[feuille.nom])
            if tableau is not None:
                facts = getattr(tableau, feuille.nom.lower()) or ()
                _write_facts(book, feuille, sheets[feuille.nom], facts)
        _write_help(book, form, aide)
        aide.activate()
    return book.output.getvalue()


def _write_lists(book: Book, appel: Appel) -> dict[tuple[str, str], str]:
    """Write the values of the drop-down lists on a hidden sheet; give the range of each by sheet and column."""
    sheet = book.workbook.add_worksheet("LISTES")
    ranges = {}
    columns = [(feuille.nom, colonne) for feuille in feuilles().values() for colonne in feuille.colonnes]
    listed = [(name, colonne) for name, colonne in columns if choices(colonne, appel.territoires)]
    for rank, (name, colonne) in enumerate(listed):
        values = choices(colonne, appel.territoires)
        sheet.write_column(0, rank, [f"{name}.{colonne.nom}", *values])
        letters = column_letters(rank + 1)
        ranges[name, colonne.champ] = f"=LISTES!${letters}$2:${letters}${len(values) + 1}"
    sheet.hide()
    return ranges


def choices(colonne: Colonne, territoires: Sequence[str]) -> tuple[str, ...]:
    """Give what the drop-down list of a column offers; nothing when it has none."""
    if colonne.type == "oui_non":
        return ("oui", "non")
    if colonne.type == "territoire":
        return (*territoires, HORS_DEPARTEMENT)
    return tuple(valeur.libelle for valeur in colonne.valeurs)


def _write_sheet(book: Book, form: _Form, feuille: Feuille, sheet: Any) -> None:
    for rank, colonne in enumerate(feuille.colonnes):
        width = max(_WIDTHS.get(colonne.type, 10), len(colonne.nom) + 2)
        sheet.set_column(rank, rank, width, book.formats[_free(colonne)])
        sheet.write_string(0, rank, colonne.nom, book.formats["entete"])
        sheet.write_comment(0, rank, _note(colonne), {"author": "cllaj-docs", "x_scale": 2, "y_scale": 1.4})
        _write_example(book, sheet, rank, colonne)
        sheet.data_validation(_FIRST_ROW, rank, _LAST_ROW, rank, _validation(form, feuille, rank, colonne))
    sheet.set_row(0, LINE * 1.5)
    sheet.freeze_panes(1, 1)
    lay_on_its_side(sheet)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L{feuille.nom} – {feuille.titre}&RPage &P sur &N")
    sheet.protect("", FREEDOMS)


def _free(colonne: Colonne) -> str:
    """Name the format of the cells to fill in a column."""
    return {"date": "libre_date", **dict.fromkeys(_TEXTS, "libre_texte")}.get(colonne.type, "libre")


def _write_facts(book: Book, feuille: Feuille, sheet: Any, facts: Sequence[Fait]) -> None:
    """Write facts under the example, as an operator would type them."""
    fields = [
        (rank, colonne, FAITS[feuille.nom]._fields.index(colonne.champ), book.formats[_free(colonne)])
        for rank, colonne in enumerate(feuille.colonnes)
    ]
    labels = {colonne.champ: {value.code: value.libelle for value in colonne.valeurs} for _, colonne, _, _ in fields}
    for row, fact in enumerate(facts, start=_FIRST_ROW):
        for rank, colonne, field, format_ in fields:
            value = fact[field]
            if isinstance(value, bool):
                sheet.write_string(row, rank, "oui" if value else "non", format_)
            elif isinstance(value, datetime.date):
                sheet.write_datetime(row, rank, value, format_)
            elif isinstance(value, int):
                sheet.write_number(row, rank, value, format_)
            elif value is not None:
                sheet.write_string(row, rank, labels[colonne.champ].get(value, value), format_)


_TEXTS = ("identifiant", "code_insee", "texte")


def _note(colonne: Colonne) -> str:
    needed = {"cellule": "À remplir sur chaque ligne. ", "colonne": "", None: "Facultatif. "}[colonne.requise]
    return colonne.note if colonne.note.startswith("Facultatif") else f"{needed}{colonne.note}"


def _write_example(book: Book, sheet: Any, rank: int, colonne: Colonne) -> None:
    value = colonne.exemple
    if isinstance(value, datetime.date):
        sheet.write_datetime(1, rank, value, book.formats["exemple_date"])
    elif isinstance(value, int):
        sheet.write_number(1, rank, value, book.formats["exemple"])
    else:
        sheet.write_string(1, rank, value or "", book.formats["exemple"])


def _validation(form: _Form, feuille: Feuille, rank: int, colonne: Colonne) -> dict[str, Any]:
    """Give the control of a column: what is not in the list, or out of bounds, is refused with what is expected."""
    cell = f"{column_letters(rank + 1)}{_FIRST_ROW + 1}"
    rule: dict[str, Any] = {"validate": "any"}
    if (feuille.nom, colonne.champ) in form.lists:
        rule = refusing("list", "Choisissez une valeur de la liste.", source=form.lists[feuille.nom, colonne.champ])
    elif colonne.type == "date":
        rule = _date_rule(form, feuille, colonne)
    elif colonne.type in ("annee", "entier"):
        message = f"Un nombre entier, de {colonne.minimum} à {colonne.maximum}."
        rule = refusing("integer", message, criteria="between", minimum=colonne.minimum, maximum=colonne.maximum)
    elif colonne.type == "duree":
        rule = warning("decimal", "Une durée en minutes.", criteria="between", minimum=0, maximum=10_080)
    elif colonne.type == "code_insee":
        rule = refusing("custom", "Cinq caractères, par exemple 62041.", value=f"=LEN({cell})={_INSEE_LENGTH}")
    elif colonne.type == "identifiant":
        rule = _identifier_rule(feuille, colonne, cell)
    return {**rule, "ignore_blank": True}


def _date_rule(form: _Form, feuille: Feuille, colonne: Colonne) -> dict[str, Any]:
    """Ask events and housing to be in the period, other dates to be dates."""
    if (feuille.nom, colonne.champ) in (("EVENEMENTS", "date"), ("LOGEMENTS", "date_acces")):
        debut, fin = form.periode.debut, form.periode.fin
        message = f"Une date de l’action, {periode_ecrite(debut, fin)} : au dehors, la ligne ne compte pas."
        return warning("date", message, criteria="between", minimum=debut, maximum=fin)
    return refusing("date", "Une date, par exemple 03/09/2025.", criteria="between", minimum=_PAST, maximum=_FUTURE)


def _identifier_rule(feuille: Feuille, colonne: Colonne, cell: str) -> dict[str, Any]:
    """Ask a key to be there once, and what refers to another sheet to be one of its keys."""
    referred = {"id_jeune": "JEUNES", "id_action": "ACTIONS"}.get(colonne.champ)
    if colonne.nom == feuille.cle:
        letters = cell.rstrip("0123456789")
        own = f"${letters}${_FIRST_ROW + 1}:${letters}${_LONGEST_LIST}"
        return refusing("custom", "Cet identifiant sert déjà plus haut.", value=f"=COUNTIF({own},{cell})=1")
    column = f"{referred}!$A${_FIRST_ROW + 1}"
    source = f"=OFFSET({column},0,0,MAX(1,COUNTA({column}:$A${_LONGEST_LIST})),1)"
    return warning("list", f"Cet identifiant n’est pas dans la feuille {referred}.", source=source)


# --- help ------------------------------------------------------------------------------------------------------------


def _write_help(book: Book, form: _Form, sheet: Any) -> None:
    """Write how to keep the table, what each indicator counts (as the convention prints it), and each column."""
    formats = book.formats
    for rank, width in enumerate(_HELP_WIDTHS):
        sheet.set_column(rank, rank, width)
    sheet.write_string(0, 0, "Tableau de reporting", formats["titre"])
    sheet.write_string(1, 0, form.appel.intitule)
    sheet.write_string(2, 0, f"Période de l’action : {periode_ecrite(form.periode.debut, form.periode.fin)}")
    row = 4
    for text in _ENTRETIEN:
        sheet.merge_range(row, 0, row, 2, text, formats["paragraphe"])
        sheet.set_row(row, height(text, sum(_HELP_WIDTHS)))
        row += 1
    row = _write_definitions(book, form, sheet, row + 1)
    sheet.write_row(row + 1, 0, ("Feuille", "Colonne", "Ce qu’on y écrit"), formats["entete"])
    row += 2
    for feuille in feuilles().values():
        for colonne in feuille.colonnes:
            values = ", ".join(choices(colonne, form.appel.territoires))
            text = f"{_note(colonne)} Valeurs : {values}." if values else _note(colonne)
            sheet.write_string(row, 0, f"{feuille.nom} – {feuille.titre.lower()}", formats["paragraphe"])
            sheet.write_string(row, 1, colonne.nom, formats["gras"])
            sheet.write_string(row, 2, text, formats["paragraphe"])
            sheet.set_row(row, height(text, _HELP_WIDTHS[2]))
            row += 1
    lay_on_its_side(sheet)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_definitions(book: Book, form: _Form, sheet: Any, row: int) -> int:
    """Write the definitions of the call from a row on; give the next free row."""
    formats = book.formats
    sheet.write_string(row, 0, "Ce que comptent les indicateurs", formats["rubrique"])
    definitions = [
        *((indicateur.libelle, indicateur.definition) for indicateur in form.appel.indicateurs),
        ("Parcours ASE", form.appel.definition_ase),
        ("Contacts qui comptent", " et ".join(form.appel.comptage.sens)),
    ]
    for label, definition in definitions:
        row += 1
        sheet.merge_range(row, 0, row, 1, label, formats["gras"])
        sheet.write_string(row, 2, definition, formats["paragraphe"])
        sheet.set_row(row, max(height(label, sum(_HELP_WIDTHS[:2])), height(definition, _HELP_WIDTHS[2])))
    return row + 1


_HELP_WIDTHS = (30, 26, 100)
