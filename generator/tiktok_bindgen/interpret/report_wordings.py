"""The wordings of reports, as data: titles, columns and headings, and the sentences beside metrics.

Patterns are in the small language of :mod:`~tiktok_bindgen.wording.patterns`. To read one more wording, add
a row with an example in words of your own; the examples are tests.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from itertools import islice

from tiktok_bindgen.interpret.model import ReportRole
from tiktok_bindgen.interpret.report_model import Framework, ReportMode
from tiktok_bindgen.logic import model
from tiktok_bindgen.logic.model import DataLevel
from tiktok_bindgen.wording.parts import joint, mark_at, one_token, word_at
from tiktok_bindgen.wording.patterns import Reader
from tiktok_bindgen.wording.table import Table
from tiktok_bindgen.wording.tokens import Token

# Data levels, keyed by their names.
LEVELS: dict[str, DataLevel] = {**model.LEVELS, "ad account": "advertiser"}
MODES: dict[str, ReportMode] = {"synchronous": "synchronous", "asynchronous": "asynchronous"}
ROLES: dict[str, ReportRole] = {"metric": "metrics", "dimension": "dimensions", "filter": "filters"}
FRAMEWORKS: dict[str, Framework] = {"skan": "skan", "san": "san", "regular": "regular"}

_SEPARATOR = re.compile(r"\s*(?:,|/|\band\b|\bor\b)\s*")
_CONSTANT = re.compile(r"`?\b[A-Z]+_([A-Z]+)\b`?")
_LONGEST_LIST = 20


def levels_in(text: str) -> tuple[DataLevel, ...]:
    """Parse a list of data levels by name or constant; empty if one of them is unknown.

    Examples:
        >>> levels_in("Campaign/Ad group"), levels_in("`GARDEN_AD`"), levels_in("Campaign and soil")
        (('campaign', 'adgroup'), ('ad',), ())
    """
    names = [part.strip(" `.") for part in _SEPARATOR.split(_CONSTANT.sub(lambda match: match[1], text))]
    found = [LEVELS.get(name.lower().removesuffix("s")) for name in names if name]
    return tuple(level for level in found if level is not None) if all(found) else ()


def _read_levels(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[DataLevel, ...]]]:
    for end in range(min(start + _LONGEST_LIST, len(tokens)), start, -1):
        if levels := levels_in(" ".join(map(str, tokens[start:end]))):
            yield end, levels


def _read_names(
    tokens: Sequence[Token], start: int, joints: Collection[str | None] = ("", "or", "and", None)
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Read names in code, or words that look like no English, joined by a sign or a word."""
    names: list[str] = []
    at = start
    while at < len(tokens) and tokens[at].kind != "mark":
        found = tokens[at].text.split("/")
        if not all(name.isidentifier() and (tokens[at].kind == "code" or "_" in name) for name in found):
            return
        names += found
        yield at + 1, tuple(names)
        joined, at = joint(tokens, at + 1)
        if joined not in joints:
            return


def _read_choice(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    yield from _read_names(tokens, start, ("", "or"))


def _read_roles(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, object]]:
    """Read names in code with the role of each: ``the dimension `bed_id`, the filter `bed_ids` ``."""
    found: list[tuple[ReportRole | None, str]] = []
    at = start
    while True:
        while word_at(tokens, at) in {"the", "attribute"}:
            at += 1
        role = ROLES.get(word_at(tokens, at))
        at += role is not None
        if at == len(tokens) or tokens[at].kind != "code":
            return
        found.append((role, tokens[at].text))
        yield at + 1, tuple(found)
        joined, at = joint(tokens, at + 1)
        if joined is None:
            return


_NO_KIND = frozenset({"and", "for", "in", "of", "the", "to"})


def _read_text(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Read any words, as written."""
    for end in range(start + 1, len(tokens) + 1):
        yield end, " ".join(map(str, tokens[start:end]))


def _read_kind(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Read the name of a kind of report or dimensions, which has no joining words within it."""
    for end, text in _read_text(tokens, start):
        if end - 1 > start and word_at(tokens, end - 1) in _NO_KIND:
            return
        yield end, text


def _read_kinds(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Read the names of several kinds."""
    for end, text in _read_text(tokens, start):
        if tokens[end - 1].kind == "code" or mark_at(tokens, end - 1) == ":":
            return
        yield end, text


READERS: dict[str, Reader] = {
    "CHOICE": _read_choice,
    "CODE": lambda tokens, start: islice(_read_names(tokens, start), 1),
    "KIND": _read_kind,
    "KINDS": _read_kinds,
    "LEVELS": _read_levels,
    "LISTS": one_token(
        lambda token: ROLES.get(token.text.removesuffix("s")) if token.kind == "word" else None
    ),
    "MODE": one_token(lambda token: MODES.get(token.text) if token.kind == "word" else None),
    "NAMES": _read_names,
    "ROLES": _read_roles,
    "TEXT": _read_text,
}
_table = partial(
    Table,
    readers=READERS,
    parts={
        "mark": r"\( PHRASE \)",
        "report": "report|reports",
        "item": "metric|dimension|filter",
        "this": r"\(? (this|the) <item>",
        "is": "is|can be",
        "field": "(CODE|dimensions) field (of|in) (the|your) request",
        "levels": "level|levels",
        "grouping": "grouping|groupings",
        "dimension": "dimension|dimensions",
        "used": "supported|available|required|use|used",
        "mode": "synchronous|asynchronous",
    },
)

# Titles of pages, or texts of links, that name a kind of report.
TITLES = _table(
    r"""
kind: <mark>? ANY (metric|metrics|dimension|dimensions|filter|filters|grouping|groupings|list|lists) ANY
    (in|for|of) KIND <report>
  - Metrics in Garden reports
  - Supported dimensions for Rose Bed Reports
  - Supported metrics for a dimension in garden reports
kind: <mark>? KIND <report>
  - Garden reports
  - (Deprecated) Garden reports
  - In-bed reports
  - in bed reports
    """,
    hint="report",
)

# The same for pages that document an endpoint.
CALL_TITLES = _table(
    r"""
kind: <mark>? (get|run|query) (a|an|the)? KIND <report>?
  - Get plot benchmarks
  - Run a garden report
    """
)

# What a table lists, by the title of the column with the names.
COLUMNS = _table(
    r"""
metrics: (metric|metrics) (field|fields|name|names)?
  - Metric
  - Metric field
  - Metric Name
dimensions: <dimension> (name|names)?
  - Dimension
  - Dimension name
filters: (filter|filters) (field|fields|name|names)?
  - Filter
  - Filter field
comparison: changes
  - Changes
groupings: dimension (category|grouping|groupings)
  - Dimension category
kind: report (type|types)
  - Report type
name: (field|fields|name|names|value|values)
  - Field
  - Value
latency: latency
  - Latency
days: days
  - Days
    """
)

# Further columns about a metric, a dimension or a filter; all others are read as its description.
DETAILS = _table(
    r"""
type: data? type
  - Data Type
label: (description|desription)
  - Description
comparisons: supported? filter (type|types)
  - Supported Filter Types
levels: supported? (advertising|data) <levels>
  - Supported Data Level
groupings: supported? dimension <grouping>
  - Supported dimension groupings
category: (dimension type|category)
  - Dimension type
presence: (required/optional|required/optional/conditional)
  - Required/Optional
size: (max|maximum) size
  - Max size
synchronous: supported? in synchronous (ANYTHING)?
  - Supported in synchronous garden reports
asynchronous: supported? in asynchronous (ANYTHING)?
  - Supported in asynchronous garden reports
    """
)

# What a table lists by its heading or title, if its first column does not say.
HEADINGS = _table(
    r"""
dimension-metrics: ANY metrics not supported for the? NAMES ANY
  - Metrics not supported for `plot_id`
dimension-metrics: ANY metrics for the? NAMES ANY
  - Supported metrics for `plot_id`
metrics: ANY metrics ANY
  - Basic data metrics
  - Supported metrics (for roses)
dimensions: ANY dimensions
  - Supported dimensions
    """,
    hint="metrics|dimensions",
)

# Headings that only say what is listed below.
GENERIC = _table(
    r"""
generic: (supported|available)? (metrics|dimensions|filters|dimension (<grouping>|category|categories) rules?)
  - Supported dimensions
  - Dimension grouping rules
    """
)

# What measures a metric, by its label or a heading above it.
LABELS = _table(
    r"""
skan: ANY skan ANY
  - Fruit (SKAN)
  - SKAN metrics
san: ANY san ANY
  - SAN metrics
regular: regular ANY
  - Regular metrics
    """,
    hint="san|skan|regular",
)

# Where something can be used: at which levels, in which mode of running a report, and with what; also which lists
# of these follow. A metric that is `real-time` counts when the event happened.
USES = _table(
    r"""
levels: <this>? <is>? only? (supported|available) (at|in) all levels \( (CODE (=|:)?)? LEVELS \)
  - This dimension is supported at all levels (`data_level`= `GARDEN_CAMPAIGN` or `GARDEN_AD`).
levels: <this>? <is>? only? (supported|available) (at|in) the? LEVELS <levels> only?
    (in both synchronous and asynchronous reports)? (\( ANY \))?
  - Supported at Campaign, Ad Group and Ad level.
  - This dimension is supported at campaign and advertiser levels (`data_level` = `GARDEN_CAMPAIGN`).
  - Supported at the Ad group level only.
not-levels: (this metric is)? not (supported|available) at the? LEVELS <levels> .? \)?
  - Not supported at the Ad level.
  - This metric is not available at the ad level.)
not-levels: as (one|a) PHRASE may have ANY , this statistic is not supported for LEVELS
  - As one campaign may have many gardens, this statistic is not supported for campaigns.
mode: (<this>|ANY metrics) (is|are|can) only be? (supported|used) in MODE PHRASE? <report>
  - This filter is only supported in synchronous garden reports.
  - Fruit (tree) metrics can only be used in synchronous garden reports.
  - This filter can only be used in synchronous reports.
mode: you can only use this <item> in MODE (mode|report|reports)
  - You can only use this dimension in synchronous mode.
mode: CODE only works for PHRASE? MODE <report>
  - Note that `plot_id` only works for garden synchronous reports.
mode: only in MODE reports
  - Only in synchronous reports.
not-mode: this <item> does not support MODE <report>
  - This metric does not support asynchronous reports.
needs: (only supported for|only? (available|valid) only when|available when) the NAMES dimension (is used)?
  - Only supported for the `plot_id` dimension.
  - Available only when the `plot_id` dimension is used.
needs: (you can only use this metric along|this metric can only be used together) with the
    (dimension NAMES|NAMES dimension)
  - You can only use this metric along with the dimension `plot_id`.
  - This metric can only be used together with the `plot_id` dimension.
needs: this metric is supported only when NAMES is specified in the <field>
  - This metric is supported only when `plot` is specified in the `dimensions` field of the request.
needs: if you want to use ANY as metrics , then the <field> must include NAMES
  - Note that if you want to use `soil` as metrics, then the `dimensions` field in your request must include
    `bed_id`/`plot_id`.
  - If you want to use soil as metrics, then the 'dimensions' field in your request must include tree_id/ bed_id/plot_id.
excludes: (you cannot use it|(this|the) <item> cannot be used) together with ROLES
  - You cannot use it together with the dimension `bed_id`, the filter `bed_ids`, or the attribute metric `bed_id`.
  - This filter cannot be used together with `soil`.
groupings: if you want to use (this metric|ANY metrics) , you can specify any of the following dimension groupings in
    the <field> :
  - If you want to use this metric, you can specify any of the following dimension groupings in the `dimensions`
    field of the request:
groupings: ANY metrics are supported for the following dimension groupings :
  - Fruit (tree) metrics are supported for the following dimension groupings:
metrics: the supported metrics for this dimension are :
  - The supported metrics for this dimension are:
without-metrics: this dimension does not support the following metrics :
  - This dimension does not support the following metrics:
not-with: ANY this metric cannot be used together with the CODE dimension in MODE PHRASE? <report>
  - This metric cannot be used together with the `plot_id` dimension in asynchronous garden reports.
real-time: ANY by conversion time ANY
  - Fruit by conversion time
real-time: (real-time|real time) ANY
  - Real-time fruit
real-time: ANY based on when the conversion actually happened ANY
  - (The total count is based on when the conversion actually happened.)
    """,
    hint="support|available|only|use|conversion|real",
)

# Any sentence about where something can be used, except references to further information.
ABOUT_USE = _table(
    r"""
more: (to|see|for details|refer to) ANYTHING
  - To learn at which levels it is available, see below.
use: ANY <used> ANY (<levels>|<mode>) ANY
  - It will be supported at the Ad level.
use: ANY (<mode>|<levels>) ANY (supported|available) ANY
  - Which levels are supported is open.
use: ANY dimension <grouping> ANY (field|request|following) ANY
  - You can specify any of the following dimension groupings in the request:
use: ANY (only be used with the following dimensions|(not support|not supported) for campaigns|cannot be used together)
    ANY
  - It cannot be used together with others.
    """,
    hint="level|synchronous|grouping|campaigns|used",
)

# What a page states outside its tables: the only filters of asynchronous reports, and for how many days a report
# can be requested. `kinds` names the kinds of reports that ranges below it are of, if they do not themselves.
NOTES = _table(
    r"""
filters: in asynchronous PHRASE? <report> , the only supported filter (field|fields) (is|are) NAMES
  - In asynchronous garden reports, the only supported filter fields are `bed_ids` and `plot_ids`.
range: if you include CODE in the value of the (CODE|dimensions) field (to query PHRASE)? , you can retrieve data for a
    maximum of NUMBER (day|days)
  - If you include `day` in the value of the `dimensions` field, you can retrieve data for a maximum of 90 days.
range-without: if you don't include CODE in the value of the (CODE|dimensions) field (to query PHRASE)? , you can
    retrieve data for a maximum of NUMBER (day|days)
  - If you don't include `day` in the value of the `dimensions` field, you can retrieve data for a maximum of 90 days.
range: KINDS reports support data retrieval for up to NUMBER days (ANYTHING)?
  - Garden reports support data retrieval for up to 90 days, whatever is asked for.
kinds: for KINDS <report> :
  - For garden reports, tree ad reports, and rose bed reports:
    """,
    hint="days|filter|^for",
)

# Sentences that lead from a field to the lists of its names; `written` is the form on facts pages.
POINTERS = _table(
    r"""
written: names of LISTS : ANYTHING
  - Names of metrics: [Garden reports](#).
pointer: ANY (supported|available) ad-level? LISTS ANY
  - To find the supported metrics, see [Garden metrics](https://garden.test/1).
  - To learn about the available dimension groupings for your metrics, see [Metrics](https://garden.test/1).
  - See the Supported metrics section.
pointer: ANY for all? the? (supported|available)? LISTS ANY
  - Refer to [Garden reports](https://garden.test/1) for all metrics of roses.
pointer: ANY LISTS (supported in|that you can query) ANY
  - For filters that you can query in garden reports, refer to [Reports](https://garden.test/1).
pointer: ANY (see|refer to|listed in) the? supported? LISTS ANY
  - Please see the [Metrics table](https://garden.test/1) for details.
    """,
    hint=r"\[|\bsection\b",
)
