"""What columns and sentences beside a metric, a dimension or a filter say of it, as tables of wordings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from attrs import define, evolve, field

from tiktok_bindgen.interpret.model import DataLevel, Framework, ReportItem, ReportMode, ReportRole, Slot
from tiktok_bindgen.interpret.report_groupings import Groupings, written_grouping
from tiktok_bindgen.interpret.report_pages import LONGEST, Wording, wording
from tiktok_bindgen.interpret.statements import split
from tiktok_bindgen.read.page import Line

# What data levels are called.
LEVELS: dict[str, DataLevel] = {
    "advertiser": "advertiser",
    "ad account": "advertiser",
    "campaign": "campaign",
    "ad group": "adgroup",
    "adgroup": "adgroup",
    "ad": "ad",
}
_ALL_LEVELS: tuple[DataLevel, ...] = ("advertiser", "campaign", "adgroup", "ad")
_THIS = r"(?:\(?(?:this|the) (?:metric|dimension|filter) )?(?:is |can be )?(?:only )?"
# Tried in order; `levels` names them. To read one more wording, add a row.
AT_LEVELS: tuple[Wording, ...] = (
    wording(
        rf"^{_THIS}(?:supported|available) (?:at|in) all levels \((?:`?data_level`? ?[=:] ?)?(?P<levels>[^()]+)\)\s*\.?$",
        "This dimension is supported at all levels (`data_level`= `GARDEN_CAMPAIGN` or `GARDEN_AD`).",
    ),
    wording(
        rf"^{_THIS}(?:supported|available) (?:at|in) (?:the )?(?P<levels>[\w ,/]+?) levels?(?: only)?"
        r"(?: in both synchronous and asynchronous reports)?(?: \([^()]*\))?\s*\.?$",
        "Supported at Campaign, Ad Group and Ad level.",
        "This dimension is supported at campaign and advertiser levels (`data_level` = `GARDEN_CAMPAIGN`).",
        "Supported at the Ad group level only.",
    ),
)
NOT_AT_LEVELS: tuple[Wording, ...] = (
    wording(
        r"^(?:this metric is )?not (?:supported|available) at (?:the )?(?P<levels>[\w ,/]+?) levels?\s*[.)]*$",
        "Not supported at the Ad level.",
    ),
    wording(
        r"^as (?:one|a) [\w ]+ may have .+, this statistic is not supported for (?P<levels>[\w ]+?)s\.?$",
        "As one campaign may have many gardens, this statistic is not supported for campaigns.",
    ),
)
# The one way of running a report in which something can be used.
IN_MODE: tuple[Wording, ...] = (
    wording(
        r"^(?:(?:this|the) (?:metric|filter|dimension)|[\w ()]+ metrics) (?:is|are|can) only (?:be )?(?:supported|used) in "
        r"(?P<mode>synchronous|asynchronous)(?: [\w ]+)? reports?\.?$",
        "This filter is only supported in synchronous garden reports.",
        "Fruit (tree) metrics can only be used in synchronous garden reports.",
        "This filter can only be used in synchronous reports.",
    ),
    wording(
        r"^you can only use this (?:metric|filter|dimension) in (?P<mode>synchronous|asynchronous) (?:mode|reports?)\.?$",
        "You can only use this dimension in synchronous mode.",
    ),
    wording(
        r"^(?:note that )?`(?P<name>\w+)` ?only works for [\w ]*\b(?P<mode>synchronous|asynchronous) reports\.?$",
        "Note that `plot_id` only works for garden synchronous reports.",
    ),
    wording(r"^only in (?P<mode>synchronous|asynchronous) reports\.$", "Only in synchronous reports."),
)
NOT_IN_MODE = wording(
    r"^this (?:metric|filter|dimension) does not support (?P<mode>synchronous|asynchronous) reports\.?$",
    "This metric does not support asynchronous reports.",
)
# The dimensions of which a request has one that has this, too.
NEEDS: tuple[Wording, ...] = (
    wording(
        r"^(?:only supported for|(?:only )?(?:available|valid) only when|available when) the (?P<names>`.+`) dimension"
        r"(?: is used)?\.?$",
        "Only supported for the `plot_id` dimension.",
        "Available only when the `plot_id` dimension is used.",
    ),
    wording(
        r"^(?:you can only use this metric along|this metric can only be used together) with the "
        r"(?:dimension (?P<names>`\w+`)|(?P<other>`\w+`) dimension)\.?$",
        "You can only use this metric along with the dimension `plot_id`.",
        "This metric can only be used together with the `plot_id` dimension.",
    ),
    wording(
        r"^this metric is supported only when (?P<names>`\w+`) is specified in the `dimensions` field of the request\.?$",
        "This metric is supported only when `plot` is specified in the `dimensions` field of the request.",
    ),
    wording(
        r"^note that if you want to use `?\w+`? as metrics, then the [`']dimensions[`'] field in your request must include "
        r"(?P<names>[`\w/ ]+)\.?$",
        "Note that if you want to use `soil` as metrics, then the `dimensions` field in your request must include "
        "`bed_id`/`plot_id`.",
    ),
)
EXCLUDES = wording(
    r"^(?:you cannot use it together with|(?:this|the) (?:filter|metric|dimension) cannot be used together with) "
    r"(?P<names>(?:(?:,? ?(?:and|or) |, )?(?:the )?(?:(?:attribute )?(?:metric|dimension|filter) )?`\w+`,?)+)\.?$",
    "You cannot use it together with the dimension `bed_id`, the filter `bed_ids`, or the attribute metric `bed_id`.",
    "This filter cannot be used together with `soil`.",
)
_EXCLUDED = re.compile(r"(?:(metric|dimension|filter) )?`(\w+)`")
_ROLES: dict[str, ReportRole] = {"metric": "metrics", "dimension": "dimensions", "filter": "filters"}
REAL_TIME = wording(
    r"\bby conversion time\b|^real[- ]time\b|\bbased on when the conversion actually happened\b",
    "Fruit by conversion time",
    "Real-time fruit",
    "(The total count is based on when the conversion actually happened.)",
)
# What measures a metric, by what its label or a heading above it says.
FRAMEWORKS: tuple[tuple[Framework, Wording], ...] = (
    ("skan", wording(r"\bSKAN\b", "Fruit (SKAN)", "SKAN metrics")),
    ("san", wording(r"\bSAN\b", "SAN metrics")),
    ("regular", wording(r"^regular\b", "Regular metrics")),
)
# What lists the groupings of dimensions that a metric goes with.
GROUPINGS: tuple[Wording, ...] = (
    wording(
        r"^if you want to use (?:this metric|[\w ]+ metrics), you can specify any of the following dimension groupings in the "
        r"`?dimensions`? field of the request[:：]$",
        "If you want to use this metric, you can specify any of the following dimension groupings in the `dimensions` "
        "field of the request:",
    ),
    wording(
        r"^[\w ()]+ metrics are supported for the following dimension groupings[:：]$",
        "Fruit (tree) metrics are supported for the following dimension groupings:",
    ),
)
_WRITTEN_GROUPINGS = re.compile(r"^Dimension groupings: (.+)\.$")
_GUIDANCE = re.compile(r"^(?:to |see |for details|refer to )", re.IGNORECASE)
# What is about where something can be used, however it is put.
ABOUT_USE = wording(
    r"\b(?:supported|available|required|used?)\b.{0,80}\b(?:levels?|synchronous|asynchronous)\b"
    r"|\b(?:synchronous|asynchronous|levels?)\b.{0,60}\b(?:supported|available)\b"
    r"|\bdimension groupings?\b.*(?:field|request|following)|\bonly be used with the following dimensions\b"
    r"|\bnot support(?:ed)? for campaigns\b|\bcannot be used together\b",
    "It will be supported at the Ad level.",
    "You can specify any of the following dimension groupings in the request:",
)
# What else a column tells of a metric, a dimension or a filter; the others are read as its description.
COLUMNS: tuple[tuple[str, Wording], ...] = (
    ("type", wording(r"(?:data )?type", "Data Type")),
    ("label", wording(r"desc?ription", "Description")),
    ("comparisons", wording(r"(?:supported )?filter types?", "Supported Filter Types")),
    ("levels", wording(r"(?:supported )?(?:advertising|data) levels?", "Supported Data Level")),
    ("category", wording(r"dimension type|category", "Dimension type")),
    ("groupings", wording(r"(?:supported )?dimension groupings?", "Supported dimension groupings")),
    ("presence", wording(r"required/optional(?:/conditional)?", "Required/Optional")),
    ("size", wording(r"max(?:imum)? size", "Max size")),
    ("synchronous", wording(r"(?:supported )?in synchronous\b.*", "Supported in synchronous garden reports")),
    (
        "asynchronous",
        wording(r"(?:supported )?in asynchronous\b.*", "Supported in asynchronous garden reports"),
    ),
)
# What introduces a list of metrics in the description of a dimension.
METRIC_LISTS: tuple[tuple[bool, Wording], ...] = (
    (
        False,
        wording(
            r"^the supported metrics for this dimension are[:：]$",
            "The supported metrics for this dimension are:",
        ),
    ),
    (
        True,
        wording(
            r"^this dimension does not support the following metrics[:：]$",
            "This dimension does not support the following metrics:",
        ),
    ),
)
# What says, beside a metric that goes with a dimension, in which reports it does not; and that filters are for one way of running a report, beside the table.
NOT_WITH_IN_MODE = wording(
    r"\bthis metric cannot be used together with the `\w+` dimension in (?P<mode>synchronous|asynchronous) [\w ]*reports\.?$",
    "This metric cannot be used together with the `plot_id` dimension in asynchronous garden reports.",
)
FILTER_MODE = wording(
    r"^in asynchronous [\w ]*\breports?, the only supported filter fields? (?:is|are) (?P<names>`.+`)\.?$",
    "In asynchronous garden reports, the only supported filter fields are `bed_ids` and `plot_ids`.",
)
# For how many days a report can be asked, by which dimension is or is not among those of the request.
RANGES: tuple[Wording, ...] = (
    wording(
        r"^if you (?P<not>don't )?include (?P<names>`\w+`) in the value of the `?dimensions`? field(?: to query [\w ]+)?, you can "
        r"retrieve data for a maximum of (?P<days>\d+) days?\.?$",
        "If you don't include `day` in the value of the `dimensions` field, you can retrieve data for a maximum of 90 days.",
    ),
    wording(
        r"^(?P<kinds>[\w ]+?) reports support data retrieval for up to (?P<days>\d+) days\b.*$",
        "Garden reports support data retrieval for up to 90 days, whatever is asked for.",
    ),
)
# What such sentences are of, where they do not say it themselves.
RANGE_KINDS = wording(
    r"^for (?P<kinds>.+?) reports?[:：]$", "For garden reports, tree ad reports, and rose bed reports:"
)
_SEPARATOR = re.compile(r"\s*(?:,|/|\band\b|\bor\b)\s*")
_CONSTANT = re.compile(r"`?\b[A-Z]+_([A-Z]+)\b`?")
_CODE = re.compile(r"`(\w+)`")
_NOTE = re.compile(r"^(?:note|notes)\s*[:：]\s*", re.IGNORECASE)


@define
class Uses:
    """Where a metric, a dimension or a filter can be used, as far as its sentences say.

    Attributes:
        levels: The data levels.
        modes: How the report is run.
        needs: The dimensions of which one is needed.
        excludes: What it does not go with.
        real_time: It counts when the event happened.
        groupings: The groupings of dimensions that it goes with.
        unread: Sentences about it that are not understood.
        rest: What else the description says, those sentences among it.
    """

    role: ReportRole
    levels: tuple[DataLevel, ...] = ()
    modes: tuple[ReportMode, ...] = ()
    needs: tuple[str, ...] = ()
    excludes: tuple[tuple[ReportRole, str], ...] = ()
    real_time: bool = False
    groupings: tuple[tuple[Slot, ...], ...] = ()
    unread: list[str] = field(factory=list)
    rest: list[Line] = field(factory=list)

    def read(self, lines: Sequence[Line]) -> None:
        """Take the sentences of a description."""
        above: int | None = None
        for index, line in enumerate(lines):
            if above is not None and line.level > above:
                continue
            above = None
            *before, last = split(line.text) or ("",)
            text = _NOTE.sub("", last[:LONGEST])
            written: list[str] = []
            if any(each.pattern.match(text) for each in GROUPINGS):
                written = [each.text for each in _below(line, lines[index + 1 :])]
            elif match := _WRITTEN_GROUPINGS.match(text):
                written = match[1].split("; ")
            if written and self._group_by(written):
                above = line.level
                self._sentences(evolve(line, text=" ".join(before)))
            else:
                self._sentences(line)

    def inherit(self, title: Uses) -> None:
        """Take what is said of all that is below a title, where nothing of the kind is said of this."""
        self.levels = self.levels or title.levels
        self.modes = self.modes or title.modes
        self.needs = self.needs or title.needs
        self.groupings = self.groupings or title.groupings

    def _group_by(self, written: Sequence[str]) -> bool:
        reader = Groupings()
        read = [reader.read(each) for each in written]
        if not all(read):
            return False
        self.groupings = tuple(slots for each in read for slots in each or ())
        return True

    def _sentences(self, line: Line) -> None:
        found = split(line.text)
        left = []
        for sentence in found:
            text = _NOTE.sub("", sentence)
            self.real_time = self.real_time or REAL_TIME.pattern.search(text) is not None
            if len(text) <= LONGEST and self._read(text):
                continue
            left.append(sentence)
            if ABOUT_USE.pattern.search(text) and not _GUIDANCE.match(text):
                self.unread.append(text)
        if left:
            self.rest.append(line if len(left) == len(found) else evolve(line, text=" ".join(left)))

    def _read(self, text: str) -> bool:
        for each in AT_LEVELS:
            if (match := each.pattern.match(text)) and (levels := levels_in(match["levels"])):
                self.levels = tuple(level for level in _ALL_LEVELS if level in {*self.levels, *levels})
                return True
        for each in NOT_AT_LEVELS:
            if (match := each.pattern.match(text)) and (levels := levels_in(match["levels"])):
                self.levels = tuple(level for level in _ALL_LEVELS if level not in levels)
                return True
        for each in IN_MODE:
            if match := each.pattern.match(text):
                self.modes = (
                    ("asynchronous",) if match["mode"].lower() == "asynchronous" else ("synchronous",)
                )
                return True
        if match := NOT_IN_MODE.pattern.match(text):
            self.modes = ("synchronous",) if match["mode"].lower() == "asynchronous" else ("asynchronous",)
            return True
        for each in NEEDS:
            if match := each.pattern.match(text):
                named = " ".join(filter(None, match.groups()))
                self.needs = tuple(_CODE.findall(named)) or tuple(re.findall(r"\w+", named))
                return True
        if match := EXCLUDES.pattern.match(text):
            self.excludes = tuple(
                (_ROLES.get(kind.lower(), self.role), name)
                for kind, name in _EXCLUDED.findall(match["names"])
            )
            return True
        return False


def _below(line: Line, lines: Iterable[Line]) -> Iterator[Line]:
    """The lines of the list that a line introduces."""
    return takewhile(lambda each: each.level > line.level, lines)


def levels_in(text: str) -> tuple[DataLevel, ...]:
    """The data levels of a list of their names or constants; none if one of them is unknown.

    Examples:
        >>> levels_in("Campaign/Ad group"), levels_in("`GARDEN_AD`"), levels_in("Campaign and soil")
        (('campaign', 'adgroup'), ('ad',), ())
    """
    names = [part.strip(" `.") for part in _SEPARATOR.split(_CONSTANT.sub(lambda match: match[1], text))]
    found = [LEVELS.get(name.lower()) for name in names if name]
    return tuple(level for level in found if level is not None) if all(found) else ()


def framework_in(texts: Iterable[str]) -> Framework | None:
    """What measures a metric, by the first of some texts that tells it."""
    for text in texts:
        for framework, each in FRAMEWORKS:
            if each.pattern.search(text):
                return framework
    return None


def written_uses(item: ReportItem) -> Iterator[str]:
    """The sentences that say it, in our own words; `Uses.read` reads them."""
    titles = {"advertiser": "Advertiser", "campaign": "Campaign", "adgroup": "Ad Group", "ad": "Ad"}
    if item.levels:
        yield f"Supported at {', '.join(titles[level] for level in item.levels)} level."
    if len(item.modes) == 1:
        yield f"Only in {item.modes[0]} reports."
    if item.needs:
        yield f"Only supported for the {' or '.join(f'`{name}`' for name in item.needs)} dimension."
    if item.excludes:
        names = {role: word for word, role in _ROLES.items()}
        listed = ", ".join(f"the {names[role]} `{name}`" for role, name in item.excludes)
        yield f"You cannot use it together with {listed}."
    if item.groupings:
        yield f"Dimension groupings: {'; '.join(map(written_grouping, item.groupings))}."
    if item.real_time:
        yield "Real-time."
