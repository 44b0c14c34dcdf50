"""The base of every part of a dossier: frozen, closed, and able to say all its incoherences at once.

Field types (``field.py``) check one value. A ``@coherence`` method checks several fields of the same part against
each other; it yields ``Faute`` whose path is relative to the part. When another field of the part is already wrong,
the rules that can still be read are run all the same (``faults.py``): a file with five faults lists five.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import FunctionType
from typing import Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from cllaj_docs.errors import Faute

INCOHERENCE = "incoherence"
"""Type of the pydantic error that carries the faults of ``@coherence`` methods, in ``ctx["fautes"]``."""

_MARK = "__coherence__"
_Item = TypeVar("_Item")
_Rule = TypeVar("_Rule", bound=Callable[[Any], Iterator[Faute]])


def coherence(rule: _Rule) -> _Rule:
    """Mark a method as a rule between the fields of its part: a generator of ``Faute``."""
    setattr(rule, _MARK, True)
    return rule


def readable(items: Iterable[_Item], field: str) -> Iterator[tuple[int, _Item]]:
    """Give items with their rank from 0, less those whose ``field`` could not be read: the others are still judged."""
    return ((rank, item) for rank, item in enumerate(items) if hasattr(item, field))


def _leave_docstring_out(schema: dict[str, Any]) -> None:
    """Take a class's docstring out of its JSON Schema: it speaks English, to developers; fields speak French."""
    schema.pop("description", None)


class Modele(BaseModel):
    """One part of a dossier. Unknown keys are refused, values never change once read."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        hide_input_in_errors=True,
        use_enum_values=True,
        defer_build=True,
        json_schema_extra=_leave_docstring_out,
    )

    coherences: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """List the ``@coherence`` methods of the class and of its bases, in the order they are written."""
        super().__pydantic_init_subclass__(**kwargs)
        methods = (item for base in reversed(cls.__mro__) for item in vars(base).items())
        marked = (name for name, value in methods if isinstance(value, FunctionType) and hasattr(value, _MARK))
        cls.coherences = tuple(dict.fromkeys(marked))

    @model_validator(mode="after")
    def _check_coherence(self) -> Self:
        fautes = tuple(faute for name in self.coherences for faute in getattr(self, name)())
        if fautes:
            raise PydanticCustomError(INCOHERENCE, "incohérence", {"fautes": fautes})
        return self
