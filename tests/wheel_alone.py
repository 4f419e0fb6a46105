"""Run by the Python of an environment in which nothing but the wheel was installed: is the client whole?

python tests/wheel_alone.py
"""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import distribution, distributions
from importlib.util import find_spec
from pathlib import Path


def main() -> None:
    """Import the client, use each part of it without a network, and look at what is beside it."""
    import tiktok_business
    from tiktok_business import Client, InvalidRequest, MockTransport, items

    place = Path(tiktok_business.__file__)
    assert place.is_relative_to(sys.prefix), f"{place} is not the installed package"
    assert (place.parent / "py.typed").is_file()
    assert tiktok_business.__version__ == distribution("tiktok-business-bindings").version
    for name in ("bs4", "jinja2", "datamodel_code_generator", "yaml", "rich"):
        assert find_spec(name) is None, f"{name} was installed without being asked for"

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

    done = _run("tiktok_business", "check", "POST", "/campaign/create/", "-", given='{"advertiser_id": 1}')
    assert done.returncode == 1, done.stderr
    assert '"pointer": "/advertiser_id"' in done.stdout, done.stdout
    done = _run("tiktok_business", "call", "GET", "/campaign/get/", "--query", "advertiser_id=1", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("curl --request GET "), done.stdout
    done = _run("tiktok_bindgen", "spec", "page.md", "-o", "spec.yaml")
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert "[generator]" in done.stderr, done.stderr
    beside = sorted(one.metadata["Name"] for one in distributions())
    sys.stdout.write(f"{place.parent.name} {tiktok_business.__version__} works beside {', '.join(beside)}\n")


def _run(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-m", *words]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    main()
