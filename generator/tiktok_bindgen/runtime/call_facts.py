"""What is known of a call, for the errors that it ends in, and for those of its reply later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from .errors import ReplyError, TikTokError, every_cause
from .masking import SecretHeader, masked, secrets_in
from .raw_response import RawResponse
from .retry import may_have_been_done

E = TypeVar("E", bound="TikTokError")
T = TypeVar("T")


class CallFacts:
    """What is known of a call, from its first try on. A pickle has none of its secrets."""

    def __init__(self, operation: str, *, changes: bool, values: tuple[Any, ...] = ()) -> None:
        self.operation = operation
        self.changes = changes
        self.values = values
        self.attempts = 0
        self.raw_response: RawResponse | None = None
        self.may_have_been_done = False
        self.succeeded = False
        self.token: str | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "token": None, "values": ()}

    def succeed(self) -> None:
        """Note that the reply reports success."""
        self.succeeded = True
        self.may_have_been_done = self.changes

    def secrets(self) -> Iterator[str]:
        """Yield the secrets that the call sends."""
        if isinstance(self.token, SecretHeader):
            yield self.token.reveal()
        yield from secrets_in(self.values)

    def told(self, error: E) -> E:
        """Add what is known to an error of the call, unless that was done; remove secrets; and return it."""
        if (error.operation, error.attempts) == (self.operation, self.attempts):
            return error
        error.operation = error.operation or self.operation
        error.attempts = self.attempts
        error.raw_response = self.raw_response
        if self.changes and (self.may_have_been_done or may_have_been_done(error)):
            error.may_have_been_done = self.may_have_been_done = True
            if not self.succeeded:
                error.args = (f"{error}; it may have been carried out",)
            elif isinstance(error, ReplyError):
                error.args = (f"{error}; it was carried out",)
        secrets = [*self.secrets()]
        # Those of the HTTP library have the whole URL.
        for each in (error, *(every_cause(error.__cause__) if error.__cause__ else ())):
            each.args, known = masked((each.args, vars(each)), secrets)
            vars(each).update(known)
        return error
