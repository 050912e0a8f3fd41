"""Bots written with pyTelegramBotAPI, with threads and without; only their addresses are the sandbox's."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from aiohttp import web
from telebot import TeleBot, apihelper, asyncio_helper
from telebot.apihelper import ApiTelegramException
from telebot.async_telebot import AsyncTeleBot
from telebot.asyncio_helper import ApiTelegramException as AsyncApiTelegramException
from telebot.formatting import escape_markdown
from telebot.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from sandbox import Sandbox
from tests.sandbox.stock.walk import BUTTON, GREETING, PRESSED, walk

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton(BUTTON, callback_data="press")]])


@pytest.fixture(autouse=True)
def addresses(tg: Sandbox) -> Iterator[None]:
    """The library keeps its addresses in its modules."""
    before = [(module, module.API_URL, module.FILE_URL) for module in (apihelper, asyncio_helper)]
    for module in (apihelper, asyncio_helper):
        module.API_URL = f"{tg.url}/bot{{0}}/{{1}}"
        module.FILE_URL = f"{tg.url}/file/bot{{0}}/{{1}}"
    yield
    for module, api, file in before:
        module.API_URL, module.FILE_URL = api, file


def bold(text: str) -> str:
    return f"*{escape_markdown(text)}*" + ("x" if len(text) == 4096 else "")


def threaded_bot(token: str) -> TeleBot:
    bot = TeleBot(token, num_threads=1)

    @bot.message_handler(commands=["start"])
    def start(message: Message) -> None:
        bot.send_message(message.chat.id, GREETING, reply_markup=KEYBOARD)

    @bot.callback_query_handler(func=lambda _: True)
    def press(query: CallbackQuery) -> None:
        bot.answer_callback_query(query.id)
        bot.edit_message_text(PRESSED, query.message.chat.id, query.message.message_id)

    @bot.message_handler(content_types=["photo"])
    def photo(message: Message) -> None:
        content = bot.download_file(bot.get_file(message.photo[-1].file_id).file_path)
        bot.send_document(message.chat.id, content, visible_file_name="a.png")

    @bot.message_handler(content_types=["text"])
    def echo(message: Message) -> None:
        try:
            bot.send_message(message.chat.id, bold(str(message.text)), parse_mode="MarkdownV2")
        except ApiTelegramException as error:
            bot.send_message(message.chat.id, f"тым ұзақ: {error.description}")

    return bot


def async_bot(token: str) -> AsyncTeleBot:
    bot = AsyncTeleBot(token)

    @bot.message_handler(commands=["start"])
    async def start(message: Message) -> None:
        await bot.send_message(message.chat.id, GREETING, reply_markup=KEYBOARD)

    @bot.callback_query_handler(func=lambda _: True)
    async def press(query: CallbackQuery) -> None:
        await bot.answer_callback_query(query.id)
        await bot.edit_message_text(PRESSED, query.message.chat.id, query.message.message_id)

    @bot.message_handler(content_types=["photo"])
    async def photo(message: Message) -> None:
        content = await bot.download_file((await bot.get_file(message.photo[-1].file_id)).file_path)
        await bot.send_document(message.chat.id, content, visible_file_name="a.png")

    @bot.message_handler(content_types=["text"])
    async def echo(message: Message) -> None:
        try:
            await bot.send_message(message.chat.id, bold(str(message.text)), parse_mode="MarkdownV2")
        except AsyncApiTelegramException as error:
            await bot.send_message(message.chat.id, f"тым ұзақ: {error.description}")

    return bot


async def test_a_bot_with_threads_by_polling(tg: Sandbox, png: bytes) -> None:
    bot = threaded_bot(tg.token)
    polling = threading.Thread(target=bot.infinity_polling, kwargs={"timeout": 1, "long_polling_timeout": 1})
    polling.start()
    try:
        await walk(tg, png)
    finally:
        bot.stop_polling()
        bot.stop_bot()
        for thread in (polling, *(one for one in threading.enumerate() if one.name == "PollingThread")):
            await asyncio.to_thread(thread.join, 10)


async def test_a_bot_without_threads_by_polling(tg: Sandbox, png: bytes) -> None:
    bot = async_bot(tg.token)
    polling = asyncio.get_running_loop().create_task(bot.polling(non_stop=True, timeout=1, request_timeout=3))
    try:
        await walk(tg, png)
    finally:
        polling.cancel()
        with suppress(asyncio.CancelledError):
            await polling
        await bot.close_session()


@pytest.mark.parametrize("kind", ["threads", "asyncio"])
async def test_bots_by_webhook(tg: Sandbox, png: bytes, kind: str) -> None:
    threaded, unthreaded = threaded_bot(tg.token), async_bot(tg.token)

    async def take(request: web.Request) -> web.Response:
        update = Update.de_json(await request.json())
        if kind == "threads":
            await asyncio.to_thread(threaded.process_new_updates, [update])
        else:
            await unthreaded.process_new_updates([update])
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        await unthreaded.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook")
        await walk(tg, png)
        await unthreaded.delete_webhook()
    finally:
        threaded.stop_bot()
        await unthreaded.close_session()
        await runner.cleanup()
