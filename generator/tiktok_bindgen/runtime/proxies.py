"""Determine the proxy through which to reach a server, if any."""

from __future__ import annotations

from urllib.parse import urlsplit

from .errors import ConnectError
from .given import of_kind


def proxy_url(text: str) -> str:
    """Return the URL of a proxy, if it is one; a missing scheme becomes ``http``. It may hold a password."""
    of_kind("a proxy", text, "text", str)
    url = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        fine = fine and url.split() == [url]
    except ValueError:
        fine = False
    if not fine:
        raise ValueError("a proxy must be a URL like http://host:port or https://host:port")
    return url


_WHERE = "HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, or its settings"


def system_proxy(origin: str) -> str:
    """Return the URL of the proxy that the system's settings name for a server; empty if there is none."""
    # Called once per server: it takes longer than preparing a request.
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(origin)
    proxies = getproxies()
    found = proxies.get(parts.scheme) or proxies.get("all") or ""
    # NO_PROXY has IPv6 addresses without brackets.
    if not found or proxy_bypass(parts.netloc) or proxy_bypass(parts.hostname or ""):
        return ""
    try:
        return proxy_url(found)
    except ValueError as error:
        raise ConnectError(f"the proxy of the system cannot be used ({_WHERE}): {error}") from None
