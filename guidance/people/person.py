"""What is kept of a person: the chat, the language, and with consent the region and the answers."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from guidance.catalogue.cells import Language


@dataclass(frozen=True)
class Person:
    """A person as the bot knows them; no name, phone, document number or birth date is ever kept."""

    chat_id: int
    language: Language
    region: str | None = None
    consented_at: dt.datetime | None = None


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

    async def everything_about(self, chat_id: int) -> Mapping[str, Any]:
        """All that is kept of a person, as plain values that JSON can hold."""
        ...

    async def erase(self, chat_id: int) -> Erased:
        """Remove a person and all that is kept of them."""
        ...
