"""Other generators make code of our spec that compiles, and that takes what the API sends."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tiktok_bindgen.openapi import listed, operations

Document = dict[str, Any]
Run = Callable[..., "subprocess.CompletedProcess[str]"]
Python = Callable[[Path, Sequence[str]], None]
Compiles = Callable[[Path], None]

# A reply with a value that no page lists, and a boolean that is false.
REPLY = {"operation_status": "FROZEN", "is_search_campaign": False, "campaign_id": "7"}
TSC = (
    *("--noEmit", "--strict", "--skipLibCheck", "--target", "es2020", "--lib", "es2022,dom,dom.iterable"),
    *("--module", "esnext", "--moduleResolution", "bundler"),
)
COMPILERS = ("typescript", "typescript7")


@pytest.fixture
def compiles(run: Run, command: Callable[[str], str]) -> Compiles:
    """Compiles a file of TypeScript, and what it imports, with each compiler."""
    npm = Path(command("openapi-typescript")).parents[1]

    def compile_(file: Path) -> None:
        for compiler in COMPILERS:
            run("node", npm / compiler / "bin" / "tsc", *TSC, file)

    return compile_


def test_datamodel_codegen_makes_models(
    spec: Path, compat: Path, run: Run, python: Python, tmp_path: Path
) -> None:
    # Dates of the wire, and texts without some characters, are in no format that others have a name for; a
    # body of one of several sets of fields has its fields in each set.
    known = re.compile(
        r"format of '(?:Y{4}-|text with(?:out)? |digits of |hashed |web |ip |zeros and |word characters ).*'"
        r" not understood for 'string'.*"
        r"|Field name `data` is duplicated on EventTrackRequest"
    )
    options = ("--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel")
    for path in (spec, compat):
        out = tmp_path / path.stem / "models.py"
        out.parent.mkdir()
        said = run("datamodel-codegen", "--input", path, *options, "--output", out, "--formatters", "builtin")
        warned = set(re.findall(r"UserWarning: (.*)", said.stderr))
        assert [each for each in warned if not known.fullmatch(each)] == []
        assert "Error" not in said.stderr
    python(
        tmp_path / "compat",
        [
            "from models import CampaignGetResponseItem, CampaignUpdateRequest, AdgroupCreateRequest",
            f"made = CampaignGetResponseItem.model_validate({REPLY!r})",
            "assert made.operation_status == 'FROZEN'",
            "assert made.is_search_campaign is False",
        ],
    )


def test_openapi_python_client_makes_a_client(
    document: Document, compat: Path, run: Run, python: Python, tmp_path: Path
) -> None:
    said = run(
        "openapi-python-client",
        "generate",
        "--path",
        compat,
        "--output-path",
        tmp_path / "garden",
        "--meta",
        "none",
    )
    assert "WARNING" not in said.stdout + said.stderr
    assert "parsing" not in said.stdout + said.stderr
    queries = _json_in_queries(document)
    assert sum(map(len, queries.values())) > 200
    python(
        tmp_path,
        [
            "import importlib, inspect",
            f"for name, wanted in {queries!r}.items():",
            "    module = importlib.import_module(f'garden.api.{name}')",
            "    taken = inspect.signature(module.sync_detailed).parameters",
            # A name that Python has a meaning for gets an underscore.
            "    assert set(wanted) <= {each.rstrip('_') for each in taken}, name",
            "from garden.models import CampaignGetResponseItem",
            f"made = CampaignGetResponseItem.from_dict({REPLY!r})",
            "assert made.operation_status == 'FROZEN'",
            "assert made.is_search_campaign is False",
        ],
    )


def test_openapi_generator_makes_a_python_client(
    document: Document, compat: Path, run: Run, python: Python, tmp_path: Path
) -> None:
    said = run("openapi-generator-cli", "generate", "-g", "python", "-i", compat, "-o", tmp_path)
    assert _warnings(said) <= {
        "OpenAPI 3.1 support is still in beta",
        # Objects with fields of any name.
        "Codegen property is null",
        # Two bodies have one of several sets of fields, and all fields beside that.
        "'oneOf' is intended to include only",
        "Failed to get the schema name",
        # It makes no text for a pattern of alternatives, and so no object that has the field.
        "Error in generating `example`",
        # Values of a catalog's filters are a text or a list of them.
        "Type array not yet supported in openapi-normalizer to process OpenAPI 3.1 spec with multiple types.",
        "Please report the issue via https://github.com/OpenAPITools/openapi-generator/issues/new/.",
    }
    python(
        tmp_path,
        [
            "import importlib, inspect",
            f"for name, wanted in {_json_in_queries(document)!r}.items():",
            "    tag, name = name.split('.')",
            "    api = importlib.import_module(f'openapi_client.api.{tag}_api')",
            "    made = getattr(api, tag.title().replace('_', '') + 'Api')",
            "    assert set(wanted) <= inspect.signature(getattr(made, name)).parameters.keys(), name",
            "from openapi_client import CampaignGetResponseItem",
            f"made = CampaignGetResponseItem.from_dict({REPLY!r})",
            "assert made.operation_status == 'FROZEN'",
            "assert made.is_search_campaign is False",
        ],
    )


def test_openapi_generator_makes_a_typescript_client(
    compat: Path, run: Run, compiles: Compiles, tmp_path: Path
) -> None:
    run("openapi-generator-cli", "generate", "-g", "typescript-fetch", "-i", compat, "-o", tmp_path)
    compiles(tmp_path / "index.ts")


def test_openapi_typescript_makes_types(spec: Path, run: Run, compiles: Compiles, tmp_path: Path) -> None:
    # Without the option, what the server assumes when it is left out could not be left out.
    run("openapi-typescript", spec, "--default-non-nullable", "false", "--output", tmp_path / "garden.ts")
    (tmp_path / "use.ts").write_text(
        """import type { components, paths } from './garden';
        type Get = paths['/open_api/v1.3/campaign/get/']['get'];
        // JSON in a query is text for who sends it; what is assumed may be left out.
        const query: Get['parameters']['query'] = { advertiser_id: '1', filtering: JSON.stringify({}) };
        type Item = components['schemas']['CampaignGetResponseItem'];
        const reply: Partial<Item> = { is_search_campaign: false };
        export const all = [query, reply];
        """,
        encoding="utf-8",
    )
    compiles(tmp_path / "use.ts")


def test_openapi_ts_makes_a_client(compat: Path, run: Run, compiles: Compiles, tmp_path: Path) -> None:
    run("openapi-ts", "--input", compat, "--output", tmp_path / "garden", "--silent")
    (tmp_path / "use.ts").write_text(
        """import { campaignGet } from './garden';
        import type { CampaignGetResponseItem } from './garden';
        import { client } from './garden/client.gen';
        type Item = Partial<CampaignGetResponseItem>;
        const reply: Item = { is_search_campaign: false, operation_status: 'FROZEN' };
        client.setConfig({ baseUrl: 'https://garden.test' });
        export const query = { advertiser_id: '1', filtering: JSON.stringify({ campaign_ids: ['7'] }) };
        export const all = [reply, campaignGet({ query })];
        """,
        encoding="utf-8",
    )
    compiles(tmp_path / "use.ts")


def _json_in_queries(document: Document) -> dict[str, list[str]]:
    """The parameters that hold JSON, by the tag and the name of their operation."""
    found: dict[str, list[str]] = {}
    for _, _, operation in operations(document):
        for parameter in listed(operation.get("parameters")):
            if "content" in parameter:
                name = f"{operation['tags'][0]}.{operation['operationId']}"
                found.setdefault(name, []).append(parameter["name"])
    return found


def _warnings(said: subprocess.CompletedProcess[str]) -> set[str]:
    """What openapi-generator warns of, without what differs from one to the next."""
    told = re.findall(r"^\[main\] (?:WARN|ERROR) \S+ - (.*)", said.stdout + said.stderr, re.MULTILINE)
    known = (
        "OpenAPI 3.1 support is still in beta",
        "Codegen property is null",
        "'oneOf' is intended to include only",
        "Failed to get the schema name",
        "Error in generating `example`",
    )
    return {next((each for each in known if text.startswith(each)), text) for text in told}
