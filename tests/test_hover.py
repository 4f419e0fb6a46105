"""What an editor shows of the client's names: asked of pyright's language server, as an editor does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from clients import document, enveloped, objects, posting
from text_cases import literal, text_cases
from tiktok_bindgen.generate.client import generate_client

pytestmark = pytest.mark.slow

SOIL = {"type": "string", "enum": ["WET", "DRY"], "description": "Kind of soil."}
DEPTH = {"type": "number", "description": "Depth of the bed, in centimeters.", "minimum": 5, "default": 10}
BED = objects({"soil": SOIL, "depth": DEPTH}, "soil")
PLOT = objects({"plot_id": {"type": "string", "description": "ID of the plot."}})
USE = """\
from tiktok_business import Client
from tiktok_business.models import Bed
from tiktok_business.params import BedDict

bed: BedDict = {"soil": "WET", "depth": 7}
print(Bed(soil="WET").depth)
reply = Client("x").plot.dig(beds=[{"soil": "DRY"}])
print(reply.data.plot_id)
"""


@define
class Editor:
    """A client of the language server's protocol, with one file open."""

    process: subprocess.Popen[bytes]
    uri: str
    ids: Iterator[int] = field(factory=lambda: count(1))

    def tell(self, method: str, parameters: object, **more: object) -> None:
        """Send a message."""
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": parameters, **more}).encode()
        self._write(body)

    def ask(self, method: str, parameters: object) -> Any:
        """Send a request, and give what is answered; what the server asks meanwhile has no answer."""
        number = next(self.ids)
        self.tell(method, parameters, id=number)
        while True:
            message = self._read()
            if "method" not in message and message.get("id") == number:
                return message.get("result")
            if "method" in message and "id" in message:
                asked = message["params"].get("items", ()) if message.get("params") else ()
                answer = {"jsonrpc": "2.0", "id": message["id"], "result": [{} for _ in asked] or None}
                self._write(json.dumps(answer).encode())

    def hover(self, word: str, *, nth: int = 0) -> str:
        """What is shown over a word of the file."""
        start = -1
        for _ in range(nth + 1):
            start = USE.index(word, start + 1)
        before = USE[: start + word.index(word.strip('"')[0]) + 1]
        place = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2])}
        found = self.ask("textDocument/hover", {"textDocument": {"uri": self.uri}, "position": place})
        return str(found["contents"]["value"]) if found else ""

    def _write(self, body: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def _read(self) -> Any:
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        return json.loads(self.process.stdout.read(length))


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    program = Path(sys.executable).with_name("pyright-langserver")
    if not program.is_file():
        pytest.skip("left out: pyright is not installed")
    folder = tmp_path_factory.mktemp("editor")
    beds = {"type": "array", "items": {"$ref": "#/components/schemas/Bed"}, "description": "Beds to dig."}
    digging = posting(objects({"beds": beds}), enveloped({"$ref": "#/components/schemas/Plot"}))
    generate_client(document({"/open_api/v1.3/plot/dig/": digging}, Bed=BED, Plot=PLOT), folder)
    (folder / "use.py").write_text(USE, encoding="utf-8")
    # Where attrs is.
    prefix = Path(sys.prefix)
    settings = json.dumps({"venvPath": str(prefix.parent), "venv": prefix.name})
    (folder / "pyrightconfig.json").write_text(settings, encoding="utf-8")
    with subprocess.Popen(
        [program, "--stdio"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        made = Editor(process, (folder / "use.py").as_uri())
        shown = {"textDocument": {"hover": {"contentFormat": ["markdown"]}}}
        root = {"uri": folder.as_uri(), "name": "garden"}
        made.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": root["uri"],
                "workspaceFolders": [root],
                "capabilities": shown,
            },
        )
        made.tell("initialized", {})
        file = {"uri": made.uri, "languageId": "python", "version": 1, "text": USE}
        made.tell("textDocument/didOpen", {"textDocument": file})
        yield made
        made.ask("shutdown", None)
        made.tell("exit", None)


@text_cases(word=str, nth=literal, said=str)
def test_each_name_shows_its_line_and_facts(editor: Editor, word: str, nth: int, said: str) -> None:
    assert said in editor.hover(word, nth=nth)
