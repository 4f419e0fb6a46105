"""A self-signed certificate for 127.0.0.1."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest
from attrs import frozen


@frozen
class Certificate:
    """A certificate and its key, in one file.

    Attributes:
        path: The file.
        server: The TLS context of a server that uses it.
    """

    path: Path
    server: ssl.SSLContext


def made(folder: Path) -> Certificate:
    """Create a certificate in a folder."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("left out: there is no openssl to make a certificate with")
    both, key = folder / "both.pem", folder / "key.pem"
    names = ["-subj", "/CN=garden", "-addext", "subjectAltName=IP:127.0.0.1"]
    new = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    subprocess.run([*new, *names, "-keyout", key, "-out", both], check=True, capture_output=True)
    both.write_bytes(both.read_bytes() + key.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return Certificate(both, context)
