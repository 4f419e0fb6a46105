"""What the documentation states, apart from how it is written and from what is made of it."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen

Presence = Literal["required", "conditional", "optional"]
Lifecycle = Literal["deprecated", "to-be-deprecated"]
Kind = Literal["string", "integer", "number", "boolean", "object", "map", "file", "datetime", "any"]
Scalar = str | int | float | bool


@frozen
class Type:
    """A documented data type.

    Attributes:
        kind: What one value is.
        array: How many arrays are around it: 0 for a single value, 1 for ``string[]``, 2 for ``object[][]``.
        values: For a map, the type of its values.
        documented: The type as the page writes it.
    """

    kind: Kind
    array: int = 0
    values: Type | None = None
    documented: str = ""


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
class Field:
    """One documented field of a request or a response.

    Attributes:
        name: Its name on the wire.
        type: Its data type.
        presence: Whether it must be given.
        children: The fields inside an object, in documented order.
        enum: Its documented values, in documented order; empty when it is open.
        enum_name: What the values are, when they stand in a table of their own: ``Currency``.
        default: What the server assumes when it is absent; ``None`` when nothing is stated.
        limits: Its bounds.
        format: A date format as the page writes it (``YYYY-MM-DD HH:MM:SS``), if one is stated.
        immutable: It cannot be updated once set.
        allowlist: It, as a whole, is for allowlisted callers only.
        lifecycle: Set when the field is (to be) deprecated.
        conditions: Sentences that state a condition and are not formal, in documented order;
            an empty string stands for one whose words were not kept.
        description: What the page says of it, as Markdown; empty with ``--prose none``.
        line: The line of its row in the page.
    """

    name: str
    type: Type
    presence: Presence = "optional"
    children: tuple[Field, ...] = ()
    enum: tuple[EnumValue, ...] = ()
    enum_name: str | None = None
    default: object | None = None
    limits: Limits = Limits()
    format: str | None = None
    immutable: bool = False
    allowlist: bool = False
    lifecycle: Lifecycle | None = None
    conditions: tuple[str, ...] = ()
    description: str = ""
    line: int = field(default=0, eq=False)


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
        parameters: Query parameters or body fields.
        response: Fields of the reply's envelope and everything below.
        page: The page it was read from.
    """

    method: str
    path: str
    title: str
    source: str | None = None
    description: str = ""
    lifecycle: Lifecycle | None = None
    headers: tuple[Field, ...] = ()
    parameters: tuple[Field, ...] = ()
    response: tuple[Field, ...] = ()
    page: str = field(default="", eq=False)


@frozen
class Document:
    """Everything that was read: the operations, in the order of their paths and methods."""

    operations: tuple[Operation, ...] = ()
