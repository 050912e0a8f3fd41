"""Reminders that a person asked for, and the hours in which one may be sent."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

ReminderKind = Literal["questionnaire", "retake", "window", "event", "college"]

# Nobody is disturbed at night: messages of the bot's own accord go out from 8:00 to 21:00 local time.
DAY_BEGINS, DAY_ENDS = dt.time(8), dt.time(21)


@dataclass(frozen=True)
class Reminder:
    """Something to say to a person at a moment; one of a kind and key a person.

    ``questionnaire``: go on with the open one; ``retake``: a year has passed since the last result; ``window``: days
    of the admission calendar, ``event``: an event, ``college``: admission to a college, each named by ``key``.
    """

    chat_id: int
    kind: ReminderKind
    due_at: dt.datetime
    key: str = ""


# When the reminder that follows one that is due comes; ``None`` where it was the last.
Following = Callable[[Reminder], dt.datetime | None]


class Reminders(Protocol):
    """Where reminders are kept."""

    async def set(self, reminder: Reminder) -> None:
        """Keep a reminder, in place of an earlier one of its kind and key."""
        ...

    async def cancel(self, chat_id: int, kind: ReminderKind, key: str = "") -> None:
        """Forget a reminder, if there is one."""
        ...

    async def cancel_all(self, chat_id: int) -> None:
        """Forget every reminder of a person."""
        ...

    async def of(self, chat_id: int) -> list[Reminder]:
        """The reminders of a person, the next one first."""
        ...

    async def move(self, kind: ReminderKind, key: str | None, due_at: dt.datetime) -> int:
        """Let everybody's reminder of this kind and key (``None``: any key) come at another moment; says how many."""
        ...

    async def take_due(self, now: dt.datetime, limit: int, following: Following) -> list[Reminder]:
        """Take out at most ``limit`` reminders that are due, the oldest first, and set those that follow them.

        Both happen in one transaction, before anything is sent: a crash loses at most this one message, which beats
        sending it twice.
        """
        ...


def in_daytime(moment: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """The moment itself if it falls into the day of this zone, else the next morning; in UTC."""
    local = moment.astimezone(zone)
    if local.time() >= DAY_ENDS:
        local = dt.datetime.combine(local.date() + dt.timedelta(days=1), DAY_BEGINS, zone)
    elif local.time() < DAY_BEGINS:
        local = dt.datetime.combine(local.date(), DAY_BEGINS, zone)
    return local.astimezone(dt.UTC)
