"""Files on their way: where they come from, how far they are, and what proves that they arrived whole."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any

import pytest

from tiktok_bindgen.runtime.check import Violation, missing
from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.errors import ConnectionLostError, InvalidRequest
from tiktok_bindgen.runtime.files import File
from tiktok_bindgen.runtime.operation import Operation

from .conftest import CoreFactory
from .server import Reply, Server, envelope

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = bytes(range(256)) * 1000


def needs_signature(payload: object, *_: object) -> list[Violation]:
    out: list[Violation] = []
    assert isinstance(payload, dict)
    if "photo" in payload and "photo_signature" not in payload:
        missing(out, "", "photo_signature")
    return out


UPLOAD = Operation(
    "POST",
    "/open_api/v1.3/garden/photo/upload/",
    "garden_photo_upload",
    check=needs_signature,
    signatures={"photo_signature": "photo"},
)


def upload(core: Core, photo: Any, **fields: Any) -> None:
    core.call(UPLOAD, reply=dict[str, Any], body={"photo_signature": None, **fields}, files={"photo": photo})


def part(body: bytes, name: str) -> bytes:
    after = body.partition(f'name="{name}"'.encode())[2].partition(b"\r\n\r\n")[2]
    return after.partition(b"\r\n--")[0]


class Pipe(io.RawIOBase):
    """A stream that can be read but once and does not know its length."""

    def __init__(self, content: bytes) -> None:
        self.left = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self.left.readinto(buffer)


@pytest.mark.parametrize("kind", ["bytes", "path", "stream", "half-read stream", "pipe", "named", "File"])
def test_the_signature_is_the_md5_of_what_arrives(
    core: Core, server: Server, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "rose.png"
    path.write_bytes(CONTENT)
    half = io.BytesIO(b"read already" + CONTENT)
    half.seek(12)
    given: dict[str, Any] = {
        "bytes": CONTENT,
        "path": path,
        "stream": io.BytesIO(CONTENT),
        "half-read stream": half,
        "pipe": Pipe(CONTENT),
        "named": ("tulip.png", CONTENT),
        "File": File(path, name="tulip.png"),
    }
    upload(core, given[kind])
    (sent,) = server.sent
    assert part(sent.body, "photo") == CONTENT
    assert part(sent.body, "photo_signature").decode() == hashlib.md5(CONTENT).hexdigest()


def test_a_stream_that_was_read_to_its_end_is_not_sent_as_an_empty_file(core: Core, server: Server) -> None:
    written = io.BytesIO()
    written.write(CONTENT)
    told = r"/photo: is a stream at its end: nothing is left to send; seek\(0\) goes back to its beginning"
    with pytest.raises(InvalidRequest, match=told):
        upload(core, written)
    assert server.sent == []
    upload(core, io.BytesIO())
    assert part(server.sent[0].body, "photo") == b""


def test_a_signature_that_is_given_is_sent_as_it_is(core: Core, server: Server) -> None:
    upload(core, CONTENT, photo_signature="0" * 32)
    assert part(server.sent[0].body, "photo_signature") == b"0" * 32


def test_without_the_file_there_is_no_signature(core: Core, server: Server) -> None:
    upload(core, None)
    assert b"photo_signature" not in server.sent[0].body


def test_an_operation_that_documents_no_signature_gets_none(core: Core, server: Server) -> None:
    plain = Operation("POST", UPLOAD.path, UPLOAD.name, check=needs_signature)
    with pytest.raises(InvalidRequest):
        core.call(plain, reply=dict[str, Any], body={}, files={"photo": CONTENT})
    assert server.sent == []


def test_progress_is_told_up_to_the_last_byte(core: Core, server: Server) -> None:
    told: list[tuple[int, int]] = []
    upload(core, File(io.BytesIO(CONTENT), name="a", progress=lambda sent, whole: told.append((sent, whole))))
    assert [whole for _, whole in told] == [len(CONTENT)] * len(told)
    assert len(told) > 1
    assert [sent for sent, _ in told] == sorted({sent for sent, _ in told})
    assert told[-1][0] == len(CONTENT)


def test_progress_starts_again_with_another_try(core: Core, server: Server) -> None:
    server.answer(envelope(code=40100), envelope({}))
    told: list[int] = []
    upload(core, File(b"rose", progress=lambda sent, _: told.append(sent)))
    assert told == [4, 4]


def test_a_progress_callback_that_fails_stops_the_upload(core: Core, server: Server) -> None:
    def fail(sent: int, whole: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        upload(core, File(CONTENT, progress=fail))
    assert server.sent == []
    upload(core, b"rose")
    assert part(server.sent[-1].body, "photo") == b"rose"


def test_an_upload_that_may_have_arrived_is_not_sent_again(core: Core, server: Server) -> None:
    server.answer(Reply(reset=True), envelope({}))
    with pytest.raises(ConnectionLostError):
        upload(core, CONTENT)
    assert len(server.sent) == 1


def test_a_file_that_shrinks_while_it_is_sent_is_an_error(core: Core, server: Server, tmp_path: Path) -> None:
    path = tmp_path / "rose.png"
    path.write_bytes(CONTENT)
    file = File(path, progress=lambda *_: path.write_bytes(b""))
    with pytest.raises(ConnectionLostError):
        upload(core, file, photo_signature="0" * 32)


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (lambda path: path.write_bytes(b"less"), "the file became shorter while it was sent"),
        (lambda path: path.unlink(), "No such file or directory"),
    ],
    ids=["cut", "removed"],
)
def test_a_file_that_changes_while_it_is_sent_is_not_told_as_a_broken_connection(
    make_core: CoreFactory, server: Server, tmp_path: Path, happens: Any, why: str
) -> None:
    path = tmp_path / "rose.png"
    path.write_bytes(CONTENT)
    core = make_core(before=lambda _: happens(path))
    with pytest.raises(ConnectionLostError, match=f"a file could not be read while it was sent to .*: {why}"):
        upload(core, path)


def test_a_stream_that_is_closed_while_it_is_sent_is_told(make_core: CoreFactory) -> None:
    stream = io.BytesIO(CONTENT)
    core = make_core(before=lambda _: stream.close())
    with pytest.raises(ConnectionLostError, match=r"could not be read while it was sent .* closed file"):
        upload(core, stream)
