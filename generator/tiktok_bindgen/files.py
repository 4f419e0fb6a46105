"""Writing files so that a reader sees the old text or the new one, never half of it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tiktok_bindgen.problem import InputError

_MODE = 0o666


def write_text_atomic(path: Path, text: str) -> bool:
    """Write a text as UTF-8, its line ends as they are, unless the file holds exactly that already.

    Missing folders are made. An existing file keeps its permissions; a symbolic link is replaced
    by the file.

    Args:
        path: The file to write.
        text: What it is to hold.

    Returns:
        Whether the file changed.

    Raises:
        InputError: If the file cannot be written, or the text cannot be encoded.
    """
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            f"{path}: the text holds a character that UTF-8 cannot encode: {error.reason}"
        ) from None
    try:
        if not path.is_symlink() and path.is_file() and path.read_bytes() == data:
            return False
        replace_file(path, data)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}") from None
    return True


def replace_file(path: Path, data: bytes) -> None:
    """Write a file in one step, in a folder that is made if need be.

    Raises:
        OSError: It cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # In the same folder, because a rename is atomic within one file system only.
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        temporary.chmod(_mode(path))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """The permissions the file has, or those a new file gets; a temporary file's are the owner's alone."""
    try:
        return path.stat().st_mode & 0o7777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return _MODE & ~mask


def if_file(path: Path) -> Path | None:
    """A path, if there is a file."""
    return path if path.is_file() else None
