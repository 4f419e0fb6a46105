"""Show a call as a curl command."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from ..encode import scalar_text
from ..masking import Hidden
from ..secret import TOKEN_VARIABLE
from ..transport import Request


def curl(request: Request, fields: Mapping[str, Any], files: Mapping[str, str] | None) -> str:
    """Write a request as a curl command, given its body's values and, for multipart, its files' paths."""
    lines = [f"curl --request {request.method} {shlex.quote(request.url)}"]
    unsaid = ["Accept-Encoding", "User-Agent"]
    if files is not None:
        # Curl sets these itself.
        unsaid += ["Content-Type", "Content-Length"]
    for name, value in request.headers.items():
        if name in unsaid:
            continue
        # In double quotes, so that the shell inserts the token.
        token = f'"{name}: ${TOKEN_VARIABLE}"'
        lines.append(f"--header {token if isinstance(value, Hidden) else shlex.quote(f'{name}: {value}')}")
    if files is not None:
        lines += _form(fields, files)
    elif isinstance(request.body, bytes):
        lines.append(f"--data-raw {shlex.quote(request.body.decode())}")
    return " \\\n  ".join(lines)


def _form(fields: Mapping[str, Any], files: Mapping[str, str]) -> Iterator[str]:
    for name, value in fields.items():
        yield f"--form-string {shlex.quote(f'{name}={scalar_text(value)}')}"
    for name, path in files.items():
        # Quoted again for curl, to which some characters are special.
        inner = path.replace("\\", "\\\\").replace('"', '\\"')
        yield "--form " + shlex.quote(f'{name}=@"{inner}"')
