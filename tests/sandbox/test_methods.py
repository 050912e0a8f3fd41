"""What is not a message: presses, updates, commands, files, the way in; over HTTP."""

import asyncio
import io
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from sandbox import Person, Sandbox
from sandbox.updates import REPEATED_SECONDS

Call = Callable[..., Awaitable[Any]]
NEXT = {"inline_keyboard": [[{"text": "Әрі қарай", "callback_data": "next"}]]}


@pytest.mark.parametrize(
    ("token", "method", "status", "sentence"),
    [
        ("42", "getMe", 401, "Unauthorized"),
        ("x:TEST", "getMe", 401, "Unauthorized"),
        ("42:TEST", "getMore", 404, "Not Found"),
        ("42:TEST", "sendInvoice", 400, "Bad Request: method sendInvoice is not supported by the sandbox"),
    ],
)
async def test_the_way_in(
    *, token: str, method: str, status: int, sentence: str, tg: Sandbox, http: aiohttp.ClientSession
) -> None:
    async with http.get(f"{tg.url}/bot{token}/{method}") as response:
        assert response.status == status
        assert await response.json() == {"ok": False, "error_code": status, "description": sentence}


async def test_bad_json_is_refused(tg: Sandbox, http: aiohttp.ClientSession) -> None:
    for body in ("{", "[]"):
        headers = {"Content-Type": "application/json"}
        async with http.post(f"{tg.url}/bot{tg.token}/getMe", data=body, headers=headers) as response:
            assert response.status == 400


async def test_the_bot_is_who_its_token_says(call: Call) -> None:
    me = await call("getMe")
    assert (me["id"], me["is_bot"], me["username"]) == (42, True, "temirqazyq_sandbox_bot")
    assert await call("logOut") is True
    assert await call("close") is True


async def test_a_request_beyond_all_limits_is_refused(tg: Sandbox, http: aiohttp.ClientSession) -> None:
    headers = {"Content-Type": "application/json"}
    async with http.post(
        f"{tg.url}/bot{tg.token}/getMe", data=io.BytesIO(b"0" * (65 * 2**20)), headers=headers
    ) as response:
        assert (await response.json())["description"] == "Request Entity Too Large"


async def test_updates_come_until_acknowledged(call: Call, tg: Sandbox) -> None:
    person, first = tg.person(), tg.world.updates.last_id + 1
    for text in ("/start", "бір", "екі"):
        tg.world.says(person.id, text)
    updates = await call("getUpdates", limit=2)
    assert [one["message"]["text"] for one in updates] == ["/start", "бір"]
    assert updates[0]["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert updates[0]["message"]["from"]["language_code"] == "kk"
    # Who asks the same again at once gets one only, as from Telegram.
    assert [one["update_id"] for one in await call("getUpdates")] == [first]
    await asyncio.sleep(REPEATED_SECONDS)
    assert [one["update_id"] for one in await call("getUpdates")] == [first, first + 1, first + 2]
    assert [one["update_id"] for one in await call("getUpdates", offset=first + 2)] == [first + 2]
    assert (await call("getWebhookInfo"))["pending_update_count"] == 1
    tg.world.says(person.id, "үш")
    assert [one["update_id"] for one in await call("getUpdates", offset=-1)] == [first + 3]
    assert await call("deleteWebhook", drop_pending_updates=True) is True
    assert await call("getUpdates") == []


async def held_polls(tg: Sandbox, count: int) -> None:
    """Wait until this many polls are held; fails after five seconds."""
    async with asyncio.timeout(5):
        while len(tg.server.journal.under_way) != count:
            await asyncio.sleep(0.01)


async def test_a_poll_is_held_until_something_comes(call: Call, tg: Sandbox) -> None:
    person, begin = tg.person(), time.monotonic()
    poll = asyncio.ensure_future(call("getUpdates", timeout=5))
    await held_polls(tg, 1)
    assert not poll.done()
    assert tg.world.updates.online
    tg.world.says(person.id, "/start")
    updates = await poll
    assert [one["message"]["text"] for one in updates] == ["/start"]
    assert time.monotonic() - begin < 1
    assert await call("getUpdates", offset=updates[0]["update_id"] + 1, timeout=0) == []


async def test_the_older_of_two_polls_is_told(call: Call, refusal: Call, tg: Sandbox) -> None:
    older = asyncio.ensure_future(refusal("getUpdates", timeout=5))
    await held_polls(tg, 1)
    newer = asyncio.ensure_future(call("getUpdates", timeout=5))
    assert await older == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    tg.world.says(tg.person().id, "/start")
    assert len(await newer) == 1


async def test_a_poll_ends_with_its_bot(tg: Sandbox, http: aiohttp.ClientSession) -> None:
    with pytest.raises(TimeoutError):
        await http.get(f"{tg.url}/bot{tg.token}/getUpdates?timeout=30", timeout=aiohttp.ClientTimeout(0.3))
    await held_polls(tg, 0)


async def test_stopping_takes_less_than_a_second(http: aiohttp.ClientSession) -> None:
    tg = Sandbox()
    async with tg:
        poll = asyncio.ensure_future(http.get(f"{tg.url}/bot{tg.token}/getUpdates?timeout=30"))
        stream = await http.get(f"{tg.url}/sandbox/events")
        await held_polls(tg, 1)
        begin = time.monotonic()
    assert time.monotonic() - begin < 1
    assert (await (await poll).json())["result"] == []
    stream.close()


async def test_a_port_in_use_is_an_error(tg: Sandbox) -> None:
    with pytest.raises(OSError, match="address already in use"):
        async with Sandbox(port=tg.port):
            pass


async def test_only_wanted_updates_come(call: Call, tg: Sandbox, pupil: Person) -> None:
    await call("getUpdates", allowed_updates=["callback_query"])
    tg.world.says(pupil.id, "a")
    tg.world.presses(pupil.id, 1, "next", force=True)
    assert [set(one) for one in await call("getUpdates")] == [{"update_id", "callback_query"}]
    assert (await call("getWebhookInfo"))["allowed_updates"] == ["callback_query"]


async def test_a_press_carries_its_message_and_is_answered_once(
    call: Call, refusal: Call, tg: Sandbox, pupil: Person
) -> None:
    sent = await call("sendMessage", chat_id=pupil.id, text="бір", reply_markup=NEXT)
    query_id = tg.world.presses(pupil.id, sent["message_id"], "next")
    query = (await call("getUpdates"))[-1]["callback_query"]
    assert query["message"] == sent
    assert (query["id"], query["data"], query["from"]["id"]) == (query_id, "next", pupil.id)
    too_long = await refusal("answerCallbackQuery", callback_query_id=query_id, text="қ" * 201)
    assert too_long == "Bad Request: MESSAGE_TOO_LONG"
    assert await call("answerCallbackQuery", callback_query_id=query_id, text="Дайын", show_alert=True)
    assert pupil.alerts == ["Дайын"]
    assert await refusal("answerCallbackQuery", callback_query_id=query_id) == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )


async def test_a_press_on_a_message_that_is_gone(call: Call, tg: Sandbox, pupil: Person) -> None:
    tg.world.presses(pupil.id, 99, "old", force=True)
    message = (await call("getUpdates"))[-1]["callback_query"]["message"]
    assert (message["message_id"], message["date"]) == (99, 0)


async def test_blocking_is_told(call: Call, tg: Sandbox, pupil: Person) -> None:
    for blocked in (True, True, False):
        tg.world.set_blocked(pupil.id, blocked=blocked)
    changes = [one["my_chat_member"] for one in await call("getUpdates")]
    assert [one["new_chat_member"]["status"] for one in changes] == ["kicked", "member"]
    assert changes[0]["from"]["id"] == pupil.id


async def test_commands_by_scope_and_language(call: Call, refusal: Call, tg: Sandbox, pupil: Person) -> None:
    profile = tg.world.profile

    async def put(name: str, scope: dict[str, Any] | None = None, language: str = "") -> None:
        command = {"command": name, "description": "a"}
        assert await call("setMyCommands", commands=[command], scope=scope, language_code=language)

    def seen(language: str) -> list[str]:
        return [command["command"] for command in profile.commands_for(pupil.id, language)]

    private, own = {"type": "all_private_chats"}, {"type": "chat", "chat_id": pupil.id}
    assert seen("kk") == []
    await put("default")
    await put("default_kk", language="kk")
    assert (seen("kk"), seen("ru")) == (["default_kk"], ["default"])
    await put("private", private)
    assert (seen("kk"), seen("ru")) == (["private"], ["private"])
    await put("own_ru", own, "ru")
    assert (seen("kk"), seen("ru")) == (["private"], ["own_ru"])
    assert await call("getMyCommands", scope=private) == [{"command": "private", "description": "a"}]
    assert await call("getMyCommands", scope=private, language_code="kk") == []
    assert await call("deleteMyCommands", scope=private) is True
    assert seen("kk") == ["default_kk"]
    for commands, sentence in (
        ([{"command": "Start", "description": "a"}], "BOT_COMMAND_INVALID"),
        ([{"command": "", "description": "a"}], "command must be non-empty"),
        ([{"command": "a", "description": " "}], "command description must be non-empty"),
        ([{"command": "a" * 33, "description": "a"}], "command length must not exceed 32"),
        ([{"command": "a", "description": "a" * 257}], "command description length must not exceed 256"),
        ([{"command": "a", "description": "a"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ):
        assert await refusal("setMyCommands", commands=commands) == f"Bad Request: {sentence}"
    for scope, sentence in (
        ({"type": "all"}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"type": "chat"}, "can't parse BotCommandScope: Can't find field \"chat_id\""),
        ({"type": "chat", "chat_id": "x"}, "chat not found"),
        ({"type": "chat_administrators", "chat_id": 1}, "can't use specified scope in private chats"),
    ):
        assert await refusal("getMyCommands", scope=scope) == f"Bad Request: {sentence}"
    assert await refusal("getMyCommands", language_code="kaz") == "Bad Request: invalid language code specified"


async def test_names_descriptions_and_menu_button(call: Call, refusal: Call, pupil: Person) -> None:
    assert await call("setMyName", name="Темірқазық") is True
    assert await call("setMyName", name="Полярная звезда", language_code="ru") is True
    assert await call("getMyName", language_code="ru") == {"name": "Полярная звезда"}
    assert await call("getMyName", language_code="kk") == {"name": "Темірқазық"}
    assert (await call("getMe"))["first_name"] == "Темірқазық"
    for what, limit in (("Description", 512), ("ShortDescription", 120)):
        field = "description" if what == "Description" else "short_description"
        assert await call(f"setMy{what}", **{field: "қ" * limit}, language_code="kk") is True
        assert await call(f"getMy{what}", language_code="kk") == {field: "қ" * limit}
        assert await call(f"getMy{what}") == {field: ""}
        assert "at most" in await refusal(f"setMy{what}", **{field: "қ" * (limit + 1)})
    app = {"type": "web_app", "text": "Карта", "web_app": {"url": "https://a.kz"}}
    assert await call("getChatMenuButton") == {"type": "commands"}
    assert await call("setChatMenuButton", chat_id=pupil.id, menu_button=app) is True
    assert await call("getChatMenuButton", chat_id=pupil.id) == app
    assert await call("setChatMenuButton", chat_id=pupil.id, menu_button={"type": "default"}) is True
    assert await call("getChatMenuButton", chat_id=pupil.id) == {"type": "commands"}
    assert "Unsupported type" in await refusal("setChatMenuButton", menu_button={"type": "big"})
    assert await refusal("getChatMenuButton", chat_id=7) == "Bad Request: chat not found"


async def test_chats_pins_and_reactions(call: Call, refusal: Call, tg: Sandbox, pupil: Person) -> None:
    own = {"chat_id": pupil.id, "message_id": 1}
    assert await call("sendChatAction", chat_id=pupil.id, action="typing") is True
    assert await refusal("sendChatAction", chat_id=pupil.id, action="sleep") == (
        "Bad Request: wrong parameter action in request"
    )
    assert await call("pinChatMessage", **own) is True
    assert (await call("getChat", chat_id=pupil.id))["pinned_message"]["text"] == "/start"
    assert await call("unpinChatMessage", chat_id=pupil.id) is True
    assert "pinned_message" not in await call("getChat", chat_id=pupil.id)
    assert await refusal("getChat", chat_id=tg.person().id) == "Bad Request: chat not found"
    heart = {"type": "emoji", "emoji": "❤"}
    assert await call("setMessageReaction", **own, reaction=[heart]) is True
    assert tg.world.chats[pupil.id].reactions == {1: {42: [heart]}}
    assert await refusal("setMessageReaction", **own, reaction=[heart, heart]) == "Bad Request: REACTIONS_TOO_MANY"
    assert await refusal("setMessageReaction", **own, reaction=[{}]) == "Bad Request: REACTION_INVALID"
    for method, verb in (
        ("setMessageReaction", "react"),
        ("pinChatMessage", "pin"),
        ("unpinChatMessage", "unpin"),
    ):
        refused = await refusal(method, chat_id=pupil.id, message_id=99)
        assert refused == f"Bad Request: message to {verb} not found"
    assert await refusal("getFile", file_id="x") == "Bad Request: invalid file_id"


async def test_the_journal_shows_requests_but_no_token(call: Call, refusal: Call, tg: Sandbox, pupil: Person) -> None:
    await call("sendMessage", chat_id=pupil.id, text="сәлем", reply_markup=NEXT)
    await refusal("sendMessage", chat_id=pupil.id, text="")
    sent, refused = list(tg.server.journal.finished)[-2:]
    assert (sent.method, sent.ok, sent.result_type) == ("sendMessage", True, "Message")
    assert sent.params["reply_markup"] == NEXT
    assert (refused.ok, refused.error_code, refused.description) == (
        False,
        400,
        "Bad Request: message text is empty",
    )
    assert tg.token not in str(list(tg.server.journal.finished))
    assert "message text is empty" in tg.server.journal.tail()
