"""The days of this year: what past editions let expect, what admins have confirmed, and when to remind of them."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from guidance.funding.admission import MonthDay, Window

# A reminder comes in the morning, but not with the first bell.
_HOUR = dt.time(10)
# How many days before a window opens and closes a reminder of it comes.
_BEFORE_OPENING = (14, 0)
_BEFORE_CLOSING = (7, 2)


@dataclass(frozen=True)
class Confirmed:
    """The days of one year's window as an admin has set them; both included."""

    window: str
    year: int
    opens: dt.date | None
    closes: dt.date


Confirmations = Mapping[tuple[str, int], Confirmed]


class ConfirmedWindows(Protocol):
    """Where the days that admins have confirmed are kept."""

    async def all(self) -> dict[tuple[str, int], Confirmed]:
        """Everything confirmed, by window and year."""
        ...

    async def confirm(self, confirmed: Confirmed, admin: int) -> None:
        """Keep the days of a year, in place of earlier ones; ``admin`` is who says so."""
        ...

    async def withdraw(self, window: str, year: int) -> None:
        """Forget the days of a year: what past editions let expect holds again."""
        ...


@dataclass(frozen=True)
class Dates:
    """A window in one year; ``is_confirmed`` says whether an admin has set these days or they are only expected."""

    year: int
    opens: dt.date | None
    closes: dt.date
    is_confirmed: bool


def dates_in(window: Window, year: int, confirmed: Confirmations) -> Dates:
    """The days of a window in one year."""
    if one := confirmed.get((window.id, year)):
        return Dates(year, one.opens, one.closes, is_confirmed=True)
    opens = _day(year, window.opens) if window.opens else None
    return Dates(year, opens, _day(year, window.closes), is_confirmed=False)


def next_dates(window: Window, today: dt.date, confirmed: Confirmations) -> Dates:
    """The days of a window in the first year, from this one on, in which it has not closed yet."""
    year = today.year
    while (dates := dates_in(window, year, confirmed)).closes < today:
        year += 1
    return dates


def next_alert(window: Window, now: dt.datetime, zone: dt.tzinfo, confirmed: Confirmations) -> dt.datetime:
    """When to remind of a window next, in UTC: some days before it opens and closes, in the morning of ``zone``."""
    year = now.astimezone(zone).year
    while True:
        dates = dates_in(window, year, confirmed)
        moments = sorted(dt.datetime.combine(day, _HOUR, zone).astimezone(dt.UTC) for day in _alert_days(dates))
        if found := next((moment for moment in moments if moment > now), None):
            return found
        year += 1


def _alert_days(dates: Dates) -> Iterator[dt.date]:
    if dates.opens is not None:
        for days in _BEFORE_OPENING:
            yield dates.opens - dt.timedelta(days=days)
    if dates.opens != dates.closes:
        for days in _BEFORE_CLOSING:
            # A short window has no morning two days before its end that is not before its beginning.
            if dates.opens is None or dates.opens < dates.closes - dt.timedelta(days=days):
                yield dates.closes - dt.timedelta(days=days)


def _day(year: int, day: MonthDay) -> dt.date:
    month, number = map(int, day.split("-"))
    try:
        return dt.date(year, month, number)
    except ValueError:
        # 29 February in a common year.
        return dt.date(year, 3, 1)
