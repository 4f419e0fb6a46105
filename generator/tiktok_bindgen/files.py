"""Read files, and write them atomically: a reader sees the old content or the new, never a part."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tiktok_bindgen.problem import InputError
from tiktok_bindgen.runtime.writing import replacing


def write_text_atomic(path: Path, text: str) -> bool:
    """Write a text as UTF-8 with its line ends unchanged, unless the file has exactly that content already.

    Missing folders are created. An existing file keeps its permissions, and a symbolic link leads to the file
    that is written.

    Args:
        path: The file to write.
        text: The new content.

    Returns:
        Whether the file changed.

    Raises:
        InputError: The file cannot be written, or the text cannot be encoded.
    """
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            f"{path}: the text contains a character that UTF-8 cannot encode: {error.reason}"
        ) from None
    try:
        if path.is_file() and path.read_bytes() == data:
            return False
        replace_file(path, data)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {why(error, path)}") from None
    return True


def file_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises:
        InputError: It cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error


def bytes_if_there(path: Path) -> bytes | None:
    """Return the content of a file, or ``None`` if there is no such file; see `file_bytes`."""
    try:
        return file_bytes(path)
    except InputError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return None
        raise


def why(error: OSError, path: Path) -> str:
    """Why a file cannot be written, in words for the person who named it."""
    if isinstance(error, FileExistsError | NotADirectoryError):
        # The system does not say which of the folders is none.
        for above in path.parents:
            if above.exists() and not above.is_dir():
                return f"{above} is a file, not a folder"
    return error.strerror or str(error) or type(error).__name__


def replace_file(path: Path, data: bytes, *, follow: bool = True) -> None:
    """Write a file atomically, creating its folder if needed; see `replacing`.

    Raises:
        OSError: It cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(str(path), follow=follow) as stream:
        stream.write(data)


def digest(*parts: str | bytes) -> str:
    """Return a digest of a sequence of texts, which also depends on where each one ends."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        total.update(b"%d:" % len(data))
        total.update(data)
    return total.hexdigest()


def if_file(path: Path) -> Path | None:
    """Return the path if it is an existing file."""
    return path if path.is_file() else None
