"""Infer which fields a reply always has from the replies that the pages of operations show.

A reply's field is required if every object of its kind on its operation's page has it, no sentence says when
it is present, no request of its family makes the same field optional, and no parameter selects the fields to
return. For an object of which a reply has several, or that repeats what requests may leave out, the field
must also be the object's id, be required by a request of its resource, or be in so many examples that this
is no accident. In doubt it is optional, since a reply cannot be corrected and sent again.

Objects that are documented alike are one kind, so that they stay one component. Examples on other pages make
no field required; they contest the fields that they lack, unless they are abridged.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from attrs import evolve, field, frozen

from tiktok_bindgen.counting import singular
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.levels import steps_of
from tiktok_bindgen.interpret.model import Field, Operation, Type
from tiktok_bindgen.interpret.returned import chooses_fields, stated_of_replies
from tiktok_bindgen.interpret.tree import mapped, walk
from tiktok_bindgen.weigh.calls import Shown
from tiktok_bindgen.weigh.compare import Names
from tiktok_bindgen.weigh.contradicted import documented
from tiktok_bindgen.weigh.evidence import field_at

# So many objects of a kind are enough examples: in the pages, no later object lacks a field that the first
# ten have, while one in twenty of the fields that the first five have is lacked by a later one.
_PLENTY = 10
# So many objects of a kind outweigh one that differs.
_FEW = 10
# An object with fewer fields is too small to tell whether it is abridged.
_SMALL = 3
# Objects at this depth are inside the data.
_INNER = 2
_SUCCESSES = frozenset({0, 20001})

Key = tuple[str, str]
Place = tuple[Key, Names]


@frozen
class Always:
    """The fields that replies always have.

    Attributes:
        document: The document, where these fields are required.
        shows: The names of fields that every object at a place has on its operation's own page.
        fields: The names of all documented fields of the object at a place.
        pages: The method, path and documenting page of each operation.
    """

    document: Document
    shows: Mapping[Place, frozenset[str]]
    fields: Mapping[Place, frozenset[str]]
    pages: Collection[tuple[str, str, str]]

    def is_whole(self, shown: Shown) -> bool:
        """Whether a shown reply is complete, so that what it lacks was not returned.

        That is not so for a failure. On pages of other operations, neither is it for a reply with an
        undocumented top-level field (a misplaced bracket), for one that has, or whose data has, no documented
        field, and for one with less than half of the fields that its operation's page shows.
        """
        if not (shown.whole and is_success(shown)):
            return False
        key = shown.method, shown.path
        if (*key, shown.page) in self.pages:
            return True
        for names, has in _objects(shown.value, ()):
            documented = self.fields.get((key, names), has)
            always = self.shows.get((key, names), frozenset())
            other = len(names) < _INNER and not has & documented
            if other or (not names and not has <= documented):
                return False
            if len(always) >= _SMALL and 2 * len(always & has) < len(always):
                return False
        return True


def is_success(shown: Shown) -> bool:
    """Whether a shown reply reports no failure."""
    code = shown.value.get("code") if isinstance(shown.value, dict) else None
    return not isinstance(code, int) or code in _SUCCESSES


def with_always(document: Document, replies: Iterable[Shown], before: Document | None = None) -> Always:
    """Make the fields of replies required that are always returned.

    Args:
        document: What was read.
        replies: The replies that pages show.
        before: The earlier result. If the document was read from facts pages, so that examples are missing,
            what it requires is kept unless an example lacks it.
    """
    pages = {(each.method, each.path, each.page) for each in document.operations if each.repeats is None}
    seen: dict[Place, list[frozenset[str]]] = defaultdict(list)
    for shown in replies:
        own = (shown.method, shown.path, shown.page) in pages
        if own and shown.whole and is_success(shown):
            for names, has in _objects(shown.value, ()):
                seen[(shown.method, shown.path), names].append(has)
    kinds: dict[object, list[_Object]] = defaultdict(list)
    families = _Families.of(document.operations)
    for operation in (each for each in document.operations if each.repeats is None):
        for each in _documented(operation):
            kinds[each.kind].append(each)
    found: dict[Key, set[Names]] = defaultdict(set)
    for objects in kinds.values():
        shown_here = [seen.get((each.key, each.names), []) for each in objects]
        for name in _required(objects, shown_here, families):
            for each, objects_here in zip(objects, shown_here, strict=True):
                sometimes = any(one.name == name and _is_sometimes(one) for one in each.fields)
                if not sometimes and all(name in has for has in objects_here):
                    found[each.key].add((*each.names, name))
    if any(_marked(each) for each in document.operations):
        # A facts page states what was inferred when all examples were available.
        _restore(document, before or Document(), seen, found)
    operations = tuple(
        _with_required(each, found.get((each.method, each.path), frozenset())) for each in document.operations
    )
    fields = {
        (each.key, each.names): frozenset(one.name for one in each.fields)
        for objects in kinds.values()
        for each in objects
    }
    shows = {place: frozenset.intersection(*has) for place, has in seen.items() if place in fields}
    return Always(evolve(document, operations=operations), shows, fields, pages)


def _marked(operation: Operation) -> frozenset[Names]:
    """The fields that a reply is read to require, which only facts pages state."""
    return frozenset(path for path, each in walk(operation.response) if each.presence == "required")


def _restore(
    document: Document,
    before: Document,
    seen: Mapping[Place, Sequence[frozenset[str]]],
    found: dict[Key, set[Names]],
) -> None:
    """Remove findings where no examples are available, and restore what was known before if none lacks it."""
    for key in found.keys() - {key for key, _ in seen}:
        del found[key]
    known = documented(before)
    for key, operations in documented(document).items():
        was = known.get(key, [])
        required = frozenset().union(*map(_marked, was))
        for names in {path for each in was for path, _ in walk(each.response)}:
            lacked = any(names[-1] not in has for has in seen.get((key, names[:-1]), ()))
            stated = [field_at(each.response, names) for each in operations]
            always = any(of is not None and not _is_sometimes(of) for of in stated)
            if names in required and always and not lacked:
                found[key].add(names)
            else:
                found[key].discard(names)


# -- what is shown ---------------------------------------------------------------------------


def _objects(value: object, names: Names) -> Iterator[tuple[Names, frozenset[str]]]:
    """Yield each object in a value that is not empty, with the names of its fields that are not null."""
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, names)
    elif isinstance(value, dict) and value:
        yield names, frozenset(name for name, item in value.items() if item is not None)
        for name, item in value.items():
            yield from _objects(item, (*names, name))


# -- what is documented ----------------------------------------------------------------------


@frozen
class _Object:
    """An object of a reply.

    Attributes:
        operation: The operation.
        names: Where the object is.
        fields: Its fields.
        one: Whether a reply has only one of it, not a list.
    """

    operation: Operation
    names: Names
    fields: tuple[Field, ...]
    one: bool

    @property
    def key(self) -> Key:
        return self.operation.method, self.operation.path

    @property
    def kind(self) -> object:
        """A key that objects share if they are documented alike; those at the top have one each."""
        fields = frozenset(
            (each.name, _shape(each.type), tuple(one.digest for one in each.conditions))
            for each in self.fields
        )
        return (*(self.names[-1:] if len(self.names) > 1 else (*self.key, *self.names)), fields)


def _shape(of: Type) -> Type:
    """A type without the difference between integers and other numbers."""
    return evolve(of.shape, kind="number") if of.kind == "integer" else of.shape


def _documented(operation: Operation) -> Iterator[_Object]:
    """Yield the objects of an operation's reply, except maps, alternatives and rows of reports."""
    yield _Object(operation, (), operation.response, one=True)
    yield from _below(operation, operation.response, (), one=True)


def _below(operation: Operation, fields: Sequence[Field], names: Names, *, one: bool) -> Iterator[_Object]:
    for each in fields:
        if not each.children or each.alternatives or each.type.kind != "object":
            continue
        if each.reports is not None and each.reports.role:
            continue
        here = _Object(operation, (*names, each.name), each.children, one=one and not each.type.array)
        yield here
        yield from _below(operation, each.children, here.names, one=here.one)


# -- what is decided -------------------------------------------------------------------------


@frozen
class _Family:
    """Names of fields in requests with a body: those that are optional, and those that are required."""

    open: set[str] = field(factory=set)
    required: set[str] = field(factory=set)


@frozen
class _Families:
    """Fields of requests with a body, keyed by operation path, resource path and first step of the path."""

    by_path: Mapping[str, _Family]

    @classmethod
    def of(cls, operations: Iterable[Operation]) -> _Families:
        """Collect the names of fields of all requests that are not ``GET``."""
        found: dict[str, _Family] = defaultdict(_Family)
        for operation in operations:
            families = [found[path] for path in (operation.path, resource(operation), _first(operation))]
            for _, each in walk(operation.parameters) if operation.method != "GET" else ():
                for family in families:
                    (family.required if each.presence == "required" else family.open).add(each.name)
        return cls(found)

    def leave_open(self, of: _Object, name: str) -> bool:
        """Whether requests may leave out the field that a reply's field repeats; false for an object's id."""
        own = self.by_path[of.operation.path]
        if name in own.open - own.required:
            return True
        family = self.by_path[_first(of.operation)]
        return name in family.open and name not in family.required and not _is_id(of, name)

    def require(self, operation: Operation, name: str) -> bool:
        """Whether a request of an operation's resource requires a field of this name."""
        return name in self.by_path[resource(operation)].required


def resource(operation: Operation) -> str:
    """The path without its last step, which names the action."""
    return "/".join(steps_of(operation.path)[:-1])


def _first(operation: Operation) -> str:
    """The path up to the first step after the version of the API."""
    return "/".join(steps_of(operation.path)[:3])


def _required(
    objects: Sequence[_Object], seen: Sequence[Sequence[frozenset[str]]], families: _Families
) -> Iterator[str]:
    """Yield the fields that objects of one kind always have, tolerating few exceptions.

    Args:
        objects: The objects.
        seen: For each of them, the names of fields that each of its examples has.
        families: What requests may leave out.
    """
    # What a facts page requires was inferred when all examples were available.
    marked = [frozenset(one.name for one in each.fields if one.presence == "required") for each in objects]
    votes = [frozenset.intersection(*has) if has else marks for has, marks in zip(seen, marked, strict=True)]
    shown = [names for names in votes if names]
    has_it = Counter(name for names in shown for name in names)
    always = {name for name, number in has_it.items() if _FEW * (len(shown) - number) <= number}
    if not always:
        return
    fields = [(of, each) for of in objects for each in of.fields]
    # Fields of the envelope repeat nothing of a request, even if they have the same name.
    left_open = Counter(each.name for of, each in fields if of.names and families.leave_open(of, each.name))
    repeated = _not_few(left_open, objects)
    alone = all(each.one for each in objects) and not repeated
    sometimes = Counter(each.name for _, each in fields if each.name in always and _is_sometimes(each))
    chosen = {each.name for of, each in fields if _is_chosen(of, each.name, always)}
    doubtful = repeated | chosen | _not_few(sometimes, objects)
    plenty = sum(map(len, seen)) >= _PLENTY
    for each in objects[0].fields:
        if each.name in always and each.name not in doubtful:
            implied = all(_is_implied(of, each.name, families) for of in objects)
            if implied or alone or plenty or any(each.name in names for names in marked):
                yield each.name


def _not_few(names: Mapping[str, int], objects: Sequence[_Object]) -> set[str]:
    """The names that are counted in more than a few of the objects of a kind."""
    return {name for name, number in names.items() if _FEW * number > len(objects)}


def _is_sometimes(of: Field) -> bool:
    """Whether a field is documented to be absent in some cases, or may be for all that is documented."""
    return (
        of.presence == "conditional"
        or bool(of.conditions)
        or not of.is_documented
        or of.lifecycle is not None
        or bool(stated_of_replies(of.description) - ({"fields"} if of.children else set()))
    )


def _is_chosen(of: _Object, name: str, always: Collection[str]) -> bool:
    """Whether a parameter selects a field of an object: by its name, or the fields of a list's objects."""
    return name in always and any(
        any(value.value == name for value in each.enum)
        if each.enum
        else not of.one and chooses_fields(each.description)
        for each in of.operation.parameters
        if each.type.array
    )


def _is_implied(of: _Object, name: str, families: _Families) -> bool:
    """Whether a field must be in an object: as its id, or as required by a request of its resource."""
    return _is_id(of, name) or families.require(of.operation, name)


def _is_id(of: _Object, name: str) -> bool:
    """Whether a field is the id, or the ids, of its object or of the operation's resource."""
    thing, is_id, _ = name.removesuffix("s").rpartition("_id")
    steps = steps_of(of.operation.path)
    about = steps[-2:-1] if of.operation.method == "GET" else steps[2:-1]
    return bool(is_id) and thing in {*about, *map(_singular, of.names[-1:])}


def _singular(name: str) -> str:
    return singular(name.removesuffix("_list").removesuffix("_info"))


def _with_required(operation: Operation, required: Iterable[Names]) -> Operation:
    names = frozenset(required)

    def change(path: Names, of: Field) -> Field:
        return evolve(of, presence="required") if path in names and of.presence == "optional" else of

    return evolve(operation, response=mapped(operation.response, change)) if names else operation
