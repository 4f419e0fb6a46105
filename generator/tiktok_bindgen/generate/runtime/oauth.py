"""Authorization: the address to send a person to, and the tokens that come of it.

::

    oauth = account_oauth(Client(), app_id="…", secret=os.environ["APP_SECRET"], redirect_uri="https://…")
    state = new_state()
    address = authorize_url("https://…", redirect_uri="https://…", state=state)   # the person goes there
    oauth.exchange(auth_code(address_they_came_back_to, state))
    client = Client(access_token=oauth.access_token)                              # renewed when it expires
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from math import inf
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from attrs import field, frozen

from .codec import is_object
from .encode import is_mapping
from .process import renew_after_fork
from .secret import Secret

#: Renewed so many seconds before it expires, so that no call is under way with one that just has.
MARGIN = 300.0


@frozen
class Tokens:
    """What an authorization gives. Its representation does not show the tokens.

    Attributes:
        access_token: What calls are made with; its ``reveal()`` gives the text.
        refresh_token: What it is renewed with; empty if it cannot be.
        expires_at: When it expires, in seconds since 1970; ``None`` if it does not.
        data: Everything the server gave, the tokens too, as plain JSON.
    """

    access_token: Secret = field(converter=Secret)
    refresh_token: Secret = field(default=Secret(""), converter=Secret)
    expires_at: float | None = None
    data: Mapping[str, Any] = field(factory=dict[str, Any], repr=False)

    def to_json(self) -> dict[str, Any]:
        """Give all of it as plain JSON, the tokens as they are: what to keep in a safe place."""
        return {
            "access_token": self.access_token.reveal(),
            "refresh_token": self.refresh_token.reveal(),
            "expires_at": self.expires_at,
            "data": dict(self.data),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Take what `to_json` gave.

        Raises:
            ValueError: If it is something else. It is not shown.
        """
        if not is_mapping(value):
            raise ValueError(f"these are no tokens: they are a dictionary, not {type(value).__name__}")
        access, refresh = value.get("access_token"), value.get("refresh_token") or ""
        expires = value.get("expires_at")
        data: object = value.get("data") or {}
        if not (isinstance(access, str) and access and isinstance(refresh, str) and is_object(data)):
            raise ValueError("these are no tokens: there is no access_token, or something is of another type")
        is_number = isinstance(expires, int | float) and not isinstance(expires, bool) and abs(expires) < inf
        if expires is not None and not is_number:
            raise ValueError("these are no tokens: expires_at is a number of seconds since 1970, or nothing")
        return cls(access, refresh, expires, data)


class OAuth:
    """Holds the tokens of one authorization, and renews them. Thread safe.

    Args:
        exchange: Makes tokens of an authorization code: a documented operation with the app's own arguments.
        renew: Makes new tokens of a refresh token, if that is possible.
        revoke: Makes an access token worthless.
        tokens: Those of earlier, to go on with.
        changed: Called with new tokens, to keep them for later.
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
        self._tokens = tokens
        self._changed = changed
        self.after_fork()
        renew_after_fork(self)
        self._clock: Callable[[], float] = time.time

    def after_fork(self) -> None:
        """Hold no lock: in a process that was forked off, nobody else would let go of it."""
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._tokens!r}>"

    @property
    def tokens(self) -> Tokens | None:
        """The tokens, if there are any."""
        return self._tokens

    def exchange(self, code: str) -> Tokens:
        """Make tokens of an authorization code. A code can be used once.

        Raises:
            ApiError: If the code is not accepted.
        """
        with self._lock:
            return self._keep(self._exchange(code), None)

    def access_token(self) -> Secret:
        """Give an access token that is valid for a while, renewed if need be: for `Client(access_token=…)`.

        Raises:
            LookupError: If there are no tokens yet.
            ApiError: If they cannot be renewed any more.
        """
        with self._lock:
            tokens = self._tokens
            if tokens is None:
                raise LookupError("there are no tokens yet: exchange an authorization code first")
            due = tokens.expires_at is not None and self._clock() > tokens.expires_at - MARGIN
            if due and self._renew is not None and tokens.refresh_token:
                tokens = self._keep(self._renew(tokens.refresh_token.hidden), tokens)
            return tokens.access_token

    def renew(self) -> Tokens:
        """Renew the tokens now.

        Raises:
            LookupError: If there is nothing to renew them with.
            ApiError: If they cannot be renewed any more.
        """
        with self._lock:
            tokens = self._tokens
            if tokens is None or self._renew is None or not tokens.refresh_token:
                raise LookupError("there is no refresh token")
            return self._keep(self._renew(tokens.refresh_token.hidden), tokens)

    def revoke(self) -> None:
        """Make the access token worthless and forget it.

        Raises:
            LookupError: If there are no tokens, or no way to revoke them.
            ApiError: If the server refuses.
        """
        with self._lock:
            if self._tokens is None or self._revoke is None:
                raise LookupError("there is nothing to revoke")
            self._revoke(self._tokens.access_token.hidden)
            self._tokens = None

    def _keep(self, reply: object, before: Tokens | None) -> Tokens:
        data = _data(reply)
        access = data.get("access_token")
        if not isinstance(access, str) or not access:
            raise LookupError("the reply holds no access token")
        refresh = data.get("refresh_token")
        expires = data.get("expires_in")
        tokens = Tokens(
            access,
            # One that is not given anew stays what it was.
            refresh if isinstance(refresh, str) else before.refresh_token if before else "",
            self._clock() + expires if isinstance(expires, int | float) and expires > 0 else None,
            data,
        )
        self._tokens = tokens
        if self._changed is not None:
            self._changed(tokens)
        return tokens


def advertiser_oauth(client: Any, *, app_id: str, secret: str, **options: Any) -> OAuth:
    """Make an `OAuth` of an advertiser's authorization, whose token stays valid until it is revoked.

    Args:
        client: A client with the operations ``oauth2.access_token`` and ``oauth2.revoke_token``.
        app_id: The app.
        secret: Its secret.
        options: Further arguments for `OAuth`.
    """
    app = {"app_id": app_id, "secret": secret}
    return OAuth(
        lambda code: client.oauth2.access_token(auth_code=code, **app),
        revoke=lambda token: client.oauth2.revoke_token(access_token=token, **app),
        **options,
    )


def account_oauth(client: Any, *, app_id: str, secret: str, redirect_uri: str, **options: Any) -> OAuth:
    """Make an `OAuth` of an account holder's authorization, whose token expires and is renewed.

    Args:
        client: A client with the operations ``tt_user.oauth2.token``, ``refresh_token`` and ``revoke``.
        app_id: The app.
        secret: Its secret.
        redirect_uri: Where the person came back to.
        options: Further arguments for `OAuth`.
    """
    app = {"client_id": app_id, "client_secret": secret}
    return OAuth(
        lambda code: client.tt_user.oauth2.token(
            grant_type="authorization_code", auth_code=code, redirect_uri=redirect_uri, **app
        ),
        renew=lambda token: client.tt_user.oauth2.refresh_token(
            grant_type="refresh_token", refresh_token=token, **app
        ),
        revoke=lambda token: client.tt_user.oauth2.revoke(access_token=token, **app),
        **options,
    )


def authorize_url(url: str, **parameters: str | None) -> str:
    """Set parameters of an app's authorization address, such as ``state``; others stay.

    Raises:
        ValueError: If it is no https address.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError("an authorization address begins with https://")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    query.update({name: value for name, value in parameters.items() if value is not None})
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))


def new_state() -> str:
    """Make a state that nobody can guess, to recognise the person who comes back."""
    return secrets.token_urlsafe(32)


def auth_code(address: str, state: str) -> str:
    """Take the authorization code out of the address that a person came back to.

    Args:
        address: The whole address, with its query.
        state: What was given to `authorize_url`.

    Raises:
        ValueError: If the state is another one, so that the person may be, or if there is no code.
    """
    if not state:
        raise ValueError("the state is empty: it must be the one that was given to authorize_url")
    query = dict(parse_qsl(urlsplit(address).query))
    if not hmac.compare_digest(query.get("state", "").encode(), state.encode()):
        raise ValueError("the state is not the one that was sent: the code must not be used")
    code = query.get("auth_code") or query.get("code")
    if not code:
        raise ValueError("the address holds no authorization code")
    return code


def _data(reply: object) -> dict[str, Any]:
    data: Any = getattr(reply, "data", reply)
    to_json = getattr(data, "to_json", None)
    found: object = to_json() if to_json is not None else data
    return found if is_object(found) else {}
