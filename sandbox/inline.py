"""Inline mode: what people type after the bot's name, the results they see and send, and how long those are kept."""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.events import Json

MAX_QUERY = 256
QUERY_SECONDS = 900
"""After so long a query is too old to be answered; Telegram does not say how long it is."""
_MAX_KEPT = 1_000
_MAX_SENT = 10_000


@dataclass(frozen=True, slots=True)
class InlineQuery:
    """What a person asks; `offset` is where the list goes on, as the bot named it."""

    id: str
    person_id: int
    query: str
    offset: str
    asked_at: float


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """What the bot offers. Each result is as the bot sent it, with the content of its message checked and parsed."""

    results: tuple[Json, ...]
    next_offset: str = ""
    button: Json | None = None


class InlineMode:
    """The queries that wait, and the answers that are shown or kept for others who ask the same."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._waiting: OrderedDict[str, InlineQuery] = OrderedDict()
        self._shown: OrderedDict[str, tuple[InlineQuery, InlineAnswer]] = OrderedDict()
        self._kept: OrderedDict[tuple[int, str, str], tuple[float, InlineAnswer]] = OrderedDict()
        self._places: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._names: dict[tuple[int, int], str] = {}

    def ask(self, person_id: int, query: str, offset: str) -> tuple[InlineQuery, InlineAnswer | None]:
        """A new query, and the answer where one is kept: then the bot is not asked."""
        asked = InlineQuery(str(secrets.randbelow(2**63)), person_id, query, offset, self._clock())
        for owner in (person_id, 0):
            until, answer = self._kept.get((owner, query, offset), (0.0, None))
            if answer is not None and until > self._clock():
                self._show(asked, answer)
                return asked, answer
        _keep(self._waiting, asked.id, asked)
        return asked, None

    def waiting(self, query_id: str) -> InlineQuery | None:
        """The query that the bot has not answered yet."""
        asked = self._waiting.get(query_id)
        return asked if asked and asked.asked_at > self._clock() - QUERY_SECONDS else None

    def answer(self, asked: InlineQuery, answer: InlineAnswer, seconds: int, *, is_personal: bool) -> None:
        """Close a query; its answer serves whoever asks the same, or only this person, for so many seconds."""
        del self._waiting[asked.id]
        owner = asked.person_id if is_personal else 0
        if seconds > 0:
            _keep(self._kept, (owner, asked.query, asked.offset), (self._clock() + seconds, answer))
        self._show(asked, answer)

    def result(self, person_id: int, query_id: str, result_id: str) -> tuple[InlineQuery, Json] | None:
        """One of the results that this person was shown, and what they had asked."""
        asked, answer = self._shown.get(query_id, (None, None))
        if asked is None or answer is None or asked.person_id != person_id:
            return None
        return next(((asked, one) for one in answer.results if one["id"] == result_id), None)

    def name(self, chat_id: int, message_id: int) -> str:
        """Give a message that somebody sent through the bot an `inline_message_id`, by which the bot may edit it."""
        name = secrets.token_urlsafe(18)
        self._places[name] = (chat_id, message_id)
        self._names[chat_id, message_id] = name
        while len(self._places) > _MAX_SENT:
            _, oldest = self._places.popitem(last=False)
            del self._names[oldest]
        return name

    def name_of(self, chat_id: int, message_id: int) -> str | None:
        """The `inline_message_id` of a message; None for one that has none."""
        return self._names.get((chat_id, message_id))

    def place(self, inline_message_id: str) -> tuple[int, int] | None:
        """Chat and message that an `inline_message_id` stands for."""
        return self._places.get(inline_message_id)

    def newest(self, person_id: int) -> str:
        """The query whose results this person saw last; "" when there is none."""
        own = (asked.id for asked, _ in reversed(self._shown.values()) if asked.person_id == person_id)
        return next(own, "")

    def _show(self, asked: InlineQuery, answer: InlineAnswer) -> None:
        _keep(self._shown, asked.id, (asked, answer))


def _keep(where: OrderedDict, key: object, value: object) -> None:  # type: ignore[type-arg]
    where[key] = value
    while len(where) > _MAX_KEPT:
        where.popitem(last=False)
