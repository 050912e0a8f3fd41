"""Invitations to the staff, kept in the database."""

import datetime as dt
import hashlib
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.people.invitations import VALID, Invitation
from guidance.people.staff import Role
from guidance.storage.schema import staff_invitation

_COLUMNS = (
    staff_invitation.c.id,
    staff_invitation.c.role,
    staff_invitation.c.region,
    staff_invitation.c.invited_by,
    staff_invitation.c.expires_at,
)


class StoredInvitations:
    """Implements :class:`guidance.people.invitations.Invitations`."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Use this database."""
        self._engine = engine

    async def create(self, code: str, role: Role, region: str | None, by: int, now: dt.datetime) -> Invitation:
        """See :class:`~guidance.people.invitations.Invitations`."""
        row: dict[str, Any] = {"role": role, "region": region, "invited_by": by, "expires_at": now + VALID}
        async with self._engine.begin() as connection:
            await connection.execute(delete(staff_invitation).where(staff_invitation.c.expires_at <= now))
            made = insert(staff_invitation).values(digest=_digest(code), **row).returning(*_COLUMNS)
            return Invitation(*(await connection.execute(made)).one())

    async def waiting(self, now: dt.datetime) -> list[Invitation]:
        """See :class:`~guidance.people.invitations.Invitations`."""
        fits = select(*_COLUMNS).where(staff_invitation.c.expires_at > now).order_by(staff_invitation.c.id)
        async with self._engine.connect() as connection:
            return [Invitation(*row) for row in await connection.execute(fits)]

    async def take(self, code: str, now: dt.datetime) -> Invitation | None:
        """See :class:`~guidance.people.invitations.Invitations`."""
        fits = staff_invitation.c.digest == _digest(code), staff_invitation.c.expires_at > now
        async with self._engine.begin() as connection:
            taken = await connection.execute(delete(staff_invitation).where(*fits).returning(*_COLUMNS))
            row = taken.one_or_none()
        return Invitation(*row) if row else None

    async def withdraw(self, number: int) -> bool:
        """See :class:`~guidance.people.invitations.Invitations`."""
        async with self._engine.begin() as connection:
            gone = await connection.execute(delete(staff_invitation).where(staff_invitation.c.id == number))
            return gone.rowcount == 1


def _digest(code: str) -> str:
    """Codes are long and random, so a plain digest keeps them as well as a slow one."""
    return hashlib.sha256(code.encode()).hexdigest()
