"""The client's log messages, and a handler for programs that do not configure logging."""

from __future__ import annotations

import logging
import os
import time
from typing import Any

from .codec import is_object, number_of, one_line
from .raw_response import RawResponse

#: The name of the client's logger.
LOGGER = "tiktok_business"

#: The environment variable that makes the log go to standard error: ``info`` or ``debug``.
LOG_VARIABLE = "TIKTOK_LOG"

_log = logging.getLogger(LOGGER)
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def log_as_asked() -> None:
    """Log to standard error if the environment asks for it; repeated calls do nothing."""
    asked = os.environ.get(LOG_VARIABLE, "").strip().lower()
    if not asked or any(isinstance(one, _Handler) for one in _log.handlers):
        return
    handler = _Handler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    _log.addHandler(handler)
    _log.setLevel(_LEVELS.get(asked, logging.INFO))
    if asked not in _LEVELS:
        _log.warning("%s is %s; expected one of %s", LOG_VARIABLE, one_line(asked, 40), ", ".join(_LEVELS))


class _Handler(logging.StreamHandler[Any]):
    """Our own handler, distinguishable from those of the program."""


def note_end(label: str, outcome: object, attempt: int, started: float) -> None:
    """Log how a call ended, without its query, headers or body: each may hold a credential."""
    if not _log.isEnabledFor(logging.INFO):
        return
    if is_object(outcome):
        ending = f"code {one_line(str(outcome.get('code')), 20)}"
        request = outcome.get("request_id")
    else:
        ending = f"HTTP {outcome.status}" if isinstance(outcome, RawResponse) else type(outcome).__name__
        ending += f" {code}" if (code := getattr(outcome, "code", None)) is not None else ""
        request = getattr(outcome, "request_id", None)
    ending += f", request {one_line(str(request), 100)}" if request else ""
    tries = number_of(attempt, "try", "tries")
    _log.info("%s: %s, %s, %.0f ms", label, ending, tries, (time.monotonic() - started) * 1000)
