"""Every exception the client raises on purpose.

::

    TikTokError
    ├── InvalidRequest              (ValueError) refused before anything was sent: every violation found
    ├── ClientClosedError           the client was closed
    ├── TransportError              no complete HTTP reply
    │   ├── ConnectError            nothing was sent: refused, unknown host, proxy …
    │   │   ├── TlsError            no trusted TLS connection
    │   │   └── ConnectTimeoutError (TimeoutError) no connection in time, or the limiter's wait is too long
    │   ├── ReplyTimeoutError       (TimeoutError) sent, but no complete reply in time
    │   └── ConnectionLostError     the connection broke after something may have been sent
    ├── ReplyError                  an HTTP reply, but not the documented envelope
    │   ├── HttpError               a 3xx, 4xx or 5xx without an envelope, other than 401, 403, 429 and 503
    │   ├── MalformedReplyError     not JSON, cut short, undecodable, too large
    │   ├── EnvelopeError           JSON, but no object with a return code
    │   └── DecodeError             (ValueError) not as documented; raised only if replies are strict
    ├── MissingFieldError           (AttributeError) an accessed field of a reply is missing, but required
    ├── TaskError                   a task that the server works on did not succeed
    │   └── TaskTimeoutError        (TimeoutError) it is still being worked on
    ├── PlanError                   a plan stopped at a step: what exists already, and what went wrong
    └── ApiError                    the envelope, or HTTP 401, 403, 429 or 503, says that the call failed
        ├── AuthError               the token, or the code to exchange for one, is not accepted
        ├── PermissionDeniedError   the caller is known, but not allowed to do this
        ├── RateLimitError          throttled: nothing was done
        ├── ParameterError          the server refuses the parameters
        ├── NotFoundError           no such object or account
        ├── UnsupportedError        no such operation here: the version, the domain, the sandbox
        ├── ConflictError           it exists already, was sent twice, or is being changed by another call
        ├── NotReadyError           a task or a file is still being worked on
        ├── FileError               an uploaded or linked file cannot be used
        ├── QuotaError              the maximum number of such objects exists already
        └── ServerError             the service failed
            └── MaintenanceError    the service is down for maintenance

No message of these contains the body of a request or reply; the body of a reply is kept, shortened, as an
attribute. Credentials that the call sent, and what is called one in its reply, are masked in all of them, and
in their pickles: only ``raw_response.reveal()`` returns the reply as it came.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import errors
from .errors import *

if TYPE_CHECKING:
    from .plans import PlanError
else:

    def __getattr__(name: str) -> object:
        # Plans need much that other calls do not.
        if name != "PlanError":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from .plans import PlanError

        return PlanError


__all__ = ["PlanError"]
__all__ += errors.__all__
