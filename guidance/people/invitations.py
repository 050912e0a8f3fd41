"""Invitations to the staff: links that give a role to whoever follows them first."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from guidance.people.staff import Role

VALID = dt.timedelta(days=3)
"""So long a link can be followed."""
_BYTES = 15


@dataclass(frozen=True)
class Invitation:
    """A role, of a region for a regional editor, that waits for somebody; ``by`` is the owner who gives it."""

    number: int
    role: Role
    region: str | None
    by: int
    expires_at: dt.datetime


class Invitations(Protocol):
    """Where invitations are kept; of their codes only a digest, so that nobody can read a link out of it."""

    async def create(self, code: str, role: Role, region: str | None, by: int, now: dt.datetime) -> Invitation:
        """Keep a new one."""
        ...

    async def waiting(self, now: dt.datetime) -> Sequence[Invitation]:
        """Those that can still be followed, the oldest first."""
        ...

    async def take(self, code: str, now: dt.datetime) -> Invitation | None:
        """Use one up: of all who follow the same link only one is given it."""
        ...

    async def withdraw(self, number: int) -> bool:
        """Let one lead nowhere; whether it still waited."""
        ...


def new_code() -> str:
    """A code that nobody guesses, of what the parameter of a deep link may hold."""
    return secrets.token_urlsafe(_BYTES)
