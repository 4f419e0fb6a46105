"""Sample calls, for our client and for curl."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from attrs import frozen

from tiktok_bindgen.explain.samples import Samples
from tiktok_bindgen.generate.graph import Scalar
from tiktok_bindgen.generate.plan import Argument, Enveloped
from tiktok_bindgen.site.frame import Operation, Site

_WIDTH = 72
_TOKEN = "TOKEN"  # noqa: S105 - stands for one
# Browsers break lines behind hyphens, also in a date.
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")


@frozen
class Sample:
    """A sample, what it is for, and the language that it is written in, as Pygments calls that."""

    title: str
    text: str
    language: str

    @property
    def html(self) -> str:
        """The sample as HTML with syntax highlighting."""
        from pygments import highlight
        from pygments.formatters import HtmlFormatter
        from pygments.lexers import get_lexer_by_name

        lexer = get_lexer_by_name(self.language)
        html = str(highlight(self.text, lexer, HtmlFormatter(nowrap=True)))
        return _DATE.sub(r"<time>\g<0></time>", html)


def samples(site: Site, operation: Operation, request: Mapping[str, Any]) -> tuple[Sample, ...]:
    """Write a request (fields of its query, path and body) as a call of the client, and for curl."""
    given = list(arguments(operation, request))
    return (
        Sample("Python", python_sample(operation, given), "python"),
        Sample("curl", curl_sample(site, operation, given), "bash"),
    )


def arguments(operation: Operation, request: Mapping[str, Any]) -> Iterator[tuple[Argument, Any]]:
    """Yield the arguments of a call with their values."""
    for argument in operation.plan.arguments:
        field = argument.field
        if argument.place == "body" and operation.plan.whole_body:
            yield argument, request
        elif argument.place == "header" and field.required:
            yield argument, Samples().value(field.wire, {"type": "string"})
        elif field.wire in request and argument.place != "header":
            yield argument, request[field.wire]


def python_sample(operation: Operation, given: Iterable[tuple[Argument, Any]]) -> str:
    """Write a call of the client."""
    return (
        "from tiktok_business import Client\n\n"
        f'with Client("{_TOKEN}") as client:\n'
        f"    reply = {python_call(operation, given)}\n"
        f"    print({'reply.data' if has_data(operation) else 'reply'})\n"
    )


def python_call(operation: Operation, given: Iterable[tuple[Argument, Any]]) -> str:
    """Write the expression of a call of the client, as it is inside a block."""
    # The client computes the signatures of files.
    signed = operation.plan.signatures
    lines = "".join(
        f"        {argument.name}={_python(shown, '        ', len(argument.name) + 2)},\n"
        for argument, value in given
        for shown in [_FILE if _is_file(argument) else value]
        if argument.field.wire not in signed
    )
    return f"client.{operation.name}(\n{lines}    )" if lines else f"client.{operation.name}()"


def has_data(operation: Operation) -> bool:
    """Whether the replies of an operation have ``data``."""
    reply = operation.plan.reply
    return isinstance(reply, Enveloped) and reply.data is not None


def curl_sample(site: Site, operation: Operation, given: Iterable[tuple[Argument, Any]]) -> str:
    """Write a call as a curl command."""
    raw = operation.plan.operation
    server = next((address for address, _ in site.api.servers), "").rstrip("/")
    path, query, headers, form, body = operation.path, [], [], [], {}
    whole: Any = None
    for argument, value in given:
        wire = argument.field.wire
        plain = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if argument.place == "path":
            path = path.replace(f"{{{wire}}}", plain)
        elif argument.place == "query":
            query.append((wire, plain))
        elif argument.place == "header":
            headers.append(f"-H {shlex.quote(f'{wire}: {plain}')}")
        elif _is_file(argument):
            form.append(f"-F {shlex.quote(f'{wire}=@{_FILE}')}")
        elif wire in operation.plan.signatures:
            form.append(f'-F "{wire}=$(md5sum < {_FILE} | cut -c 1-32)"')
        elif raw.body is not None and raw.body.kind == "multipart":
            form.append(f"-F {shlex.quote(f'{wire}={plain}')}")
        elif operation.plan.whole_body:
            whole = value
        else:
            body[wire] = value
    if operation.method == "GET":
        sent = [f"--data-urlencode {shlex.quote('='.join(pair))}" for pair in query]
    else:
        # curl would send them in the body.
        sent, path = [], f"{path}?{urlencode(query)}" if query else path
    lines = [f"curl {_verb(operation, query, form)}".rstrip(), shlex.quote(server + path)]
    if raw.token:
        lines.append(f"-H {shlex.quote(f'{site.api.token_header}: {_TOKEN}')}")
    lines += [*sent, *headers, *form]
    if not form and raw.body is not None:
        lines.append("-H 'Content-Type: application/json'")
        lines.append(
            f"-d {shlex.quote(json.dumps(body if whole is None else whole, ensure_ascii=False, indent=2))}"
        )
    return " \\\n  ".join(lines) + "\n"


_FILE = "file.bin"


def _verb(operation: Operation, query: Sequence[tuple[str, str]], form: Sequence[str]) -> str:
    if operation.method == "GET":
        return "-G " if query else ""
    # curl sends forms as POST by default.
    return "" if form and operation.method == "POST" else f"-X {operation.method} "


def _is_file(argument: Argument) -> bool:
    return isinstance(argument.field.type, Scalar) and argument.field.type.kind == "file"


def _python(value: object, indent: str, before: int) -> str:
    """Write a value as Python source, on one line if it fits."""
    flat = _flat(value)
    if len(indent) + before + len(flat) <= _WIDTH or not isinstance(value, list | dict) or not value:
        return flat
    further = f"{indent}    "
    if isinstance(value, list):
        inside = [f"{further}{_python(each, further, 1)},\n" for each in value]
        return f"[\n{''.join(inside)}{indent}]"
    entries = [
        f"{further}{_flat(key)}: {_python(each, further, len(_flat(key)) + 3)},\n"
        for key, each in value.items()
    ]
    return f"{{\n{''.join(entries)}{indent}}}"


def _flat(value: object) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(map(_flat, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_flat(key)}: {_flat(each)}' for key, each in value.items())}}}"
    return repr(value)
