"""Every operation, called through the client on loopback, goes out and comes back as the spec says.

What is sent and answered is made from the spec alone, the newest committed one.
"""

from __future__ import annotations

import hashlib
import inspect
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from attrs import frozen
from jsonschema import Draft202012Validator

import tiktok_business
from about import about
from newest import newest_spec
from tiktok_business import Client, Download, File, Retry, errors
from tiktok_business._runtime.mock import MockTransport
from tiktok_business._runtime.model import Envelope
from tiktok_business._runtime.oauth import account_oauth, advertiser_oauth

from .sampling import Sampler
from .server import Reply, Sent, Server, envelope

PREFIX = "/open_api/v1.3/"
TOKEN = "token-that-nobody-may-see"


@frozen
class Documented:
    """One operation of the spec."""

    method: str
    path: str
    facts: Mapping[str, Any]

    @property
    def name(self) -> str:
        name: str = self.facts["operationId"]
        return name

    @property
    def takes_files(self) -> bool:
        return "multipart/form-data" in self.facts.get("requestBody", {}).get("content", {})


SAMPLER = Sampler(newest_spec())
OPERATIONS = [
    Documented(method.upper(), path, facts)
    for path, methods in SAMPLER.document["paths"].items()
    for method, facts in methods.items()
]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[Client]:
    with Client(TOKEN, base_url=server.url, timeout=20, retries=0) as made:
        yield made


def test_the_spec_and_the_package_have_the_same_operations() -> None:
    from tiktok_business._operations import OPERATIONS as ROWS

    assert sorted(row[:3] for row in ROWS) == sorted((one.method, one.path, one.name) for one in OPERATIONS)


@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")
def test_every_operation_goes_out_and_comes_back_as_documented(client: Client, server: Server) -> None:
    for operation in OPERATIONS:
        with about(operation.name):
            goes_out_and_comes_back(operation, client, server)


def goes_out_and_comes_back(operation: Documented, client: Client, server: Server) -> None:
    reply = sampled_reply(operation)
    server.answer(Reply(json.dumps(reply).encode()))
    server.sent.clear()
    given, decoded = call(operation, client)
    (sent,) = server.sent
    assert (sent.method, sent.path) == (operation.method, operation.path)
    assert sent.headers["access-token"] == TOKEN
    found = arrived(operation, sent)
    assert {name: found.get(name) for name in given} == given
    # Of its own accord the client sends nothing but signatures of files and what a request is known again by.
    properties = SAMPLER.resolved(body_of(operation)[1]).get("properties", {}) if found != given else {}
    added = found.keys() - given.keys() - ({*uploads(operation).values()} if operation.takes_files else set())
    assert all(properties[name]["x-idempotency-key"] for name in added)
    assert list(broken(operation, given)) == []
    # What stands around an answer is there even where none of it is documented.
    around = {"message": "", "request_id": ""} if isinstance(decoded, Envelope) else {}
    assert (decoded if isinstance(decoded, dict) else decoded.to_json()) == {**around, **reply}
    assert list(undocumented(decoded)) == ([] if has_envelope(operation) else ["code"])


@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")
def test_the_transport_for_tests_answers_every_operation_as_documented() -> None:
    for operation in OPERATIONS:
        with about(operation.name):
            is_answered(operation)


def is_answered(operation: Documented) -> None:
    mock = MockTransport(any_ids=True)
    with Client(TOKEN, transport=mock, retries=0) as client:
        _, decoded = call(operation, client)
    assert [request.operation for request in mock.requests] == [f"{operation.method} {operation.path}"]
    if isinstance(decoded, Download):
        assert decoded.is_file
        return
    reply = decoded if isinstance(decoded, dict) else decoded.to_json()
    assert reply.get("code") == (0 if has_envelope(operation) else None)
    schema = operation.facts["responses"]["200"]["content"]["application/json"]["schema"]
    documented = SAMPLER.resolved(SAMPLER.resolved(schema).get("properties", {}).get("data", {}))
    if documented.get("type", "object") == "object":
        # A change says what was sent, and of the rest what replies always say.
        always = documented.get("properties" if operation.method == "GET" else "required", ())
        raw = decoded.raw_response if isinstance(decoded, Envelope) else None
        came = reply if raw is None else raw.json()
        assert {*always} <= (came.get("data") or {}).keys()
    assert list(undocumented(decoded)) == []


@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")
@pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS if one.takes_files], ids=lambda one: one.name
)
def test_a_file_goes_out_whole_with_its_md5_where_it_has_one_from_wherever_it_comes_and_again_when_throttled(
    operation: Documented, client: Client, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = bytes(range(256)) * 600
    path = tmp_path / "rose.bin"
    path.write_bytes(content)
    ((file, signature),) = uploads(operation).items()
    monkeypatch.setattr(client._core, "_sleep", lambda _: None)
    monkeypatch.setattr(client._core, "_retries", Retry())
    with path.open("rb") as stream:
        for given in (content, path, str(path), stream, ("rose.bin", io.BytesIO(content)), File(path)):
            server.sent.clear()
            server.answer(envelope(code=40100), envelope({}))
            call(operation, client, {file: given}, computed=signature)
            first, again = server.sent
            assert first.body == again.body
            found = arrived(operation, again)
            assert found[file] == content
            if signature:
                assert found[signature] == hashlib.md5(content).hexdigest()
            else:
                assert not any(name.endswith("signature") for name in found)


def test_some_files_have_a_signature_and_some_have_none() -> None:
    signed = [bool(signature) for one in OPERATIONS if one.takes_files for signature in uploads(one).values()]
    assert (signed.count(True), signed.count(False)) == (7, 7)


@pytest.mark.skipif(not hasattr(Client, "tt_user"), reason="left out: this package cannot authorize anybody")
def test_the_helpers_of_authorization_call_documented_operations() -> None:
    mock = MockTransport()
    with Client(transport=mock, retries=0) as client:
        for oauth in (
            advertiser_oauth(client, app_id="1", secret="s"),
            account_oauth(client, app_id="1", secret="s", redirect_uri="https://me.example/"),
        ):
            # An advertiser's token needs no renewal.
            with suppress(LookupError):
                oauth.exchange("c")
                oauth.renew()
    names = {(request.operation or "").partition("/v1.3/")[2] for request in mock.requests}
    assert names >= {"oauth2/access_token/", "tt_user/oauth2/token/", "tt_user/oauth2/refresh_token/"}


# What is given


def call(
    operation: Documented, client: Client, more: Mapping[str, Any] | None = None, computed: str = ""
) -> tuple[dict[str, Any], Any]:
    """Call an operation with what is required, and with what its checks then ask for.

    Args:
        operation: What to call.
        client: What to call it with.
        more: Values to give besides.
        computed: What need not be given although it is required.
    """
    method: Any = client
    for step in operation.path.removeprefix(PREFIX).strip("/").split("/"):
        method = getattr(method, step, None) or getattr(method, f"{step}_")
    names = inspect.signature(method).parameters
    schema = parameters(operation)
    required = [name for name in schema["required"] if name != computed]
    given = {name: value_of(schema["properties"][name]) for name in required}
    given |= more or {}
    for _ in range(8):
        arguments = {argument(name, names): value for name, value in given.items()}
        try:
            return given, method(**arguments)
        except errors.InvalidRequest as error:
            for pointer in dict.fromkeys(violation.pointer for violation in error.violations):
                settle(given, schema, pointer)
    pytest.fail(f"the checks of {operation.name} are never content")


def settle(value: Any, schema: Mapping[str, Any], pointer: str) -> None:
    """Give what a check found missing, take away what it found too much, and change what must stay."""
    *inner, last = pointer[1:].replace("~1", "/").replace("~0", "~").split("/")
    for step in inner:
        resolved = SAMPLER.resolved(schema)
        value = value[int(step)] if isinstance(value, list) else value[step]
        schema = resolved["items"] if "items" in resolved else resolved["properties"][step]
    resolved = SAMPLER.resolved(schema)
    values = SAMPLER.resolved(resolved["properties"][last]).get("enum", ()) if isinstance(value, dict) else ()
    if isinstance(value, dict) and value.get(last) in values and last in resolved.get("required", ()):
        value[last] = values[(values.index(value[last]) + 1) % len(values)]
    elif isinstance(value, dict) and last in value:
        del value[last]
    elif isinstance(value, dict):
        value[last] = value_of(resolved["properties"][last])


def argument(name: str, names: Mapping[str, Any]) -> str:
    found = [one for one in (name, f"{name}_", name.lower().replace("-", "_")) if one in names]
    assert found, f"{name} is no argument"
    return found[0]


def parameters(operation: Documented) -> dict[str, Any]:
    """Everything that can be given to an operation, as one object's schema."""
    properties: dict[str, Any] = {}
    required: list[str] = []
    for parameter in operation.facts.get("parameters", ()):
        properties[parameter["name"]] = (
            parameter.get("schema") or parameter["content"]["application/json"]["schema"]
        )
        if parameter.get("required"):
            required.append(parameter["name"])
    _, body = body_of(operation)
    resolved = SAMPLER.resolved(body)
    properties.update(resolved.get("properties", {}))
    required += resolved.get("required", ())
    return {"properties": properties, "required": required}


def body_of(operation: Documented) -> tuple[str, Mapping[str, Any]]:
    content = operation.facts.get("requestBody", {}).get("content", {})
    for kind, facts in content.items():
        return kind, facts.get("schema", {})
    return "", {}


def uploads(operation: Documented) -> dict[str, str]:
    """The fields of an operation that take a file, each with the one of its signature, if there is one."""
    properties = parameters(operation)["properties"]
    files = [name for name in properties if is_file(properties[name])]
    signatures = [name for name in properties if name.endswith("signature")]
    assert len(signatures) in {0, len(files)}
    return dict(zip_longest(files, signatures, fillvalue=""))


def value_of(schema: Mapping[str, Any]) -> Any:
    return b"text" if is_file(schema) else SAMPLER.required(schema)


def is_file(schema: Mapping[str, Any]) -> bool:
    return "contentMediaType" in SAMPLER.resolved(schema)


# What arrives


def arrived(operation: Documented, sent: Sent) -> dict[str, Any]:
    """Read a request as the spec says that it is written."""
    found: dict[str, Any] = {}
    query = dict(parse_qsl(sent.query, keep_blank_values=True, strict_parsing=bool(sent.query)))
    for parameter in operation.facts.get("parameters", ()):
        name = parameter["name"]
        source = sent.headers if parameter["in"] == "header" else query
        text = source.get(name.lower() if parameter["in"] == "header" else name)
        if text is None:
            continue
        query.pop(name, None)
        schema = SAMPLER.resolved(parameter.get("schema", {}))
        found[name] = text if schema.get("type") == "string" else json.loads(text)
    assert query == {}
    kind, body = body_of(operation)
    if kind == "multipart/form-data":
        assert sent.headers["content-type"].startswith(f"{kind}; boundary=")
        found.update(parts(sent, SAMPLER.resolved(body)["properties"]))
    elif kind:
        assert sent.headers["content-type"] == kind
        found.update(sent.json())
    else:
        assert sent.body in (b"", b"{}")
    return found


def parts(sent: Sent, properties: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    boundary = b"--" + sent.headers["content-type"].partition("boundary=")[2].encode()
    for part in sent.body.split(boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").removesuffix(b"\r\n").partition(b"\r\n\r\n")
        name = head.decode().partition('name="')[2].partition('"')[0]
        schema = SAMPLER.resolved(properties[name])
        assert ("filename=" in head.decode()) is is_file(schema)
        if is_file(schema):
            yield name, content
        else:
            yield name, content.decode() if schema.get("type") == "string" else json.loads(content)


def broken(operation: Documented, given: Mapping[str, Any]) -> Iterator[str]:
    """What of a request the spec's own schemas do not allow, left aside what is required under conditions."""
    schema = {**parameters(operation), "components": SAMPLER.document["components"]}
    plain = {name: value.decode() if isinstance(value, bytes) else value for name, value in given.items()}
    for error in Draft202012Validator(schema).iter_errors(plain):
        yield f"/{'/'.join(map(str, error.absolute_path))}: {error.message}"


# What is answered


def sampled_reply(operation: Documented) -> dict[str, Any]:
    schema = operation.facts["responses"]["200"]["content"]["application/json"]["schema"]
    reply = SAMPLER.whole(schema)
    assert isinstance(reply, dict)
    # It is the same around every reply, whatever a page makes of it.
    return (
        {**reply, "code": 0, "message": "OK", "request_id": "1"} if "code" in reply else {**reply, "code": 0}
    )


def has_envelope(operation: Documented) -> bool:
    """Whether a page documents what stands around the data of a reply."""
    schema = operation.facts["responses"]["200"]["content"]["application/json"]["schema"]
    return "code" in SAMPLER.resolved(schema).get("properties", {"code": {}})


def undocumented(value: Any) -> Iterator[str]:
    """Fields that the client did not know, at any depth."""
    if type(value) is tiktok_business.Download:
        # Of what comes instead of the file nothing is documented.
        return
    if isinstance(value, tiktok_business.Model):
        yield from value.extra
        for attribute in value.__attrs_attrs__:
            yield from undocumented(getattr(value, attribute.name))
    elif isinstance(value, list):
        for item in value:
            yield from undocumented(item)
