"""What is kept of a person: the chat, the language, and with consent the region, the answers, and who they are."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from guidance.catalogue.cells import Language
from guidance.people.roles import Role, grade_on


@dataclass(frozen=True)
class Person:
    """A person as the bot knows them; no name, phone, document number or birth date is ever kept."""

    chat_id: int
    language: Language
    region: str | None = None
    consented_at: dt.datetime | None = None
    seen_on: dt.date | None = None
    """The day on which they wrote last; ``None`` also where messages did not reach them since."""
    role: Role | None = None
    """Who they say they are, if they have said it."""
    leaves_in: int | None = None
    """Of a pupil who told the grade, the year in which grade 11 ends."""

    def grade(self, on: dt.date) -> int | None:
        """The grade in which a pupil is on a day: 7 to 11, ``None`` where it was not told or school is over."""
        return grade_on(self.leaves_in, on)


@dataclass(frozen=True)
class Erased:
    """What an erasure removed, for the receipt."""

    attempts: int
    answers: int
    favourites: int


class People(Protocol):
    """Where people are kept."""

    async def find(self, chat_id: int) -> Person | None:
        """The person of this chat, if they have chosen a language."""
        ...

    async def choose_language(self, chat_id: int, language: Language) -> Person:
        """Remember the language; the first choice makes the person known."""
        ...

    async def consent(self, chat_id: int) -> Person:
        """Note the consent to keep answers and region; a later call keeps the first date.

        Raises:
            LookupError: the person is not known.
        """
        ...

    async def choose_region(self, chat_id: int, region: str) -> None:
        """Remember the region (ISO 3166-2) of a person who has consented; for others do nothing."""
        ...

    async def choose_role(self, chat_id: int, role: Role | None, leaves_in: int | None) -> None:
        """Remember who somebody is, if they have consented; for others do nothing.

        The year of leaving school is kept of pupils only; no role takes both back.
        """
        ...

    async def seen(self, chat_id: int, day: dt.date) -> None:
        """They have written on this day, so they can be reached again."""
        ...

    async def unreachable(self, chat_id: int, now: dt.datetime) -> None:
        """They have blocked the bot: nothing is sent to them until they write again."""
        ...

    async def everything_about(self, chat_id: int) -> Mapping[str, Any]:
        """All that is kept of a person, as plain values that JSON can hold."""
        ...

    async def erase(self, chat_id: int) -> Erased:
        """Remove a person and all that is kept of them."""
        ...
