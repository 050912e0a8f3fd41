"""Servers that answer oddly: the bot neither ends, nor hangs, nor says more than it should."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import pytest
from aiogram import Dispatcher
from aiogram.types import Message
from aiogram.utils.backoff import BackoffConfig
from aiohttp import web
from structlog.testing import capture_logs

from bot import polling as polling_module
from bot.application import make_bot, serve
from bot.polling import Polling
from bot.settings import Settings, StartError

Answer = Callable[[str, dict[str, str]], web.Response]
ME = {"id": 42, "is_bot": True, "first_name": "Temirqazyq", "username": "temirqazyq_bot"}


def ok(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def refused(code: int, description: str) -> web.Response:
    return web.json_response({"ok": False, "error_code": code, "description": description}, status=code)


class Server:
    """Answers every method as ``answer`` says; what was asked stands in ``asked``."""

    url = ""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.answer: Answer = lambda _method, _params: ok(True)

    async def handle(self, request: web.Request) -> web.Response:
        params = {name: str(value) for name, value in (await request.post()).items()}
        method = request.match_info["method"]
        self.asked.append((method, params))
        # A real server holds the request; an instant answer would make the bot ask in a tight loop.
        await asyncio.sleep(0.01)
        return self.answer(method, params)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", server.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    await runner.cleanup()


def text_update(update_id: int, text: str) -> dict[str, object]:
    person = {"id": 7, "is_bot": False, "first_name": "?"}
    chat = {"id": 7, "type": "private"}
    return {
        "update_id": update_id,
        "message": {"message_id": update_id, "date": 1, "chat": chat, "from": person, "text": text},
    }


async def heard(server: Server, seconds: float) -> list[str]:
    """What reaches a handler within this time."""
    texts: list[str] = []

    async def handle(message: Message) -> None:
        texts.append(message.text or "")

    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.message.register(handle)
    async with make_bot("42:SECRETTOKEN", server.url) as bot:
        task = asyncio.get_running_loop().create_task(Polling(bot, dispatcher).run())
        await asyncio.wait([task], timeout=seconds)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    return texts


async def test_an_update_that_nobody_can_read_is_skipped(server: Server) -> None:
    updates = [text_update(1, "before"), {"update_id": 2, "message": {"text": "broken"}}, text_update(3, "after")]

    def answer(method: str, params: dict[str, str]) -> web.Response:
        assert method == "getUpdates"
        return ok([one for one in updates if int(str(one["update_id"])) >= int(params.get("offset", "0"))])

    server.answer = answer
    with capture_logs() as logs:
        assert await heard(server, 0.5) == ["before", "after"]
    assert {"event": "update_not_readable", "update_id": 2, "log_level": "error"} in logs
    assert int(server.asked[-1][1]["offset"]) == 4


@pytest.mark.parametrize(
    "odd",
    [
        web.Response(status=502, text="<html>bad gateway bot42:SECRETTOKEN</html>", content_type="text/html"),
        web.Response(status=200, text="[]", content_type="application/json"),
        web.Response(status=500, text=json.dumps({"ok": False, "description": "oops"})),
        web.Response(status=409, text=json.dumps({"ok": False, "error_code": 409, "description": "Conflict: x"})),
    ],
)
async def test_polling_outlives_a_server_that_is_away(
    server: Server, odd: web.Response, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling_module, "_BACKOFF", BackoffConfig(0.01, 0.02, 2, 0.1))
    left = [text_update(5, "at last")]

    def answer(method: str, params: dict[str, str]) -> web.Response:  # noqa: ARG001
        if len(server.asked) < 3:
            return web.Response(status=odd.status, text=odd.text, content_type=odd.content_type)
        return ok([one for one in left if int(params.get("offset", "0")) <= 5])

    server.answer = answer
    with capture_logs() as logs:
        assert await heard(server, 1.0) == ["at last"]
    assert "SECRETTOKEN" not in str(logs)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda _m, _p: refused(401, "Unauthorized"), "does not know this BOT_TOKEN"),
        (lambda _m, _p: refused(404, "Not Found"), "does not know this BOT_TOKEN"),
        (lambda _m, _p: web.Response(status=502, text="<html>"), "does not answer as a Bot API server does"),
        (lambda m, _p: ok(ME) if m == "getMe" else refused(401, "Unauthorized"), "does not know this BOT_TOKEN"),
        (
            lambda m, _p: ok(ME) if m == "getMe" else ok(True) if m == "deleteWebhook" else refused(401, "Revoked"),
            "does not know this BOT_TOKEN",
        ),
    ],
)
async def test_a_start_that_cannot_be_is_one_sentence(
    server: Server, tmp_path: Path, answer: Answer, sentence: str
) -> None:
    server.answer = answer
    settings = Settings(_env_file=None, database_url=f"sqlite+aiosqlite:///{tmp_path}/bot.db")
    with pytest.raises(StartError, match=sentence):
        async with asyncio.timeout(10):
            await serve(settings, "42:SECRETTOKEN", server.url)


async def test_a_refusal_for_haste_is_waited_out(server: Server) -> None:
    def answer(method: str, params: dict[str, str]) -> web.Response:  # noqa: ARG001
        if len(server.asked) == 1:
            parameters = {"retry_after": 1}
            return web.json_response(
                {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": parameters},
                status=429,
            )
        return ok(True)

    server.answer = answer
    async with make_bot("42:TEST", server.url) as bot:
        assert await bot.send_chat_action(7, "typing")
    assert len(server.asked) == 2


async def test_one_persons_flood_does_not_stall_the_others(server: Server) -> None:
    flood = [text_update(number, f"flood {number}") for number in range(1, 90)]
    other = text_update(90, "other")
    assert isinstance(other["message"], dict)
    other["message"]["from"] = {"id": 8, "is_bot": False, "first_name": "?"}

    def answer(method: str, params: dict[str, str]) -> web.Response:  # noqa: ARG001
        return ok([one for one in [*flood, other] if int(str(one["update_id"])) >= int(params.get("offset", "0"))])

    server.answer = answer
    with capture_logs() as logs:
        texts = await heard(server, 1.0)
    assert "other" in texts
    assert any(line["event"] == "update_thrown_away" for line in logs)
    assert texts.index("other") < 30
