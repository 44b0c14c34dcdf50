"""The shape of the house, read in its source: imports go down, and nothing below delivery knows the machine.

Each rule is a function from source to faults, tried on a planted fault before it is believed on the house.
"""

from __future__ import annotations

import ast
import importlib.metadata
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import cllaj_docs

REPOSITORY = Path(__file__).resolve().parents[1]
SOURCE = REPOSITORY / "src"
PACKAGE = "cllaj_docs"

# From the ground up. The package itself and `python -m cllaj_docs` stand with delivery.
FLOORS = ("errors", "french", "domain", "rules", "rendering", "reporting", "documents", "delivery")
ALLOWED_IN = {"rendering": {"rendering", "errors", "french"}}  # knows no grant
FORBIDDEN_IN = {"documents": {"rendering"}}  # values on one side, bytes on the other

MACHINE_MODULES = [
    *("argparse", "ctypes", "getpass", "locale", "logging", "os", "platform", "random", "secrets", "shutil", "signal"),
    *("ftplib", "http", "select", "smtplib", "socket", "ssl", "subprocess", "tempfile", "time", "webbrowser"),
    *("urllib.error", "urllib.request"),
]
CLOCK = {"now", "today", "utcnow", "fromtimestamp"}
WRITERS = {"mkdir", "rename", "rmdir", "touch", "unlink", "write_bytes", "write_text"}

# Keeps compiled templates, in the folder that its caller names, and nowhere else.
WRITES_WHERE_TOLD = {"cllaj_docs.rendering.word.cache"}

VAGUE_NAMES = {"common", "helper", "helpers", "misc", "util", "utils"}
LONGEST_FUNCTION = 60

PUBLIC_NAMES = [
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
KEPT_OUT_OF_THE_IMPORT = [
    "PIL",
    "argparse",
    "cllaj_docs.delivery.cli",
    "docx",
    "docxtpl",
    "jinja2",
    "lxml",
    "markdown_it",
    "weasyprint",
]


@dataclass(frozen=True)
class Module:
    """One source file: its dotted name, and its tree."""

    name: str
    is_package: bool
    source: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @property
    def floor(self) -> str:
        return floor_of(self.name)


def floor_of(name: str) -> str:
    """The floor of a module, by its dotted name."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[1] != "__main__" else "delivery"


def read_modules(root: Path) -> dict[str, Module]:
    """Every module under ``root``, by its dotted name."""
    modules = {}
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        modules[name] = Module(name, is_package, path.read_text(encoding="utf-8"))
    return modules


HOUSE = read_modules(SOURCE)
OWN_CODE = {
    **HOUSE,
    **{
        f"{folder}.{name}": module
        for folder in ("tools", "benchmarks", "examples")
        for name, module in read_modules(REPOSITORY / folder).items()
    },
}


def imported_names(module: Module) -> Iterator[str]:
    """Every dotted name that a module imports, wherever in the file; ``from a import b`` gives ``a.b``."""
    package = module.name.split(".") if module.is_package else module.name.split(".")[:-1]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def imported_modules(module: Module, house: dict[str, Module]) -> set[str]:
    """The modules of the house that a module imports (the module that holds the name, when a name is imported)."""
    found = set()
    for name in imported_names(module):
        if name.split(".")[0] == PACKAGE:
            found.add(name if name in house else name.rpartition(".")[0])
    return found


def climbing_imports(house: dict[str, Module]) -> list[str]:
    """Imports that go up, or between floors that do not know each other."""
    faults = []
    for module in house.values():
        for target in sorted(imported_modules(module, house)):
            floor = floor_of(target)
            down = FLOORS.index(floor) <= FLOORS.index(module.floor)
            allowed = floor in ALLOWED_IN.get(module.floor, FLOORS) and floor not in FORBIDDEN_IN.get(module.floor, ())
            if not (down and allowed):
                faults.append(f"{module.name} imports {target}")
    return faults


def import_cycle(house: dict[str, Module]) -> list[str]:
    """One cycle between modules, if there is any."""
    graph = {name: imported_modules(module, house) - {name} for name, module in house.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1]
        return cycle
    return []


def machine_faults(module: Module) -> list[str]:
    """Where a module below delivery reaches for the clock, the environment, files to write, the network or logs."""
    faults = [
        f"{module.name} imports {name}"
        for name in imported_names(module)
        if any(name == banned or name.startswith(f"{banned}.") for banned in MACHINE_MODULES)
    ]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCK | WRITERS:
            faults.append(f"{module.name}:{node.lineno} uses .{node.attr}")
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"open", "print", "input"}
        ):
            faults.append(f"{module.name}:{node.lineno} calls {node.func.id}()")
    return faults


Function = ast.FunctionDef | ast.AsyncFunctionDef


def count_code_lines(function: Function, lines: list[str]) -> int:
    """Lines of a function that hold code: no docstring, no comment line, no blank one."""
    first = function.body[0]
    is_docstring = ast.get_docstring(function, clean=False) is not None
    docstring = range(first.lineno, (first.end_lineno or first.lineno) + 1) if is_docstring else range(0)
    span = range(function.lineno, (function.end_lineno or function.lineno) + 1)
    return sum(
        1 for n in span if n not in docstring and lines[n - 1].strip() and not lines[n - 1].lstrip().startswith("#")
    )


def long_functions(module: Module) -> list[str]:
    """Functions longer than a screen or two."""
    lines = module.source.splitlines()
    functions = (node for node in ast.walk(module.tree) if isinstance(node, Function))
    sizes = ((function, count_code_lines(function, lines)) for function in functions)
    return [
        f"{module.name}:{function.lineno} {function.name} has {size} lines"
        for function, size in sizes
        if size > LONGEST_FUNCTION
    ]


def undocumented(module: Module) -> list[str]:
    """The module, public classes, and their public functions and methods that have no docstring."""
    faults = [] if ast.get_docstring(module.tree) else [module.name]
    pending: list[tuple[str, ast.AST]] = [(module.name, module.tree)]
    while pending:
        owner, node = pending.pop()
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.ClassDef | Function) or child.name.startswith("_"):
                continue
            if not ast.get_docstring(child) and not is_stand_in(child):
                faults.append(f"{owner}.{child.name}")
            if isinstance(child, ast.ClassDef):
                pending.append((f"{owner}.{child.name}", child))
    return faults


def is_stand_in(node: ast.ClassDef | Function) -> bool:
    """Whether a definition is documented elsewhere: an overload, an override, or the setter of a property."""
    names = {ast.unparse(decorator).rpartition(".")[2] for decorator in node.decorator_list}
    return bool(names & {"overload", "override", "setter"})


BARE_SPACE = re.compile("« | [:»](?![\\w=/])| [;!?](?![\\w=])")
"""A space that French wants to be a no-break one (U+00A0 or U+202F): messages are printed as they stand."""


def badly_spaced(module: Module) -> list[str]:
    """List the texts, docstrings apart, whose double punctuation or guillemets have ordinary spaces."""
    tree = module.tree
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docstrings)
    return [
        f"{module.name}:{node.lineno} {node.value!r}"
        for node in texts
        if isinstance(node.value, str) and BARE_SPACE.search(node.value)
    ]


def planted(**sources: str) -> dict[str, Module]:
    """A small house made of the given sources; ``rules__money`` is the module ``cllaj_docs.rules.money``."""
    names = {key: ".".join([PACKAGE, *key.split("__")]) for key in sources}
    return {names[key]: Module(names[key], False, source) for key, source in sources.items()}


def undeclared(modules: Iterable[Module], requirements: Iterable[str]) -> set[str]:
    """Names that modules import and that neither Python, nor the repository, nor what is required provides."""
    wanted, installed = list(requirements), set[str]()
    while wanted:
        name = _distribution(re.split(r"[^\w.-]", wanted.pop())[0])
        if name not in installed:
            installed.add(name)
            wanted += [need for need in _requires(name) if "extra ==" not in need]
    providers = importlib.metadata.packages_distributions()
    used = {name.split(".")[0] for module in modules for name in imported_names(module)} & providers.keys()
    own = {path.stem for folder in ("src", "tests", ".") for path in (REPOSITORY / folder).iterdir()}
    return {name for name in used - own if not set(map(_distribution, providers[name])) & installed}


def _distribution(name: str) -> str:
    """One spelling for the name of a distribution, as PyPI reads it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _requires(distribution: str) -> list[str]:
    try:
        return importlib.metadata.requires(distribution) or []
    except importlib.metadata.PackageNotFoundError:  # for another system than this one
        return []


class TestTheRulesCanFail:
    @pytest.mark.parametrize(
        ("importer", "target"),
        [
            ("errors", "french__money"),
            ("french__money", "domain__dossier"),
            ("domain__dossier", "rules__echeancier"),
            ("rendering__word", "domain__dossier"),
            ("rendering__word", "rules__echeancier"),
            ("documents__convention", "rendering__word"),
            ("reporting__table", "documents__convention"),
            ("documents__convention", "delivery__toolkit"),
        ],
    )
    def test_an_import_that_climbs_is_seen(self, importer: str, target: str) -> None:
        dotted = target.replace("__", ".")
        for line in (
            f"import cllaj_docs.{dotted}",
            f"from cllaj_docs.{dotted} import thing",
            f"def late():\n    from cllaj_docs.{dotted} import thing",
        ):
            house = planted(**{importer: line, target: ""})
            assert climbing_imports(house) == [f"cllaj_docs.{importer.replace('__', '.')} imports cllaj_docs.{dotted}"]

    def test_a_relative_import_is_resolved(self) -> None:
        house = planted(domain__dossier="from ..rules import law", rules__law="")
        assert climbing_imports(house) == ["cllaj_docs.domain.dossier imports cllaj_docs.rules.law"]

    def test_an_import_that_goes_down_is_allowed(self) -> None:
        house = planted(
            rendering__word="from cllaj_docs.errors import TemplateError",
            errors="",
            documents__a="import cllaj_docs.errors",
        )
        assert climbing_imports(house) == []

    def test_a_cycle_is_seen(self) -> None:
        house = planted(rules__a="from cllaj_docs.rules import b", rules__b="import cllaj_docs.rules.a")
        assert set(import_cycle(house)) == {"cllaj_docs.rules.a", "cllaj_docs.rules.b"}

    @pytest.mark.parametrize(
        "line",
        [
            "import os",
            "from os import environ",
            "import os.path",
            "from time import time",
            "from urllib import request",
            "import urllib.request",
            "datetime.date.today()",
            "datetime.datetime.now(tz)",
            "path.write_text('')",
            "open('f')",
        ],
    )
    def test_a_call_to_the_machine_is_seen(self, line: str) -> None:
        assert machine_faults(Module("m", False, line))

    def test_what_only_looks_like_it_is_allowed(self) -> None:
        assert not machine_faults(
            Module("m", False, "from urllib.parse import quote\nfrom datetime import time\nnow = 1")
        )

    def test_a_long_function_is_seen_without_its_docstring_and_comments(self) -> None:
        body = ["def f():", '    """Long', "", '    story."""', *["    # why", "", "    x = 1"] * LONGEST_FUNCTION]
        assert long_functions(Module("m", False, "\n".join(body))) == ["m:1 f has 61 lines"]
        assert not long_functions(Module("m", False, "\n".join(body[:-1])))

    @pytest.mark.parametrize("text", ["faux : corrigez", "« mot", "mot »", "oui ; non", "vraiment ?"])
    def test_an_ordinary_space_is_seen(self, text: str) -> None:
        assert badly_spaced(Module("m", False, f"raise ValueError('{text}')"))
        assert badly_spaced(Module("m", False, f"raise ValueError(f'{{x}}{text}')"))
        assert not badly_spaced(Module("m", False, f'"""{text}"""'))

    def test_an_import_that_nothing_installs_is_seen(self) -> None:
        module = Module(
            "m", False, "import os, json.decoder\nfrom docx.shared import Mm\nimport lxml.etree, hypothesis"
        )
        assert undeclared([module], ["docxtpl>=0.20"]) == {"hypothesis"}

    def test_a_missing_docstring_is_seen(self) -> None:
        source = "class A:\n    def b(self): ...\n    def _c(self): ...\n    class D:\n        '''.'''\n\ndef _e(): ..."
        assert undocumented(Module("m", False, source)) == ["m", "m.A", "m.A.b"]


class TestTheHouse:
    def test_every_module_is_on_a_known_floor(self) -> None:
        assert {module.floor for module in HOUSE.values()} <= set(FLOORS)

    def test_imports_go_down_only(self) -> None:
        assert climbing_imports(HOUSE) == []

    def test_modules_do_not_import_each_other_in_a_circle(self) -> None:
        assert import_cycle(HOUSE) == []

    def test_the_command_line_is_imported_by_python_dash_m_only(self) -> None:
        command_line = {name for name in HOUSE if name.startswith("cllaj_docs.delivery.cli")}
        importers = {name for name, module in HOUSE.items() if imported_modules(module, HOUSE) & command_line}
        assert importers <= {"cllaj_docs.__main__"} | command_line

    def test_nothing_below_delivery_knows_the_machine(self) -> None:
        assert [
            fault
            for name, module in HOUSE.items()
            if module.floor != "delivery" and name not in WRITES_WHERE_TOLD
            for fault in machine_faults(module)
        ] == []

    def test_no_lock_is_taken_unknown(self) -> None:
        """Up to Python 3.11 a ``cached_property`` holds a lock while it computes: a fork would leave it shut."""
        assert [name for name, one in HOUSE.items() if "functools.cached_property" in imported_names(one)] == []

    def test_no_module_has_a_name_that_says_nothing(self) -> None:
        assert [name for name in OWN_CODE if VAGUE_NAMES & set(name.split("."))] == []

    def test_no_function_is_longer_than_a_screen_or_two(self) -> None:
        assert [fault for module in OWN_CODE.values() for fault in long_functions(module)] == []

    def test_french_texts_have_their_no_break_spaces(self) -> None:
        assert [fault for module in OWN_CODE.values() for fault in badly_spaced(module)] == []

    def test_everything_public_has_a_docstring(self) -> None:
        assert [fault for module in OWN_CODE.values() for fault in undocumented(module)] == []

    @pytest.mark.parametrize(
        ("folders", "extra"), [(("src",), "dask"), (("tests", "tools", "benchmarks", "examples"), "dev")]
    )
    def test_what_is_imported_is_installed(self, folders: tuple[str, ...], extra: str) -> None:
        project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        asked = [*project["dependencies"], *project["optional-dependencies"].get(extra, [])]
        modules = [module for folder in folders for module in read_modules(REPOSITORY / folder).values()]
        assert undeclared(modules, asked) == set()


class TestTheDoor:
    def test_public_names_are_exactly_these(self) -> None:
        assert list(cllaj_docs.__all__) == PUBLIC_NAMES == sorted(PUBLIC_NAMES)

    @pytest.mark.parametrize("name", PUBLIC_NAMES)
    def test_each_public_name_is_there(self, name: str) -> None:
        assert hasattr(cllaj_docs, name)
        assert name in dir(cllaj_docs)

    def test_the_version_is_that_of_pyproject(self) -> None:
        project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert cllaj_docs.__version__ == project["version"]

    def test_importing_the_package_brings_nothing_heavy(self) -> None:
        loaded = modules_loaded_by("import cllaj_docs")
        assert "cllaj_docs" in loaded
        assert loaded.isdisjoint(KEPT_OUT_OF_THE_IMPORT)

    def test_engines_wait_for_a_document(self) -> None:
        loaded = modules_loaded_by("from cllaj_docs import *")
        assert "cllaj_docs.delivery.toolkit" in loaded
        assert loaded.isdisjoint({"PIL", "docx", "docxtpl", "weasyprint", "cllaj_docs.delivery.cli"})

    @pytest.mark.parametrize("kind", ["html", "docx"])
    def test_weasyprint_waits_for_a_pdf(self, kind: str, samples: Path) -> None:
        load = f"import cllaj_docs as cd\ndossier = cd.Dossier.load({str(samples / 'complet.toml')!r})\n"
        assert "weasyprint" not in modules_loaded_by(f"{load}cd.render(dossier, 'convention', {kind!r})")


def modules_loaded_by(code: str) -> set[str]:
    """Names of the modules that a fresh Python holds once it ran ``code``."""
    command = [sys.executable, "-I", "-c", f"{code}\nimport sys\nprint(*sys.modules, sep='\\n')"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


class TestTheGuardsOfTheTests:
    """tests/conftest.py, tried on tests that break its rules."""

    def test_the_network_is_refused(self) -> None:
        with pytest.raises(pytest.fail.Exception, match="network"):
            socket.create_connection(("127.0.0.1", 9))
        with socket.socket() as tcp, pytest.raises(pytest.fail.Exception, match="network"):
            tcp.connect(("127.0.0.1", 9))

    def test_a_logged_warning_fails_its_test(self, tmp_path: Path) -> None:
        shutil.copy(REPOSITORY / "tests" / "conftest.py", tmp_path)
        (tmp_path / "test_logs.py").write_text(
            "import logging, pytest\n"
            "@pytest.fixture(scope='module')\n"
            "def noisy(): logging.getLogger('fontTools.subset').warning('glyph')\n"
            "def test_in_a_fixture(noisy): pass\n"
            "def test_in_the_test(): logging.getLogger('weasyprint').error('css')\n"
            "def test_quiet(): logging.getLogger('weasyprint').info('step')\n"
            "@pytest.mark.about_logs\n"
            "def test_about_logs(): logging.getLogger('weasyprint').error('css')\n",
            encoding="utf-8",
        )
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "no:cacheprovider",
            "-o",
            "markers=about_logs",
            "-q",
            str(tmp_path),
        ]
        report = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
        assert "2 passed, 1 failed, 1 error" in report or "1 failed, 2 passed, 1 error" in report
        assert "fontTools.subset (WARNING): glyph" in report
