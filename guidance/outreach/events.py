"""Events that admins announce: forums, open days, fairs, championships; and who wants to come."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from guidance.catalogue.cells import Language

EventKind = Literal[
    "forum",
    "open_day",
    "fair",
    "festival",
    "exhibition",
    "championship",
    "competition",
    "ceremony",
    "meeting",
    "briefing",
]
KINDS: tuple[EventKind, ...] = get_args(EventKind)
# What is said of an event, in each language. ``happened`` is written when it is over.
EventText = Literal["name", "about", "place", "organiser", "audience", "happened"]
TEXTS: tuple[EventText, ...] = get_args(EventText)
# The longest text of each sort, in characters: a card of all of them fits into one message.
MOST_CHARACTERS: dict[EventText, int] = {
    "name": 150,
    "about": 900,
    "place": 200,
    "organiser": 150,
    "audience": 200,
    "happened": 900,
}
# How long an event lasts whose end nobody has said.
USUAL_LENGTH = dt.timedelta(hours=2)

EventState = Literal["draft", "published", "cancelled"]


# A number of a database has at most 18 digits; anything longer is nobody's.
_MOST_DIGITS = 18


def event_number(key: str) -> int | None:
    """The number of an event that stands in a reminder or a button as text; ``None`` for what no event can have."""
    return int(key) if key.isascii() and key.isdigit() and len(key) <= _MOST_DIGITS else None


@dataclass(frozen=True)
class Place:
    """A point on the map, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Event:
    """One event; moments in UTC, ``region`` an ISO code or ``None`` for the whole country.

    ``texts`` has what was written, by sort and language; a draft may lack any of it.
    """

    id: int
    kind: EventKind
    state: EventState
    region: str | None = None
    begins: dt.datetime | None = None
    ends: dt.datetime | None = None
    venue: Place | None = None
    texts: Mapping[tuple[EventText, Language], str] | None = None

    def text(self, sort: EventText, language: Language) -> str:
        """What was written in one language; empty where nothing was."""
        return (self.texts or {}).get((sort, language), "")

    @property
    def over_at(self) -> dt.datetime | None:
        """When it is over, as far as its beginning is known."""
        return self.ends or (self.begins + USUAL_LENGTH if self.begins else None)

    def missing(self) -> list[tuple[EventText, Language] | Literal["begins"]]:
        """What has to be filled in before it can be published."""
        languages: tuple[Language, ...] = ("kk", "ru")
        lacking: list[tuple[EventText, Language] | Literal["begins"]] = [
            (sort, language)
            for sort in TEXTS
            if sort != "happened"
            for language in languages
            if not self.text(sort, language)
        ]
        return lacking if self.begins else [*lacking, "begins"]


class Events(Protocol):
    """Where events are kept, and who comes."""

    async def create(self, kind: EventKind, admin: int) -> Event:
        """Begin a draft."""
        ...

    async def find(self, number: int) -> Event | None:
        """One event."""
        ...

    async def upcoming(self, now: dt.datetime) -> list[Event]:
        """The published and cancelled ones that are not over, the next one first."""
        ...

    async def past(self, now: dt.datetime) -> list[Event]:
        """The published ones that are over, the newest first."""
        ...

    async def drafts(self) -> list[Event]:
        """Those that were begun and not published."""
        ...

    async def write(self, number: int, sort: EventText, language: Language, text: str) -> None:
        """Keep a text in place of the earlier one."""
        ...

    async def choose_region(self, number: int, region: str | None) -> None:
        """Keep where it takes place; ``None`` is the whole country."""
        ...

    async def set_times(self, number: int, begins: dt.datetime, ends: dt.datetime | None) -> None:
        """Keep when it takes place."""
        ...

    async def set_venue(self, number: int, venue: Place) -> None:
        """Keep the point on the map."""
        ...

    async def settle(self, number: int, before: EventState, after: EventState) -> bool:
        """Go from one state to another; returns whether it was in the first, so that of two admins one succeeds."""
        ...

    async def remove_draft(self, number: int) -> bool:
        """Give a draft up; a published event stays. Returns whether there was one."""
        ...

    async def come(self, number: int, chat_id: int) -> None:
        """Count a person in."""
        ...

    async def stay_away(self, number: int, chat_id: int) -> None:
        """Count a person out again."""
        ...

    async def is_coming(self, number: int, chat_id: int) -> bool:
        """Whether a person is counted in."""
        ...

    async def coming(self, number: int) -> int:
        """How many are counted in."""
        ...
