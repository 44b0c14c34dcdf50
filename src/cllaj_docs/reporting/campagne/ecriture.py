"""The workbook of a campaign out: blank with an example, or filled with dossiers."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby, islice
from typing import Any

from cllaj_docs.domain.dossier import Dossier
from cllaj_docs.errors import WorkbookError
from cllaj_docs.french.dates import date_courte
from cllaj_docs.reporting.bounds import MAX_TEXT
from cllaj_docs.reporting.campagne.aide import note, write_aide
from cllaj_docs.reporting.campagne.contenu import (
    Communes,
    Rangee,
    number_dossiers,
    particular_rows,
    rows_of,
    shared_values,
    template_of,
)
from cllaj_docs.reporting.campagne.plan import (
    CLE,
    EXEMPLE,
    TITRES,
    Champ,
    Feuille,
    Forme,
    dossier_fields,
    feuilles,
)
from cllaj_docs.reporting.campagne.valeurs import AUCUNE, join_texts
from cllaj_docs.reporting.sheet_xml import column_letters
from cllaj_docs.reporting.workbook import FREEDOMS, LINE, Book, height, new_book, refusing, warning

TITRE = "Campagne de conventions CLLAJ"

_LAST_ROW = 1_048_575
_NAMES = 1
"""The row of names, from 0, under the bands of their parts."""

_EXAMPLES = 2
"""Rows of the example, in a sheet where an application has several."""

_LONGEST_LIST = 20_000
_FIRST_SERIAL = datetime.date(1900, 3, 1)
"""Before it, spreadsheet programs do not agree on the serial of a day: it is written as a text."""

_TABS = {
    "candidature": ("#2E75B6", "#DCE6F1"),
    "convention": ("#548235", "#E2EFDA"),
    "paiement": ("#BF8F00", "#FFF2CC"),
    "bilan": ("#C55A11", "#FCE4D6"),
    "campagne": ("#595959", "#E7E6E6"),
}
"""Colour of the tab, and of the bands, by moment."""

_WIDTHS: Mapping[Forme, int] = {
    "texte": 24, "markdown": 50, "montant": 16, "taux": 10, "decimal": 10, "entier": 12, "date": 13, "oui_non": 9,
    "choix": 24, "rubrique": 48, "textes": 30, "plusieurs_choix": 18, "liste": 14, "chiffres": 17,
}  # fmt: skip
_FORMATS: Mapping[Forme, str] = {
    "montant": "libre_montant", "taux": "libre_taux", "date": "libre_date", "entier": "libre", "decimal": "libre",
}  # fmt: skip
_CLE_WIDTH, _CHOIX_WIDTH, _VALUE_WIDTH, _HELP_WIDTH, _NAME_WIDTH = 17, 26, 60, 80, 44
_PAGE_WIDTH = 130
"""Characters that a page printed across holds."""

_PROMPT_TITLE, _PROMPT = 32, 255


@dataclass(frozen=True, slots=True)
class _Campagne:
    """What is being written."""

    communes: Communes
    dossiers: Mapping[str, Dossier]
    exemple: Dossier | None
    lists: dict[str, str] = field(default_factory=dict)
    bands: dict[str, Any] = field(default_factory=dict)


def write_campagne(communes: Communes, dossiers: Sequence[Dossier] = (), exemple: Dossier | None = None) -> bytes:
    """Write the workbook of a campaign as .xlsx, with the rows of dossiers, and those of an example.

    ``communes`` are the call and the Département that the campaign shares, whole or not, as ``model_dump`` gives them.
    What a dossier has of its own against them goes to the sheet of particularities. Raises ``WorkbookError`` when a
    text is longer than a cell can hold.
    """
    keys = number_dossiers(dossiers)
    with new_book(TITRE, communes["appel"]["intitule"]) as book:
        aide = book.workbook.add_worksheet("MODE D’EMPLOI")
        sheets = {name: book.workbook.add_worksheet(name) for name in feuilles()}
        campagne = _Campagne(communes, dict(zip(keys, dossiers, strict=True)), exemple)
        _write_lists(book, campagne)
        for feuille in feuilles().values():
            sheet = sheets[feuille.nom]
            sheet.set_tab_color(_TABS[feuille.etape][0])
            if feuille.reglage:
                _write_shared(book, campagne, feuille, sheet)
            elif feuille.libre:
                _write_particular(book, campagne, feuille, sheet)
            else:
                _write_sheet(book, campagne, feuille, sheet)
            _finish(feuille, sheet)
        write_aide(book, communes["appel"]["intitule"], aide)
        aide.activate()
    return book.output.getvalue()


# --- lists -----------------------------------------------------------------------------------------------------------


def _write_lists(book: Book, campagne: _Campagne) -> None:
    """Write the values of the drop-down lists on a hidden sheet, and keep the range of each by its values."""
    sheet = book.workbook.add_worksheet("LISTES")
    every = [(colonne.champ, _shown(colonne.champ)) for feuille in feuilles().values() for colonne in feuille.colonnes]
    lists = {values: champ.titres[-1] for champ, values in every if values}
    for feuille in feuilles().values():
        if feuille.choix:
            lists[tuple(feuille.parties)] = feuille.choix
    lists[tuple(dossier_fields())] = "Champ"
    for rank, (values, title) in enumerate(lists.items()):
        sheet.write_column(0, rank, [title, *values])
        letters = column_letters(rank + 1)
        campagne.lists[_list_key(values)] = f"=LISTES!${letters}$2:${letters}${len(values) + 1}"
    sheet.hide()


def _list_key(values: Sequence[str]) -> str:
    return "\n".join(values)


def _shown(champ: Champ) -> tuple[str, ...]:
    """Give what the drop-down list of a column offers; nothing when it has none."""
    if champ.forme == "choix":
        return tuple(champ.choix.values())
    if champ.forme == "rubrique":
        return tuple(f"{code} – {label}" for code, label in champ.choix.items())
    return {"oui_non": ("oui", "non"), "liste": (AUCUNE,)}.get(champ.forme, ())


# --- sheets of applications ------------------------------------------------------------------------------------------


def _write_sheet(book: Book, campagne: _Campagne, feuille: Feuille, sheet: Any) -> None:
    first = _own_columns(book, feuille, sheet)
    _write_bands(book, campagne, feuille, sheet, first)
    for rank, colonne in enumerate(feuille.colonnes, start=first):
        width = max(_WIDTHS[colonne.champ.forme], min(len(colonne.nom), 30) + 2)
        sheet.set_column(rank, rank, width, book.formats[_free(colonne.champ)])
        _write_name(book, sheet, rank, colonne.nom, note(feuille, colonne.champ))
    row = _NAMES + 1
    for rangee in _example_rows(campagne, feuille):
        _write_row(book, feuille, sheet, row, rangee, example=True)
        row += 1
    _control(book, campagne, feuille, sheet, first, row)
    for rangee in _data_rows(campagne, feuille):
        _write_row(book, feuille, sheet, row, rangee)
        row += 1


def _own_columns(book: Book, feuille: Feuille, sheet: Any) -> int:
    """Write the names of the number and of the choice; give the rank of the first field."""
    if feuille.generale:
        return 0
    sheet.set_column(0, 0, _CLE_WIDTH, book.formats["libre_texte"])
    help_ = "Le même sur toutes les feuilles : numéro E-partenaire, ou 1, 2, 3… Chaque candidature a le sien."
    _write_name(book, sheet, 0, CLE, help_)
    if not feuille.choix:
        return 1
    sheet.set_column(1, 1, _CHOIX_WIDTH, book.formats["libre_texte"])
    _write_name(book, sheet, 1, feuille.choix, "À choisir dans la liste : ce que dit cette ligne.")
    return 2


def _write_name(book: Book, sheet: Any, rank: int, name: str, help_: str) -> None:
    sheet.write_string(_NAMES, rank, name, book.formats["entete"])
    sheet.write_comment(_NAMES, rank, help_, {"author": "cllaj-docs", "x_scale": 2, "y_scale": 1.4})


def _write_bands(book: Book, campagne: _Campagne, feuille: Feuille, sheet: Any, first: int) -> None:
    """Write over the names the parts that they belong to, those of one part merged."""
    format_ = _band(book, campagne, feuille.etape)
    if first:
        _write_band(sheet, 0, first - 1, feuille.nom.capitalize(), format_)
    rank = first
    for title, columns in groupby(feuille.colonnes, key=lambda colonne: TITRES.join(colonne.champ.titres[:-1])):
        count = len(list(columns))
        _write_band(sheet, rank, rank + count - 1, title or feuille.titre, format_)
        rank += count


def _band(book: Book, campagne: _Campagne, etape: str) -> Any:
    """Give the format of the bands of a moment."""
    if etape not in campagne.bands:
        look = {"bold": True, "bg_color": _TABS[etape][1], "font_color": _TABS[etape][0], "border": 1, "valign": "top"}
        campagne.bands[etape] = book.workbook.add_format(look)
    return campagne.bands[etape]


def _write_band(sheet: Any, first: int, last: int, title: str, format_: Any) -> None:
    if first == last:
        sheet.write_string(0, first, title, format_)
    else:
        sheet.merge_range(0, first, 0, last, title, format_)


def _example_rows(campagne: _Campagne, feuille: Feuille) -> Iterator[Rangee]:
    if campagne.exemple is None or feuille.generale:
        return iter(())
    return islice(rows_of(feuille, EXEMPLE, campagne.exemple), _EXAMPLES)


def _data_rows(campagne: _Campagne, feuille: Feuille) -> Iterator[Rangee]:
    if feuille.generale:
        (partie,) = feuille.parties.values()
        items = campagne.communes["appel"][partie.removesuffix("[]").partition(".")[2]]
        champs = [colonne.champ for colonne in feuille.colonnes]
        yield from (Rangee("", "", shared_values(item, champs)) for item in items)
        return
    for cle, dossier in campagne.dossiers.items():
        yield from rows_of(feuille, cle, dossier)


def _write_row(book: Book, feuille: Feuille, sheet: Any, row: int, rangee: Rangee, *, example: bool = False) -> None:
    first = 0
    text = book.formats["exemple" if example else "libre_texte"]
    if not feuille.generale:
        sheet.write_string(row, 0, rangee.cle, text)
        first = 1
    if feuille.choix:
        sheet.write_string(row, 1, rangee.choix, text)
        first = 2
    for rank, colonne in enumerate(feuille.colonnes, start=first):
        value = rangee.valeurs.get(colonne.champ.chemin)
        name = ("exemple_date" if isinstance(value, datetime.date) else "exemple") if example else _free(colonne.champ)
        if value is not None:
            _write_value(sheet, row, rank, colonne.champ, value, book.formats[name])
        elif example:
            sheet.write_blank(row, rank, None, book.formats[name])


def _free(champ: Champ) -> str:
    """Name the format of the cells to fill in a column."""
    return _FORMATS.get(champ.forme, "libre_texte")


def _write_value(sheet: Any, row: int, rank: int, champ: Champ, value: Any, format_: Any) -> None:
    """Write a value as staff would type it. Raises ``WorkbookError`` when a cell cannot hold it."""
    if isinstance(value, datetime.date) and value >= _FIRST_SERIAL:
        sheet.write_datetime(row, rank, value, format_)
    elif isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(row, rank, value, format_)
    elif isinstance(value, Decimal) and Decimal(f"{float(value):.15g}") == value:
        sheet.write_number(row, rank, float(value), format_)
    else:
        text = _written(champ, value)
        if len(text) > MAX_TEXT:
            titre = TITRES.join(champ.titres)
            raise WorkbookError(
                f"« {titre} » dépasse {MAX_TEXT} caractères, ce qu’une cellule peut tenir : "
                "gardez ce dossier dans un fichier .toml, et donnez à la campagne un dossier de fichiers"
            )
        if text:
            sheet.write_string(row, rank, text, format_)


def _written(champ: Champ, value: Any) -> str:
    text = str(champ.choix.get(value, value)) if isinstance(value, str) else ""
    if champ.forme == "rubrique":
        text = f"{value} – {text}"
    elif champ.forme == "liste":
        text = "" if value else AUCUNE
    elif isinstance(value, datetime.date):
        text = date_courte(value)
    elif isinstance(value, bool):
        text = "oui" if value else "non"
    elif isinstance(value, Decimal):
        text = f"{value:f}".replace(".", ",")
    elif isinstance(value, list | tuple):
        text = join_texts([champ.choix.get(item, item) for item in value])
    return text


# --- controls --------------------------------------------------------------------------------------------------------


def _control(book: Book, campagne: _Campagne, feuille: Feuille, sheet: Any, first: int, row: int) -> None:
    """Put a control and a prompt on each column, and colour what must be filled or left blank."""
    if first:
        sheet.data_validation(row, 0, _LAST_ROW, 0, _key_rule(feuille, row))
    if feuille.choix:
        source = campagne.lists[_list_key(tuple(feuille.parties))]
        rule = refusing("list", "Choisissez une valeur de la liste.", source=source)
        sheet.data_validation(row, 1, _LAST_ROW, 1, {**rule, "ignore_blank": True})
    for rank, colonne in enumerate(feuille.colonnes, start=first):
        rule = {**_rule(campagne, colonne.champ, column_letters(rank + 1), row), "ignore_blank": True}
        prompt = {
            "input_title": colonne.nom[:_PROMPT_TITLE],
            "input_message": _shorten(note(feuille, colonne.champ), _PROMPT),
        }
        sheet.data_validation(row, rank, _LAST_ROW, rank, {**rule, **prompt})
    if first:
        _colour(book, feuille, sheet, first, row)


def _shorten(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _key_rule(feuille: Feuille, row: int) -> dict[str, Any]:
    """Ask a number to be there once in the sheet of applications, and to be one of its numbers elsewhere."""
    own = f"$A${row + 1}:$A${_LONGEST_LIST}"
    if feuille.nom == "CANDIDATURES":
        rule = refusing(
            "custom", "Ce numéro sert déjà : donnez-en un à chaque candidature.", value=f"=COUNTIF({own},$A{row + 1})=1"
        )
    else:
        column = f"CANDIDATURES!$A${_NAMES + 2}"
        source = f"=OFFSET({column},0,0,MAX(1,COUNTA({column}:$A${_LONGEST_LIST})),1)"
        rule = warning("list", "Ce numéro n’est pas dans la feuille CANDIDATURES.", source=source)
    return {**rule, "ignore_blank": True}


def _rule(campagne: _Campagne, champ: Champ, letters: str, row: int) -> dict[str, Any]:
    """Give the control of a column: a choice is refused out of its list, anything else is only asked about."""
    shown = _shown(champ)
    if shown:
        kind = refusing if champ.forme != "rubrique" else warning
        return kind("list", "Choisissez une valeur de la liste.", source=campagne.lists[_list_key(shown)])
    if champ.chemin.endswith("siret"):
        return warning("custom", "Quatorze chiffres.", value=f'=LEN(SUBSTITUTE({letters}{row + 1}," ",""))=14')
    kind_, message, rule = _RULES.get(champ.forme, ("any", "", {}))
    return warning(kind_, message, **rule) if message else {"validate": kind_}


_RULES: Mapping[Forme, tuple[str, str, dict[str, Any]]] = {
    "date": (
        "date",
        "Une date, par exemple 03/09/2025.",
        {"criteria": "between", "minimum": _FIRST_SERIAL, "maximum": datetime.date(2200, 12, 31)},
    ),
    "entier": ("integer", "Un nombre entier.", {"criteria": ">=", "value": 0}),
    "montant": ("decimal", "Un montant, par exemple 16000,10.", {"criteria": ">=", "value": 0}),
    "decimal": ("decimal", "Un nombre, par exemple 0,50.", {"criteria": ">=", "value": 0}),
    "taux": ("decimal", "Un taux, par exemple 80 %.", {"criteria": "between", "minimum": 0, "maximum": 1}),
}


def _colour(book: Book, feuille: Feuille, sheet: Any, first: int, row: int) -> None:
    """Colour in yellow what a row must have and has not, in grey what its regime, or its type, does not have."""
    ranks = {colonne.champ.chemin: rank for rank, colonne in enumerate(feuille.colonnes, start=first)}
    tag = f"${column_letters(ranks[feuille.cas] + 1)}{row + 1}" if feuille.cas else ""
    labels = next((c.champ.choix for c in feuille.colonnes if c.champ.chemin == feuille.cas), {})
    for rank, colonne in enumerate(feuille.colonnes, start=first):
        cell = f"{column_letters(rank + 1)}{row + 1}"
        begun = f'$A{row + 1}<>""'
        if colonne.champ.cas:
            cases = ",".join(f'{tag}="{labels[case]}"' for case in sorted(colonne.champ.cas))
            grey = f'=AND({tag}<>"",NOT(OR({cases})))'
            sheet.conditional_format(row, rank, _LONGEST_LIST, rank, _look(book, "hors_cas", grey))
            begun = f"{begun},OR({cases})"
        if colonne.champ.toujours:
            yellow = f'=AND({begun},{cell}="")'
            sheet.conditional_format(row, rank, _LONGEST_LIST, rank, _look(book, "a_remplir", yellow))


def _look(book: Book, name: str, formula: str) -> dict[str, Any]:
    return {"type": "formula", "criteria": formula, "format": book.formats[name]}


# --- sheets of one field a row ---------------------------------------------------------------------------------------


def _write_shared(book: Book, campagne: _Campagne, feuille: Feuille, sheet: Any) -> None:
    """Write a part that the campaign shares: one row for each field, with what is known of it."""
    (partie,) = feuille.parties.values()
    _write_band(sheet, 0, 2, feuille.titre, _band(book, campagne, feuille.etape))
    for rank, (name, width) in enumerate(
        (("Champ", _NAME_WIDTH), ("Valeur", _VALUE_WIDTH), ("Ce qu’on y écrit", _HELP_WIDTH))
    ):
        sheet.set_column(rank, rank, width)
        sheet.write_string(_NAMES, rank, name, book.formats["entete"])
    champs = [colonne.champ for colonne in feuille.colonnes]
    values = shared_values(campagne.communes.get(partie, {}), champs)
    for row, colonne in enumerate(feuille.colonnes, start=_NAMES + 1):
        champ = colonne.champ
        value, help_ = values.get(champ.chemin), note(feuille, champ)
        sheet.write_string(row, 0, colonne.nom, book.formats["gras"])
        sheet.write_string(row, 2, help_, book.formats["paragraphe"])
        free = book.formats["libre_long" if _free(champ) == "libre_texte" else _free(champ)]
        sheet.write_blank(row, 1, None, free)
        if value is not None:
            _write_value(sheet, row, 1, champ, value, free)
        rule = _rule(campagne, champ, "B", row)
        if rule["validate"] != "any":
            sheet.data_validation(row, 1, row, 1, {**rule, "ignore_blank": True})
        lines = len(value) if isinstance(value, list | tuple) else 1
        tall = max(height(help_, _HELP_WIDTH), height(str(value or ""), _VALUE_WIDTH), LINE * lines)
        sheet.set_row(row, tall)
        if champ.toujours:
            look = _look(book, "a_remplir", f'=$B{row + 1}=""')
            sheet.conditional_format(row, 1, row, 1, look)


def _write_particular(book: Book, campagne: _Campagne, feuille: Feuille, sheet: Any) -> None:
    """Write what dossiers have of their own: number, path of the field, value."""
    _write_band(sheet, 0, 2, feuille.titre, _band(book, campagne, feuille.etape))
    helps = (
        (CLE, _CLE_WIDTH, "La candidature qui fait exception."),
        ("Champ", _NAME_WIDTH, "La clé du champ, comme dans la dernière colonne du mode d’emploi."),
        ("Valeur", _VALUE_WIDTH, "Ce qui remplace la valeur de la campagne ; vide, elle est retirée."),
    )
    for rank, (name, width, help_) in enumerate(helps):
        sheet.set_column(rank, rank, width, book.formats["libre_texte"])
        _write_name(book, sheet, rank, name, help_)
    row = _NAMES + 1
    sheet.data_validation(row, 0, _LAST_ROW, 0, _key_rule(feuille, row))
    source = campagne.lists[_list_key(tuple(dossier_fields()))]
    rule = warning("list", "Une clé de la liste ; [] devient le rang, de 0 : [0], [1]…", source=source)
    sheet.data_validation(row, 1, _LAST_ROW, 1, {**rule, "ignore_blank": True})
    for cle, dossier in campagne.dossiers.items():
        for number, chemin, value in particular_rows(cle, dossier, campagne.communes):
            champ = dossier_fields()[template_of(chemin)]
            sheet.write_string(row, 0, number, book.formats["libre_texte"])
            sheet.write_string(row, 1, chemin, book.formats["libre_texte"])
            if value is not None:
                _write_value(sheet, row, 2, champ, value, book.formats[_free(champ)])
            row += 1


def _finish(feuille: Feuille, sheet: Any) -> None:
    """Freeze the names, set the page, keep the names from a slip of the hand."""
    frozen = 0 if feuille.generale else 4 if feuille.nom == "CANDIDATURES" else 2 if feuille.choix else 1
    if not feuille.reglage and not feuille.libre:
        sheet.set_row(_NAMES, LINE * 2)
    sheet.freeze_panes(_NAMES + 1, frozen)
    sheet.set_landscape()
    sheet.set_paper(9)
    wide = sum(_WIDTHS[colonne.champ.forme] for colonne in feuille.colonnes)
    sheet.fit_to_pages(1 if feuille.reglage else max(1, round(wide / _PAGE_WIDTH)), 0)
    sheet.repeat_rows(0, _NAMES)
    sheet.repeat_columns(0, max(0, frozen - 1))
    sheet.set_header(f"&L{feuille.nom} – {feuille.titre}&RPage &P sur &N")
    sheet.protect("", FREEDOMS)
