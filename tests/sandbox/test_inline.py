"""Inline mode: results, paging, keeping, choosing; what Telegram refuses is refused."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sandbox import Person, Sandbox
from sandbox.testkit import BotSilent

Call = Callable[..., Awaitable[Any]]


def article(key: str = "1", **changes: object) -> dict[str, object]:
    content = {"message_text": f"<b>Колледж {key}</b>", "parse_mode": "HTML"}
    return {"type": "article", "id": key, "title": f"№ {key}", "input_message_content": content, **changes}


async def asked(tg: Sandbox, call: Call, person: Person, query: str = "сварщик", offset: str = "") -> dict[str, Any]:
    """The update that a query makes."""
    tg.world.updates.drop()
    tg.world.asks_inline(person.id, query, offset)
    (update,) = await call("getUpdates")
    found: dict[str, Any] = update["inline_query"]
    return found


async def test_a_query_its_answer_and_the_choice(tg: Sandbox, call: Call, control: Call, pupil: Person) -> None:
    query = await asked(tg, call, pupil)
    assert (query["query"], query["offset"], query["from"]["id"]) == ("сварщик", "", pupil.id)
    link = {"inline_keyboard": [[{"text": "Ашу", "url": "https://t.me/x?start=c_1"}]]}
    shown = [article("1", reply_markup=link), article("2")]
    button = {"text": "Ботқа", "start_parameter": "s"}
    assert await call("answerInlineQuery", inline_query_id=query["id"], results=shown, next_offset="8", button=button)
    event = [one for one in tg.world.events.since(0) if one.type == "inline_answer"][-1].data
    assert ([one["id"] for one in event["results"]], event["next_offset"]) == (["1", "2"], "8")
    assert event["button"] == button
    tg.world.updates.drop()

    status, message = await control(
        f"/people/{pupil.id}/inline/choice", {"inline_query_id": query["id"], "result_id": "1"}
    )

    assert status == 200
    assert (message["text"], message["via_bot"]["id"]) == ("Колледж 1", 42)
    assert message["reply_markup"] == link
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 9}]
    (update,) = await call("getUpdates")
    assert update["message"] == message


async def test_the_same_query_is_answered_from_what_is_kept(tg: Sandbox, call: Call, pupil: Person) -> None:
    query = await asked(tg, call, pupil)
    await call("answerInlineQuery", inline_query_id=query["id"], results=[article()], cache_time=60)
    tg.world.updates.drop()

    again = await tg.person().asks_inline("сварщик")

    assert [one["id"] for one in again.results] == ["1"]
    assert tg.world.updates.pending_count == 0


async def test_a_personal_answer_is_kept_for_one(tg: Sandbox, call: Call, pupil: Person) -> None:
    query = await asked(tg, call, pupil)
    await call("answerInlineQuery", inline_query_id=query["id"], results=[article()], is_personal=True)

    assert (await pupil.asks_inline("сварщик")).results
    tg.timeout = 0.05
    with pytest.raises(BotSilent):
        await tg.person().asks_inline("сварщик")


async def test_what_is_not_to_be_kept_is_asked_again(tg: Sandbox, call: Call, pupil: Person) -> None:
    query = await asked(tg, call, pupil)
    await call("answerInlineQuery", inline_query_id=query["id"], results=[], cache_time=0)
    second = await asked(tg, call, pupil)
    assert second["id"] != query["id"]


async def test_an_answer_in_time(tg: Sandbox, call: Call, pupil: Person) -> None:
    """The test kit waits for the bot."""
    waiting = asyncio.ensure_future(pupil.asks_inline("айти", "8"))
    (update,) = await call("getUpdates", timeout=2, offset=tg.world.updates.acknowledged + 1)
    await call("answerInlineQuery", inline_query_id=update["inline_query"]["id"], results=[article("9")])
    assert [one["id"] for one in (await waiting).results] == ["9"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article("х" * 33)]}, "RESULT_ID_INVALID"),
        ({"results": [article(title="")]}, "ARTICLE_TITLE_EMPTY"),
        ({"results": [article(str(n)) for n in range(51)]}, "RESULTS_TOO_MUCH"),
        ({"results": [article(input_message_content={"message_text": ""})]}, "message text is empty"),
        ({"results": [article(input_message_content={})]}, "message text is not specified"),
        ({"results": [article(input_message_content={"message_text": "<b>", "parse_mode": "HTML"})]}, "can't parse"),
        ({"results": [article(type="photo")]}, "not supported by the sandbox yet"),
        ({"results": [], "next_offset": "0" * 65}, "NEXT_OFFSET_INVALID"),
        ({"results": [], "button": {"text": " "}}, "SWITCH_PM_TEXT_EMPTY"),
        ({"results": [], "button": {"text": "x", "start_parameter": "а б"}}, "START_PARAM_INVALID"),
    ],
)
async def test_what_telegram_refuses(
    tg: Sandbox, call: Call, refusal: Call, pupil: Person, changes: dict[str, Any], sentence: str
) -> None:
    query = await asked(tg, call, pupil)
    assert sentence in await refusal("answerInlineQuery", inline_query_id=query["id"], **changes)


async def test_a_query_is_answered_once(tg: Sandbox, call: Call, refusal: Call, pupil: Person) -> None:
    query = await asked(tg, call, pupil)
    await call("answerInlineQuery", inline_query_id=query["id"], results=[], cache_time=0)
    assert "query is too old" in await refusal("answerInlineQuery", inline_query_id=query["id"], results=[])


async def test_steps_that_nobody_can_take(tg: Sandbox, call: Call, control: Call, pupil: Person) -> None:
    query = await asked(tg, call, pupil)
    await call("answerInlineQuery", inline_query_id=query["id"], results=[article()])
    choice = {"inline_query_id": query["id"], "result_id": "1"}
    assert (await control(f"/people/{pupil.id}/inline/choice", {**choice, "result_id": "2"}))[0] == 404
    assert (await control(f"/people/{tg.person().id}/inline/choice", choice))[0] == 404
    assert (await control(f"/people/{pupil.id}/inline", {"query": "x" * 257}))[0] == 400
    assert (await control(f"/people/{pupil.id}/inline", {"query": "x"}))[0] == 200
