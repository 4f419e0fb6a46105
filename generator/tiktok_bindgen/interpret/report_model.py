"""The model of kinds of reports: their names, and which of them can be combined."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen

from tiktok_bindgen.interpret.model import Field, InWords, Lifecycle, ReportRole
from tiktok_bindgen.logic.model import DataLevel

ReportMode = Literal["synchronous", "asynchronous"]
Framework = Literal["regular", "san", "skan"]


@frozen
class Slot:
    """A slot in a grouping of dimensions.

    Attributes:
        names: The dimensions that may fill it.
        least: The least number of them in a request.
        most: The greatest number; ``None`` for any number.
    """

    names: tuple[str, ...]
    least: int = 1
    most: int | None = 1


@frozen
class ReportItem:
    """A metric, a dimension or a filter of a kind of report, as one row states it.

    Attributes:
        role: Which of the three it is.
        row: Its name, type, values, limits and lifecycle; for a metric that is an object, its fields.
        group: The headings above it, outermost first.
        under: The titles above it within the table, outermost first.
        levels: The data levels where it is available; empty if not stated.
        modes: The modes (synchronous, asynchronous) where it is available; empty if not stated.
        needs: Dimensions of which a request with it must have one; empty if not stated.
        excludes: Names that a request with it must not have.
        not_by: Periods (``hour``) by which its figures cannot be divided; `excludes` has their dimensions.
        groupings: The groupings of dimensions where it is available; empty if not stated.
        real_time: Whether a metric is counted at the time of the event, not of the ad view.
        framework: The attribution framework of a metric (``skan``, ``san``, ``regular``), if stated.
        category: The category of a dimension: ``Time``.
        comparisons: How a filter's value may be compared: ``IN``.
        page: The page it was read from.
    """

    role: ReportRole
    row: Field
    group: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    levels: tuple[DataLevel, ...] = ()
    modes: tuple[ReportMode, ...] = ()
    needs: tuple[str, ...] = ()
    excludes: tuple[tuple[ReportRole, str], ...] = ()
    not_by: tuple[str, ...] = field(default=(), eq=False)
    groupings: tuple[tuple[Slot, ...], ...] = ()
    real_time: bool = False
    framework: Framework | None = None
    category: str | None = None
    comparisons: tuple[str, ...] = ()
    page: str = field(default="", eq=False)


@frozen
class DimensionMetric:
    """A metric that is available with a dimension.

    Attributes:
        name: The metric.
        modes: The modes in which it is; empty for any.
    """

    name: str
    modes: tuple[ReportMode, ...] = ()


@frozen
class DimensionMetrics:
    """The metrics that are available with some dimensions, or those that are not.

    Attributes:
        dimensions: The dimensions; the statement holds for each.
        metrics: The metrics, in documented order.
        without: Whether these are the metrics that are not available.
        page: The page it was read from.
    """

    dimensions: tuple[str, ...]
    metrics: tuple[DimensionMetric, ...]
    without: bool = False
    page: str = field(default="", eq=False)


@frozen
class Grouping:
    """A combination of dimensions that a report may be grouped by.

    Attributes:
        slots: Its dimensions; no others are allowed.
        group: The headings above it, outermost first.
        page: The page it was read from.
    """

    slots: tuple[Slot, ...]
    group: tuple[str, ...] = ()
    page: str = field(default="", eq=False)


@frozen
class ReportNote:
    """A statement about a kind of report, or about some of its data.

    Attributes:
        about: Its subject: the latency of data, the period of a request, or a rule about groupings.
        amount: The amount with its unit: ``16 hours``, ``30 days``; ``None`` if it is no time.
        dimensions: The dimensions with which it holds.
        without: The dimensions without which it holds.
        words: Prose that qualifies it, if any.
        page: The page it was read from.
    """

    about: Literal["latency", "range", "grouping"]
    amount: str | None = None
    dimensions: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    words: InWords | None = None
    page: str = field(default="", eq=False)


@frozen
class Report:
    """A kind of report.

    Attributes:
        name: Its name, without the word "report": ``Basic``.
        items: The rows of its metrics, dimensions and filters; several rows may be about one name.
        dimension_metrics: Which metrics are available with which dimensions.
        groupings: The allowed combinations of dimensions; empty if not stated.
        notes: Statements about it as a whole.
        lifecycle: Set if its pages mark it.
    """

    name: str
    items: tuple[ReportItem, ...] = ()
    dimension_metrics: tuple[DimensionMetrics, ...] = ()
    groupings: tuple[Grouping, ...] = ()
    notes: tuple[ReportNote, ...] = ()
    lifecycle: Lifecycle | None = None
