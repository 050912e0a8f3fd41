"""Reminders on both databases."""

import asyncio
import datetime as dt

from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.outreach.reminders import Reminder
from guidance.storage.people import StoredPeople
from guidance.storage.reminders import StoredReminders

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


async def test_due_reminders_are_taken_once_oldest_first(database: AsyncEngine) -> None:
    people, reminders = StoredPeople(database), StoredReminders(database)
    for chat_id in (1, 2, 3):
        await people.choose_language(chat_id, "kk")
    await reminders.set(Reminder(1, "questionnaire", NOON))
    await reminders.set(Reminder(2, "questionnaire", NOON - HOUR))
    await reminders.set(Reminder(3, "questionnaire", NOON + HOUR))

    assert [one.chat_id for one in await reminders.take_due(NOON, 10)] == [2, 1]
    assert await reminders.take_due(NOON, 10) == []
    assert [one.due_at for one in await reminders.take_due(NOON + HOUR, 10)] == [NOON + HOUR]


async def test_a_later_wish_replaces_an_earlier_one_and_can_be_cancelled(database: AsyncEngine) -> None:
    people, reminders = StoredPeople(database), StoredReminders(database)
    await people.choose_language(1, "ru")
    await reminders.set(Reminder(1, "questionnaire", NOON))
    await reminders.set(Reminder(1, "questionnaire", NOON + HOUR))
    assert await reminders.take_due(NOON, 10) == []

    await reminders.cancel(1, "questionnaire")
    await reminders.cancel(1, "questionnaire")
    assert await reminders.take_due(NOON + HOUR, 10) == []


async def test_two_workers_never_take_the_same(database: AsyncEngine) -> None:
    people, reminders = StoredPeople(database), StoredReminders(database)
    for chat_id in range(30):
        await people.choose_language(chat_id, "kk")
        await reminders.set(Reminder(chat_id, "questionnaire", NOON))

    taken = await asyncio.gather(*(reminders.take_due(NOON, 10) for _ in range(4)))

    chats = [one.chat_id for part in taken for one in part]
    assert sorted(chats) == sorted(set(chats))
    while rest := await reminders.take_due(NOON, 10):
        chats += [one.chat_id for one in rest]
    assert sorted(chats) == list(range(30))


async def test_an_erased_person_is_not_reminded(database: AsyncEngine) -> None:
    people, reminders = StoredPeople(database), StoredReminders(database)
    await people.choose_language(1, "kk")
    await reminders.set(Reminder(1, "questionnaire", NOON))

    await people.erase(1)

    assert await reminders.take_due(NOON, 10) == []
