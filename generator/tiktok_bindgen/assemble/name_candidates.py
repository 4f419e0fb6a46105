"""The names that a component may get, best first: `naming.assign` chooses among them.

A component of one operation is named for the operation and the field: ``GardenPlotCreateFence``. A shared one
is named for the field alone if that is free (``Fence``), else for what all its users have in common: a
resource (``GardenFence``), the reply (``ResponseFence``), an enclosing field (``PlotInfoFence``). If none of
these distinguishes two, the resource that uses it most is prepended.

A name depends only on the component's uses and on competitors for the name, so an unrelated page cannot
rename a component.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from attrs import field, frozen

from tiktok_bindgen.assemble.naming import OperationName, Place, Wanted, pascal, path_prefix, segments
from tiktok_bindgen.counting import singular
from tiktok_bindgen.interpret.model import EnumValue, Field

Names = Mapping[tuple[str, str], OperationName]

# The tiers of things that compete for a name; the first in this order keeps it.
RESERVED, ROOT, APPENDIX, ENVELOPE, SHARED, TABLED, LOCAL = range(7)

# The most characters of a name, unless no shorter one is free.
_LONG = 60

#: The infix after an operation's name, for components outside its request.
SIDE_NAMES = {
    "request": "",
    "response": "Response",
    "header": "Header",
    "response header": "ResponseHeader",
    "event": "",
}


@frozen(eq=False)
class Use:
    """One place where an object or a string enum is used.

    Attributes:
        place: The place.
        name: Its name there, without the operation.
        group: A key shared by all uses that can have one component.
        schema: The schema of an object.
        values: The values of an enum.
        tabled: Whether the documentation names the enum.
    """

    place: Place
    name: str
    group: str
    schema: dict[str, object] = field(factory=dict, repr=False)
    values: tuple[EnumValue, ...] = ()
    tabled: bool = False

    @property
    def around(self) -> tuple[str, ...]:
        """The enclosing fields, innermost first, preceded by its own field if it is named otherwise."""
        own, *outer = (pascal(name) for name in reversed(self.place.names))
        return tuple(outer) if self.name in {own, item_name(own)} else (own, *outer)


def object_name(field: Field) -> str:
    """Name the objects of a field, in the singular for those in an array.

    An object that has a field of the singular name itself is called an item instead, as is an entry of a
    field called just a list.
    """
    name = pascal(field.name)
    if not field.type.array:
        return name
    one = item_name(name)
    if one and one not in {pascal(child.name) for child in field.children}:
        return one
    return f"{one}{_ITEM}"


def item_name(name: str) -> str:
    """Return the class name of an item: ``Card`` of ``CardList`` and ``Cards``."""
    return name.removesuffix(_LIST) if name.endswith(_LIST) else singular(name)


_LIST = "List"
_ITEM = "Item"


def of_one(use: Use, names: Names, key: str, tier: int = LOCAL) -> Wanted:
    """Return the names for a component that one operation uses."""
    operation = names[use.place.path, use.place.method].pascal
    candidates = _candidates(operation + SIDE_NAMES[use.place.side], use.around, use.name)
    if any(len(name) > _LONG for name in candidates):
        resource = "".join(map(pascal, segments(use.place.path)[:-1]))
        candidates += [
            *_candidates(operation, use.around, use.name)[1:],
            *_candidates(resource, use.around, use.name)[1:],
        ]
    # For a field that is called like the request or the reply as a whole.
    spelled = f"{operation}{pascal(use.place.side)}{''.join(reversed(use.around))}{use.name}"
    # A component called exactly like a field keeps that name; a singular one then uses the field's own name.
    field = pascal(use.place.names[-1])
    plural = [] if use.name == field else [f"{operation}{SIDE_NAMES[use.place.side]}{field}"]
    return Wanted(key, (tier, len(plural)), _short_first(candidates), (*plural, spelled))


def of_several(uses: Sequence[Use], names: Names, key: str, tier: int = SHARED) -> Wanted:
    """Return the names for a shared component: its own, or with what its users have in common."""
    plain = uses[0].name
    paths = sorted({use.place.path for use in uses})
    if prefix := path_prefix(paths):
        best = _prefixed(prefix, uses)
    else:
        common = _common_words(paths, plain)
        best = [*_candidates(common, _around_all(uses), plain), f"{common}{_side(uses)}{plain}"]
    resource = _most_used(uses)
    further = [
        f"{resource}{plain}",
        f"{resource}{_side(uses)}{plain}",
        *_candidates(resource, uses[0].around, plain),
    ]
    # Components across resources have precedence, those in requests first, then the most used.
    order = (1,) if prefix else (0, int(bool(_side(uses))), -len(paths))
    if all(use.place.side == "event" for use in uses):
        # Components of calls come before those of events.
        order = (2,)
    # One word such as ``Size`` is too vague without the resource if several of its operations use it.
    vague = bool(prefix) and len(paths) > 1 and sum(map(str.isupper, plain)) == 1
    start = [] if vague else [plain]
    last = of_one(uses[0], names, key).names
    return Wanted(key, (tier, *order), _short_first([*start, *best]), _short_first(further), last)


def _prefixed(prefix: str, uses: Sequence[Use]) -> list[str]:
    """Return names for a component that operations of one resource share.

    A name is repeated where only another kind of use changes. Competitors advance in step, so a component of
    replies gives way first, then one of requests to one of both.
    """
    plain = uses[0].name
    reply = f"{prefix}{_side(uses)}{plain}"
    only = f"{prefix}Request{plain}" if all(use.place.side == "request" for use in uses) else reply
    return [f"{prefix}{plain}", reply, only, *_candidates(prefix, _around_all(uses), plain)]


def _side(uses: Sequence[Use]) -> str:
    sides = {SIDE_NAMES[use.place.side] for use in uses}
    return sides.pop() if len(sides) == 1 else ""


def _around_all(uses: Sequence[Use]) -> list[str]:
    """Return the informative fields around every use: neither the payload nor one called just a list."""
    around = [use.around[:-1] if use.place.side == "response" else use.around for use in uses]
    return [name for name in around[0] if name != "List" and all(name in other for other in around)]


def _candidates(base: str, around: Sequence[str], name: str) -> list[str]:
    """Combine a name with each enclosing name, nearest first, then with more and more of them."""
    single = [f"{base}{one}{name}" for one in around]
    more = [f"{base}{''.join(reversed(around[:count]))}{name}" for count in range(2, len(around) + 1)]
    return [f"{base}{name}", *single, *more]


def _short_first(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: len(name) > _LONG))


def _common_words(paths: Sequence[str], name: str) -> str:
    """Name the segments that all paths share before their last, unless the name begins with them."""
    first, *others = [segments(path)[:-1] for path in paths]
    common = "".join(pascal(word) for word in first if all(word in other for other in others))
    return "" if name.startswith(common) else common


def _most_used(uses: Sequence[Use]) -> str:
    """Name the resource with the most operations that use a component; of several, the first."""
    operations = {(use.place.path, use.place.method) for use in uses}
    count = Counter(segments(path)[:-1] for path, _ in operations)
    resource = min(count, key=lambda one: (-count[one], one))
    return "".join(map(pascal, resource))
