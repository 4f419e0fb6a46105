"""Renew objects in a forked process, which must not share connections or locks with its parent."""

from __future__ import annotations

import os
import threading
from typing import Any
from weakref import WeakSet


def renew_after_fork(owner: Any) -> None:
    """Register an object, whose ``after_fork`` renews it in each process that is forked in its lifetime."""
    _owners.add(owner)


class ProcessLock:
    """A reentrant lock that is free in a forked process: ``with lock.now``."""

    def __init__(self) -> None:
        self.after_fork()
        renew_after_fork(self)

    def after_fork(self) -> None:
        """Create a new lock: one held by another thread would never be released in a forked process."""
        self.now = threading.RLock()


_owners: WeakSet[Any] = WeakSet()

# Systems without fork do not have this function.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=lambda: [owner.after_fork() for owner in [*_owners]])
