"""Run by the Python of an environment with nothing but the client's wheel: is the client whole?

python -I tests/alone/tiktok_business_bindings.py WHEEL
"""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import distribution, distributions
from importlib.util import find_spec
from pathlib import Path

# The goal is 1.5 MB. In one stream it would be 1.1; what is packed file by file shares nothing with the next.
WHEEL_LIMIT = 2.5e6
INSTALLED_LIMIT = 8e6


def main(wheel: Path) -> None:
    """Import the client, use each part of it without a network, and look at what is beside it."""
    import tiktok_business
    from tiktok_business import Client, InvalidRequest, MockTransport, items

    place = Path(tiktok_business.__file__)
    assert place.is_relative_to(sys.prefix), f"{place} is not the installed package"
    assert (place.parent / "py.typed").is_file()
    for name in ("tiktok_bindgen", "bs4", "jinja2", "datamodel_code_generator", "yaml", "rich"):
        assert find_spec(name) is None, f"{name} was installed without being asked for"
    _tells_of_itself(tiktok_business.__version__)
    sizes = _sizes(wheel)

    client = Client(access_token="none")
    try:
        client.campaign.create(advertiser_id="1", budget_mode="NO_SUCH_THING")  # type: ignore[arg-type, call-arg]
    except (InvalidRequest, TypeError) as error:
        said = str(error)
    else:
        raise AssertionError("a payload that lacks required fields was not refused")
    assert "missing" in said or "required" in said, said

    page = {"list": [{"campaign_id": "7"}], "page_info": {"page": 1, "total_page": 1}}
    with Client(advertiser_id="1", transport=MockTransport({"GET /campaign/get/": page})) as mocked:
        (campaign,) = items(mocked.campaign.get)
    assert campaign.campaign_id == "7", campaign

    done = _run("check", "POST", "/campaign/create/", "-", given='{"advertiser_id": true}')
    assert done.returncode == 1, done.stderr
    assert '"pointer": "/advertiser_id"' in done.stdout, done.stdout
    done = _run("call", "GET", "/campaign/get/", "--query", "advertiser_id=1", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("curl --request GET "), done.stdout
    beside = sorted(one.metadata["Name"] for one in distributions())
    sys.stdout.write(
        f"{place.parent.name} {tiktok_business.__version__} works beside {', '.join(beside)}\n{sizes}\n"
    )


def _tells_of_itself(version: str) -> None:
    itself = distribution("tiktok-business-bindings")
    assert itself.version == version
    assert not itself.entry_points, itself.entry_points
    urls = itself.metadata.get_all("Project-URL") or []
    assert [url.partition(",")[0] for url in urls] == [
        *("API documentation", "Repository", "Changelog", "Issues"),
    ]
    # On an index page, no path leads anywhere.
    links = re.findall(r"\]\(([^)]+)\)", itself.metadata["Description"])
    assert "https://garden.test/bindings/blob/HEAD/docs/plans.md" in links, links
    assert [link for link in links if not link.startswith("https://")] == []
    needs = itself.requires or []
    assert any(one.startswith("tiktok-bindgen") and "generator" in one for one in needs), needs


def _sizes(wheel: Path) -> str:
    """What it takes, in bytes: the package, without what Python compiles of it and what pip notes of it."""
    listed = distribution("tiktok-business-bindings").files or ()
    files = [Path(one.locate()) for one in listed if one.parts[0] == "tiktok_business"]
    files = [one for one in files if one.suffix != ".pyc" and one.is_file()]
    installed = sum(one.stat().st_size for one in files)
    packed = wheel.stat().st_size
    assert installed < INSTALLED_LIMIT, f"{installed:,} bytes are installed"
    assert packed < WHEEL_LIMIT, f"the wheel has {packed:,} bytes"
    return f"wheel {packed / 1e6:.2f} MB, installed {installed / 1e6:.2f} MB in {len(files)} files"


def _run(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-m", "tiktok_business", *words]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
