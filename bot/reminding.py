"""Sending the reminders that people asked for."""

import asyncio
import datetime as dt
from collections.abc import Callable
from functools import partial

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from sqlalchemy.exc import SQLAlchemyError

from guidance.outreach.pace import Pace
from guidance.outreach.reminders import Reminder, in_daytime
from handlers.reminder import reminder_screen, schedule_now
from handlers.services import Services

log = structlog.get_logger()

# Seconds between two looks; a reminder is not a clock.
PAUSE = 20.0
# Messages a second. Telegram takes 30 to different people; the rest is left to the answers people wait for.
RATE = 20.0
_BATCH = 20


async def send_reminders(bot: Bot, services: Callable[[], Services]) -> None:
    """Send what is due, for ever; ``services`` gives those of the moment, for the tables may be reloaded."""
    while True:
        try:
            await send_due_reminders(bot, services())
        except SQLAlchemyError as error:
            log.warning("reminders_not_read", reason=str(error))
        await asyncio.sleep(PAUSE)


async def send_due_reminders(bot: Bot, services: Services, at: dt.datetime | None = None) -> int:
    """Send what is due now, or ``at`` a moment, but nothing at night, also when night falls meanwhile.

    Returns how many were sent.
    """
    pace = Pace(RATE)
    sent = 0
    while in_daytime(now := at or dt.datetime.now(dt.UTC), services.timezone) == now:
        schedule = await schedule_now(services, now)
        due = await services.reminders.take_due(now, _BATCH, partial(schedule.following, now=now))
        if not due:
            break
        sent += sum(await asyncio.gather(*(_send(bot, services, one, now, pace) for one in due)))
    return sent


async def _send(bot: Bot, services: Services, reminder: Reminder, now: dt.datetime, pace: Pace) -> bool:
    screen = await reminder_screen(services, reminder, now)
    if screen is None:
        return False
    await pace.turn()
    try:
        await bot.send_message(reminder.chat_id, screen.text, reply_markup=screen.keyboard)
    except TelegramAPIError as error:
        # Blocked, or Telegram is away: the person can go on without being reminded.
        log.info("reminder_not_sent", reason=type(error).__name__)
        return False
    return True
