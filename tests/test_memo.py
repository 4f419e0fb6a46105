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
