"""Make something in a second process, so that a second processor helps."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")


def in_background(make: Callable[[], T]) -> Callable[[], T]:
    """Begin to make something that is needed later.

    Args:
        make: Makes a value that can be pickled, and neither writes files nor reports progress.

    Returns:
        A function, to be called once, that returns the value or raises what was raised. Where processes
        cannot be forked safely, or there is only one processor, it makes the value itself.
    """
    # Elsewhere, a fork may break libraries of the system.
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) == 1:
        return make
    from multiprocessing import get_context

    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(make, sender), daemon=True)
    with warnings.catch_warnings():
        # The thread of a progress bar shares nothing with what is made.
        warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
        process.start()
    sender.close()

    def made() -> T:
        try:
            value, error = receiver.recv()
        except EOFError:
            # Somebody ended the process; here, too, it can be made.
            return make()
        finally:
            receiver.close()
            process.join()
        if error is not None:
            raise error
        return value  # type: ignore[no-any-return]

    return made


def _send(make: Callable[[], object], sender: Connection) -> None:
    try:
        sent: tuple[object, BaseException | None] = make(), None
    except BaseException as error:  # noqa: BLE001 (raised where the value is asked for)
        sent = None, error
    sender.send(sent)
