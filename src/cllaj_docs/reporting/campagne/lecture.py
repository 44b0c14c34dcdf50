"""The workbook of a campaign in, dossiers out: one at a time, each whole or with every fault of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from pydantic import ValidationError

from cllaj_docs.domain.appel import Appel
from cllaj_docs.domain.colonne import plain
from cllaj_docs.domain.departement import Departement
from cllaj_docs.domain.dossier import Dossier, complete
from cllaj_docs.domain.faults import collect_faults
from cllaj_docs.domain.model import Modele
from cllaj_docs.errors import Faute, FauteCellule, WorkbookError, place
from cllaj_docs.reporting.bounds import MAX_COLUMNS, MAX_HEADER_ROW
from cllaj_docs.reporting.campagne.assemblage import Assemblage, Lieux
from cllaj_docs.reporting.campagne.attente import Attente, Ligne
from cllaj_docs.reporting.campagne.colonnes import (
    CHAMP,
    VALEUR,
    Entete,
    find_entete,
    find_feuille,
    other_columns,
)
from cllaj_docs.reporting.campagne.correspondance import CHOIX, NUMERO, Correspondance, field_of
from cllaj_docs.reporting.campagne.plan import CANDIDATURES, CLE, EXEMPLE, Champ, Feuille, feuilles
from cllaj_docs.reporting.campagne.valeurs import Lu, read_value
from cllaj_docs.reporting.cells import UnreadableError
from cllaj_docs.reporting.columns import column_place
from cllaj_docs.reporting.values import Cell, Formula, Plain, Row, Workbook

AIDES = ("MODE D’EMPLOI", "LISTES")
"""Sheets of the workbook that hold no data."""

_CLE = Champ("numero", (CLE,), "", "texte")
_HIDDEN_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Application:
    """An application as a workbook gives it: the row where it stands, then its dossier, or its faults by cell.

    ``principale`` is false for a row of another sheet that is about none of the applications.
    """

    feuille: str
    ligne: int
    dossier: Dossier | None
    fautes: tuple[Faute, ...]
    principale: bool = True


class LectureCampagne:
    """One reading of a workbook. ``remarques`` say what staff must know of it: columns not read, hidden rows.

    Raises ``WorkbookError`` when nothing can be read of it, or when what the whole campaign shares is at fault.
    """

    def __init__(self, workbook: Workbook, correspondance: Correspondance) -> None:
        self._workbook = workbook
        self._correspondance = correspondance
        self._attente = Attente()
        self._noms: dict[str, str] = {}
        self._entetes: dict[str, Entete] = {}
        self._reglages: dict[str, Assemblage] = {}
        self.remarques: list[str] = []
        self._gather()
        self._attente.close()
        self._lieux = Lieux(self._noms, self._entetes)
        self._communes = self._check_shared()

    # --- sheets ----------------------------------------------------------------------------------------------------

    def _gather(self) -> None:
        names = self._read_sheets(None)
        if CANDIDATURES not in self._noms and len(names) == 1:
            self._read_sheets(names[0])  # an export of one sheet may bear any name
        elif names:
            self.remarques += [f"feuille {name} : non lue" for name in names if plain(name) not in map(plain, AIDES)]
        if CANDIDATURES not in self._noms:
            fault = FauteCellule(
                CANDIDATURES, 0, "", "feuille absente : rétablissez-la, ou nommez-la dans la correspondance"
            )
            raise WorkbookError("ce classeur n’est pas celui d’une campagne :", [fault])
        self._tell_hidden()

    def _read_sheets(self, alone: str | None) -> list[str]:
        """Read every sheet that has a name of ours, or the one that stands alone; give the names of the others."""
        others = []
        for name, rows in self._workbook.sheets():
            feuille = find_feuille(name, self._correspondance) if alone is None else None
            if name == alone:
                feuille = feuilles()[CANDIDATURES]
            if feuille is None:
                others.append(name)
                continue
            if feuille.nom in self._noms:
                raise WorkbookError(
                    "une feuille est à corriger :", [FauteCellule(name, 0, "", "cette feuille est là deux fois")]
                )
            self._read_sheet(feuille, name, rows)
        return others

    def _read_sheet(self, feuille: Feuille, name: str, rows: Iterator[Row]) -> None:
        first = []
        for row in rows:
            first.append(row)
            if row[0] >= MAX_HEADER_ROW:
                break
        decoded = [(number, [self._workbook.decode(cell) for cell in cells]) for number, cells in first]
        entete = find_entete(feuille, name, decoded, self._correspondance)
        if entete is None:
            if feuille.nom != CANDIDATURES and not any(cells for _, cells in decoded):
                return
            message = f"ligne des noms de colonnes introuvable dans les {MAX_HEADER_ROW} premières lignes"
            raise WorkbookError("une feuille est illisible :", [FauteCellule(name, 0, "", message)])
        self._noms[feuille.nom], self._entetes[feuille.nom] = name, entete
        if not feuille.reglage:
            self.remarques += other_columns(feuille, name, entete)
        reader = _RowReader(feuille, entete, self._workbook, self._correspondance)
        data = chain((row for row in first if row[0] > entete.ligne), rows)
        for ligne in reader.read(data, name):
            if feuille.generale:
                self._share(ligne)
            else:
                self._attente.add(ligne)

    def _share(self, ligne: Ligne) -> None:
        """Keep a row that is about the whole campaign."""
        assemblage = self._reglages.setdefault("", Assemblage(Lieux(self._noms, self._entetes)))
        assemblage.add(ligne)

    def _tell_hidden(self) -> None:
        hidden: dict[str, list[int]] = {}
        for name, number in self._workbook.hidden_rows():
            if name in self._noms.values():
                hidden.setdefault(name, []).append(number)
        for name, numbers in hidden.items():
            shown = ", ".join(map(str, numbers[:_HIDDEN_SHOWN]))
            more = " …" if len(numbers) > _HIDDEN_SHOWN else ""
            many = f"{len(numbers)} lignes masquées, lues" if len(numbers) > 1 else "1 ligne masquée, lue"
            self.remarques.append(f"feuille {name} : {many} comme les autres ({shown}{more})")

    def _check_shared(self) -> dict[str, Any]:
        """Give the call and the Département that every dossier takes. Raises ``WorkbookError`` with every fault."""
        assemblage = self._reglages.get("")
        if assemblage is None:
            return {}
        data, fautes = assemblage.shared()
        kinds: dict[str, type[Modele]] = {"appel": Appel, "departement": Departement}
        for name, model in kinds.items():
            if name not in data:
                continue
            given = complete(data)[name] if list(data[name]) == ["reference"] else data[name]
            try:
                data[name] = model.model_validate(given).model_dump()
            except ValidationError as error:
                fautes += assemblage.told(collect_faults(model, given, error), name)
        if fautes:
            many = f"{len(fautes)} fautes" if len(fautes) > 1 else "1 faute"
            cells = [FauteCellule(faute.chemin.removeprefix("feuille "), 0, "", faute.message) for faute in fautes]
            raise WorkbookError(f"{many} dans ce que la campagne partage, à corriger :", cells)
        return data

    @property
    def nombre(self) -> int:
        """How many rows the sheet of applications has."""
        return self._attente.count(CANDIDATURES)

    def place(self, chemin: str) -> str:
        """Name the column that holds a field of a dossier."""
        return Assemblage(self._lieux).expected(chemin)

    # --- applications ----------------------------------------------------------------------------------------------

    def applications(self) -> Iterator[Application]:
        """Give the applications in the order of their rows, then the rows that are about none."""
        name = self._noms[CANDIDATURES]
        for main in self._attente.of_sheet(CANDIDATURES):
            assemblage = Assemblage(self._lieux)
            assemblage.add(main)
            if main.cle and self._attente.count(CANDIDATURES, main.cle) > 1:
                message = "ce numéro sert à plusieurs lignes : donnez-en un à chaque candidature"
                assemblage.fautes.append(Faute(self._key_place(CANDIDATURES, main.numero), message))
            elif main.cle:
                for ligne in self._attente.of_application(main.cle, CANDIDATURES):
                    assemblage.add(ligne)
            dossier, fautes = assemblage.dossier(self._communes)
            yield Application(name, main.numero, dossier, fautes)
        for ligne in self._attente.orphans(CANDIDATURES):
            if ligne.cle:
                message = (
                    f"aucune ligne de la feuille {name} ne porte ce numéro : corrigez-le, ou ajoutez la candidature"
                )
            else:
                message = "à renseigner : le numéro de la candidature dont parle cette ligne"
            yield Application(
                self._noms[ligne.feuille],
                ligne.numero,
                None,
                (Faute(self._key_place(ligne.feuille, ligne.numero), message),),
                principale=False,
            )

    def _key_place(self, feuille: str, ligne: int) -> str:
        entete = self._entetes[feuille]
        rank = entete.propres.get(NUMERO)
        return place(self._noms[feuille], ligne, CLE if rank is None else entete.places[rank])


class _RowReader:
    """Reads the rows of one sheet."""

    def __init__(self, feuille: Feuille, entete: Entete, workbook: Workbook, correspondance: Correspondance) -> None:
        self._feuille, self._entete, self._workbook = feuille, entete, workbook
        self._ecriture = {
            chemin: correspondance.ecriture_of(feuille.nom, chemin)
            for chemin in [*(path for path, _ in entete.champs.values()), NUMERO, CHOIX, VALEUR]
        }
        self._constantes = dict(correspondance.constantes.get(feuille.nom, {}))
        self._parties = {plain(label): chemin for label, chemin in feuille.parties.items()}
        self._titres = feuille.ecritures() if feuille.reglage else {}

    def read(self, rows: Iterator[Row], name: str) -> Iterator[Ligne]:
        """Give the rows that say something; those of the example and blank ones are left out."""
        for number, cells in rows:
            ligne = self._read_row(number, [self._workbook.decode(cell) for cell in cells], name)
            if ligne is not None:
                yield ligne

    def _read_row(self, number: int, cells: Sequence[Cell], name: str) -> Ligne | None:
        own: dict[str, Plain] = {}
        values: dict[str, Lu] = {}
        faults: list[tuple[str, str]] = []
        for rank, value in cells:
            if rank >= MAX_COLUMNS:
                fault = FauteCellule(
                    name, number, column_place(rank), f"au-delà de la {MAX_COLUMNS}e colonne : effacez"
                )
                raise WorkbookError("cette feuille est trop large :", [fault])
            task = next((task for task, position in self._entete.propres.items() if position == rank), None)
            known = self._entete.champs.get(rank)
            if task is None and known is None:
                continue
            try:
                inner = _inner(value)
                if task is not None and inner is not None and inner != "":
                    own[task] = inner
                elif known is not None and inner is not None:
                    self._keep(values, *known, inner)
            except UnreadableError as unreadable:
                faults.append((known[0] if known else task or "", str(unreadable)))
        if self._feuille.libre or self._feuille.reglage:
            return self._read_free(number, own, faults)
        return self._row(number, own, values, faults)

    def _keep(self, values: dict[str, Lu], chemin: str, champ: Champ, inner: Plain) -> None:
        read = read_value(champ, inner, self._ecriture[chemin], self._workbook.epoch)
        if read is not None:
            values[chemin] = read

    def _row(
        self, number: int, own: dict[str, Plain], values: dict[str, Lu], faults: list[tuple[str, str]]
    ) -> Ligne | None:
        key = self._read_key(own.get(NUMERO, self._constantes.get(NUMERO)), faults)
        if key.upper() == EXEMPLE or not (own or values or faults):
            return None
        for chemin, constant in self._constantes.items():
            item, ranked, _ = chemin.rpartition("].")
            begun = not ranked or any(path.startswith(f"{item}].") for path in values)
            if chemin not in (NUMERO, CHOIX) and begun and chemin not in values:
                self._read_constant(values, faults, chemin, constant)
        before = len(faults)
        partie = self._read_part(own.get(CHOIX, self._constantes.get(CHOIX)), faults)
        if len(faults) > before:
            values = {}  # of which part is not known
        self._refuse_others(values, faults)
        return Ligne(self._feuille.nom, number, key, partie, values, faults)

    def _read_key(self, value: Plain | None, faults: list[tuple[str, str]]) -> str:
        if value is None:
            return ""
        try:
            read = read_value(_CLE, value)
        except UnreadableError as unreadable:
            faults.append((NUMERO, str(unreadable)))
            return ""
        return " ".join(str(read or "").split())

    def _read_constant(
        self, values: dict[str, Lu], faults: list[tuple[str, str]], chemin: str, constant: str | int | bool
    ) -> None:
        own = next((colonne.champ for colonne in self._feuille.colonnes if colonne.champ.chemin == chemin), None)
        champ = own or field_of(chemin)
        value = ("oui" if constant else "non") if isinstance(constant, bool) else constant
        try:
            read = read_value(champ, value)
        except UnreadableError as unreadable:
            faults.append((chemin, f"constante de la correspondance : {unreadable}"))
            return
        if read is not None:
            values[chemin] = read

    def _read_part(self, value: Plain | None, faults: list[tuple[str, str]]) -> str:
        """Give the part that the row holds, as its column of choice says."""
        if not self._feuille.choix:
            return next(iter(self._feuille.parties.values()))
        ecriture = self._ecriture[CHOIX]
        written = plain(str(value)) if value is not None else ""
        meant = self._parties.get(plain(ecriture.mots.get(written, written)))
        if meant is None:
            expected = ", ".join(self._feuille.parties)
            faults.append((CHOIX, f"valeur attendue parmi : {expected}"))
            return ""
        return meant

    def _refuse_others(self, values: dict[str, Lu], faults: list[tuple[str, str]]) -> None:
        """Refuse what the regime, or the type, of the row has not."""
        tag = self._feuille.cas
        case = values.get(tag) if tag else None
        if not isinstance(case, str):
            return
        champs = {colonne.champ.chemin: colonne.champ for colonne in self._feuille.colonnes}
        label = champs[tag].choix.get(case, "")
        for chemin in [chemin for chemin in values if chemin in champs and champs[chemin].cas]:
            if case not in champs[chemin].cas:
                del values[chemin]
                faults.append((chemin, f"ne se remplit pas pour « {label} » : videz cette cellule"))

    def _read_free(self, number: int, own: dict[str, Plain], faults: list[tuple[str, str]]) -> Ligne | None:
        """Read a row of one field: its name or its path, and its value."""
        key = self._read_key(own.get(NUMERO), faults)
        written = own.get(CHAMP)
        if key.upper() == EXEMPLE or (written is None and VALEUR not in own):
            return None
        partie = "" if self._feuille.libre else next(iter(self._feuille.parties.values()))
        chemin, champ = self._free_field(str(written or ""))
        values: dict[str, Any] = {}
        if champ is None:
            faults.append((CHAMP, "champ inconnu : recopiez son nom depuis la colonne ou le mode d’emploi"))
        else:
            try:
                values[chemin] = read_value(champ, own.get(VALEUR, ""), epoch=self._workbook.epoch)
            except UnreadableError as unreadable:
                faults.append((chemin, str(unreadable)))
            if values.get(chemin) is None and not self._feuille.libre:
                values.pop(chemin, None)
        return Ligne(self._feuille.nom, number, key, partie, values, faults)

    def _free_field(self, written: str) -> tuple[str, Champ | None]:
        if self._feuille.libre:
            return written.strip(), field_of(written.strip())
        champ = self._titres.get(plain(written))
        return ("", None) if champ is None else (champ.chemin, champ)


def _inner(value: Any) -> Plain | None:
    """Give what a cell holds, a formula being its last value."""
    if not isinstance(value, Formula):
        inner: Plain | None = value
        return inner
    if value.value is None:
        raise UnreadableError(
            "formule sans valeur enregistrée : ouvrez le fichier dans un tableur, puis enregistrez-le"
        )
    return value.value
