"""A bot written with python-telegram-bot, as its documentation writes one; only its addresses are the sandbox's."""

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)
from telegram.helpers import escape_markdown

from sandbox import Sandbox
from tests.sandbox.stock.walk import BUTTON, GREETING, PRESSED, free_port, walk

Context = ContextTypes.DEFAULT_TYPE


async def start(update: Update, _: Context) -> None:
    assert update.message
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton(BUTTON, callback_data="press")]])
    await update.message.reply_text(GREETING, reply_markup=keyboard)


async def press(update: Update, _: Context) -> None:
    assert update.callback_query
    await update.callback_query.answer()
    await update.callback_query.edit_message_text(PRESSED)


async def echo(update: Update, _: Context) -> None:
    assert update.message
    try:
        text = f"*{escape_markdown(str(update.message.text), version=2)}*"
        if len(text) > 4096:
            text += "x"
        await update.message.reply_text(text, parse_mode=ParseMode.MARKDOWN_V2)
    except BadRequest as error:
        await update.message.reply_text(f"тым ұзақ: {error.message}")


async def photo(update: Update, _: Context) -> None:
    assert update.message
    file = await update.message.photo[-1].get_file()
    await update.message.reply_document(bytes(await file.download_as_bytearray()), filename="photo.png")


def bot(tg: Sandbox) -> "Application":  # type: ignore[type-arg]
    application = (
        ApplicationBuilder().token(tg.token).base_url(f"{tg.url}/bot").base_file_url(f"{tg.url}/file/bot").build()
    )
    application.add_handler(CommandHandler("start", start))
    application.add_handler(CallbackQueryHandler(press))
    application.add_handler(MessageHandler(filters.PHOTO, photo))
    application.add_handler(MessageHandler(filters.TEXT, echo))
    return application


@pytest.mark.parametrize("by", ["polling", "webhook"])
async def test_a_stock_bot(tg: Sandbox, png: bytes, by: str) -> None:
    application = bot(tg)
    async with application:
        await application.start()
        assert application.updater
        if by == "polling":
            await application.updater.start_polling(poll_interval=0, timeout=1)
        else:
            port = free_port()
            address = f"http://127.0.0.1:{port}/hook"
            await application.updater.start_webhook("127.0.0.1", port, "hook", webhook_url=address, secret_token="s-1")
        try:
            await walk(tg, png)
        finally:
            await application.updater.stop()
            await application.stop()
