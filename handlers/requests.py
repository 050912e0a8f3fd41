"""Requests for words: a message of the bot to be answered by a reply, found again by its first line.

Nothing about them is kept, so a restart between request and answer costs nothing. The line is signed: the bot also
sends what people have written, the preview of a draft for one, and that may look like a request.
"""

import hashlib
import hmac
import re

from aiogram import Bot
from aiogram.types import ForceReply, Message

BETWEEN = " · "
"""Parts the values of the first line, which hold no such sign."""

_SIGNED = re.compile(rf"([^\n]*){BETWEEN}([0-9a-f]+)\n")
# A text that begins with a stroke may be an answer; a command is all that its message holds.
_COMMAND = re.compile(r"/\w+(@\w+)?\s*")
# Of 40 bits: to guess one would take a trillion messages.
_SIGNS = 10


async def request(bot: Bot, chat_id: int, head: str, text: str, placeholder: str) -> None:
    """Ask for words: ``head`` says what for and is found again by `answered`; ``text`` is Telegram's HTML."""
    signed = f"{head}{BETWEEN}{_signature(bot, chat_id, head)}"
    await bot.send_message(chat_id, f"{signed}\n{text}", reply_markup=ForceReply(input_field_placeholder=placeholder))


def answered(message: Message, bot: Bot, head: re.Pattern[str]) -> re.Match[str] | None:
    """The head of the bot's request that a message answers; commands stay commands."""
    asked = message.reply_to_message
    if asked is None or asked.from_user is None or asked.from_user.id != bot.id:
        return None
    signed = _SIGNED.match(asked.text or "")
    if signed is None or not hmac.compare_digest(signed[2], _signature(bot, message.chat.id, signed[1])):
        return None
    return None if _COMMAND.fullmatch(message.text or "") else head.fullmatch(signed[1])


def _signature(bot: Bot, chat_id: int, head: str) -> str:
    """Only the bot can write this, and for one chat: the key is its token."""
    return hmac.new(bot.token.encode(), f"{chat_id}\n{head}".encode(), hashlib.sha256).hexdigest()[:_SIGNS]
