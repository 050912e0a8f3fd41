"""A bot written with aiogram, as its documentation writes one; only the address of the server is the sandbox's."""

import asyncio
from contextlib import suppress

import pytest
from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import CommandStart
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.utils.markdown import bold
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from sandbox import Sandbox
from tests.sandbox.stock.walk import BUTTON, GREETING, PRESSED, walk


def dispatcher() -> Dispatcher:
    router = Router()

    @router.message(CommandStart())
    async def start(message: Message) -> None:
        keyboard = [[InlineKeyboardButton(text=BUTTON, callback_data="press")]]
        await message.answer(GREETING, reply_markup=InlineKeyboardMarkup(inline_keyboard=keyboard))

    @router.callback_query(F.data == "press")
    async def press(query: CallbackQuery) -> None:
        await query.answer()
        if isinstance(query.message, Message):
            await query.message.edit_text(PRESSED)

    @router.message(F.photo)
    async def photo(message: Message, bot: Bot) -> None:
        content = await bot.download((message.photo or [])[-1])
        await message.answer_document(BufferedInputFile(content.read() if content else b"", "a.png"))

    @router.message(F.text)
    async def echo(message: Message) -> None:
        text = str(message.text)
        try:
            await message.answer(bold(text) + ("x" if len(text) == 4096 else ""), parse_mode="MarkdownV2")
        except TelegramBadRequest as error:
            await message.answer(f"тым ұзақ: {error.message}")

    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    return dispatcher


@pytest.mark.parametrize("by", ["polling", "webhook"])
async def test_a_stock_bot(tg: Sandbox, png: bytes, by: str) -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(tg.url))
    async with Bot(tg.token, session=session) as bot:
        updates = dispatcher()
        if by == "polling":
            polling = asyncio.get_running_loop().create_task(
                updates.start_polling(bot, handle_signals=False, close_bot_session=False, polling_timeout=1)
            )
            try:
                await walk(tg, png)
            finally:
                await updates.stop_polling()
                with suppress(asyncio.CancelledError):
                    await polling
            return
        app = web.Application()
        SimpleRequestHandler(updates, bot, secret_token="s-1").register(app, path="/hook")
        setup_application(app, updates, bot=bot)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            address = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
            await bot.set_webhook(address, secret_token="s-1")
            await walk(tg, png)
            await bot.delete_webhook()
        finally:
            await runner.cleanup()
