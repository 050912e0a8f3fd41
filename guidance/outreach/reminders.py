"""Reminders that a person asked for, and the hours in which one may be sent."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal, Protocol

ReminderKind = Literal["questionnaire", "retake"]

# Nobody is disturbed at night: messages of the bot's own accord go out from 8:00 to 21:00 local time.
DAY_BEGINS, DAY_ENDS = dt.time(8), dt.time(21)


@dataclass(frozen=True)
class Reminder:
    """Something to say to a person at a moment; one of a kind a person.

    ``questionnaire``: go on with the open one; ``retake``: a year has passed since the last result.
    """

    chat_id: int
    kind: ReminderKind
    due_at: dt.datetime


class Reminders(Protocol):
    """Where reminders are kept."""

    async def set(self, reminder: Reminder) -> None:
        """Keep a reminder, in place of an earlier one of its kind."""
        ...

    async def cancel(self, chat_id: int, kind: ReminderKind) -> None:
        """Forget a reminder, if there is one."""
        ...

    async def take_due(self, now: dt.datetime, limit: int) -> list[Reminder]:
        """Take out at most ``limit`` reminders that are due, the oldest first.

        What is taken is kept no more: a crash before it is sent loses it, which beats sending it twice.
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
