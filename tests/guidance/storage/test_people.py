import datetime as dt
import json
from typing import Any

import pytest
from alembic import command
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.outreach.broadcasts import Content, Draft
from guidance.outreach.reminders import Reminder
from guidance.people.person import Erased, Person
from guidance.storage.attempts import StoredAttempts
from guidance.storage.broadcasts import StoredBroadcasts
from guidance.storage.database import migrate, migrations_config
from guidance.storage.events import StoredEvents
from guidance.storage.favourites import StoredFavourites
from guidance.storage.mistakes import StoredMistakeReports
from guidance.storage.outbox import StoredOutbox
from guidance.storage.people import StoredPeople
from guidance.storage.reminders import StoredReminders
from guidance.storage.schema import (
    answer,
    attempt,
    audit_entry,
    broadcast,
    broadcast_card,
    broadcast_content,
    broadcast_told,
    confirmed_window,
    delivery,
    event,
    event_text,
    event_visitor,
    favourite,
    metadata,
    mistake_report,
    outreach_turn,
    person,
    reminder,
    searched_query,
    staff,
    staff_invitation,
)

# Larger than 32 bits, as Telegram's numbers are.
ME, OTHER = 7_000_000_001, 7_000_000_002
NOTHING: dict[str, Any] = {
    "person": None,
    "attempts": [],
    "answers": [],
    "reminders": [],
    "favourites": [],
    "mistake_reports": [],
    "deliveries": [],
    "event_visits": [],
}
# The tables that hold something of a person; in the order of NOTHING.
OF_PEOPLE = (person, attempt, answer, reminder, favourite, mistake_report, delivery, event_visitor)
# Those that hold nothing of anybody.
OF_NOBODY = (
    searched_query,
    confirmed_window,
    event,
    event_text,
    broadcast,
    broadcast_content,
    broadcast_card,
    broadcast_told,
    outreach_turn,
    staff,
    staff_invitation,
    audit_entry,
)


@pytest.fixture
def people(database: AsyncEngine) -> StoredPeople:
    return StoredPeople(database)


async def test_language_may_be_chosen_again(people: StoredPeople) -> None:
    assert await people.find(ME) is None

    first = await people.choose_language(ME, "kk")
    second = await people.choose_language(ME, "ru")

    assert first == Person(ME, "kk")
    assert second == Person(ME, "ru")
    assert await people.find(ME) == second
    assert await people.find(OTHER) is None


async def test_a_third_language_is_refused_by_the_database(people: StoredPeople) -> None:
    with pytest.raises(IntegrityError):
        await people.choose_language(ME, "en")  # type: ignore[arg-type]


async def test_consent_keeps_its_first_date(people: StoredPeople) -> None:
    await people.choose_language(ME, "kk")

    first = await people.consent(ME)
    second = await people.consent(ME)

    assert first.consented_at is not None
    assert first.consented_at.utcoffset() is not None
    assert second.consented_at == first.consented_at
    assert (await people.choose_language(ME, "ru")).consented_at == first.consented_at


async def test_consent_of_an_unknown_person(people: StoredPeople) -> None:
    with pytest.raises(LookupError):
        await people.consent(ME)
    assert await people.find(ME) is None


async def test_region_is_kept_only_with_consent(people: StoredPeople) -> None:
    await people.choose_language(ME, "kk")
    await people.choose_language(OTHER, "kk")

    await people.choose_region(ME, "KZ-10")
    assert await people.find(ME) == Person(ME, "kk")

    consented = await people.consent(ME)
    await people.choose_region(ME, "KZ-10")
    assert await people.find(ME) == Person(ME, "kk", "KZ-10", consented.consented_at)
    assert await people.find(OTHER) == Person(OTHER, "kk")


async def test_who_somebody_is_is_kept_only_with_consent(people: StoredPeople) -> None:
    await people.choose_language(ME, "kk")
    await people.choose_language(OTHER, "kk")
    await people.choose_role(ME, "pupil", 2029)
    assert await people.find(ME) == Person(ME, "kk")

    consented = await people.consent(ME)
    for role, leaves_in, kept in (
        ("pupil", 2029, ("pupil", 2029)),
        ("pupil", None, ("pupil", None)),
        ("pupil", 2028, ("pupil", 2028)),
        ("parent", 2028, ("parent", None)),
        ("pupil", 2027, ("pupil", 2027)),
        (None, 2027, (None, None)),
    ):
        await people.choose_role(ME, role, leaves_in)  # type: ignore[arg-type]
        assert await people.find(ME) == Person(ME, "kk", None, consented.consented_at, None, *kept)
    assert await people.find(OTHER) == Person(OTHER, "kk")


async def test_another_role_is_refused_by_the_database(people: StoredPeople) -> None:
    await people.choose_language(ME, "kk")
    await people.consent(ME)
    with pytest.raises(IntegrityError):
        await people.choose_role(ME, "director", None)  # type: ignore[arg-type]


async def test_the_step_that_brings_roles_loses_nothing_of_anybody(people: StoredPeople, database: AsyncEngine) -> None:
    await _with_answers(database, ME)
    await people.choose_role(ME, "pupil", 2029)
    before = await people.everything_about(ME)

    async with database.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(migrations_config(sync), "0006"))
    await migrate(database)

    after = await people.everything_about(ME)
    assert (after["person"]["role"], after["person"]["leaves_in"]) == (None, None)
    for kept in ("attempts", "answers", "reminders", "favourites", "mistake_reports"):
        assert after[kept] == before[kept] != []


async def test_everything_about_a_person_fits_into_json(people: StoredPeople, database: AsyncEngine) -> None:
    mine = await _with_answers(database, ME)
    await _with_answers(database, OTHER)

    everything = json.loads(json.dumps(await people.everything_about(ME)))

    # A table added to the schema has to be shown to the person, and erased: see the next test.
    assert set(metadata.tables.values()) == {*OF_PEOPLE, *OF_NOBODY}
    assert "chat_id" not in searched_query.c
    assert set(everything) == set(NOTHING)
    assert [one["kind"] for one in everything["reminders"]] == ["questionnaire"]
    assert [(one["chat_id"], one["kind"], one["key"]) for one in everything["favourites"]] == [
        (ME, "college", "71-004")
    ]
    assert [(one["about"], one["words"], one["state"]) for one in everything["mistake_reports"]] == [
        ("closed", "2023", "open")
    ]
    assert set(everything["person"]) == set(person.c.keys())
    assert everything["person"]["chat_id"] == ME
    assert everything["person"]["consented_at"].endswith("+00:00")
    assert [one["id"] for one in everything["attempts"]] == mine
    assert {one["chat_id"] for one in everything["attempts"]} == {ME}
    assert [(one["attempt_id"], one["item_id"], one["value"]) for one in everything["answers"]] == [
        (mine[0], "R01", 5),
        (mine[0], "I01", 1),
        (mine[1], "R01", 3),
    ]
    assert await people.everything_about(3) == NOTHING


async def test_erasing_leaves_nothing_of_a_person_and_all_of_others(
    people: StoredPeople, database: AsyncEngine
) -> None:
    await _with_answers(database, ME)
    await _with_answers(database, OTHER)
    of_other = await people.everything_about(OTHER)

    assert await people.erase(ME) == Erased(attempts=2, answers=3, favourites=1)

    assert await people.find(ME) is None
    assert await people.everything_about(ME) == NOTHING
    assert await people.everything_about(OTHER) == of_other
    async with database.connect() as connection:
        rows = [(await connection.execute(select(func.count()).select_from(table))).scalar_one() for table in OF_PEOPLE]
    assert rows == [1, 2, 3, 1, 1, 1, 1, 1]
    assert await people.erase(ME) == Erased(attempts=0, answers=0, favourites=0)


async def _with_answers(database: AsyncEngine, chat_id: int) -> list[int]:
    """A person of whom something stands in every table.

    Gives the numbers of their attempts: a finished one of two answers and an open one of one.
    """
    people, attempts = StoredPeople(database), StoredAttempts(database)
    await people.choose_language(chat_id, "kk")
    await people.consent(chat_id)
    await people.choose_region(chat_id, "KZ-75")
    finished = await attempts.start(chat_id, "kk")
    await attempts.answer(finished.id, chat_id, "R01", 5)
    await attempts.answer(finished.id, chat_id, "I01", 1)
    await attempts.finish(finished.id, chat_id)
    opened = await attempts.start(chat_id, "ru")
    await attempts.answer(opened.id, chat_id, "R01", 3)
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    await StoredReminders(database).set(Reminder(chat_id, "questionnaire", tomorrow))
    await StoredFavourites(database).add(chat_id, "college", "71-004")
    reports = StoredMistakeReports(database)
    report = await reports.add(chat_id, "college", "71-004", "closed")
    assert report is not None
    await reports.describe(report.id, chat_id, "2023")
    broadcasts, now = StoredBroadcasts(database), dt.datetime.now(dt.UTC)
    announced = await broadcasts.create(Draft(1, {"kk": Content("Форум")}), now)
    await broadcasts.schedule(announced.id, announced.version, now)
    await StoredOutbox(database).begin_due(now)
    events = StoredEvents(database)
    await events.come((await events.create("fair", 1)).id, chat_id)
    return [finished.id, opened.id]
