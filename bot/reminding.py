"""Sending the reminders that people asked for."""

import asyncio
import datetime as dt
from collections.abc import Callable
from functools import partial

import structlog
from aiogram import Bot
from aiogram.types import Message
from sqlalchemy.exc import SQLAlchemyError

from bot.delivering import outcome_of
from guidance.outreach.outcomes import Later, Outcome, Sent, TooFast, Unreachable
from guidance.outreach.reminders import Reminder, in_daytime
from guidance.outreach.traffic import Traffic
from handlers.reminder import reminder_screen, schedule_now
from handlers.screen import Screen
from handlers.services import Services

log = structlog.get_logger()

# Seconds between two looks; a reminder is not a clock.
PAUSE = 20.0
# Messages a second. Telegram takes 30 to different people; the rest is left to the answers people wait for.
RATE = 20.0
_BATCH = 20
# So often a reminder is tried that Telegram has not taken, and so many seconds lie between where it names none.
_TRIES, _BETWEEN = 3, 2.0


async def send_reminders(bot: Bot, traffic: Traffic, services: Callable[[], Services]) -> None:
    """Send what is due, for ever; ``services`` gives those of the moment, for the tables may be reloaded."""
    while True:
        try:
            await send_due_reminders(bot, services(), traffic=traffic)
        except SQLAlchemyError as error:
            log.warning("reminders_not_read", reason=str(error))
        await asyncio.sleep(PAUSE)


async def send_due_reminders(
    bot: Bot, services: Services, at: dt.datetime | None = None, traffic: Traffic | None = None
) -> int:
    """Send what is due now, or ``at`` a moment, but nothing at night, also when night falls meanwhile.

    Returns how many were sent.
    """
    traffic = traffic or Traffic()
    sent = 0
    while in_daytime(now := at or dt.datetime.now(dt.UTC), services.timezone) == now:
        schedule = await schedule_now(services, now)
        due = await services.reminders.take_due(now, _BATCH, partial(schedule.following, now=now))
        if not due:
            break
        sent += sum(await asyncio.gather(*(_send(bot, services, one, now, traffic) for one in due)))
    return sent


async def _send(bot: Bot, services: Services, reminder: Reminder, now: dt.datetime, traffic: Traffic) -> bool:
    screen = await reminder_screen(services, reminder, now)
    if screen is None:
        return False
    outcome = await _tried(bot, reminder.chat_id, screen, traffic)
    if isinstance(outcome, Unreachable):
        await services.people.unreachable(reminder.chat_id, now)
    if not isinstance(outcome, Sent):
        # The person can go on without being reminded.
        log.info("reminder_not_sent", outcome=type(outcome).__name__)
    return isinstance(outcome, Sent)


async def _tried(bot: Bot, chat_id: int, screen: Screen, traffic: Traffic) -> Outcome:
    async def send() -> list[Message]:
        return [await bot.send_message(chat_id, screen.text, reply_markup=screen.keyboard)]

    for _ in range(_TRIES):
        await traffic.turn(chat_id, RATE)
        match outcome := await outcome_of(send):
            case TooFast(seconds):
                traffic.refused(chat_id, seconds)
            case Later():
                await asyncio.sleep(_BETWEEN)
            case _:
                break
    return outcome
