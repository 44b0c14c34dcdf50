"""The reading of one template in one world: what it reports, what it prints, and how it reads an expression."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from jinja2 import nodes

from cllaj_docs.rendering.checking.conditions import assume, decide
from cllaj_docs.rendering.checking.dialect import Dialect
from cllaj_docs.rendering.checking.findings import Finding, Gravite, Report
from cllaj_docs.rendering.checking.kinds import (
    ANY,
    NATURES,
    NEVER,
    TEXTS,
    Function,
    Group,
    Kind,
    ListOf,
    Row,
    Scalar,
    Value,
)
from cllaj_docs.rendering.checking.scope import Scope, spell

ReadNode = Callable[["Reader", nodes.Node, Scope], Value]
CallMacro = Callable[[Function, nodes.Call, Scope], Value]
"""Reads the body of a macro for one call; gives what the call prints."""


class Reader:
    """Reads expressions in one world, and reports what is wrong with them.

    ``readers`` say how to read each type of node, ``call_macro`` what a macro gives. ``source`` names the sheet that
    is read. ``printed`` gathers the paths of the values that are read while ``printing`` is on.
    """

    def __init__(
        self,
        dialect: Dialect,
        report: Report,
        readers: Mapping[type[nodes.Node], ReadNode],
        call_macro: CallMacro,
    ) -> None:
        self.dialect = dialect
        self.call_macro = call_macro
        self.source = ""
        self.printed: set[str] = set()
        self.printing = False
        self._report = report
        self._readers = readers
        self._quiet = 0

    def value(self, node: nodes.Node | None, scope: Scope) -> Value:
        """Give the value of an expression, and report what is wrong with it."""
        if node is None:
            return NEVER
        kinds = (kind for kind in type(node).__mro__ if kind in self._readers)
        found = next(kinds, None)
        return ANY if found is None else self._readers[found](self, node, scope)

    def look(self, node: nodes.Node, scope: Scope) -> Value:
        """Give the value of an expression without a report."""
        with self.silence():
            return self.value(node, scope)

    def needed(self, node: nodes.Node, scope: Scope) -> Value:
        """Give a value that has to be known, and report it when it may not be."""
        return self.require(node, self.value(node, scope))

    def require(self, node: nodes.Node, value: Value) -> Value:
        """Report a value that may not be known; give it once it is."""
        name = spell(node)
        if value.missing:
            message = f"« {name} » n’a pas toujours de valeur : elle n’est donnée que dans un bloc"
            self.report(node, "valeur_absente", name, message, "Donnez-lui une valeur avant ce bloc.")
        elif value.none or not value.kinds:
            never = "n’est jamais connu" if not value.kinds else "peut manquer"
            test = name if value.natures <= TEXTS else f"{name} is not none"
            message = f"« {name} » {never}, et le document ne pourrait alors pas être produit"
            remedy = f"Placez ce passage entre « {{% if {test} %}} » et « {{% endif %}} »."
            if isinstance(node, nodes.Filter) and node.name in ("default", "d"):
                remedy = 'Ajoutez « true » : « |default("…", true) » remplace aussi ce qui manque.'
            self.report(node, "valeur_absente", name, message, remedy)
        return value.known() if value.kinds else ANY

    def report(
        self, node: nodes.Node, code: str, subject: str, message: str, remedy: str, gravity: Gravite = "erreur"
    ) -> None:
        """Report something at the tag of a node."""
        if not self._quiet:
            self._report(Finding(self.source, node.lineno, code, subject, message, remedy, gravity))

    def refuse(self, node: nodes.Node, subject: str, message: str) -> None:
        """Report what the sandbox refuses."""
        remedy = "Un gabarit lit les champs du document et leur applique des filtres : retirez cette opération."
        self.report(node, "bac_a_sable", subject, message, remedy)

    def note(self, path: str) -> None:
        """Remember that the value of a path is printed, if it is."""
        if self.printing and path and not self._quiet:
            self.printed.add(path)

    def decide(self, node: nodes.Node, scope: Scope) -> bool | None:
        """Tell whether a condition is always true or false in this world."""
        return decide(node, scope, self.look)

    def assume(self, node: nodes.Node, truth: bool, scope: Scope) -> Scope:
        """Give what is seen where a condition holds, or does not."""
        return assume(node, truth, scope, self.look)

    @contextmanager
    def heard(self, listen: Report) -> Iterator[None]:
        """Have reports made to somebody else for a while."""
        usual, self._report = self._report, listen
        try:
            yield
        finally:
            self._report = usual

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Report nothing for a while."""
        self._quiet += 1
        try:
            yield
        finally:
            self._quiet -= 1


_LIKENESS = 0.7
_LIKENESS_OF_SHORT = 0.6
_SHORT = 4


def nearest(name: str, known: Iterable[str]) -> str:
    """Give the known name that is most like one that is not, ``""`` when none is."""
    public = [other for other in known if not other.startswith("_")]
    likeness = _LIKENESS_OF_SHORT if len(name) <= _SHORT else _LIKENESS
    close = difflib.get_close_matches(name, public, n=1, cutoff=likeness)
    return close[0] if close else ""


def describe(kinds: Iterable[Kind]) -> str:
    """Name kinds of values in a message: « un montant »."""
    return " ou ".join(dict.fromkeys(_described(kind) for kind in kinds))


def _described(kind: Kind) -> str:
    if isinstance(kind, Scalar):
        return NATURES[kind.nature].name
    if isinstance(kind, ListOf | Row):
        return "une liste"
    if isinstance(kind, Group):
        return "un ensemble de champs"
    return "une fonction" if isinstance(kind, Function) else "une valeur"
