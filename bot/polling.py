"""Fetching updates so that a crash loses none.

Telegram forgets an update when getUpdates asks for a higher one. Stock polling asks for the next batch while the
handlers of the last one still run, so a kill -9 at that moment loses what they were about to keep. Here an update is
acknowledged only when its handler has ended; after a crash the unfinished ones come again (docs/decisions/0003).
"""

import asyncio
from collections.abc import Sequence

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    TelegramConflictError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import Update
from aiogram.utils.backoff import Backoff, BackoffConfig

log = structlog.get_logger()

# Seconds that Telegram holds a request for updates open while there are none.
_HELD = 25
# Seconds after which updates are asked for again although a handler still runs.
_PATIENCE = 0.3
# Seconds given to running handlers at a stop.
_FAREWELL = 10
_BACKOFF = BackoffConfig(min_delay=1, max_delay=30, factor=2, jitter=0.2)


class Polling:
    """Fetches updates and hands them to the dispatcher: in order for one person, side by side for many."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher) -> None:
        """Poll for this bot."""
        self._bot = bot
        self._dispatcher = dispatcher
        self._next = 0
        self._running: dict[int, asyncio.Task[None]] = {}
        self._newest_of: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Poll until cancelled; then let the running handlers end and acknowledge them."""
        backoff = Backoff(_BACKOFF)
        try:
            while True:
                try:
                    updates = await self._fetch(_HELD)
                    backoff.reset()
                except TelegramRetryAfter as error:
                    await asyncio.sleep(error.retry_after)
                    continue
                except (TelegramNetworkError, TelegramServerError, TelegramConflictError) as error:
                    log.warning("updates_not_fetched", reason=str(error), again_in=round(backoff.next_delay, 1))
                    await backoff.asleep()
                    continue
                for update in updates:
                    # Those fetched before and not yet acknowledged come again.
                    if update.update_id >= self._next:
                        self._next = update.update_id + 1
                        self._start(update)
                if self._running:
                    await asyncio.wait(self._running.values(), timeout=_PATIENCE)
        finally:
            await asyncio.shield(self._stop())

    async def _fetch(self, held: int) -> Sequence[Update]:
        # Asking from the oldest unfinished update acknowledges exactly those before it.
        return await self._bot.get_updates(
            offset=min(self._running, default=self._next) or None,
            timeout=held,
            allowed_updates=self._dispatcher.resolve_used_update_types(),
            request_timeout=held + 10,
        )

    def _start(self, update: Update) -> None:
        sender = getattr(update.event, "from_user", None)
        person = sender.id if sender else 0
        task = asyncio.get_running_loop().create_task(self._handle(update, self._newest_of.get(person)))
        self._running[update.update_id] = self._newest_of[person] = task
        task.add_done_callback(lambda done: self._finished(update.update_id, person, done))

    def _finished(self, update_id: int, person: int, task: asyncio.Task[None]) -> None:
        del self._running[update_id]
        if self._newest_of.get(person) is task:
            del self._newest_of[person]

    async def _handle(self, update: Update, earlier: asyncio.Task[None] | None) -> None:
        if earlier is not None:
            await asyncio.wait([earlier])
        try:
            await self._dispatcher.feed_update(self._bot, update)
        except Exception:
            log.exception("update_lost", update_id=update.update_id)

    async def _stop(self) -> None:
        if self._running:
            await asyncio.wait(list(self._running.values()), timeout=_FAREWELL)
        if self._next:
            try:
                await self._fetch(0)
            except TelegramNetworkError:
                log.info("stop_not_acknowledged")
