"""What components are called: for what they are, told apart by what their users have in common."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from newest import DATES, committed_spec
from searching import trying
from text_cases import literal, text_cases
from tiktok_bindgen.assemble import naming
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import EnumValue, Field, Operation, Type

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STRING = Type("string", documented="string")
OBJECT = Type("object", documented="object")
REF = "#/components/schemas/"


def inside(name: str, *children: Field) -> Field:
    return Field(name, OBJECT, children=children)


def rope(length: str = "length", name: str = "rope") -> Field:
    """An object; of another shape for each name of its only field."""
    return inside(name, Field(length, STRING))


def asks(path: str, *fields: Field) -> Operation:
    return Operation("POST", f"/open_api/v1.3{path}", "Title", parameters=fields, page="page.md")


def replies(path: str, *fields: Field) -> Operation:
    payload = (Field("code", Type("integer", documented="number")), inside("data", *fields))
    return Operation("POST", f"/open_api/v1.3{path}", "Title", response=payload, page="page.md")


def components(operations: Sequence[Operation]) -> dict[str, Any]:
    spec, problems = assemble(Document(tuple(operations)), prose="full")
    assert problems == ()
    found: Any = spec["components"]
    schemas: dict[str, Any] = found["schemas"]
    return schemas


def names(*operations: Operation, ending: str = "Rope") -> set[str]:
    return {name for name in components(operations) if name.endswith(ending)}


def test_what_resources_share_is_named_by_its_field_alone() -> None:
    assert names(asks("/bell/ring/", rope()), asks("/gong/hit/", rope())) == {"Rope"}


def test_what_one_resource_has_is_named_for_it_when_its_own_name_is_one_word() -> None:
    def use(path: str) -> Operation:
        return asks(path, rope(), rope(name="long_rope"))

    assert names(use("/bell/ring/"), use("/bell/hang/")) == {"BellRope", "LongRope"}


def test_what_replies_share_gives_way_to_what_requests_share() -> None:
    assert names(
        asks("/bell/ring/", rope()),
        asks("/gong/hit/", rope()),
        replies("/bell/get/", rope("id")),
        replies("/gong/get/", rope("id")),
        replies("/horn/get/", rope("id")),
    ) == {"Rope", "ResponseRope"}


def test_the_request_and_the_reply_of_one_resource_differ_in_that_word() -> None:
    assert names(
        asks("/bell/ring/", rope()),
        asks("/bell/hang/", rope()),
        replies("/bell/get/", rope("id")),
        replies("/bell/list/", rope("id")),
    ) == {"BellRope", "BellResponseRope"}


def test_what_a_request_alone_has_gives_way_to_what_both_sides_have() -> None:
    assert names(
        asks("/bell/ring/", rope()),
        asks("/bell/hang/", rope()),
        asks("/bell/drop/", rope("id")),
        replies("/bell/get/", rope("id")),
    ) == {"BellRope", "BellRequestRope"}


def test_a_resource_that_all_users_have_anywhere_in_their_paths_tells_apart() -> None:
    assert names(
        *(asks(path, rope()) for path in ("/bell/ring/", "/gong/hit/", "/horn/blow/")),
        *(asks(path, rope("age")) for path in ("/tower/hang/", "/big/tower/hang/")),
    ) == {"Rope", "TowerRope"}


def test_a_field_around_every_use_tells_apart_what_no_resource_does() -> None:
    assert names(
        *(asks(path, rope()) for path in ("/bell/ring/", "/gong/hit/", "/horn/blow/")),
        *(asks(path, inside("tower", rope("age"))) for path in ("/bell/hang/", "/gong/hang/")),
    ) == {"Rope", "TowerRope"}


def test_with_nothing_in_common_the_resource_of_most_users_lends_its_name() -> None:
    assert names(
        *(asks(path, rope()) for path in ("/bell/ring/", "/gong/hit/", "/horn/blow/", "/bell/hang/")),
        *(asks(path, rope("age")) for path in ("/bell/sell/", "/gong/sell/", "/gong/buy/")),
    ) == {"Rope", "GongRope"}


def test_lists_of_values_named_alike_are_told_apart_by_their_fields() -> None:
    def use(field: str, value: str) -> Field:
        return Field(field, STRING, enum=(EnumValue(value),), enum_name="Type")

    found = names(
        *(asks(path, use("mood", "GAY"), use("tone", "LOW")) for path in ("/bell/ring/", "/bell/hang/")),
        ending="Type",
    )
    assert found == {"BellMoodType", "BellToneType"}


def test_long_names_are_told_apart_with_as_few_words_as_will_do() -> None:
    def deep(outer: str, length: str) -> Field:
        return inside(
            f"{outer}_of_the_highest_old_tower", inside("between_all_other_things", rope(length, "tow"))
        )

    found = names(asks("/bell/ring/", deep("yard", "a"), deep("hall", "b")), ending="Tow")
    assert found == {"BellRingYardOfTheHighestOldTowerTow", "BellRingHallOfTheHighestOldTowerTow"}


RESOURCES = ("/bell", "/gong", "/horn", "/big/bell")
VERBS = ("ring", "hang", "sell")
FIELDS = st.builds(rope, st.sampled_from(("length", "age")), st.sampled_from(("rope", "knot", "loop", "tow")))
NESTED = FIELDS | st.builds(inside, st.sampled_from(("tower", "yard")), FIELDS)
OPERATIONS = st.builds(
    lambda side, resource, verb, fields: side(f"{resource}/{verb}/", *fields),
    st.sampled_from((asks, replies)),
    st.sampled_from(RESOURCES),
    st.sampled_from(VERBS),
    st.lists(NESTED, min_size=1, max_size=3, unique_by=lambda field: field.name),
)
DOCUMENTS = st.lists(OPERATIONS, min_size=2, max_size=7, unique_by=lambda each: each.path)


def named_places(operations: list[Operation]) -> dict[tuple[str, ...], str]:
    """The component at each place where there is one, by path, side and field names."""
    schemas = components(operations)

    def walk(schema: dict[str, Any], *place: str) -> Iterator[tuple[tuple[str, ...], str]]:
        for field, inner in schema.get("properties", {}).items():
            if "$ref" in inner:
                name = inner["$ref"].removeprefix(REF)
                yield (*place, field), name
                yield from walk(schemas[name], *place, field)

    roots = {name: schema for name, schema in schemas.items() if name.endswith(("Request", "Response"))}
    return {place: name for root, schema in roots.items() for place, name in walk(schema, root)}


@text_cases(text=literal, name=str)
def test_any_text_gives_the_name_of_a_class(text: str, name: str) -> None:
    assert naming.pascal(text) == name


@trying(60)
@given(DOCUMENTS, st.data())
def test_a_page_renames_only_what_is_called_like_one_of_its_fields(
    operations: list[Operation], data: st.DataObject
) -> None:
    *others, added = operations
    before, after = named_places(others), named_places(operations)
    of_added = {name for field in added.parameters or added.response for name in fields_of(field)}
    kept = {place: name for place, name in before.items() if not of_added & set(place)}
    assume(kept)
    assert {place: after[place] for place in kept} == kept


def fields_of(field: Field) -> Iterator[str]:
    if field.name != "data":
        yield field.name
    for child in field.children:
        yield from fields_of(child)


@trying(40)
@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_names_do_not_depend_on_the_order_of_pages(operations: list[Operation], random: Any) -> None:
    shuffled = random.sample(operations, len(operations))
    assert named_places(shuffled) == named_places(operations)


@pytest.mark.parametrize("date", DATES)
def test_no_real_name_is_long_has_a_digest_or_is_of_an_operation_that_shares_it(date: str) -> None:
    spec: Any = committed_spec(date)
    schemas = spec["components"]["schemas"]
    assert [name for name in schemas if len(name) > 60 or "_" in name] == []
    own = {
        pascal(each["operationId"]): each for methods in spec["paths"].values() for each in methods.values()
    }
    users: dict[str, set[str]] = {}
    for operation, each in own.items():
        for name in reached(each, schemas):
            users.setdefault(name, set()).add(operation)
    longest_first = sorted(own, key=len, reverse=True)
    words = {pascal(each["operationId"]): each["operationId"].split("_") for each in own.values()}
    fields = refer_to(spec)

    def is_shared(name: str) -> bool:
        """Whether it is what all users' paths begin with, and the field: like an operation by chance."""
        together = zip(*(words[operation] for operation in users[name]), strict=False)
        common = [each[0] for each in takewhile(lambda each: len(set(each)) == 1, together)]
        return any(
            name == pascal("_".join((*common[:count], field)))
            for count in range(1, len(common) + 1)
            for field in fields[name]
        )

    wrong = {
        name
        for name, operations in users.items()
        for owner in [next((one for one in longest_first if begins_with(name, one)), None)]
        if owner is not None and operations != {owner} and not is_shared(name)
    }
    assert wrong == set()


def begins_with(name: str, words: str) -> bool:
    """Whether a name begins with other words, and another word follows."""
    return name.startswith(words) and re.match("[A-Z0-9]", name[len(words) :]) is not None


def pascal(name: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def refer_to(node: Any) -> dict[str, set[str]]:
    """The names of the fields and parameters that refer to each component."""
    found: dict[str, set[str]] = defaultdict(set)
    stack = [node]
    while stack:
        match stack.pop():
            case dict() as each:
                named = dict(each["properties"]) if isinstance(each.get("properties"), dict) else {}
                if isinstance(each.get("name"), str):
                    named[each["name"]] = each
                for field, schema in ((key, one) for key, one in named.items() if isinstance(one, dict)):
                    direct = str([item for item in schema.items() if item[0] != "properties"])
                    for component in re.findall(r"#/components/schemas/(\w+)", direct):
                        found[component].add(field)
                stack += each.values()
            case list() as each:
                stack += each
            case _:
                pass
    return found


def reached(start: object, schemas: dict[str, Any]) -> set[str]:
    """The components that something mentions, and those that they mention."""
    found: set[str] = set()
    left = [start]
    while left:
        match left.pop():
            case {"$ref": str(reference)} if (name := reference.removeprefix(REF)) not in found:
                found.add(name)
                left.append(schemas[name])
            case dict() as each:
                left += each.values()
            case list() as each:
                left += each
            case _:
                pass
    return found
