"""Reports of mistakes on both databases."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.catalogue.mistakes import MOST_OPEN_REPORTS, MOST_WORDS, MistakeReport
from guidance.storage.mistakes import StoredMistakeReports
from guidance.storage.people import StoredPeople


async def filed(reports: StoredMistakeReports, chat_id: int, key: str = "71-004") -> MistakeReport:
    report = await reports.add(chat_id, "college", key, "contacts")
    assert report is not None
    return report


async def known(database: AsyncEngine, *chats: int) -> StoredMistakeReports:
    for chat_id in chats:
        await StoredPeople(database).choose_language(chat_id, "kk")
    return StoredMistakeReports(database)


async def test_a_report_waits_until_it_is_decided(database: AsyncEngine) -> None:
    reports = await known(database, 1, 2)
    first, second = await filed(reports, 1), await filed(reports, 2)

    assert await reports.open() == [first, second]
    assert await reports.find(first.id) == first
    assert (first.chat_id, first.kind, first.key, first.about) == (1, "college", "71-004", "contacts")
    assert (first.words, first.state) == ("", "open")

    assert await reports.decide(first.id, "accepted")
    assert await reports.open() == [second]
    decided = await reports.find(first.id)
    assert decided is not None
    assert decided.state == "accepted"


async def test_a_report_is_decided_once(database: AsyncEngine) -> None:
    reports = await known(database, 1)
    report = await filed(reports, 1)

    outcomes = await asyncio.gather(*(reports.decide(report.id, "declined") for _ in range(4)))

    assert sorted(outcomes) == [False, False, False, True]
    assert not await reports.decide(report.id, "accepted")
    assert not await reports.decide(report.id + 1, "accepted")
    decided = await reports.find(report.id)
    assert decided is not None
    assert decided.state == "declined"


async def test_the_same_report_is_filed_once_while_it_waits(database: AsyncEngine) -> None:
    reports = await known(database, 1, 2)

    both = await asyncio.gather(filed(reports, 1), filed(reports, 1))

    assert both[0] == both[1]
    assert await filed(reports, 1, "71-005") != both[0]
    assert await filed(reports, 2) != both[0]
    await reports.decide(both[0].id, "declined")
    assert (await filed(reports, 1)).id > both[0].id


async def test_words_are_put_to_ones_own_open_report_only(database: AsyncEngine) -> None:
    reports = await known(database, 1, 2)
    report = await filed(reports, 1)

    assert await reports.describe(report.id, 2, "чужое") is None
    assert await reports.describe(report.id + 1, 1, "нет такого") is None
    described = await reports.describe(report.id, 1, "нө\0мірі ауысқан")
    assert described is not None
    assert described.words == "нөмірі ауысқан"
    longer = await reports.describe(report.id, 1, "ә" * (MOST_WORDS + 5))
    assert longer is not None
    assert longer.words == "ә" * MOST_WORDS

    await reports.decide(report.id, "accepted")
    assert await reports.describe(report.id, 1, "поздно") is None
    assert await reports.find(report.id) is not None


async def test_nobody_fills_the_queue_alone(database: AsyncEngine) -> None:
    reports = await known(database, 1, 2)
    mine = [await filed(reports, 1, f"71-{number:03}") for number in range(MOST_OPEN_REPORTS)]

    assert await reports.add(1, "college", "71-999", "name") is None
    # What waits already is no new report.
    assert await reports.add(1, "college", "71-000", "contacts") == mine[0]
    assert await reports.add(2, "college", "71-999", "name") is not None
    await reports.decide(mine[0].id, "declined")
    assert await reports.add(1, "college", "71-999", "name") is not None


async def test_strangers_file_nothing_and_the_erased_leave_nothing(database: AsyncEngine) -> None:
    reports = await known(database, 1)
    assert await reports.add(2, "college", "71-004", "name") is None
    report = await filed(reports, 1)

    await StoredPeople(database).erase(1)

    assert await reports.find(report.id) is None
    assert await reports.open() == []
    await StoredPeople(database).choose_language(1, "ru")
    # The number of an old button never points at a new report.
    assert (await filed(reports, 1)).id > report.id
