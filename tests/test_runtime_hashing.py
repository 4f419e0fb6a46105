"""What identifies a person is hashed as the documentation's guides hash it, or refused."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from hashlib import sha256

import pytest

import tiktok_business
from text_cases import literal, text_cases
from tiktok_business import InvalidRequest, hashed_email, hashed_phone, hashed_text
from tiktok_business.params import EventTrackDataDict, EventTrackUserDict

Hashing = Callable[[str], str]
HASH = "848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f"


# Each of these pairs is in a guide.
@pytest.mark.parametrize(
    ("hashed", "given", "hash_"),
    [
        (hashed_email, " ALICE_abc@gmail.com ", HASH),
        (
            hashed_email,
            "example_user@example.com",
            "c6239ca1f8fe9b3d73e1352629e55c3ff0c587c8897903463247fe6ce6ef747d",
        ),
        (
            hashed_email,
            "janedoe@gmail.com",
            "d6117306485ed0e50afab3ac871e98f81699151f30281527d63ff5f233656c69",
        ),
        (
            hashed_phone,
            "(+1)2133734253",
            "9f7ec22d72092cd3c0b58726ed9c2d91b92e51a3f29837508fb2948bb22dd2fd",
        ),
        (hashed_text, "user_123", "80fba0ae1c48e3978e43e4efc365e14e12ea0c830ba8ba5b9a2dafc7e3f2ab8b"),
        (hashed_text, " Jane ".lower(), "81f8f6dde88365f3928796ec7aa53f72820b06db8664f5fe76a7eb13e24546a2"),
        (hashed_text, "민준", "905d70b1f90f9cbfa6dc23ce36d81c8a385849941c15490f743822b842fee426"),
        (hashed_text, "95110", "383f7fffd99f3b1c3066086bcf991eae7ad543589d12bd792ecb6dc8b5acebc1"),
        (hashed_text, "m5v3l9", "5c850751d57c5d887fe7807d3da801efe7e8faa1f105ea36cdcd913dd32a41c7"),
        (
            hashed_text,
            "EA7583CD-A667-48BC-B806-42ECB2B48606",
            "70574fa9c8f498a7b2e5c8712b1126de7b1406fd02fdc591821c5bd33092fd1c",
        ),
        (
            hashed_text,
            "aaaaaa-2222-1111-8787-809e92233ba0",
            "0ebad966881e1eebffe69b3abf624631cf83ec9bf8cb3ce134c7c75c6d8ee7fc",
        ),
        (
            hashed_text,
            "5f3a2b18-9c4d-4e7f-b8e2-17d3a1e69b25",
            "83dc3f5f32b9472613b0f038d36f22585a609d018af6f6067f50da318bf354bd",
        ),
    ],
)
def test_a_value_gets_the_hash_that_guides_show(hashed: Hashing, given: str, hash_: str) -> None:
    assert hashed(given) == hash_


@text_cases(given=literal, plain=str)
def test_a_telephone_number_may_be_written_as_people_do(given: str, plain: str) -> None:
    assert hashed_phone(given) == sha256(plain.encode()).hexdigest()


def test_of_an_address_only_case_and_spaces_around_it_are_lost() -> None:
    assert hashed_email("Ada.B+Tulips@Garden.Example\n") == hashed_text("ada.b+tulips@garden.example")


def test_the_case_of_an_id_is_kept() -> None:
    assert hashed_text(" Ada ") == hashed_text("Ada") != hashed_text("ada")


@pytest.mark.parametrize(
    ("hashed", "given", "message"),
    [
        (hashed_email, "ada", "one name, `@` and a domain"),
        (hashed_email, "ada@garden", "one name, `@` and a domain"),
        (hashed_email, "ada@@garden.example", "one name, `@` and a domain"),
        (hashed_email, "ada lovelace@garden.example", "one name, `@` and a domain"),
        (hashed_email, "a@b.example, c@d.example", "one name, `@` and a domain"),
        (hashed_email, "Ada <a@b.example>", "one name, `@` and a domain"),
        (hashed_email, "  ", "the address to hash is empty"),
        (hashed_email, HASH.upper(), "is a SHA-256 hash already"),
        (hashed_email, "ada\ud800@garden.example", "must be valid Unicode"),
        (hashed_phone, "213 373 4253", "must begin with `+` and its country code"),
        (hashed_phone, "0044 20 7183 8750", "must begin with `+` and its country code"),
        (hashed_phone, "+0 20 7183 8750", "must not begin with 0"),
        (hashed_phone, "+1 800 FLOWERS", "no letters, no extension"),
        (hashed_phone, "+1 213 373 4253 ext. 7", "no letters, no extension"),
        (hashed_phone, "+1 2133", "must have 7 to 15 digits with its country code, not 5"),
        (hashed_phone, "+1234567890123456", "must have 7 to 15 digits with its country code, not 16"),
        (hashed_phone, HASH, "is a SHA-256 hash already"),
        (hashed_text, "", "the text to hash is empty"),
        (hashed_text, HASH, "is a SHA-256 hash already"),
    ],
)
def test_what_cannot_be_hashed_is_refused_and_not_shown(hashed: Hashing, given: str, message: str) -> None:
    with pytest.raises(InvalidRequest, match=message.replace("+", r"\+")) as refused:
        hashed(given)
    (violation,) = refused.value.violations
    assert (violation.pointer, violation.rule, violation.message) == ("", "format", str(refused.value))
    assert not given.strip() or given not in str(refused.value)
    assert isinstance(refused.value, ValueError)
    assert pickle.loads(pickle.dumps(refused.value)).violations == (violation,)


@pytest.mark.parametrize("hashed", [hashed_email, hashed_phone, hashed_text])
def test_what_is_no_text_is_refused_by_its_kind(hashed: Callable[[object], str]) -> None:
    for given in (None, 12133734253, b"ada@garden.example", ["ada@garden.example"]):
        with pytest.raises(TypeError, match=rf"must be text, not {type(given).__name__}"):
            hashed(given)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("ada@garden.example", "not an e-mail address: hashed_email() makes its hash"),
        ("+1 213 373 4253", "not a telephone number: hashed_phone() makes its hash"),
    ],
)
def test_a_request_with_an_unhashed_value_tells_which_function_makes_the_hash(
    given: str, message: str
) -> None:
    user: EventTrackUserDict = {"email": given, "phone": ["ab", given]}
    with (
        tiktok_business.Client("token", transport=tiktok_business.MockTransport()) as client,
        pytest.raises(InvalidRequest) as refused,
    ):
        client.event.track(
            event_source="offline",
            event_source_id="1",
            data=[{"event": "Purchase", "event_time": 1, "user": user}],
        )
    assert [(each.pointer, each.message) for each in refused.value.violations] == [
        ("/data/0/user/email", f"must be written as hashed text, {message}"),
        ("/data/0/user/phone/1", f"must be written as hashed text, {message}"),
    ]
    assert given not in str(refused.value)


def _refused(phone: str, event_time: int = 1, *, external_id: str = "") -> list[tuple[str, str]]:
    event: EventTrackDataDict = {
        "event": "Purchase",
        "event_time": event_time,
        "user": {"phone": phone, "external_id": external_id},
    }
    with tiktok_business.Client("token", transport=tiktok_business.MockTransport()) as client:
        try:
            client.event.track(event_source="web", event_source_id="1", data=[event])
        except InvalidRequest as error:
            return [(each.pointer, each.message) for each in error.violations]
    return []


@pytest.mark.parametrize("number", ["030 1234567", "491234567890", "(030) 123-45.67", "0049 30 1234 567 890"])
def test_a_number_is_no_hash_also_without_its_country_code(number: str) -> None:
    message = "must be written as hashed text, not a telephone number: hashed_phone() makes its hash"
    assert _refused(number) == [("/data/0/user/phone", message)]
    # An id of digits is no number.
    assert _refused(HASH, external_id=number) == []


@pytest.mark.parametrize(
    "text", ["", HASH, HASH.upper(), "1" * 64, "HASHED_PHONE", "110", "030 ROSES GARDEN"]
)
def test_what_may_stand_for_a_hash_passes(text: str) -> None:
    assert _refused(text) == []


def test_a_time_in_milliseconds_is_refused_where_seconds_are_documented() -> None:
    assert _refused(HASH, 1767225600) == []
    message = "must be at most 99999999999, a Unix time in seconds, not 1767225600000"
    assert _refused(HASH, 1767225600000) == [("/data/0/event_time", message)]
