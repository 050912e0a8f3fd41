"""The engine that sends announcements: claims, waits for turns, sends, records, and goes on after any crash."""

import asyncio
import datetime as dt
import random
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

from guidance.catalogue.cells import Language
from guidance.outreach.broadcasts import Batch, Content, Delivery, Outbox
from guidance.outreach.outcomes import NotTried, Outcome, Refused, Sent, TooFast, Undeliverable
from guidance.outreach.traffic import Traffic

Send = Callable[[Delivery, Content, bool], Awaitable[Outcome]]
"""Sends one copy; the last says whether it is paid for. Raises only where nothing was sent, or when cancelled."""


class Courier(Protocol):
    """Carries messages to people and changes them there. Raises only where nothing was done, or when cancelled."""

    async def send(self, delivery: Delivery, content: Content, is_paid: bool, /) -> Outcome:
        """Send one copy: see `Send`."""
        ...

    async def correct(self, delivery: Delivery, content: Content) -> Outcome:
        """Rewrite what was sent in a delivery: `Sent` when it says this, `Unreachable` where it stays as it was."""
        ...

    async def recall(self, delivery: Delivery) -> Outcome:
        """Delete what was sent in a delivery: `Sent` when it is gone."""
        ...


# Batches under way at once: while one is sent the next is claimed, so that no turn is lost.
LANES = 3
MOST_AT_ONCE = 200
"""Messages in a batch. Those that a crash leaves unknown are at most `LANES` batches: at 30 a second 21."""
LEASE = 90.0
"""Seconds after which a batch that nobody has settled is given up: its process is dead."""
# Seconds of a pause for all beyond which messages are rather given back than held.
_LONG_HOLD = 5.0
_JITTER = 0.5
# So many refusals one after another are not about people: what Telegram took before, it takes no more.
_REFUSALS = 3


class Sender:
    """Sends what is due, in any number of processes at once."""

    def __init__(
        self,
        outbox: Outbox,
        courier: Courier,
        traffic: Traffic,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        idle: float = 1.0,
    ) -> None:
        """Send, rewrite or delete by ``courier`` what ``outbox`` holds, at the turns that it and ``traffic`` leave.

        ``idle``: seconds between two looks for work.
        """
        self._outbox, self._courier = outbox, courier
        self._traffic, self._now = traffic, now
        self._idle = idle
        self._stopping = False
        # Number and version of those whose content Telegram has refused.
        self._refused: set[tuple[int, int]] = set()
        # Of number, version and language: how many copies were refused since one was taken; nothing is known of others.
        self._since_taken: dict[tuple[int, int, Language], int] = {}

    async def run(self) -> None:
        """Send until cancelled; then what is on its way is waited for and recorded, and the rest given back."""
        async with asyncio.TaskGroup() as lanes:
            lanes.create_task(self._keep())
            for _ in range(LANES):
                lanes.create_task(self._lane())

    async def recover(self) -> None:
        """Give up at once what was under way: for the start of the only process that sends."""
        await self._outbox.expire(self._now(), everything=True)

    async def step(self) -> bool:
        """Send one batch and record it; whether there was one."""
        # From the claim on: what is claimed must be recorded, whatever moment the program is stopped at.
        work = asyncio.get_running_loop().create_task(self._batch())
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            self._stopping = True
            await work
            raise

    async def keep_house(self) -> None:
        """Begin what is due, give up what died, end what is done."""
        await self._outbox.begin_due(self._now())
        await self._outbox.expire(self._now())
        await self._outbox.finish(self._now())

    async def _lane(self) -> None:
        while True:
            if not await self.step():
                await asyncio.sleep(self._idle)

    async def _keep(self) -> None:
        while True:
            await self.keep_house()
            await asyncio.sleep(self._idle)

    async def _batch(self) -> bool:
        batch = await self._outbox.claim(self._now(), LEASE, MOST_AT_ONCE)
        if batch is None:
            return False
        rate = batch.broadcast.pace
        begins = time.monotonic() + await self._outbox.reserve(len(batch.deliveries), rate, self._now())
        ends = await asyncio.gather(
            *(self._deliver(batch, delivery, begins + place / rate) for place, delivery in enumerate(batch.deliveries)),
            return_exceptions=True,
        )
        outcomes = [NotTried() if isinstance(end, BaseException) else end for end in ends]
        # What came of the others is recorded, before what went wrong with one is anybody's business.
        await self._outbox.settle(batch, outcomes, self._now())
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        return True

    async def _deliver(self, batch: Batch, delivery: Delivery, at: float) -> Outcome:
        """Send one, unless meanwhile Telegram has refused the content itself, or the program is stopping."""
        one = batch.broadcast
        if self._stopping:
            return NotTried()
        if (pause := self._traffic.held()) > _LONG_HOLD:
            return NotTried(_a_little_after(pause))
        await self._traffic.turn(delivery.chat_id, one.pace, not_before=at)
        if self._stopping or (one.id, one.version) in self._refused:
            return NotTried()
        outcome = await self._carry(batch, delivery)
        match outcome:
            case Sent():
                self._since_taken[one.id, one.version, delivery.language] = 0
            case Refused(reason) if batch.work != "recall":
                if await self._is_theirs(batch, delivery, reason):
                    return Undeliverable(reason)
                self._refused.add((one.id, one.version))
            case TooFast(seconds):
                self._traffic.refused(delivery.chat_id, seconds)
                return TooFast(_a_little_after(seconds))
        return outcome

    async def _carry(self, batch: Batch, delivery: Delivery) -> Outcome:
        """What the announcement is at: send, rewrite or delete."""
        one = batch.broadcast
        match batch.work:
            case "send":
                return await self._courier.send(delivery, one.content[delivery.language], one.is_paid)
            case "correct":
                return await self._courier.correct(delivery, one.content[delivery.language])
            case "recall":
                return await self._courier.recall(delivery)

    async def _is_theirs(self, batch: Batch, delivery: Delivery, reason: str) -> bool:
        """Whether a refusal is about one person: Telegram takes the same from others."""
        key = batch.broadcast.id, batch.broadcast.version, delivery.language
        if key not in self._since_taken and not await self._outbox.was_taken(batch, delivery.language):
            return False
        if delivery.error and reason.startswith(delivery.error):
            # Tried once more after a stop: should it be about all, others will tell.
            return True
        self._since_taken[key] = self._since_taken.get(key, 0) + 1
        return self._since_taken[key] < _REFUSALS


def _a_little_after(seconds: float) -> float:
    """Not all at the same moment again."""
    return seconds + random.uniform(0, _JITTER)  # noqa: S311 (no secret)
