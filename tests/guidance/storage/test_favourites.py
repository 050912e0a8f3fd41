import asyncio

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.people.favourites import MOST_FAVOURITES
from guidance.storage.favourites import StoredFavourites
from guidance.storage.people import StoredPeople
from guidance.storage.schema import favourite

# Larger than 32 bits, as Telegram's numbers are.
ME, OTHER = 7_000_000_001, 7_000_000_002


@pytest.fixture
async def favourites(database: AsyncEngine) -> StoredFavourites:
    """Two people who have consented, with nothing saved yet."""
    people = StoredPeople(database)
    for chat_id in (ME, OTHER):
        await people.choose_language(chat_id, "kk")
        await people.consent(chat_id)
    return StoredFavourites(database)


async def cards(favourites: StoredFavourites, chat_id: int = ME) -> list[tuple[str, str]]:
    return [(one.kind, one.key) for one in await favourites.of(chat_id)]


async def test_the_newest_stands_first(favourites: StoredFavourites) -> None:
    assert await favourites.add(ME, "college", "71-004")
    assert await favourites.add(ME, "specialty", "07150500")
    assert await favourites.add(ME, "college", "71-001")

    assert await cards(favourites) == [("college", "71-001"), ("specialty", "07150500"), ("college", "71-004")]
    times = [one.added_at for one in await favourites.of(ME)]
    assert times == sorted(times, reverse=True)
    assert all(one.utcoffset() is not None for one in times)


async def test_saving_twice_changes_nothing(favourites: StoredFavourites) -> None:
    assert await favourites.add(ME, "college", "71-004")
    before = await favourites.of(ME)

    assert await favourites.add(ME, "college", "71-004")
    assert await favourites.of(ME) == before


async def test_nothing_is_kept_without_consent(database: AsyncEngine) -> None:
    favourites = StoredFavourites(database)
    await StoredPeople(database).choose_language(ME, "kk")

    assert not await favourites.add(ME, "college", "71-004")
    assert not await favourites.add(OTHER, "college", "71-004")
    assert await favourites.of(ME) == []
    assert await favourites.of(OTHER) == []


async def test_removing_takes_one_card_of_one_person(favourites: StoredFavourites) -> None:
    for chat_id in (ME, OTHER):
        await favourites.add(chat_id, "college", "71-004")
    await favourites.add(ME, "specialty", "07150500")

    await favourites.remove(ME, "college", "71-004")
    await favourites.remove(ME, "college", "71-004")
    await favourites.remove(OTHER, "specialty", "07150500")

    assert await cards(favourites) == [("specialty", "07150500")]
    assert await cards(favourites, OTHER) == [("college", "71-004")]


async def test_a_full_list_takes_no_more_and_keeps_what_it_has(favourites: StoredFavourites) -> None:
    for number in range(MOST_FAVOURITES):
        assert await favourites.add(ME, "college", f"71-{number:03}")

    assert not await favourites.add(ME, "college", "71-999")
    assert await favourites.add(ME, "college", "71-000"), "it is on the list already"
    assert await favourites.add(OTHER, "college", "71-999"), "another person's list is not full"
    await favourites.remove(ME, "college", "71-000")
    assert await favourites.add(ME, "college", "71-999")
    assert len(await favourites.of(ME)) == MOST_FAVOURITES


async def test_presses_at_once_fill_the_list_to_its_end_and_no_further(favourites: StoredFavourites) -> None:
    for number in range(MOST_FAVOURITES - 1):
        await favourites.add(ME, "college", f"71-{number:03}")

    saved = await asyncio.gather(*(favourites.add(ME, "specialty", f"0715050{number}") for number in range(5)))

    assert saved.count(True) == 1
    assert len(await favourites.of(ME)) == MOST_FAVOURITES


async def test_erasing_a_person_takes_their_list_along(favourites: StoredFavourites, database: AsyncEngine) -> None:
    await favourites.add(ME, "college", "71-004")
    await favourites.add(OTHER, "college", "71-004")

    erased = await StoredPeople(database).erase(ME)

    assert erased.favourites == 1
    assert await favourites.of(ME) == []
    async with database.connect() as connection:
        assert (await connection.execute(select(func.count()).select_from(favourite))).scalar_one() == 1
