"""The names that a component would have, best first: what `naming.assign` chooses from.

What one operation has is named for it and for the field: ``GardenPlotCreateFence``. What several have is
named for the field alone where that is free (``Fence``), else for what all its users have in common: a
resource (``GardenFence``), the reply (``ResponseFence``), a field around it (``PlotInfoFence``). Only when
nothing of that kind tells two apart, the resource that uses it most lends its name.

A name depends on its uses alone, and on what else wants that name; so a page that has nothing to do with a
component cannot rename it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import frozen

from tiktok_bindgen.assemble.naming import Wanted, pascal, path_prefix, segments

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tiktok_bindgen.assemble.naming import OperationName
    from tiktok_bindgen.assemble.schema import Place
    from tiktok_bindgen.interpret.model import EnumValue, Field

    Names = Mapping[tuple[str, str], OperationName]

# Of two things that want one name, the one named here first keeps it.
RESERVED, ROOT, APPENDIX, ENVELOPE, SHARED, TABLED, LOCAL = range(7)

# What is longer than this is taken only when nothing shorter tells two things apart.
_LONG = 60

#: What an operation's own name is followed by, for what is not of its request.
SIDE_NAMES = {
    "request": "",
    "response": "Response",
    "header": "Header",
    "response header": "ResponseHeader",
    "event": "",
}


@frozen
class Use:
    """One place where an object or a string enum is used.

    Attributes:
        place: Where.
        name: What it would be called there, apart from the operation.
        group: The same for all uses that can share one component.
        values: An enum's values.
        tabled: The enum has a name of its own in the documentation.
    """

    place: Place
    name: str
    group: str
    values: tuple[EnumValue, ...] = ()
    tabled: bool = False

    @property
    def around(self) -> tuple[str, ...]:
        """The fields around it, from the inside; and its own, if it is not called after that."""
        field, *outer = (pascal(name) for name in reversed(self.place.names))
        return tuple(outer) if self.name in {field, singular(field)} else (field, *outer)


def object_name(field: Field) -> str:
    """Name the objects of a field: those in an array are each what the array is of several.

    An object that has one field of that very name is no such thing but holds one, and so is an item, as is
    the entry of what is just a list.
    """
    name = pascal(field.name)
    if not field.type.array:
        return name
    one = singular(name)
    if one and one not in {pascal(child.name) for child in field.children}:
        return one
    return f"{one}{_ITEM}"


def singular(name: str) -> str:
    """One of what a class name says there are several of: ``Card`` of ``CardList`` and ``Cards``."""
    if name.endswith(_LIST):
        return name.removesuffix(_LIST)
    for many, one in _PLURALS:
        if name.endswith(many):
            return name.removesuffix(many) + one
    return name


_LIST = "List"
_ITEM = "Item"
# How words in the plural end, and in the singular; an ending comes before what it ends in.
_PLURALS = (
    ("Series", "Series"),
    ("series", "series"),
    ("ies", "y"),
    ("sses", "ss"),
    ("shes", "sh"),
    ("ches", "ch"),
    ("xes", "x"),
    ("tuses", "tus"),
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("s", ""),
)


def of_one(use: Use, names: Names, key: str, tier: int = LOCAL) -> Wanted:
    """What is named for the one operation that has it."""
    operation = names[use.place.path, use.place.method].pascal
    candidates = _candidates(operation + SIDE_NAMES[use.place.side], use.around, use.name)
    if any(len(name) > _LONG for name in candidates):
        resource = "".join(map(pascal, segments(use.place.path)[:-1]))
        candidates += [
            *_candidates(operation, use.around, use.name)[1:],
            *_candidates(resource, use.around, use.name)[1:],
        ]
    # For when a field's name is also that of the request or the reply as a whole.
    spelled = f"{operation}{pascal(use.place.side)}{''.join(reversed(use.around))}{use.name}"
    # What has the very name of a field keeps it; one of several then goes by their field.
    field = pascal(use.place.names[-1])
    plural = [] if use.name == field else [f"{operation}{SIDE_NAMES[use.place.side]}{field}"]
    return Wanted(key, (tier, len(plural)), _short_first(candidates), (*plural, spelled))


def of_several(uses: Sequence[Use], names: Names, key: str, tier: int = SHARED) -> Wanted:
    """What is named for itself, or for what its users have in common."""
    plain = uses[0].name
    paths = sorted({use.place.path for use in uses})
    best = (
        _prefixed(prefix, uses)
        if (prefix := path_prefix(paths))
        else _wide(_common_words(paths, plain), uses)
    )
    resource = _most_used(uses)
    further = [
        f"{resource}{plain}",
        f"{resource}{_side(uses)}{plain}",
        *_candidates(resource, uses[0].around, plain),
    ]
    # A wide one has the best claim to the plain name: first what callers write, then what is used most.
    order = (1,) if prefix else (0, int(bool(_side(uses))), -len(paths))
    if all(use.place.side == "event" for use in uses):
        # Calls come first.
        order = (2,)
    # One word such as ``Size`` says too little without the resource, where one has it for several operations.
    vague = bool(prefix) and len(paths) > 1 and sum(map(str.isupper, plain)) == 1
    start = [] if vague else [plain]
    last = of_one(uses[0], names, key).names
    return Wanted(key, (tier, *order), _short_first([*start, *best]), _short_first(further), last)


def _prefixed(prefix: str, uses: Sequence[Use]) -> list[str]:
    """Names for what the operations of one resource have.

    A name comes twice where that of another kind of use changes: of two contenders, which go on together, the
    one of the reply gives way first, then the one of the request to what is in both.
    """
    plain = uses[0].name
    reply = f"{prefix}{_side(uses)}{plain}"
    only = f"{prefix}Request{plain}" if all(use.place.side == "request" for use in uses) else reply
    return [f"{prefix}{plain}", reply, only, *_candidates(prefix, _around_all(uses), plain)]


def _wide(common: str, uses: Sequence[Use]) -> list[str]:
    """Names for what operations have that no path begins alike for."""
    plain = uses[0].name
    return [*_candidates(common, _around_all(uses), plain), f"{common}{_side(uses)}{plain}"]


def _side(uses: Sequence[Use]) -> str:
    sides = {SIDE_NAMES[use.place.side] for use in uses}
    return sides.pop() if len(sides) == 1 else ""


def _around_all(uses: Sequence[Use]) -> list[str]:
    """What is around every use and tells something: not the payload, nor a list of whatever it is."""
    around = [use.around[:-1] if use.place.side == "response" else use.around for use in uses]
    return [name for name in around[0] if name != "List" and all(name in other for other in around)]


def _candidates(base: str, around: Sequence[str], name: str) -> list[str]:
    """Names with one of the names around it, the nearest first, then with more and more of them."""
    single = [f"{base}{one}{name}" for one in around]
    more = [f"{base}{''.join(reversed(around[:count]))}{name}" for count in range(2, len(around) + 1)]
    return [f"{base}{name}", *single, *more]


def _short_first(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: len(name) > _LONG))


def _common_words(paths: Sequence[str], name: str) -> str:
    """Name the segments that all these paths have somewhere before their last, if that adds to a name."""
    first, *others = [segments(path)[:-1] for path in paths]
    common = "".join(pascal(word) for word in first if all(word in other for other in others))
    return "" if name.startswith(common) else common


def _most_used(uses: Sequence[Use]) -> str:
    """Name the resource most of whose operations use a thing; of several, the first."""
    operations = {(use.place.path, use.place.method) for use in uses}
    count = Counter(segments(path)[:-1] for path, _ in operations)
    resource = min(count, key=lambda one: (-count[one], one))
    return "".join(map(pascal, resource))
