"""Call the scripts of the site's pages from Python; one node process answers all calls."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from typing import Any

import pytest
from attrs import define, field

from pages import ROOT

ASSETS = ROOT / "generator/tiktok_bindgen/site/assets"
NODE = shutil.which("node")
#: Skips a test if node is missing.
needs_node = pytest.mark.skipif(
    NODE is None, reason="node is not installed: what scripts say was not compared"
)

# Loads the scripts as a page does, then answers each line of JSON with another. Data that several calls
# share is sent once.
_PROGRAM = """
const fs = require("node:fs"), vm = require("node:vm");
for (const file of process.argv.slice(1)) vm.runInThisContext(fs.readFileSync(file, "utf8"), file);
const kept = new Map();
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { call, keep, key, args, asked } = JSON.parse(line);
  if (keep !== undefined) return void kept.set(key, keep);
  const asking = TikTokRules[call];
  const all = () => asked.map((question) => asking(kept.get(key), question) ?? null);
  let answer;
  try { answer = { value: asked ? all() : asking(...args) }; }
  catch (error) { answer = { error: error.stack }; }
  process.stdout.write(`${JSON.stringify(answer)}\\n`);
});
"""


@define
class Scripts:
    """The functions of `TikTokRules`, in a separate process."""

    _process: subprocess.Popen[str]
    _kept: set[str] = field(factory=set)

    @classmethod
    def started(cls) -> Scripts:
        """Start the process."""
        assert NODE is not None
        files = [str(ASSETS / name) for name in ("rules.js", "check.js", "states.js")]
        pipe = subprocess.PIPE
        command = [NODE, "-e", _PROGRAM, "--", *files]
        return cls(subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8"))

    def stop(self) -> None:
        """Stop the process."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)

    def call(self, name: str, *args: object) -> Any:
        """Call a function and return its result."""
        return self._answer({"call": name, "args": args})

    def about(self, name: str, key: str, data: object, questions: Sequence[object]) -> list[Any]:
        """Call a function with each of ``questions`` about ``data``, which is sent once for each key."""
        if key not in self._kept:
            self._kept.add(key)
            self._send({"keep": data, "key": key})
        answers: list[Any] = self._answer({"call": name, "key": key, "asked": questions})
        return answers

    def _send(self, message: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(message)}\n")
        self._process.stdin.flush()

    def _answer(self, message: object) -> Any:
        self._send(message)
        assert self._process.stdout is not None
        answer = json.loads(self._process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer.get("value")
