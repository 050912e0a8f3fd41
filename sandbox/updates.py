"""Updates on their way to the bot, and the poll that fetches them."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from itertools import islice

from sandbox.errors import TelegramError
from sandbox.events import Json, Pulse
from sandbox.faults import Faults

MAX_PENDING = 10_000
ONLINE_SECONDS = 5.0
REPEATED_SECONDS = 0.5
OVERTAKING_SECONDS = 1.0
"""So long an update waits to be overtaken, where a fault reorders them."""
_TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_LEFT_OUT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


class UpdateQueue:
    """Updates not yet acknowledged, oldest first; one poll at a time."""

    def __init__(self, faults: Faults | None = None) -> None:
        # From the clock, so that a bot that outlives a sandbox meets only greater numbers in the next one.
        self.last_id = int(time.time())
        self.acknowledged = 0
        """Updates up to this `update_id` have been acknowledged by the bot."""
        self.pulse = Pulse()
        self.allowed: list[str] = []
        """Types that the bot asked for; empty: all but the rare ones."""
        self.webhook_active = False
        """Updates go to a webhook: polls are refused."""
        self.on_poll: Callable[[], None] = lambda: None
        """Called when a poll begins."""
        self._faults = faults
        self._late: tuple[str, Json] | None = None
        """An update that waits for the next one to overtake it."""
        self._overtaking: asyncio.TimerHandle | None = None
        """Ends that wait."""
        self._delayed: set[asyncio.TimerHandle] = set()
        self._twice: list[Json] = []
        """Updates that come again when they have been acknowledged."""
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
        return self.webhook_active or self._poll is not None or time.monotonic() - self._last_poll < ONLINE_SECONDS

    @property
    def pending_count(self) -> int:
        """How many updates wait."""
        return len(self._pending)

    def add(self, type: str, content: Json) -> int | None:  # noqa: A002 - Telegram's word
        """Queue an update; its `update_id`, or None when the bot does not want this type."""
        wanted = type in self.allowed if self.allowed else type not in _LEFT_OUT_BY_DEFAULT
        if not wanted:
            return None
        if self._faults is not None and self._faults.all:
            self._add_with_faults(self._faults, type, content)
        else:
            self._queue(type, content)
        return self.last_id

    def remove(self, update_id: int) -> bool:
        """This one was taken, whatever waits before it: for a webhook, which takes several at once.

        Whether it has to come again.
        """
        self._pending = deque((one for one in self._pending if one["update_id"] != update_id), maxlen=MAX_PENDING)
        first = self._pending[0]["update_id"] if self._pending else self.last_id + 1
        self._acknowledge(first - 1)
        comes_again = any(one["update_id"] == update_id for one in self._twice)
        self._twice = [one for one in self._twice if one["update_id"] != update_id]
        return comes_again

    def waiting(self) -> list[Json]:
        """Everything that waits, oldest first."""
        return list(self._pending)

    def _queue(self, type: str, content: Json, *, twice: bool = False) -> None:  # noqa: A002
        self.last_id += 1
        update = {"update_id": self.last_id, type: content}
        self._pending.append(update)
        if twice:
            self._twice.append(update)
        self._no_longer_late()
        self.pulse.beat()

    def _add_with_faults(self, faults: Faults, type: str, content: Json) -> None:  # noqa: A002
        loop, chat = asyncio.get_running_loop(), chat_of(content)
        if delay := faults.befalls_update("delay_updates", chat):
            self._delayed.add(loop.call_later(delay.seconds, self._queue, type, content))
            self._delayed = {timer for timer in self._delayed if timer.when() > loop.time()}
        elif self._late is None and faults.befalls_update("reorder_updates", chat):
            self._late = type, content
            self._overtaking = loop.call_later(OVERTAKING_SECONDS, self._no_longer_late)
        else:
            self._queue(type, content, twice=faults.befalls_update("duplicate_updates", chat) is not None)

    def _no_longer_late(self) -> None:
        """It was overtaken, or nobody came who could."""
        if self._overtaking is not None:
            self._overtaking.cancel()
        if self._late is not None:
            late, self._late = self._late, None
            self._queue(*late)

    def _again(self, limit: int) -> list[Json]:
        """What comes again now."""
        again = [one for one in self._twice if one["update_id"] <= self.acknowledged][:limit]
        self._twice = [one for one in self._twice if one not in again]
        return again

    def drop(self) -> None:
        """Forget everything that waits, late updates and those that would come again as well."""
        for timer in self._delayed:
            timer.cancel()
        self._delayed.clear()
        self._late = None
        self._twice.clear()
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
            again = self._again(limit) if self._twice else []
            while not self._pending and not again and not self._closed:
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                await self.pulse.wait(left)
                if self.webhook_active:
                    raise TelegramError(409, "Conflict: terminated by setWebhook request")
                if self._poll is not mine:
                    raise TelegramError(409, _TERMINATED)
            return [*again, *islice(self._pending, limit)][:limit] if again else list(islice(self._pending, limit))
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


def chat_of(content: Json) -> int:
    """Where an update comes from: the chat, or the person where there is none; 0 for neither."""
    message = content.get("message", content)
    chat = message.get("chat") or content.get("chat") or content.get("from") or content.get("user") or {}
    return int(chat.get("id", 0))
