"""The model of documented operations, independent of page formats and of OpenAPI.

Attributes named ``page`` record where a fact was read; they are ignored in comparisons.
"""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen

from tiktok_bindgen.digest import digest_of
from tiktok_bindgen.language.statements import Sentence, Statement
from tiktok_bindgen.logic.model import Rule

Presence = Literal["required", "conditional", "optional"]
Lifecycle = Literal["deprecated", "to-be-deprecated"]
Kind = Literal["string", "integer", "number", "boolean", "object", "map", "file", "datetime", "json", "any"]
Scalar = str | int | float | bool
# The kinds of which one value may stand for a list of it.
_ALONE = frozenset({"string", "number", "integer", "boolean"})
ReportRole = Literal["metrics", "dimensions", "filters"]


@frozen
class Type:
    """A documented data type.

    Attributes:
        kind: The kind of a single value; ``json`` is an object sent as text.
        array: The number of enclosing arrays: 0 for a single value, 1 for ``string[]``, 2 for ``object[][]``.
        values: For a map, the type of its values. For ``any``, if the field takes one value or a list of such
            values, the type of one.
        documented: The type as the page writes it.
    """

    kind: Kind
    array: int = 0
    values: Type | None = None
    documented: str = ""

    @property
    def shape(self) -> Type:
        """The type without its documented spelling."""
        return Type(self.kind, self.array, self.values and self.values.shape)

    @property
    def one(self) -> Type:
        """The type of a single value of a field that takes one value or a list of them; else this type."""
        of = self.values if (self.kind, self.array) == ("any", 0) else None
        return of if of is not None and of.kind in _ALONE and not of.array else self

    def of(self, value: object) -> Type:
        """The type that a value must have: of a field that takes one or a list, that of what is given."""
        one = self.one
        return one if one is self or not isinstance(value, list) else Type(one.kind, 1)


@frozen
class EnumValue:
    """One documented value of a field.

    Attributes:
        value: The value on the wire.
        meaning: Its description; prose, so removed with ``--prose none``.
        label: A name given in a table of values, such as a currency's; a fact.
        lifecycle: Set if this value alone is, or will be, deprecated.
    """

    value: Scalar
    meaning: str = ""
    label: str = ""
    lifecycle: Lifecycle | None = None


@frozen
class Limits:
    """Documented limits, or ``None``; lengths count characters, items the entries of a list.

    Those of a list with ``unique_items`` must all differ. A Chinese or Japanese character counts as ``wide``
    characters.
    """

    min_length: int | None = None
    max_length: int | None = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False
    minimum: float | int | None = None
    maximum: float | int | None = None
    exclusive_minimum: bool = False
    exclusive_maximum: bool = False
    multiple_of: float | int | None = None
    wide: int = 1


@frozen
class Contested:
    """A fact that the documentation itself contradicts: it is kept, but not enforced.

    Attributes:
        fact: The JSON Schema keyword that states the fact (``type``, ``enum``, ``required``, …), ``unknown``
            for a field that no table has, or the id of a rule.
        page: The page that contradicts it.
        line: The line of that page.
    """

    fact: str
    page: str
    line: int


@frozen
class InWords:
    """A sentence that states a condition but is not a formal rule.

    Attributes:
        digest: The digest of its words by :func:`~tiktok_bindgen.digest.digest_of`.
        text: The sentence with its list; empty with ``--prose none``.
        stated: The parsed sentence, until it has been tried as a rule.
    """

    digest: str
    text: str = ""
    stated: Sentence | None = field(default=None, eq=False)

    @classmethod
    def of(cls, text: str, stated: Sentence | None = None) -> InWords:
        """Make one of a documented sentence."""
        return cls(digest_of(text), text, stated)


@frozen
class FormerValue:
    """A value of a field now and in the previous version; ``None`` if it has no counterpart."""

    was: str | None
    now: str | None


@frozen
class Formerly:
    """What a field was in the previous version, where it differed.

    Attributes:
        absent: Whether it did not exist.
        name: Its former name.
        type: Its former data type.
        within: The object it was in, by current names; ``None`` if the same as now.
        presence: Whether it was required.
        values: Its values that changed.
    """

    absent: bool = False
    name: str | None = None
    type: Type | None = None
    within: tuple[str, ...] | None = None
    presence: Presence | None = None
    values: tuple[FormerValue, ...] = ()


@frozen
class Removed:
    """A field that the previous version had and this one lacks.

    Attributes:
        side: Whether it was in the request or the response.
        path: The enclosing objects, by current names, and its own name.
        placed: Whether the enclosing objects are known; if not, the path is its name alone.
        type: Its data type, if known.
    """

    side: Literal["request", "response"]
    path: tuple[str, ...]
    placed: bool = True
    type: Type | None = None


@frozen
class FormerOperation:
    """What an operation was in the previous version.

    Attributes:
        version: That version: ``v1.2``.
        method: Its former method.
        path: Its former path.
        removed: The fields that no longer exist.
    """

    version: str
    method: str
    path: str
    removed: tuple[Removed, ...] = ()


@frozen
class FieldReports:
    """How a field relates to kinds of reports, given by their keys.

    Attributes:
        role: Whether its values (or an object's fields) are names of metrics, dimensions or filters, if any.
        kinds: The kinds that have these names.
        values: Its own values that stand for kinds, with those kinds.
    """

    role: ReportRole | None = None
    kinds: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()


@frozen
class Alternative:
    """One of several sets of fields that an object may have.

    Attributes:
        name: The page's heading of the set: ``fields of rose plots``.
        fields: The fields of the set, in documented order.
    """

    name: str
    fields: tuple[Field, ...]


@frozen
class ListRange:
    """The range of an amount that a list states for each of its values, as for each currency.

    Attributes:
        list: The name of the list.
        fact: The fact whose minimum and maximum the list has: ``daily_budget``.
        level: The level of the amount in a campaign's structure; empty if unknown.
        field: The sibling that determines whether the range applies; empty if there is none.
        values: The sibling's values for which it applies.
    """

    list: str
    fact: str
    level: str = ""
    field: str = ""
    values: tuple[str, ...] = ()


@frozen
class Idempotency:
    """The role of a field by which the server recognises repeated requests.

    Attributes:
        within: The seconds within which a repeat is recognised, if stated.
    """

    within: int | None = None


@frozen
class Field:
    """One documented field of a request or a response.

    Attributes:
        name: Its name on the wire.
        type: Its data type.
        presence: Whether it is required.
        children: The fields of an object, in documented order; with alternatives, the fields of all of them,
            each with only the facts that all alternatives share.
        alternatives: The complete sets of fields that the object may have; none or at least two.
        enum: Its documented values, in documented order; empty if it is open.
        enum_name: The name of the table of its values: ``Currency``. Without values, the name of a table that
            was not found.
        listed: The name of a list with some of its values or their meanings, which does not restrict it.
        linked: What a link to its values is called, if they were not found and it does not name a table.
        default: The value that the server assumes if it is absent, if stated.
        limits: Its bounds.
        format: Of dates as the page writes it, of other texts in our words (``text without emoji``).
        zone: Of dates, the time zone: ``UTC``, or whose it is (``ad account``); ``None`` if not documented.
        immutable: It cannot be changed once set.
        open: It is an object to which callers add fields of their own.
        idempotency: Set if the server carries out requests with the same value only once.
        allowlist: The whole field is for allowlisted callers only.
        partly_allowlist: Some use of it (a value, a scenario) is for allowlisted callers only.
        lifecycle: Set if the field is, or will be, deprecated.
        conditions: Sentences that state a condition but are not formal rules, in documented order.
        description: Its description as Markdown; empty with ``--prose none``.
        line: The line of its row in the page.
        described: Its description as statements, until rules have been read from it.
        rules: Rules that a facts page states beside it.
        formerly: What it was in the previous version, if that differed; ignored in comparisons.
        contested: Facts about it, and rules with it as first target, that examples or other facts contradict.
        reports: How it relates to kinds of reports, if at all.
        range: Its range by the values of a list, if it has one.
    """

    name: str
    type: Type
    presence: Presence = "optional"
    children: tuple[Field, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    enum: tuple[EnumValue, ...] = ()
    enum_name: str | None = None
    listed: str | None = None
    linked: str | None = None
    default: object | None = None
    limits: Limits = Limits()
    format: str | None = None
    zone: str | None = None
    immutable: bool = False
    open: bool = False
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
    def former_name(self) -> str | None:
        """Its name in the previous version, if that differed."""
        return None if self.formerly is None else self.formerly.name

    @property
    def is_documented(self) -> bool:
        """Whether a table lists it; other fields are known only from examples."""
        return not any(each.fact == "unknown" for each in self.contested)


@frozen
class RuleCounts:
    """The number of demanding sentences, by what they became.

    Attributes:
        formal: Sentences that became rules completely.
        partial: Sentences of which an independent part became rules; they are also kept as prose.
        text: Sentences kept only as prose.
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
        lifecycle: Set if the whole operation is, or will be, deprecated.
        headers: HTTP headers of the request.
        parameters: Query parameters or body fields; with alternatives, as with :class:`Field`.
        alternatives: The complete sets of parameters that a request may have; none or at least two.
        rules: The formal rules between its parameters.
        judged: How many of the demanding sentences became rules.
        response_headers: HTTP headers of the reply.
        response: The fields of the reply's envelope, with everything inside.
        files: The media types of files that it may return instead.
        formerly: What it was in the previous version, if the page compares the two.
        page: The page it was read from.
        documented: The date of that page, if known.
        repeats: The page that documents it better, if any; this one is then otherwise ignored.
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
