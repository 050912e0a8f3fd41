"""Never more messages in a second than allowed, whoever asks for turns."""

import asyncio
from bisect import bisect_left
from collections.abc import Awaitable
from heapq import heappop, heappush

import pytest

from guidance.outreach.pace import Pace

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
    pace = Pace(20, clock, clock.sleep)
    turns: list[float] = []

    async def take() -> None:
        await pace.turn()
        turns.append(clock())

    async def take_all() -> None:
        for _ in range(1000 // at_once):
            await asyncio.gather(*(take() for _ in range(at_once)))

    await clock.run(take_all())

    assert len(turns) == 1000
    assert turns == sorted(turns)
    assert most_in_a_second(turns) <= 21 < TELEGRAM
    assert 999 / 20 <= turns[-1] <= 1001 / 20


async def test_a_pause_saves_no_turns_up() -> None:
    clock = Clock()
    pace = Pace(20, clock, clock.sleep)
    turns: list[float] = []

    async def take_after_an_hour() -> None:
        await pace.turn()
        clock.now = 3600.0
        for _ in range(40):
            await pace.turn()
            turns.append(clock())

    await clock.run(take_after_an_hour())

    assert most_in_a_second(turns) <= 21
