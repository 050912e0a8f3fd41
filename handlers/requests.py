"""Requests for words: a message of the bot to be answered by a reply, found again by how it begins.

Nothing about them is kept, so a restart between request and answer costs nothing.
"""

import re

from aiogram import Bot
from aiogram.types import Message


def answered(message: Message, bot: Bot, request: re.Pattern[str]) -> re.Match[str] | None:
    """The beginning of the bot's request that a message answers; commands stay commands."""
    asked = message.reply_to_message
    if asked is None or asked.from_user is None or asked.from_user.id != bot.id or (message.text or "").startswith("/"):
        return None
    return request.match(asked.text or "")
