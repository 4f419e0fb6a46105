"""A server in a separate process that answers each request with the request's body as the reply's data.

The answer to a request without a body is the most connections open at a time, and the number opened.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def echoing() -> Iterator[str]:
    """Run the server; yields its URL."""
    with subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


class _Echo:
    def __init__(self) -> None:
        self.open = self.most = self.ever = 0
        self.lock = threading.Lock()

    def serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, connection.makefile("rb") as stream, suppress(ConnectionError):
            while stream.readline():
                length = 0
                while (line := stream.readline()) not in (b"\r\n", b""):
                    name, _, value = line.partition(b":")
                    if name.lower() == b"content-length":
                        length = int(value)
                data = stream.read(length) or b"[%d,%d]" % (self.most, self.ever)
                body = b'{"code":0,"message":"OK","data":%b}' % data
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        self.count(-1)

    def count(self, change: int) -> None:
        with self.lock:
            self.open += change
            self.most = max(self.most, self.open)
            self.ever += change > 0


def main() -> None:
    echo = _Echo()
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listening:
        sys.stdout.write(f"{listening.getsockname()[1]}\n")
        sys.stdout.flush()
        while True:
            connection, _ = listening.accept()
            echo.count(+1)
            threading.Thread(target=echo.serve, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    main()
