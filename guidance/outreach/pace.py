"""Not more than so many messages a second."""

import asyncio
import time
from collections.abc import Awaitable, Callable


class Pace:
    """Gives out turns at an even rate: each may be taken ``1 / rate`` seconds after the one before.

    There is no burst: in any second there are at most ``rate + 1`` turns. ``clock`` is in seconds and never goes back.
    """

    def __init__(
        self,
        rate: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Allow ``rate`` turns a second."""
        self._between = 1 / rate
        self._clock, self._sleep = clock, sleep
        self._next = clock()

    async def turn(self) -> None:
        """Wait for the next turn; those who wait go in the order in which they came."""
        now = self._clock()
        mine = max(self._next, now)
        self._next = mine + self._between
        # Even a little too early would be too often; asyncio may wake a millisecond before.
        while (wait := mine - self._clock()) > 0:
            await self._sleep(wait)
