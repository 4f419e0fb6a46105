"""Progress of stages that take seconds, reported to a listener."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")


class Progress:
    """A listener that ignores all reports."""

    def stage(self, what: str) -> None:
        """Start a stage, such as ``weighing 400 operations``."""

    def each(self, items: Sequence[T], what: str) -> Iterable[T]:
        """Start a stage with one step for each item, and return the items to iterate over.

        Args:
            items: The items.
            what: A description of the stage, such as ``reading pages``.
        """
        del what
        return items

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish reporting."""


SILENT = Progress()
