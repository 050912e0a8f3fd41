"""Reminders on both databases."""

import asyncio
import datetime as dt

from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.outreach.reminders import Reminder
from guidance.storage.people import StoredPeople
from guidance.storage.reminders import StoredReminders

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def once(_: Reminder) -> None:
    """Nothing follows."""


def after_an_hour(taken: Reminder) -> dt.datetime:
    return taken.due_at + HOUR


async def test_due_reminders_are_taken_once_oldest_first(database: AsyncEngine) -> None:
    people, reminders = StoredPeople(database), StoredReminders(database)
    for chat_id in (1, 2, 3):
        await people.choose_language(chat_id, "kk")
    await reminders.set(Reminder(1, "questionnaire", NOON))
    await reminders.set(Reminder(2, "questionnaire", NOON - HOUR))
    await reminders.set(Reminder(3, "questionnaire", NOON + HOUR))

    assert [one.chat_id for one in await reminders.take_due(NOON, 10, once)] == [2, 1]
    assert await reminders.take_due(NOON, 10, once) == []
    assert [one.due_at for one in await reminders.take_due(NOON + HOUR, 10, once)] == [NOON + HOUR]


async def test_a_later_wish_replaces_an_earlier_one_and_can_be_cancelled(database: AsyncEngine) -> None:
    people, reminders = StoredPeople(database), StoredReminders(database)
    await people.choose_language(1, "ru")
    await reminders.set(Reminder(1, "questionnaire", NOON))
    await reminders.set(Reminder(1, "questionnaire", NOON + HOUR))
    assert await reminders.take_due(NOON, 10, once) == []

    await reminders.cancel(1, "questionnaire")
    await reminders.cancel(1, "questionnaire")
    assert await reminders.take_due(NOON + HOUR, 10, once) == []


async def test_two_workers_never_take_the_same(database: AsyncEngine) -> None:
    people, reminders = StoredPeople(database), StoredReminders(database)
    for chat_id in range(30):
        await people.choose_language(chat_id, "kk")
        await reminders.set(Reminder(chat_id, "questionnaire", NOON))

    taken = await asyncio.gather(*(reminders.take_due(NOON, 10, once) for _ in range(4)))

    chats = [one.chat_id for part in taken for one in part]
    assert sorted(chats) == sorted(set(chats))
    while rest := await reminders.take_due(NOON, 10, once):
        chats += [one.chat_id for one in rest]
    assert sorted(chats) == list(range(30))


async def test_an_erased_person_is_not_reminded(database: AsyncEngine) -> None:
    people, reminders = StoredPeople(database), StoredReminders(database)
    await people.choose_language(1, "kk")
    await reminders.set(Reminder(1, "questionnaire", NOON))

    await people.erase(1)

    assert await reminders.take_due(NOON, 10, once) == []


async def test_what_follows_is_set_with_the_taking(database: AsyncEngine) -> None:
    people, reminders = StoredPeople(database), StoredReminders(database)
    await people.choose_language(1, "kk")
    await reminders.set(Reminder(1, "window", NOON, "creative"))
    await reminders.set(Reminder(1, "window", NOON + HOUR, "paid"))

    assert [one.key for one in await reminders.take_due(NOON, 10, after_an_hour)] == ["creative"]
    assert [(one.key, one.due_at) for one in await reminders.of(1)] == [
        ("creative", NOON + HOUR),
        ("paid", NOON + HOUR),
    ]


async def test_reminders_of_one_date_move_together(database: AsyncEngine) -> None:
    people, reminders = StoredPeople(database), StoredReminders(database)
    for chat_id in (1, 2):
        await people.choose_language(chat_id, "ru")
        await reminders.set(Reminder(chat_id, "event", NOON, "7"))
        await reminders.set(Reminder(chat_id, "event", NOON, "8"))
        await reminders.set(Reminder(chat_id, "college", NOON, "71-001"))
        await reminders.set(Reminder(chat_id, "college", NOON, "71-002"))

    assert await reminders.move("event", "7", NOON + HOUR) == 2
    assert await reminders.move("college", None, NOON + HOUR) == 4
    assert await reminders.move("window", "7", NOON) == 0

    moved = {(one.kind, one.key) for one in await reminders.of(2) if one.due_at == NOON + HOUR}
    assert moved == {("event", "7"), ("college", "71-001"), ("college", "71-002")}


async def test_one_person_stops_everything(database: AsyncEngine) -> None:
    people, reminders = StoredPeople(database), StoredReminders(database)
    for chat_id in (1, 2):
        await people.choose_language(chat_id, "ru")
        await reminders.set(Reminder(chat_id, "event", NOON, "7"))
        await reminders.set(Reminder(chat_id, "retake", NOON))

    await reminders.cancel_all(1)

    assert await reminders.of(1) == []
    assert len(await reminders.of(2)) == 2


async def test_a_moment_keeps_its_time_whatever_zone_it_was_given_in(database: AsyncEngine) -> None:
    people, reminders = StoredPeople(database), StoredReminders(database)
    await people.choose_language(1, "kk")
    await reminders.set(Reminder(1, "retake", NOON.astimezone(dt.timezone(5 * HOUR))))

    assert [one.due_at for one in await reminders.of(1)] == [NOON]
    assert await reminders.take_due(NOON - HOUR / 60, 10, once) == []
    assert len(await reminders.take_due(NOON, 10, once)) == 1
