"""Whatever a document names or says, its client is Python that imports, and names stay theirs on the wire."""

from __future__ import annotations

import ast
import inspect
import keyword
import tempfile
from collections import Counter
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, get_args
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clients import Recorder, Schema, document, enveloped, generated, getting, objects, posting, query
from searching import trying
from tiktok_bindgen.generate.client import generate_files

# Names and texts that have broken generators, or could.
NASTY = (
    "'''",
    '"""',
    '"); __import__("os").abort() #',
    "'); raise SystemExit #",
    "a\nimport os",
    "a\r\nb",
    "back\\slash",
    "ends in \\",
    'ends in "',
    '\\"""',
    "\\N{BULLET}",
    "\\x41 \\u0041 \\U00000041",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "{# no #}",
    "{0} {name!r} %s %(a)s",
    "../../etc/passwd",
    "a/b~c",
    "a.b.c",
    "$ref",
    "$defs",
    "naïve",
    "\u0430dvertiser_id",  # begins with a Cyrillic letter
    "ﬁeld",
    "\u202egnitirw",
    "\u2028line",
    "\x00",
    "\ud7ff\ufffd",
    "😀",
    "名前",
    "1st",
    "-",
    "_",
    "__",
    "__class__",
    "__init__",
    "__slots__",
    "__getattr__",
    "x" * 300,
    "#",
    "# type: ignore",
    "# noqa",
    ":",
    " ",
    "\t",
)
# Names that generated modules, their base classes and their methods use.
USED = (
    *keyword.kwlist,
    *keyword.softkwlist,
    *(
        "self",
        "cls",
        "data",
        "extra",
        "client",
        "get",
        "came",
        "cls",
        "hint",
        "new",
        "v",
    ),
    *(
        "validate",
        "waive",
        "timeout",
        "query",
        "body",
        "files",
        "headers",
        "evolve",
        "quote",
        "builtins",
        "written",
        "warn_of_fields",
        "property",
    ),
    *("str", "int", "float", "bool", "list", "dict", "object", "type", "len", "print", "classmethod", "Any"),
    *("from_json", "items", "to_json", "raw_response", "is_partial", "code", "message", "request_id"),
    *("name", "value", "mro", "is_known", "call", "request", "close", "default", "core", "models"),
    *("production", "sandbox", "header", "operations", "checks", "api", "errors", "retry", "annotations"),
    *("o", "at", "i", "x", "k", "re", "cast", "child", "missing", "violations", "l", "I", "O"),
)
# Class names that generated modules import.
CLASSES = (
    *("Any", "Self", "Literal", "Mapping", "Sequence", "Callable", "TypeAlias", "Optional", "List", "Dict"),
    *(
        "Model",
        "PageOf",
        "Reply",
        "Download",
        "OpenEnum",
        "Enum",
        "Client",
        "Core",
        "Operation",
        "Resource",
        "Violation",
    ),
    *("Retry", "Request", "RawResponse", "Transport", "TimeoutLike", "FileLike", "TikTokError", "Timeout"),
    *(
        "None",
        "True",
        "False",
        "Exception",
        "Warning",
        "BaseException",
        "TYPE_CHECKING",
        "_MODULES",
        "_HOMES",
    ),
    *(
        "CallOptions",
        "ClassVar",
        "ClassVariety",
        "DownloadOptions",
        "Hidden",
        "Level",
        "Limiter",
        "TokenLike",
        "Unpack",
    ),
    *("DeprecationWarning", "Iterator", "Generic", "TypeVar", "Datetime", "date", "TypedDict", "ReturnCode"),
)

TEXTS = st.one_of(
    st.sampled_from([*NASTY, *USED, *CLASSES]),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=12),
    st.from_regex(r"[a-zA-Z_][a-zA-Z0-9_]{0,8}", fullmatch=True),
)


def described(text: str, schema: Schema) -> Schema:
    """A schema with a text wherever a text can be."""
    return {**schema, "description": text, "title": text, "x-rules-text": [text], "format": text}


def test_a_field_of_any_name_keeps_it_on_the_wire(tmp_path: Path) -> None:
    paths = {}
    schemas = {}
    for number, text in enumerate([*NASTY, *USED]):
        schemas[f"Bed{number}"] = objects({text: {"type": "string"}, "other bed": {"type": "integer"}})
        body = objects({text: {"type": "string"}, "the bed": reference(f"Bed{number}")}, text)
        paths[f"/garden/n{number}/"] = posting(body)
    with generated(document(paths, **schemas), tmp_path) as client:
        transport = Recorder()
        garden = client.client(transport).garden
        for number, text in enumerate([*NASTY, *USED]):
            call, (argument, bed_argument) = method_of(garden, f"n{number}")
            bed = getattr(client.module("models"), f"Bed{number}")
            attribute = bed.__attrs_attrs__[0].name
            call(**{argument: "rose", bed_argument: bed(**{attribute: "earth"})})
            assert transport.sent[-1].json() == {text: "rose", "the bed": {text: "earth"}}
            assert getattr(bed.from_json({text: "clay"}), attribute) == "clay", text
            whole = {text: "clay", "other bed": 1}
            assert bed.from_json(whole).to_json() == whole
            assert bed.from_json(whole).extra == {}
            check = client.checks(f"garden_n{number}").violations
            pointer = "/" + text.replace("~", "~0").replace("/", "~1")
            assert check({text: "rose"}) == []
            assert [(one.rule, one.pointer) for one in check({text: 1})] == [("type", pointer)]
            assert [(one.rule, one.pointer) for one in check({})] == [("required", pointer)]


def test_a_field_called_like_what_every_reply_has_gets_an_underscore(tmp_path: Path) -> None:
    own = ["extra", "from_json", "is_partial", "items", "mismatches", "raw_response", "self", "to_dict"]
    own += ["to_json", "class"]
    text = {"type": "string"}
    fields = dict.fromkeys((*own, "soil"), text)
    reply = objects({"code": {"type": "integer"}, "message": text, "data": objects(fields), **fields})
    shown = {name: f"the {name}" for name in fields}
    with generated(document({"/garden/dig/": posting(objects({"bed": text}), reply)}), tmp_path) as client:
        whole = {"code": 0, "message": "OK", "request_id": "r1", "data": shown, **shown}
        found = client.client(Recorder([whole])).garden.dig(bed="x")
        for one in (found, found.data):
            assert [getattr(one, f"{name}_") for name in own] == [f"the {name}" for name in own]
            assert one.soil == "the soil"
        assert (found.mismatches, found.is_partial, found.to_json()) == ((), False, whole)


def test_a_parameter_of_any_name_keeps_it_on_the_wire(tmp_path: Path) -> None:
    names = [text for text in (*NASTY, *USED) if text.encode().isascii()]
    paths = {f"/garden/n{number}/": getting(query(name)) for number, name in enumerate(names)}
    with generated(document(paths), tmp_path) as client:
        transport = Recorder()
        garden = client.client(transport).garden
        for number, name in enumerate(names):
            call, (argument,) = method_of(garden, f"n{number}")
            call(**{argument: "a&b=c"})
            sent = urlsplit(transport.sent[-1].url).query
            assert parse_qsl(sent, keep_blank_values=True) == [(name, "a&b=c")]


def test_an_enum_has_any_value_and_meaning(tmp_path: Path) -> None:
    paths = {}
    schemas: dict[str, Schema] = {}
    for number, text in enumerate([*NASTY, *USED]):
        schemas[f"Plant{number}"] = {
            "type": "string",
            "enum": [text, "other value"],
            "x-enum-descriptions": [text, ""],
            "x-enum-varnames": [text, text],
            "description": text,
        }
        schemas[f"Code{number}"] = {
            "type": "string",
            "enum": [text.lower(), "2"],
            "x-enum-facts": {"label": [text, None]},
            "x-enum-varnames": [text, text],
        }
        body = objects(
            {"plant": {**reference(f"Plant{number}"), "default": text}, "code": reference(f"Code{number}")},
            "plant",
        )
        paths[f"/garden/n{number}/"] = posting(body)
    with generated(document(paths, **schemas), tmp_path) as client:
        transport = Recorder()
        garden = client.client(transport).garden
        for number, text in enumerate([*NASTY, *USED]):
            made = getattr(client.module("models"), f"Plant{number}")
            assert get_args(made) == (text, "other value")
            coded = getattr(client.module("models"), f"Code{number}")
            code = text.lower()  # without what would be a word
            assert [*coded] == [code, "2"]
            assert coded(code).is_known
            assert coded(code).label == text
            assert all(name.isidentifier() and name.isascii() for name in coded.__members__), text
            for given in (code, coded(code)):
                method_of(garden, f"n{number}")[0](plant=text, code=given)
                assert transport.sent[-1].json() == {"plant": text, "code": code}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_any_text_may_stand_in_the_prose(tmp_path: Path) -> None:
    paths = {}
    schemas = {}
    for number, text in enumerate(NASTY):
        said: Schema = {
            "summary": text,
            "description": f"{text}\n\n{text}",
            "externalDocs": {"url": text},
            "tags": [text],
        }
        body = objects({"plot": described(text, {"type": "string", "default": text, "pattern": text})})
        paths[f"/garden/n{number}/"] = posting(described(text, body), deprecated=True, **said)
        schemas[f"Bed{number}"] = described(text, objects({"a": {}}))
    with generated(document(paths, **schemas), tmp_path) as client:
        transport = Recorder()
        garden = client.client(transport).garden
        for number in range(len(NASTY)):
            method_of(garden, f"n{number}")[0](plot="x", validate=False)
        for name, source in client.files.items():
            if name.endswith(".py") and not name.startswith("_runtime/"):
                harmless(source)


def headed(text: str) -> Schema:
    """A document whose head says this wherever it can."""
    spec = document({"/garden/get/": getting(query("a"))})
    spec["info"] = {"title": text, "version": text, "description": text}
    spec["servers"] = [{"url": text, "description": text}]
    spec["components"]["securitySchemes"] = {"Token": {"type": "apiKey", "in": "header", "name": text}}
    return spec


@cache
def below_first_lines() -> dict[str, str]:
    """The modules of the client of a document with a harmless head, without the first line of each."""
    files, _ = generate_files(headed("Garden"))
    return {name: text.partition("\n")[2] for name, text in files.items() if name.endswith(".py")}


@pytest.mark.parametrize("text", NASTY)
def test_any_text_may_stand_in_the_documents_head(text: str, tmp_path: Path) -> None:
    with generated(headed(text), tmp_path) as client:
        other = []
        for name, plain in below_first_lines().items():
            first, _, below = client.files[name].partition("\n")
            assert first.startswith("# Generated by tiktok-bindgen from ")
            assert first.endswith(": do not edit.")
            assert first.splitlines() == [first]
            # All others have only their first line of the head.
            if below.replace(client.package, "tiktok_business") != plain:
                other.append(name.removesuffix(".py").removesuffix("__init__"))
        assert set(other) <= {"", "_version", "client"}
        for name in other:
            client.module(name)


def test_a_path_may_have_any_segment(tmp_path: Path) -> None:
    paths = {}
    for text in [*USED, *CLASSES, *NASTY]:
        segment = text.replace("{", "").replace("}", "")
        paths[f"/{segment}/"] = posting(objects({"a": {}}))
        paths[f"/garden/{segment}/"] = posting(objects({"a": {}}))
        paths[f"/{segment}/{segment}/get/"] = getting(query("a"))
    with generated(document(paths), tmp_path) as client:
        client.modules()
        assert {row[1] for row in client.module("_operations").OPERATIONS} == set(paths)
        transport = Recorder()
        for call, given_ in methods(client.client(transport)):
            call(**dict.fromkeys(given_, "x"))
        lists = client.module("_operations")
        dotted = client.module("_runtime.lookup").dotted
        for row in lists.OPERATIONS:
            assert callable(attrgetter(dotted(row, lists.CALLS))(client.client(transport)))
        assert len({(sent.method, sent.url) for sent in transport.sent}) == len(paths)


def test_an_operation_may_have_any_name_on_the_client_itself(tmp_path: Path) -> None:
    texts = [text.replace("{", "").replace("}", "") for text in (*USED, *CLASSES, *NASTY) if "/" not in text]
    paths = {f"/{text}/": posting(objects({"a": {}})) for text in texts}
    with generated(document(paths), tmp_path) as client:
        transport = Recorder()
        with client.client(transport) as top:
            for call, given_ in methods(top):
                call(**dict.fromkeys(given_, "x"))
        assert len({sent.url for sent in transport.sent}) == len(paths)


def test_a_component_may_have_any_name(tmp_path: Path) -> None:
    names = [*CLASSES, *NASTY, *USED]
    schemas = {}
    paths = {}
    for number, name in enumerate(names):
        schemas[name] = objects({"a": {"type": "string"}})
        schemas[f"{name} kind"] = {"type": "string", "enum": ["A"]}
        body = objects({"one": reference(name), "two": reference(f"{name} kind")})
        paths[f"/garden/n{number}/"] = posting(body, enveloped(objects({"one": reference(name)})))
    # A resource of that name is in the same module as the classes that its methods mention.
    paths |= {f"/{class_like(name)}/get/": posting(body, enveloped()) for name in names}
    # The client itself, whose module imports most, has methods that mention them, too.
    paths |= {
        f"/root{number}/": posting(objects({"one": reference(name)}), enveloped(objects({})))
        for number, name in enumerate(CLASSES)
    }
    with generated(document(paths, **schemas), tmp_path) as client:
        client.modules()
        for name, source in client.files.items():
            if name.endswith(".py") and not name.startswith("_runtime/"):
                assert bound_again(source) == [], name
        transport = Recorder([{"code": 0, "message": "", "request_id": "", "data": {"one": {"a": "x"}}}])
        garden = client.client(transport).garden
        for number in range(len(names)):
            reply = method_of(garden, f"n{number}")[0](one={"a": "b"}, two="A")
            assert reply.data.one.a == "x"
            assert transport.sent[-1].json() == {"one": {"a": "b"}, "two": "A"}


def test_names_that_become_the_same_in_python_stay_different_fields(tmp_path: Path) -> None:
    names = ["plotName", "plot_name", "plot-name", "plot name", "PLOT_NAME", "plot.name", "plot_name_2"]
    schema = objects({name: {"type": "string"} for name in names})
    paths = {"/garden/": posting(schema), "/get/": getting(*(query(name) for name in names))}
    with generated(document(paths, Plot=schema), tmp_path) as client:
        transport = Recorder()
        call, arguments_ = method_of(client.client(transport), "garden")
        assert len(set(arguments_)) == len(names)
        assert "plot_name" in arguments_
        call(**{name: str(number) for number, name in enumerate(arguments_)})
        assert transport.sent[0].json() == {name: str(number) for number, name in enumerate(names)}


def test_the_same_name_in_the_path_the_query_and_the_body_is_several_arguments(tmp_path: Path) -> None:
    path = posting(
        objects({"id": {"type": "string"}}),
        parameters=[query("id"), query("id", place="path", required=True)],
    )
    with generated(document({"/garden/{id}/": path}), tmp_path) as client:
        transport = Recorder()
        call, given_ = method_of(client.client(transport), "garden")
        assert len(given_) == 3
        call(**{name: f"<{name}>" for name in given_})
        (sent,) = transport.sent
        assert sent.url.startswith("https://garden.example/garden/%3Cid")
        assert "?id=%3Cid" in sent.url
        assert sent.json()["id"].startswith("<id")


def test_a_path_parameter_cannot_leave_its_place(tmp_path: Path) -> None:
    spec = document({"/garden/{plot}/get/": getting(query("plot", place="path", required=True))})
    with generated(spec, tmp_path) as client:
        transport = Recorder()
        client.client(transport).garden.get(plot="../../admin?x=1#y")
        assert transport.sent[0].url == "https://garden.example/garden/..%2F..%2Fadmin%3Fx%3D1%23y/get/"


# Each is a client of six names, five values and three segments of a path.
@trying(15)
@given(
    names=st.lists(TEXTS, min_size=1, max_size=6, unique=True),
    values=st.lists(TEXTS, min_size=1, max_size=5, unique=True),
    segments=st.lists(TEXTS, min_size=1, max_size=3),
    text=TEXTS,
)
# A module is called like the type of a field.
@example(names=["rose", "soil"], values=["ROSE"], segments=["str"], text="Beds")
# A reply has an `extra` besides its data's.
@example(names=["extra"], values=["ROSE"], segments=["garden"], text="Beds")
def test_a_client_of_any_document_imports_and_keeps_names(
    names: list[str], values: list[str], segments: list[str], text: str
) -> None:
    inner = objects({name: described(text, {"type": "string"}) for name in names}, names[0])
    body = objects({name: {"type": "array", "items": inner} for name in names})
    body["properties"]["choice of"] = {"type": "string", "enum": values, "x-enum-varnames": values}
    path = "/" + "/".join(segments).replace("{", "").replace("}", "") + "/"
    spec = document({path: posting(body, enveloped(inner), description=text)}, **{text: inner})
    with tempfile.TemporaryDirectory() as folder, generated(spec, Path(folder)) as client:
        client.modules()
        (row,) = client.module("_operations").OPERATIONS
        transport = Recorder(
            [{"code": 0, "message": "", "request_id": "", "data": dict.fromkeys(names, text)}]
        )
        method, given_ = methods(client.client(transport))[0]
        wire = {name: [{names[0]: "x"}] for name in names}
        assert row[1] == path
        taken = dict(zip(given_, [*wire.values(), values[-1]], strict=True))
        reply = method(**taken)
        assert transport.sent[0].json() == {**wire, "choice of": values[-1]}
        assert reply.to_json()["data"] == dict.fromkeys(names, text)


def test_output_does_not_depend_on_the_order_of_a_documents_keys() -> None:
    paths = {f"/garden/{name}/": posting(objects({"a": {}})) for name in ("b", "a", "c")}
    schemas = {name: objects({"x": {"type": "string"}}) for name in ("Two", "One", "one")}
    first = document(paths, **schemas)
    second = document(dict(reversed(paths.items())), **dict(reversed(schemas.items())))
    assert generate_files(first) == generate_files(second)


def reference(name: str) -> Schema:
    """A reference to a component of any name."""
    pointer = name.replace("%", "%25").replace("~", "~0").replace("/", "~1")
    return {"$ref": f"#/components/schemas/{pointer}"}


def class_like(text: str) -> str:
    return "".join(character for character in text if character.isalpha()) or "x"


def bound_again(source: str) -> list[str]:
    """The names that a module imports or makes a class of although it has them already."""
    names: list[str] = []
    for node in ast.parse(source).body:
        for each in node.body if isinstance(node, ast.If) else [node]:
            if isinstance(each, ast.ImportFrom):
                names += [one.asname or one.name for one in each.names if one.name != "*"]
            elif isinstance(each, ast.ClassDef):
                names.append(each.name)
    return [name for name, times in Counter(names).items() if times > 1]


def harmless(source: str) -> None:
    """No statement of a module was made by a text: there are only those that every module has."""
    for node in ast.walk(ast.parse(source)):
        assert not isinstance(node, ast.Global | ast.Nonlocal | ast.Delete | ast.With | ast.While)
        if isinstance(node, ast.Import):
            assert {one.name for one in node.names} <= {"builtins", "re", "sys"}
        if isinstance(node, ast.Name):
            assert node.id not in {"__import__", "eval", "exec"}


def method_of(resource: Any, name: str) -> tuple[Any, list[str]]:
    """A method of a resource, with the names of its documented arguments."""
    method = getattr(resource, name)
    code = inspect.unwrap(method.__func__).__code__
    arguments = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    return method, [one for one in arguments if one not in {"validate", "waive", "timeout"}]


def methods(resource: Any) -> list[tuple[Any, list[str]]]:
    """Every method of an operation that can be reached from a resource."""
    found = []
    for name in dir(type(resource)):
        member = getattr(type(resource), name)
        if isinstance(member, property):
            below = getattr(resource, name)
            # The client seen another way has the same operations once more.
            if hasattr(below, "_core") and type(below) not in type(resource).__mro__:
                found.extend(methods(below))
        elif (getattr(member, "__annotations__", None) or {}).get("options", "").startswith("Unpack["):
            found.append(method_of(resource, name))
    return found


def test_an_argument_that_is_called_like_one_of_ours_has_a_line_behind_its_name(tmp_path: Path) -> None:
    ours = (
        *("self", "under", "options", "quote", "builtins", "warn_of_fields"),
        *(
            "validate",
            "waive",
            "timeout",
            "extra_headers",
            "extra_query",
            "extra_body",
            "save_to",
            "progress",
        ),
    )
    spec = document({"/open_api/v1.3/bed/": getting(*map(query, ours))})
    with generated(spec, tmp_path) as client:
        transport = Recorder()
        call = client.client(transport).bed
        call = getattr(call, "get", call)
        call(**{f"{name}_": "x" for name in ours})
        assert parse_qsl(urlsplit(transport.sent[0].url).query) == [(name, "x") for name in ours]
