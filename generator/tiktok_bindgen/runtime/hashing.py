"""Hash what identifies a person, normalized as documented, if asked to. No message shows what was given."""

from __future__ import annotations

import re
from hashlib import sha256

from .check import Violation
from .errors import InvalidRequest
from .given import of_kind

_ADDRESS = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]+")
# What people write between digits: spaces, dots, slashes, dashes, and brackets.
_NUMBER = re.compile(r"\(?\+[\d\s().\-/\u2010-\u2015\u2212]+")
# As "(0)": the digit that is dialled within the country alone.
_WITHIN = re.compile(r"\(0\)")
_FEWEST, _MOST = 7, 15
_HASH = re.compile(r"[0-9a-fA-F]{64}")


def hashed_email(address: str) -> str:
    """Hash an e-mail address, in lower case and without spaces around it.

    Args:
        address: The address. Nothing else in it is changed, neither dots nor what follows a ``+``.

    Returns:
        Its SHA-256 as 64 hexadecimal digits in lower case.

    Raises:
        InvalidRequest: It is no address, or a hash already; this is also a `ValueError`.
        TypeError: It is no text.
    """
    plain = _stripped("address", address).lower()
    if not _ADDRESS.fullmatch(plain):
        raise _refused("an e-mail address must be one name, `@` and a domain, as in rose@garden.example")
    return _hash(plain)


def hashed_phone(number: str) -> str:
    """Hash a telephone number, as ``+``, the country code and the other digits (E.164).

    Args:
        number: The number, with its country code: ``+1 (213) 373-4253``. Spaces, dots, slashes, dashes and
            brackets are removed, and a ``(0)`` that is dialled only within the country.

    Returns:
        Its SHA-256 as 64 hexadecimal digits in lower case.

    Raises:
        InvalidRequest: It has no country code, letters, or too few or too many digits, or is a hash already;
            this is also a `ValueError`.
        TypeError: It is no text.
    """
    plain = _stripped("number", number)
    if not _NUMBER.match(plain):
        raise _refused("a telephone number must begin with `+` and its country code, as in +12133734253")
    if not _NUMBER.fullmatch(plain):
        raise _refused("a telephone number must have nothing but digits after `+`: no letters, no extension")
    digits = "".join(str(int(each)) for each in _WITHIN.sub("", plain) if each.isdecimal())
    if digits.startswith("0"):
        raise _refused("the country code of a telephone number must not begin with 0")
    if not _FEWEST <= len(digits) <= _MOST:
        bounds = f"{_FEWEST} to {_MOST} digits with its country code"
        raise _refused(f"a telephone number must have {bounds}, not {len(digits)}")
    return _hash(f"+{digits}")


def hashed_text(text: str) -> str:
    """Hash any other text, such as your own id of a person, without spaces around it.

    Args:
        text: The text. Its case is kept, as in ids; where the documentation wants lower case or no
            punctuation, as of names and postal codes, give it so.

    Returns:
        Its SHA-256 as 64 hexadecimal digits in lower case.

    Raises:
        InvalidRequest: It is empty, or a hash already; this is also a `ValueError`.
        TypeError: It is no text.
    """
    return _hash(_stripped("text", text))


def _stripped(name: str, value: str) -> str:
    plain = of_kind(name, value, "text", str).strip()
    if not plain:
        raise _refused(f"the {name} to hash is empty")
    if _HASH.fullmatch(plain):
        raise _refused(f"the {name} is a SHA-256 hash already, and must not be hashed again")
    return plain


def _hash(plain: str) -> str:
    try:
        return sha256(plain.encode()).hexdigest()
    except UnicodeEncodeError:
        raise _refused("what is hashed must be valid Unicode") from None


def _refused(message: str) -> InvalidRequest:
    error = InvalidRequest(message)
    error.violations = (Violation("", "format", message),)
    return error
