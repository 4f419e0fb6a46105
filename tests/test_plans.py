"""Plans: a launch checked whole, sent in order, stopped at the first failure and gone on with."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import tiktok_business
from clients import Generated, generated
from plan_garden import spec
from tiktok_business._runtime.levels import beside

ROW = {"advertiser_id": "1"}
GARDEN = {**ROW, "name": "South"}
OF_SAND = {**GARDEN, "soil": "SAND"}
BED = {**ROW, "name": "Herbs", "drain": "yes"}
PLANTS = {**ROW, "names": ["Sage", "Mint"]}
BIG = 9223372036854775807


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    with generated(spec(), tmp_path_factory.mktemp("garden")) as package:
        yield package


def plan_of(garden: Generated, *steps: tuple[str, dict[str, Any]]) -> Any:
    plan = garden.module().Plan()
    for operation, request in steps:
        plan.add(operation, request)
    return plan


def launch(garden: Generated) -> Any:
    return plan_of(
        garden, ("POST /garden/create/", GARDEN), ("POST /bed/create/", BED), ("plant.create", PLANTS)
    )


def found(plan: Any, **options: Any) -> list[tuple[int, str, str]]:
    """What is wrong with a plan: step, pointer and rule, without the digest in its id."""
    return [(one.step, one.pointer, named(one.rule)) for one in plan.violations(**options)]


def named(rule: str) -> str:
    return rule.rpartition(":")[0] or rule


# -- what is wrong with it -----------------------------------------------------------------


def test_a_launch_without_ids_is_right(garden: Generated) -> None:
    assert found(launch(garden)) == []


@pytest.mark.parametrize("given_id", [None, "{{garden_id}}", "{{ garden_id }}", "7"])
def test_an_id_of_an_earlier_step_is_left_out_a_placeholder_or_given(
    garden: Generated, given_id: str | None
) -> None:
    plan = plan_of(garden, ("garden.create", GARDEN), ("bed.create", {**BED, "garden_id": given_id}))
    assert found(plan) == []


def test_an_id_that_no_earlier_step_gives_is_missing(garden: Generated) -> None:
    plan = plan_of(garden, ("bed.create", BED), ("garden.create", GARDEN))
    assert found(plan) == [(0, "/garden_id", "required")]


def test_a_missing_id_is_told_with_what_would_give_it(garden: Generated) -> None:
    (wrong,) = plan_of(garden, ("bed.create", BED)).violations()
    assert wrong.message == "is required: give it, or add a step before this one that makes the garden"
    (other,) = plan_of(garden, ("garden.create", {**GARDEN, "name": None})).violations()
    assert other.message == "is required"


def test_what_must_be_the_same_beside_each_other_is_told_with_both_places(garden: Generated) -> None:
    beds = [("bed.create", {**ROW, "name": "B", "watering": often}) for often in ("daily", "daily", "never")]
    plan = plan_of(garden, ("garden.create", OF_SAND), *beds)
    (violation,) = plan.violations()
    assert (violation.step, violation.pointer, named(violation.rule)) == (
        3,
        "/watering",
        "relational:watering",
    )
    assert violation.message == "the beds of a sandy garden are watered alike (step 1, /watering)"
    # In two gardens, or in none that is at hand, they are not beside each other.
    apart = plan_of(garden, ("garden.create", OF_SAND), beds[0], ("garden.create", OF_SAND), beds[2])
    assert found(apart) == []
    given = [("bed.create", {**bed, "garden_id": "7"}) for _, bed in beds]
    assert found(plan_of(garden, *given)) == []
    # In a garden of clay they may differ: there they have a drain, and are not compared.
    clay = [("bed.create", {**bed, "drain": "yes"}) for _, bed in beds]
    assert found(plan_of(garden, ("garden.create", GARDEN), *clay)) == []


def test_an_update_of_one_changes_what_all_have_to_be_the_same_as(garden: Generated) -> None:
    bed = ("bed.create", {**ROW, "name": "B", "watering": "daily"})
    update = ("bed.update", {**ROW, "bed_id": "{{bed_id}}", "watering": "never"})
    other = ("bed.create", {**ROW, "name": "B", "watering": "never"})
    assert found(plan_of(garden, ("garden.create", OF_SAND), bed, bed, update)) == []
    assert found(plan_of(garden, ("garden.create", OF_SAND), bed, update, other)) == []
    late = plan_of(garden, ("garden.create", OF_SAND), bed, update, other, bed)
    assert found(late) == [(4, "/watering", "relational:watering")]


def test_a_placeholder_is_compared_with_nothing(garden: Generated) -> None:
    beds = [
        ("bed.create", {**ROW, "name": "B", "watering": often}) for often in ("{{often}}", "daily", "{{x}}")
    ]
    assert found(plan_of(garden, ("garden.create", OF_SAND), *beds)) == []


def test_each_violation_tells_its_step(garden: Generated) -> None:
    plan = plan_of(
        garden, ("garden.create", GARDEN), ("bed.create", {**BED, "name": 1}), ("plant.create", {})
    )
    assert found(plan) == [
        (1, "/name", "type"),
        (2, "/advertiser_id", "required"),
        (2, "/names", "required"),
    ]
    assert str(plan.violations()[0]) == "step 1, /name: must be a string, not the number 1 (type)"


def test_an_id_that_is_a_number_is_no_violation_of_a_plan(garden: Generated) -> None:
    plan = plan_of(garden, ("garden.create", {**GARDEN, "advertiser_id": 7}), ("bed.create", BED))
    assert found(plan) == []


def test_what_is_wrong_beside_the_step_above_is_found(garden: Generated) -> None:
    plan = plan_of(garden, ("garden.create", {**GARDEN, "soil": "SAND"}), ("bed.create", BED))
    assert found(plan) == [(1, "/watering", "requires:watering"), (1, "/drain", "forbids:drain")]
    assert found(plan, waive=[plan.violations()[0].rule, "/drain"]) == []


def test_a_currency_of_a_plan_is_a_code_as_that_of_a_client_is(garden: Generated) -> None:
    with pytest.raises(ValueError, match=r"^currency must be a code such as USD, not 'usd'$"):
        plan_of(garden).violations(currency="usd")


def test_a_place_in_the_plan_is_waived_at_its_step_alone(garden: Generated) -> None:
    wrong = ("bed.create", {**BED, "drain": 1})
    plan = plan_of(garden, ("garden.create", GARDEN), wrong, wrong)
    assert found(plan, waive=["/2/request/drain"]) == [(1, "/drain", "type")]
    assert found(plan, waive=iter(["/2/request/drain", "/1/request/drain"])) == []


def test_a_default_of_the_step_above_counts(garden: Generated) -> None:
    plan = plan_of(garden, ("garden.create", GARDEN), ("bed.create", {**ROW, "name": "Herbs"}))
    assert found(plan) == [(1, "/drain", "requires:drain")]


@pytest.mark.parametrize(
    ("tools", "wrong"), [({}, []), ({"tools": ["RAKE"]}, [(2, "/near", "forbids:near")])]
)
def test_a_default_of_the_step_above_that_is_a_list_counts_only_where_it_is_given(
    garden: Generated, tools: dict[str, Any], wrong: list[Any]
) -> None:
    plants = {**PLANTS, "near": ["well"]}
    steps = [("garden.create", {**GARDEN, **tools}), ("bed.create", BED), ("plant.create", plants)]
    assert found(plan_of(garden, *steps)) == wrong


def test_a_level_two_above_counts_and_one_that_no_step_makes_does_not(garden: Generated) -> None:
    sandy = {**GARDEN, "soil": "SAND"}
    plants = {**PLANTS, "mulch": "bark"}
    under_garden = plan_of(garden, ("garden.create", sandy), ("plant.create", {**plants, "bed_id": "1"}))
    assert found(under_garden) == [(1, "/mulch", "forbids:mulch")]
    under_bed = plan_of(garden, ("bed.create", {**BED, "garden_id": "1"}), ("plant.create", plants))
    assert found(under_bed) == []
    alone = plan_of(garden, ("plant.create", {**plants, "bed_id": "1"}))
    assert found(alone) == []


def test_an_update_is_merged_over_what_was_made(garden: Generated) -> None:
    plan = plan_of(
        garden, ("garden.create", GARDEN), ("garden.update", {**ROW, "soil": "SAND"}), ("bed.create", BED)
    )
    assert found(plan) == [(2, "/watering", "requires:watering"), (2, "/drain", "forbids:drain")]


def test_an_update_counts_for_what_stands_further_below(garden: Generated) -> None:
    mulched = {**PLANTS, "mulch": "bark"}
    plan = launch(garden).add("garden.update", {**ROW, "soil": "SAND"}).add("plant.create", mulched)
    assert found(plan) == [(4, "/mulch", "forbids:mulch")]


def test_an_update_is_checked_beside_what_it_changes(garden: Generated) -> None:
    plan = plan_of(garden, ("garden.create", GARDEN), ("bed.create", BED), ("bed.update", ROW))
    assert found(plan) == [(2, "/watering", "requires:watering")]


def test_an_update_of_what_no_step_made_says_nothing_of_the_rest(garden: Generated) -> None:
    update = {**ROW, "garden_id": "7", "soil": "SAND"}
    plan = plan_of(garden, ("garden.update", update), ("bed.create", {**BED, "garden_id": "7"}))
    assert found(plan) == []


def test_a_step_stands_under_what_the_one_above_it_stands_under(garden: Generated) -> None:
    plan = plan_of(
        garden,
        ("garden.create", GARDEN),
        ("bed.create", BED),
        ("garden.create", {**GARDEN, "soil": "SAND"}),
        ("plant.create", {**PLANTS, "mulch": "bark"}),
    )
    assert found(plan) == []


def test_the_value_of_a_placeholder_is_not_judged_but_its_name_is(garden: Generated) -> None:
    plan = plan_of(garden, ("garden.create", {**GARDEN, "soil": "{{soil}}", "sun": "{{sun}}"}))
    assert found(plan) == [(0, "/sun", "unknown")]


def test_keyword_arguments_are_taken_as_a_call_takes_them(garden: Generated) -> None:
    plan = garden.module().Plan().add("garden.create", advertiser_id="1", name="South", soil=None)
    assert plan.calls() == [("POST", "/garden/create/", {"advertiser_id": "1", "name": "South"})]


def test_a_step_is_copied_by_its_operation_and_its_request(garden: Generated) -> None:
    plan = launch(garden)
    again = garden.module().Plan()
    for step in plan.steps:
        again.add(step.operation, step.request)
    assert again.calls() == plan.calls()
    assert str(again.steps[0]) == "POST /garden/create/"
    for wrong in (("POST",), ()):
        with pytest.raises(ValueError, match="no such operation"):
            again.add(wrong)
    with pytest.raises(TypeError, match="operation must be text, or that of a step, not int"):
        again.add(7)


def test_an_unknown_operation_is_told_with_what_may_be_meant(garden: Generated) -> None:
    for called in ("POST /gardn/create/", "gardn.create"):
        with pytest.raises(ValueError, match=r"no such operation: .*; did you mean POST /garden/create/"):
            garden.module().Plan().add(called)


LEVELS = {"garden.create": GARDEN, "bed.create": BED, "plant.create": PLANTS}


@given(order=st.lists(st.sampled_from(sorted(LEVELS)), max_size=12), sandy=st.booleans())
def test_steps_of_any_order_stand_under_the_nearest_before_them(
    garden: Generated, order: list[str], sandy: bool
) -> None:
    soil = "SAND" if sandy else "CLAY"
    given: dict[str, Any] = {**LEVELS, "garden.create": {**GARDEN, "soil": soil}}
    steps: list[tuple[str, dict[str, Any]]] = [(name, given[name]) for name in order]
    plan = plan_of(garden, *steps)
    expected = []
    for number, name in enumerate(order):
        before = order[:number]
        if name == "bed.create" and "garden.create" not in before:
            expected.append((number, "/garden_id", "required"))
        elif name == "bed.create" and sandy:
            expected += [(number, "/watering", "requires:watering"), (number, "/drain", "forbids:drain")]
        elif name == "plant.create" and "bed.create" not in before:
            expected.append((number, "/bed_id", "required"))
    assert found(plan) == expected


# -- under ---------------------------------------------------------------------------------


class Api:
    """Answers as the server would, and keeps what was sent; `failing` gives what comes instead, by path."""

    def __init__(self, garden: Generated, *, wide: bool = False) -> None:
        self.transport = garden.module("_runtime.transport")
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.failing: dict[str, list[Any]] = {}
        self.wide = wide

    def send(self, request: Any, timeout: object) -> Any:
        del timeout
        path = request.url.removeprefix("https://garden.example")
        self.sent.append((path, json.loads(request.body)))
        answer: Any = None
        if self.failing.get(path):
            answer = self.failing[path].pop(0)
        if isinstance(answer, BaseException):
            raise answer
        number = BIG - len(self.sent) if self.wide else str(len(self.sent))
        level = path.split("/")[1]
        data = {f"{level}_id": number} if level != "plant" else {"plant_ids": [number, f"{number}0"]}
        reply = answer or {"code": 0, "message": "OK", "request_id": "r", "data": data}
        return self.transport.RawResponse(200, {}, json.dumps(reply).encode())

    def close(self) -> None:
        pass

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.sent]


SANDY = {"soil": "SAND"}


def test_a_call_is_checked_with_what_it_stands_under_which_is_not_sent(garden: Generated) -> None:
    api = Api(garden)
    client = garden.client(api)
    invalid = garden.module().InvalidRequest
    for under in (SANDY, [SANDY], (SANDY,), {"garden": SANDY}):
        with pytest.raises(invalid) as caught:
            client.bed.create(**BED, garden_id="1", under=under)
        assert [each.pointer for each in caught.value.violations] == ["/watering", "/drain"]
    assert api.sent == []
    client.bed.create(**BED, garden_id="1", under=SANDY, validate=False)
    client.bed.create(**BED, garden_id="1", under=SANDY, waive=["/watering", "/drain"])
    client.bed.create(**BED, garden_id="1", under={"soil": "CLAY"})
    client.bed.create(**BED, garden_id="1", under=None)
    assert [body for _, body in api.sent] == [{**BED, "garden_id": "1"}] * 4


def test_a_reply_is_what_a_call_stands_under_also_by_the_name_of_its_level(garden: Generated) -> None:
    client = garden.client(Api(garden))
    reply = garden.module().Reply(code=0, data=SANDY)
    for under in (reply, [reply], {"garden": reply}):
        with pytest.raises(garden.module().InvalidRequest) as caught:
            client.bed.create(**BED, garden_id="1", under=under)
        assert [each.pointer for each in caught.value.violations] == ["/watering", "/drain"]


def test_a_reply_that_could_have_a_list_and_has_none_is_about_one_object() -> None:
    made = tiktok_business.models.AdgroupCreateResponseData.from_json({"adgroup_id": "2", "catalog_id": "3"})
    for under in (made, [made], {"adgroup": made}):
        assert beside("ad_create", under) == {"^adgroup": {"adgroup_id": "2", "catalog_id": "3"}}


def test_of_what_a_call_stands_under_only_what_is_given_counts(garden: Generated) -> None:
    herbs = {**ROW, "name": "Herbs"}
    # The whole garden is of clay, so that its bed needs a drain; of this one only the name is known.
    assert found(plan_of(garden, ("garden.create", GARDEN), ("bed.create", herbs))) != []
    garden.client(Api(garden)).bed.create(**herbs, garden_id="1", under={"name": "South"})


def test_what_stands_above_a_call_cannot_be_nested_without_end(garden: Generated) -> None:
    endless: list[Any] = []
    endless.append(endless)
    for under in (endless, {"garden": {"soil": endless}}):
        with pytest.raises(TypeError, match=r"^under is nested too deeply, or contains itself$"):
            garden.client(Api(garden)).bed.create(**BED, garden_id="1", under=under)


def test_what_stands_further_above_is_the_second_or_named(garden: Generated) -> None:
    client = garden.client(Api(garden))
    for under in ([BED, SANDY], [None, SANDY], {"garden": SANDY}, {"bed": BED, "garden": SANDY}):
        with pytest.raises(garden.module().InvalidRequest) as caught:
            client.plant.create(**PLANTS, bed_id="1", mulch="bark", under=under)
        assert [named(each.rule) for each in caught.value.violations] == ["forbids:mulch"]
    client.plant.create(**PLANTS, bed_id="1", mulch="bark", under=SANDY)


def test_for_a_change_it_is_what_the_changed_thing_stands_in_unless_named(garden: Generated) -> None:
    client = garden.client(Api(garden))
    change = {**ROW, "bed_id": "1"}
    for request, under, wrong in (
        ({**change, "watering": "yes"}, {"soil": "CLAY"}, "forbids:watering"),
        (change, {"bed": {"drain": "yes"}}, "requires:watering"),
    ):
        with pytest.raises(garden.module().InvalidRequest) as caught:
            client.bed.update(**request, under=under)
        assert [named(each.rule) for each in caught.value.violations] == [wrong]


def test_a_reply_stands_for_what_it_tells_of(garden: Generated) -> None:
    api = Api(garden)
    api.failing["/garden/create/"] = [{"code": 0, "message": "OK", "data": {"garden_id": "1", **SANDY}}]
    client = garden.client(api)
    reply = client.garden.create(**GARDEN)
    for under in (reply, reply.data):
        with pytest.raises(garden.module().InvalidRequest):
            client.bed.create(**BED, garden_id="1", under=under)


def test_a_page_of_one_thing_stands_for_that() -> None:
    campaign = {"campaign_id": "7", "objective_type": "TRAFFIC", "is_search_campaign": True}
    adgroup: Any = {
        "advertiser_id": "1",
        "campaign_id": "7",
        "adgroup_name": "Readers",
        "budget_mode": "BUDGET_MODE_DAY",
        "budget": 50,
        "schedule_type": "SCHEDULE_FROM_NOW",
        "schedule_start_time": "2026-06-01 00:00:00",
        "optimization_goal": "CLICK",
        "billing_event": "CPC",
    }
    for number in (1, 0, 2):
        mock = tiktok_business.MockTransport({"GET /campaign/get/": {"list": [campaign] * number}})
        with tiktok_business.Client("token", transport=mock) as client:
            reply = client.campaign.get(advertiser_id="1")
            for under in (reply, reply.data, [reply]):
                wrong = tiktok_business.InvalidRequest if number == 1 else TypeError
                with pytest.raises(wrong) as caught:
                    client.adgroup.create(**adgroup, under=under)
                assert ("/search_keywords" if number == 1 else "a page of a list") in str(caught.value)


@pytest.mark.parametrize(
    "under", ["South", 7, [SANDY, SANDY], ["South"], {"garden": "7"}, {"gardn": SANDY}, {"Garden": SANDY}]
)
def test_what_cannot_stand_above_is_told(garden: Generated, under: Any) -> None:
    with pytest.raises(TypeError, match=r"^under "):
        garden.client(Api(garden)).bed.create(**BED, garden_id="1", under=under)


def test_what_stands_in_nothing_takes_none(garden: Generated) -> None:
    with pytest.raises(TypeError):
        garden.client(Api(garden)).garden.create(**GARDEN, under=SANDY)


def test_a_call_that_no_rule_checks_with_what_it_stands_under_takes_none(garden: Generated) -> None:
    status = garden.client(Api(garden)).bed.status
    with pytest.raises(TypeError, match=r"^POST .*/bed/status/update/ takes no argument 'under'"):
        status.update(advertiser_id="1", bed_ids=["1"], operation_status="ENABLE", under=SANDY)


# -- sending -------------------------------------------------------------------------------


@pytest.mark.parametrize("wide", [False, True])
def test_it_is_sent_in_order_with_the_ids_of_earlier_steps(garden: Generated, wide: bool) -> None:
    api = Api(garden, wide=wide)
    plan = launch(garden)
    told: list[Any] = []
    plan.create(garden.client(api), progress=lambda _, step: told.append((str(step), step.ids)))
    first, second, third = (str(BIG - 1), str(BIG - 2), str(BIG - 3)) if wide else ("1", "2", "3")
    request_id = api.sent[0][1]["request_id"]
    assert request_id.isdecimal()
    assert api.sent == [
        ("/garden/create/", {**GARDEN, "request_id": request_id}),
        ("/bed/create/", {**BED, "garden_id": first}),
        ("/plant/create/", {**PLANTS, "bed_id": second}),
    ]
    assert told == [
        ("POST /garden/create/", [first]),
        ("POST /bed/create/", [second]),
        ("POST /plant/create/", [third, f"{third}0"]),
    ]
    plan.create(garden.client(api))
    assert len(api.sent) == 3


def test_nothing_is_sent_of_a_plan_that_is_wrong(garden: Generated) -> None:
    api = Api(garden)
    plan = plan_of(garden, ("garden.create", {**GARDEN, **SANDY}), ("bed.create", BED))
    with pytest.raises(garden.module().InvalidRequest) as caught:
        plan.create(garden.client(api))
    assert [each.pointer for each in caught.value.violations] == ["/1/request/watering", "/1/request/drain"]
    assert api.sent == []
    plan.create(garden.client(api, waive=["/watering"]), waive=["/drain"])
    assert api.paths == ["/garden/create/", "/bed/create/"]


def test_a_placeholder_that_nothing_gives_a_value_for_is_never_sent(garden: Generated) -> None:
    api = Api(garden)
    plan = plan_of(garden, ("garden.create", {**GARDEN, "name": "{{title}}"}))
    with pytest.raises(garden.module().InvalidRequest, match=r"/0/request/name: \{\{title\}\} has no value"):
        plan.create(garden.client(api), validate=False)
    assert api.sent == []


def test_a_client_fills_in_what_it_has_for_all_calls(garden: Generated) -> None:
    api = Api(garden)
    plan = plan_of(garden, ("garden.create", {"name": "South"}))
    plan.create(garden.client(api, advertiser_id="9"))
    assert api.sent[0][1]["advertiser_id"] == "9"


def test_placeholders_inside_are_the_ids_too(garden: Generated) -> None:
    api = Api(garden)
    plan = launch(garden).add("plant.create", {**PLANTS, "near": ["{{bed_id}}", "x", "{{plant_ids}}"]})
    plan.create(garden.client(api))
    assert api.sent[-1][1]["near"] == ["2", "x", "3", "30"]


def test_it_stops_at_a_failure_and_goes_on_with_that_step(garden: Generated, tmp_path: Path) -> None:
    api, client = (api := Api(garden)), garden.client(api)
    api.failing["/bed/create/"] = [{"code": 40002, "message": "no", "request_id": "r"}]
    plan, state = launch(garden), tmp_path / "state.json"
    with pytest.raises(garden.module().PlanError) as caught:
        plan.create(client, state=state)
    error = caught.value
    assert str(error) == ("step 1, POST /bed/create/: code 40002: no (request r); made so far: garden 1")
    assert (error.step, error.unknown, error.plan is plan) == (1, False, True)
    assert isinstance(error.error, garden.module().ParameterError)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert [(step.state, step.ids) for step in garden.module().Plan.load(state).steps] == [
        ("done", ["1"]),
        ("", []),
        ("", []),
    ]
    garden.module().Plan.load(state).create(client)
    assert api.paths == ["/garden/create/", "/bed/create/", "/bed/create/", "/plant/create/"]
    assert api.sent[2][1]["garden_id"] == "1"


def unanswered(garden: Generated) -> Exception:
    error: Exception = garden.module().ReplyTimeoutError("no answer")
    return error


def test_a_step_of_unknown_outcome_is_not_repeated(garden: Generated) -> None:
    api, client = (api := Api(garden)), garden.client(api)
    api.failing["/bed/create/"] = [unanswered(garden)]
    plan = launch(garden)
    for _ in range(2):
        with pytest.raises(garden.module().PlanError) as caught:
            plan.create(client)
        assert caught.value.unknown
        assert caught.value.may_have_been_done
    assert api.paths == ["/garden/create/", "/bed/create/"]
    told = copy.deepcopy(plan)
    plan.create(client, repeat=True)
    assert api.paths[2:] == ["/bed/create/", "/plant/create/"]
    told.made(1, "77")
    told.create(client)
    assert api.sent[-1][1]["bed_id"] == "77"


def test_with_a_request_id_it_is_repeated_with_the_same(garden: Generated, tmp_path: Path) -> None:
    api, client = (api := Api(garden)), garden.client(api)
    api.failing["/garden/create/"] = [unanswered(garden), unanswered(garden)]
    plan, state = launch(garden), tmp_path / "state.json"
    with pytest.raises(garden.module().PlanError):
        plan.create(client, state=state)
    with pytest.raises(garden.module().PlanError):
        plan.create(client)
    garden.module().Plan.load(state).create(client)
    assert api.paths[:3] == ["/garden/create/"] * 3
    assert len({body["request_id"] for _, body in api.sent[:3]}) == 1


def test_what_the_server_forgets_is_not_sent_again_later(
    garden: Generated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert garden.module("_operations").HANDLING == {"garden_create": {"key": "request_id"}}
    steps = garden.module("_runtime.steps")
    facts_of: Any = steps.facts_of

    def forgetful(name: str) -> Any:
        facts = facts_of(name)
        return evolve(facts, operation=facts.operation._replace(within=10))

    monkeypatch.setattr(steps, "facts_of", forgetful)
    api, client = (api := Api(garden)), garden.client(api, retries=0)
    api.failing["/garden/create/"] = [unanswered(garden)]
    plan, state = launch(garden), tmp_path / "state.json"
    for made in (plan, None):
        with pytest.raises(garden.module().PlanError) as failed:
            (made or garden.module().Plan.load(state)).create(client, state=state)
        assert failed.value.unknown
    assert api.paths == ["/garden/create/"]


def test_a_request_id_of_the_callers_own_is_kept(garden: Generated) -> None:
    api = Api(garden)
    plan_of(garden, ("garden.create", {**GARDEN, "request_id": "5"})).create(garden.client(api))
    assert api.sent[0][1]["request_id"] == "5"


def test_once_unknown_a_later_refusal_does_not_make_it_known(garden: Generated) -> None:
    api, client = (api := Api(garden)), garden.client(api)
    api.failing["/bed/create/"] = [unanswered(garden), {"code": 40002, "message": "no"}]
    plan = launch(garden)
    for repeat in (False, True, False):
        with pytest.raises(garden.module().PlanError) as caught:
            plan.create(client, repeat=repeat)
        assert caught.value.unknown
    assert api.paths == ["/garden/create/", "/bed/create/", "/bed/create/"]


def test_a_process_that_ends_while_it_sends_leaves_an_unknown_step(garden: Generated, tmp_path: Path) -> None:
    api, client = (api := Api(garden)), garden.client(api)
    api.failing["/bed/create/"] = [KeyboardInterrupt()]
    state = tmp_path / "state.json"
    with pytest.raises(KeyboardInterrupt):
        launch(garden).create(client, state=state)
    kept = garden.module().Plan.load(state)
    assert [step.state for step in kept.steps] == ["done", "unknown", ""]
    with pytest.raises(garden.module().PlanError, match="it is unknown whether it was carried out"):
        kept.create(client)


def test_while_a_plan_is_carried_out_nobody_else_can_use_its_state(garden: Generated, tmp_path: Path) -> None:
    api, client = (api := Api(garden)), garden.client(api)
    state = tmp_path / "state.json"
    held = r"another process or thread is using it: .*state\.json"

    def meanwhile(*_: Any) -> None:
        for other in (launch(garden), garden.module().Plan.load(state)):
            with pytest.raises(BlockingIOError, match=held):
                other.create(client, state=state)

    launch(garden).create(client, state=state, progress=meanwhile)
    assert api.paths == ["/garden/create/", "/bed/create/", "/plant/create/"]


def test_what_another_has_done_since_is_not_done_again(garden: Generated, tmp_path: Path) -> None:
    api, client = (api := Api(garden)), garden.client(api)
    state = tmp_path / "state.json"
    api.failing["/plant/create/"] = [unanswered(garden)]
    late, later = launch(garden), launch(garden)
    with pytest.raises(garden.module().PlanError):
        launch(garden).create(client, state=state)
    with pytest.raises(garden.module().PlanError, match="it is unknown whether it was carried out"):
        late.create(client, state=state)
    assert api.paths == ["/garden/create/", "/bed/create/", "/plant/create/"]
    # What its caller knows and the file does not stays.
    late.made(2, "77")
    late.create(client, state=state)
    later.create(client, state=state)
    assert [step.ids for step in later.steps] == [["1"], ["2"], ["77"]]
    assert len(api.sent) == 3


def test_a_state_goes_on_with_numbers_as_they_are_written(garden: Generated, tmp_path: Path) -> None:
    api, state = Api(garden), tmp_path / "state.json"
    for _ in range(2):
        plan = plan_of(garden, ("garden.create", {**GARDEN, "width": Decimal("1.50"), "rows": (1, 2)}))
        plan.create(garden.client(api), state=state, validate=False)
    assert len(api.sent) == 1


def test_the_state_of_another_plan_is_neither_used_nor_lost(garden: Generated, tmp_path: Path) -> None:
    api, state = Api(garden), tmp_path / "state.json"
    plan_of(garden, ("garden.create", GARDEN)).create(garden.client(api), state=state)
    before = state.read_bytes()
    with pytest.raises(ValueError, match=r"state\.json belongs to another plan: use another file"):
        launch(garden).create(garden.client(api), state=state)
    assert (state.read_bytes(), len(api.sent)) == (before, 1)
    state.write_bytes(b"{")
    with pytest.raises(ValueError, match=r"state\.json: the plan cannot be read as JSON"):
        launch(garden).create(garden.client(api), state=state)
    assert state.read_bytes() == b"{"


def test_nothing_beside_the_state_is_written_to(garden: Generated, tmp_path: Path) -> None:
    state, others = tmp_path / "state.json", tmp_path / "others"
    others.write_bytes(b"theirs")
    (tmp_path / "state.json.part").symlink_to(others)
    launch(garden).create(garden.client(Api(garden)), state=state)
    assert others.read_bytes() == b"theirs"
    assert len(garden.module().Plan.load(state).done) == 3


def test_nothing_is_sent_where_the_state_cannot_be_kept(garden: Generated, tmp_path: Path) -> None:
    api = Api(garden)
    with pytest.raises(OSError, match="No such file"):
        launch(garden).create(garden.client(api), state=tmp_path / "none" / "state.json")
    assert api.sent == []


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"code": 0, "message": "OK", "data": {}}, "the reply does not give the id of the bed that it made"),
        ({"code": 20001, "message": "some", "data": {"bed_id": "2"}}, r"only in part \(some\): see"),
    ],
)
def test_what_was_made_without_all_that_is_needed_stops_but_is_not_made_again(
    garden: Generated, answer: Any, why: str
) -> None:
    api, client = (api := Api(garden)), garden.client(api)
    api.failing["/bed/create/"] = [answer]
    plan = plan_of(garden, ("garden.create", GARDEN), ("bed.create", BED))
    with pytest.raises(garden.module().PlanError, match=why):
        plan.create(client)
    plan.create(client)
    assert api.paths == ["/garden/create/", "/bed/create/"]


@given(fails=st.lists(st.integers(0, 3), max_size=8), outcome=st.sampled_from(["refused", "unanswered"]))
def test_whatever_fails_each_thing_is_made_once(garden: Generated, fails: list[int], outcome: str) -> None:
    """Nothing that succeeded is sent again, and all is made in the end."""
    api = Api(garden)
    plan = plan_of(
        garden, ("garden.create", GARDEN), ("bed.create", BED), ("plant.create", PLANTS), ("bed.create", BED)
    )
    names = ["/garden/create/", "/bed/create/", "/plant/create/", "/bed/create/"]
    for step in fails:
        refusal = {"code": 40002, "message": "no"}
        api.failing.setdefault(names[step], []).append(
            refusal if outcome == "refused" else unanswered(garden)
        )
    failures = 0
    while len(plan.done) < 4:
        try:
            plan.create(garden.client(api), repeat=True)
        except garden.module().PlanError:
            failures += 1
    assert failures == len(fails)
    assert len(api.sent) == 4 + len(fails)
    assert [step.operation[1] for step in plan.done] == names


# -- pausing -------------------------------------------------------------------------------


def test_all_that_was_made_is_paused_from_the_top_down(garden: Generated) -> None:
    api, client = (api := Api(garden)), garden.client(api)
    plan = plan_of(garden, *[("garden.create", GARDEN), ("bed.create", BED)] * 3, ("plant.create", PLANTS))
    plan.create(client)
    api.sent.clear()
    left = plan.pause(client)
    assert api.sent == [
        ("/garden/status/update/", {**ROW, "garden_ids": ["1", "3"], "operation_status": "DISABLE"}),
        ("/garden/status/update/", {**ROW, "garden_ids": ["5"], "operation_status": "DISABLE"}),
        ("/bed/status/update/", {**ROW, "bed_ids": ["2", "4", "6"], "operation_status": "DISABLE"}),
    ]
    assert [str(step) for step in left] == ["POST /plant/create/"]


@pytest.mark.parametrize(
    ("field", "status"),
    [("operation_status", "PAUSE"), ("state", "PAUSED"), ("what", "DISABLED"), ("operate_type", "TURN_OFF")],
)
def test_each_operation_has_its_own_words_for_a_pause(field: str, status: str, tmp_path: Path) -> None:
    text = json.dumps(spec()).replace('"DISABLE"', f'"{status}"').replace('"operation_status"', f'"{field}"')
    with generated(json.loads(text), tmp_path) as garden:
        api = Api(garden)
        client = garden.client(api)
        plan = plan_of(garden, ("garden.create", GARDEN))
        plan.create(client)
        api.sent.clear()
        assert plan.pause(client) == []
        assert api.sent == [("/garden/status/update/", {**ROW, "garden_ids": ["1"], field: status})]


def test_one_that_cannot_be_paused_does_not_keep_others_running(garden: Generated) -> None:
    api, client = (api := Api(garden)), garden.client(api)
    plan = launch(garden)
    plan.create(client)
    api.failing["/garden/status/update/"] = [{"code": 40002, "message": "no"}]
    with pytest.raises(garden.module().PlanError, match=r"step 0, .*it was not paused: .*code 40002"):
        plan.pause(client)
    assert api.paths[-1] == "/bed/status/update/"


def test_what_was_paused_only_in_part_is_told(garden: Generated) -> None:
    api, client = (api := Api(garden)), garden.client(api)
    plan = launch(garden)
    plan.create(client)
    api.failing["/garden/status/update/"] = [{"code": 20001, "message": "1 of 2 grows on", "data": {}}]
    told = r"step 0, .*pausing it: it was carried out only in part \(1 of 2 grows on\); made so far"
    with pytest.raises(garden.module().PlanError, match=told):
        plan.pause(client)
    assert api.paths[-1] == "/bed/status/update/"


# -- files ---------------------------------------------------------------------------------


def test_a_plan_is_read_from_json_and_yaml(garden: Generated, tmp_path: Path) -> None:
    pytest.importorskip("yaml", reason="left out: PyYAML is not installed")
    as_json, as_yaml = tmp_path / "plan.json", tmp_path / "plan.yaml"
    as_json.write_text('[{"operation": "POST /garden/create/", "request": {"name": "South"}}]')
    as_yaml.write_text("- operation: garden.create\n  request:\n    name: South\n")
    for file in (as_json, as_yaml):
        assert garden.module().Plan.load(file).calls() == [("POST", "/garden/create/", {"name": "South"})]


def test_what_is_saved_is_read_as_it_was(garden: Generated, tmp_path: Path) -> None:
    plan = launch(garden)
    plan.made(0, str(BIG))
    plan.save(tmp_path / "plan.json")
    assert garden.module().Plan.load(tmp_path / "plan.json").steps == plan.steps
    assert [file.name for file in tmp_path.iterdir()] == ["plan.json"]


HOSTILE = {
    "nothing": "",
    "cut": "[{",
    "no list": "{}",
    "no step": "[1]",
    "no operation": '[{"request": {}}]',
    "unknown operation": '[{"operation": "POST /x/"}]',
    "request of a list": '[{"operation": "garden.create", "request": []}]',
    "another key": '[{"operation": "garden.create", "requests": {}}]',
    "a state that is none": '[{"operation": "garden.create", "state": "DONE"}]',
    "a state that is a list": '[{"operation": "garden.create", "state": []}]',
    "ids that are none": '[{"operation": "garden.create", "ids": [1]}]',
    "NaN": '[{"operation": "garden.create", "request": {"name": NaN}}]',
    "infinite": '[{"operation": "garden.create", "request": {"name": 1e999}}]',
    "half a character": '[{"operation": "garden.create", "request": {"name": "\\ud800"}}]',
    "deep": "[" * 100_000,
    "deep inside": '[{"operation": "garden.create", "request": {"name": ' + "[" * 900 + "]" * 900 + "}}]",
    "a huge number": "9" * 5000,
    "control characters": '[{"operation": "\\u001b[31m\\nPOST"}]',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_is_no_plan_is_one_clear_error(garden: Generated, content: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n\x1b]{10,700}$"):
        garden.module().Plan.parse(content)


@pytest.mark.parametrize("content", ["a: [", "- &a [1]\n- *a\n", "- !!python/object:os.system {}\n", "\x00"])
def test_yaml_that_is_no_plan_is_one_clear_error(garden: Generated, content: str) -> None:
    pytest.importorskip("yaml", reason="left out: PyYAML is not installed")
    with pytest.raises(ValueError, match=r"^[^\n]{10,700}$"):
        garden.module().Plan.parse(content, yaml=True)


def test_bytes_that_are_no_text_are_one_clear_error(garden: Generated) -> None:
    with pytest.raises(ValueError, match=r"^the plan cannot be read as JSON: "):
        garden.module().Plan.parse(b"\xff\xfe")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
ENTRY = st.fixed_dictionaries(
    {"operation": st.sampled_from(["garden.create", "bed.create", "POST /plant/create/", "x"]) | JSON},
    optional={"request": JSON, "state": JSON | st.just("done"), "ids": JSON, "request_id": JSON},
)


@given(entries=JSON | st.lists(ENTRY, max_size=4))
def test_any_json_is_a_plan_or_one_clear_error(garden: Generated, entries: Any) -> None:
    said = ""
    try:
        plan = garden.module().Plan.parse(json.dumps(entries))
    except ValueError as error:
        said = str(error)
    else:
        plan.violations()
        assert len(plan.calls()) == len(entries)
    assert "\n" not in said


# The mock's memory knows levels, so the reply is of a transport that knows nothing.
_ONE_CALL = """
import json, sys, tiktok_business as t
class Garden:
    def send(self, request, timeout):
        return t.RawResponse(200, {}, b'{"code": 0, "data": {"campaign_id": "7"}}')
    def close(self): ...
reply = t.Client("t", transport=Garden()).campaign.create(
    advertiser_id="1", objective_type="TRAFFIC", campaign_name="a", budget_mode="BUDGET_MODE_INFINITE"
)
assert reply.data.campaign_id == "7"
print(json.dumps([*sys.modules]))
"""


def test_who_makes_no_plan_loads_nothing_for_it() -> None:
    done = subprocess.run([sys.executable, "-c", _ONE_CALL], capture_output=True, text=True, check=True)
    loaded = {*json.loads(done.stdout)}
    assert "tiktok_business.checks._campaign" in loaded
    names = ("_levels", "_runtime.levels", "_runtime.plans", "_runtime.steps", "_runtime.launching")
    assert not {f"tiktok_business.{name}" for name in names} & loaded
