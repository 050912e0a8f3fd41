"""How fast a bot may write: the rates that Telegram documents, by the sandbox's own clock."""

import math
from collections import deque

from sandbox.clock import Clock

ALL_A_SECOND = 30
"""Messages to all chats together in a second (core.telegram.org/bots/faq, "How can I message all of my bot's
subscribers at once?")."""
PAID_A_SECOND = 1000
"""The same with `allow_paid_broadcast` (core.telegram.org/bots/api#paid-broadcasts)."""
GROUP_A_MINUTE = 20
"""Messages to one group in a minute (core.telegram.org/bots/faq, "My bot is hitting limits")."""
CHAT_BURST = 5
"""Telegram speaks of one message a second to one chat and tolerates "short bursts" without saying how short: here
so many at once, and one more each second (the same page)."""
_MOST_CHATS = 100_000


class Limits:
    """What was sent lately. Off, it only tells what would have been refused."""

    def __init__(self, clock: Clock, *, on: bool = False) -> None:
        self.on = on
        self._clock = clock
        self._all: deque[float] = deque()
        self._groups: dict[int, deque[float]] = {}
        self._chats: dict[int, float] = {}
        """When the burst of each chat will have been made up for."""

    def take(self, chat_id: int, count: int = 1, *, is_paid: bool = False) -> int:
        """Count so many messages to a chat: 0, or the seconds after which they would be taken.

        Where the limits are on, what is refused is not counted.
        """
        now = self._clock.time()
        wait = max(self._wait_of_all(now, count, is_paid=is_paid), self._wait_of_chat(now, chat_id, count))
        if not (self.on and wait):
            self._all.extend([now] * count)
            if chat_id < 0:
                self._groups.setdefault(chat_id, deque()).extend([now] * count)
            else:
                self._chats[chat_id] = min(max(self._chats.get(chat_id, now), now) + count, now + CHAT_BURST)
                if len(self._chats) > _MOST_CHATS:
                    self._chats = {chat: until for chat, until in self._chats.items() if until > now}
        return math.ceil(wait)

    def _wait_of_all(self, now: float, count: int, *, is_paid: bool) -> float:
        _keep(self._all, now - 1, now)
        return _wait(self._all, now, 1, count, PAID_A_SECOND if is_paid else ALL_A_SECOND)

    def _wait_of_chat(self, now: float, chat_id: int, count: int) -> float:
        if chat_id < 0:
            sent = self._groups.setdefault(chat_id, deque())
            _keep(sent, now - 60, now)
            return _wait(sent, now, 60, count, GROUP_A_MINUTE)
        ahead = self._chats.get(chat_id, now) - now
        # More than a burst ahead only where the clock was turned back.
        if not 0 < ahead <= CHAT_BURST or ahead + count <= CHAT_BURST:
            return 0.0
        return min(ahead, ahead + count - CHAT_BURST)


def _keep(moments: deque[float], after: float, until: float) -> None:
    """Forget what is older, and what lies ahead because the clock was turned back."""
    while moments and moments[0] <= after:
        moments.popleft()
    while moments and moments[-1] > until:
        moments.pop()


def _wait(moments: deque[float], now: float, window: float, count: int, most: int) -> float:
    """Seconds until so many more fit into the window; an empty one takes any number, or an album never could go."""
    over = min(len(moments) + count - most, len(moments))
    return moments[over - 1] + window - now if over > 0 else 0.0
