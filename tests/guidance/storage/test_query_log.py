from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.search.query_log import may_be_kept
from guidance.storage.query_log import StoredQueryLog
from guidance.storage.schema import searched_query


async def test_what_finds_nothing_is_the_owners_list(database: AsyncEngine) -> None:
    log = StoredQueryLog(database)
    for _ in range(3):
        await log.asked("космонавт", "", 0)
    await log.asked("стюардеса", "KZ-75", 0)
    await log.asked("сварщик", "", 12)
    await log.tapped("сварщик", "", 1)
    await log.tapped("сварщик", "", 4)

    found = await log.without_hits(10)

    assert [(one.query, one.filters, one.asked, one.hits) for one in found] == [
        ("космонавт", "", 3, 0),
        ("стюардеса", "KZ-75", 1, 0),
    ]
    assert [one.query for one in await log.without_hits(1)] == ["космонавт"]
    # The owner has added the word: it leaves the list, and what was opened is known.
    await log.asked("космонавт", "", 2)
    await log.tapped("космонавт", "", 2)
    assert [one.query for one in await log.without_hits(10)] == ["стюардеса"]


async def test_letters_and_numbers_are_not_kept(database: AsyncEngine) -> None:
    log = StoredQueryLog(database)
    for query in ("", "а" * 101, "мой номер 87011234567", "8 701 12 3"):
        assert not may_be_kept(query)
        await log.asked(query, "", 0)
        await log.tapped(query, "", 1)
    assert await log.without_hits(10) == []


async def test_what_nobody_asks_any_more_is_forgotten(database: AsyncEngine) -> None:
    log = StoredQueryLog(database)
    await log.asked("новое", "", 0)
    await log.asked("старое", "", 0)
    async with database.begin() as connection:
        old = searched_query.c.last_on.type.python_type(2020, 1, 1)
        await connection.execute(searched_query.update().where(searched_query.c.query == "старое").values(last_on=old))

    await log.forget_old()

    assert [one.query for one in await log.without_hits(10)] == ["новое"]


def test_the_log_has_no_place_for_a_person() -> None:
    assert set(searched_query.c.keys()) == {"query", "filters", "asked", "hits", "tapped", "rank_sum", "last_on"}
