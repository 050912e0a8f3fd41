"""Who somebody said they are, as announcements take it: by the day on which they begin."""

import datetime as dt

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.outreach.audience import read_audience
from guidance.outreach.broadcasts import Content, Draft
from guidance.people.roles import Role
from guidance.storage.broadcasts import StoredBroadcasts
from guidance.storage.outbox import StoredOutbox
from guidance.storage.people import StoredPeople

# Who is who; the last two have said nothing, one of them without a consent.
PEOPLE: dict[int, tuple[Role | None, int | None]] = {
    1: ("pupil", 2029),
    2: ("pupil", 2027),
    3: ("pupil", None),
    4: ("student", None),
    5: ("parent", None),
    6: ("teacher", None),
    7: (None, None),
    8: (None, None),
}
AUTUMN, SUMMER, NEXT_AUTUMN = (
    dt.datetime(*day, 12, tzinfo=dt.UTC) for day in ((2026, 11, 23), (2027, 8, 31), (2027, 9, 1))
)


@pytest.fixture
async def people(database: AsyncEngine) -> StoredPeople:
    people = StoredPeople(database)
    for chat_id, (role, leaves_in) in PEOPLE.items():
        await people.choose_language(chat_id, "kk")
        if role is not None:
            await people.consent(chat_id)
            await people.choose_role(chat_id, role, leaves_in)
    return people


@pytest.mark.usefixtures("people")
async def test_roles_and_grades_are_those_of_the_day(database: AsyncEngine) -> None:
    broadcasts, outbox = StoredBroadcasts(database), StoredOutbox(database)
    for expression, day, expected in (
        ("", AUTUMN, {*PEOPLE}),
        ("role=pupil", AUTUMN, {1, 2, 3}),
        ("role=pupil", SUMMER, {1, 2, 3}),
        ("role=pupil", NEXT_AUTUMN, {1, 3}),
        ("role=parent,teacher", AUTUMN, {5, 6}),
        ("role=student", NEXT_AUTUMN, {4}),
        ("grade=9", AUTUMN, {1}),
        ("grade=9,11", SUMMER, {1, 2}),
        ("grade=9,11", NEXT_AUTUMN, set()),
        ("grade=10", NEXT_AUTUMN, {1}),
        ("role=pupil grade=11", AUTUMN, {2}),
        ("role=parent grade=11", AUTUMN, set()),
    ):
        draft = Draft(1, {"kk": Content("Форум")}, read_audience(expression), rate=1000)
        assert await broadcasts.reach(draft, day) == len(expected), (expression, day)
        made = await broadcasts.create(draft, day)
        await broadcasts.schedule(made.id, made.version, day)
        await outbox.begin_due(day)
        batch = await outbox.claim(day, 60, 100)
        assert {one.chat_id for one in (batch.deliveries if batch else ())} == expected, (expression, day)
        await broadcasts.wish(made.id, None, "cancel", day)
