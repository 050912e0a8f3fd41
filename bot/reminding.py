"""Sending the reminders that people asked for."""

import asyncio
import datetime as dt

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from sqlalchemy.exc import SQLAlchemyError

from guidance.outreach.reminders import Reminder, in_daytime
from handlers.reminder import reminder_screen
from handlers.services import Services

log = structlog.get_logger()

# Seconds between two looks; a reminder is not a clock.
PAUSE = 20.0
# So few at once, one after another, stay far below Telegram's 30 messages a second.
_BATCH = 20
_BETWEEN = 0.05


async def send_reminders(bot: Bot, services: Services) -> None:
    """Send what is due, for ever."""
    while True:
        try:
            await send_due_reminders(bot, services, dt.datetime.now(dt.UTC))
        except SQLAlchemyError as error:
            log.warning("reminders_not_read", reason=str(error))
        await asyncio.sleep(PAUSE)


async def send_due_reminders(bot: Bot, services: Services, now: dt.datetime) -> int:
    """Send what is due at a moment, but nothing at night; returns how many were sent."""
    if in_daytime(now, services.timezone) > now:
        return 0
    sent = 0
    while due := await services.reminders.take_due(now, _BATCH):
        for reminder in due:
            sent += await _send(bot, services, reminder)
            await asyncio.sleep(_BETWEEN)
    return sent


async def _send(bot: Bot, services: Services, reminder: Reminder) -> bool:
    screen = await reminder_screen(services, reminder)
    if screen is None:
        return False
    try:
        await bot.send_message(reminder.chat_id, screen.text, reply_markup=screen.keyboard)
    except TelegramAPIError as error:
        # Blocked, or Telegram is away: the person can go on without being reminded.
        log.info("reminder_not_sent", reason=type(error).__name__)
        return False
    return True
