"""Events, visitors and confirmed windows on both databases."""

import asyncio
import datetime as dt
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.funding.calendar import Confirmed
from guidance.outreach.events import USUAL_LENGTH, Place
from guidance.storage.events import StoredEvents
from guidance.storage.people import StoredPeople
from guidance.storage.windows import StoredWindows

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
ADMIN = 7


async def test_an_event_is_kept_as_it_was_written(database: AsyncEngine) -> None:
    events = StoredEvents(database)
    draft = await events.create("forum", ADMIN)
    await events.write(draft.id, "name", "kk", "Ескі атау")
    await events.write(draft.id, "name", "kk", "Жұмысшы мамандықтар форумы")
    await events.write(draft.id, "name", "ru", "Форум <рабочих> профессий")
    changed = replace(draft, region="KZ-33", begins=NOON, ends=NOON + DAY, venue=Place(45.01, 78.37))
    await events.choose_region(draft.id, "KZ-33")
    await events.set_times(draft.id, NOON, NOON + DAY)
    await events.set_venue(draft.id, Place(45.01, 78.37))

    found = await events.find(draft.id)

    assert found == replace(
        changed,
        texts={("name", "kk"): "Жұмысшы мамандықтар форумы", ("name", "ru"): "Форум <рабочих> профессий"},
    )
    assert await events.find(draft.id + 1) is None
    assert [one.id for one in await events.drafts()] == [draft.id]


async def test_drafts_are_nowhere_and_what_is_over_is_past(database: AsyncEngine) -> None:
    events = StoredEvents(database)
    begins = {
        "over": NOON - DAY,
        "going on": NOON - USUAL_LENGTH / 2,
        "long": NOON - DAY,
        "tomorrow": NOON + DAY,
        "called off": NOON + 2 * DAY,
        "called off and over": NOON - DAY,
        "draft": NOON + DAY,
    }
    numbers = {}
    for name, moment in begins.items():
        event = await events.create("fair", ADMIN)
        await events.set_times(event.id, moment, NOON + DAY / 2 if name == "long" else None)
        if name != "draft":
            await events.settle(event.id, "draft", "published")
        if name.startswith("called"):
            await events.settle(event.id, "published", "cancelled")
        numbers[event.id] = name

    assert [numbers[one.id] for one in await events.upcoming(NOON)] == ["long", "going on", "tomorrow", "called off"]
    assert [numbers[one.id] for one in await events.past(NOON)] == ["over"]


async def test_only_a_draft_can_be_given_up_and_its_number_is_not_given_again(database: AsyncEngine) -> None:
    events = StoredEvents(database)
    published, draft = await events.create("fair", ADMIN), await events.create("fair", ADMIN)
    await events.settle(published.id, "draft", "published")
    await events.write(draft.id, "name", "ru", "Ярмарка")

    assert await events.remove_draft(draft.id)
    assert not await events.remove_draft(draft.id)
    assert not await events.remove_draft(published.id)
    assert (await events.create("fair", ADMIN)).id > draft.id


async def test_who_comes_is_counted_once_and_forgotten_with_the_person(database: AsyncEngine) -> None:
    events, people = StoredEvents(database), StoredPeople(database)
    event = await events.create("open_day", ADMIN)
    for chat_id in (1, 2, 3):
        await people.choose_language(chat_id, "kk")
        await events.come(event.id, chat_id)
        await events.come(event.id, chat_id)
    assert await events.coming(event.id) == 3

    await events.stay_away(event.id, 1)
    await events.stay_away(event.id, 1)
    await people.erase(2)

    assert await events.coming(event.id) == 1
    assert [await events.is_coming(event.id, chat_id) for chat_id in (1, 2, 3)] == [False, False, True]


async def test_a_year_of_a_window_is_confirmed_changed_and_withdrawn(database: AsyncEngine) -> None:
    windows = StoredWindows(database)
    first = Confirmed("state-order-9", 2027, dt.date(2027, 6, 25), dt.date(2027, 8, 18))
    second = replace(first, closes=dt.date(2027, 8, 20))
    other = Confirmed("evening", 2027, None, dt.date(2027, 9, 20))
    for one in (first, second, other):
        await windows.confirm(one, ADMIN)

    assert await windows.all() == {("state-order-9", 2027): second, ("evening", 2027): other}
    await windows.withdraw("state-order-9", 2026)
    await windows.withdraw("state-order-9", 2027)
    assert await windows.all() == {("evening", 2027): other}


async def test_of_two_admins_one_settles_it_and_nobody_undoes_what_the_other_did(database: AsyncEngine) -> None:
    events = StoredEvents(database)
    event = await events.create("forum", ADMIN)
    assert sorted(await asyncio.gather(*(events.settle(event.id, "draft", "published") for _ in range(4)))) == [
        *(False,) * 3,
        True,
    ]

    await asyncio.gather(events.settle(event.id, "published", "cancelled"), events.choose_region(event.id, "KZ-10"))

    found = await events.find(event.id)
    assert found is not None
    assert (found.state, found.region) == ("cancelled", "KZ-10")
    assert not await events.settle(event.id, "draft", "published")
