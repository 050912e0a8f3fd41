import asyncio

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.storage.attempts import StoredAttempts
from guidance.storage.people import StoredPeople
from guidance.storage.schema import answer, attempt

ME, OTHER = 7_000_000_001, 7_000_000_002


@pytest.fixture
async def attempts(database: AsyncEngine) -> StoredAttempts:
    people = StoredPeople(database)
    await people.choose_language(ME, "kk")
    await people.choose_language(OTHER, "ru")
    return StoredAttempts(database)


async def test_a_person_has_one_open_attempt(attempts: StoredAttempts) -> None:
    assert await attempts.open(ME) is None

    first = await attempts.start(ME, "kk")
    again = await attempts.start(ME, "ru")

    assert again == first
    assert (first.chat_id, first.language, first.finished_at, first.answers) == (ME, "kk", None, {})
    assert first.touched_at == first.started_at
    assert first.started_at.utcoffset() is not None
    assert await attempts.open(ME) == first
    assert await attempts.open(OTHER) is None


async def test_starts_at_the_same_moment_give_one_attempt(attempts: StoredAttempts, database: AsyncEngine) -> None:
    started = await asyncio.gather(*(attempts.start(ME, "kk") for _ in range(5)))

    assert len({one.id for one in started}) == 1
    async with database.connect() as connection:
        assert (await connection.execute(select(func.count()).select_from(attempt))).scalar_one() == 1


async def test_answers_at_the_same_moment_are_all_kept(attempts: StoredAttempts) -> None:
    mine = await attempts.start(ME, "kk")
    items = [f"R{number:02}" for number in range(10)]

    kept = await asyncio.gather(*(attempts.answer(mine.id, ME, item, 4) for item in items))

    opened = await attempts.open(ME)
    assert all(kept)
    assert opened is not None
    assert opened.answers == dict.fromkeys(items, 4)


async def test_a_later_answer_replaces_the_earlier_one(attempts: StoredAttempts) -> None:
    mine = await attempts.start(ME, "kk")
    await attempts.answer(mine.id, ME, "R01", 1)
    await attempts.answer(mine.id, ME, "I01", 3)
    before = await attempts.open(ME)

    assert await attempts.answer(mine.id, ME, "R01", 5)

    after = await attempts.open(ME)
    assert before is not None
    assert after is not None
    assert after.answers == {"R01": 5, "I01": 3}
    assert mine.started_at == after.started_at
    assert mine.touched_at < before.touched_at < after.touched_at


async def test_an_answer_is_kept_only_in_ones_own_open_attempt(attempts: StoredAttempts, database: AsyncEngine) -> None:
    finished = await attempts.start(ME, "kk")
    await attempts.finish(finished.id, ME)
    mine = await attempts.start(ME, "kk")

    assert not await attempts.answer(mine.id, OTHER, "R01", 3)
    assert not await attempts.answer(finished.id, ME, "R01", 3)
    assert not await attempts.answer(mine.id + 1000, ME, "R01", 3)

    async with database.connect() as connection:
        assert (await connection.execute(select(func.count()).select_from(answer))).scalar_one() == 0


@pytest.mark.parametrize("value", [0, 6])
async def test_the_database_refuses_an_answer_that_is_not_from_1_to_5(attempts: StoredAttempts, value: int) -> None:
    mine = await attempts.start(ME, "kk")
    await attempts.answer(mine.id, ME, "R01", 2)

    for item in ("R01", "R02"):
        with pytest.raises(IntegrityError):
            await attempts.answer(mine.id, ME, item, value)

    opened = await attempts.open(ME)
    assert opened is not None
    assert opened.answers == {"R01": 2}


async def test_finishing_twice_changes_nothing_the_second_time(attempts: StoredAttempts) -> None:
    mine = await attempts.start(ME, "kk")
    await attempts.answer(mine.id, ME, "R01", 5)
    await attempts.finish(mine.id, OTHER)
    assert await attempts.latest_finished(ME) is None

    await attempts.finish(mine.id, ME)
    first = await attempts.latest_finished(ME)
    await attempts.finish(mine.id, ME)

    assert first is not None
    assert first.finished_at is not None
    assert first.answers == {"R01": 5}
    assert await attempts.latest_finished(ME) == first
    assert await attempts.open(ME) is None
    assert await attempts.latest_finished(OTHER) is None


async def test_discarding_forgets_the_open_attempt_only(attempts: StoredAttempts) -> None:
    finished = await attempts.start(ME, "kk")
    await attempts.answer(finished.id, ME, "R01", 1)
    await attempts.finish(finished.id, ME)
    opened = await attempts.start(ME, "kk")
    await attempts.answer(opened.id, ME, "R01", 5)
    of_other = await attempts.start(OTHER, "ru")

    await attempts.discard(finished.id, ME)
    await attempts.discard(of_other.id, ME)
    still_open = await attempts.open(ME)
    assert still_open is not None
    assert still_open.answers == {"R01": 5}
    await attempts.discard(opened.id, ME)
    await attempts.discard(opened.id, ME)

    kept = await attempts.latest_finished(ME)
    assert kept is not None
    assert kept.answers == {"R01": 1}
    assert await attempts.open(ME) is None
    assert await attempts.open(OTHER) == of_other
    assert not await attempts.answer(opened.id, ME, "R01", 5)


async def test_the_latest_finished_attempt_is_the_one_finished_last(attempts: StoredAttempts) -> None:
    for value in (1, 2):
        mine = await attempts.start(ME, "kk")
        await attempts.answer(mine.id, ME, "R01", value)
        await attempts.finish(mine.id, ME)
    opened = await attempts.start(ME, "kk")

    latest = await attempts.latest_finished(ME)

    assert latest is not None
    assert latest.answers == {"R01": 2}
    assert latest.id < opened.id


async def test_a_number_is_never_given_twice(attempts: StoredAttempts, database: AsyncEngine) -> None:
    people = StoredPeople(database)
    numbers = [(await attempts.start(ME, "kk")).id]
    await attempts.discard(numbers[0], ME)
    numbers.append((await attempts.start(ME, "kk")).id)
    await people.erase(ME)
    await people.choose_language(ME, "kk")
    numbers.append((await attempts.start(ME, "kk")).id)

    assert sorted(set(numbers)) == numbers


async def test_nobody_unknown_starts_an_attempt(attempts: StoredAttempts) -> None:
    with pytest.raises(IntegrityError):
        await attempts.start(3, "kk")


async def test_a_finished_attempt_can_be_extended_once(attempts: StoredAttempts) -> None:
    first = await attempts.start(ME, "kk")
    await attempts.answer(first.id, ME, "R01", 4)
    assert await attempts.extend(first.id, ME) is None
    await attempts.finish(first.id, ME)
    assert await attempts.extend(first.id, OTHER) is None

    extended = await attempts.extend(first.id, ME)

    assert extended is not None
    assert (extended.id, extended.extended, extended.finished_at) == (first.id, True, None)
    assert extended.answers == {"R01": 4}
    assert await attempts.extend(first.id, ME) is None
    await attempts.finish(first.id, ME)
    assert await attempts.extend(first.id, ME) is None


async def test_an_attempt_is_not_extended_beside_an_open_one(attempts: StoredAttempts) -> None:
    first = await attempts.start(ME, "kk")
    await attempts.finish(first.id, ME)
    await attempts.start(ME, "kk")

    assert await attempts.extend(first.id, ME) is None


async def test_earlier_results_are_kept_and_can_be_forgotten(attempts: StoredAttempts) -> None:
    numbers = []
    for value in (1, 2, 3):
        one = await attempts.start(ME, "kk")
        await attempts.answer(one.id, ME, "R01", value)
        await attempts.finish(one.id, ME)
        numbers.append(one.id)

    assert [one.answers for one in await attempts.finished(ME, 2)] == [{"R01": 3}, {"R01": 2}]
    await attempts.forget(numbers[1], OTHER)
    assert len(await attempts.finished(ME, 9)) == 3
    await attempts.forget(numbers[1], ME)
    assert [one.answers for one in await attempts.finished(ME, 9)] == [{"R01": 3}, {"R01": 1}]
    assert await attempts.finished(OTHER, 9) == []


async def test_all_finished_attempts_for_calibration(attempts: StoredAttempts) -> None:
    for chat_id, value in ((ME, 1), (OTHER, 5)):
        one = await attempts.start(chat_id, "ru")
        await attempts.answer(one.id, chat_id, "S01", value)
        await attempts.finish(one.id, chat_id)
    await attempts.start(ME, "kk")

    assert sorted(one.answers["S01"] for one in await attempts.all_finished()) == [1, 5]
