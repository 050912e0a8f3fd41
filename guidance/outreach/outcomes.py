"""What came of sending a message to somebody."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Sent:
    """It is there: the numbers of the messages, several for an album."""

    message_ids: tuple[int, ...]


@dataclass(frozen=True)
class Unreachable:
    """Never again: they blocked the bot, left Telegram, or never were."""

    reason: str


@dataclass(frozen=True)
class TooFast:
    """Not sent: Telegram asks for a pause of so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Later:
    """Not sent, and it may go better later: Telegram is away or has an error."""

    reason: str


@dataclass(frozen=True)
class Refused:
    """Not sent, and it will be the same for everybody: the content itself is wrong."""

    reason: str


@dataclass(frozen=True)
class Undeliverable:
    """Not sent, and never to this person: Telegram refused for them what it took for others."""

    reason: str


@dataclass(frozen=True)
class Unknown:
    """Perhaps sent: the connection broke after the request had gone out, and Telegram has no way to ask."""

    reason: str


@dataclass(frozen=True)
class NotTried:
    """Given back untouched: the program is stopping, or a long pause was asked for meanwhile."""

    seconds: float = 0.0


Outcome: TypeAlias = Sent | Unreachable | TooFast | Later | Refused | Undeliverable | Unknown | NotTried
