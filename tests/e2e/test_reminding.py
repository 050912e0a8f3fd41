"""Reminders of dates as time goes by: once, in local time, in the right language, across restarts, never at night."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
import time_machine
from aiogram import Bot

from bot.application import open_services
from bot.reminding import send_due_reminders
from bot.settings import Settings
from guidance.catalogue.cells import Language
from guidance.funding.calendar import Confirmed
from guidance.outreach.events import Event
from guidance.outreach.reminders import Reminder
from handlers.reminder import schedule_now
from handlers.services import Services

ALMATY = ZoneInfo("Asia/Almaty")
WINDOW = "state-order-9"
AIGUL, IVAN = 1, 2

Opening = Callable[[], AbstractAsyncContextManager[Services]]


class Telegram:
    """Takes messages down."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, str, dt.datetime]] = []

    async def send_message(self, chat_id: int, text: str, **_: Any) -> SimpleNamespace:
        self.sent.append((chat_id, text, dt.datetime.now(ALMATY)))
        return SimpleNamespace(message_id=len(self.sent))


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


@pytest.fixture
def opening(tmp_path: Path) -> Opening:
    """Starts the program on the same database again."""
    settings = Settings(_env_file=None, database_url=f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}")

    @asynccontextmanager
    async def opened() -> AsyncIterator[Services]:
        async with open_services(settings) as services:
            yield services

    return opened


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(at("2027-05-01 12:00"), tick=False) as traveller:
        yield traveller


def at(moment: str) -> dt.datetime:
    return dt.datetime.fromisoformat(moment).replace(tzinfo=ALMATY)


async def hours_go_by(
    services: Services, telegram: Telegram, clock: time_machine.Traveller, until: str, step: int = 1
) -> None:
    """Look every few hours what is due, as the running bot does more often."""
    while (now := dt.datetime.now(ALMATY)) < at(until):
        clock.move_to(now + dt.timedelta(hours=step))
        await send_due_reminders(cast("Bot", telegram), services)


async def wants(services: Services, chat_id: int, language: Language, kind: Any, key: str) -> None:
    await services.people.choose_language(chat_id, language)
    now = dt.datetime.now(dt.UTC)
    due = (await schedule_now(services, now)).next_due(kind, key, now)
    assert due is not None
    await services.reminders.set(Reminder(chat_id, kind, due, key))


async def announce(services: Services, begins: dt.datetime) -> Event:
    draft = await services.events.create("forum", 7)
    for language, name in (("kk", "Жұмысшы мамандықтар форумы"), ("ru", "Форум рабочих профессий")):
        await services.events.write(draft.id, "name", language, name)  # type: ignore[arg-type]
        await services.events.write(draft.id, "place", language, "Талдықорған")  # type: ignore[arg-type]
    await services.events.set_times(draft.id, begins, None)
    await services.events.settle(draft.id, "draft", "published")
    return replace(draft, state="published", begins=begins)


async def test_a_summer_of_reminders_in_each_language_across_restarts(
    opening: Opening, telegram: Telegram, clock: time_machine.Traveller
) -> None:
    async with opening() as services:
        await wants(services, AIGUL, "kk", "window", WINDOW)
        await wants(services, IVAN, "ru", "window", WINDOW)
    for until in ("2027-06-11 11:00", "2027-06-25 09:00", "2027-08-11 10:00", "2027-10-01 12:00"):
        async with opening() as services:
            await hours_go_by(services, telegram, clock, until, step=3)

    window = services.funding.admission.windows[WINDOW]
    for chat_id, language in ((AIGUL, "kk"), (IVAN, "ru")):
        mine = [(text, moment) for chat, text, moment in telegram.sent if chat == chat_id]
        assert [f"{moment:%m-%d}" for _, moment in mine] == ["06-11", "06-25", "08-11", "08-16"]
        assert all(10 <= moment.hour <= 12 for _, moment in mine)
        assert all(window.name.text(language) in text for text, _ in mine)  # type: ignore[arg-type]
    assert len(telegram.sent) == 8


async def test_not_at_night_and_not_after_opting_out(
    opening: Opening, telegram: Telegram, clock: time_machine.Traveller
) -> None:
    async with opening() as services:
        # Begins at eleven at night: a day before, and three hours before, would both be at night.
        event = await announce(services, at("2027-05-20 23:00"))
        await wants(services, AIGUL, "kk", "event", str(event.id))
        await wants(services, IVAN, "ru", "event", str(event.id))
        await services.reminders.cancel(IVAN, "event", str(event.id))
        await hours_go_by(services, telegram, clock, "2027-05-21 12:00")

    assert [(chat, f"{moment:%m-%d %H}") for chat, _, moment in telegram.sent] == [
        (AIGUL, "05-20 08"),
        (AIGUL, "05-20 20"),
    ]


async def test_what_fell_due_at_night_or_while_the_bot_was_away_waits_for_the_morning(
    opening: Opening, telegram: Telegram, clock: time_machine.Traveller
) -> None:
    async with opening() as services:
        await wants(services, AIGUL, "kk", "window", WINDOW)
        clock.move_to(at("2027-06-12 02:00"))
        assert await send_due_reminders(cast("Bot", telegram), services) == 0
        clock.move_to(at("2027-06-12 08:00"))
        assert await send_due_reminders(cast("Bot", telegram), services) == 1
        assert await send_due_reminders(cast("Bot", telegram), services) == 0
        # Away for the whole summer: of next year's days nobody wants to hear in October.
        clock.move_to(at("2027-10-01 12:00"))
        assert await send_due_reminders(cast("Bot", telegram), services) == 0
        (mine,) = await services.reminders.of(AIGUL)
    assert mine.due_at == at("2028-06-11 10:00")


async def test_a_reminder_follows_the_days_that_an_admin_confirms(
    opening: Opening, telegram: Telegram, clock: time_machine.Traveller
) -> None:
    async with opening() as services:
        await wants(services, AIGUL, "kk", "window", WINDOW)
        clock.move_to(at("2027-08-01 12:00"))
        telegram.sent.clear()
        await send_due_reminders(cast("Bot", telegram), services)
        confirmed = Confirmed(WINDOW, 2027, dt.date(2027, 6, 25), dt.date(2027, 8, 25))
        await services.windows.confirm(confirmed, 7)
        now = dt.datetime.now(dt.UTC)
        due = (await schedule_now(services, now)).due_after_change("window", WINDOW, now)
        assert await services.reminders.move("window", WINDOW, due) == 1
        await hours_go_by(services, telegram, clock, "2027-09-01 12:00", step=2)

    assert [f"{moment:%m-%d %H}" for _, _, moment in telegram.sent] == ["08-18 10", "08-23 10"]
    day = services.translations["kk"].day_of_year(dt.date(2027, 8, 25))
    assert all(day in text for _, text, _ in telegram.sent)


async def test_days_that_come_sooner_are_told_at_once(opening: Opening, clock: time_machine.Traveller) -> None:
    async with opening() as services:
        clock.move_to(at("2027-08-12 22:00"))
        # The usual last reminder, two days before, would have been the day before yesterday.
        await services.windows.confirm(Confirmed(WINDOW, 2027, dt.date(2027, 6, 25), dt.date(2027, 8, 13)), 7)
        now = dt.datetime.now(dt.UTC)
        due = (await schedule_now(services, now)).due_after_change("window", WINDOW, now)
    assert due == at("2027-08-13 08:00")


async def test_a_moved_event_is_told_at_once_and_reminded_of_at_its_new_time(
    opening: Opening, telegram: Telegram, clock: time_machine.Traveller
) -> None:
    async with opening() as services:
        words = services.translations["ru"]
        event = await announce(services, at("2027-05-20 15:00"))
        await wants(services, IVAN, "ru", "event", str(event.id))
        await services.events.set_times(event.id, at("2027-05-25 15:00"), None)
        await services.reminders.move("event", str(event.id), dt.datetime.now(dt.UTC))
        await hours_go_by(services, telegram, clock, "2027-05-26 12:00")

    told, *reminded = telegram.sent
    assert told[1].startswith(
        words.html("reminder.event.changed", name="Форум рабочих профессий", when="", place="")[:9]
    )
    assert [f"{moment:%m-%d %H}" for _, _, moment in reminded] == ["05-24 15", "05-25 12"]
    assert all("25 мая 2027, 15:00" in text for _, text, _ in telegram.sent)


async def test_an_event_called_off_is_told_once(
    opening: Opening, telegram: Telegram, clock: time_machine.Traveller
) -> None:
    async with opening() as services:
        event = await announce(services, at("2027-05-20 15:00"))
        await wants(services, AIGUL, "kk", "event", str(event.id))
        await services.events.settle(event.id, "published", "cancelled")
        await services.reminders.move("event", str(event.id), dt.datetime.now(dt.UTC))
        await hours_go_by(services, telegram, clock, "2027-05-26 12:00")
        assert await services.reminders.of(AIGUL) == []

    ((_, text, _),) = telegram.sent
    assert "🚫" in text
    assert "Жұмысшы мамандықтар форумы" in text


async def test_a_college_reminds_of_admission(
    opening: Opening, telegram: Telegram, clock: time_machine.Traveller
) -> None:
    async with opening() as services:
        await wants(services, AIGUL, "kk", "college", "71-004")
        await hours_go_by(services, telegram, clock, "2027-06-12 12:00", step=4)
        name = services.catalogue.colleges["71-004"].name("kk")

    ((_, text, _),) = telegram.sent
    assert name in text


async def test_two_processes_send_each_reminder_once(opening: Opening, telegram: Telegram) -> None:
    async with opening() as services, opening() as others:
        for chat_id in range(1, 41):
            await services.people.choose_language(chat_id, "kk")
            await services.reminders.set(Reminder(chat_id, "window", at("2027-06-11 10:00"), WINDOW))
        bot, due = cast("Bot", telegram), at("2027-06-11 10:00").astimezone(dt.UTC)
        await asyncio.gather(send_due_reminders(bot, services, due), send_due_reminders(bot, others, due))

    assert sorted(chat for chat, _, _ in telegram.sent) == list(range(1, 41))
