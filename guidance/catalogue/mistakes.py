"""Mistakes in the catalogue that people report, and what became of them."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

CardKind = Literal["college", "specialty", "route"]
About = Literal["name", "place", "contacts", "teaches", "closed", "other"]
Decision = Literal["accepted", "declined"]

CARD_KINDS: tuple[CardKind, ...] = get_args(CardKind)
ABOUT: tuple[About, ...] = get_args(About)
# What a person writes is cut to so many characters.
MOST_WORDS = 1000
# So many reports of one person may wait for an answer.
MOST_OPEN_REPORTS = 10


@dataclass(frozen=True)
class MistakeReport:
    """One report: what is wrong (``about``) on which card, in the reporter's words if they wrote any."""

    id: int
    chat_id: int
    kind: CardKind
    key: str
    about: About
    words: str
    state: Literal["open", "accepted", "declined"]
    created_at: dt.datetime


class MistakeReports(Protocol):
    """Where reports are kept."""

    async def add(self, chat_id: int, kind: CardKind, key: str, about: About) -> MistakeReport | None:
        """File a report; the open one of the same person about the same if there is one.

        ``None`` when too many of theirs wait, or the person is not known.
        """
        ...

    async def describe(self, report: int, chat_id: int, words: str) -> MistakeReport | None:
        """Put the reporter's words to their open report; ``None`` when it is not theirs or is decided."""
        ...

    async def find(self, report: int) -> MistakeReport | None:
        """One report."""
        ...

    async def open(self) -> list[MistakeReport]:
        """The reports that wait for a decision, the oldest first."""
        ...

    async def decide(self, report: int, decision: Decision) -> bool:
        """Decide once; ``False`` when it was decided before, or is gone."""
        ...
