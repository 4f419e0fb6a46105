"""Share among the workers of a run what the generator read of each row and sentence of the portal.

Both readers take texts alone and cache for one process. What they found is known to all workers of a run, so
that each row and sentence is read by one of them, as it is in one process.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cache
from typing import Any

from attrs import define, field

from once import once_a_run
from pages import dated
from tiktok_bindgen.build_cache import generator_digest
from tiktok_bindgen.interpret import fields
from tiktok_bindgen.language import acts
from tiktok_bindgen.pipeline import Making, Spec, _stated, assembled
from tiktok_bindgen.sources import ReadPage, find_pages, read_pages

MAY = "2026-05"

#: Arguments of a call: those by place, and those by name.
Arguments = tuple[tuple[Hashable, ...], tuple[tuple[str, Hashable], ...]]


@define
class Reader:
    """A function of hashable arguments that remembers its results, as `functools.lru_cache` does.

    Attributes:
        read: The function.
        known: The results by arguments.
    """

    read: Callable[..., Any]
    known: dict[Arguments, Any] = field(factory=dict)

    def __call__(self, *arguments: Hashable, **options: Hashable) -> Any:
        """Return the result, which is made at most once."""
        key = (arguments, (*options.items(),))
        if key not in self.known:
            self.known[key] = self.read(*arguments, **options)
        return self.known[key]

    def cache_clear(self) -> None:
        """Forget all, as that of `functools.lru_cache` does."""
        self.known.clear()


@cache
def readers() -> tuple[Reader, ...]:
    """Return those that remember, which the generator uses from now on."""
    places = ((fields, "_stated"), (acts, "_read_acts"))
    remembering = tuple(Reader(getattr(module, name).__wrapped__) for module, name in places)
    for (module, name), reader in zip(places, remembering, strict=True):
        setattr(module, name, reader)
    return remembering


@once_a_run
def pages_of(name: str) -> tuple[ReadPage, ...]:
    """Return the pages of a folder of the portal as read."""
    return read_pages(find_pages([dated(name)]))


def spec_of(name: str) -> Spec:
    """Return the spec of these pages, as `make_spec` does of the folder."""
    making = Making(prose="full")
    return assembled(_stated(pages_of(name), [], making), making)


@once_a_run
def _read(_digest: str | None) -> tuple[Spec, list[dict[Arguments, Any]]]:
    """Return the spec of May 2026, and what the readers found in it; the digest is that of the generator."""
    return spec_of(MAY), [reader.known for reader in readers()]


@cache
def read_once() -> Spec:
    """Have this process know what a reading of May 2026 finds, and return the spec of that reading."""
    remembering = readers()
    spec, found = _read(generator_digest())
    for reader, known in zip(remembering, found, strict=True):
        for key, value in known.items():
            reader.known.setdefault(key, value)
    return spec
