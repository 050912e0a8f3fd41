"""Fetching updates so that a crash loses none.

Telegram forgets an update when getUpdates asks for a higher one. Stock polling asks for the next batch while the
handlers of the last one still run, so a kill -9 at that moment loses what they were about to keep. Here an update is
acknowledged only when its handler has ended; after a crash the unfinished ones come again (docs/decisions/0003).
"""

import asyncio
from collections import Counter
from collections.abc import Sequence

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import Update
from aiogram.utils.backoff import Backoff, BackoffConfig
from pydantic import ValidationError

log = structlog.get_logger()

# Seconds that Telegram holds a request for updates open while there are none.
_HELD = 25
# Seconds after which updates are asked for again although a handler still runs. Not less: an offset repeated
# within half a second is answered with one update only (telegram-bot-api, Client.cpp, get_updates).
_PATIENCE = 0.6
# Seconds given to running handlers at a stop.
_FAREWELL = 10
# So many updates of one person may wait; what is beyond is thrown away, or one person could stall all others.
_QUEUE = 20
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
        self._waiting: Counter[int] = Counter()

    async def run(self) -> None:
        """Poll until cancelled; then let the running handlers end and acknowledge them.

        Raises:
            TelegramUnauthorizedError: the token is not valid any more.
            TelegramNotFound: the server knows no such bot.
        """
        backoff = Backoff(_BACKOFF)
        try:
            while True:
                try:
                    updates = await self._fetch(_HELD)
                    backoff.reset()
                except (TelegramUnauthorizedError, TelegramNotFound):
                    raise
                except TelegramRetryAfter as error:
                    await asyncio.sleep(error.retry_after)
                    continue
                except (TelegramAPIError, ClientDecodeError) as error:
                    # Telegram is away, another copy of the bot polls, or a gateway speaks HTML. The name of the
                    # error says enough; its text may quote what people wrote.
                    log.warning("updates_not_fetched", reason=type(error).__name__)
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
        try:
            # Asking from the oldest unfinished update acknowledges exactly those before it.
            return await self._bot.get_updates(
                offset=min(self._running, default=self._next) or None,
                timeout=held,
                allowed_updates=self._dispatcher.resolve_used_update_types(),
                request_timeout=held + 10,
            )
        except ClientDecodeError as error:
            return self._readable(error)

    def _readable(self, error: ClientDecodeError) -> list[Update]:
        """The updates of a batch of which one cannot be read: that one is skipped, or it would block for ever."""
        raw = error.data.get("result") if isinstance(error.data, dict) else None
        if not isinstance(raw, list):
            raise error
        updates = []
        for one in raw:
            try:
                updates.append(Update.model_validate(one, context={"bot": self._bot}))
            except ValidationError:
                update_id = int(one["update_id"])
                if update_id >= self._next:
                    log.error("update_not_readable", update_id=update_id)  # noqa: TRY400 (its text quotes what was written)
                    updates.append(Update(update_id=update_id))
        return updates

    def _start(self, update: Update) -> None:
        person = _sender(update)
        if self._waiting[person] >= _QUEUE:
            log.warning("update_thrown_away", update_id=update.update_id)
            return
        self._waiting[person] += 1
        task = asyncio.get_running_loop().create_task(self._handle(update, self._newest_of.get(person)))
        self._running[update.update_id] = self._newest_of[person] = task
        task.add_done_callback(lambda done: self._finished(update.update_id, person, done))

    def _finished(self, update_id: int, person: int, task: asyncio.Task[None]) -> None:
        del self._running[update_id]
        self._waiting[person] -= 1
        if self._newest_of.get(person) is task:
            del self._newest_of[person], self._waiting[person]

    async def _handle(self, update: Update, earlier: asyncio.Task[None] | None) -> None:
        if earlier is not None:
            await asyncio.wait([earlier])
        if _content(update) is None:
            return
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
            except (TelegramAPIError, ClientDecodeError) as error:
                log.info("stop_not_acknowledged", reason=type(error).__name__)


def _content(update: Update) -> object | None:
    """What an update brings; None for one that could not be read or is of a kind that is not known."""
    return next((value for name, value in update if name != "update_id" and value is not None), None)


def _sender(update: Update) -> int:
    """The person an update is from; 0 for those that are nobody's."""
    sender = getattr(_content(update), "from_user", None)
    return sender.id if sender else 0
