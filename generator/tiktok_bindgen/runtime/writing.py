"""Files that are replaced as a whole, and locks on files between processes."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import BinaryIO

# Through no link that somebody else put in the place of the file.
_OPEN = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@contextmanager
def replacing(path: str, *, follow: bool = True) -> Generator[BinaryIO]:
    """Open a file for writing, which takes the place of an existing one only when everything is written.

    Until then it has a name beside that one which nobody can foresee; if anything fails, it is removed. An
    existing file's permissions are kept. Anything but a regular file, such as a pipe, is written to directly.
    A symbolic link to ``follow`` stays, and the file that it leads to is replaced.
    """
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - pathlib would be imported for this alone
    except FileNotFoundError:
        mode = None
    if mode is not None and not stat.S_ISREG(mode):
        with open(path, "wb") as file:  # noqa: PTH123 - likewise
            yield file
        return
    target = os.path.realpath(path) if follow else path
    folder, name = os.path.split(target)
    # The name is cut, because it must not be longer than a file system allows.
    new = os.path.join(folder, f".{name[:40]}.{os.urandom(8).hex()}.part")  # noqa: PTH118 - likewise
    # What an existing file hides is not open to others at any moment.
    descriptor = _opened(new, path, os.O_EXCL, 0o666 if mode is None else 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if mode is not None and os.chmod in os.supports_fd:
                os.chmod(descriptor, stat.S_IMODE(mode))  # noqa: PTH101 - likewise
            yield file
        os.replace(new, target)  # noqa: PTH105 - likewise
    except BaseException:
        with suppress(OSError):
            os.unlink(new)  # noqa: PTH108 - likewise
        raise


@contextmanager
def locked(path: str) -> Generator[None]:
    """Hold the lock of a file, or rather of an empty one beside it, to the end of context or process."""
    folder, name = os.path.split(os.path.realpath(path))
    descriptor = _opened(os.path.join(folder, f".{name}.lock"), path, 0, 0o666)  # noqa: PTH118 - likewise
    try:
        try:
            _set_lock(descriptor, held=True)
        except OSError as error:
            is_held = isinstance(error, BlockingIOError | PermissionError)
            why = "another process or thread is using it" if is_held else error.strerror
            raise (BlockingIOError if is_held else OSError)(error.errno, why, path) from None
        try:
            yield
        finally:
            # Processes that were forked meanwhile have it open, too.
            _set_lock(descriptor, held=False)
    finally:
        os.close(descriptor)


def _opened(file: str, path: str, flags: int, mode: int) -> int:
    try:
        return os.open(file, _OPEN | flags, mode)
    except OSError as error:
        error.filename = path
        raise


def _set_lock(descriptor: int, *, held: bool) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK if held else msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB if held else fcntl.LOCK_UN)
