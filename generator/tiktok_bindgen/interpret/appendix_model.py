"""The model of what is documented for the API as a whole: lists, codes, permissions, rates."""

from __future__ import annotations

from attrs import field, frozen

from tiktok_bindgen.interpret.model import EnumValue, Lifecycle


@frozen
class Case:
    """The case to which a fact of a list applies; any case if nothing is set.

    Attributes:
        level: The level of a campaign's structure: ``campaign``, ``adgroup`` or ``ad``.
        fields: The values of fields in this case, keyed by field; the name is empty if it is not stated.
    """

    level: str = ""
    fields: tuple[tuple[str, tuple[str, ...]], ...] = ()


@frozen
class ListFact:
    """A fact that tables state about each value of a list.

    Attributes:
        name: The name of the fact: ``precision``.
        values: The fact per value, in the order of the list, as text; ``None`` where nothing is stated.
        case: The case to which it applies.
    """

    name: str
    values: tuple[str | None, ...]
    case: Case = Case()


@frozen
class Enumeration:
    """A list of values that fields of many operations refer to.

    Attributes:
        name: Its heading in the appendix, without brackets: ``Age Group``.
        values: The values in documented order.
        fields: The names of fields that the heading names.
        lifecycle: Set if the heading marks the whole list.
        page: The page it was read from.
        facts: What its tables state about the values besides their names.
        partial: Whether the page says that the list is incomplete.
        title: The title of that page, unless it is a page of enumerations.
        outdated: The line of the page that says that an operation returns the latest values; 0 if none does.
    """

    name: str
    values: tuple[EnumValue, ...]
    fields: tuple[str, ...] = ()
    lifecycle: Lifecycle | None = None
    page: str = field(default="", eq=False)
    facts: tuple[ListFact, ...] = ()
    partial: bool = False
    title: str = field(default="", eq=False)
    outdated: int = field(default=0, eq=False)


@frozen
class LinkedList(Enumeration):
    """A list on a page of anything, to which other pages link, or which they name by its heading."""

    #: What its values are, if a column's title says so.
    called: str | None = None


@frozen
class ReturnCode:
    """A value of the reply's ``code``.

    Attributes:
        code: The number.
        family: The heading of its table: ``Rate limit or quota related``.
        meaning: Its description; prose.
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
        meaning: Its description; prose.
        page: The page it was read from.
    """

    status: str
    meaning: str = ""
    page: str = field(default="", eq=False)


@frozen
class RateLimit:
    """The number of calls that a level allows.

    Attributes:
        level: The level of a developer's app: ``Basic``.
        second: Calls a second.
        minute: Calls a minute.
        day: Calls a day.
        subject: The operations concerned, as documented; empty for all operations together.
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
        name: Its name.
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
    """A table's row for one value: the values of another field with it, or ``all_but`` those."""

    value: str
    values: tuple[str, ...]
    all_but: bool = False


@frozen
class ValuesByValue:
    """The values of a field for each value of another.

    Attributes:
        parent: The other field.
        of: The field.
        level: The level of a campaign's structure that they apply to; empty for any.
        rows: The rows for the values of the other field; several rows may be about one value.
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
    linked_lists: tuple[LinkedList, ...] = ()
