"""Show a call as a curl command."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..secret import TOKEN_VARIABLE

if TYPE_CHECKING:
    from ..transport import RawResponse, Request, Timeout


class Shown:
    """A transport that sends nothing, but writes the request as a curl command to its attribute ``curl``.

    Args:
        fields: The values of the body.
        files: The paths of the files, keyed by field, if the body is multipart; otherwise ``None``.
    """

    def __init__(self, fields: Mapping[str, Any], files: Mapping[str, str] | None) -> None:
        self._fields = fields
        self._files = files
        self.curl = ""

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        """Write a request as a curl command; return an empty reply."""
        from ..secret import Hidden
        from ..transport import RawResponse

        del timeout
        lines = [f"curl --request {request.method} {shlex.quote(request.url)}"]
        unsaid = ["Accept-Encoding", "User-Agent"]
        if self._files is not None:
            # Curl sets these itself.
            unsaid += ["Content-Type", "Content-Length"]
        for name, value in request.headers.items():
            if name in unsaid:
                continue
            # In double quotes, so that the shell inserts the token.
            shown = (
                f'"{name}: ${TOKEN_VARIABLE}"'
                if isinstance(value, Hidden)
                else shlex.quote(f"{name}: {value}")
            )
            lines.append(f"--header {shown}")
        lines += self._body(request)
        self.curl = " \\\n  ".join(lines)
        return RawResponse(200, {}, b"{}")

    def _body(self, request: Request) -> Iterator[str]:
        from ..encode import scalar_text

        if self._files is None:
            if isinstance(request.body, bytes):
                yield f"--data-raw {shlex.quote(request.body.decode())}"
            return
        for name, value in self._fields.items():
            yield f"--form-string {shlex.quote(f'{name}={scalar_text(value)}')}"
        for name, path in self._files.items():
            # Quoted again for curl, to which some characters are special.
            inner = path.replace("\\", "\\\\").replace('"', '\\"')
            yield "--form " + shlex.quote(f'{name}=@"{inner}"')

    def close(self) -> None:
        """Do nothing: there are no connections."""
