"""A session of the page, saved and played again against a bot that has never seen it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from sandbox import Person, Sandbox

Call = Callable[..., Awaitable[Any]]


@pytest.fixture
async def bot(call: Call) -> AsyncIterator[None]:
    """Answers every message with a button that carries its number, and every press with an edit."""

    async def work() -> None:
        offset = 0
        while True:
            for update in await call("getUpdates", offset=offset, timeout=5):
                offset = update["update_id"] + 1
                if message := update.get("message"):
                    said = message.get("text", message.get("caption", "файл"))
                    button = {"text": "Ары қарай", "callback_data": f"next:{message['message_id']}"}
                    markup = {"inline_keyboard": [[button]]}
                    await call("sendMessage", chat_id=message["chat"]["id"], text=said, reply_markup=markup)
                elif query := update.get("callback_query"):
                    await call("answerCallbackQuery", callback_query_id=query["id"])
                    where = {"chat_id": query["message"]["chat"]["id"], "message_id": query["message"]["message_id"]}
                    await call("editMessageText", **where, text=f"басылды {query['data']}")

    task = asyncio.get_running_loop().create_task(work())
    yield
    task.cancel()


async def played(tg: Sandbox, control: Call, document: Any, **options: bool) -> str | None:
    """Play a session to its end: what went wrong."""
    before = tg.world.events.last
    status, answer = await control("/session/replay", {**document, **options})
    assert (status, answer) == (200, {"steps": len(document["steps"])})
    async with asyncio.timeout(10):
        while True:
            told = [event.data for event in tg.world.events.since(before) if event.type == "replay"]
            if told and (told[-1]["error"] or told[-1]["done"] == told[-1]["total"]):
                error: str | None = told[-1]["error"]
                return error
            await asyncio.sleep(0.02)


@pytest.mark.usefixtures("bot")
async def test_a_saved_session_is_played_with_new_people(
    tg: Sandbox, control: Call, http: aiohttp.ClientSession
) -> None:
    person = tg.person()
    path = f"/people/{person.id}"

    async def quiet() -> None:
        await asyncio.sleep(0.15)

    await control(f"{path}/messages", {"text": "/start"})
    await quiet()
    form = aiohttp.FormData({"kind": "document", "caption": "аттестат"})
    form.add_field("file", b"%PDF", filename="a.pdf", content_type="application/pdf")
    async with http.post(f"{tg.url}/sandbox{path}/uploads", data=form) as response:
        assert response.status == 200
    await quiet()
    await control(f"{path}/presses", {"message_id": 2, "data": "next:1"})
    await quiet()
    await control(f"{path}/messages", {"text": "жауап", "reply_to_message_id": 4})
    await quiet()
    seen = [shown.text for shown in person.messages]
    assert seen == ["/start", "басылды next:1", "аттестат", "аттестат", "жауап", "жауап"]

    document = (await control("/session"))[1]
    assert json.loads(json.dumps(document)) == document
    assert [step["name"] for step in document["steps"]] == ["messages", "uploads", "presses", "messages"]
    assert await played(tg, control, document) is None
    again = Person(tg, max(tg.world.people))
    assert again.id != person.id
    assert [shown.text for shown in again.messages] == seen
    assert again.messages[4].message["reply_to_message"]["message_id"] == 4
    # Of the same people: the chat goes on.
    assert await played(tg, control, document, fresh=False) is None
    assert len(person.messages) == 2 * len(seen)


@pytest.mark.usefixtures("bot")
async def test_playing_stops_with_a_sentence_where_the_bot_answers_otherwise(tg: Sandbox, control: Call) -> None:
    person = tg.person()
    await control(f"/people/{person.id}/messages", {"text": "/start"})
    document = (await control("/session"))[1]
    press = {"name": "presses", "person_id": person.id, "body": {"message_id": 0, "data": "x"}, "label": "Артқа"}
    document["steps"].append(press)
    assert await played(tg, control, document) == "step 2 (presses): there is no button «Артқа»"


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"version": 2},
        {"version": 1},
        {"version": 1, "people": [], "groups": [], "steps": [{"name": "fly", "person_id": 1, "body": {}}]},
        {"version": 1, "people": [{"id": "x"}], "groups": [], "steps": []},
        {"version": 1, "people": [{"id": 1, "first_name": "", "language_code": "kk"}], "groups": [], "steps": []},
        {
            "version": 1,
            "people": [],
            "groups": [],
            "steps": [{"name": "uploads", "person_id": 1001, "body": {"file": {"content": "§"}}}],
        },
    ],
)
async def test_what_is_no_session_is_refused(control: Call, wrong: Any) -> None:
    status, answer = await control("/session/replay", wrong)
    assert status == 400
    assert answer["error"]


async def test_a_bot_that_is_away_ends_the_playing(tg: Sandbox, control: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.session._PATIENCE", 0.1)
    await control("/people/1001/messages", {"text": "/start"})
    document = (await control("/session"))[1]
    assert await played(tg, control, document) == "step 1 (messages): the bot does not fetch its updates"


async def test_a_link_as_a_qr_code(tg: Sandbox, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{tg.url}/sandbox/qr", params={"text": "https://t.me/x?start=c_1"}) as response:
        assert response.content_type == "image/svg+xml"
        assert b"<svg" in await response.read()
    async with http.get(f"{tg.url}/sandbox/qr", params={"text": "x" * 501}) as response:
        assert response.status == 400
