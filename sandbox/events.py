"""The running log of everything that happens, from which the page, the journal and the test kit live."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""A JSON object: Bot API objects are kept in the very form in which they are sent."""

KEPT_EVENTS = 2_000


class Pulse:
    """Wakes everyone who waits on it; keeps nothing."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def beat(self) -> None:
        """Wake all present waiters."""
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seconds: float | None = None) -> bool:
        """Wait for the next beat; False when `seconds` passed without one."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `number` grows by one from 1."""

    number: int
    type: str
    data: Json


@dataclass(slots=True)
class EventLog:
    """The last 2,000 events, oldest first."""

    last: int = 0
    closed: bool = False
    pulse: Pulse = field(default_factory=Pulse)
    _kept: deque[Event] = field(default_factory=lambda: deque(maxlen=KEPT_EVENTS))

    def publish(self, type: str, **data: object) -> None:  # noqa: A002 - the contract's word
        """Add an event and wake those who listen."""
        self.last += 1
        self._kept.append(Event(self.last, type, data))
        self.pulse.beat()

    def since(self, number: int) -> list[Event]:
        """The kept events after `number`, oldest first."""
        newest_first = islice(reversed(self._kept), max(self.last - number, 0))
        return list(newest_first)[::-1]

    def close(self) -> None:
        """Let every listener go: the server is stopping."""
        self.closed = True
        self.pulse.beat()
