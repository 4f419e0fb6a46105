"""The generated packages' values against the pages' own lists, which are read by simple means here.

The page that everything started from against a client of October 2025; every facts page of the newest date
against the committed client.
"""

from __future__ import annotations

import builtins
import datetime as dt
import inspect
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import ModuleType
from typing import Any, Literal, Self, get_args, get_origin

import attrs
import pytest

import documented
import tiktok_business
from about import about
from clients import generated
from documented import FactsPage, Values
from october import october_spec
from pages import ROOT
from tiktok_business._operations import OPERATIONS
from tiktok_business._runtime import enums
from tiktok_business._runtime.decoding import data_of
from tiktok_business._runtime.download import Download
from tiktok_business._runtime.reply import Reply
from tiktok_business._runtime.report_row import Row
from tiktok_business.params import _reports

DATES = sorted(path for path in (ROOT / "spec" / "pages").iterdir() if path.is_dir())
# Of each operation, the pages of the newest date that has any.
_DOCUMENTING = {
    operation: pages
    for date in DATES
    for operation, pages in documented.by_operation(documented.facts_pages(date)).items()
}
PAGES = list(map(documented.together, _DOCUMENTING.values()))
# What an operation takes besides documented fields.
_OPTIONS = {"options"}


class Lists:
    """The lists of values in a generated package.

    Args:
        models: Its module of models.
        enums: Its module of what lists are.
    """

    def __init__(self, models: ModuleType, enums: ModuleType) -> None:
        self._names = _Names(models, enums.listed)
        self._enum: type[str] = enums.OpenEnum

    def request(self, call: Callable[..., Any]) -> Iterator[tuple[str, Values]]:
        """Every field that an operation takes, with the values that its type allows."""
        for name, parameter in inspect.signature(call).parameters.items():
            if name not in _OPTIONS:
                yield from self._field(name, parameter.annotation, ())

    def reply(self, call: Callable[..., Any]) -> Iterator[tuple[str, Values]]:
        """Every field of what an operation gives back, likewise."""
        given = self._evaluated(inspect.signature(call).return_annotation)
        reply, data = get_origin(given) or given, get_args(given)
        if data and data != (type(None),):
            yield from ((name, ()) for name in ("code", "message", "request_id"))
            yield from self._field("data", data[0], (reply,))
        elif not data and attrs.has(reply):
            yield from self._class(reply, ())
            if data_of(reply) is not Any:
                yield from self._field("data", data_of(reply), (reply,))

    def _class(self, cls: Any, above: tuple[Any, ...]) -> Iterator[tuple[str, Values]]:
        if cls in above:
            return
        wire = {attribute: name for name, attribute in getattr(cls, "__wire_names__", {}).items()}
        members = (
            {attribute.name: attribute.type for attribute in attrs.fields(cls)}
            if attrs.has(cls)
            # The rows of reports are dictionaries.
            else inspect.get_annotations(cls)
        )
        for name, annotation in members.items():
            if name != "extra" and not name.startswith("__"):
                yield from self._field(wire.get(name, name), annotation, (*above, cls))

    def _field(self, name: str, annotation: Any, above: tuple[Any, ...]) -> Iterator[tuple[str, Values]]:
        kinds = list(_kinds(self._evaluated(annotation)))
        enums: list[Any] = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, self._enum)]
        literals = [value for kind in kinds if _is_literal(kind) for value in get_args(kind)]
        # Numbers keep their plain types in replies, so they are left out of requests, too.
        listed = [value for value in literals if isinstance(value, str)]
        members = [code for enum in enums for code in enum]
        yield name.rstrip("_"), tuple(str(value) for value in members or listed)
        for kind in kinds:
            if isinstance(kind, type) and (attrs.has(kind) or issubclass(kind, Row)):
                yield from self._class(kind, above)

    def _evaluated(self, annotation: Any) -> Any:
        return eval(annotation, {}, self._names) if isinstance(annotation, str) else annotation


class _Names(dict[str, Any]):
    """The names in annotations.

    A plain dictionary's type says no more than its class does; and what a report can have is on pages of its
    own, so that the types that list it are only texts here.
    """

    def __init__(self, models: ModuleType, listed: Callable[[Any], Any]) -> None:
        known = {"Mapping": Mapping, "Sequence": Sequence, "Literal": Literal, "Self": Self, "Any": Any}
        super().__init__({**known, "Decimal": Decimal, "dt": dt, "builtins": builtins, "FileLike": bytes})
        # What stands above a request is none of its fields.
        self.update({"Under": object, "Reply": Reply, "Download": Download, "T_co": type(None)})
        self._models, self._listed = models, listed

    def __missing__(self, name: str) -> Any:
        if name.endswith("Dict"):
            return Mapping
        if name in vars(_reports):
            return str
        try:
            found = getattr(self._models, name)
        except AttributeError:
            raise KeyError(name) from None
        # Python takes two types for the same that differ in the order of their values only.
        return self._listed(found) if _is_literal(found) else found


def _kinds(hint: Any) -> Iterator[Any]:
    parts = () if _is_literal(hint) else get_args(hint)
    if not parts:
        yield hint
    for part in parts:
        yield from _kinds(part)


def _is_literal(hint: Any) -> bool:
    return getattr(hint, "__origin__", None) is Literal


# October 2025: field for field

October = tuple[Lists, Callable[..., Any], ModuleType]


@pytest.fixture(scope="module")
def october(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Lists, Callable[..., Any], ModuleType]]:
    """The lists of a client of October 2025, its only operation, and its models."""
    spec = october_spec()
    with generated(spec, tmp_path_factory.mktemp("october")) as package:
        models = package.module("models")
        lists = Lists(models, package.module("_runtime.enums"))
        yield lists, package.module().Client(access_token="none").campaign.spc.create, models


def _documented(rows: list[documented.DocumentedRow]) -> Counter[tuple[str, Values]]:
    currencies = tuple(documented.currencies())
    return Counter(
        (row.name, currencies if row.name.endswith("_currency") else tuple(documented.inline_values(row)))
        for row in rows
        if row.type != "boolean"
    )


def _generated(fields: Iterator[tuple[str, Values]], rows: list[documented.DocumentedRow]) -> Counter[Any]:
    switches = {row.name for row in rows if row.type == "boolean"}
    return Counter(one for one in fields if one[0] not in switches)


def test_every_list_of_values_of_the_request_is_the_pages(october: October) -> None:
    lists, create, _ = october
    rows, _ = documented.tables()
    expected = _documented(rows)
    assert sum(bool(values) for _, values in expected) > 35
    assert _generated(lists.request(create), rows) == expected


def test_every_list_of_values_of_the_reply_is_the_pages(october: October) -> None:
    lists, create, _ = october
    _, rows = documented.tables()
    assert _generated(lists.reply(create), rows) == _documented(rows)


def test_the_currencies_are_the_pages(october: October) -> None:
    _, _, models = october
    expected = documented.currencies()
    assert len(expected) > 50
    assert [*get_args(models.Currency)] == expected


# The newest date: every operation


def test_the_facts_pages_of_every_operation_are_there() -> None:
    assert sorted((page.method, page.path) for page in PAGES) == sorted(
        (method, path) for method, path, *_ in OPERATIONS
    )
    assert sum(len(page.request) + len(page.reply) for page in PAGES) > 1500


# What these take depends on one of their own fields: an argument has the values of every case.
ALTERNATIVES = {
    "/open_api/v1.3/campaign/gmv_max/session/create/",
    "/open_api/v1.3/campaign/gmv_max/session/update/",
    "/open_api/v1.3/catalog/product/update/",
    "/open_api/v1.3/catalog/product/upload/",
    "/open_api/v1.3/creative/ads_preview/create/",
    "/open_api/v1.3/smart_plus/ad/preview/",
    "/open_api/v1.3/tto/tcm/campaign/create/",
}
# These are documented on several pages, each with its own kind of call: a field has the values of all.
SEVERAL = {path for (_, path), pages in _DOCUMENTING.items() if len(pages) > 1}
# The page has the field twice, and the first one counts.
REPEATED = {"/open_api/v1.3/smart_plus/adgroup/get/": "promotion_type"}
# The values that spec/overlay.yaml adds to lists of pages, by the field.
CORRECTED = {
    "/open_api/v1.3/ad/create/": {"shopping_ads_deeplink_type": {"NORMAL"}},
    "/open_api/v1.3/ad/get/": {"shopping_ads_deeplink_type": {"NORMAL"}},
    "/open_api/v1.3/ad/update/": {"shopping_ads_deeplink_type": {"NORMAL"}},
    "/open_api/v1.3/adgroup/create/": {"deep_bid_type": {"AEO", "DEFAULT", "MIN", "PACING"}},
    "/open_api/v1.3/adgroup/rf/update/": {"rf_purchased_type": {"FIXED_BUDGET"}},
    "/open_api/v1.3/bc/partner/asset/delete/": {"asset_type": {"STOREFRONT"}},
    "/open_api/v1.3/dmp/custom_audience/rule/create/": {"value": {"ADD TO WISHLIST"}},
    "/open_api/v1.3/segment/mapping/": {
        "id_schema": {"idfa_md5", "aaid_md5", "idfa_sha256", "aaid_sha256", "email_sha256", "phone_sha256"}
    },
    "/open_api/v1.3/smart_plus/ad/update/": {"deeplink_type": {"NORMAL"}},
    "/open_api/v1.3/smart_plus/adgroup/update/": {"spc_audience_age": {"OVER_EIGHTEEN", "OVER_TWENTY_FIVE"}},
}


@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")
def test_every_list_of_values_of_every_operation_is_the_pages() -> None:
    lists = Lists(tiktok_business.models, enums)
    for page in PAGES:
        with about(f"{page.method} {page.path}"):
            are_the_pages(lists, page)


def are_the_pages(lists: Lists, page: FactsPage) -> None:
    with tiktok_business.Client(access_token="none") as client:
        call: Any = client
        for step in page.path.removeprefix("/open_api/v1.3/").strip("/").split("/"):
            # What would hide a name of Python, such as `property`, has a line below behind it.
            call = getattr(call, step, None) or getattr(call, f"{step}_")
    asked, told = set(lists.request(call)), set(lists.reply(call))
    corrected = CORRECTED.get(page.path, {})
    for field, added in corrected.items():
        assert added <= {each for name, values in asked | told for each in values if name == field}
    asked, told, request, reply = (
        {
            (name, tuple(each for each in values if each not in corrected.get(name, ())))
            for name, values in side
        }
        for side in (asked, told, page.request, page.reply)
    )
    repeated = REPEATED.get(page.path)
    if page.path in SEVERAL:
        assert _united(told) == _united(reply)
    else:
        assert _listed(told, but=repeated) == _listed(reply, but=repeated)
    if page.path in ALTERNATIVES | SEVERAL:
        assert _united(asked) == _united(request)
    else:
        assert _listed(asked) == request


def _listed(fields: Iterable[tuple[str, Values]], but: str | None = None) -> set[tuple[str, Values]]:
    return {(name, values) for name, values in fields if values and name != but}


def _united(fields: Iterable[tuple[str, Values]]) -> dict[str, set[str]]:
    united: defaultdict[str, set[str]] = defaultdict(set)
    for name, values in fields:
        if values:
            united[name].update(values)
    return united


def test_the_currencies_of_the_appendix_are_the_enum_with_their_precision() -> None:
    expected = documented.precisions(DATES)
    assert len(expected) > 50
    currency = tiktok_business.models.Currency
    assert {code: code.precision for code in currency} == {
        code: Decimal(precision) for code, precision in expected.items()
    }
    assert [*currency] == list(expected)
