"""Waiting when Telegram asks for it."""

import asyncio

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType

# Seconds; who has to wait longer than this for an answer has given up.
_LONGEST = 30


class WaitWhenAsked(BaseRequestMiddleware):
    """Repeats a refused request (error 429) once, after the pause that Telegram names.

    A person's updates are handled in order, so this holds back that person's chat and nobody else's.
    """

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request, and once more if it was too early."""
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as error:
            if isinstance(method, GetUpdates) or error.retry_after > _LONGEST:
                raise
            await asyncio.sleep(error.retry_after)
            return await make_request(bot, method)
