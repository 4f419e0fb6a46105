"""Names that are almost right are answered with the right one; what is searched by words comes best first."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from text_cases import literal, text_cases
from tiktok_bindgen.runtime.lookup import by_any
from tiktok_bindgen.runtime.paths import short
from tiktok_bindgen.runtime.searching import Text, search, similar
from tiktok_business import OPERATIONS, Client, MockTransport, UndocumentedCallError

Slip = Callable[[str, str], str]


def swapped(text: str) -> str:
    return f"{text[:3]}{text[4]}{text[3]}{text[5:]}"


def plural(path: str) -> str:
    first, slash, rest = path.partition("/")
    return f"{first.removesuffix('s')}s{slash}{rest}"


def dotted(path: str) -> str:
    return path.strip("/").replace("/", ".")


SLIPS: dict[str, Slip] = {
    "the wrong method": lambda method, path: f"{'GET' if method == 'POST' else 'POST'} {path}",
    "no slashes": lambda method, path: f"{method} {path.strip('/')}",
    "no version": lambda method, path: f"{method} /open_api{path}",
    "the version alone": lambda method, path: f"{method} /v1.3{path}",
    "a plural": lambda method, path: f"{method} /{plural(path.strip('/'))}/",
    "a singular": lambda method, path: f"{method} {path.replace('s/', '/', 1)}",
    "letters swapped": lambda method, path: f"{method} {swapped(path)}",
    "letters swapped, dotted": lambda _, path: swapped(dotted(path)),
    "a letter too few": lambda method, path: f"{method} {path[:-3]}{path[-2:]}",
    "as in a program": lambda _, path: f"client.{dotted(path)}",
    "words joined": lambda method, path: f"{method} {path.replace('_', '')}",
    "words apart": lambda _, path: " ".join(re.findall("[a-z0-9]+", path)),
    "words in another order": lambda _, path: " ".join(reversed(re.findall("[a-z0-9]+", path))),
    "capitals": lambda _, path: path.upper(),
    "dashes": lambda _, path: path.strip("/").replace("/", "-"),
    "dots and a method": lambda method, path: f"{method} {dotted(path)}",
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_an_operation_s_name_is_answered_with_the_right_one(slip: str) -> None:
    for method, path, name, *_ in OPERATIONS[::30]:
        called = SLIPS[slip](method, short(path))
        try:
            assert by_any(called, OPERATIONS)[2] == name
        except ValueError as error:
            told = str(error)
            first = told.partition("did you mean ")[2].partition(" or ")[0].rstrip("?")
            assert f"{method} {short(path)}" == first or told.endswith(f", only {method}"), (called, told)


def test_a_call_that_is_almost_a_documented_one_is_refused_with_that_one() -> None:
    client = Client("t", transport=MockTransport())
    with pytest.raises(
        UndocumentedCallError, match=r"GET /campaign/gte/; did you mean GET /campaign/get/\?$"
    ):
        client.call("GET", "/campaign/gte/")
    with pytest.raises(UndocumentedCallError, match=r"no such operation: GET /lighthouse/xyz/$"):
        client.call("GET", "/lighthouse/xyz/")


def test_what_is_like_nothing_gets_no_suggestion() -> None:
    with pytest.raises(ValueError, match=r"^no such operation: /lighthouse/xyz/; `operations` lists all$"):
        by_any("/lighthouse/xyz/", OPERATIONS)


HERBS = [
    Text("growth_rates_v2", "How fast herbs grow."),
    Text("grows", "The growth rate of a herb."),
    Text("speed", "Growth rate, in percent."),
    Text("rate_of_growth"),
    Text("growth_rate"),
    Text("delivery", "What was brought.", "BED_ROW"),
    Text("live_herbs"),
]


@text_cases(words=str, names=literal)
def test_what_fits_words_best_comes_first(words: str, names: str) -> None:
    for given in (words.split(), [words]):
        assert [found.name for found in search(HERBS, lambda text: text, given)] == names.split()


def test_words_that_nothing_has_are_answered_with_similar_ones() -> None:
    assert similar(["growht", "rate"], HERBS) == "; did you mean growth rate?"
    # Each is known, only not together.
    assert similar(["growth", "live"], HERBS) == ""
    assert similar(["growht", "xyzzy"], HERBS) == ""
