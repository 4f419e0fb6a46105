"""How far work is that takes seconds: what its stages tell, and whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")


class Progress:
    """Tells nobody."""

    def stage(self, what: str) -> None:
        """Begin a stage, such as ``weighing 400 operations``."""

    def each(self, items: Sequence[T], what: str) -> Iterable[T]:
        """Begin a stage that has a step for each item, and give these.

        Args:
            items: The items.
            what: What is done with them, such as ``reading pages``.
        """
        del what
        return items

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Have told all."""


SILENT = Progress()
