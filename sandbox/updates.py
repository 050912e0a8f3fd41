"""Updates on their way to the bot, and the poll that fetches them."""

import time
from collections import deque
from collections.abc import Callable
from itertools import islice

from sandbox.errors import TelegramError
from sandbox.events import Json, Pulse

MAX_PENDING = 10_000
ONLINE_SECONDS = 5.0
REPEATED_SECONDS = 0.5
_TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_LEFT_OUT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


class UpdateQueue:
    """Updates not yet acknowledged, oldest first; one poll at a time."""

    def __init__(self) -> None:
        # From the clock, so that a bot that outlives a sandbox meets only greater numbers in the next one.
        self.last_id = int(time.time())
        self.acknowledged = 0
        """Updates up to this `update_id` have been acknowledged by the bot."""
        self.pulse = Pulse()
        self.allowed: list[str] = []
        """Types that the bot asked for; empty: all but the rare ones."""
        self.on_poll: Callable[[], None] = lambda: None
        """Called when a poll begins."""
        self._pending: deque[Json] = deque(maxlen=MAX_PENDING)
        self._previous = (0, float("-inf"))
        """Offset and moment of the poll before."""
        self._poll: object | None = None
        """Stands for the poll that is held now."""
        self._last_poll = float("-inf")
        self._closed = False

    @property
    def online(self) -> bool:
        """A poll is held, or was seen in the last five seconds."""
        return self._poll is not None or time.monotonic() - self._last_poll < ONLINE_SECONDS

    @property
    def pending_count(self) -> int:
        """How many updates wait."""
        return len(self._pending)

    def add(self, type: str, content: Json) -> int | None:  # noqa: A002 - Telegram's word
        """Queue an update; its `update_id`, or None when the bot does not want this type."""
        wanted = type in self.allowed if self.allowed else type not in _LEFT_OUT_BY_DEFAULT
        if not wanted:
            return None
        self.last_id += 1
        self._pending.append({"update_id": self.last_id, type: content})
        self.pulse.beat()
        return self.last_id

    def drop(self) -> None:
        """Forget everything that waits."""
        self._acknowledge(self.last_id)

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """getUpdates: at most `limit` updates from `offset` on.

        Waits up to `seconds` for the first one. When another poll starts, this one
        raises `TelegramError` 409.
        """
        if offset < 0:
            offset = max(self.last_id + 1 + offset, self.acknowledged + 1)
        if offset > 0:
            self._acknowledge(offset - 1)
        # As the real server does: who repeats an offset at once gets one update only (Client.cpp, get_updates).
        now = time.monotonic()
        if offset == self._previous[0] and now < self._previous[1] + REPEATED_SECONDS:
            limit = 1
        self._previous = (offset, now)
        mine = self._poll = object()
        self.pulse.beat()  # an older poll wakes and finds that it is not the one any more
        self.on_poll()
        deadline = time.monotonic() + seconds
        try:
            while not self._pending and not self._closed:
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                await self.pulse.wait(left)
                if self._poll is not mine:
                    raise TelegramError(409, _TERMINATED)
            return list(islice(self._pending, limit))
        finally:
            self._last_poll = time.monotonic()
            if self._poll is mine:
                self._poll = None

    def close(self) -> None:
        """Let the held poll go: the server is stopping."""
        self._closed = True
        self.pulse.beat()

    def _acknowledge(self, update_id: int) -> None:
        while self._pending and self._pending[0]["update_id"] <= update_id:
            self._pending.popleft()
        if update_id > self.acknowledged:
            self.acknowledged = min(update_id, self.last_id)
            self.pulse.beat()
