"""What becomes of announcements, counted on both databases."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.catalogue.cells import Language
from guidance.outreach.broadcasts import Broadcast, Content, Draft
from guidance.outreach.outcomes import Later, Outcome, Refused, Sent, Unknown, Unreachable
from guidance.outreach.report import Failure
from guidance.storage.announcement_reports import StoredReports
from guidance.storage.broadcasts import StoredBroadcasts
from guidance.storage.outbox import StoredOutbox
from guidance.storage.people import StoredPeople

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
BLOCKED = "Forbidden: bot was blocked by the user"
PEOPLE: list[tuple[Language, str | None, Outcome]] = [
    ("kk", "KZ-75", Sent((1,))),
    ("kk", "KZ-75", Unreachable(BLOCKED)),
    ("ru", "KZ-75", Unreachable(BLOCKED)),
    ("ru", None, Sent((1,))),
    ("ru", None, Unknown("TelegramNetworkError")),
    ("kk", None, Unreachable("Forbidden: user 7000000001 is deactivated")),
    ("kk", None, Unreachable("Forbidden: user 7000000002 is deactivated")),
    ("kk", None, Later("Internal Server Error")),
]


async def made(database: AsyncEngine) -> Broadcast:
    """An announcement that runs, to everybody."""
    broadcasts = StoredBroadcasts(database)
    both = {"kk": Content("Форум"), "ru": Content("Форум, приходите")}
    one = await broadcasts.create(Draft(1, both, rate=1000.0), NOW)  # type: ignore[arg-type]
    await broadcasts.schedule(one.id, one.version, NOW)
    await StoredOutbox(database).begin_due(NOW)
    begun = await broadcasts.find(one.id)
    assert begun is not None
    return begun


@pytest.fixture
def reports(database: AsyncEngine) -> StoredReports:
    return StoredReports(database)


async def test_people_are_counted_by_region_language_and_reason(database: AsyncEngine, reports: StoredReports) -> None:
    people = StoredPeople(database)
    for chat_id, (language, region, _) in enumerate(PEOPLE, start=1):
        await people.choose_language(chat_id, language)
        if region:
            await people.consent(chat_id)
            await people.choose_region(chat_id, region)
    one = await made(database)
    outbox = StoredOutbox(database)
    batch = await outbox.claim(NOW, 60, 100)
    assert batch is not None
    await outbox.settle(batch, [PEOPLE[delivery.chat_id - 1][2] for delivery in batch.deliveries], NOW)

    report = await reports.of(one.id)
    assert report is not None
    assert report.regions == {
        "KZ-75": {"sent": 1, "unreachable": 2},
        None: {"sent": 1, "unreachable": 2, "unknown": 1, "waiting": 1},
    }
    assert report.languages == {
        "kk": {"sent": 1, "unreachable": 3, "waiting": 1},
        "ru": {"sent": 1, "unreachable": 1, "unknown": 1},
    }
    # What waits may arrive yet; numbers that may be those of chats are not passed on.
    assert report.failures == (
        Failure("unreachable", BLOCKED, 2),
        Failure("unreachable", "Forbidden: user … is deactivated", 2),
        Failure("unknown", "TelegramNetworkError", 1),
    )
    assert [failure.cause for failure in report.failures] == ["blocked", "gone", "network"]
    assert (report.broadcast.total, report.broadcast.counts["sent"]) == (8, 2)


async def test_there_is_no_report_before_it_begins(database: AsyncEngine, reports: StoredReports) -> None:
    draft = await StoredBroadcasts(database).create(Draft(1, {}), NOW)
    assert await reports.of(draft.id) is None
    assert await reports.of(99) is None


async def test_each_end_is_handed_out_once(database: AsyncEngine, reports: StoredReports) -> None:
    outbox, broadcasts = StoredOutbox(database), StoredBroadcasts(database)
    await StoredPeople(database).choose_language(1, "kk")
    one = await made(database)
    assert await reports.take_ended(NOW) == []
    batch = await outbox.claim(NOW, 60, 100)
    assert batch is not None
    await outbox.settle(batch, [Sent((1,))], NOW)
    await outbox.finish(NOW)
    taken = await asyncio.gather(*(reports.take_ended(NOW) for _ in range(4)))
    assert sorted(taken) == [[], [], [], [one.id]]

    over = await broadcasts.find(one.id)
    assert over is not None
    await broadcasts.take_back(one.id, over.version, NOW)
    assert await reports.take_ended(NOW) == []
    batch = await outbox.claim(NOW, 60, 100)
    assert batch is not None
    await outbox.settle(batch, [Sent(())], NOW)
    await outbox.finish(NOW)
    assert await reports.take_ended(NOW) == [one.id]
    assert await reports.take_ended(NOW) == []


async def test_what_was_refused_is_told_and_what_never_began_or_is_old_is_not(
    database: AsyncEngine, reports: StoredReports
) -> None:
    outbox, broadcasts = StoredOutbox(database), StoredBroadcasts(database)
    await StoredPeople(database).choose_language(1, "kk")
    draft = await broadcasts.create(Draft(1, {}), NOW)
    await broadcasts.wish(draft.id, None, "cancel", NOW)
    stopped = await made(database)
    batch = await outbox.claim(NOW, 60, 100)
    assert batch is not None
    await outbox.settle(batch, [Refused("Bad Request: can't parse entities")], NOW)
    assert await reports.take_ended(NOW) == [stopped.id]
    await broadcasts.wish(stopped.id, None, "cancel", NOW)
    assert await reports.take_ended(NOW + dt.timedelta(days=2)) == []
    assert await reports.take_ended(NOW) == [stopped.id]
