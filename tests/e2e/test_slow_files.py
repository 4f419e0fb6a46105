"""A file that does not come to its end holds no call: not beyond its time, nor once nobody waits for it."""

from __future__ import annotations

import asyncio
import io
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest
from attrs import define, field

from tiktok_bindgen.runtime import errors
from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.files import File
from tiktok_bindgen.runtime.interrupts import Interrupt, Interrupted, interruptible
from tiktok_bindgen.runtime.operation import Operation
from tiktok_business import AsyncClient, ClientClosedError

from .raw import Peer, reply, serving, taking

UPLOAD = Operation("POST", "/open_api/v1.3/garden/photo/upload/", "garden_photo_upload")
SIGNED = UPLOAD._replace(signatures={"photo_signature": "photo"})
SHORT = 0.3
# What a call may take beyond its time on a machine that does other things as well.
SLACK = 5
FOR_EVER = 60.0


class Stuck(io.RawIOBase):
    """A stream of which only the first bytes can be read."""

    def __init__(self, over: threading.Event, reading: Callable[[], object], *, seeks: bool) -> None:
        self.over = over
        self.reading = reading
        self.seeks = seeks
        self.at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self.seeks

    def seek(self, offset: int, whence: int = 0) -> int:
        if not self.seeks:
            raise OSError("this stream cannot seek")
        self.at = 2_000_000 if whence == os.SEEK_END else offset
        return self.at

    def readinto(self, buffer: Any) -> int:
        if self.at > 100_000:
            self.reading()
            self.over.wait(FOR_EVER)
            return 0
        self.at += len(buffer)
        return len(buffer)


@define
class Slow:
    """A file that takes longer than any call.

    Attributes:
        photo: The file.
        operation: The operation to upload it by.
        sending: Whether it is read while it is sent; otherwise, before that.
        reading: Released as soon as the file cannot be read on.
    """

    photo: Any
    operation: Operation = UPLOAD
    sending: bool = False
    reading: threading.Semaphore = field(factory=lambda: threading.Semaphore(0))


Make = Callable[[Path, ExitStack], Slow]


def pipe(buffering: int) -> Make:
    def make(_: Path, stack: ExitStack) -> Slow:
        reading, writing = os.pipe()
        stack.callback(os.close, writing)
        os.write(writing, b"rose")
        return Slow(stack.enter_context(os.fdopen(reading, "rb", buffering)))

    return make


def named_pipe(folder: Path, _: ExitStack) -> Slow:
    os.mkfifo(folder / "rose.jpg")
    return Slow(folder / "rose.jpg")


def stuck(*, seeks: bool, operation: Operation = UPLOAD) -> Make:
    def make(_: Path, stack: ExitStack) -> Slow:
        over = threading.Event()
        stack.callback(over.set)
        made = Slow(None, operation, seeks and operation is UPLOAD)
        made.photo = Stuck(over, made.reading.release, seeks=seeks)
        return made

    return make


def very_long(folder: Path, _: ExitStack) -> Slow:
    with (folder / "rose.jpg").open("wb") as file:
        file.truncate(10**12)
    return Slow(folder / "rose.jpg", SIGNED)


all_kinds = pytest.mark.parametrize(
    "make",
    [
        pytest.param(named_pipe, id="a named pipe"),
        pytest.param(pipe(-1), id="a pipe"),
        pytest.param(pipe(0), id="a pipe without a buffer"),
        pytest.param(stuck(seeks=False), id="a stream that cannot seek"),
        pytest.param(stuck(seeks=True), id="a stream that is sent"),
        pytest.param(stuck(seeks=True, operation=SIGNED), id="a stream whose signature is needed"),
        pytest.param(very_long, id="a very long file whose signature is needed"),
    ],
)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as entered:
        yield entered


def answer(peer: Peer) -> None:
    while peer.request():
        peer.say(reply())


def upload(core: Core, slow: Slow) -> None:
    core.call(slow.operation, reply=dict[str, Any], body={}, files={"photo": slow.photo})


@all_kinds
def test_a_file_is_read_no_longer_than_a_call_may_take(make: Make, tmp_path: Path, stack: ExitStack) -> None:
    slow = make(tmp_path, stack)
    message = r"took longer than 0\.3 s|a pipe that was not closed within 0\.3 s"
    kind = errors.ReplyTimeoutError if slow.sending else errors.InvalidRequest
    with (
        serving(answer) as server,
        Core(base_url=server.url, access_token="t", timeout=SHORT) as core,
        taking(SHORT + SLACK),
        pytest.raises(kind, match=message),
    ):
        upload(core, slow)
    assert server.requests == []


def test_files_after_one_that_took_all_the_time_are_no_pipes(tmp_path: Path, stack: ExitStack) -> None:
    (tmp_path / "tulip.jpg").write_bytes(b"tulip")
    files = {"photo": pipe(-1)(tmp_path, stack).photo, "other": (tmp_path / "tulip.jpg").open("rb")}
    stack.enter_context(files["other"])
    with (
        Core(base_url="http://127.0.0.1:1", access_token="t", timeout=SHORT) as core,
        pytest.raises(errors.InvalidRequest) as caught,
    ):
        core.call(UPLOAD, reply=dict[str, Any], body={}, files=files)
    assert [str(found) for found in caught.value.violations] == [
        "/photo: is a pipe that was not closed within 0.3 s (type)",
        "/other: cannot be read: it took longer than 0.3 s (type)",
    ]


@all_kinds
@pytest.mark.parametrize("way", ["cancelled", "closed"])
def test_no_file_is_read_on_for_a_call_that_nobody_waits_for(
    make: Make, tmp_path: Path, stack: ExitStack, way: str
) -> None:
    slow = make(tmp_path, stack)
    interrupt = Interrupt()
    ended: list[BaseException] = []

    def work() -> None:
        with interruptible(interrupt):
            try:
                upload(core, slow)
            except BaseException as error:  # noqa: BLE001 - kept, to be looked at below
                ended.append(error)

    with (
        serving(answer) as server,
        Core(base_url=server.url, access_token="t", timeout=FOR_EVER) as core,
        taking(SLACK),
    ):
        thread = threading.Thread(target=work)
        thread.start()
        # What has no way to tell that it is read is given a moment.
        slow.reading.acquire(timeout=0.2)
        if way == "cancelled":
            interrupt.set()
        else:
            core.close()
        thread.join(SLACK)
    kind = Interrupted if way == "cancelled" else errors.ClientClosedError
    assert [type(error) for error in ended] == [kind]
    assert server.requests == []


def test_closing_a_client_for_asyncio_ends_the_reading_of_files(tmp_path: Path, stack: ExitStack) -> None:
    photos = [make(tmp_path, stack).photo for make in (named_pipe, pipe(-1), stuck(seeks=True))]

    async def main(url: str) -> None:
        client = AsyncClient("t", base_url=url, retries=0, timeout=FOR_EVER)
        calls = [
            asyncio.create_task(client.call("POST", "/garden/", files={"photo": photo}, body={}))
            for photo in photos
        ]
        await asyncio.sleep(0.2)
        await client.aclose()
        for call in calls:
            with pytest.raises(ClientClosedError):
                await call

    with serving(answer) as server, taking(SLACK):
        asyncio.run(main(server.url))


def test_a_stream_without_an_end_is_left_when_its_time_is_over() -> None:
    class Endless(io.RawIOBase):
        reads = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            self.reads += 1
            time.sleep(0.001)
            buffer[:1] = b"x"
            return 1

    stream: Any = Endless()
    with (
        Core(base_url="http://127.0.0.1:1", access_token="t", timeout=SHORT) as core,
        taking(SHORT + SLACK),
        pytest.raises(errors.InvalidRequest, match=r"took longer than 0\.3 s"),
    ):
        core.call(UPLOAD, reply=dict[str, Any], body={}, files={"photo": stream})
    # At most the read that was under way.
    reads = stream.reads
    time.sleep(0.05)
    assert stream.reads <= reads + 1


class Trickle(io.RawIOBase):
    """A stream that can be read but once, by few bytes at a time."""

    def __init__(self, content: bytes) -> None:
        self.content = io.BytesIO(content)
        self.threads: set[int] = set()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.threads.add(threading.get_ident())
        return self.content.readinto(memoryview(buffer)[:1000])


def test_what_fails_while_a_stream_is_read_is_told() -> None:
    class Broken(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _: Any) -> int:
            raise OSError(5, "the disk is full of weeds")

    photo: Any = Broken()
    with (
        Core(base_url="http://127.0.0.1:1", access_token="t") as core,
        pytest.raises(errors.InvalidRequest, match="/photo: cannot be read: the disk is full of weeds"),
    ):
        core.call(UPLOAD, reply=dict[str, Any], body={}, files={"photo": photo})


def test_a_file_that_shrinks_before_its_signature_is_known_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = tmp_path / "rose.jpg"
    photo.write_bytes(b"x" * 100_000)
    real = os.stat

    def look(path: Any, *arguments: Any, **options: Any) -> os.stat_result:
        found = real(path, *arguments, **options)
        if path == str(photo):
            photo.write_bytes(b"less")
        return found

    monkeypatch.setattr(os, "stat", look)
    with (
        Core(base_url="http://127.0.0.1:1", access_token="t") as core,
        pytest.raises(errors.InvalidRequest, match="/photo: cannot be read: the file became shorter"),
    ):
        core.call(SIGNED, reply=dict[str, Any], body={}, files={"photo": str(photo)})


def test_the_progress_of_a_stream_is_told_in_the_thread_of_the_call() -> None:
    threads: list[int] = []
    stream = Trickle(b"rose" * 50_000)
    file = File(cast("BinaryIO", stream), progress=lambda *_: threads.append(threading.get_ident()))
    with serving(answer) as server, Core(base_url=server.url, access_token="t") as core:
        core.call(UPLOAD, reply=dict[str, Any], body={}, files={"photo": file})
        assert b"rose" * 50_000 in server.requests[0]
    assert {*threads} == {threading.get_ident()}
    assert threading.get_ident() not in stream.threads
