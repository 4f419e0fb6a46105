"""What was made of a value is kept for the same object, not for its equals."""

from __future__ import annotations

from tiktok_bindgen.memo import Memo


def test_only_the_same_object_is_known_again() -> None:
    made: list[str] = []

    def make(value: list[int], more: str) -> int:
        made.append(f"{more}{value}")
        return len(made)

    def other(value: list[int], more: str) -> str:
        return f"{more}{len(value)}"

    memo = Memo()
    one, equal = [7], [7]
    assert [memo(make, each, "a") for each in (one, equal, one)] == [1, 2, 1]
    assert made == ["a[7]", "a[7]"]
    assert memo(other, one, "b") == "b1"
    # What is known keeps its identity, so that no other value gets it.
    assert [memo(make, [number], "a") for number in (8, 9)] == [3, 4]


def test_what_else_counts_has_results_of_its_own() -> None:
    memo, one = Memo(), [7]
    made = [memo.beside(of)(_among, one, of) for of in ("rose", "oak")]
    assert made == ["7 of rose", "7 of oak"]
    # Only what is asked for with the same beside is known again.
    assert memo.beside("rose")(_among, one, "elm") == "7 of rose"


def test_a_tuple_is_known_again_by_what_is_in_it() -> None:
    memo, one, other = Memo(), [7], [8]
    assert memo(_together, (one, other), "first") == "first: 7 8"
    assert memo(_together, (one, other), "again") == "first: 7 8"
    assert memo(_together, (one, [8]), "equal") == "equal: 7 8"


def _among(value: list[int], of: str) -> str:
    return f"{value[0]} of {of}"


def _together(values: tuple[list[int], ...], when: str) -> str:
    return f"{when}: {' '.join(str(number) for each in values for number in each)}"
