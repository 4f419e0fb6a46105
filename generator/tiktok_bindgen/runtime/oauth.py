"""OAuth authorization: the URL to send a person to, and the tokens that result.

::

    oauth = account_oauth(Client(), app_id="…", secret=os.environ["APP_SECRET"], redirect_uri="https://…")
    state = new_state()
    address = authorize_url("https://…", redirect_uri="https://…", state=state)   # the person goes there
    oauth.exchange(auth_code(address_they_came_back_to, state))
    client = Client(access_token=oauth.access_token)                              # renewed when it expires
"""

from __future__ import annotations

import atexit
import hmac
import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from copy import copy
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from attrs import define, field, frozen

from .codec import describe, is_mapping, is_object, one_line
from .errors import ConnectTimeoutError, InvalidRequest, ReplyError, TikTokError
from .given import function, of_kind
from .interrupts import Ending, waiting
from .logs import LOGGER
from .model import Envelope
from .outside import Entered, entrance
from .process import renew_after_fork
from .secret import Secret

if TYPE_CHECKING:
    from .core import BlockingClient

R = TypeVar("R")

_log = logging.getLogger(LOGGER)

#: How many seconds before its expiry a token is renewed, so that none expires during a call.
MARGIN = 300.0
#: With so many seconds left it is still used while it is renewed; with less, calls wait for the new one.
USABLE = 60.0
#: For how many seconds a valid token is not renewed again after it was renewed, or could not be.
PAUSE = 30.0
#: For how many seconds an expired token is not, after it could not be: calls fail with the same error.
REMEMBERED = 5.0


@frozen
class Tokens:
    """The tokens of an authorization. ``repr`` does not show them.

    Attributes:
        access_token: The token for calls; its ``reveal()`` returns the text.
        refresh_token: The token to renew it with; empty if it cannot be renewed.
        expires_at: When the access token expires, in seconds since 1970; ``None`` if it does not.
        data: All data of the server's reply, including the tokens, as plain JSON.
    """

    access_token: Secret = field(converter=Secret)
    refresh_token: Secret = field(default=Secret(""), converter=Secret)
    expires_at: float | None = None
    data: Mapping[str, Any] = field(factory=dict[str, Any], repr=False)

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain JSON, with the tokens in clear: store it in a safe place."""
        return {
            "access_token": self.access_token.reveal(),
            "refresh_token": self.refresh_token.reveal(),
            "expires_at": self.expires_at,
            "data": dict(self.data),
        }

    @classmethod
    @entrance
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Create tokens from the result of `to_json`.

        Raises:
            ValueError: If it is something else. The message does not show it.
        """
        if not is_mapping(value):
            raise ValueError(f"tokens must be a dictionary, not {type(value).__name__}")
        access, refresh = value.get("access_token"), value.get("refresh_token") or ""
        expires = value.get("expires_at")
        data: object = value.get("data") or {}
        if not (isinstance(access, str) and access and isinstance(refresh, str) and is_object(data)):
            raise ValueError("not tokens: `access_token` is missing, or a value has the wrong type")
        is_number = isinstance(expires, int | float) and not isinstance(expires, bool) and abs(expires) < inf
        if expires is not None and not is_number:
            raise ValueError("not tokens: `expires_at` must be a number of seconds since 1970, or null")
        return cls(access, refresh, expires, data)


class OAuth(Entered):
    """Holds the tokens of one authorization, and renews them. Thread safe.

    Tokens are changed in a thread that does only this, one change after the other. It runs to its end, so
    that new tokens are kept even if the call that needs them is cancelled or out of time.

    Args:
        exchange: Exchanges an authorization code for tokens: calls an operation with the app's credentials.
        renew: Exchanges a refresh token for new tokens, if that is possible.
        revoke: Revokes an access token.
        tokens: Tokens of an earlier run, to continue with.
        changed: Called with new tokens, to store them for later, in the thread that changes them.

    Raises:
        TypeError: If the tokens or ``changed`` have the wrong type.
    """

    def __init__(
        self,
        exchange: Callable[[str], object],
        *,
        renew: Callable[[str], object] | None = None,
        revoke: Callable[[str], object] | None = None,
        tokens: Tokens | None = None,
        changed: Callable[[Tokens], object] | None = None,
    ) -> None:
        self._exchange = exchange
        self._renew = renew
        self._revoke = revoke
        self._tokens = of_kind(
            "tokens", tokens, "Tokens, as Tokens.from_json returns them", Tokens, type(None)
        )
        self._changed = function("changed", changed)
        # Why the tokens could not be renewed the last time, and when that or their last change was.
        self._failure: BaseException | None = None
        self._tried_at = -inf
        # The change of the tokens that is under way.
        self._change: _Change | None = None
        self.after_fork()
        renew_after_fork(self)

    def after_fork(self) -> None:
        """Forget a change that is under way: a forked process does not have its thread."""
        self._lock = threading.RLock()
        if self._change is not None:
            self._change.over.end()
            self._change = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._tokens!r}>"

    @property
    def tokens(self) -> Tokens | None:
        """The tokens, if there are any."""
        return self._tokens

    def exchange(self, code: str) -> Tokens:
        """Exchange an authorization code for tokens. A code can be used only once.

        Raises:
            ApiError: If the code is not accepted.
            ReplyError: If the reply has no token, or an impossible time of its expiry.
            TypeError: If the client is an `AsyncClient`.
        """
        return self._changed_by(lambda: self._keep(self._exchange(code), None))

    def access_token(self) -> Secret:
        """Return a valid access token: for `Client(access_token=…)`.

        If it is about to expire, it is renewed meanwhile; a failure of that is only logged. With less than a
        minute left, or none, this waits for the new one, within the time that the call has.

        Raises:
            LookupError: If there are no tokens yet.
            ApiError: If the server refuses to renew an expired one, or has refused it a moment ago.
            ReplyError: If the reply to that has no token.
            TransportError: If there is no reply to that, or not in time.
        """
        while True:
            with self._lock:
                tokens, now = self._tokens, time.time()
                if tokens is None:
                    raise LookupError("there are no tokens yet: exchange an authorization code first")
                left = inf if tokens.expires_at is None else tokens.expires_at - now
                if self._renew is None or not tokens.refresh_token or left >= MARGIN:
                    return tokens.access_token
                if now < self._tried_at + PAUSE and left > 0:
                    return tokens.access_token
                if self._failure is not None and now < self._tried_at + REMEMBERED:
                    raise _for_one(self._failure)
                change = self._change or self._begin(partial(self._renewed, tokens))
            if left > USABLE or change.is_here():
                return tokens.access_token
            self._wait(change)
            new = self._tokens
            if new is not tokens and new is not None:
                if change.error is not None:
                    # That of `changed`.
                    raise _for_one(change.error)
                return new.access_token

    def renew(self) -> Tokens:
        """Renew the tokens now.

        Raises:
            LookupError: If there is no refresh token, or no way to renew.
            ApiError: If the server refuses to renew them.
            ReplyError: If the reply has no token.
        """
        return self._changed_by(lambda: self._renewed(self._tokens))

    def revoke(self) -> None:
        """Revoke the access token and forget the tokens.

        Raises:
            LookupError: If there are no tokens, or no way to revoke them.
            ApiError: If the server refuses.
        """
        self._changed_by(self._revoked)

    def _changed_by(self, work: Callable[[], R]) -> R:
        """Change the tokens after any change that is under way."""
        while True:
            with self._lock:
                before = self._change
                change = before or self._begin(work)
            if change is not before:
                self._wait(change)
                if change.error is not None:
                    raise change.error
                result: R = change.result
                return result
            if change.is_here():
                return work()
            self._wait(change)

    def _begin(self, work: Callable[[], object]) -> _Change:
        """Begin a change of the tokens. The lock is held."""
        change = _Change()
        change.thread = threading.Thread(
            target=self._run, args=(change, work), name="change of tokens", daemon=True
        )
        try:
            self._change = change
            # The program waits for that at its end, but not for a thread that never came to run.
            atexit.register(change.over.wait)
            change.thread.start()
        except RuntimeError:
            # At the end of a program, no thread can be started.
            self._run(change, work)
        except BaseException:
            self._change = None
            change.over.end()
            raise
        return change

    def _run(self, change: _Change, work: Callable[[], object]) -> None:
        with self._lock:
            if self._change is not change:
                # A signal handler's exception ended the start, and whoever it was for.
                return
        try:
            change.result = work()
        except BaseException as error:  # noqa: BLE001 - raised again where the change is waited for
            # This frame may still run when the variables of others are cleared.
            del work
            change.error = error
        finally:
            with self._lock:
                self._change = None
            change.over.end()
            atexit.unregister(change.over.wait)

    def _wait(self, change: _Change) -> None:
        try:
            waiting().until_over(change.over)
        except TimeoutError as error:
            raise ConnectTimeoutError(f"there is no new access token yet: {error}") from None

    def _renewed(self, tokens: Tokens | None) -> Tokens:
        if tokens is None or self._renew is None or not tokens.refresh_token:
            raise LookupError("there is no refresh token, or no way to renew")
        try:
            return self._keep(self._renew(tokens.refresh_token.hidden), tokens)
        except BaseException as error:
            if self._tokens is tokens:
                with self._lock:
                    self._failure, self._tried_at = error, time.time()
                left = 0.0 if tokens.expires_at is None else tokens.expires_at - self._tried_at
                if left > 0:
                    # Without the error's text: the server's message may repeat what it was sent.
                    told = "the access token could not be renewed (%s); the old one is valid for %.0f s more"
                    _log.warning(told, type(error).__name__, left)
            raise

    def _revoked(self) -> None:
        if self._tokens is None or self._revoke is None:
            raise LookupError("there are no tokens to revoke, or no way to revoke them")
        _arrived(self._revoke(self._tokens.access_token.hidden))
        self._tokens = None

    def _keep(self, reply: object, before: Tokens | None) -> Tokens:
        data = _data(_arrived(reply))
        access = data.get("access_token")
        if not isinstance(access, str) or not access:
            raise _about(reply, "the reply holds no access token")
        refresh = data.get("refresh_token")
        tokens = Tokens(
            access,
            # If the reply has no new refresh token, the old one stays valid.
            refresh if isinstance(refresh, str) else before.refresh_token if before else "",
            _expiry(reply, data.get("expires_in")),
            data,
        )
        with self._lock:
            # Even if they are valid for less than `MARGIN`, they are not renewed at once: `changed` may call.
            self._tokens, self._failure, self._tried_at = tokens, None, time.time()
        if self._changed is not None:
            try:
                self._changed(tokens)
            except BaseException as error:
                # It may be that nobody waits for them.
                _log.warning("new tokens are not stored: `changed` failed (%s)", type(error).__name__)
                raise
        return tokens


@define(eq=False)
class _Change:
    """A change of the tokens that is under way: an exchange, a renewal or a revocation."""

    over: Ending = field(factory=Ending)  # ends when it does
    error: BaseException | None = None  # why it failed, after that
    result: Any = None  # what it returned, otherwise
    thread: threading.Thread | None = None  # that makes it

    def is_here(self) -> bool:
        """Report whether it is made in this thread: then `changed` calls."""
        return self.thread is threading.current_thread()


@entrance
def advertiser_oauth(
    client: BlockingClient,
    *,
    app_id: str,
    secret: str | Secret,
    tokens: Tokens | None = None,
    changed: Callable[[Tokens], object] | None = None,
) -> OAuth:
    """Return an `OAuth` for an advertiser's authorization, whose token stays valid until it is revoked.

    Args:
        client: A client with the operations ``oauth2.access_token`` and ``oauth2.revoke_token``.
        app_id: The app's id.
        secret: The app's secret.
        tokens: Tokens of an earlier run, to continue with.
        changed: Called with new tokens, to store them for later.
    """
    api: Any = client
    app = {"app_id": app_id, "secret": Secret(secret).hidden}
    return OAuth(
        lambda code: api.oauth2.access_token(auth_code=code, **app),
        revoke=lambda token: api.oauth2.revoke_token(access_token=token, **app),
        tokens=tokens,
        changed=changed,
    )


@entrance
def account_oauth(
    client: BlockingClient,
    *,
    app_id: str,
    secret: str | Secret,
    redirect_uri: str,
    tokens: Tokens | None = None,
    changed: Callable[[Tokens], object] | None = None,
) -> OAuth:
    """Return an `OAuth` for an account holder's authorization, whose token expires and is renewed.

    Args:
        client: A client with the operations ``tt_user.oauth2.token``, ``refresh_token`` and ``revoke``.
        app_id: The app's id.
        secret: The app's secret.
        redirect_uri: The URL to which the person was redirected after the authorization.
        tokens: Tokens of an earlier run, to continue with.
        changed: Called with new tokens, to store them for later.
    """
    api: Any = client
    app = {"client_id": app_id, "client_secret": Secret(secret).hidden}
    return OAuth(
        lambda code: api.tt_user.oauth2.token(
            grant_type="authorization_code", auth_code=code, redirect_uri=redirect_uri, **app
        ),
        renew=lambda token: api.tt_user.oauth2.refresh_token(
            grant_type="refresh_token", refresh_token=token, **app
        ),
        revoke=lambda token: api.tt_user.oauth2.revoke(access_token=token, **app),
        tokens=tokens,
        changed=changed,
    )


def authorize_url(url: str, **parameters: str | None) -> str:
    """Set query parameters, such as ``state``, in an app's authorization URL; other parameters stay.

    Raises:
        ValueError: If it is not an https URL.
    """
    parts = urlsplit(of_kind("the URL", url, "text", str))
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError("an authorization URL must begin with https://")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    query.update({name: value for name, value in parameters.items() if value is not None})
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))


def new_state() -> str:
    """Return a random state, by which to recognise the person who returns from the authorization."""
    return secrets.token_urlsafe(32)


@entrance
def auth_code(address: str, state: str) -> str:
    """Extract the authorization code from the URL to which a person was redirected.

    Args:
        address: The whole URL, with its query.
        state: The state that was given to `authorize_url`.

    Raises:
        ValueError: If the state differs, so that it may be another person, or if there is no code: the
            person gave no access, for instance.
    """
    if not state:
        raise ValueError("the state is empty: it must be the one that was given to authorize_url")
    query = dict(parse_qsl(urlsplit(of_kind("the address", address, "text", str)).query))
    given = of_kind("the state", state, "text", str).encode()
    if not hmac.compare_digest(query.get("state", "").encode(), given):
        raise ValueError("the state is not the one that was sent: the code must not be used")
    code = query.get("auth_code") or query.get("code")
    if not code and (error := query.get("error")):
        # As OAuth names it, with a text in its own words.
        who = "the person did not give access" if error == "access_denied" else "access was not given"
        why = one_line(": ".join(filter(None, (error, query.get("error_description")))), 200)
        raise ValueError(f"{who} ({why}): send them to the authorization URL again if they want to")
    if not code:
        raise ValueError("the address holds no authorization code")
    return code


def _arrived(reply: object) -> object:
    """Return a reply, unless it is still to be awaited."""
    if hasattr(reply, "__await__"):
        getattr(reply, "close", bool)()
        raise TypeError("client must be a Client (`blocking` of an AsyncClient), not one that is awaited")
    return reply


def _for_one(error: BaseException) -> BaseException:
    """Return an error for one of several calls: each adds to it what it knows."""
    if not isinstance(error, TikTokError):
        return error
    copied = copy(error)
    copied.__cause__ = error
    return copied


def _expiry(reply: object, seconds: object) -> float | None:
    """Return when a token expires that does so in some seconds; ``None`` if it is not told."""
    if not isinstance(seconds, int | float) or not seconds > 0:
        return None
    try:
        at = time.time() + seconds
    except OverflowError:
        at = inf
    if at == inf:
        raise _about(reply, f"`expires_in` of the reply is {describe(seconds)}, which is no time in seconds")
    return at


def _about(reply: object, message: str) -> ReplyError:
    error = ReplyError(message)
    return reply.told(error) if isinstance(reply, Envelope) else error


def _data(reply: object) -> dict[str, Any]:
    data: Any = getattr(reply, "data", reply)
    to_json = getattr(data, "to_json", None)
    try:
        found: object = to_json() if to_json is not None else data
    except InvalidRequest as error:
        # A value that Python reads and JSON has not.
        why = error.violations[0]
    else:
        return found if is_object(found) else {}
    raise _about(reply, f"the reply has what is no JSON: {why}")
