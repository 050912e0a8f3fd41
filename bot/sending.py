"""Everything that the bot sends of its own accord: announcements and reminders, beside the answers or alone."""

import asyncio
from collections.abc import Callable

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.methods import AnswerCallbackQuery, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from sqlalchemy.exc import SQLAlchemyError

from bot.delivering import TelegramDelivery
from bot.reminding import send_reminders
from guidance.outreach.sender import Sender
from guidance.outreach.traffic import Traffic
from handlers.services import Services

log = structlog.get_logger()

# Seconds after which the work is taken up again that a database in trouble has broken off.
_PAUSE = 1.0


class CountAnswers(BaseRequestMiddleware):
    """Lets a gap follow in the bulk for each message that a person waited for."""

    def __init__(self, traffic: Traffic) -> None:
        """Count in this traffic."""
        self._traffic = traffic

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request at once."""
        if hasattr(method, "chat_id") and not isinstance(method, AnswerCallbackQuery):
            self._traffic.answered()
        return await make_request(bot, method)


async def send_outreach(bot: Bot, traffic: Traffic, services: Callable[[], Services], *, alone: bool) -> None:
    """Send announcements and reminders until cancelled.

    ``bot`` must not wait by itself where Telegram asks for a pause. ``alone``: no other process sends from this
    database, so that what is marked as under way at the start is what a crash has left.
    """
    async with asyncio.TaskGroup() as working:
        working.create_task(_send_announcements(bot, traffic, services(), alone=alone))
        working.create_task(send_reminders(bot, traffic, services))


async def _send_announcements(bot: Bot, traffic: Traffic, services: Services, *, alone: bool) -> None:
    while True:
        sender = Sender(services.outbox, TelegramDelivery(bot), traffic)
        try:
            if alone:
                await sender.recover()
            await sender.run()
        except* SQLAlchemyError as errors:
            log.warning("announcements_not_read", reason=str(errors.exceptions[0]))
        await asyncio.sleep(_PAUSE)
