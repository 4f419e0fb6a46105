"""What the documentation states, apart from how it is written and from what is made of it.

Attributes named ``page`` are for telling where a fact was read; they make no difference to what it is.
"""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen

from tiktok_bindgen.digest import digest_of
from tiktok_bindgen.interpret.statements import Sentence, Statement
from tiktok_bindgen.logic.model import DataLevel, Rule

Presence = Literal["required", "conditional", "optional"]
Lifecycle = Literal["deprecated", "to-be-deprecated"]
Kind = Literal["string", "integer", "number", "boolean", "object", "map", "file", "datetime", "json", "any"]
Scalar = str | int | float | bool
ReportRole = Literal["metrics", "dimensions", "filters"]
ReportMode = Literal["synchronous", "asynchronous"]
Framework = Literal["regular", "san", "skan"]


@frozen
class Type:
    """A documented data type.

    Attributes:
        kind: What one value is; ``json`` is an object that is sent as text.
        array: How many arrays are around it: 0 for a single value, 1 for ``string[]``, 2 for ``object[][]``.
        values: For a map, the type of its values.
        documented: The type as the page writes it.
    """

    kind: Kind
    array: int = 0
    values: Type | None = None
    documented: str = ""

    @property
    def shape(self) -> Type:
        """The type, however the page writes it."""
        return Type(self.kind, self.array, self.values and self.values.shape)


@frozen
class EnumValue:
    """One documented value of a field.

    Attributes:
        value: The value on the wire.
        meaning: What the page says of it; prose, so not kept with ``--prose none``.
        label: A name given in a table of values, such as a currency's; a fact.
        lifecycle: Set when this value alone is (to be) deprecated.
    """

    value: Scalar
    meaning: str = ""
    label: str = ""
    lifecycle: Lifecycle | None = None


@frozen
class Limits:
    """Documented bounds; ``None`` where nothing is stated. Lengths in characters, items in list entries."""

    min_length: int | None = None
    max_length: int | None = None
    min_items: int | None = None
    max_items: int | None = None
    minimum: float | int | None = None
    maximum: float | int | None = None
    exclusive_minimum: bool = False
    exclusive_maximum: bool = False


@frozen
class Contested:
    """A fact that something documented speaks against: it is kept, and nobody is held to it.

    Attributes:
        fact: The JSON Schema keyword that states the fact (``type``, ``enum``, ``required``, …), ``unknown``
            for a field that no table has, or the id of a rule.
        page: The page that speaks against it.
        line: The line of that page.
    """

    fact: str
    page: str
    line: int


@frozen
class InWords:
    """A sentence that states a condition and is no formal rule.

    Attributes:
        digest: Of its words, as :func:`~tiktok_bindgen.digest.digest_of` makes it.
        text: The sentence with its list; empty with ``--prose none``.
        stated: The sentence where it stands, as long as it is to be made a rule.
    """

    digest: str
    text: str = ""
    stated: Sentence | None = field(default=None, eq=False)

    @classmethod
    def of(cls, text: str, stated: Sentence | None = None) -> InWords:
        """Take a sentence as it is documented."""
        return cls(digest_of(text), text, stated)


@frozen
class FormerValue:
    """What a value of a field is and was; ``None`` on a side where there is none."""

    was: str | None
    now: str | None


@frozen
class Formerly:
    """What a field was in the version before, where it was something else.

    Attributes:
        absent: There was none.
        name: Its name then.
        type: Its data type then.
        within: The object that it was in then, by today's names; ``None`` for the one that it is in.
        presence: Whether it had to be given then.
        values: Its values that were others.
    """

    absent: bool = False
    name: str | None = None
    type: Type | None = None
    within: tuple[str, ...] | None = None
    presence: Presence | None = None
    values: tuple[FormerValue, ...] = ()


@frozen
class Removed:
    """A field that the version before had and this one has not.

    Attributes:
        side: Whether of the request or the response.
        path: The objects that it was in, by today's names, and its own name.
        placed: Whether it is known which objects those were; if not, the path is its name alone.
        type: Its data type, if that is told.
    """

    side: Literal["request", "response"]
    path: tuple[str, ...]
    placed: bool = True
    type: Type | None = None


@frozen
class FormerOperation:
    """What an operation was in the version before.

    Attributes:
        version: That version: ``v1.2``.
        method: Its method then.
        path: Its path then.
        removed: The fields that are no longer there.
    """

    version: str
    method: str
    path: str
    removed: tuple[Removed, ...] = ()


@frozen
class FieldReports:
    """What a field has to do with kinds of reports, each by its key.

    Attributes:
        role: What the field's values, or an object's fields, are names of; ``None`` where they are none.
        kinds: The kinds whose names these are.
        values: The field's own values that are kinds, with these.
    """

    role: ReportRole | None = None
    kinds: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()


@frozen
class Alternative:
    """One of several sets of fields, of which a value has one.

    Attributes:
        name: What the page heads the set with: ``fields of rose plots``.
        fields: The fields of the set, in documented order.
    """

    name: str
    fields: tuple[Field, ...]


@frozen
class ListRange:
    """The range of an amount that a list states for each of its values, as for each currency.

    Attributes:
        list: The name of the list.
        fact: What the list has the least and the most of: ``daily_budget``.
        level: At which level of a campaign's structure the amount is; empty where that is not known.
        field: The neighbour that says whether the amount is of that kind; empty where none does.
        values: The neighbour's values with which it is.
    """

    list: str
    fact: str
    level: str = ""
    field: str = ""
    values: tuple[str, ...] = ()


@frozen
class Idempotency:
    """What a field is that tells a request which comes again: it is carried out once.

    Attributes:
        within: In how many seconds it has to come again for that, where that is stated.
    """

    within: int | None = None


@frozen
class Field:
    """One documented field of a request or a response.

    Attributes:
        name: Its name on the wire.
        type: Its data type.
        presence: Whether it must be given.
        children: The fields inside an object, in documented order; where it has alternatives, those of all
            of them, with no more stated of each than every alternative admits.
        alternatives: The sets of fields that the object may have, each whole; none or at least two.
        enum: Its documented values, in documented order; empty when it is open.
        enum_name: What the values are, when they stand in a table of their own: ``Currency``. Without values,
            the name of a table that is not there.
        listed: The name of a list that has some of its values, or says what they mean; it is not held to it.
        default: What the server assumes when it is absent; ``None`` when nothing is stated.
        limits: Its bounds.
        format: A date format as the page writes it (``YYYY-MM-DD HH:MM:SS``), if one is stated.
        immutable: It cannot be updated once set.
        idempotency: Set when the server carries out once what comes again with the same value.
        allowlist: It, as a whole, is for allowlisted callers only.
        partly_allowlist: Some use of it (a value, a scenario) is for allowlisted callers only.
        lifecycle: Set when the field is (to be) deprecated.
        conditions: Sentences that state a condition and are not formal, in documented order.
        description: What the page says of it, as Markdown; empty with ``--prose none``.
        line: The line of its row in the page.
        described: Its description as statements, as long as rules are to be read from it.
        rules: Rules that a facts page states beside it.
        formerly: What it was in the version before, if that was something else; no matter of what it is.
        contested: Facts of it, and rules whose first target it is, that documented examples or other facts
            speak against.
        reports: What it has to do with kinds of reports, if anything.
        range: The range that it has by the values of a list, if it has one.
    """

    name: str
    type: Type
    presence: Presence = "optional"
    children: tuple[Field, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    enum: tuple[EnumValue, ...] = ()
    enum_name: str | None = None
    listed: str | None = None
    default: object | None = None
    limits: Limits = Limits()
    format: str | None = None
    immutable: bool = False
    idempotency: Idempotency | None = None
    allowlist: bool = False
    partly_allowlist: bool = False
    lifecycle: Lifecycle | None = None
    conditions: tuple[InWords, ...] = ()
    description: str = ""
    line: int = field(default=0, eq=False)
    described: tuple[Statement, ...] = field(default=(), eq=False, repr=False)
    rules: tuple[Rule, ...] = field(default=(), eq=False)
    formerly: Formerly | None = field(default=None, eq=False)
    contested: tuple[Contested, ...] = ()
    reports: FieldReports | None = None
    range: ListRange | None = None

    @property
    def is_documented(self) -> bool:
        """Whether a table has it; others are known from examples alone."""
        return not any(each.fact == "unknown" for each in self.contested)


@frozen
class RuleCounts:
    """How many sentences that demand something became rules.

    Attributes:
        formal: Sentences that are rules wholly.
        partial: Sentences of which a part that stands alone is rules; they are kept in words too.
        text: Sentences that are kept in words alone.
    """

    formal: int = 0
    partial: int = 0
    text: int = 0


@frozen
class Operation:
    """One documented operation.

    Attributes:
        method: ``GET``, ``POST``, … in capitals.
        path: The URL's path.
        title: The page's title.
        source: The page's address in the portal, if known.
        description: The page's opening paragraphs, as Markdown; empty with ``--prose none``.
        lifecycle: Set when the whole operation is (to be) deprecated.
        headers: HTTP headers of the request.
        parameters: Query parameters or body fields; where there are alternatives, those of all of them, as
            with :class:`Field`.
        alternatives: The sets of parameters that a request may have, each whole; none or at least two.
        rules: What is stated of its parameters under conditions or of several together, where all of it or a
            part that stands alone is formal.
        judged: How many of the sentences that state it became rules.
        response_headers: HTTP headers of the reply.
        response: Fields of the reply's envelope and everything below.
        files: The media types of the files that a reply may be instead.
        formerly: What it was in the version before, if the page compares the two.
        page: The page it was read from.
        documented: The date of that page, where it is known.
        repeats: The page that documents it better, if there is one; nothing else is then made of this one.
    """

    method: str
    path: str
    title: str
    source: str | None = None
    description: str = ""
    lifecycle: Lifecycle | None = None
    headers: tuple[Field, ...] = ()
    parameters: tuple[Field, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    rules: tuple[Rule, ...] = ()
    judged: RuleCounts = field(default=RuleCounts(), eq=False)
    response_headers: tuple[Field, ...] = ()
    response: tuple[Field, ...] = ()
    files: tuple[str, ...] = ()
    formerly: FormerOperation | None = None
    page: str = field(default="", eq=False)
    documented: str | None = field(default=None, eq=False)
    repeats: str | None = field(default=None, eq=False)


@frozen
class Case:
    """Where a fact of a list holds; everywhere, where nothing is said.

    Attributes:
        level: The level of a campaign's structure: ``campaign``, ``adgroup`` or ``ad``.
        fields: The values that fields have then, by the field; without a name where that is not told.
    """

    level: str = ""
    fields: tuple[tuple[str, tuple[str, ...]], ...] = ()


@frozen
class ListFact:
    """What tables tell of each value of a list.

    Attributes:
        name: What is told: ``precision``.
        told: It, in the order of the list's values, as text; ``None`` where nothing is told.
        case: Where it holds.
    """

    name: str
    told: tuple[str | None, ...]
    case: Case = Case()


@frozen
class Enumeration:
    """A list of values that fields of many operations refer to.

    Attributes:
        name: What the appendix heads it with, without what stands in brackets: ``Age Group``.
        values: The values in documented order.
        fields: The names of fields that the heading says it is for.
        lifecycle: Set when the heading marks the list as a whole.
        page: The page it was read from.
        facts: What its tables tell of the values beside their names.
        partial: The page says that these are not all values.
        title: The title of that page, if it is no page of enumerations.
    """

    name: str
    values: tuple[EnumValue, ...]
    fields: tuple[str, ...] = ()
    lifecycle: Lifecycle | None = None
    page: str = field(default="", eq=False)
    facts: tuple[ListFact, ...] = ()
    partial: bool = False
    title: str = field(default="", eq=False)


@frozen
class ReturnCode:
    """A value of the reply's ``code``.

    Attributes:
        code: The number.
        family: What the appendix heads its table with: ``Rate limit or quota related``.
        meaning: What is said of it; prose.
        page: The page it was read from.
    """

    code: int
    family: str
    meaning: str = ""
    page: str = field(default="", eq=False)


@frozen
class HttpStatus:
    """A class of HTTP statuses.

    Attributes:
        status: ``2xx``, or a single status.
        meaning: What is said of it; prose.
        page: The page it was read from.
    """

    status: str
    meaning: str = ""
    page: str = field(default="", eq=False)


@frozen
class RateLimit:
    """How many calls a level allows.

    Attributes:
        level: The level of a developer's app: ``Basic``.
        second: Calls a second.
        minute: Calls a minute.
        day: Calls a day.
        subject: What they are calls of, as documented; empty for all operations together.
        path: The path that the subject names, if it names one: ``/garden/plot/create/``.
        method: The HTTP method that the subject names, if it names one.
        page: The page it was read from.
    """

    level: str
    second: int
    minute: int
    day: int
    subject: str = ""
    path: str | None = None
    method: str | None = None
    page: str = field(default="", eq=False)


@frozen
class Scope:
    """A permission that an access token may have.

    Attributes:
        id: Its number, as text.
        name: What it is called.
        parent: The number of the permission that includes it; empty at the first level.
        paths: The paths of the operations that need it, as documented.
        page: The page it was read from.
    """

    id: str
    name: str
    parent: str = ""
    paths: tuple[str, ...] = ()
    page: str = field(default="", eq=False)


@frozen
class ValuesOfOne:
    """What a table says of one value of a field.

    Attributes:
        value: The value.
        values: Those that another field has with it.
        all_but: It has all others instead.
    """

    value: str
    values: tuple[str, ...]
    all_but: bool = False


@frozen
class ValuesByValue:
    """Which values a field has with each value of another.

    Attributes:
        parent: The other field.
        of: The field.
        level: The level of a campaign's structure that they are for; empty for any.
        rows: What is said of each value of the other field; of one it may be said in several rows.
        title: The title of the page.
        page: The page it was read from.
    """

    parent: str
    of: str
    level: str
    rows: tuple[ValuesOfOne, ...]
    title: str = ""
    page: str = field(default="", eq=False)


@frozen
class Appendix:
    """What is documented for the API as a whole, each in documented order."""

    enumerations: tuple[Enumeration, ...] = ()
    return_codes: tuple[ReturnCode, ...] = ()
    http_statuses: tuple[HttpStatus, ...] = ()
    scopes: tuple[Scope, ...] = ()
    rate_limits: tuple[RateLimit, ...] = ()
    values_by_value: tuple[ValuesByValue, ...] = ()


@frozen
class Slot:
    """A place in a grouping of dimensions.

    Attributes:
        names: The dimensions that may take it.
        least: How many of them a request has at least.
        most: How many it has at most; ``None`` for any number.
    """

    names: tuple[str, ...]
    least: int = 1
    most: int | None = 1


@frozen
class ReportItem:
    """A metric, a dimension or a filter of a kind of report, as one row states it.

    Attributes:
        role: Which of the three it is.
        row: Its name, type, values, limits and life; of a metric that is an object, its fields.
        group: The headings that it is listed under, outermost first.
        under: The titles within the table that it is listed under, outermost first.
        levels: The data levels that it is for; empty where none is stated.
        modes: How a report is run that it is for; empty where none is stated.
        needs: The dimensions of which a request with it has one; empty where none is stated.
        excludes: What a request with it has not.
        groupings: The groupings of dimensions that it goes with; none where nothing is stated.
        real_time: A metric counts when the event happened, not when the ad was seen.
        framework: What measures a metric: ``skan``, ``san``, ``regular``; ``None`` where it is not stated.
        category: What sort of dimension it is: ``Time``.
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
    groupings: tuple[tuple[Slot, ...], ...] = ()
    real_time: bool = False
    framework: Framework | None = None
    category: str | None = None
    comparisons: tuple[str, ...] = ()
    page: str = field(default="", eq=False)


@frozen
class DimensionMetric:
    """A metric that goes with a dimension.

    Attributes:
        name: The metric.
        modes: How a report is run in which it does; empty where it does in any.
    """

    name: str
    modes: tuple[ReportMode, ...] = ()


@frozen
class DimensionMetrics:
    """The metrics that go with some dimensions, or those that do not.

    Attributes:
        dimensions: The dimensions, for each of which it is stated.
        metrics: The metrics, in documented order.
        without: They are those that do not go with the dimensions.
        page: The page it was read from.
    """

    dimensions: tuple[str, ...]
    metrics: tuple[DimensionMetric, ...]
    without: bool = False
    page: str = field(default="", eq=False)


@frozen
class Grouping:
    """Dimensions that a report may be grouped by together.

    Attributes:
        slots: What it is of, and nothing else.
        group: The headings that it is listed under, outermost first.
        page: The page it was read from.
    """

    slots: tuple[Slot, ...]
    group: tuple[str, ...] = ()
    page: str = field(default="", eq=False)


@frozen
class ReportNote:
    """What is stated of a kind of report, or of some of its data, as a whole.

    Attributes:
        about: What it is of: how late data is, for how many days it can be asked, or a rule about groupings.
        amount: How many of what: ``16 hours``, ``30 days``; ``None`` where it is not of a time.
        dimensions: The dimensions with which it holds.
        without: The dimensions without which it holds.
        words: What is stated beside it, where that is not formal.
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
        name: What it is called, without the word itself: ``Basic``.
        items: Its metrics, dimensions and filters, a row each; several rows may tell of one name.
        dimension_metrics: Which metrics go with which dimensions.
        groupings: How its dimensions may be put together; none where nothing is stated.
        notes: What is stated of it as a whole, by what it is about.
        lifecycle: Set when its pages mark it.
    """

    name: str
    items: tuple[ReportItem, ...] = ()
    dimension_metrics: tuple[DimensionMetrics, ...] = ()
    groupings: tuple[Grouping, ...] = ()
    notes: tuple[ReportNote, ...] = ()
    lifecycle: Lifecycle | None = None


@frozen
class Webhook:
    """An event that the server sends to a callback.

    Attributes:
        name: What it is called: the value that its payload names it by, else that of the subscription to it.
        fields: The fields of its whole payload.
        description: What is said of it; prose.
        source: The address of its page in the portal, if known.
        page: The page it was read from.
        documented: The date of that page, where it is known.
    """

    name: str
    fields: tuple[Field, ...]
    description: str = ""
    source: str | None = None
    page: str = field(default="", eq=False)
    documented: str | None = field(default=None, eq=False)


@frozen
class Document:
    """Everything that was read.

    Attributes:
        operations: The operations, in the order of their paths and methods.
        appendix: What is documented for the API as a whole.
        reports: The kinds of reports, in the order of their names.
        webhooks: The events that are sent to a callback, in the order of their names.
    """

    operations: tuple[Operation, ...] = ()
    appendix: Appendix = Appendix()
    reports: tuple[Report, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
