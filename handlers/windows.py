"""The days of a window in words."""

import datetime as dt

from guidance.funding.calendar import Dates
from handlers.translation import Words


def period(dates: Dates, words: Words) -> str:
    """From when to when, with the year, and whether that is confirmed or only expected; plain."""
    basis = words.text("window.confirmed" if dates.is_confirmed else "window.expected")
    return f"{days(dates, words)} ({basis})"


def days(dates: Dates, words: Words) -> str:
    """From when to when, with the year; plain."""
    if dates.opens == dates.closes:
        return words.day(dates.closes)
    closes = words.day_of_year(dates.closes)
    if dates.opens is None:
        return words.text("window.until", day=closes, year=dates.closes.year)
    is_one_month = (dates.opens.year, dates.opens.month) == (dates.closes.year, dates.closes.month)
    if is_one_month:
        return words.text("window.within_month", opens=dates.opens.day, closes=closes, year=dates.closes.year)
    opens = words.day_of_year(dates.opens)
    if dates.opens.year != dates.closes.year:
        return f"{words.day(dates.opens)} – {words.day(dates.closes)}"
    return words.text("window.span", opens=opens, closes=closes, year=dates.closes.year)


def state(dates: Dates, today: dt.date, words: Words) -> str:
    """Whether it is open, and how many days are left to its beginning or end; plain."""
    if dates.opens is not None and today < dates.opens:
        left = (dates.opens - today).days
        which = "opens" if dates.opens != dates.closes else "is"
        return words.text(f"window.{which}_in", days=words.plural("count.days", left))
    left = (dates.closes - today).days
    if left == 0:
        return words.text("window.today" if dates.opens == dates.closes else "window.last_day")
    return words.text("window.closes_in", days=words.plural("count.days", left))
