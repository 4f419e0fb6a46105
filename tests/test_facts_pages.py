"""What a facts page looks like, line by line."""

from __future__ import annotations

from typing import Any

import pytest

from pages import ROOT
from text_cases import literal, text_cases
from tiktok_bindgen.facts import facts_page
from tiktok_bindgen.facts.appendix import appendix_facts
from tiktok_bindgen.facts.cells import plain
from tiktok_bindgen.facts.reports import report_facts
from tiktok_bindgen.interpret.appendix_model import (
    Appendix,
    Case,
    Enumeration,
    HttpStatus,
    ListFact,
    RateLimit,
    ReturnCode,
    Scope,
    ValuesByValue,
    ValuesOfOne,
)
from tiktok_bindgen.interpret.model import (
    Alternative,
    EnumValue,
    Field,
    Formerly,
    FormerOperation,
    FormerValue,
    InWords,
    Limits,
    ListRange,
    Operation,
    Removed,
    Type,
)
from tiktok_bindgen.interpret.report_model import (
    DimensionMetric,
    DimensionMetrics,
    Grouping,
    Report,
    ReportItem,
    ReportNote,
    Slot,
)
from tiktok_bindgen.logic.model import Rule

STRING, NUMBER, OBJECT = (
    Type("string", documented="string"),
    Type("number", documented="number"),
    Type("object", documented="object"),
)
PATH = "/open_api/v1.3/plot/dig/"
ENDPOINT = f"**Endpoint** https://business-api.tiktok.com{PATH}\n\n**Method** GET\n"


def written(*parameters: Field, title: str = "Dig", **more: Any) -> str:
    return facts_page(Operation("GET", PATH, title, parameters=parameters, **more))


def test_a_page_has_all_parts_of_an_operation_in_their_order() -> None:
    values = (EnumValue("A", "first", "Big"), EnumValue("B", lifecycle="to-be-deprecated"))
    bed = Field(
        "bed", STRING, lifecycle="deprecated", enum=(EnumValue("A", lifecycle="deprecated"), EnumValue("B"))
    )
    operation = Operation(
        "POST",
        PATH,
        "Dig * it",
        source="https://garden.example/",
        lifecycle="to-be-deprecated",
        headers=(Field("Access-Token", STRING, "required"),),
        parameters=(
            Field("plot", OBJECT, "conditional", children=(bed,)),
            Field("kind", STRING, enum=values, enum_name="Kind"),
            Field("other", STRING, enum=values, enum_name="Kind"),
            Field("size", STRING, lifecycle="to-be-deprecated", enum=(values[0], EnumValue("C"))),
            Field("tone", STRING, enum=(EnumValue("X"),), enum_name="Kind"),
            Field("far", STRING, enum_name="Far (away)"),
            Field("near", STRING, linked="Near (by)"),
        ),
        rules=(Rule("requires", (("kind",),)),),
        response_headers=(Field("X-Log", STRING),),
        response=(Field("code", NUMBER),),
        files=("text/csv",),
    )
    assert (
        facts_page(operation)
        == """\
# Dig &#42; it

**Source** https://garden.example/

This endpoint will be deprecated.

## Request

**Endpoint** https://business-api.tiktok.com/open_api/v1.3/plot/dig/

**Method** POST

**Header**

```xtable
|Field|Data Type|Description|
|---|---|---|
|Access-Token {Required}|string||
```

**Parameters**

```xtable
|Field|Data Type|Description|
|---|---|---|
|plot {+Conditional}|object||
#|bed {-Deprecated}|string|Enum values: `A` (deprecated), `B`.|
|kind|string|For enum values, see List of Kind values.<br>Rule: `kind` is required.|
|other|string|For enum values, see List of Kind values.|
|size {-To be deprecated}|string|For enum values, see Values in a table.|
|tone|string|For enum values, see List of Kind values 2.|
|far|string|Values: [Enumeration - Far  away ](#).|
|near|string|For enum values, see [Near  by ](#).|
```

### Response Header

```xtable
|Field|Data Type|Description|
|---|---|---|
|X-Log|string||
```

## Response

A `text/csv` file is returned.

```xtable
|Field|Data Type|Description|
|---|---|---|
|code|number||
```

## List of Kind values

```xtable
|Value|Kind|
|---|---|
|`A`|Big|
|`B` (to be deprecated)||
```

## Values in a table

```xtable
|Value|(Name)|
|---|---|
|`A`|Big|
|`C`||
```

## List of Kind values 2

```xtable
|Value|
|---|
|`X`|
```
"""
    )


def test_a_request_may_be_one_of_several_sets_of_parameters() -> None:
    rose, herb = Field("rose", STRING), Field("herb", STRING)
    sets = (Alternative("For roses", (rose,)), Alternative("For herbs", (herb,)))
    assert (
        written(rose, herb, alternatives=sets, rules=(Rule("requires", (("herb",),)),))
        == """\
# Dig

## Request

**Endpoint** https://business-api.tiktok.com/open_api/v1.3/plot/dig/

**Method** GET

### For roses

```xtable
|Field|Data Type|Description|
|---|---|---|
|rose|string||
```

### For herbs

```xtable
|Field|Data Type|Description|
|---|---|---|
|herb|string|Rule: `herb` is required.|
```
"""
    )


def test_an_object_s_alternatives_stand_below_each_in_a_table_of_its_own() -> None:
    rose, herb = Field("rose", STRING), Field("herb", STRING)
    sets = (Alternative("For roses", (rose,)), Alternative("For herbs", (herb,)))
    bed = Field("bed", OBJECT, children=(rose, herb), alternatives=sets)
    rules = (Rule("requires", (("plot", "bed", "rose"),)), Rule("requires", (("plot", "bed"),)))
    assert (
        written(Field("plot", OBJECT, children=(bed,)), rules=rules)
        == """\
# Dig

## Request

**Endpoint** https://business-api.tiktok.com/open_api/v1.3/plot/dig/

**Method** GET

**Parameters**

```xtable
|Field|Data Type|Description|
|---|---|---|
|plot|object||
#|bed|object|Rule: `plot.bed` is required.|
```

#### For roses

```xtable
|Field|Data Type|Description|
|---|---|---|
|bed|object||
#|rose|string|Rule: `plot.bed.rose` is required.|
```

#### For herbs

```xtable
|Field|Data Type|Description|
|---|---|---|
|bed|object||
#|herb|string||
```
"""
    )


def test_what_was_other_before_is_a_table_that_compares_versions() -> None:
    fields = (
        Field("a", STRING, formerly=Formerly(absent=True)),
        Field("b", STRING, formerly=Formerly(name="bb", type=NUMBER)),
        Field(
            "c",
            OBJECT,
            children=(
                Field("d", STRING, formerly=Formerly(within=())),
                Field("e", STRING, formerly=Formerly(presence="required")),
            ),
        ),
        Field(
            "f",
            STRING,
            formerly=Formerly(values=(FormerValue("X", "Y"), FormerValue(None, "Z"), FormerValue("W", None))),
        ),
    )
    removed = (Removed("request", ("c", "h"), type=STRING), Removed("response", ("i",), placed=False))
    former = FormerOperation("v1.2", "POST", "/v1.2/dig/", removed)
    reply = (Field("g", NUMBER, formerly=Formerly(type=STRING)),)
    assert (
        written(*fields, response=reply, formerly=former)
        == """\
# Dig

## Request

```xtable
|Changes|v1.2|v1.3|
|---|---|---|
|Endpoint path|/v1.2/dig/|/open_api/v1.3/plot/dig/|
|Method|POST|GET|
|New request parameter|/|`/a`|
|Request parameter|`/bb`: number|`/b`|
|Request parameter|`/d`|`/c/d`|
|Request parameter|`/c/e` is required|`/c/e`|
|Request parameter value|`/f`: `X`|`/f`: `Y`|
|New request parameter value|/|`/f`: `Z`|
|Request parameter value removed|/|`/f`: `W`|
|Response parameter|`/g`: string|`/g`|
|Request parameter removed|/|`/c/h`: string|
|Response parameter removed|/|`i`|
```

**Endpoint** https://business-api.tiktok.com/open_api/v1.3/plot/dig/

**Method** GET

**Parameters**

```xtable
|Field|Data Type|Description|
|---|---|---|
|a|string||
|b|string||
|c|object||
#|d|string||
#|e|string||
|f|string||
```

## Response

```xtable
|Field|Data Type|Description|
|---|---|---|
|g|number||
```
"""
    )


def test_the_appendix_is_written_by_its_pages() -> None:
    soils = (EnumValue("CLAY"), EnumValue("SAND", lifecycle="to-be-deprecated"))
    appendix = Appendix(
        enumerations=(
            Enumeration("Kind of soil", soils, ("soil", "soils"), "deprecated", page="a.md"),
            Enumeration("Sun", (EnumValue("FULL"),), lifecycle="to-be-deprecated", page="a.md"),
            Enumeration(
                "Coin",
                (EnumValue("ROS", label="Rose"), EnumValue("TUL")),
                page="c.md",
                facts=(
                    ListFact("precision", ("0.01", None)),
                    ListFact(
                        "min_daily_budget", ("10", "2"), Case("adgroup", (("", ("X",)), ("soil", ("CLAY",))))
                    ),
                ),
                partial=True,
                title="Coins",
            ),
        ),
        return_codes=tuple(
            ReturnCode(code, family, page="a.md") for code, family in ((0, "Fine"), (1, "Fine"), (2, "Odd"))
        ),
        http_statuses=(HttpStatus("2xx", page="b.md"),),
        scopes=(Scope("2", "Digging", page="b.md"), Scope("20", "Pots", "2", ("/pot/", "/a/"), page="b.md")),
        values_by_value=(
            ValuesByValue(
                "soil",
                "tool",
                "adgroup",
                (ValuesOfOne("CLAY", ("SPADE", "FORK")), ValuesOfOne("SAND", ("FORK",), all_but=True)),
                title="Tools by soil",
                page="d.md",
            ),
        ),
        rate_limits=(
            RateLimit("Basic", 10, 600, 864000, page="b.md"),
            RateLimit("Basic", 1, 2, 3000, subject="/plot/dig/", page="b.md"),
            RateLimit("Gold", 4, 5, 6, subject="/plot/dig/", page="b.md"),
        ),
    )
    pages = appendix_facts(appendix)
    assert list(pages) == ["a.md", "b.md", "c.md", "d.md"]
    assert (
        "\n".join(pages.values())
        == """\
# Enumerations and Return codes

## Kind of soil (`soil` or `soils`) (Deprecated)

```xtable
|Value|
|---|
|`CLAY`|
|`SAND` (to be deprecated)|
```

## Sun (To be deprecated)

```xtable
|Value|
|---|
|`FULL`|
```

## Fine

```xtable
|Code|Description|
|---|---|
|0||
|1||
```

## Odd

```xtable
|Code|Description|
|---|---|
|2||
```

# HTTP statuses and Permission scopes and Rate limits

```xtable
|HTTP status|
|---|
|2xx|
```

```xtable
|Scope ID|Parent scope ID|Permission name|Corresponding endpoint|
|---|---|---|---|
|2|/|Digging|/|
|20|2|Pots|/pot/|
|20|2|Pots|/a/|
```

```xtable
|Level|QPS|QPM|QPD|
|---|---|---|---|
|Basic|10|600|864,000|
```

## Rate limits

```xtable
|Endpoint|Basic|Basic|Basic|Gold|Gold|Gold|
|---|---|---|---|---|---|---|
|Limit type|QPS|QPM|QPD|QPS|QPM|QPD|
|/plot/dig/|1|2|3,000|4|5|6|
```

# Coins

## Coin (partial list)

```xtable
|Value of the list|Precision|LEAST|Name|
|---|---|---|---|
|`ROS`|0.01|10|Rose|
|`TUL`|-|2|-|
```

# Tools by soil

```xtable
|`soil` value|Supported values of `tool` (ad group level)|
|---|---|
|`CLAY`|`SPADE`, `FORK`|
|`SAND`|All values excluding `FORK`|
```
""".replace(
            "LEAST",
            "Minimum daily budget (inclusive) (at the ad group level, for `X` only, with `soil` as `CLAY`)",
        )
    )


@text_cases(title=str, lifecycle=literal, said=literal)
def test_a_page_tells_of_its_end_where_the_title_does_not(title: str, lifecycle: Any, said: str) -> None:
    assert written(title=title, lifecycle=lifecycle) == f"# {title}\n\n{said}## Request\n\n{ENDPOINT}"


def test_a_page_without_a_title_has_no_heading_above_its_endpoint() -> None:
    assert written(title="", lifecycle="deprecated") == ENDPOINT


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"default": "A|B"}, "Default value: `A\\|B`."),
        ({"default": True}, "Default value: `true`."),
        ({"default": 1e-05}, "Default value: `0.00001`."),
        ({"default": ["A", 1]}, 'Default value: `["A", 1]`.'),
        ({"format": "YYYY-MM-DD"}, "Format: `YYYY-MM-DD`."),
        ({"immutable": True}, "This field cannot be updated."),
        ({"open": True}, "Callers may add fields of their own."),
        ({"allowlist": True, "partly_allowlist": True}, "This field is allowlist-only."),
        ({"partly_allowlist": True}, "Some use of it is allowlist-only."),
        ({"listed": "Time zone"}, "Values are in [Reference list - Time zone](#)."),
        (
            {"range": ListRange("Coin", "daily_budget", "adgroup", "mode", ("A", "B"))},
            "Range: `daily_budget` of the list `Coin` at the ad group level when `mode` is `A` or `B`.",
        ),
        (
            {"conditions": (InWords("0123abcd"), InWords("4567cdef"))},
            "Conditions in words: `0123abcd`, `4567cdef`.",
        ),
        ({"limits": Limits(max_length=9)}, "Length limit: 9 characters."),
        ({"limits": Limits(min_length=2, max_length=9)}, "Length limit: 2-9 characters."),
        ({"limits": Limits(min_length=2)}, "Minimum length: 2 characters."),
        ({"limits": Limits(max_items=9)}, "Max size: 9."),
        ({"limits": Limits(min_items=2, max_items=9)}, "Size range: 2-9."),
        ({"limits": Limits(min_items=2)}, "Min size: 2."),
        ({"limits": Limits(minimum=2)}, "Value range: ≥ 2."),
        ({"limits": Limits(minimum=2, exclusive_minimum=True)}, "Value range: > 2."),
        ({"limits": Limits(maximum=2.5)}, "Value range: ≤ 2.5."),
        ({"limits": Limits(maximum=2.5, exclusive_maximum=True)}, "Value range: < 2.5."),
        ({"limits": Limits(minimum=0, maximum=1)}, "Value range: [0, 1]."),
        ({"limits": Limits(minimum=0, maximum=1, exclusive_minimum=True)}, "Value range: (0, 1]."),
        ({"limits": Limits(minimum=0, maximum=1, exclusive_maximum=True)}, "Value range: [0, 1)."),
    ],
    ids=str,
)
def test_a_fact_of_a_field_is_one_sentence(facts: dict[str, Any], said: str) -> None:
    rows = written(Field("bed", STRING, **facts)).splitlines()
    assert f"|bed|string|{said}|" in rows


def test_reports_are_written_by_their_pages() -> None:
    def of(role: Any, name: str, type_: Type = STRING, page: str = "beds.md", **more: Any) -> ReportItem:
        return ReportItem(role, Field(name, type_, **more.pop("stated", {})), page=page, **more)

    deep = Field("deep", NUMBER, limits=Limits(minimum=1))
    report = Report(
        "Garden *Beds*",
        (
            of("metrics", "picked", NUMBER, group=("Harvest", "Fruits"), under=("Sweet", "Red")),
            of("metrics", "peeled", NUMBER, group=("Harvest", "Fruits"), under=("Sweet", "Green")),
            of("metrics", "dug", OBJECT, group=("Harvest",), stated={"children": (deep,)}),
            of("dimensions", "bed|id", category="ID", stated={"lifecycle": "deprecated"}),
            of("dimensions", "age", framework="skan"),
            of("dimensions", "soil", stated={"enum": (EnumValue("A", label="Big"),)}),
            of("filters", "bed_ids", comparisons=("IN", "EQUALS")),
            of("filters", "age", page="ages.md"),
        ),
        (
            DimensionMetrics(
                ("day", "hour"),
                (
                    DimensionMetric("picked"),
                    DimensionMetric("peeled", ("synchronous",)),
                    DimensionMetric("dug", ("asynchronous",)),
                ),
                page="beds.md",
            ),
            DimensionMetrics(("bed",), (DimensionMetric("picked"),), without=True, page="beds.md"),
        ),
        (Grouping((Slot(("day",)), Slot(("bed", "soil"), 0, 1)), ("Harvest",), page="beds.md"),),
        (
            ReportNote("latency", "16 hours", words=InWords("abc"), page="times.md"),
            ReportNote("latency", "2 days", page="times.md"),
            ReportNote("range", "30 days", ("day", "hour"), ("bed",), page="times.md"),
            ReportNote("grouping", words=InWords("def"), page="beds.md"),
        ),
        lifecycle="deprecated",
    )
    assert report_facts([report]) == {
        "ages.md": """\
# (Deprecated) Lists in Garden &#42;Beds&#42; reports

# Supported filters

```xtable
|Filter field|Type|Supported filter types|Detail|
|---|---|---|---|
|age|string|||
```
""",
        "beds.md": """\
# (Deprecated) Lists in Garden &#42;Beds&#42; reports

# Harvest

## Fruits

### Supported metrics

```xtable
|Metric|Type|Detail|
|---|---|---|
|Sweet|||
#|Red|||
##|picked|number||
#|Green|||
##|peeled|number||
```

# Harvest

## Supported metrics

```xtable
|Metric|Type|Detail|
|---|---|---|
|dug|object||
#|deep|number|Value range: ≥ 1.|
```

# Supported dimensions

```xtable
|Dimension|Type|Dimension type|Detail|
|---|---|---|---|
|bed\\|id {-Deprecated}|string|ID||
|age|string||Framework: skan.|
|soil|string||For enum values, see Values in a table.|
```

# Supported filters

```xtable
|Filter field|Type|Supported filter types|Detail|
|---|---|---|---|
|bed_ids|string|IN, EQUALS||
```

# Supported metrics for `day`, `hour`

```xtable
|Field|Supported in synchronous reports|Supported in asynchronous reports|
|---|---|---|
|picked|✅|✅|
|peeled|✅|❌|
|dug|❌|✅|
```

# Metrics not supported for `bed`

```xtable
|Field|
|---|
|picked|
```

# Harvest

## Supported dimension groupings

```xtable
|Dimension grouping|
|---|
|`day` + `bed`/`soil` (optional)|
```

# Supported dimension groupings

```xtable
|Dimension grouping|
|---|
|In words: `def`.|
```

## Values in a table

```xtable
|Value|(Name)|
|---|---|
|`A`|Big|
```
""",
        "times.md": """\
# Times of reports

```xtable
|Report type|Latency|Data|
|---|---|---|
|Garden &#42;Beds&#42;|16 hours|In words: `abc`.|
|Garden &#42;Beds&#42;|2 days||
```

```xtable
|Report type|Days|With dimension|Without dimension|
|---|---|---|---|
|Garden &#42;Beds&#42;|30|`day`, `hour`|`bed`|
```
""",
    }


def test_no_mark_of_a_text_is_read_as_one() -> None:
    assert plain("a & <b> \\ *c* ~d~ [e](f) | `g`") == (
        "a &amp; &lt;b&gt; &#92; &#42;c&#42; &#126;d&#126; [e]&#40;f) \\| `g`"
    )


def test_headings_of_reports_are_no_deeper_than_markdown_has_them() -> None:
    for depth, last in ((5, "###### Supported metrics"), (6, "###### bed 6")):
        group = tuple(f"bed {level}" for level in range(1, depth + 1))
        item = ReportItem("metrics", Field("picked", NUMBER), group, page="beds.md")
        lines = report_facts([Report("Beds", (item,))])["beds.md"].splitlines()
        assert [line for line in lines if line.startswith("#")][-1] == last


def test_no_committed_facts_page_is_a_problem_itself() -> None:
    told = (ROOT / "spec" / "problems.txt").read_text(encoding="utf-8").splitlines()
    carried = {
        f"{file.parent.name}: {line}"
        for file in (ROOT / "spec" / "pages").glob("*/_problems.txt")
        for line in file.read_text(encoding="utf-8").splitlines()
    }
    # The overlay and the glossary are no pages.
    own = [line for line in told if line not in carried and ".yaml:" not in line]
    assert len(carried) > 1000
    assert own == []
