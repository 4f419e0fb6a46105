"""Parse and verify the events that the server sends to a callback, and make some for tests.

The ``Tiktok-Signature`` header signs a delivery: ``t=1700000000,s=0f3c…``, its time and the HMAC-SHA256 of
that time, a dot and the body, with the app's secret as the key, in hexadecimal digits.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol, Self, cast

from .codec import TooDeepError, changed_at, is_array, is_object, no_constant, parse_json
from .errors import DecodeError, TikTokError
from .given import must_have_names, of_kind
from .model import Model
from .outside import entrance

if TYPE_CHECKING:
    from .secret import Secret

#: The header that has the signature; its name is case-insensitive.
SIGNATURE_HEADER = "Tiktok-Signature"
#: By default, how many seconds a delivery's time may differ from the current time.
TOLERANCE = 300.0

Path = tuple[str, ...]
_TIME = re.compile("[0-9]{1,15}")


class HasItems(Protocol):
    """An object with ``items()``, such as a mapping or the headers of any web framework."""

    def items(self) -> Iterable[tuple[Any, Any]]:
        """Return pairs of a name and a value."""
        ...


#: Headers: an object with ``items()``, an iterable of pairs, or the text of the signature header alone.
Headers = HasItems | Iterable[tuple[str | bytes, str | bytes]] | str


class SignatureError(TikTokError):
    """A delivery has no valid signature, or it is too old. Answer it with a 4xx status."""


class MalformedEventError(TikTokError):
    """The body of a delivery is not a JSON object."""


class Event(Model):
    """An event that was sent to a callback. Objects that are sent as JSON text are decoded, too.

    As in replies, values that cannot be decoded as documented stay as parsed JSON, and undocumented fields
    are in ``extra``.
    """

    __slots__ = ("_name", "_payload")
    #: The name of the event.
    __event__: ClassVar[str] = ""
    #: The paths of objects that are sent as JSON text: names of fields, through all items of lists.
    __texts__: ClassVar[tuple[Path, ...]] = ()

    _name: str
    _payload: dict[str, Any]

    @classmethod
    def of(cls, read: dict[str, Any], payload: dict[str, Any], name: str) -> Self:
        """Create an event of a payload, as read with the objects in its texts, and as received."""
        event = cls.from_json(read)
        event._name, event._payload = name, payload  # noqa: SLF001 - its own
        return event

    @property
    def event_name(self) -> str:
        """The name of the event; for an unknown event, the name in its payload, if any."""
        return getattr(self, "_name", self.__event__)

    @property
    def undocumented(self) -> tuple[str, ...]:
        """JSON pointers to the undocumented fields; they lead into objects that are sent as JSON text."""
        from .replies import differences

        def unknown(came: dict[str, Any]) -> list[str]:
            return [one.pointer for one in differences(type(self), came) if one.kind == "unknown"]

        came: dict[str, Any] = getattr(self, "_came", {})
        found = unknown(came)
        if any(_trim(pointer) != pointer for pointer in found):
            # A name that differs from a documented one only in blanks around it counts as documented.
            others = set(unknown(_trimmed(came)))
            found = [pointer for pointer in found if _trim(pointer) in others]
        return tuple(found)

    @property
    def fingerprint(self) -> str:
        """A digest that is equal for repeated deliveries of the same payload, however its JSON is written."""
        came = getattr(self, "_came", None)
        text = json.dumps(self.to_json() if came is None else came, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Return the payload as received or, if the event was changed, without fields that are ``None``."""
        payload: Any = getattr(self, "_payload", None)
        if payload is not None and self == self.from_json(_changed(payload, self.__texts__, _object_in)):
            return cast("dict[str, Any]", json.loads(json.dumps(payload)))
        return cast("dict[str, Any]", _changed(super().to_json(), self.__texts__, _text_of))


class UnknownEvent(Event):
    """An undocumented event: all of its payload is in ``extra``."""

    __slots__ = ()

    @property
    def undocumented(self) -> tuple[str, ...]:
        """A pointer to the whole payload: nothing of it is documented."""
        return ("",)

    def __repr__(self) -> str:
        from .showing import shown

        return f"UnknownEvent(event_name={self.event_name!r}, extra={shown('extra', self.extra)})"


class Delivery(NamedTuple):
    """A request to a callback, for tests.

    Attributes:
        body: The body.
        headers: The headers, with a signature if a secret was given.
    """

    body: bytes
    headers: dict[str, str]


class Row(NamedTuple):
    """The facts of an event."""

    name: str
    cls: str
    path: Path = ()
    value: str | int = ""


class Webhooks:
    """All documented events, given their facts and the module of their classes."""

    def __init__(self, rows: Sequence[Row], models: object) -> None:
        self._rows = {row.name: row for row in rows}
        self._models = models
        self._keyed: dict[Path, dict[str, Row]] = {}
        for row in rows:
            if row.path:
                self._keyed.setdefault(row.path, {})[str(row.value)] = row

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the events."""
        return tuple(self._rows)

    @entrance
    def parse(
        self,
        body: bytes | str,
        headers: Headers | None = None,
        secret: str | bytes | Secret | None = None,
        tolerance: float | None = TOLERANCE,
    ) -> Event:
        """Verify and parse a delivery.

        Args:
            body: The body, byte for byte as received.
            headers: Its headers, or the text of the signature header.
            secret: The app's secret. With neither headers nor a secret, nothing is verified.
            tolerance: How many seconds the delivery's time may differ from now; ``None`` for any number.

        Returns:
            An object of the event's class, or an `UnknownEvent`.

        Raises:
            SignatureError: A secret is given, and the signature is missing, wrong or too old.
            MalformedEventError: The body is not a JSON object, or nested too deeply.
            ValueError: Headers are given, but no secret to verify them with, or an empty one.
        """
        if secret is None and headers is not None:
            raise ValueError("the secret is None: give the app's, or no headers, then nothing is verified")
        if secret is not None:
            verify(body, headers, secret, tolerance)
        payload = _payload_of(body)
        row = self._row_of(payload)
        if row is None:
            return UnknownEvent.of(payload, payload, self._called(payload))
        cls = self._class_of(row)
        try:
            return cls.of(_changed(payload, cls.__texts__, _object_in), payload, row.name)
        except DecodeError:
            raise MalformedEventError(f"the body is {TooDeepError()}, together with JSON in texts") from None

    @entrance
    def sample(
        self,
        event: str | type[Event],
        changes: Mapping[str, Any] | None = None,
        *,
        secret: str | bytes | Secret | None = None,
        timestamp: int | None = None,
    ) -> Delivery:
        """Return a sample delivery of an event, with a value for each documented field.

        Args:
            event: The event's name or class.
            changes: Other values for some fields; nested objects are merged.
            secret: The secret to sign with; without it, the delivery is not signed.
            timestamp: The time of the delivery, in seconds since 1970; now by default.

        Raises:
            LookupError: There is no such event.
            TypeError: A field in ``changes`` is misspelt.
        """
        from .mock import must_be_spelt
        from .samples import sample

        named: Any = getattr(event, "__event__", event)
        name: str = of_kind("event", named, "an event's name or class", str)
        if name not in self._rows:
            from .lookup import did_you_mean

            near = did_you_mean(name, self._rows) or f"; expected one of {', '.join(self._rows)}"
            raise LookupError(f"no such event: {name[:80]!r}{near}")
        row = self._rows[name]
        cls = self._class_of(row)
        payload: dict[str, Any] = sample(cls)
        if row.path:
            payload = changed_at(payload, row.path, lambda _: row.value)
        must_have_names("changes", changes or {})
        must_be_spelt("changes", cls, changes or {})
        _merge(payload, changes or {})
        body = json.dumps(_changed(payload, cls.__texts__, _text_of)).encode()
        headers = {"Content-Type": "application/json"}
        if secret is not None:
            headers[SIGNATURE_HEADER] = sign(body, secret, timestamp)
        return Delivery(body, headers)

    def _class_of(self, row: Row) -> type[Event]:
        return cast("type[Event]", getattr(self._models, row.cls))

    def _row_of(self, payload: dict[str, Any]) -> Row | None:
        for path, rows in self._keyed.items():
            for value in _at(payload, path):
                if _can_be_key(value) and str(value) in rows:
                    return rows[str(value)]
        # A payload that names an unknown event is not matched by its fields.
        return None if self._called(payload) else self._row_by_fields(payload)

    def _row_by_fields(self, payload: dict[str, Any]) -> Row | None:
        """Return the event without an identifying field that has most of the fields, at least half."""
        from .decoding import documented_fields

        best, most = None, len(payload) / 2
        for row in self._rows.values():
            cls: Any = self._class_of(row) if not row.path else Event
            known = len(payload.keys() & documented_fields(cls).keys())
            if known and known >= most:
                best, most = row, known + 1
        return best

    def _called(self, payload: dict[str, Any]) -> str:
        found = (value for path in self._keyed for value in _at(payload, path))
        return next((str(one) for one in found if _can_be_key(one)), "")


@entrance
def verify(
    body: bytes | str,
    headers: Headers | None,
    secret: str | bytes | Secret,
    tolerance: float | None = TOLERANCE,
) -> None:
    """Verify the signature of a delivery, and that it is not too old; if not, that is a `SignatureError`.

    Args:
        body: The body, byte for byte as received.
        headers: Its headers, or the text of the signature header.
        secret: The app's secret.
        tolerance: How many seconds the delivery's time may differ from now; ``None`` for any number.
    """
    given: Any = tolerance
    if not isinstance(given, int | float | None):
        from .given import as_given

        raise TypeError(f"tolerance must be a number of seconds or None, not {as_given(given)}")
    header = _signature_in(headers)
    parts = [part.partition("=")[::2] for part in header.split(",")]
    times = [value for name, value in parts if name.strip() == "t"]
    signatures = [value for name, value in parts if name.strip() == "s"]
    if len(times) != 1 or not signatures or not _TIME.fullmatch(times[0]):
        raise SignatureError(f"the {SIGNATURE_HEADER} header is not of the form t=…,s=…")
    expected = _signature(body, secret, times[0])
    # All are compared, and in constant time, so that timing reveals nothing about the right signature.
    right = [hmac.compare_digest(expected.encode(), _bytes(one)) for one in signatures]
    if not any(right):
        raise SignatureError(
            "the signature does not match the body: check that the secret is that of the callback's app, and "
            "that the body is given byte for byte as received"
        )
    if tolerance is not None and not abs(time.time() - int(times[0])) <= tolerance:
        raise SignatureError(f"the time of the delivery differs from now by more than {tolerance:g} s")


@entrance
def sign(body: bytes | str, secret: str | bytes | Secret, timestamp: int | None = None) -> str:
    """Return the signature of a delivery, for tests: the value of the header `SIGNATURE_HEADER`.

    Args:
        body: The body, byte for byte.
        secret: The app's secret.
        timestamp: The time of the delivery, in seconds since 1970; now by default.
    """
    at = str(int(time.time()) if timestamp is None else timestamp)
    return f"t={at},s={_signature(body, secret, at)}"


def _signature(body: bytes | str, secret: str | bytes | Secret, at: str) -> str:
    if not secret:
        raise ValueError("the secret is empty")
    # That of a `Secret`, without importing it for those who have none.
    key: object = getattr(secret, "hidden", secret)
    return hmac.new(_bytes(key), at.encode() + b"." + _bytes(body), hashlib.sha256).hexdigest()


def _signature_in(headers: Headers | None) -> str:
    if isinstance(headers, str):
        return headers
    found: Any = headers or ()
    try:
        pairs: Any = [(name, value) for name, value in getattr(found, "items", lambda: found)()]
    except (TypeError, ValueError):
        raise TypeError(
            "headers must be a mapping, pairs, or the text of the signature header, "
            f"not {type(headers).__name__}"
        ) from None
    for name, value in pairs:
        # In WSGI's variables, such as Django's `request.META`, it is `HTTP_TIKTOK_SIGNATURE`.
        if _text(name).lower().replace("_", "-").removeprefix("http-") == SIGNATURE_HEADER.lower():
            return _text(value)
    raise SignatureError(f"the headers have no {SIGNATURE_HEADER}")


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else _bytes(value).decode("latin-1")


def _bytes(value: object) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    if not isinstance(value, bytes | bytearray | memoryview):
        # `bytes(n)` would be n zeros, and a secret of zeros gives the same signature as an empty one.
        raise TypeError(
            f"the body, the signature and the secret must be bytes or text, not {type(value).__name__}"
        )
    return bytes(cast("bytes", value))


# JSON, and the objects in it that are encoded as text.


def _payload_of(body: bytes | str) -> dict[str, Any]:
    try:
        text = body if isinstance(body, str) else _bytes(body).decode("utf-8-sig")
        parsed = parse_json(text, parse_constant=no_constant)
    except TooDeepError as error:
        raise MalformedEventError(f"the body is {error}") from None
    except ValueError as error:
        raise MalformedEventError(f"the body is not JSON: {error}") from None
    if not is_object(parsed):
        raise MalformedEventError("the body is not a JSON object")
    return parsed


def _object_in(text: object) -> Any:
    """Parse text that is a JSON object or array; return any other value as it is."""
    if not isinstance(text, str):
        return text
    try:
        found = parse_json(text, parse_constant=no_constant)
    except ValueError:
        return text
    return found if is_object(found) or is_array(found) else text


def _text_of(value: object) -> Any:
    """Write an object or an array as JSON text; return any other value as it is."""
    if not isinstance(value, dict | list):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _changed(value: Any, paths: Iterable[Path], change: Callable[[Any], Any]) -> Any:
    """Return a copy of a value with the values at some paths changed; a path leads through all items."""
    for path in paths:
        value = changed_at(value, path, change)
    return value


def _can_be_key(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _at(value: Any, path: Path) -> Iterator[Any]:
    """Yield the values at a path, which leads through all items of lists."""
    if is_array(value):
        for one in value:
            yield from _at(one, path)
    elif not path:
        yield value
    elif is_object(value) and path[0] in value:
        yield from _at(value[path[0]], path[1:])


def _merge(value: dict[str, Any], changes: Mapping[str, Any]) -> None:
    for name, change in changes.items():
        inner = value.get(name)
        if is_object(inner) and is_object(change):
            _merge(inner, change)
        else:
            value[name] = change


def _trimmed(value: Any) -> Any:
    if is_array(value):
        return [_trimmed(one) for one in value]
    if is_object(value):
        return {name.strip(): _trimmed(one) for name, one in value.items()}
    return value


def _trim(pointer: str) -> str:
    return "/".join(map(str.strip, pointer.split("/")))
