"""What type checkers make of the client for asyncio: checked by mypy and pyright, never run.

Each ignored error is one that a checker has to find: one that it no longer finds is an error itself.
"""
# mypy: enable-error-code="deprecated"

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, assert_type

from tiktok_business import (
    AsyncClient,
    Client,
    Download,
    Plan,
    Reply,
    Secret,
    account_oauth,
    advertiser_oauth,
    aitems,
    apages,
    arun_task,
    items,
    models,
    pages,
    progress_bar,
)


async def replies_are_awaited(client: AsyncClient) -> None:
    reply = await client.campaign.create(
        advertiser_id="1", objective_type="TRAFFIC", campaign_name="Tulips", timeout=5
    )
    assert_type(reply, Reply[models.CampaignCreateResponseData])
    file = await client.report.task.download(task_id="1", save_to="report.csv", progress=print)
    assert_type(file, Download[models.ReportTaskDownloadResponseData])
    assert_type(await client.call("campaign.get", {"page": 2}, timeout=5), Reply[Any])
    found = await client.call(client.campaign.get, {"page": 2})
    assert_type(found, Reply[models.CampaignGetResponseData])
    assert_type(await client.request("GET", "/garden/"), Any)  # type: ignore[assert-type]


async def what_is_wrong_is_found(client: AsyncClient) -> None:
    await client.campaign.get(page_size="10")  # type: ignore[arg-type]
    await client.campaign.get(no_such_argument=1)  # type: ignore[call-arg]
    await client.campaign.no_such_operation()  # type: ignore[attr-defined]
    client.campaign.get()  # type: ignore[unused-coroutine]
    client.campaign.get().data  # type: ignore[attr-defined] # noqa: B018


async def what_is_to_be_deprecated_is_marked(client: AsyncClient, given: dict[str, Any]) -> None:
    await client.campaign.spc.create(**given)  # type: ignore[deprecated]


async def calls_are_made_together(client: AsyncClient) -> None:
    campaigns, ads = await asyncio.gather(client.campaign.get(), client.ad.get())
    assert_type(campaigns, Reply[models.CampaignGetResponseData])
    assert_type(ads, Reply[models.AdGetResponseData])
    async with asyncio.TaskGroup() as group:
        task = group.create_task(client.adgroup.get())
    assert_type(task.result(), Reply[models.AdgroupGetResponseData])


async def lists_are_read_page_by_page(client: AsyncClient) -> None:
    async for campaign in aitems(client.campaign.get, advertiser_id="1", page_size=100):
        assert_type(campaign.campaign_id, str | None)
    async for ad in aitems(client.ad.get, limit=5, progress=progress_bar("ads")):
        assert_type(ad.ad_id, str | None)
    assert_type(apages(client.ad.get), AsyncIterator[Reply[models.AdGetResponseData]])
    aitems(client.campaign.get, page_size="10")  # type: ignore[call-overload]


def one_kind_of_client_is_not_taken_for_the_other(client: Client, other: AsyncClient) -> None:
    aitems(client.campaign.get)  # type: ignore[call-overload]
    items(other.campaign.get)  # type: ignore[call-overload]
    assert_type(
        next(pages(client.campaign.get, progress=progress_bar())), Reply[models.CampaignGetResponseData]
    )


async def tasks_are_waited_for(client: AsyncClient) -> None:
    tasks = client.report.task

    async def begin() -> str | None:
        return (await tasks.create(report_type="BASIC", dimensions=["ad_id"])).data.task_id

    file = await arun_task(
        begin,
        lambda task_id: tasks.check(task_id=task_id),
        lambda task_id: tasks.download(task_id=task_id),
        progress=progress_bar("report"),
    )
    assert_type(file, Download[models.ReportTaskDownloadResponseData])


async def reports_are_read_row_by_row(client: AsyncClient) -> None:
    async for row in client.report.fetch(report_type="BASIC", dimensions=["ad_id"]):
        assert_type(row, dict[str, Any])


def what_waits_for_a_reply_takes_no_client_that_is_awaited(client: AsyncClient, plan: Plan) -> None:
    plan.create(client)  # type: ignore[arg-type]
    account_oauth(client, app_id="1", secret="s", redirect_uri="https://me.example")  # type: ignore[arg-type]
    advertiser_oauth(client.blocking, app_id="1", secret=Secret("s"), changed=print)
    advertiser_oauth(client.blocking, app_id="1", secret="s", chnaged=print)  # type: ignore[call-arg]


async def an_operation_below_whose_path_there_are_others_is_one(client: AsyncClient) -> None:
    made = await client.oauth2.access_token(app_id="1", secret="s", auth_code="c")
    assert_type(made, Reply[models.Oauth2AccessTokenResponseData])


async def other_things_are_run_in_a_thread(client: AsyncClient) -> None:
    assert_type(client.blocking, Client)
    found = await client.run(client.blocking.campaign.get, advertiser_id="1")
    assert_type(found, Reply[models.CampaignGetResponseData])
    async with client.with_options(timeout=5) as other:
        assert_type(other, AsyncClient)


def pages_are_iterated(client: Client) -> None:
    reply = client.campaign.get()
    for campaign in reply:
        assert_type(campaign.campaign_id, str | None)
    assert_type(len(reply), int)
    made = client.campaign.create(objective_type="TRAFFIC", campaign_name="Tulips")
    for _ in made:  # type: ignore[misc]
        pass
