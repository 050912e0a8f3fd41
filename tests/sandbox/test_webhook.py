"""Webhooks: what is posted, what counts as taken, and what the bot may answer."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import SendMessage
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from sandbox import Person, Sandbox

Call = Callable[..., Awaitable[Any]]


class Listener:
    """A bot's web server: keeps what is posted, and answers as a test wants."""

    def __init__(self) -> None:
        self.posted: list[tuple[dict[str, Any], str | None]] = []
        self.answers: list[aiohttp.web.Response] = []
        self.url = ""

    async def take(self, request: aiohttp.web.Request) -> aiohttp.web.Response:
        self.posted.append((await request.json(), request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        return self.answers.pop(0) if self.answers else aiohttp.web.Response()

    async def has(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.posted) < count:
                await asyncio.sleep(0.01)


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    listener, app = Listener(), aiohttp.web.Application()
    app.router.add_post("/hook", listener.take)
    runner = aiohttp.web.AppRunner(app)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    listener.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield listener
    await runner.cleanup()


async def test_a_webhook_is_posted_to_until_it_takes_the_update(
    tg: Sandbox, call: Call, answer: Call, pupil: Person, listener: Listener
) -> None:
    assert await call("setWebhook", url=listener.url, secret_token="s-1", allowed_updates=["message"]) is True
    refused = await answer("getUpdates")
    assert (refused["error_code"], refused["description"].split(":")[0]) == (409, "Conflict")
    assert tg.world.updates.online
    listener.answers = [
        aiohttp.web.Response(status=500),
        aiohttp.web.Response(status=503, headers={"Retry-After": "0"}),
        aiohttp.web.json_response({"method": "sendMessage", "chat_id": pupil.id, "text": "жауап"}),
    ]
    tg.world.says(pupil.id, "сұрақ")
    tg.world.says(pupil.id, "тағы")
    await listener.has(4)
    assert [one["message"]["text"] for one, _ in listener.posted] == ["сұрақ", "сұрақ", "сұрақ", "тағы"]
    assert {secret for _, secret in listener.posted} == {"s-1"}
    await asyncio.sleep(0.05)
    assert pupil.screen.text == "жауап"
    info = await call("getWebhookInfo")
    assert (info["url"], info["pending_update_count"], info["allowed_updates"]) == (listener.url, 0, ["message"])
    assert info["last_error_message"].startswith("Wrong response from the webhook: 503")
    assert await call("deleteWebhook") is True
    tg.world.says(pupil.id, "поллинг")
    assert [one["message"]["text"] for one in await call("getUpdates")] == ["поллинг"]
    assert (await call("getWebhookInfo"))["url"] == ""


async def test_one_persons_slow_update_holds_up_nobody_else(
    tg: Sandbox, call: Call, pupil: Person, listener: Listener
) -> None:
    other = tg.person()
    listener.answers = [aiohttp.web.Response(status=500) for _ in range(2)]
    await call("setWebhook", url=listener.url)
    tg.world.says(pupil.id, "бір")
    tg.world.says(other.id, "екі")
    tg.world.says(pupil.id, "үш")
    await listener.has(5)
    mine = [one["message"]["text"] for one, _ in listener.posted if one["message"]["from"]["id"] == pupil.id]
    assert mine == [*["бір"] * (len(mine) - 1), "үш"]


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"url": "ftp://127.0.0.1/x"}, "Bad Request: bad webhook: an HTTPS URL must be provided for webhook"),
        ({"url": "https://example.com/x"}, "Bad Request: bad webhook: the sandbox posts only to 127.0.0.1"),
        (
            {"url": "http://127.0.0.1:1/x", "secret_token": "a b"},
            "Bad Request: secret token contains unallowed characters",
        ),
    ],
)
async def test_wrong_webhooks(refusal: Call, params: dict[str, Any], sentence: str) -> None:
    assert await refusal("setWebhook", **params) == sentence


async def test_a_bot_that_is_not_there_yet(tg: Sandbox, call: Call, pupil: Person) -> None:
    await call("setWebhook", url="http://127.0.0.1:9/x")
    tg.world.says(pupil.id, "бір")
    async with asyncio.timeout(5):
        while "last_error_message" not in (info := await call("getWebhookInfo")):
            await asyncio.sleep(0.01)
    assert info["last_error_message"] == "Connection refused"
    assert info["pending_update_count"] == 1


async def until(what: Callable[[], bool], seconds: float = 2.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        await asyncio.sleep(0.01)
    return False


async def test_a_reset_fault_on_the_method_in_the_answer_does_not_end_the_webhook(
    tg: Sandbox, call: Call, pupil: Person, listener: Listener
) -> None:
    tg.world.faults.add("reset_before", method="sendMessage", times=1)
    listener.answers = [web.json_response({"method": "sendMessage", "chat_id": pupil.id, "text": "a"})]
    await call("setWebhook", url=listener.url)
    tg.world.says(pupil.id, "бір")
    await listener.has(1)
    await asyncio.sleep(0.1)
    tg.world.says(pupil.id, "екі")
    assert await until(lambda: len(listener.posted) == 2)


async def test_a_null_chat_id_in_the_answer_does_not_end_the_webhook(
    tg: Sandbox, call: Call, pupil: Person, listener: Listener
) -> None:
    listener.answers = [web.json_response({"method": "sendMessage", "chat_id": None, "text": "a"})]
    await call("setWebhook", url=listener.url)
    tg.world.says(pupil.id, "бір")
    await listener.has(1)
    await asyncio.sleep(0.1)
    tg.world.says(pupil.id, "екі")
    assert await until(lambda: len(listener.posted) == 2)


@pytest.mark.parametrize("kind", ["multipart", "form"])
async def test_a_method_in_a_form_is_carried_out(
    tg: Sandbox, call: Call, pupil: Person, listener: Listener, kind: str
) -> None:
    """aiogram's SimpleRequestHandler answers with multipart/form-data."""
    fields = {"method": "sendMessage", "chat_id": str(pupil.id), "text": "жауап"}
    if kind == "multipart":
        writer = aiohttp.MultipartWriter("form-data")
        for name, value in fields.items():
            writer.append(value).set_content_disposition("form-data", name=name)
        listener.answers = [web.Response(body=writer)]
    else:
        body = aiohttp.FormData(fields)()
        listener.answers = [web.Response(body=body)]
    await call("setWebhook", url=listener.url)
    tg.world.says(pupil.id, "бір")
    await listener.has(1)
    assert await until(lambda: tg.world.chats[pupil.id].shown is not None, 1)


async def test_a_redirect_is_a_wrong_response_and_not_followed(tg: Sandbox, call: Call, pupil: Person) -> None:
    asked: list[str] = []

    async def take(request: web.Request) -> web.Response:
        asked.append(f"{request.method} {request.path}")
        if request.path == "/hook":
            return web.Response(status=302, headers={"Location": "/elsewhere"})
        return web.Response()

    app = web.Application()
    app.router.add_route("*", "/{any}", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        await call("setWebhook", url=f"http://127.0.0.1:{runner.addresses[0][1]}/hook")
        tg.world.says(pupil.id, "бір")
        await until(lambda: len(asked) >= 2)
        assert "GET /elsewhere" not in asked
        info = await call("getWebhookInfo")
        assert info["pending_update_count"] == 1
        assert info["last_error_message"] == "Wrong response from the webhook: 302 Found"
    finally:
        await runner.cleanup()


async def test_304_is_a_wrong_response(tg: Sandbox, call: Call, pupil: Person, listener: Listener) -> None:
    listener.answers = [web.Response(status=304)]
    await call("setWebhook", url=listener.url)
    tg.world.says(pupil.id, "бір")
    await listener.has(1)
    assert await until(lambda: len(listener.posted) == 2, 1), "taken, though only 200-299 means taken"


@pytest.mark.parametrize("name", ["deleteWebhook", "setWebhook"])
async def test_methods_that_telegram_does_not_take_from_an_answer(
    tg: Sandbox, call: Call, pupil: Person, listener: Listener, name: str
) -> None:
    listener.answers = [web.json_response({"method": name})]
    await call("setWebhook", url=listener.url)
    tg.world.says(pupil.id, "бір")
    await listener.has(1)
    await asyncio.sleep(0.1)
    assert (await call("getWebhookInfo"))["url"] == listener.url


async def test_a_held_poll_ends_when_a_webhook_is_set(
    tg: Sandbox, call: Call, answer: Call, pupil: Person, listener: Listener
) -> None:
    held = asyncio.ensure_future(answer("getUpdates", timeout=2))
    await asyncio.sleep(0.1)
    await call("setWebhook", url=listener.url)
    tg.world.says(pupil.id, "бір")
    body = await held
    assert (body.get("error_code"), body.get("description")) == (409, "Conflict: terminated by setWebhook request"), (
        f"the poll got {body['result']} and the webhook {len(listener.posted)}"
    )


@pytest.mark.parametrize(
    "wrong", [{"url": "https://example.com/x"}, {"url": "http://127.0.0.1:1/x", "secret_token": "a b"}]
)
async def test_a_refused_set_webhook_changes_nothing(
    tg: Sandbox, call: Call, refusal: Call, pupil: Person, wrong: dict[str, Any]
) -> None:
    tg.world.says(pupil.id, "бір")
    await refusal("setWebhook", **wrong, drop_pending_updates=True, allowed_updates=["poll"])
    tg.world.says(pupil.id, "екі")
    assert [one["message"]["text"] for one in await call("getUpdates")] == ["бір", "екі"]


async def test_duplicates_come_by_webhook_too(tg: Sandbox, call: Call, pupil: Person, listener: Listener) -> None:
    tg.world.faults.add("duplicate_updates", times=1)
    await call("setWebhook", url=listener.url)
    tg.world.says(pupil.id, "бір")
    assert await until(lambda: len(listener.posted) == 2, 1.5), f"posted {len(listener.posted)} times"


async def test_the_page_learns_that_a_bot_with_a_webhook_is_online(
    tg: Sandbox, call: Call, control: Call, listener: Listener
) -> None:
    await call("setWebhook", url=listener.url)
    await asyncio.sleep(0.1)
    assert (await control("/state"))[1]["bot"]["online"] is True
    told = [event.data["online"] for event in tg.world.events.since(0) if event.type == "bot"]
    assert told == [True]


async def test_stop_after_the_webhook_task_has_died_raises_nothing(
    listener: Listener,
) -> None:
    async with Sandbox() as own:
        person = own.person()
        own.world.faults.add("reset_before", method="sendMessage", times=1)
        listener.answers = [web.json_response({"method": "sendMessage", "chat_id": person.id, "text": "a"})]
        own.world.webhook.set(listener.url)
        own.world.says(person.id, "бір")
        await listener.has(1)
        await asyncio.sleep(0.1)


async def test_a_retry_after_that_is_no_ascii_number_is_passed_over(
    tg: Sandbox, call: Call, pupil: Person, listener: Listener
) -> None:
    listener.answers = [web.Response(status=503, headers={"Retry-After": "²"})]
    await call("setWebhook", url=listener.url)
    tg.world.says(pupil.id, "бір")
    await listener.has(1)
    assert await until(lambda: len(listener.posted) == 2)


async def test_stock_aiogram_answering_in_the_webhook(tg: Sandbox, call: Call, pupil: Person) -> None:

    bot = Bot(tg.token, session=AiohttpSession(api=TelegramAPIServer.from_base(tg.url)))
    dispatcher = Dispatcher()

    async def answers(message: Message) -> SendMessage:
        return SendMessage(chat_id=message.chat.id, text="жауап")

    dispatcher.message.register(answers)
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False).register(app, path="/hook")
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        await call("setWebhook", url=f"http://127.0.0.1:{runner.addresses[0][1]}/hook")
        tg.world.says(pupil.id, "бір")
        assert await until(lambda: tg.world.updates.pending_count == 0)
        assert await until(lambda: tg.world.chats[pupil.id].shown is not None, 1)
    finally:
        await bot.session.close()
        await runner.cleanup()
