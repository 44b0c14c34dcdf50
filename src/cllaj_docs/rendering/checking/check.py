"""Checks a template against the worlds that it is rendered in: the door of this package."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jinja2.tests import TESTS as JINJA_TESTS

from cllaj_docs.rendering.checking.dialect import FUNCTIONS, Dialect
from cllaj_docs.rendering.checking.findings import Finding, Remarque
from cllaj_docs.rendering.checking.html_sheets import read_html
from cllaj_docs.rendering.checking.kinds import TEXT, Group, Scalar, Value, World, find
from cllaj_docs.rendering.checking.marks import Fault, Mark, Place, Sheet
from cllaj_docs.rendering.checking.statements import Walk
from cllaj_docs.rendering.checking.word_sheets import read_word
from cllaj_docs.rendering.filters import FILTERS
from cllaj_docs.rendering.html_environment import JINJA_FILTERS as HTML_JINJA_FILTERS
from cllaj_docs.rendering.html_environment import SAFE_METHODS as HTML_METHODS
from cllaj_docs.rendering.word.environment import SAFE_METHODS as WORD_METHODS
from cllaj_docs.rendering.word.operations import TEMPLATE_FILTERS

PAGE = "page.html"
PAGE_NAMES = ("style", "corps")
"""What the page around a document is given besides the values of the document."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What reading a template gives: what is wrong with it, and the paths of the values that it prints, by world."""

    remarques: tuple[Remarque, ...]
    printed: Mapping[str, frozenset[str]] = field(repr=False)


def word_dialect(extra: Iterable[str]) -> Dialect:
    """Describe the Word engine; ``extra`` are the filters that its caller adds."""
    names = {name for name in TEMPLATE_FILTERS if not name.startswith("_")}
    return Dialect(
        in_word=True,
        filters=frozenset({*names, *FILTERS, *extra}),
        tests=frozenset(JINJA_TESTS),
        functions=FUNCTIONS,
        methods=WORD_METHODS,
    )


def html_dialect(extra: Iterable[str]) -> Dialect:
    """Describe the HTML engine; ``extra`` are the filters that its caller adds."""
    return Dialect(
        in_word=False,
        filters=frozenset({*HTML_JINJA_FILTERS, *FILTERS, "markdown", "barres", "image", *extra}),
        tests=frozenset(JINJA_TESTS),
        functions={"range": FUNCTIONS["range"]},
        methods=HTML_METHODS,
    )


def check_word(file: str, content: bytes, worlds: Sequence[World], extra_filters: Iterable[str] = ()) -> Checked:
    """Check a Word template. ``file`` is its name in messages."""
    dialect = word_dialect(extra_filters)
    reading = read_word(content, sorted(dialect.filters))
    checker = _Checker(dialect, worlds, {}, lambda sheet: (file, sheet))
    checker.tell(reading.faults, file)
    for sheet in reading.sheets:
        checker.check(sheet, {})
    return checker.result()


def check_html(
    name: str, sources: Mapping[str, str], worlds: Sequence[World], extra_filters: Iterable[str] = ()
) -> Checked:
    """Check an HTML template, the fragments that it includes and the page around it."""
    dialect = html_dialect(extra_filters)
    filters = sorted(dialect.filters)
    fragments = {
        other: read_html(other, source, filters, whole=False)
        for other, source in sources.items()
        if other.startswith("_") and other.endswith(".html")
    }
    checker = _Checker(dialect, worlds, fragments, lambda sheet: (sheet, None))
    checker.check(read_html(name, sources[name], filters, whole=True), {})
    if PAGE in sources:
        page = read_html(PAGE, sources[PAGE], filters, whole=True, dialect=False)
        checker.check(page, dict.fromkeys(PAGE_NAMES, TEXT))
    return checker.result()


class _Checker:
    """Gathers what is found in all worlds, and tells each thing once."""

    def __init__(
        self,
        dialect: Dialect,
        worlds: Sequence[World],
        fragments: Mapping[str, Sheet],
        file_of: Callable[[str], tuple[str, str | None]],
    ) -> None:
        self._dialect = dialect
        self._worlds = worlds
        self._fragments = fragments
        self._file_of = file_of
        self._remarques: list[Remarque] = []
        self._told: set[str] = set()
        self._printed: dict[str, set[str]] = defaultdict(set)

    def tell(self, faults: Iterable[Fault], file: str) -> None:
        """Tell what is wrong whatever the world."""
        for fault in faults:
            self._add(file, fault.code, fault.place, fault.message, fault.remedy, fault.gravity)

    def check(self, sheet: Sheet, extra: Mapping[str, Value]) -> None:
        """Read a sheet in every world."""
        found: dict[tuple[str, int, str, str], list[tuple[World, Finding]]] = defaultdict(list)
        seen: dict[tuple[str, int], list[World]] = defaultdict(list)
        for world in self._worlds:
            findings: list[Finding] = []
            walk = Walk(self._dialect, world, self._fragments, findings.append)
            walk.run(sheet, extra)
            for finding in dict.fromkeys(findings):
                found[finding.sheet, finding.line, finding.code, finding.subject].append((world, finding))
            for place in walk.seen:
                seen[place].append(world)
            self._printed[world.name] |= walk.reader.printed
        sheets = {sheet.name: sheet, **self._fragments}
        used = {sheet.name} | {name for name, _ in seen}
        for name in used:
            if name not in self._told:
                self._told.add(name)
                self.tell(sheets[name].faults, self._file_of(name)[0])
        for (name, line, _, _), told in found.items():
            self._tell_finding(sheets[name].marks.get(line), name, told, seen[name, line])

    def _tell_finding(
        self, mark: Mark | None, sheet: str, told: Sequence[tuple[World, Finding]], seen: Sequence[World]
    ) -> None:
        """Tell a finding; when only some of the worlds have it, say which."""
        _, finding = told[0]
        worlds = [world for world, _ in told]
        message, remedy = finding.message, finding.remedy
        elsewhere = [world for world in self._worlds if world not in worlds]
        if finding.code == "nom_inconnu":
            having = [world for world in self._worlds if find(world.values, finding.subject) is not None]
            if having and all(world in having for world in worlds):  # the name stands for something else here
                root = finding.subject.partition(".")[0]
                message = f"« {finding.subject} » n’existe plus ici : « {root} » a reçu une autre valeur plus haut"
                remedy = "Donnez un autre nom à ce que définit « set », « for » ou « macro »."
                having = []
            elif having or len(worlds) < len(seen):
                message = f"« {finding.subject} » n’existe pas pour {self._names(worlds)}"
                remedy = "Donnez-lui une valeur dans tous les cas."
            if having:
                remedy = self._condition(having) or f"Ce champ n’est donné que pour {self._names(having)}."
        elif len(worlds) < len(seen) and elsewhere:
            message = f"{message} (pour {self._names(worlds)})"
        place = mark.place if mark else Place(self._file_of(sheet)[1])
        self._add(self._file_of(sheet)[0], finding.code, place, message, remedy, finding.gravity)

    def _condition(self, wanted: Sequence[World]) -> str:
        """Word the condition that holds in some worlds alone, if one does."""
        for path in _switches(self._worlds[0]):
            told = [(_only_value(find(world.values, path)), world in wanted) for world in self._worlds]
            inside = {value for value, is_wanted in told if is_wanted}
            outside = {value for value, is_wanted in told if not is_wanted}
            if len(inside) == 1 and None not in inside | outside and not inside & outside:
                value = inside.pop()
                test = path if value is True else f"not {path}" if value is False else f'{path} == "{value}"'
                return f"Placez ce passage entre « {{% if {test} %}} » et « {{% endif %}} »."
        return ""

    def _names(self, worlds: Sequence[World]) -> str:
        """Name worlds in a message: a whole family by its name."""
        names: dict[str, None] = {}
        for world in worlds:
            family = [other for other in self._worlds if other.family == world.family]
            names[world.family if all(other in worlds for other in family) else world.name] = None
        *first, last = names
        return f"{', '.join(first)} et {last}" if first else last

    def _add(self, file: str, code: str, place: Place, message: str, remedy: str, gravity: Any) -> None:
        remarque = Remarque(
            fichier=file,
            code=code,
            gravite=gravity,
            explication=f"{message[:1].upper()}{message[1:]}.".replace("?.", "?").replace("..", "."),
            remede=remedy,
            partie=place.part,
            rang=place.rank,
            texte=place.text or None,
            balise=place.tag or None,
        )
        if remarque not in self._remarques:
            self._remarques.append(remarque)

    def result(self) -> Checked:
        """Give what was found, in the order of the files."""
        ordered = sorted(
            self._remarques, key=lambda remarque: (remarque.fichier, remarque.partie or "", remarque.rang or 0)
        )
        return Checked(tuple(ordered), {name: frozenset(paths) for name, paths in self._printed.items()})


def _switches(world: World) -> list[str]:
    """List what may tell worlds apart: the choices of a group of the template, those between true and false first."""
    paths = []
    for name, value in world.values.fields.items():
        for kind in value.kinds:
            if isinstance(kind, Group):
                paths += [
                    (f"{name}.{field}", part) for field, part in kind.fields.items() if _only_value(part) is not None
                ]
    return [path for path, _ in sorted(paths, key=lambda told: not isinstance(_only_value(told[1]), bool))]


def _only_value(value: Value | None) -> object | None:
    """Give the one value that a choice takes in a world, if there is only one."""
    kinds = value.kinds if value is not None and not value.none else ()
    values = [kind.values for kind in kinds if isinstance(kind, Scalar) and kind.values is not None]
    return next(iter(values[0])) if len(values) == 1 == len(values[0]) else None
