"""What a forked process makes anew: it shares no connection and no lock with where it came from."""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class Renewed(Protocol):
    """Something that holds what belongs to one process."""

    def after_fork(self) -> None:
        """Make it anew. Only the thread that forked goes on: a lock of another one is held for ever."""
        ...


def renew_after_fork(owner: Renewed) -> None:
    """Have an object made anew in each process that is forked off while it lives."""
    _owners.add(owner)


def _renew() -> None:
    for owner in [*_owners]:
        owner.after_fork()


_owners: WeakSet[Renewed] = WeakSet()

# Where there is no fork, there is nothing to hook.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)
