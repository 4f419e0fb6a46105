"""Lists of values with facts: read from tables, linked to by fields, in the spec and the client's checks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients import Generated, Recorder, generated
from may import FOLDER, may
from pages import needs_portal
from test_appendix import page_of
from text_cases import literal, text_cases
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.cli import main
from tiktok_bindgen.explain.operation import explained
from tiktok_bindgen.explain.report import report
from tiktok_bindgen.facts import appendix_facts, facts_page
from tiktok_bindgen.interpret.appendix import read_appendix
from tiktok_bindgen.interpret.appendix_model import Case, Enumeration, ListFact
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import ListRange
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.interpret.reference_lists import COLUMNS
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.sentences import interpret

RANGES = """# Money of gardens
## Steps of money
```xtable
| Currency {25%} | Code {25%}| Garden ratio{25%} | Precision{25%} |
|---|---|---|---|
| Rose crown | ROS | 1 | 0.01 |
| Tulip shell | TUL | 1,000 | 1 |
| Fern leaf | FRN | 1 | 0.01 |
```
## Daily budget value range
### At the campaign level
```xtable
|Currency|Code|LESS|Minimum daily budget (for other campaigns)|Maximum daily budget (exclusive)|
|---|---|---|---|---|
|Rose crown|ROS|10|50|10,000|
|Tulip shell|TUL|10,000|50,000|10,000,000|
```
""".replace(
    "LESS",
    "Minimum daily budget (inclusive)<br>(for <code>FRUIT</code> campaigns with <code>source</code> as "
    "<code>SHED</code> or <code>STALL</code>)",
)
ZONES = """# Growing zone
Use the operation below for the complete list of growing zones.
```xtable
|Code|Time|
|---|---|
|North/Hill|UTC+01:00|
|South/Dale|-|
```
"""
PLACES = """# Plot IDs
```xtable
|Name|Country or Region Code|ID|Level|
|---|---|---|---|
|North|NO|1|country|
#|Hill (upper)|NO|12|State|
#|Dale|NO|13|State|
#|Dale|SO|14|State|
```
"""
KINDS = """# Kinds
```xtable
|Tier 1 <br>Kind ID|Tier 1 Kind Name|Tier 2 Kind ID|Tier 2 Kind Name|Tier 2 Kind Description|
|---|---|---|---|---|
|29|Flowers|2901|Roses|They have thorns.|
|29|Flowers|2902|Tulips|They have bulbs.|
```
"""
EVENTS = """# Garden events
```xtable
|Enum value for <code>garden_event</code>|Event type|Notes|
|---|---|---|
|`BLOOM`|Blossom|In spring.|
|`WILT`{-Deprecated}|/| |
```
"""
SCOPES = """# Permission scope
```xtable
| Scope ID | First-level permission name | Corresponding endpoint |
|---|---|---|
| 2 | Gardening | / |
```
```xtable
| Scope ID | Parent first-level scope ID | Second-level permission name | Corresponding endpoint |
|---|---|---|---|
| 20 | 2 | Digging | /bed/dig/ |
| 20 | 2 | Digging | /campaign/create/ |
| x | 2 | Weeding | /bed/weed/ |
```
"""
STATUSES = """# Statuses of beds
## Of beds
```xtable
|<code>status</code> value|In the app|Supported values of <code>detail</code><br>(campaign level)|
|---|---|---|
|`ALL`|/|All campaign details|
|`KEPT`|/|All campaign details excluding `GONE` and `LOST`|
|`OUT`|Out|`GONE`|
|`OUT`|Out|`LOST`<br>It was lost.|
|`ODD`|Odd|who knows|
```
"""
APPENDIX = {
    "events.md": EVENTS,
    "kinds.md": KINDS,
    "places.md": PLACES,
    "ranges.md": RANGES,
    "scopes.md": SCOPES,
    "statuses.md": STATUSES,
    "zones.md": ZONES,
}
OPERATION = """# Create a campaign
**Endpoint** https://business-api.tiktok.com/open_api/v1.3/campaign/create/

**Method** POST

## Request
**Parameters**
```xtable
|Field|Data Type|Description|
|---|---|---|
|goal|string|Enum values: `FRUIT`, `SHADE`.|
|source|string|Enum values: `SHED`, `STALL`, `FIELD`.|
|budget_mode|string|Enum values: <ul>MODES</ul>|
|budget|float|Campaign budget. See [Currency-Daily budget value range](https://garden.test/docs?id=1).|
|currency|string|The value range is shown in [Appendix-Currency](https://garden.test/docs?id=1).|
|coin_currency|string|To learn what a code means, see [Steps of money](https://garden.test/docs?id=1).|
|growing_zone|string|For enum values, see [Appendix - Growing Zone](https://garden.test/docs?id=2).|
|plot_ids|string[]|To get the list of plot IDs, see [Plot IDs](https://garden.test/docs?id=3).|
|price|float|For its steps, see [Steps of money](https://garden.test/docs?id=1).|
|garden_event|string|For the events, see [Garden events](https://garden.test/docs?id=4).|
|status|string|Enum values: `ALL`, `KEPT`, `OUT`, `ODD`.|
|detail|string|Enum values: `GONE`, `LOST`, `FINE`. See [Statuses of beds](https://garden.test/docs?id=5).|
```
""".replace(
    "MODES",
    "<li>`DAY`: Daily budget.</li><li>`EVEN_DAY`: Dynamic daily budget. An average.</li>"
    "<li>`ALL`: Lifetime budget.</li>",
)


@cache
def lists() -> dict[str, Enumeration]:
    read, _ = read_appendix([page_of(text, name) for name, text in APPENDIX.items()])
    return {each.name: each for each in read.enumerations}


@cache
def document() -> Document:
    texts = {**APPENDIX, "campaign.md": OPERATION}
    return interpret([page_of(text, name) for name, text in texts.items()])[0]


def again() -> tuple[Document, Sequence[Problem]]:
    """The same, read from its facts pages, and what is not understood of these."""
    plain = without_prose(document())
    files = appendix_facts(plain.appendix)
    files["campaign.md"] = facts_page(plain.operations[0])
    return interpret([page_of(text, name) for name, text in files.items()])


@cache
def spec() -> dict[str, Any]:
    made, problems = assemble(document(), prose="none")
    assert problems == ()
    return made


def request() -> dict[str, Any]:
    schemas: dict[str, Any] = spec()["components"]["schemas"]
    return schemas["CampaignCreateRequest"]["properties"]  # type: ignore[no-any-return]


# -- tables ----------------------------------------------------------------------------------


@text_cases(title=str, role=str, fact=literal)
def test_a_title_says_what_a_column_holds(title: str, role: str, fact: str) -> None:
    bare = re.sub(r" \(.*\)|`", "", title).lower()
    column = next(each for each in COLUMNS if each.title.fullmatch(bare))
    assert (column.role, column.fact) == (role, fact)
    # Facts pages have the title in the row's example.
    assert column.title.fullmatch(re.sub(r" \(.*\)|`", "", column.example).lower())


def test_a_currency_has_its_facts_and_where_they_hold() -> None:
    currency = lists()["Currency"]
    assert [(each.value, each.label) for each in currency.values] == [
        ("ROS", "Rose crown"),
        ("TUL", "Tulip shell"),
        ("FRN", "Fern leaf"),
    ]
    case = Case("campaign", (("", ("FRUIT",)), ("source", ("SHED", "STALL"))))
    assert currency.facts == (
        ListFact("budget_ratio", ("1", "1000", "1")),
        ListFact("precision", ("0.01", "1", "0.01")),
        ListFact("min_daily_budget", ("10", "10000", None), case),
        ListFact("min_daily_budget", ("50", "50000", None), Case("campaign")),
        ListFact("max_daily_budget", ("10000", "10000000", None), Case("campaign")),
    )


def test_a_list_that_leads_to_the_complete_one_is_partial() -> None:
    zones = lists()["Growing zone"]
    assert zones.partial
    assert zones.facts == (ListFact("utc_offset", ("UTC+01:00", None)),)
    assert not lists()["Currency"].partial


def test_what_includes_a_value_stands_before_it() -> None:
    assert lists()["Kind"].facts == (
        ListFact("parent", ("29", "29")),
        ListFact("parent_name", ("Flowers", "Flowers")),
    )
    assert [each.label for each in lists()["Kind"].values] == ["Roses", "Tulips"]


def test_a_list_of_one_fields_values_is_called_as_the_field() -> None:
    events = lists()["Garden event"]
    assert events.fields == ("garden_event",)
    assert [(each.value, each.label, each.lifecycle) for each in events.values] == [
        ("BLOOM", "Blossom", None),
        ("WILT", "", "deprecated"),
    ]


@pytest.mark.parametrize(
    ("row", "unread"),
    [("|Rose crown|ROS|ten|50|", "ten"), ("|Rose crown|a rose|10|50|", "a rose")],
)
def test_a_cell_that_is_no_value_and_no_number_is_reported(row: str, unread: str) -> None:
    odd = RANGES.replace("|Rose crown|ROS|10|50|", row)
    _, problems = read_appendix([page_of(odd, "ranges.md")])
    assert [(each.code, each.text) for each in problems] == [
        ("appendix-unread", f"no value or fact of a list: '{unread}'")
    ]


def test_a_table_with_a_column_of_another_kind_is_no_such_list() -> None:
    text = ZONES.replace("|Time|", "|Weather|")
    assert read_appendix([page_of(text, "zones.md")])[0].enumerations == ()


def test_permissions_are_read_with_what_includes_them() -> None:
    appendix, problems = read_appendix([page_of(SCOPES, "scopes.md")])
    assert [(each.id, each.name, each.parent, each.paths) for each in appendix.scopes] == [
        ("2", "Gardening", "", ()),
        ("20", "Digging", "2", ("/bed/dig/", "/campaign/create/")),
    ]
    assert [problem.text for problem in problems] == ["no permission: 'x /bed/weed/'"]


def test_facts_pages_say_the_same() -> None:
    plain, (read, problems) = without_prose(document()), again()
    assert [each.code for each in problems] == []
    assert read.appendix == plain.appendix
    assert assemble(read, prose="none")[0] == spec()


# -- fields ----------------------------------------------------------------------------------


def test_a_field_is_held_to_a_complete_list_that_has_its_values() -> None:
    assert request()["currency"] == {"$ref": "#/components/schemas/Currency"}


def test_a_field_is_not_held_to_a_partial_list_or_to_one_that_only_says_what_values_mean() -> None:
    assert request()["growing_zone"] == {"type": "string", "x-enum-list": "GrowingZone"}
    assert request()["coin_currency"] == {"type": "string", "x-enum-list": "Currency"}
    assert request()["plot_ids"]["items"] == {"type": "string", "x-enum-list": "PlotID"}
    assert request()["garden_event"] == {"type": "string", "x-enum-list": "GardenEvent"}


def test_a_field_that_is_not_called_as_a_list_has_nothing_of_it() -> None:
    assert request()["price"] == {"type": "number", "format": "float"}


def test_the_spec_has_facts_in_the_order_of_the_values() -> None:
    schemas = spec()["components"]["schemas"]
    assert schemas["GrowingZone"] == {
        "type": "string",
        "enum": ["North/Hill", "South/Dale"],
        "x-enum-varnames": ["NORTH_HILL", "SOUTH_DALE"],
        "x-enum-partial": True,
        "x-enum-facts": {"utc_offset": ["UTC+01:00", None]},
    }
    assert schemas["PlotID"]["x-enum-varnames"] == ["NORTH", "HILL_UPPER", "DALE_13", "DALE_14"]
    facts = schemas["Currency"]["x-enum-facts"]
    assert facts["label"] == ["Rose crown", "Tulip shell", "Fern leaf"]
    assert facts["precision"] == [0.01, 1, 0.01]
    assert facts["max_daily_budget"] == [{"level": "campaign", "values": [10000, 10000000, None]}]
    assert facts["min_daily_budget"][0] == {
        "level": "campaign",
        "when": [{"values": ["FRUIT"]}, {"field": "source", "values": ["SHED", "STALL"]}],
        "values": [10, 10000, None],
    }


@text_cases(path=str, says=str, level=literal)
def test_a_budget_is_of_the_level_of_its_words_or_else_of_its_path(path: str, says: str, level: str) -> None:
    text = OPERATION.replace("campaign/create", path).replace("Campaign budget.", says)
    made, _ = interpret([page_of(RANGES, "ranges.md"), page_of(text, "garden.md")])
    (budget,) = (each for each in made.operations[0].parameters if each.name == "budget")
    assert budget.range == ListRange("Currency", "daily_budget", level, "budget_mode", ("DAY", "EVEN_DAY"))


def test_a_budget_knows_the_list_of_its_ranges() -> None:
    assert request()["budget"]["x-list-range"] == {
        "list": "Currency",
        "fact": "daily_budget",
        "level": "campaign",
        "when": {"in": "budget_mode", "values": ["DAY", "EVEN_DAY"]},
    }


def test_values_by_the_value_of_another_field_are_rules() -> None:
    schemas = spec()["components"]["schemas"]
    rules = [
        (rule["kind"], rule["when"], rule["values"]) for rule in schemas["CampaignCreateRequest"]["x-rules"]
    ]
    assert rules == [
        ("value-in", {"in": "status", "values": ["OUT"]}, ["GONE", "LOST"]),
        ("value-not-in", {"in": "status", "values": ["KEPT"]}, ["GONE", "LOST"]),
    ]


def test_a_row_of_such_a_table_that_is_not_understood_is_reported() -> None:
    texts = {**APPENDIX, "campaign.md": OPERATION}
    _, problems = interpret([page_of(text, name) for name, text in texts.items()])
    assert ("statuses.md", "values of fields by each other are not read: 'who knows'") in [
        (each.page, each.text) for each in problems
    ]


def test_a_table_of_another_level_states_nothing_of_a_field() -> None:
    texts = {**APPENDIX, "campaign.md": OPERATION.replace("v1.3/campaign/", "v1.3/bed/")}
    made, _ = interpret([page_of(text, name) for name, text in texts.items()])
    assert made.operations[0].rules == ()


# -- the client ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    with generated(spec(), tmp_path_factory.mktemp("lists")) as made:
        yield made


def found(client: Generated, currency: str = "ROS", **payload: object) -> list[tuple[str, str]]:
    checks = client.checks("campaign_create")
    return [(each.pointer, each.rule) for each in checks.amounts(payload, currency)]


def test_a_value_knows_its_facts(client: Generated) -> None:
    currency = client.module("models").Currency
    assert currency.ROS.precision == Decimal("0.01")
    assert currency.ROS.label == "Rose crown"
    assert currency.TUL.min_daily_budget == {"campaign": Decimal(50000)}
    assert currency.FRN.min_daily_budget == {}
    assert currency("NEW").precision is None
    zone = client.module("models").GrowingZone
    assert (zone.NORTH_HILL.utc_offset, zone.SOUTH_DALE.utc_offset) == ("UTC+01:00", None)
    assert client.module("models").PlotID.DALE_14 == "14"


def test_a_field_for_codes_takes_any_text_and_one_for_words_its_values(client: Generated) -> None:
    signature = client.files["api/campaign.py"]
    assert "        currency: Currency | str | None = None," in signature
    assert "        goal: CampaignCreateGoal | None = None," in signature


def test_a_budget_below_its_range_is_a_violation(client: Generated) -> None:
    broken = [("/budget", "min_daily_budget:budget")]
    assert found(client, goal="SHADE", budget_mode="DAY", budget=49.99) == broken
    assert found(client, goal="SHADE", budget_mode="EVEN_DAY", budget=1) == broken
    assert found(client, goal="SHADE", budget_mode="DAY", budget=50) == []
    assert found(client, "TUL", goal="SHADE", budget_mode="DAY", budget=49_999) == broken


def test_a_budget_above_its_range_is_a_violation(client: Generated) -> None:
    assert found(client, budget_mode="DAY", budget=10_001) == [("/budget", "max_daily_budget:budget")]


def test_of_ranges_that_may_be_meant_the_loosest_counts(client: Generated) -> None:
    # Nobody knows that the source is no shed; of a field it is known.
    assert found(client, goal="FRUIT", budget_mode="DAY", budget=10) == []
    assert found(client, budget_mode="DAY", budget=10) == []
    assert found(client, goal="FRUIT", source="SHED", budget_mode="DAY", budget=10) == []
    assert found(client, budget_mode="DAY", budget=9) == [("/budget", "min_daily_budget:budget")]
    assert found(client, goal="FRUIT", source="FIELD", budget_mode="DAY", budget=10) != []


def test_only_what_is_known_to_be_a_daily_budget_has_its_range(client: Generated) -> None:
    assert found(client, budget_mode="ALL", budget=1) == []
    assert found(client, budget=1) == []
    assert found(client, "FRN", budget_mode="DAY", budget=1) == []
    assert found(client, "NEW", budget_mode="DAY", budget=0.001) == []
    assert found(client, budget_mode="DAY", budget="1") == []


def test_an_amount_finer_than_its_currency_is_a_violation(client: Generated) -> None:
    assert found(client, "TUL", budget_mode="ALL", budget=1.5) == [("/budget", "precision:budget")]
    assert found(client, "TUL", budget_mode="ALL", budget=1.0) == []
    assert found(client, "ROS", budget=1e30) == []


@given(st.decimals(min_value=50, max_value=9_999, places=2), st.sampled_from(["DAY", "EVEN_DAY", "ALL"]))
def test_an_amount_within_its_range_is_never_refused(client: Generated, amount: Decimal, mode: str) -> None:
    assert found(client, goal="SHADE", budget_mode=mode, budget=amount) == []


def test_a_client_that_knows_its_currency_checks_amounts(client: Generated) -> None:
    errors = client.module("_runtime.errors")
    transport = Recorder()
    call = client.client(transport, currency="ROS").campaign.create
    with pytest.raises(errors.InvalidRequest, match="must be at least 50 for a daily budget in ROS, not 20"):
        call(goal="SHADE", budget_mode="DAY", budget=20)
    call(goal="SHADE", budget_mode="DAY", budget=20, waive=["min_daily_budget:budget"])
    client.client(transport).campaign.create(goal="SHADE", budget_mode="DAY", budget=20)
    assert len(transport.sent) == 2


@pytest.mark.parametrize("currency", ["ros", "", "R0S", 7])
def test_a_currency_is_a_code(client: Generated, currency: Any) -> None:
    with pytest.raises(ValueError, match="currency must be a code such as USD, not"):
        client.client(Recorder(), currency=currency)


def test_a_range_that_is_contested_refuses_nothing(tmp_path: Path) -> None:
    doubted = json.loads(json.dumps(spec()))
    budget = doubted["components"]["schemas"]["CampaignCreateRequest"]["properties"]["budget"]
    budget["x-contested"] = [{"fact": "min_daily_budget:budget", "page": "roses.md", "line": 1}]
    with generated(doubted, tmp_path) as made:
        assert found(made, goal="SHADE", budget_mode="DAY", budget=20) == []


def test_the_command_checks_amounts_in_a_currency(client: Generated) -> None:
    folder = Path(client.module().__file__ or "").parent.parent
    payload = '{"goal": "SHADE", "budget_mode": "DAY", "budget": 20}'
    command = [sys.executable, "-m", client.package, "check"]
    path = ["POST", "/campaign/create/", "-"]
    for more, rules in (([], []), (["--currency", "ROS"], ["min_daily_budget:budget"])):
        done = subprocess.run(
            [*command, *more, *path], input=payload, cwd=folder, capture_output=True, text=True, check=False
        )
        assert [each["rule"] for each in json.loads(done.stdout)] == rules
        assert done.returncode == bool(rules)
    wrong = subprocess.run(
        [*command, "--currency", "ros", *path],
        input=payload,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert wrong.returncode == 2
    assert wrong.stderr == "tiktok_business: currency must be a code such as USD, not 'ros'\n"


def test_an_operation_tells_the_permission_that_it_needs(client: Generated) -> None:
    operation = spec()["paths"]["/open_api/v1.3/campaign/create/"]["post"]
    assert operation["x-permissions"] == {"20": "Digging"}
    assert spec()["x-permissions"] == {"2": {"name": "Gardening"}, "20": {"name": "Digging", "parent": "2"}}
    assert "permission: Digging (20)\n" in report(explained(spec(), "POST", "campaign/create"), ())
    assert "Permission: Digging (20)." in client.files["api/campaign.py"]


# -- the portal ------------------------------------------------------------------------------


def cells(page: str, heading: str = "") -> list[list[str]]:
    """The rows of a page's tables, from a heading up to the next, read with nothing of ours."""
    text = (FOLDER / page).read_text(encoding="utf-8")
    part = (
        re.split(r"^#+ .*$", text.split(heading, 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
        if heading
        else text
    )
    rows = [
        re.split(r"(?<!\\)\|", line)[1:-1] for line in part.splitlines() if re.match(r"\s*#*\|.*\|\s*$", line)
    ]
    return [[cell.strip() for cell in row] for row in rows if not re.fullmatch(r"[-: |]*", "|".join(row))]


def listed(name: str) -> dict[str, Any]:
    schemas: dict[str, Any] = may().document["components"]["schemas"]
    return schemas[name]  # type: ignore[no-any-return]


AD_GROUPS = "guides/marketing-api/campaign-management/guides/ad-group"
BUDGETS = (
    "guides/marketing-api/campaign-management/guides/campaign/budget/"
    "budget-verification-ratio-and-value-range-for-each-currency.md"
)


@needs_portal
@pytest.mark.slow
@pytest.mark.parametrize("level", ["campaign", "ad group"])
def test_budgets_by_currency_are_those_of_the_page(level: str) -> None:
    currency = listed("Currency")
    stated = currency["x-enum-facts"]
    at = level.replace(" ", "")
    got = [
        dict(zip(currency["enum"], case["values"], strict=True))
        for fact in ("min_daily_budget", "max_daily_budget")
        for case in stated[fact]
        if case["level"] == at
    ]
    rows = cells(BUDGETS, f"### At the {level} level")[1:]
    assert len(rows) == 56
    for column in range(3):
        wanted = {row[1]: int(row[2 + column].replace(",", "")) for row in rows}
        assert {code: each for code, each in got[column].items() if each is not None} == wanted


@needs_portal
@pytest.mark.slow
def test_ratios_and_precisions_are_those_of_the_pages() -> None:
    currency = listed("Currency")
    stated = currency["x-enum-facts"]
    precision = dict(zip(currency["enum"], stated["precision"], strict=True))
    rows = [*cells("appendix/currency-specific-precision.md")[1:]]
    assert len(rows) == 100
    assert {code: str(step) for code, step in precision.items()} == dict(rows)
    ratios = dict(zip(currency["enum"], stated["budget_ratio"], strict=True))
    rows = cells(BUDGETS, "## Budget verification ratio and precision of each currency")[1:]
    assert {code: each for code, each in ratios.items() if each} == {
        row[1]: int(row[2].replace(",", "")) for row in rows
    }


@needs_portal
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "page", "value", "facts"),
    [
        ("TimeZone", "appendix/time-zone.md", 0, {"utc_offset": 1}),
        ("LocationCode", "appendix/location-code.md", 1, {"label": 0}),
        ("LocationID", "appendix/location-ids.md", 2, {"label": 0, "country_code": 1, "level": 3}),
        ("BrandProfileIndustryID", "appendix/industries/brand-profile-industry-ids.md", 0, {"label": 1}),
        ("InterestCategory", "appendix/interest-category.md", 0, {"label": 1, "full_name": 2}),
    ],
)
def test_a_list_is_that_of_its_page(name: str, page: str, value: int, facts: dict[str, int]) -> None:
    first: dict[str, list[str]] = {}
    for row in cells(page)[1:]:
        first.setdefault(row[value], row)
    schema = listed(name)
    assert schema["enum"] == list(first)
    for fact, column in facts.items():
        assert schema["x-enum-facts"][fact] == [row[column] or None for row in first.values()]


@needs_portal
@pytest.mark.slow
def test_industries_and_events_are_those_of_their_pages() -> None:
    found_ids = re.findall(
        r"\| ?(29\d{2,4}) ?\|", (FOLDER / "appendix/industries/industries.md").read_text("utf-8")
    )
    assert set(listed("Industry")["enum"]) == set(found_ids)
    text = (FOLDER / AD_GROUPS / "conversion-events.md").read_text("utf-8")
    parts = text.split("## Secondary optimization goal")[1].split("# Pixel events")
    row = re.compile(r"^\| *`(\w+)`", re.MULTILINE)
    assert listed("SecondaryOptimizationEvent")["enum"] == row.findall(parts[0])
    first = row.findall(text.split("## Secondary")[0])
    assert listed("OptimizationEvent")["enum"] == [*first, *row.findall(parts[1])]


@needs_portal
@pytest.mark.slow
def test_permissions_are_those_of_the_page() -> None:
    rows = [row for row in cells("appendix/permission-scope.md") if row[0].isdecimal()]
    paths: dict[str, Any] = may().document["paths"]
    got = {
        (path.removeprefix("/open_api/v1.3"), number)
        for path, item in paths.items()
        for operation in item.values()
        for number in operation.get("x-permissions", {})
    }
    known = {path.removeprefix("/open_api/v1.3") for path in paths}
    assert got == {(row[-1], row[0]) for row in rows if row[-1] in known}
    assert len(got) > 250


@needs_portal
@pytest.mark.slow
def test_secondary_statuses_are_those_of_their_primary_status() -> None:
    page = f"{AD_GROUPS}/supported-secondary-statuses-for-a-primary-status.md"
    told: dict[tuple[str, str], set[str]] = {}
    for row in cells(page):
        codes = [re.findall(r"^`(\w+)`", cell) for cell in row]
        constants = [code[0] for code in codes if code]
        if len(constants) == 2:
            status, value = constants
            for level in ("campaign", "adgroup", "ad"):
                told.setdefault((level, status), set()).add(value)
    for level in ("Campaign", "Adgroup", "Ad"):
        filters = listed(f"{level}GetFiltering")
        values = set(listed_values(filters["properties"]["secondary_status"]))
        rules = [
            rule
            for rule in filters["x-rules"]
            if rule["kind"] == "value-in" and rule["when"].get("in") == "primary_status"
        ]
        assert len(rules) >= 4
        for rule in rules:
            (status,) = rule["when"]["values"]
            assert set(rule["values"]) <= told[level.lower(), status] & values


def listed_values(schema: dict[str, Any]) -> list[str]:
    return listed(schema["$ref"].rpartition("/")[2])["enum"]  # type: ignore[no-any-return]


def test_explain_needs_no_permission_to_be_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "spec.json"
    plain = json.loads(json.dumps(spec()))
    del plain["paths"]["/open_api/v1.3/campaign/create/"]["post"]["x-permissions"]
    file.write_text(json.dumps(plain))
    assert main(["explain", "POST", "/campaign/create/", "--spec", str(file)]) == 0
    assert "permission" not in capsys.readouterr().out
