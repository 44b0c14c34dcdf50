"""The floor as a whole: its door, what it may import, and that it keeps no state a caller could spoil."""

from __future__ import annotations

import ast
import decimal
import importlib
import inspect
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from cllaj_docs import french

FLOOR = Path(french.__file__).parent
MODULES = sorted(path.stem for path in FLOOR.glob("*.py") if path.stem != "__init__")


def test_the_door_is_sorted_and_exact() -> None:
    assert french.__all__ == sorted(french.__all__)
    public = {
        name
        for name, value in vars(french).items()
        if not name.startswith("_") and not inspect.ismodule(value) and name != "annotations"
    }
    assert public == set(french.__all__)


@pytest.mark.parametrize("module", MODULES)
def test_imports_only_the_standard_library_and_its_own_floor(module: str) -> None:
    tree = ast.parse((FLOOR / f"{module}.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            assert name.startswith("cllaj_docs.french.") or name.partition(".")[0] in sys.stdlib_module_names, name


@pytest.mark.parametrize("name", [name for name in french.__all__ if name.islower()])
def test_every_public_function_says_its_rule(name: str) -> None:
    assert inspect.getdoc(getattr(french, name)), name


@pytest.mark.parametrize("module", MODULES)
def test_no_public_function_is_left_inside(module: str) -> None:
    loaded = importlib.import_module(f"cllaj_docs.french.{module}")
    inside = {
        name
        for name, value in vars(loaded).items()
        if inspect.isfunction(value) and value.__module__ == loaded.__name__ and not name.startswith("_")
    }
    assert inside - set(french.__all__) <= {"check_genre"}


def test_the_decimal_context_of_the_caller_changes_nothing() -> None:
    amount = Decimal("123456789.05")
    with decimal.localcontext() as context:
        context.prec = 3
        context.rounding = decimal.ROUND_UP
        context.traps[decimal.Inexact] = True
        assert french.euros(amount) == "123\u202f456\u202f789,05\u00a0€"
        assert french.nombre(amount, 1) == "123\u202f456\u202f789,1"
        assert french.pourcentage(Decimal("0.92549")) == "92,5\u00a0%"
        assert french.parse_amount(french.montant_en_lettres(amount)) == amount
