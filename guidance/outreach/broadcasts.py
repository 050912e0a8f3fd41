"""Announcements to many: what is sent, to whom, and how far it has come."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias, get_args

from guidance.catalogue.cells import Language
from guidance.outreach.audience import Audience
from guidance.outreach.outcomes import Outcome

State = Literal[
    "draft",
    "confirming",
    "scheduled",
    "running",
    "paused",
    "finished",
    "cancelled",
    "stopped",
    "correcting",
    "corrected",
    "recalling",
    "recalled",
]
"""``confirming``: one of the staff has let it go, and another is to agree; ``stopped``: Telegram refused the content
itself, so it would fail for everybody; ``correcting``: what was sent is being rewritten; ``recalling``: it is being
deleted. A draft that corrects another announcement ends ``cancelled``."""
MOVING: frozenset[State] = frozenset(
    {"confirming", "scheduled", "running", "paused", "stopped", "correcting", "recalling"}
)
"""It was let go, and may go on."""
Wish = Literal["pause", "resume", "cancel", "redraft"]
"""``redraft`` makes a draft again of what has not begun."""
Missing = Literal["skip", "other"]
"""Who has chosen a language in which nothing was written: is left out, or gets the other one."""
OnCrash = Literal["report", "resend"]
"""Messages that were under way when the program died: reported as unknown, or sent again at the risk of twice."""
DeliveryState = Literal[
    "waiting",
    "sending",
    "sent",
    "unreachable",
    "failed",
    "unknown",
    "corrected",
    "uncorrected",
    "recalled",
    "unrecalled",
]
"""``uncorrected`` and ``unrecalled``: what was sent stands as it was, since it could not be rewritten or deleted."""
DELIVERY_STATES: tuple[DeliveryState, ...] = get_args(DeliveryState)
RECEIVED: tuple[DeliveryState, ...] = ("sent", "corrected", "uncorrected", "unrecalled")
"""People in these have the message in their chats."""
MediaKind = Literal["photo", "document"]
Work = Literal["send", "correct", "recall"]
_AFTERWARDS: Mapping[State, Work] = {"correcting": "correct", "recalling": "recall"}

FREE_RATE = 29.5
"""Messages a second. Telegram's bulk limit is 30 (core.telegram.org/bots/faq); evenly spaced, with so much left that
the network's unevenness never makes 31 of them arrive within one second."""
PAID_RATE = 1000.0
"""With ``allow_paid_broadcast`` (core.telegram.org/bots/api#paid-broadcasts)."""
STARS_EACH = 0.1
"""Price in Telegram Stars of each message beyond the free ones of a second (the same page)."""
RECALLABLE = dt.timedelta(hours=48)
"""So long after it was sent a message can be deleted (core.telegram.org/bots/api#deletemessage); rewriting keeps to
the same, so that what people have read does not change for ever."""
BATCH_SECONDS = 0.25
"""What is claimed at once takes so long to send: few messages are under way when a process dies."""
MOST_ATTEMPTS = 5
"""So often a message is tried that Telegram's own errors keep from arriving."""


@dataclass(frozen=True)
class Media:
    """A file that Telegram keeps, by its ``file_id``: uploaded once, sent to all."""

    kind: MediaKind
    file_id: str


@dataclass(frozen=True)
class Link:
    """A button under the message: ``target`` is an address of the web, or a deep link parameter of the bot."""

    text: str
    target: str


@dataclass(frozen=True)
class Content:
    """What is sent in one language: ``text`` in Telegram's HTML, a caption where there are files."""

    text: str
    media: tuple[Media, ...] = ()
    links: tuple[Link, ...] = ()


Counts: TypeAlias = Mapping[DeliveryState, int]
"""How many deliveries stand where; states with none may be missing."""


@dataclass(frozen=True)
class Broadcast:
    """An announcement. ``rate`` is in messages a second; ``version`` grows with each change of it, so that a button of
    an older card can be told; ``total`` is the size of the frozen audience, 0 before; ``corrects`` is the
    number of the announcement whose content a draft is to replace, ``confirmed_by`` the chat of whoever let it go while
    another is to agree; ``last_sent_at`` is when the newest copy went out; moments are in UTC."""

    id: int
    author: int
    state: State
    content: Mapping[Language, Content]
    audience: Audience
    missing: Missing = "skip"
    on_crash: OnCrash = "report"
    rate: float = FREE_RATE
    is_paid: bool = False
    version: int = 1
    created_at: dt.datetime | None = None
    starts_at: dt.datetime | None = None
    started_at: dt.datetime | None = None
    last_sent_at: dt.datetime | None = None
    finished_at: dt.datetime | None = None
    total: int = 0
    reason: str = ""
    corrects: int | None = None
    confirmed_by: int | None = None
    counts: Counts = field(default_factory=dict)

    @property
    def left(self) -> int:
        """Deliveries that are still to come."""
        return self.counts.get("waiting", 0) + self.counts.get("sending", 0)

    @property
    def to_come(self) -> int:
        """Deliveries that are still to come where it goes on; of what was ended nobody gets it any more."""
        is_halfway = self.state == "correcting" and self.finished_at is None
        return self.left if is_halfway or self.state in ("running", "paused", "stopped") else 0

    @property
    def received(self) -> int:
        """How many people have it in their chats, as it was sent or as it was corrected."""
        return sum(self.counts.get(state, 0) for state in RECEIVED)

    @property
    def pace(self) -> float:
        """Messages a second: what is rewritten or deleted cannot be paid for."""
        return min(self.rate, FREE_RATE) if self.state in ("correcting", "recalling") else self.rate

    @property
    def seconds_left(self) -> float:
        """How long the rest takes at its rate, in seconds."""
        return self.left / self.rate


@dataclass(frozen=True)
class Draft:
    """What is needed to make an announcement."""

    author: int
    content: Mapping[Language, Content]
    audience: Audience = field(default_factory=Audience)
    missing: Missing = "skip"
    on_crash: OnCrash = "report"
    rate: float = FREE_RATE
    is_paid: bool = False
    corrects: int | None = None


@dataclass(frozen=True)
class Delivery:
    """One person's copy, claimed for sending; ``attempts`` were made before this one.

    ``message_ids`` are those of what was sent, where it is claimed for rewriting or deleting; ``error`` is how the
    reason begins for which it did not arrive, or was not rewritten, the last time.
    """

    broadcast_id: int
    chat_id: int
    language: Language
    attempts: int = 0
    message_ids: tuple[int, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class Batch:
    """Deliveries of one announcement that were claimed together."""

    broadcast: Broadcast
    deliveries: Sequence[Delivery]

    @property
    def work(self) -> Work:
        """What is to be done with each."""
        return _AFTERWARDS.get(self.broadcast.state, "send")


@dataclass(frozen=True)
class Card:
    """A message in an admin's chat that shows how far an announcement has come."""

    broadcast_id: int
    chat_id: int
    message_id: int


class StaleError(Exception):
    """The announcement has changed since the person last saw it, or is not in a state for what is wanted."""


class Broadcasts(Protocol):
    """Where announcements are kept, for those who write them and look how far they have come."""

    async def create(self, draft: Draft, now: dt.datetime) -> Broadcast:
        """Keep a new announcement, as a draft.

        Raises:
            StaleError: there is an open correction already of what it corrects.
        """
        ...

    async def find(self, number: int) -> Broadcast | None:
        """The announcement with its counts."""
        ...

    async def newest(self, limit: int) -> list[Broadcast]:
        """The announcements made last, with their counts and with drafts that correct others: those that may go on
        first, each the newest first.
        """
        ...

    async def reach(self, draft: Draft | Broadcast, now: dt.datetime) -> int:
        """How many people would get this now."""
        ...

    async def write(self, number: int, version: int, language: Language, content: Content | None) -> Broadcast:
        """Put this content in place of a draft's in one language, or take it away.

        Raises:
            StaleError: it is no draft any more, or has changed.
        """
        ...

    async def change(
        self,
        number: int,
        version: int,
        *,
        audience: Audience | None = None,
        missing: Missing | None = None,
        on_crash: OnCrash | None = None,
        rate: float | None = None,
        is_paid: bool | None = None,
    ) -> Broadcast:
        """Change what is given of a draft.

        Raises:
            StaleError: it is no draft any more, or has changed.
        """
        ...

    async def schedule(self, number: int, version: int, at: dt.datetime) -> Broadcast:
        """Let a draft begin at this moment; one that is past means now.

        Raises:
            StaleError: it is no draft any more, is one that corrects another announcement, or has changed.
        """
        ...

    async def ask_another(self, number: int, version: int, at: dt.datetime, by: int) -> Broadcast:
        """Let a draft wait for somebody other than ``by`` to agree that it begins at this moment.

        Or, of a correction, that it takes the place of what it corrects.

        Raises:
            StaleError: it is no draft any more, or has changed.
        """
        ...

    async def confirm(self, number: int, version: int, by: int) -> Broadcast:
        """Agree: it begins at its moment, or at once where that is past; to a correction one agrees by `correct`.

        Raises:
            StaleError: it does not wait for anybody, has changed, or ``by`` is who let it go.
        """
        ...

    async def wish(self, number: int, version: int | None, wish: Wish, now: dt.datetime) -> Broadcast:
        """Pause, resume, cancel or make a draft again; what was finished stays so. ``version`` ``None``: any.

        Raises:
            StaleError: it has changed, or is not in a state for this.
        """
        ...

    async def correction_of(self, number: int) -> Broadcast | None:
        """The open draft, or one that waits for somebody to agree, that is to replace this announcement's content."""
        ...

    async def correct(self, number: int, version: int, by: int, now: dt.datetime) -> Broadcast:
        """Let the content of a correcting draft take the place of what it corrects, wherever that was sent.

        The draft is over by that; gives the announcement that is corrected. What waits in a paused or stopped one is
        not sent by it: the announcement is paused when all that was sent is rewritten.

        Raises:
            StaleError: the draft has changed or is none, waits for somebody other than ``by`` to agree, or what it
                corrects was never begun, is being sent at this moment, or was last sent more than 48 hours ago.
        """
        ...

    async def take_back(self, number: int, version: int, now: dt.datetime) -> Broadcast:
        """Let all that was sent be deleted.

        Raises:
            StaleError: it has changed, was never begun, or was last sent more than 48 hours ago.
        """
        ...

    async def show_card(self, card: Card) -> None:
        """Remember a message that is to be kept up to date."""
        ...

    async def cards(self) -> list[Card]:
        """All that are remembered."""
        ...

    async def drop_card(self, card: Card) -> None:
        """Forget one."""
        ...


class Outbox(Protocol):
    """The deliveries of all announcements, for those who send them: the truth of what was sent."""

    async def begin_due(self, now: dt.datetime) -> list[int]:
        """Begin the announcements whose moment has come: each audience is frozen by one statement. Says which."""
        ...

    async def claim(self, now: dt.datetime, seconds: float, most: int) -> Batch | None:
        """Take some deliveries of a running announcement for sending, for so many seconds; ``None`` when none waits.

        What is to be deleted goes first, then what is to be rewritten; those that are sent take turns.
        ``most``: at the most so many, and no more than are sent in `BATCH_SECONDS`.
        """
        ...

    async def settle(self, batch: Batch, outcomes: Sequence[Outcome], now: dt.datetime) -> None:
        """Record what came of a batch, in the order of its deliveries, and mark who cannot be reached."""
        ...

    async def was_taken(self, batch: Batch, language: Language) -> bool:
        """Whether Telegram has taken what this batch is to bring, in this language, for anybody before."""
        ...

    async def expire(self, now: dt.datetime, *, everything: bool = False) -> int:
        """Deliveries whose time of sending is over, or all that are being sent: unknown, or waiting again.

        Says how many. ``everything`` is for the start of the only process that sends.
        """
        ...

    async def finish(self, now: dt.datetime) -> list[int]:
        """End the running announcements of which nothing is left. Says which."""
        ...

    async def reserve(self, count: int, rate: float, now: dt.datetime) -> float:
        """Take the next ``count`` turns, at ``rate`` a second, of those that all processes share.

        Says in how many seconds the first of them is.
        """
        ...
