"""Never more messages in a second than allowed, whoever asks for turns."""

import asyncio
from bisect import bisect_left
from collections.abc import Awaitable
from heapq import heappop, heappush
from itertools import pairwise

import pytest

from guidance.outreach.traffic import Traffic

TELEGRAM = 30


class Clock:
    """A clock, in seconds, that jumps to the moment at which the next sleeper wakes."""

    def __init__(self) -> None:
        self.now = 0.0
        self._count = 0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Wake up a millisecond early, as asyncio may."""
        waking = asyncio.get_running_loop().create_future()
        moment = self.now + (seconds - 0.001 if seconds > 0.002 else seconds + 1e-9)
        self._count += 1
        heappush(self._sleepers, (moment, self._count, waking))
        await waking

    async def run(self, work: Awaitable[object]) -> None:
        """Let time pass until the work is done."""
        task = asyncio.ensure_future(work)
        while not task.done():
            # Whoever can go on goes on before the next one wakes.
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            if self._sleepers:
                self.now, _, waking = heappop(self._sleepers)
                waking.set_result(None)
        task.result()


def most_in_a_second(turns: list[float]) -> int:
    return max(bisect_left(turns, moment + 1) - number for number, moment in enumerate(turns))


@pytest.mark.parametrize("at_once", [1, 20, 1000])
async def test_a_thousand_messages_due_at_once_go_out_evenly(at_once: int) -> None:
    clock = Clock()
    traffic = Traffic(clock, clock.sleep)
    turns: list[float] = []

    async def take(chat_id: int) -> None:
        await traffic.turn(chat_id, 20)
        turns.append(clock())

    async def take_all() -> None:
        for part in range(1000 // at_once):
            await asyncio.gather(*(take(1 + part * at_once + one) for one in range(at_once)))

    await clock.run(take_all())

    assert len(turns) == 1000
    assert turns == sorted(turns)
    assert most_in_a_second(turns) <= 21 < TELEGRAM
    assert 999 / 20 <= turns[-1] <= 1001 / 20


async def test_a_pause_saves_no_turns_up() -> None:
    clock = Clock()
    traffic = Traffic(clock, clock.sleep)
    turns: list[float] = []

    async def take_after_an_hour() -> None:
        await traffic.turn(1, 20)
        clock.now = 3600.0
        for chat_id in range(2, 42):
            await traffic.turn(chat_id, 20)
            turns.append(clock())

    await clock.run(take_after_an_hour())

    assert most_in_a_second(turns) <= 21


async def test_one_chat_waits_a_second_and_a_group_three_and_nobody_else_does() -> None:
    clock = Clock()
    traffic = Traffic(clock, clock.sleep)
    turns: list[tuple[int, float]] = []

    async def take(chat_id: int) -> None:
        await traffic.turn(chat_id, 20)
        turns.append((chat_id, clock()))

    await clock.run(asyncio.gather(*(take(chat_id) for chat_id in (1, 1, 1, -1, -1, 2, 3, 4))))

    def gaps(chat_id: int) -> list[float]:
        moments = [moment for who, moment in turns if who == chat_id]
        return [later - earlier for earlier, later in pairwise(moments)]

    assert all(gap >= 1 for gap in gaps(1))
    assert all(gap >= 3 for gap in gaps(-1))
    assert max(moment for who, moment in turns if who > 1) < 0.5


async def test_a_refusal_holds_its_chat_and_a_second_one_everybody() -> None:
    clock = Clock()
    traffic = Traffic(clock, clock.sleep)
    turns: dict[int, float] = {}

    async def take(chat_id: int) -> None:
        await traffic.turn(chat_id, 20)
        turns[chat_id] = clock()

    async def refused() -> None:
        traffic.refused(1, 10)
        await asyncio.gather(take(1), take(2))
        assert turns[2] < 1
        assert turns[1] >= 10
        traffic.refused(3, 10)
        assert traffic.held() == 0
        traffic.refused(4, 10)
        assert traffic.held() == 10
        begun = clock()
        await asyncio.gather(*(take(chat_id) for chat_id in range(5, 45)))
        assert min(turns[chat_id] for chat_id in range(5, 45)) >= begun + 10

    await clock.run(refused())
    # Those who waited do not all go at the same moment.
    assert most_in_a_second(sorted(turns.values())) <= 21


async def test_answers_go_before_bulk() -> None:
    clock = Clock()
    traffic = Traffic(clock, clock.sleep)
    turns: list[float] = []

    async def take() -> None:
        for chat_id in range(100):
            await traffic.turn(chat_id + 1, 20)
            turns.append(clock())
            if chat_id % 2:
                traffic.answered()

    await clock.run(take())
    # Fifty answers took fifty turns.
    assert turns[-1] == pytest.approx(149 / 20, abs=0.2)
