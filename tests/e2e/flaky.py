"""A server in a separate process that fails as servers do, and counts the requests it carried out.

A request has a number, the mark, which the reply repeats as its data. Some requests are throttled, some
carried out and then answered with a reset or HTTP 503, some answered with an interim reply first, and some
connections are closed after a reply. The reply to a request without a mark has the counts.
"""

from __future__ import annotations

import json
import random
import re
import socket
import struct
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def failing() -> Iterator[str]:
    """Run the server; yields its URL."""
    with subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


class _Flaky:
    def __init__(self) -> None:
        self.done: Counter[int] = Counter()
        self.faults: Counter[str] = Counter()
        self.lock = threading.Lock()
        # The same sequence of faults in each run, but not for the same requests.
        self.chance = random.Random(7)

    def serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(OSError), connection, connection.makefile("rb") as stream:
            while line := stream.readline():
                length = 0
                while (head := stream.readline()) not in (b"\r\n", b""):
                    name, _, value = head.partition(b":")
                    length = int(value) if name.lower() == b"content-length" else length
                asked = stream.read(length) or line
                mark = re.search(rb'mark(?:":|=)(\d+)', asked)
                if mark is None:
                    with self.lock:
                        counts = {"done": [*self.done.items()], "faults": self.faults}
                    connection.sendall(_reply(counts))
                elif not self.answer(connection, int(mark.group(1)), reads=line.startswith(b"GET")):
                    return

    def answer(self, connection: socket.socket, mark: int, *, reads: bool) -> bool:
        with self.lock:
            fault = self.chance.choices(
                ("none", "throttled", "reset", "503", "interim", "closed"), (90, 3, 2, 2, 2, 1)
            )[0]
            self.faults[fault] += 1
            if not reads and fault != "throttled":
                self.done[mark] += 1
        if fault == "throttled":
            connection.sendall(_reply(None, code=40100))
        elif fault == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        elif fault == "503":
            connection.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy")
        else:
            first = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" if fault == "interim" else b""
            connection.sendall(first + _reply({"mark": mark}))
        return fault != "closed"


def _reply(data: object, *, code: int = 0) -> bytes:
    body = json.dumps({"code": code, "message": "OK", "data": data}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


def main() -> None:
    flaky = _Flaky()
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listening:
        sys.stdout.write(f"{listening.getsockname()[1]}\n")
        sys.stdout.flush()
        while True:
            connection, _ = listening.accept()
            threading.Thread(target=flaky.serve, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    main()
