"""Take the events that the API sends to a callback: verified, typed, and each handled once.

    TIKTOK_APP_SECRET=… PORT=8000 python examples/webhook_server.py

The address that is registered has to be https: put this behind a server that speaks it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RD, SHUT_WR
from threading import Timer

from tiktok_business import models, webhooks

SECRET = os.environ["TIKTOK_APP_SECRET"]
MOST = 1 << 20  # bytes of a delivery
SECONDS = 10  # for all of it
handled: set[str] = set()  # in a database, in earnest: other processes and later starts have to know


def handle(event: webhooks.Event) -> None:
    """Do what there is to do."""
    match event:
        case models.ImReceiveMsgEvent(content=models.ImReceiveMsgContent(text=text)):
            print("a message:", text.body if text else "", flush=True)
        case models.LeadEvent(entry=leads):
            print("leads:", *(lead.id for lead in leads or ()), flush=True)
        case _:
            print(event.event_name, event, flush=True)


class Callback(BaseHTTPRequestHandler):
    """Answers a delivery at once, and handles it after that."""

    def handle(self) -> None:
        """Read a delivery, from whomever, in a limited time."""
        timer = Timer(SECONDS, self.end, [SHUT_RD])
        timer.daemon = True
        timer.start()
        try:
            super().handle()
        finally:
            timer.cancel()

    def end(self, way: int) -> None:
        """Read or send nothing more."""
        with suppress(OSError):  # the other side has ended it
            self.connection.shutdown(way)

    def do_POST(self) -> None:
        """Take one delivery, if it is not too long."""
        length = self.headers["Content-Length"] or ""
        if not length.isdecimal() or "Transfer-Encoding" in self.headers:
            self.refuse(HTTPStatus.LENGTH_REQUIRED)
        elif len(length) > len(str(MOST)) or int(length) > MOST:
            self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        elif len(body := self.rfile.read(int(length))) < int(length):
            self.refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self.take(body)

    def refuse(self, status: HTTPStatus) -> None:
        """Answer a delivery that was not read."""
        self.send_error(status)
        self.end(SHUT_WR)
        self.rfile.read(4 * MOST)  # who still sends might not see the answer otherwise

    def take(self, body: bytes) -> None:
        """Verify a delivery, answer it, and handle it."""
        try:
            event = webhooks.parse(body, self.headers, SECRET)
        except webhooks.SignatureError:
            self.send_error(401)
        except webhooks.MalformedEventError:
            self.send_error(400)
        else:
            is_new = event.fingerprint not in handled
            handled.add(event.fingerprint)  # before the answer: a repeat may come right after it
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()
            if is_new:
                handle(event)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Callback).serve_forever()
