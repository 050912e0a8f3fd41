"""Turns for sending to many: evenly in all, slowly to one chat, and not before Telegram says."""

import asyncio
import time
from collections.abc import Awaitable, Callable

# Seconds between two messages to one chat: a second, and in groups 20 a minute (core.telegram.org/bots/faq).
ONE_CHAT, ONE_GROUP = 1.0, 3.0
# So many chats are remembered before those of the past are forgotten.
_REMEMBERED = 10_000


class Traffic:
    """Turns within one process; ``clock`` is in seconds and never goes back.

    What a person waits for is sent at once and only counted, so that it is followed by a gap: answers go before bulk.
    A refusal for speed holds its own chat; where a second chat is refused while one is held, it holds everybody.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """Begin with every road free."""
        self._clock, self._sleep = clock, sleep
        self._next = self._held = float("-inf")
        self._between = 0.0
        self._chats: dict[int, float] = {}
        self._refused: tuple[int, float] | None = None

    async def turn(self, chat_id: int, rate: float, *, not_before: float = float("-inf")) -> None:
        """Wait for a turn to write to this chat, at ``rate`` a second in all; ``not_before`` is a time of the clock."""
        self._between = 1 / rate
        while True:
            # What one chat has to wait for keeps nobody else from their turns.
            ready = max(self._held, self._chats.get(chat_id, not_before), not_before)
            if ready > self._clock():
                await self._until(ready)
                continue
            mine = max(self._next, self._clock())
            self._next = mine + self._between
            self._chats[chat_id] = mine + (ONE_CHAT if chat_id > 0 else ONE_GROUP)
            await self._until(mine)
            if self._held <= self._clock():
                break
            self._chats.pop(chat_id, None)
        self._forget()

    def answered(self) -> None:
        """Something was sent that a person waited for."""
        self._next = max(self._next, self._clock()) + self._between

    def refused(self, chat_id: int, seconds: float) -> None:
        """Telegram asks for a pause of so many seconds after a message to this chat."""
        until = self._clock() + seconds
        self._chats[chat_id] = max(self._chats.get(chat_id, until), until)
        if self._refused is not None and self._refused[0] != chat_id and self._refused[1] > self._clock():
            self._held = max(self._held, until)
        self._refused = chat_id, until

    def held(self) -> float:
        """Seconds for which nobody may be written to; 0 when all may."""
        return max(self._held - self._clock(), 0.0)

    async def _until(self, moment: float) -> None:
        # Even a little too early would be too often; asyncio may wake a millisecond before.
        while (wait := moment - self._clock()) > 0:
            await self._sleep(wait)

    def _forget(self) -> None:
        if len(self._chats) > _REMEMBERED:
            now = self._clock()
            self._chats = {chat_id: moment for chat_id, moment in self._chats.items() if moment > now}
