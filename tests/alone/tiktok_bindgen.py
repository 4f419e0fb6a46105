"""Run by the Python of an environment with nothing but the generator's wheel: is it whole?

python -I tests/alone/tiktok_bindgen.py WHEEL
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

CASE = Path(__file__).parent.parent / "cases" / "mini" / "openapi.yaml"


def main(wheel: Path) -> None:
    """Make a client of a small document, and use that: the generator brings all that it needs."""
    import tiktok_bindgen

    place = Path(tiktok_bindgen.__file__)
    assert place.is_relative_to(sys.prefix), f"{place} is not the installed package"
    assert (place.parent / "py.typed").is_file()
    assert find_spec("tiktok_business") is None
    itself = distribution("tiktok-bindgen")
    assert itself.version == tiktok_bindgen.__version__
    assert "https://garden.test/bindings/blob/HEAD/ARCHITECTURE.md" in itself.metadata["Description"]

    program = str(Path(sys.executable).with_name("tiktok-bindgen"))
    with TemporaryDirectory() as folder:
        made = _run(program, "client", str(CASE), "-o", folder)
        assert made.returncode == 0, made.stderr
        listed = _run(sys.executable, "-m", "tiktok_business", "operations", folder=folder)
        assert listed.returncode == 0, listed.stderr
        compared = _run(program, "diff", str(CASE), str(CASE), "--format", "json")
        assert json.loads(compared.stdout)["changes"] == [], compared.stderr
    operations = listed.stdout.count("\n")
    size = wheel.stat().st_size / 1e6
    sys.stdout.write(
        f"{program} {itself.version} made a client of {operations} operations; wheel {size:.2f} MB\n"
    )


def _run(*command: str, folder: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
