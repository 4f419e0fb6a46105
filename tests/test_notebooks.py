"""Replies in notebooks and as data: lines that break, tables, iteration, dictionaries, help, completion."""

from __future__ import annotations

import datetime as dt
import functools
import pydoc
from typing import Any

import pytest

from pages import ROOT
from text_cases import literal, text_cases
from tiktok_business import Client, MockTransport, RawResponse, Reply, models, rows
from tiktok_business._runtime import showing


def answered(path: str, data: object) -> Client:
    return Client("token", transport=MockTransport({f"GET {path}": data}), advertiser_id="1")


def campaigns(*names: str) -> Reply[models.CampaignGetResponseData]:
    entries = [{"campaign_id": str(number), "campaign_name": name} for number, name in enumerate(names)]
    return answered("/campaign/get/", {"list": entries}).campaign.get()


class Printer:
    """As much of IPython's printer as is used: breaks every line that it may."""

    max_seq_length = 3

    def __init__(self) -> None:
        self.out = ""
        self.indent = 0

    def text(self, text: str) -> None:
        self.out += text

    def breakable(self, _: str = " ") -> None:
        self.out += "\n" + " " * self.indent

    def group(self, indent: int, begin: str, end: str) -> Printer:
        self.out += begin
        self.indent += indent
        self.ends = [*getattr(self, "ends", []), (indent, end)]
        return self

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        indent, end = self.ends.pop()
        self.indent -= indent
        self.out += end


def printed(value: Any) -> str:
    printer = Printer()
    value._repr_pretty_(printer, False)
    return printer.out


def test_a_page_is_iterated_and_has_a_length() -> None:
    reply = campaigns("Tulips", "Roses")
    assert (
        [one.campaign_name for one in reply]
        == ["Tulips", "Roses"]
        == [one.campaign_name for one in reply.items]
    )
    assert len(reply) == 2
    assert reply.items[0] in reply


def test_a_reply_is_true_also_where_its_page_has_no_entries() -> None:
    reply = campaigns()
    assert len(reply) == 0
    assert [*reply] == []
    assert reply
    assert answered("/campaign/get/", None).campaign.get()


def test_what_only_its_data_has_is_told_of_a_reply() -> None:
    reply: Any = answered("/bc/balance/get/", {}).bc.balance.get(bc_id="1")
    with pytest.raises(
        AttributeError, match=r"^'Reply' object has no attribute 'account_balance', but its data has$"
    ):
        _ = reply.account_balance
    with pytest.raises(AttributeError, match=r"^'Reply' object has no attribute 'colour'$"):
        _ = reply.colour


def test_a_reply_that_is_no_page_has_no_length_and_no_items() -> None:
    reply: Any = answered("/bc/balance/get/", {}).bc.balance.get(bc_id="1")
    for use in (len, iter, list, lambda reply: reply.items):
        with pytest.raises(TypeError, match="this reply is not a page of a list"):
            use(reply)
    assert reply
    assert reply._repr_html_() is None


def test_a_page_that_was_made_by_hand_is_one_too() -> None:
    data = models.CampaignGetResponseData(
        list=[models.CampaignGetResponseItem(campaign_id="1")],
        page_info=models.PageInfo(page=1, page_size=9, total_number=1, total_page=1),
    )
    assert [one.campaign_id for one in Reply(data=data)] == ["1"]


def test_what_is_long_is_shown_on_several_lines() -> None:
    assert (
        printed(campaigns("Tulips"))
        == """Reply(
    code=0,
    message='OK',
    data=CampaignGetResponseData(
        list=[
            CampaignGetResponseItem(
                campaign_id='0',
                campaign_name='Tulips')]),
    request_id='7000000000000000001')"""
    )


def test_of_a_long_list_the_beginning_is_shown() -> None:
    assert printed(campaigns("a", "b", "c", "d", "e")).count("CampaignGetResponseItem") == 3
    assert "… 2 more]" in printed(campaigns("a", "b", "c", "d", "e"))


def test_a_file_is_shown_on_one_line_and_what_came_in_its_place_on_several() -> None:
    def download(reply: object) -> Any:
        client = Client("token", transport=MockTransport({"GET /page/lead/task/download/": reply}))
        return client.page.lead.task.download(task_id="2")

    assert (
        printed(download(RawResponse(200, {"content-type": "text/csv"}, b"id\n1\n"))) == "<Download: 5 bytes>"
    )
    assert printed(download({"code": 0, "message": "OK"})).startswith("Download(\n    code=0,\n")


def test_one_line_stays_one_line() -> None:
    assert "\n" not in repr(campaigns("Tulips", "Roses"))


def test_what_ipython_prints_has_lines_of_its_width() -> None:
    pretty = pytest.importorskip("IPython.lib.pretty", reason="left out: IPython is not installed").pretty
    assert pretty(campaigns("Tulips")).startswith("Reply(\n    code=0,\n    message='OK',\n")


def test_a_page_is_a_table_with_what_is_unsafe_escaped() -> None:
    table = campaigns("<b>Tulips</b>", "Roses & co.")._repr_html_()
    assert table == (
        "<table><thead><tr><th>campaign_id</th><th>campaign_name</th></tr></thead><tbody>"
        "<tr><td>0</td><td>&lt;b&gt;Tulips&lt;/b&gt;</td></tr>"
        "<tr><td>1</td><td>Roses &amp; co.</td></tr></tbody></table><p>2 entries</p>"
    )


def test_a_long_page_is_the_beginning_of_a_table() -> None:
    table = campaigns(*(f"plot {number} " + "x" * 500 for number in range(70)))._repr_html_()
    assert table is not None
    assert table.count("<tr>") == 51
    assert table.endswith("<p>the first 50 of 70 entries</p>")
    assert "x" * 201 not in table


def test_dimensions_and_metrics_are_side_by_side_in_a_table() -> None:
    row = {"dimensions": {"ad_id": "1"}, "metrics": {"spend": "1.5", "clicks": "2"}}
    client = answered("/report/integrated/get/", {"list": [row]})
    reply = client.report.integrated.get(report_type="BASIC", dimensions=["ad_id"], validate=False)
    table = reply._repr_html_()
    assert table is not None
    assert "<th>ad_id</th><th>spend</th><th>clicks</th>" in table
    assert "<td>1</td><td>1.5</td><td>2</td>" in table
    assert [*rows(reply)] == [{"ad_id": "1", "spend": 1.5, "clicks": 2}]


def test_no_credential_is_shown() -> None:
    holder: Any = Reply(data={"access_token": "rose-42", "list": [{"app_secret": ["rose-43"]}]})
    for shown in (printed(holder), repr(holder)):
        assert "rose-4" not in shown
        assert "'***'" in shown
    in_table = showing.table([{"plot_id": "1", "access_token": "rose-42", "app_secret": ["rose-43"]}])
    assert "<tr><td>1</td><td>&#x27;***&#x27;</td><td>&#x27;***&#x27;</td></tr>" in in_table


def test_a_dictionary_has_the_keys_of_json_and_the_values_of_attributes() -> None:
    reply = campaigns("Tulips")
    reply.items[0].extra["color"] = "red"
    (entry,) = reply.to_dict()["data"]["list"]
    assert entry == {"campaign_id": "0", "campaign_name": "Tulips", "color": "red"}
    assert reply.to_dict() == reply.to_json()


def test_a_dictionary_keeps_what_json_has_no_type_for() -> None:
    made: Any = Reply(data={"day": dt.date(2026, 1, 2)})
    assert made.to_dict()["data"] == {"day": dt.date(2026, 1, 2)}
    assert made.to_json()["data"] == {"day": "2026-01-02"}


def test_help_shows_what_is_known_of_an_operation_wherever_it_came_from() -> None:
    client = Client("token", transport=MockTransport())
    given = functools.update_wrapper(functools.partial(client.campaign.get, page=1), client.campaign.get)
    for method in (client.campaign.get, client.with_options(timeout=5).campaign.get, given):
        assert "Get campaigns." in pydoc.plain(pydoc.render_doc(method))


@pytest.mark.slow
@text_cases(begun=literal, completed=str)
def test_jedi_completes_the_data_of_a_reply(begun: str, completed: str) -> None:
    jedi = pytest.importorskip("jedi", reason="left out: jedi is not installed")
    code = f"from tiktok_business import Client, pages\nclient = Client()\n{begun}"
    script = jedi.Script(code, project=jedi.Project(ROOT / "generated"))
    assert [found.name for found in script.complete()] == [completed]


@pytest.mark.slow
@pytest.mark.parametrize(
    "loop", ["items(client.campaign.get)", "client.campaign.get().items", "client.campaign.get()"]
)
def test_jedi_completes_the_entries_of_a_list(loop: str) -> None:
    jedi = pytest.importorskip("jedi", reason="left out: jedi is not installed")
    begun = "from tiktok_business import Client, items\nclient = Client()\n"
    code = f"{begun}for one in {loop}:\n    one.campaign_n"
    script = jedi.Script(code, project=jedi.Project(ROOT / "generated"))
    assert [found.name for found in script.complete()] == ["campaign_name"]
