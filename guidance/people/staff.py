"""Who may do what for the bot, and the log of what they did."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Role = Literal["owner", "editor", "regional", "viewer"]
"""Owners appoint; editors write announcements; regional ones only for their own region; viewers look."""


@dataclass(frozen=True)
class Member:
    """One of the staff; ``region`` (ISO 3166-2) is that of a regional editor."""

    chat_id: int
    role: Role
    region: str | None = None


@dataclass(frozen=True)
class Entry:
    """What somebody did: ``actor`` is a chat number, 0 for the command line; ``at`` is in UTC."""

    at: dt.datetime
    actor: int
    act: str
    subject: str = ""
    details: str = ""


class Staff(Protocol):
    """Where the staff is kept; those whom the settings name are owners always."""

    async def of(self, chat_id: int) -> Member | None:
        """This person's place in the staff, if they have one."""
        ...

    async def all(self) -> list[Member]:
        """Everybody, the owners of the settings first."""
        ...

    async def appoint(self, member: Member, by: int) -> None:
        """Give somebody a role, in place of an earlier one; changes nothing for the owners of the settings."""
        ...

    async def dismiss(self, chat_id: int, by: int) -> None:
        """Take somebody's role away; changes nothing for the owners of the settings."""
        ...


class Audit(Protocol):
    """The log of what the staff did; nothing is ever taken out of it."""

    async def note(self, actor: int, act: str, subject: str = "", details: str = "") -> None:
        """Write down what was just done: ``act`` in up to 30 characters, ``subject`` in 40."""
        ...

    async def newest(self, limit: int, offset: int = 0) -> Sequence[Entry]:
        """The newest entries first."""
        ...
