"""Events at the client's side: read, verified, kept where unknown, and made for tests."""

from __future__ import annotations

import copy
import hashlib
import hmac
import json
import pickle
import time
from types import SimpleNamespace
from typing import Any, ClassVar, TypeVar, dataclass_transform

import pytest
from attrs import define, evolve
from hypothesis import given
from hypothesis import strategies as st

from tiktok_bindgen.runtime.errors import TikTokError
from tiktok_bindgen.runtime.model import Model
from tiktok_bindgen.runtime.secret import Secret
from tiktok_bindgen.runtime.structure import with_extra
from tiktok_bindgen.runtime.webhooks import (
    Event,
    MalformedEventError,
    Row,
    SignatureError,
    UnknownEvent,
    Webhooks,
    sign,
    verify,
)

T = TypeVar("T")
SECRET = "watering-can"


@dataclass_transform(kw_only_default=True)
def model(cls: type[T]) -> type[T]:
    """A class of the shape that is generated."""
    decorate: Any = define(
        eq=False, repr=False, kw_only=True, getstate_setstate=False, field_transformer=with_extra
    )
    made: type[T] = decorate(cls)
    return made


@model
class Bee(Model):
    name: str | None = None
    stripes: int | None = None


@model
class BeeCameContent(Model):
    bee: Bee | None = None
    pollen: dict[str, int] | None = None


@model
class BeeCameEvent(Event):
    __event__: ClassVar[str] = "bee.came"
    __texts__: ClassVar[tuple[tuple[str, ...], ...]] = (("content",),)
    event: str | None = None
    at: int | None = None
    content: BeeCameContent | None = None


@model
class FruitEntry(Model):
    tree_id: int | None = None
    kind: str | None = None
    note: Bee | None = None


@model
class FruitEvent(Event):
    __event__: ClassVar[str] = "FRUIT"
    __texts__: ClassVar[tuple[tuple[str, ...], ...]] = (("entry", "note"),)
    object: int | None = None
    entry: list[FruitEntry] | None = None


@model
class LeafEvent(Event):
    __event__: ClassVar[str] = "LEAF"
    entry: list[FruitEntry] | None = None


@model
class GateEvent(Event):
    __event__: ClassVar[str] = "GATE"
    garden_id: str | None = None
    gate: str | None = None


garden = Webhooks(
    (
        Row("bee.came", "BeeCameEvent", ("event",), "bee.came"),
        Row("FRUIT", "FruitEvent", ("object",), 1),
        Row("LEAF", "LeafEvent", ("entry", "kind"), "leaf"),
        Row("GATE", "GateEvent"),
    ),
    SimpleNamespace(
        BeeCameEvent=BeeCameEvent, FruitEvent=FruitEvent, LeafEvent=LeafEvent, GateEvent=GateEvent
    ),
)


def parse(payload: object, **arguments: Any) -> Any:
    return garden.parse(json.dumps(payload).encode(), **arguments)


def test_an_event_is_an_object_of_its_class() -> None:
    content = '{"bee": {"name": "Ada", "stripes": 4}}'
    match parse({"event": "bee.came", "at": 3, "content": content}):
        case BeeCameEvent(at=at, content=BeeCameContent(bee=Bee(name=name))):
            assert (at, name) == (3, "Ada")
        case other:
            pytest.fail(repr(other))


@pytest.mark.parametrize(
    ("payload", "name"),
    [
        ({"event": "bee.came"}, "bee.came"),
        ({"object": 1, "entry": [{"tree_id": 2}]}, "FRUIT"),
        # A number may come as text.
        ({"object": "1"}, "FRUIT"),
        ({"entry": [{"kind": "twig"}, {"kind": "leaf"}]}, "LEAF"),
        ({"garden_id": "7", "gate": "OPEN"}, "GATE"),
        # Half of the fields are those of the event that only its fields tell.
        ({"gate": "OPEN", "colour": "red"}, "GATE"),
    ],
)
def test_a_payload_tells_which_event_it_is(payload: object, name: str) -> None:
    event = parse(payload)
    assert event.event_name == type(event).__event__ == name


@pytest.mark.parametrize(
    ("payload", "name"),
    [
        ({"event": "bee.left", "x": 1}, "bee.left"),
        ({"object": 9, "entry": []}, "9"),
        # It says that it is another.
        ({"event": "gate.oiled", "gate": "OPEN", "garden_id": "7"}, "gate.oiled"),
        ({"object": True}, ""),
        ({"gate": "OPEN", "a": 1, "b": 2}, ""),
        ({}, ""),
    ],
)
def test_an_unknown_event_is_kept_whole(payload: dict[str, Any], name: str) -> None:
    event = parse(payload)
    assert isinstance(event, UnknownEvent)
    assert (event.event_name, event.extra, event.to_json()) == (name, payload, payload)
    assert event.undocumented == ("",)
    assert repr(event) == f"UnknownEvent(event_name={name!r}, extra={payload!r})"


def test_what_is_not_documented_is_kept_and_told_by_pointers() -> None:
    content = json.dumps({"bee": {"name": "Ada", "hat/cap": 1}, "mood": "fine"})
    event = parse({"event": "bee.came", "content": content, "x~y": None})
    assert event.undocumented == ("/content/bee/hat~1cap", "/content/mood", "/x~0y")
    assert event.content.extra == {"mood": "fine"}
    assert event.content.bee.extra == {"hat/cap": 1}


def test_a_name_that_only_blanks_tell_from_a_documented_one_is_documented() -> None:
    content = json.dumps({"bee": {" name": "Ada", " nickname": "A"}})
    event = parse({"event": "bee.came", "content": content})
    assert event.undocumented == ("/content/bee/ nickname",)
    assert event.content.bee.extra == {" name": "Ada", " nickname": "A"}


def test_keys_of_a_map_are_the_senders() -> None:
    content = json.dumps({"pollen": {"yellow": 3, "white": 1}})
    event = parse({"event": "bee.came", "content": content})
    assert event.undocumented == ()
    assert event.content.pollen == {"yellow": 3, "white": 1}


@pytest.mark.parametrize(
    "content", ["", "no JSON", "12", '"text"', '{"bee": ', 7, ["x"], "[" * 100_000, '{"bee": NaN}']
)
def test_text_that_holds_no_object_stays_as_it_came(content: object) -> None:
    event = parse({"event": "bee.came", "content": content})
    assert event.to_json()["content"] == content
    assert event.undocumented == ()


def test_an_unchanged_event_is_written_as_it_came() -> None:
    payload = {
        "object": 1,
        "entry": [{"tree_id": 2, "note": '{ "name":"Ada" }'}, {"note": '{"stripes": 4, "hat": 1}'}],
        "more": {"a": [1, None], "b": None},
        "time": None,
    }
    assert parse(payload).to_json() == payload


def test_a_changed_event_is_written_with_its_text_made_anew() -> None:
    event = parse({"event": "bee.came", "content": '{ "bee": {"name": "Zoë"} }'})
    event.content.bee.stripes = 5
    assert event.to_json()["content"] == '{"bee":{"name":"Zoë","stripes":5}}'


def test_events_can_be_made_copied_and_pickled() -> None:
    made = BeeCameEvent(at=1, content=BeeCameContent(bee=Bee(name="Ada")))
    assert made.event_name == "bee.came"
    assert made.to_json() == {"at": 1, "content": '{"bee":{"name":"Ada"}}'}
    event = parse({"event": "bee.came", "content": '{"bee": {"name": "Ada"}}', "x": 1})
    for twin in (copy.copy(event), copy.deepcopy(event), pickle.loads(pickle.dumps(event))):
        assert twin == event
        assert twin.to_json() == event.to_json()
    assert evolve(event, at=5).to_json() == {
        "event": "bee.came",
        "at": 5,
        "content": '{"bee":{"name":"Ada"}}',
        "x": 1,
    }


def test_the_fingerprint_is_of_the_payload_not_of_how_it_is_written() -> None:
    first = garden.parse('{"event": "bee.came", "at": 3, "content": "{\\"bee\\": {}}"}').fingerprint
    again = garden.parse('{"content":"{ \\"bee\\":{} }","at":3,"event":"bee.came"}').fingerprint
    other = garden.parse('{"event": "bee.came", "at": 4, "content": "{\\"bee\\": {}}"}').fingerprint
    assert first == again != other
    assert len(first) == len(hashlib.sha256().hexdigest())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b'{"a": NaN}', "is not JSON: NaN"),
        (b"[]", "is not a JSON object"),
        (b"null", "is not a JSON object"),
        (b"1" * 5000, "is not JSON"),
        (b'{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_a_body_that_is_no_json_object_is_one_clear_error(body: bytes, reason: str) -> None:
    with pytest.raises(MalformedEventError, match=reason) as caught:
        garden.parse(body)
    assert isinstance(caught.value, TikTokError)
    assert "\n" not in str(caught.value)


# Signatures


def test_the_signature_is_that_of_the_documentation() -> None:
    # HMAC-SHA256 of the time, a dot and the body, in hexadecimal digits.
    expected = hmac.new(b"watering-can", b'1700000000.{"a": 1}', hashlib.sha256).hexdigest()
    assert sign(b'{"a": 1}', SECRET, 1_700_000_000) == f"t=1700000000,s={expected}"


@pytest.mark.parametrize(
    "headers",
    [
        lambda signature: {"Tiktok-Signature": signature},
        lambda signature: {"tiktok-signature": signature, "x": "y"},
        lambda signature: [(b"X", b"y"), (b"TIKTOK-SIGNATURE", signature.encode())],
        # The variables of WSGI, as Django has them too, are not all text.
        lambda signature: {"wsgi.version": (1, 0), "HTTP_TIKTOK_SIGNATURE": signature},
        lambda signature: signature,
        # Of several signatures, as when the secret changes, one has to be right.
        lambda signature: f"{signature},s={'0' * 64}",
        lambda signature: signature.replace(",", f",s={'0' * 64}, "),
    ],
)
def test_a_signed_delivery_is_read(headers: Any) -> None:
    body = b'{"event": "bee.came"}'
    assert garden.parse(body, headers(sign(body, SECRET)), SECRET).event_name == "bee.came"
    assert garden.parse(body.decode(), headers(sign(body, SECRET)), SECRET.encode()).event_name == "bee.came"


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        (None, "have no Tiktok-Signature"),
        ({}, "have no Tiktok-Signature"),
        ({"Signature": "t=1,s=a"}, "have no Tiktok-Signature"),
        ({"HTTP_SIGNATURE": "t=1,s=a"}, "have no Tiktok-Signature"),
        ({"HTTP_TIKTOK_SIGNATURE": "t=1,s=a"}, "does not match the body"),
        ("", "not of the form"),
        ("t=,s=a", "not of the form"),
        ("t=1", "not of the form"),
        ("t=1,t=1,s=a", "not of the form"),
        ("t=-1,s=a", "not of the form"),
        ("t=\N{ARABIC-INDIC DIGIT ONE},s=a", "not of the form"),
        (f"t={'1' * 5000},s=a", "not of the form"),
        ("t=1,s=a", "does not match the body"),
        ("t=1,s=\N{SNOWMAN}", "does not match the body"),
        ("t=1,s=\udc00", "does not match the body"),
        (f"t=1700000000,s={'0' * 64}", "does not match the body"),
    ],
)
def test_a_missing_or_wrong_signature_is_refused(headers: Any, reason: str) -> None:
    with pytest.raises(SignatureError, match=reason):
        garden.parse(b'{"event": "bee.came"}', headers, SECRET)


def test_the_signature_of_another_secret_or_body_is_refused() -> None:
    for body, secret in ((b'{"a": 1}', "rake"), (b'{"a": 2}', SECRET)):
        told = "does not match the body: check that the secret .* that the body is given byte for byte"
        with pytest.raises(SignatureError, match=told):
            verify(b'{"a": 1}', sign(body, secret), SECRET)


def test_a_delivery_of_another_time_is_refused_by_the_tolerance() -> None:
    body, now = b"{}", int(time.time())
    for at in (now - 400, now + 400):
        signature = sign(body, SECRET, at)
        with pytest.raises(SignatureError, match="by more than 300 s"):
            garden.parse(body, signature, SECRET)
        assert garden.parse(body, signature, SECRET, tolerance=500).extra == {}
        assert garden.parse(body, signature, SECRET, tolerance=None).extra == {}
    with pytest.raises(SignatureError):
        garden.parse(body, sign(body, SECRET), SECRET, tolerance=float("nan"))


def test_a_wrong_signature_is_told_before_a_wrong_time() -> None:
    # Who does not know the secret is not told whether the time would do.
    with pytest.raises(SignatureError, match="does not match the body"):
        garden.parse(b"{}", sign(b"[]", SECRET, 1), SECRET)


def test_signatures_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return True

    monkeypatch.setattr(hmac, "compare_digest", compare)
    garden.parse(b"{}", f"t={int(time.time())},s=one,s=two", SECRET)
    assert [other for _, other in compared] == [b"one", b"two"]


def test_an_empty_secret_is_the_callers_mistake() -> None:
    for call in (lambda: sign(b"{}", ""), lambda: verify(b"{}", "t=1,s=a", b"")):
        with pytest.raises(ValueError, match="the secret is empty"):
            call()


def test_only_a_body_alone_is_parsed_without_being_verified() -> None:
    body = b'{"event": "bee.came"}'
    assert garden.parse(body).event_name == "bee.came"
    # Such as a variable of the environment that is not set.
    with pytest.raises(ValueError, match=r"^the secret is None: "):
        garden.parse(body, {"Tiktok-Signature": "nonsense"}, None)


# Samples


@pytest.mark.parametrize("name", ["bee.came", "FRUIT", "LEAF", "GATE"])
def test_a_sample_is_a_delivery_of_its_event(name: str) -> None:
    delivery = garden.sample(name, secret=SECRET)
    event = garden.parse(delivery.body, delivery.headers, SECRET)
    assert event.event_name == name
    assert event.undocumented == ()


def test_a_sample_has_the_changes_that_are_asked_for() -> None:
    changes = {"at": 9, "content": {"bee": {"name": "Zoë"}}, "wind": "west"}
    event = garden.parse(garden.sample(BeeCameEvent, changes).body)
    assert isinstance(event, BeeCameEvent)
    assert (event.at, event.extra) == (9, {"wind": "west"})
    assert event.content == BeeCameContent(bee=Bee(name="Zoë", stripes=1), pollen={"pollen": 1})


def test_a_sample_can_be_of_any_time_and_unsigned() -> None:
    hidden = garden.sample("GATE", secret=Secret(SECRET))
    garden.parse(hidden.body, hidden.headers, Secret(SECRET))
    assert garden.sample("GATE", secret=SECRET, timestamp=5).headers["Tiktok-Signature"].startswith("t=5,s=")
    assert garden.sample("GATE").headers == {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("bee.cmae", "no such event: 'bee.cmae'; did you mean bee.came?"),
        ("wolf", "no such event: 'wolf'; expected one of bee.came, FRUIT, LEAF, GATE"),
    ],
)
def test_there_is_no_sample_of_an_unknown_event(name: str, told: str) -> None:
    with pytest.raises(LookupError) as caught:
        garden.sample(name)
    assert caught.value.args == (told,)


# What holds for all inputs

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["event", "content", "entry", "bee", "note", "object", "z"]), inner)
    ),
    max_leaves=12,
)
_PAYLOADS = st.fixed_dictionaries(
    {},
    optional={
        "event": st.sampled_from(["bee.came", "bee.left"]) | _JSON,
        "object": st.sampled_from([1, 2, "1"]) | _JSON,
        "content": _JSON.map(json.dumps) | _JSON,
        "entry": st.lists(st.fixed_dictionaries({"note": _JSON.map(json.dumps), "kind": _JSON})) | _JSON,
        "z": _JSON,
    },
)


@given(st.binary() | st.text() | _JSON.map(json.dumps))
def test_parse_raises_nothing_but_its_own_errors(body: bytes | str) -> None:
    for verified in ((), ("t=1,s=0", SECRET)):
        try:
            event = garden.parse(body, *verified)
        except (MalformedEventError, SignatureError):
            continue
        assert isinstance(event, Event)


@given(_PAYLOADS)
def test_whatever_comes_can_be_looked_at_and_is_written_as_it_came(payload: dict[str, Any]) -> None:
    event = parse(payload)
    repr(event)
    assert event.fingerprint == parse(payload).fingerprint
    assert isinstance(event.undocumented, tuple)
    assert event.to_json() == payload


@given(st.binary(), st.text(min_size=1), st.integers(0, 10**12))
def test_what_is_signed_is_verified(body: bytes, secret: str, at: int) -> None:
    try:
        secret.encode()
    except UnicodeEncodeError:
        return
    verify(body, sign(body, secret, at), secret, tolerance=None)


@given(st.binary(min_size=1, max_size=60), st.data())
def test_any_flipped_bit_is_refused(body: bytes, data: st.DataObject) -> None:
    signature = sign(body, SECRET, 1_700_000_000)
    at = data.draw(st.integers(0, len(body) * 8 - 1))
    other = bytearray(body)
    other[at // 8] ^= 1 << at % 8
    refused(bytes(other), signature)
    at = data.draw(st.integers(0, len(signature) * 8 - 1))
    flipped = bytearray(signature.encode())
    flipped[at // 8] ^= 1 << at % 8
    refused(body, flipped.decode("latin-1"))


def refused(body: bytes, signature: str) -> None:
    with pytest.raises(SignatureError):
        verify(body, signature, SECRET, tolerance=None)


@pytest.mark.parametrize("secret", [5, True, None.__class__, 1.5])
def test_a_secret_that_is_neither_text_nor_bytes_verifies_nothing(secret: Any) -> None:
    # As many zeros as the number, which Python would make of it, sign as an empty secret does.
    signed = sign(b"{}", b"\0" * 5)
    with pytest.raises(TypeError, match="the secret must be bytes or text, not"):
        garden.parse(b"{}", signed, secret)


@pytest.mark.parametrize(
    ("body", "headers"),
    [({"event": "a"}, "t=1,s=a"), (None, "t=1,s=a"), (b"{}", {"Tiktok-Signature": ["t=1,s=a"]})],
    ids=["parsed already", "none", "a list of headers"],
)
def test_what_is_no_body_and_no_header_is_told(body: Any, headers: Any) -> None:
    with pytest.raises(TypeError, match="must be bytes or text, not"):
        garden.parse(body, headers, "s")


@pytest.mark.parametrize("headers", [5, b"t=1,s=a", ["t=1,s=a", "x"]])
def test_headers_that_are_none_are_told(headers: Any) -> None:
    with pytest.raises(
        TypeError, match=r"^headers must be a mapping, pairs, or the text of the signature header"
    ):
        garden.parse(b"{}", headers, "s")


@pytest.mark.parametrize("tolerance", ["300", [300]])
def test_a_tolerance_is_a_number_of_seconds(tolerance: Any) -> None:
    with pytest.raises(TypeError, match=r"^tolerance must be a number of seconds or None, not .?.?300"):
        garden.parse(b"{}", sign(b"{}", "s"), "s", tolerance)
