"""A guide's requests are weighed one under the other: what a chain is against is contested."""

from __future__ import annotations

import pytest

from text_cases import literal, text_cases
from tiktok_bindgen.interpret.contested import contested_rules
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sentences import interpret
from tiktok_bindgen.weigh import weighed

_HEAD = "```xtable\n|Field|Data Type|Description|\n|---|---|---|\n"


def _making(thing: str, *rows: str) -> str:
    return (
        f"# Create a {thing}\n## Request\n"
        f"**Endpoint** https://business-api.tiktok.com/open_api/v1.3/{thing}/create/\n\n**Method** POST\n\n"
        f"**Parameters**\n{_HEAD}" + "".join(f"|{row}|\n" for row in rows) + "```\n"
        f"## Response\n{_HEAD}|code|number|Code.|\n|data|object|Data.|\n#|{thing}_id|string|Its ID.|\n```\n"
    )


PAGES = {
    "garden.md": _making(
        "garden", "size {Required}|string|Enum values: `BIG`, `SMALL`.", "name|string|Name."
    ),
    "bed.md": _making(
        "bed",
        "garden_id {Required}|string|Garden.",
        "soil {+Conditional}|string|Required when `size` is `BIG`.",
        "rim {+Conditional}|string|Not supported when `name` is `Low`.",
    ),
}
BIG, SMALL = ("garden", '"size": "BIG"'), ("garden", '"size": "SMALL"')
BARE, FULL = ("bed", '"garden_id": "7"'), ("bed", '"garden_id": "7", "soil": "clay"')


def _call(thing: str, body: str) -> str:
    address = f"https://business-api.tiktok.com/open_api/v1.3/{thing}/create/"
    command = f"curl --request POST '{address}' \\\n--data '{{{body}}}'"
    return f"```xcodeblock\n(code curl http)\n{command}\n(/code)\n```\n"


def _contested(*calls: tuple[str, str], more: dict[str, str] | None = None) -> list[str]:
    """The rules of a bed that a guide with some calls contests; with ``more`` pages in place of others."""
    texts = (
        PAGES
        | (more or {})
        | {"guides/plant.md": "# How to plant\n\n" + "\n\n".join(_call(*each) for each in calls)}
    )
    pages = [read_page(text.encode(), name)[0] for name, text in texts.items()]
    document, _ = weighed(interpret(pages)[0], pages)
    bed = next(each for each in document.operations if "/bed/" in each.path)
    found = contested_rules(bed.parameters)
    assert all(one.page == "guides/plant.md" for several in found.values() for one in several)
    return [rule.rpartition(":")[0] for rule in found]


@pytest.mark.parametrize(
    ("calls", "contested"),
    [
        ([BIG, FULL], []),
        ([BIG, BARE], ["requires:soil"]),
        ([SMALL, BARE], []),
        # Alone it says nothing of its garden, nor does what comes after it.
        ([BARE], []),
        ([BARE, BIG], []),
        # It may be in any garden that is shown before it with no bed of its own.
        ([BIG, SMALL, BARE], []),
        ([SMALL, BIG, BARE], []),
        ([SMALL, BIG, FULL, BARE], []),
        ([BIG, BIG, BARE], ["requires:soil"]),
        ([SMALL, ("garden", '"size": "BIG", ...'), BARE], []),
        ([("garden", '"size": "SMALL", ...'), BIG, BARE], []),
        ([SMALL, FULL, BIG, BARE], ["requires:soil"]),
        # What is to be filled in may be anything.
        ([("garden", '"size": "{{size}}"'), BARE], []),
        ([("garden", '"size": "SMALL", "name": "{{name}}"'), ("bed", '"garden_id": "7", "rim": "x"')], []),
        # Of what is not shown whole nobody knows what it has.
        ([("garden", '"size": "BIG", ...'), BARE], []),
    ],
)
def test_a_request_is_weighed_under_the_one_before_it(
    calls: list[tuple[str, str]], contested: list[str]
) -> None:
    assert _contested(*calls) == contested


def test_under_a_value_that_is_to_be_filled_in_no_rule_is_broken() -> None:
    bed = _making(
        "bed",
        "garden_id {Required}|string|Garden.",
        "soil {+Conditional}|string|Required when `size` is not `SMALL`.",
    )
    assert _contested(("garden", '"size": "{{size}}"'), BARE, more={"bed.md": bed}) == []
    assert _contested(BIG, BARE, more={"bed.md": bed}) == ["requires:soil"]


FENCED = {
    "garden.md": _making(
        "garden",
        "size {Required}|string|Enum values: `BIG`, `SMALL`.",
        "fence|string|Enum values: `HIGH`, `LOW`.<br>Default value: `HIGH`.",
    ),
    "bed.md": _making(
        "bed",
        "garden_id {Required}|string|Garden.",
        "soil {+Conditional}|string|Required when `fence` is `HIGH`.",
    ),
}


@text_cases(fence=literal, contested=literal)
def test_a_field_that_the_one_before_leaves_out_has_its_default(fence: str, contested: list[str]) -> None:
    assert _contested(("garden", f'"size": "BIG"{fence}'), BARE, more=FENCED) == contested
