"""Documented lists of codes, such as those of currencies: the server may add a code at any time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Literal, NamedTuple, TypeVar, cast, get_args

T = TypeVar("T")


class Case(NamedTuple):
    """A documented fact of the codes of a list, such as a minimum amount, under one condition."""

    level: str  # the level of a campaign's structure that it applies to
    when: tuple[tuple[str, tuple[str, ...]], ...]  # the condition: fields, which may be empty, and values
    facts: Mapping[str, float]  # the fact, keyed by the code


class _List(type):
    """The class of a list, which contains the documented codes and has them as attributes by their names."""

    @property
    def __members__(cls) -> Mapping[str, str]:
        """The codes by name."""
        given: Mapping[str, str] | None = vars(cls).get("_given")
        return cast("type[OpenEnum]", cls).table() if given is None else given

    def __iter__(cls: type[T]) -> Iterator[T]:
        return map(cls, cast("_List", cls).__members__.values())

    def __len__(cls) -> int:
        return len(cls.__members__)

    def __bool__(cls) -> bool:
        return True

    def __contains__(cls, value: object) -> bool:
        return value in _codes(cls)

    def __getattr__(cls: type[T], name: str) -> T:
        code = None if name.startswith("_") else cast("_List", cls).__members__.get(name)
        if code is None:
            raise AttributeError(f"{cls.__name__} has no {name!r}", name=name, obj=cls)
        made: T = cast("Any", cls)(code)
        return made

    def __dir__(cls) -> list[str]:
        return [*super().__dir__(), *cls.__members__]


class OpenEnum(str, metaclass=_List):
    """A code of a documented list with facts of its codes, or any other text.

    It compares, hashes, prints and serialises as its text. The class is the list: it can be iterated over and
    has each code as an attribute. Codes and facts are in the JSON file beside its module, which is read when
    the first is asked for.
    """

    __slots__ = ()
    #: The codes by name, if not those of the file.
    _given: ClassVar[Mapping[str, str]] = {}

    @property
    def is_known(self) -> bool:
        """Whether the code is one of the documented ones."""
        return self in type(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str.__repr__(self)})"

    @classmethod
    def table(cls, fact: str = "") -> Mapping[str, Any]:
        """Return a fact keyed by the codes; without one, the codes keyed by their names."""
        from .json_files import read_in

        tables = read_in(cls.__module__, f"{cls.__module__.rpartition('.')[2]}.json")
        found: Mapping[str, Any] = tables[f"{cls.__name__}.{fact}" if fact else cls.__name__]
        return found

    @classmethod
    def cases(cls, fact: str) -> Sequence[Case]:
        """Return a fact that holds in some cases."""
        cases: Any = cls.table(fact)
        return [
            Case(level, tuple((field, tuple(values)) for field, values in when), facts)
            for level, when, facts in cases
        ]

    def _text(self, fact: str) -> str | None:
        return self.table(fact).get(self)

    def _amount(self, fact: str) -> Decimal | None:
        return amount(self, self.table(fact))

    def _by_level(self, fact: str) -> dict[str, Decimal]:
        """Return the documented numbers that have no further condition, keyed by level."""
        found = {case.level: amount(self, case.facts) for case in self.cases(fact) if not case.when}
        return {level: number for level, number in found.items() if number is not None}


class Words(OpenEnum):
    """What decoding takes a ``Literal`` type for, to know its values; what it reads is plain text."""

    __slots__ = ()


#: The class of ``Literal`` types.
LITERAL: Any = type(Literal[""])


def listed(literal: Any) -> Any:
    """Return what decoding takes a ``Literal`` type for: the class of a list, or the type of its numbers."""
    values: tuple[Any, ...] = get_args(literal)
    return _words(values) if isinstance(values[0], str) else cast("Any", type(values[0]))


@cache
def _words(values: tuple[str, ...]) -> type[Words]:
    made: Any = _List("Words", (Words,), {"__slots__": (), "_given": dict(zip(values, values, strict=True))})
    return cast("type[Words]", made)


@cache
def _codes(cls: _List) -> frozenset[str]:
    return frozenset(cls.__members__.values())


def amount(code: str, facts: Mapping[str, float]) -> Decimal | None:
    """Return the documented number for a code; ``None`` if there is none."""
    number = facts.get(code)
    return None if number is None else Decimal(str(number))
