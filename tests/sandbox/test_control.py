"""The control API, by which the chat page plays the people."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from sandbox import Person, Sandbox
from sandbox.files import Upload

Call = Callable[..., Awaitable[Any]]
NEXT = {"inline_keyboard": [[{"text": "Әрі қарай", "callback_data": "next"}]]}


async def test_four_people_wait_from_the_start(control: Call) -> None:
    status, state = await control("/state")
    assert status == 200
    assert state["bot"] == {
        "id": 42,
        "username": "temirqazyq_sandbox_bot",
        "first_name": "Temirqazyq",
        "online": False,
    }
    people = [(one["id"], one["first_name"], one["language_code"], one["role"]) for one in state["people"]]
    assert people == [
        (1001, "Оқушы", "kk", "pupil"),
        (1002, "Родитель", "ru", "parent"),
        (1003, "Кеңесші", "kk", "counsellor"),
        (1004, "Администратор", "ru", "admin"),
    ]
    assert not any(one["started"] or one["blocked"] for one in state["people"])


async def test_a_conversation(control: Call, call: Call) -> None:
    _, person = await control("/people", {"first_name": "Ученик", "language_code": "ru", "role": "pupil"})
    chat = f"/people/{person['id']}"
    _, message = await control(f"{chat}/messages", {"text": "/start c_1"})
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    command = {"command": "start", "description": "Начать"}
    await call("setMyCommands", commands=[command])
    await call("setMyDescription", description="Проводник", language_code="ru")
    keyboard = {"keyboard": [[{"text": "Да"}]]}
    await call("sendMessage", chat_id=person["id"], text="?", reply_markup=keyboard)
    sent = await call("sendMessage", chat_id=person["id"], text="!", reply_markup=NEXT)
    press = {"message_id": sent["message_id"], "data": "next"}
    _, pressed = await control(f"{chat}/presses", press)
    _, location = await control(f"{chat}/location", {"latitude": 43, "longitude": 76.9})
    _, reply = await control(f"{chat}/messages", {"text": "да", "reply_to_message_id": sent["message_id"]})
    _, seen = await control(chat)
    assert seen["person"] == {**person, "started": True}
    assert [one["message_id"] for one in seen["messages"]] == [1, 2, 3, 4, 5]
    assert (seen["commands"], seen["description"]) == ([command], "Проводник")
    assert (seen["menu_button"], seen["reply_keyboard"]) == ({"type": "commands"}, keyboard)
    assert location["location"] == {"latitude": 43, "longitude": 76.9}
    assert reply["reply_to_message"] == sent
    updates = await call("getUpdates")
    assert updates[1]["callback_query"]["id"] == pressed["callback_query_id"]


@pytest.mark.parametrize(
    ("kind", "field"),
    [("photo", "photo"), ("document", "document"), ("sticker", "sticker"), ("voice", "voice")],
)
async def test_uploads(
    *, kind: str, field: str, tg: Sandbox, http: aiohttp.ClientSession, png: bytes, call: Call
) -> None:
    form = aiohttp.FormData()
    form.add_field("kind", kind)
    form.add_field("caption", "#сурет")
    form.add_field("file", png, filename="a.png", content_type="image/png")
    async with http.post(f"{tg.url}/sandbox/people/1001/uploads", data=form) as response:
        message = await response.json()
    shown = message[field][-1] if kind == "photo" else message[field]
    assert message["caption_entities"] == [{"type": "hashtag", "offset": 0, "length": 6}]
    async with http.get(f"{tg.url}/sandbox/files/{shown['file_id']}") as response:
        assert (response.content_type, await response.read()) == ("image/png", png)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert (await call("getUpdates"))[0]["message"] == message


async def test_uploaded_pages_never_run_here(tg: Sandbox, http: aiohttp.ClientSession) -> None:
    form = aiohttp.FormData()
    form.add_field("kind", "document")
    form.add_field("file", b"<script>", filename="a.html", content_type="text/html")
    async with http.post(f"{tg.url}/sandbox/people/1001/uploads", data=form) as response:
        file_id = (await response.json())["document"]["file_id"]
    async with http.get(f"{tg.url}/sandbox/files/{file_id}") as response:
        assert response.headers["Content-Disposition"] == "attachment"


@pytest.mark.parametrize(
    ("path", "body", "status", "sentence"),
    [
        ("/people/7", None, 404, "there is no person 7"),
        ("/people/7/messages", {"text": "a"}, 404, "there is no person 7"),
        ("/files/x", None, 404, "there is no such file"),
        ("/people", {"language_code": "kk"}, 400, "field first_name must be given, as str"),
        ("/people", {"first_name": " ", "language_code": "kk"}, 400, "first_name must have 1-64 characters"),
        (
            "/people",
            {"first_name": "a", "language_code": "de"},
            400,
            "language_code must be one of kk, ru, en",
        ),
        (
            "/people",
            {"first_name": "a", "language_code": "kk", "role": "king"},
            400,
            "role must be one of pupil, parent, counsellor, admin, other",
        ),
        ("/people/1001/messages", {"text": " "}, 400, "text must have 1-4096 characters"),
        ("/people/1001/messages", [], 400, "the body must be a JSON object"),
        (
            "/people/1001/messages",
            {"text": "a", "reply_to_message_id": 9},
            404,
            "there is no message 9 to reply to",
        ),
        (
            "/people/1001/presses",
            {"message_id": 1, "data": "a"},
            400,
            "message 1 has no button with this data",
        ),
        (
            "/people/1001/presses",
            {"message_id": True, "data": "a"},
            400,
            "field message_id must be given, as int",
        ),
        (
            "/people/1001/location",
            {"latitude": 91, "longitude": 0},
            400,
            "latitude must be within -90..90 and longitude within -180..180",
        ),
        ("/people/1001/uploads", {}, 400, "an upload is multipart/form-data"),
    ],
)
async def test_wrong_steps(path: str, body: object, status: int, sentence: str, control: Call) -> None:
    assert await control(path, body) == (status, {"error": sentence})


async def test_old_buttons_can_be_forced(control: Call) -> None:
    status, _ = await control("/people/1001/presses", {"message_id": 9, "data": "old", "force": True})
    assert status == 200


async def test_who_blocks_cannot_write(control: Call, pupil: Person) -> None:
    assert (await control(f"/people/{pupil.id}/block", {}))[1]["blocked"] is True
    status, refused = await control(f"/people/{pupil.id}/messages", {"text": "a"})
    assert (status, refused) == (400, {"error": "this person has blocked the bot: unblock it first"})
    assert (await control(f"/people/{pupil.id}/unblock", {}))[1]["blocked"] is False


async def test_the_page_is_served(tg: Sandbox, http: aiohttp.ClientSession) -> None:
    async with http.get(tg.url) as response:
        assert (response.status, response.content_type) == (200, "text/html")


async def test_other_sites_are_kept_out(control: Call, tg: Sandbox, http: aiohttp.ClientSession) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}, {"Origin": "null"}):
        status, _ = await control("/state", **headers)
        assert status == 403
    assert (await control("/state", Origin=tg.url))[0] == 200
    async with http.post(f"{tg.url}/sandbox/people/1001/messages", data={"text": "a"}) as response:
        assert response.status == 400
    async with http.get(f"{tg.url}/page/..%2F..%2Fpyproject.toml") as response:
        assert response.status == 404


@asynccontextmanager
async def listening(
    tg: Sandbox, http: aiohttp.ClientSession, query: str = "", **headers: str
) -> AsyncIterator[Callable[[], Awaitable[tuple[int, dict[str, Any]]]]]:
    """The event stream; the function gives the number and the content of the next event."""
    async with http.get(f"{tg.url}/sandbox/events{query}", headers=headers) as response:
        assert response.content_type == "text/event-stream"

        async def following() -> tuple[int, dict[str, Any]]:
            number = 0
            async for line in response.content:
                if line.startswith(b"id: "):
                    number = int(line[4:])
                elif line.startswith(b"data: "):
                    return number, json.loads(line[6:])
            raise AssertionError("the stream has ended")

        yield following


async def test_events_tell_all_that_happens(
    tg: Sandbox, http: aiohttp.ClientSession, call: Call, pupil: Person
) -> None:
    async with listening(tg, http) as following:
        own = {"chat_id": pupil.id}
        sent = await call("sendMessage", **own, text="a", reply_markup=NEXT)
        await call("editMessageText", **own, message_id=sent["message_id"], text="b")
        await call("sendChatAction", **own, action="typing")
        query = tg.world.presses(pupil.id, sent["message_id"], "next", force=True)
        await call("answerCallbackQuery", callback_query_id=query, text="c")
        await call("deleteMessage", **own, message_id=sent["message_id"])
        await call("setMyCommands", commands=[{"command": "a", "description": "a"}])
        tg.world.set_blocked(pupil.id, blocked=True)
        await call("getUpdates")
        events = [(await following())[1] for _ in range(15)]
    by_type = {event["type"]: event for event in events}
    assert [event["type"] for event in events if event["type"] != "request"] == [
        "message",
        "edited",
        "action",
        "callback_answer",
        "deleted",
        "commands",
        "person",
        "bot",
    ]
    assert by_type["message"]["message"] == sent
    assert by_type["callback_answer"] == {
        "type": "callback_answer",
        "chat_id": pupil.id,
        "person_id": pupil.id,
        "callback_query_id": query,
        "text": "c",
        "show_alert": False,
        "url": None,
    }
    assert by_type["deleted"]["message_ids"] == [sent["message_id"]]
    assert by_type["bot"]["online"] is True
    assert by_type["request"]["method"] == "getUpdates"
    assert set(by_type["request"]) == {
        *("type", "id", "time", "method", "params", "ok"),
        *("result_type", "error_code", "description", "ms", "broken"),
    }


async def test_events_resume_after_the_last_one_seen(tg: Sandbox, http: aiohttp.ClientSession) -> None:
    for text in ("/start", "бір", "екі"):
        tg.world.says(1001, text)
    async with listening(tg, http, **{"Last-Event-ID": "3"}) as following:
        number, event = await following()
        assert (number, event["message"]["text"]) == (4, "екі")
    async with listening(tg, http, "?after=2") as following:
        assert (await following())[1]["message"]["text"] == "бір"


async def test_the_bot_goes_offline_when_it_stops_polling(
    tg: Sandbox, call: Call, control: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.updates.ONLINE_SECONDS", 0.5)
    await call("getUpdates")
    assert (await control("/state"))[1]["bot"]["online"] is True
    await asyncio.sleep(1.1)
    assert [event.data for event in tg.world.events.since(0) if event.type == "bot"] == [
        {"online": True},
        {"online": False},
    ]


async def test_state_is_bounded(tg: Sandbox, monkeypatch: pytest.MonkeyPatch, png: bytes) -> None:
    monkeypatch.setattr("sandbox.chats.MAX_MESSAGES", 3)
    monkeypatch.setattr("sandbox.files.MAX_STORED_BYTES", 2 * len(png))
    photos = [tg.world.uploads(1001, "photo", Upload("a.png", png)) for _ in range(4)]
    assert list(tg.world.chats[1001].messages) == [2, 3, 4]
    kept = [tg.world.files.get(photo["photo"][0]["file_id"]) is not None for photo in photos]
    assert kept == [False, False, True, True]
    for number in range(3_000):
        tg.world.events.publish("commands", number=number)
    assert len(list(tg.world.events.since(0))) == 2_000
