"""When reminders of dates come: worked out from the windows, what admins confirmed, and the coming events."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from guidance.funding.admission import Window
from guidance.funding.calendar import Confirmations, next_alert, next_dates
from guidance.outreach.events import Event
from guidance.outreach.reminders import Reminder, ReminderKind, in_daytime

# The window by which a college reminds of itself: the first that closes for most of those who apply.
COLLEGE_WINDOW = "state-order-9"
# When a reminder of an event comes: on the day before, and some hours before it begins.
_BEFORE = (dt.timedelta(days=1), dt.timedelta(hours=3))


@dataclass(frozen=True)
class Schedule:
    """All that reminders hang on, as it was read at one moment; ``events`` are those that are not over."""

    windows: Mapping[str, Window]
    confirmed: Confirmations
    events: Mapping[str, Event]
    zone: dt.tzinfo

    def window_of(self, kind: ReminderKind, key: str) -> Window | None:
        """The window that a reminder hangs on, if it hangs on one that there is."""
        if kind not in ("window", "college"):
            return None
        return self.windows.get(COLLEGE_WINDOW if kind == "college" else key)

    def next_due(self, kind: ReminderKind, key: str, now: dt.datetime) -> dt.datetime | None:
        """When such a reminder comes next, in UTC; ``None`` where none does any more."""
        if window := self.window_of(kind, key):
            return next_alert(window, now, self.zone, self.confirmed)
        event = self.events.get(key) if kind == "event" else None
        if event is None or event.begins is None or event.state != "published":
            return None
        moments = (in_daytime(event.begins - before, self.zone) for before in _BEFORE)
        return next((moment for moment in moments if now < moment < event.begins), None)

    def following(self, reminder: Reminder, now: dt.datetime) -> dt.datetime | None:
        """When the reminder that follows a due one comes; those of the questionnaire come once."""
        return self.next_due(reminder.kind, reminder.key, now)

    def due_after_change(self, kind: ReminderKind, key: str, now: dt.datetime) -> dt.datetime:
        """When to remind after the days of a window were changed: as always, but at once where that is too late."""
        due = self.next_due(kind, key, now)
        window = self.window_of(kind, key)
        at_once = in_daytime(now, self.zone)
        if window is None or due is None:
            return at_once
        closes = next_dates(window, now.astimezone(self.zone).date(), self.confirmed).closes
        return due if due.astimezone(self.zone).date() <= closes else at_once
