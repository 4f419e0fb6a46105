"""What a mock makes and remembers: replies that repeat what was sent, and lists of what was made.

A reply to a change has each value that the request has in the same place, an id for what it makes, and
nothing else that the request could have had. What was made is found by operations with the beginning of its
maker's path, and changed by those that name its id.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from importlib import import_module
from itertools import product, takewhile
from typing import Any, NamedTuple

from attrs import evolve, frozen

from .codec import is_array, is_object, one_line
from .decoding import Field, data_of, documented, documented_fields, fields
from .download import Download
from .enums import OpenEnum
from .kinds import Fields, Items, Later
from .makers import (
    Maker,
    Steps,
    checks_of,
    fields_in,
    ids_by_path,
    item_of,
    level_makers,
    made_by_name,
    makers,
    steps_of,
    with_defaults,
)
from .model import Envelope, Model
from .process import ProcessLock
from .report_rules import Asked
from .sampled_reports import Condition, SampledReport
from .samples import ABSENT, FIRST_ID, Sampler, around, text_for
from .structure import PACKAGE
from .tasks import DONE

#: The maximum number of objects that are remembered; the oldest are forgotten first.
MOST_KEPT = 10_000
#: The documented return code for what does not exist.
NOT_FOUND = 40007

Json = dict[str, Any]
# What removes an object: the last step of the path of a change, or a value of it.
_REMOVING, _REMOVED = "delete", "DELETE"
# A step of the path of what changes or removes something that is there.
_CHANGING = frozenset({"update", _REMOVING})
_PAGE_SIZE = 10
_FILE = b"id,name\n7000000000000000001,name\n"


class Call(NamedTuple):
    """A call of a documented operation."""

    method: str
    path: str
    name: str  # the operation's name; empty if it is not known
    reply: Any  # the documented type of its reply; ``None`` if that is not known
    sent: Mapping[str, Any]  # the values of the request
    sizes: Mapping[str, int] = {}  # the sizes of its files in bytes, by field


@frozen(repr=False)
class Place:
    """A place in a reply, and what the request has there."""

    sent: Mapping[str, Any]  # the values of the object there
    known: Mapping[str, Any] = {}  # the fields that a request may have there
    ids: Mapping[str, str] = {}  # the ids around it, by field
    bare: bool = False  # whether what a request cannot have there is left out, unless replies always have it

    def below(self, name: str, sent: Mapping[str, Any]) -> Place:
        """Return the place of an object in a field, or in a list there."""
        kind = self.known.get(name)
        while isinstance(kind, Items | Later):
            kind = kind.item if isinstance(kind, Items) else kind.kind()
        known: Mapping[str, Any] = kind.known if isinstance(kind, Fields) else {}
        return Place(sent, known, {**self.ids, **_ids(self.sent)}, self.bare)


class Made(NamedTuple):
    """An object that a call made, or a sample of what one can make."""

    number: str  # its id
    key: str  # the field with its id
    path: Steps  # the path of its maker
    maker: str  # the name of its maker
    place: Place  # its values, and what the request of its maker may have
    is_sample: bool = False  # whether it is a sample: it has values of which no request said anything

    def fits(self, name: str, wanted: Any) -> bool:
        """Report whether it has a list's wanted value, or none of that name; of most texts a part will do."""
        value = self.place.sent.get(_singular(name))
        several, values = (each if is_array(each) else [each] for each in (wanted, value))
        # What it does not have is no reason to leave it out.
        return value is None or not several or any(_is_like(*pair) for pair in product(values, several))


class Memory:
    """Replies to calls, and remembers what they made. Thread safe. With ``any_ids``, every id exists."""

    def __init__(self, first: int = FIRST_ID, *, any_ids: bool = False) -> None:
        self.made: dict[str, Made] = {}
        self.kinds: set[tuple[Steps, str]] = set()
        self.sampled: set[tuple[Steps, str, frozenset[tuple[str, str]]]] = set()
        self._shown: dict[str, None] = {}
        self._first, self._any_ids = first, any_ids
        self._ids = self._replies = 0
        self._lock = ProcessLock()

    def reply(self, call: Call) -> Any:
        """Return the reply to a call: plain JSON, or bytes if it is a file."""
        with self._lock.now:
            self._replies += 1
            return _Replying(self, call).reply(str(self._first + self._replies - 1))

    def show(self, reply: Any) -> None:
        """Take note of the ids in a reply that is not made of what is remembered: they are known now."""
        with self._lock.now:
            self.note(reply)

    def note(self, reply: Any) -> None:
        """Do the same while a reply is made."""
        self._shown |= dict.fromkeys(_every_id(reply))
        while len(self._shown) > MOST_KEPT:
            del self._shown[next(iter(self._shown))]

    def remove(self, made: Made) -> None:
        """Forget an object, and all that is in it."""
        self.made.pop(made.number, None)
        levels = import_module("._levels", PACKAGE).LEVELS
        for each in [*self.made.values()]:
            above = levels.get(each.maker, ("", ()))[1]
            if made.key.removesuffix("_id") in above and each.place.sent.get(made.key) == made.number:
                self.remove(each)

    def every_kind(self) -> Iterator[tuple[Steps, str]]:
        """Yield the path of the maker and the field with the id of all that was ever made, or is a sample."""
        yield from self.kinds
        yield from ((path, key) for path, key, _ in self.sampled)

    def knows(self, name: str, number: str) -> bool:
        """Report whether something has an id: it was made, or some reply had it."""
        return self._any_ids or number in self._shown or self.find(name, number) is not None

    def find(self, name: str, number: str) -> Made | None:
        """Return what has an id, given the field that has it, too: programs use ids of their own."""
        made = self.made.get(number)
        return made if made is not None and _is_called(name, made.key) else None

    def new_id(self) -> str:
        """Return an id that nothing else has."""
        self._ids += 1
        return str(self._first + self._ids - 1)

    def keep(self, made: Made) -> None:
        """Remember an object."""
        self.made[made.number] = made
        if not made.is_sample:
            self.kinds.add((made.path, made.key))
        if len(self.made) > MOST_KEPT:
            del self.made[next(iter(self.made))]


class _UnknownError(Exception):
    """A request names what is not there; its arguments are the words that say so."""


class _Replying(Sampler):
    """The reply to one call."""

    def __init__(self, memory: Memory, call: Call) -> None:
        self._memory, self._call = memory, call
        self._checks = checks_of(call.name)
        self._steps = steps_of(call.path)
        levels = import_module("._levels", PACKAGE)
        self._level, self._above = levels.LEVELS.get(call.name, ("", ()))
        self._reads = call.method == "GET"
        # Of an operation on no known level, what it is sent tells whether it changes something.
        named = (memory.find(name, number) for name, number, _ in _named(call.sent))
        changes = any(made is not None and self._is_below(made.path) for made in named)
        makes = call.name in levels.MAKES if self._level else not changes
        self._makes = makes and not self._reads
        # What an update leaves out stays as it is.
        has_defaults = self._makes or self._reads
        self._sent = with_defaults(call.name, self._checks, call.sent) if has_defaults else call.sent
        # What a reply says of a file, by the end of the field's name.
        self._uploaded = dict(_said_of_files(call))
        # The ids that it makes, with their fields, and what it changes, by id.
        self._new: list[tuple[str, str]] = []
        self._changed: dict[str, Made] = {}

    def reply(self, request_id: str) -> Any:
        """Return the whole reply: plain JSON, or bytes if it is a file."""
        try:
            self._must_be_known()
            return self._reply(request_id)
        except _UnknownError as error:
            message = f"{' '.join(error.args)} (mock): this mock neither made it nor listed it"
            return {**around({}, request_id), "code": NOT_FOUND, "message": one_line(message)}

    def _reply(self, request_id: str) -> Any:
        hint = self._call.reply
        kind: Any = typing.get_origin(hint) or hint or object
        if issubclass(kind, Download):
            return self._file()
        if not issubclass(kind, Model):
            return around({}, request_id)
        give = self._read if self._reads else self._written
        if not issubclass(kind, Envelope):
            return give(documented(hint))
        data = give(documented(data_of(hint))) if "data" in documented_fields(hint) else ABSENT
        whole = around(data, request_id)
        found = {
            field.wire: whole[field.wire] if field.wire in whole else self.value(field.attribute, field.hint)
            for field in fields(hint)
        }
        return {name: value for name, value in found.items() if value is not ABSENT}

    def _is_below(self, path: Steps) -> bool:
        """Report whether a path begins as this operation's does, but for its last step."""
        return path[: len(self._steps) - 1] == self._steps[:-1]

    # -- changes ---------------------------------------------------------------------------

    def _must_be_known(self) -> None:
        """Refuse to change or remove what nothing made and no reply had."""
        levels = import_module("._levels", PACKAGE)
        if self._reads or self._call.name in levels.MAKES or _CHANGING.isdisjoint(self._steps):
            return
        keys = {maker.key for maker in makers(self._steps[0])}
        for name, number, _ in _named(self._sent):
            is_made = name in self._own and any(_is_called(name, key) for key in keys)
            if is_made and not self._memory.knows(name, number):
                raise _UnknownError("no", name, number)

    def _written(self, hint: Any) -> Any:
        """Return the data of the reply to a request that makes or changes objects."""
        if not self._makes:
            self._change()
        # An ad is in the campaign of its ad group, too.
        parents = {
            name: number
            for above in _ids(self._sent).items()
            if (made := self._memory.find(*above))
            for name, number in _ids(made.place.sent).items()
            if name.removesuffix("_id") in self._above
        }
        known: Mapping[str, Any] = {} if self._checks is None else self._checks.request.known
        named = not self._own.isdisjoint(map(_singular, known))
        place = Place(self._sent, known, parents, bare=bool(self._level) and (self._makes or named))
        item = item_of(hint)
        if item is not None:
            return [self._object(item, place)]
        kind: Any = typing.get_origin(hint) or hint
        return self._object(hint, place) if issubclass(kind, Model) else {}

    def _change(self) -> None:
        """Change or remove the objects whose ids are sent: of several kinds, those nearest by path."""
        named = [
            (made, values, _alike(made.path, self._steps))
            for name, number, values in _named(self._sent)
            if (made := self._memory.find(name, number))
        ]
        nearest = max((alike for *_, alike in named), default=0) or 1
        for made, values, alike in named:
            if alike < nearest:
                continue
            if _REMOVED in values.values() or (
                self._steps[-1] == _REMOVING and made.path[:-1] == self._steps[:-1]
            ):
                self._memory.remove(made)
                continue
            place = evolve(made.place, sent={**made.place.sent, **_simple(values)})
            self._changed[made.number] = self._memory.made[made.number] = made._replace(place=place)

    def _values_of(self, name: str, number: str) -> Mapping[str, Any]:
        made = self._memory.find(name, number)
        return {} if made is None else made.place.sent

    @cached_property
    def _own(self) -> set[str]:
        """The names that the id of what the operation makes or changes may have, by its level or its path."""
        return {f"{self._level}_id", *ids_by_path(self._steps)}

    def _object(self, hint: Any, place: Place, outer: tuple[Any, ...] = ()) -> Json:
        """Return an object of a reply, and remember it if it is made."""
        for name, number in _ids(place.sent).items():
            if number in self._changed and _is_called(name, self._changed[number].key):
                place = evolve(place, sent={**self._changed[number].place.sent, **place.sent})
        before, lists, found = len(self._new), list[str](), Json()
        for field in fields(hint):
            name = field.wire
            made = name.endswith("_ids") and place.sent.get(name) is None
            if made and self._is_made(_singular(name), place, required=field.required):
                lists.append(name)
            value = self._field(field, place, (*outer, hint))
            if value is not ABSENT:
                found[name] = value
        for name in lists:
            found[name] = [number for key, number in self._new[before:] if key == _singular(name)]
            # Without objects that have these ids, they are of those that are sent.
            sent = [items for value in place.sent.values() if (items := _objects(value))] or [[Json()]]
            for values in () if found[name] else sent[0]:
                found[name].append(self._new_id(_singular(name)))
                self._keep(_singular(name), found[name][-1], place, values)
        for name, number in self._new[before:]:
            if found.get(name) == number:
                self._keep(name, number, place, found)
        return found

    def _keep(self, name: str, number: str, place: Place, values: Mapping[str, Any]) -> None:
        sent = {**place.ids, **_simple(place.sent), **values, name: number}
        self._memory.keep(Made(number, name, self._steps, self._call.name, evolve(place, sent=sent, ids={})))

    def _new_id(self, name: str) -> str:
        self._new.append((name, self._memory.new_id()))
        return self._new[-1][1]

    def _is_made(self, name: str, place: Place, *, required: bool) -> bool:
        unsaid = required and name not in place.known and f"{name}s" not in place.known
        return self._makes and name.endswith("_id") and (name in self._own or unsaid)

    def _field(self, field: Field, place: Place, outer: tuple[Any, ...]) -> Any:
        """Return the value of an object's field; `ABSENT` if it is left out."""
        name, hint = field.wire, field.hint
        given = place.sent.get(name, place.ids.get(name))
        said = ABSENT if given is None else self._echoed(name, hint, given, place, outer)
        if said is not ABSENT:
            return said
        for end, value in self._uploaded.items():
            if name.endswith(end) and (said := self._echoed(name, hint, value, place, outer)) is not ABSENT:
                return said
        if hint is str and self._is_made(name, place, required=field.required):
            return self._new_id(name)
        if name in place.known:
            return None if field.required else ABSENT
        named = () if self._reads else _named(place.sent)
        if ids := [number for key, number, _ in named if f"{key}s" == name]:
            return ids
        item = item_of(hint)
        if place.bare and item is not None:
            return self._by_id(item, place, outer) if field.required else ABSENT
        values = {*map(str, hint)} if isinstance(hint, type) and issubclass(hint, OpenEnum) else set[str]()
        same = {each for each in place.sent.values() if isinstance(each, str)} & values
        if same and place.bare:
            # Such as the status that is set, in a field that is called otherwise.
            return min(same)
        inner: Any = typing.get_args(hint)[0] if typing.get_origin(hint) is list else None
        is_listed = isinstance(inner, type) and issubclass(inner, OpenEnum)
        if not (self._reads or field.required) and (is_listed or name in made_by_name()):
            # Such as what is wrong with a file, and the task that mends it: nothing is.
            return ABSENT
        is_left_out = place.bare and not field.required and DONE.isdisjoint(values)
        return ABSENT if is_left_out else self.value(name, hint, outer)

    def _by_id(self, item: Any, place: Place, outer: tuple[Any, ...]) -> list[Json]:
        """Return an item for each id that is sent in a list."""
        found: list[Json] = []
        for name, wanted in place.sent.items():
            for number in _several(name, wanted) if _singular(name) in documented_fields(item) else ():
                inner = Place({**_simple(place.sent), _singular(name): number}, bare=True)
                found.append(self._object(item, inner, outer))
        return found

    def _echoed(self, name: str, hint: Any, given: Any, place: Place, outer: tuple[Any, ...]) -> Any:
        """Return what a reply repeats of a value; `ABSENT` if that has another type."""
        kind: Any = typing.get_origin(hint) or hint
        if kind is list:
            (item,) = typing.get_args(hint)
            if not is_array(given):
                return ABSENT
            found = [self._echoed(name, item, inner, place, outer) for inner in given]
            return ABSENT if ABSENT in found else found
        if issubclass(kind, Model):
            return self._object(hint, place.below(name, given), outer) if is_object(given) else ABSENT
        if kind in (Any, dict):
            return given if kind is Any or is_object(given) else ABSENT
        kinds: Any = {float: (int, float), bool: bool, int: int}.get(kind, str)
        return given if isinstance(given, kinds) and isinstance(given, bool) == (kind is bool) else ABSENT

    def value(self, name: str, hint: Any, outer: tuple[Any, ...] = ()) -> Any:
        """Return the sample of a value: as a query says, or with an id that nothing else has."""
        given = self._sent.get(name)
        if self._reads and given is not None and not (is_array(given) or is_object(given)):
            said = self._echoed(name, hint, given, Place({}), outer)
            if said is not ABSENT:
                return said
        if self._makes and hint is str and name.endswith("_id"):
            return self._memory.new_id()
        return super().value(name, hint, outer)

    # -- lists and lookups -----------------------------------------------------------------

    def _read(self, hint: Any) -> Any:
        """Return the data of the reply to a request that changes nothing."""
        data = self.value("data", hint)
        if not is_object(data) or typing.get_origin(hint) is dict:
            return data
        for field in fields(hint):
            item = item_of(field.hint)
            found = None if item is None else self._entries(item)
            if found is not None:
                data[field.wire], figures = self._page(*found)
                if chosen := self._chosen(documented_fields(item)):
                    for entry in data[field.wire]:
                        for name in entry.keys() - chosen:
                            del entry[name]
                for holder in filter(is_object, (data, *data.values())):
                    known = holder.keys() & figures.keys()
                    holder.update((name, type(holder[name])(figures[name])) for name in known)
                return data
        return self._looked_up(hint, data)

    def _chosen(self, known: Collection[str]) -> Sequence[str]:
        """Return the fields of a list's entries that the request chooses: it lists names of them."""
        for names in self._sent.values():
            if is_array(names) and names and all(isinstance(name, str) and name in known for name in names):
                return names
        return ()

    def _entries(self, item: Any) -> tuple[int, Callable[[int], Json]] | None:
        """Return the number of a list's entries, and a function that returns one; ``None`` for a sample."""
        if self._checks is not None and self._checks.report is not None:
            rows = self._report(self._checks.report, self._sent)
            whole = self.object(item)
            return rows.count, lambda at: {**whole, **rows.fields(item, at)}
        made_by, asked = self._maker(item), [_singular(name) for name, _ in self._conditions]
        if made_by is not None and not any(_is_called(name, made_by.key) for name in asked):
            self._sample(made_by, self._sent)
        if any(self._is_below(path) and _id_in(item, key) for path, key in self._memory.every_kind()):
            every = self._memory.made.values()
            made = [each for each in every if self._is_below(each.path) and _id_in(item, each.key)]
            made = [each for each in made if all(each.fits(*condition) for condition in self._conditions)]
            return len(made), lambda at: self._shaped(item, made[at])
        if made_by is not None:
            # Of what can be made there is nothing else.
            return 0, lambda _: {}
        for name, wanted in self._conditions:
            key, several = _singular(name), _several(name, wanted)
            if key in documented_fields(item) and several:
                if any(self._memory.find(key, each) for each in several):
                    return 0, lambda _: {}
                if is_array(wanted):
                    whole = self.object(item)
                    samples = [{**whole, key: each} for each in several]
                    self._memory.note(samples)
                    return len(samples), samples.__getitem__
        return None

    @cached_property
    def _conditions(self) -> list[tuple[str, Any]]:
        """What a list is asked by: the parameters, and the fields of those that are objects."""
        inner = [pair for value in self._sent.values() if is_object(value) for pair in value.items()]
        return [*self._sent.items(), *inner]

    def _maker(self, item: Any) -> Maker | None:
        """Return what makes a list's objects, if known: of several, that with the path most alike."""
        found: list[Maker] = []
        for maker in makers(self._steps[0]):
            longer = (name for name in documented_fields(item) if name.endswith(f"_{maker.key}"))
            key = _id_in(item, maker.key) or next(longer, "")
            if key and self._is_below(maker.path):
                found.append(maker._replace(key=key))
        return max(found, key=lambda maker: _same_steps(maker.path, self._steps), default=None)

    def _sample(self, maker: Maker, sent: Mapping[str, Any]) -> None:
        """Remember a sample of what an operation makes for those who ask, until a call made something."""
        request = maker.request
        ids = _ids(sent).items()
        asked = {name: id_ for name, id_ in ids if name in request.known and not _is_called(name, maker.key)}
        kind = (maker.path, maker.key, frozenset(asked.items()))
        if kind in self._memory.sampled or any(_is_called(key, maker.key) for _, key in self._memory.kinds):
            return
        values = asked
        for level in maker.above:
            if (name := f"{level}_id") in request.required and name not in asked:
                above = self._sample_above(name, maker, sent)
                if above is None:
                    return
                values = {**_ids(above.place.sent), **values, name: above.number}
        self._memory.sampled.add(kind)
        number = self._memory.new_id()
        # With parents or children, it has what its maker requires, since not all else goes with that.
        known: Mapping[str, Any] = request.known if maker.is_level else {}
        place = Place({**values, maker.key: number}, known, bare=maker.is_level)
        self._memory.keep(Made(number, maker.key, maker.path, maker.name, place, is_sample=True))

    def _sample_above(self, key: str, below: Maker, sent: Mapping[str, Any]) -> Made | None:
        """Return the sample in which another is; ``None`` if a call made such objects, or removed it."""
        those = [maker for maker in level_makers() if maker.key == key and maker.has_new_id]
        if not those:
            return None
        # Of the same family, if there is such an operation.
        self._sample(max(those, key=lambda maker: _alike(maker.path, below.path)), sent)
        samples = (made for made in self._memory.made.values() if made.is_sample and made.key == key)
        return next((made for made in samples if all(made.fits(*pair) for pair in _ids(sent).items())), None)

    def _report(self, asked: Asked, sent: Mapping[str, Any]) -> SampledReport:
        return SampledReport(asked, sent, self._values_of, partial(self._numbers, sent))

    def _numbers(self, sent: Mapping[str, Any], key: str, conditions: Sequence[Condition]) -> list[str]:
        """Return the ids of a name in a report, given its request, too."""
        maker = next((each for each in level_makers() if each.key == key and each.has_new_id), None)
        if maker is not None:
            # Of several accounts, each has its own.
            listed = {name: _several(name, wanted) for name, wanted in sent.items() if name.endswith("_ids")}
            each_of = [{_singular(name): each} for name, several in listed.items() for each in several]
            for account in each_of or [{}]:
                self._sample(maker, {**sent, **account})
        made = [each for each in self._memory.made.values() if each.key == key]
        if maker is None and not made:
            return [text_for(key)]
        limits = [(f"{_singular(name)}s", wanted) for name, wanted in conditions]
        return [each.number for each in made if all(each.fits(*limit) for limit in limits)]

    def _page(self, count: int, entry: Callable[[int], Json]) -> tuple[list[Json], Json]:
        """Return a page of a list, and what a reply says of its place in it."""
        size = max(1, _number(self._sent.get("page_size")) or _PAGE_SIZE)
        page = max(1, _number(self._sent.get("page")) or 1)
        start = _number(self._sent.get("cursor")) or (page - 1) * size
        end = min(count, start + size)
        figures = {"page": page, "page_size": size, "total_number": count, "total_page": -(-count // size)}
        return [entry(at) for at in range(start, end)], {**figures, "cursor": end, "has_more": end < count}

    def _shaped(self, hint: Any, made: Made) -> Json:
        """Return an object that was made as a reply has it."""
        sent: Mapping[str, Any] = made.place.sent
        if made.is_sample and made.place.bare:
            sent = {**self._needed(hint, made), **sent}
        key, noun = _id_in(hint, made.key), made.key.removesuffix("id")
        # In a list of what it is, a name may leave that out.
        sent = {**{name.removeprefix(noun): value for name, value in sent.items()}, **sent}
        return self._object(hint, evolve(made.place, sent={**sent, key: made.number} if key else sent))

    def _needed(self, hint: Any, made: Made) -> Mapping[str, Any]:
        """Return what the maker of a sample requires, with the defaults of all else."""
        checks, known = checks_of(made.maker), documented_fields(hint)
        if checks is None:
            return {}
        needed: Json = {}
        for name in checks.request.required:
            kind = checks.request.known[name]
            if name in known:
                needed[name] = self.value(name, known[name])
            elif isinstance(kind, Items) and isinstance(kind.item, Fields):
                # What is made of an item of a list has its values.
                names = kind.item.required & known.keys()
                needed[name] = [{each: self.value(each, known[each]) for each in names}]
        whole = with_defaults(made.maker, checks, {**needed, **made.place.sent}, {})
        inner = [item for name in needed for item in _objects(whole[name])]
        return {name: value for values in (whole, *inner) for name, value in values.items()}

    def _looked_up(self, hint: Any, data: Json) -> Json:
        """Return data with the object whose id is asked for, which something must have made or listed."""
        for name, number in _ids(self._sent).items():
            if not any(self._is_below(path) and key == name for path, key in self._memory.every_kind()):
                continue
            made = self._memory.find(name, number)
            if made is None and not self._memory.knows(name, number):
                raise _UnknownError("no", name, number)
            if made is None:
                break
            if name in documented_fields(hint):
                return self._shaped(hint, made)
            inner = [field for field in fields(hint) if name in fields_in(field.hint)]
            return {**data, **{field.wire: self._shaped(field.hint, made) for field in inner}}
        self._memory.note(data)
        return data

    def _file(self) -> bytes:
        for name, number in _ids(self._sent).items():
            made = self._memory.find(name, number)
            checks = None if made is None else checks_of(made.maker)
            if made is not None and checks is not None and checks.report is not None:
                return self._report(checks.report, made.place.sent).table()
        return _FILE


def _said_of_files(call: Call) -> Iterator[tuple[str, Any]]:
    """Yield the ends of the names of fields that tell of the files of a request, and what they say."""
    if not call.sizes:
        return
    yield "size", sum(call.sizes.values())
    for name in call.sizes:
        yield "file_name", call.sent.get(name)
        signature = import_module("._operations", PACKAGE).UPLOADS.get(call.name, {}).get(name)
        if signature:
            yield signature.rpartition("_")[2], call.sent.get(signature)


def _alike(path: Steps, other: Steps) -> int:
    """Return with how many same steps two paths begin, not counting their last ones."""
    return _same_steps(path[:-1], other[:-1])


def _same_steps(path: Steps, other: Steps) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(path, other, strict=False)))


def _singular(name: str) -> str:
    return name.removesuffix("s") if name.endswith("_ids") else name


def _is_like(value: Any, wanted: Any) -> bool:
    if not isinstance(value, str) or value.isupper() or value.isdecimal():
        return bool(value == wanted)
    return not isinstance(wanted, str) or wanted.lower() in value.lower()


def _several(name: str, wanted: Any) -> list[str]:
    if name.endswith("_id") and isinstance(wanted, str):
        return [wanted]
    listed = wanted if name.endswith("_ids") and is_array(wanted) else ()
    return [number for number in listed if isinstance(number, str)]


def _ids(sent: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in sent.items() if name.endswith("_id") and isinstance(value, str)}


def _named(sent: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield each id in a request, with its field before it, and the object that has it after it."""
    for name, value in sent.items():
        for number in _several(name, value):
            yield _singular(name), number, sent
        for each in _objects(value):
            yield from _named(each)


def _every_id(value: Any) -> Iterator[str]:
    for name, each in value.items() if is_object(value) else enumerate(value) if is_array(value) else ():
        yield from _several(str(name), each)
        yield from _every_id(each)


def _objects(value: Any) -> list[Json]:
    return [each for each in value if is_object(each)] if is_array(value) else []


def _simple(sent: Mapping[str, Any]) -> Json:
    """Return the values of a request but for lists of objects, of which each is an object of its own."""
    return {name: value for name, value in sent.items() if not _objects(value)}


def _is_called(name: str, key: str) -> bool:
    """Report whether two fields have the same id: one may leave out the beginning of the other's name."""
    return name == key or key.endswith(f"_{name}") or name.endswith(f"_{key}")


@cache
def _id_in(item: Any, key: str) -> str:
    """Return the field of a class that has an id, which may leave out the beginning of its name."""
    names = [name for name in documented_fields(item) if name.endswith("_id")]
    return key if key in names else next((name for name in names if key.endswith(f"_{name}")), "")


def _number(value: Any) -> int:
    text = str(value)
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else 0
