"""Dates as an iCalendar file (RFC 5545), which the calendars of telephones and computers open."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Alarm, Calendar, Event, Timezone

from guidance.catalogue.cells import Language
from guidance.outreach.events import Place

_PRODUCT = "-//Temirqazyq//Career guide//{language}"
# How long before an all-day entry, or before one with a time, the calendar rings.
_BEFORE_DAY, _BEFORE_TIME = dt.timedelta(hours=-14), dt.timedelta(hours=-3)


@dataclass(frozen=True)
class Entry:
    """One entry: whole days, both included (dates), or from one moment to another (with their zone).

    ``uid`` stays the same when the entry changes, so that a newer file replaces it.
    """

    uid: str
    title: str
    description: str
    begins: dt.date | dt.datetime
    ends: dt.date | dt.datetime
    place: str = ""
    venue: Place | None = None
    is_cancelled: bool = False


def calendar_file(entries: Iterable[Entry], language: Language, now: dt.datetime) -> bytes:
    """The file, UTF-8, with the time zones that its moments need."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT.format(language=language.upper()))
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    zones: dict[str, tuple[dt.datetime, dt.tzinfo]] = {}
    events = []
    for entry in entries:
        events.append(_event(entry, now))
        if isinstance(entry.begins, dt.datetime) and entry.begins.tzinfo is not None:
            zones[str(entry.begins.tzinfo)] = entry.begins, entry.begins.tzinfo
    for name, (moment, zone) in sorted(zones.items()):
        # Only the years in which there is an entry: the history of a zone helps nobody.
        calendar.add_component(
            Timezone.from_tzinfo(zone, name, dt.date(moment.year, 1, 1), dt.date(moment.year + 1, 1, 1))
        )
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(entry: Entry, now: dt.datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@temirqazyq")
    event.add("dtstamp", now)
    event.add("summary", entry.title)
    event.add("description", entry.description)
    event.add("dtstart", entry.begins)
    has_time = isinstance(entry.begins, dt.datetime)
    # The end of whole days is the day after the last (RFC 5545, 3.6.1).
    event.add("dtend", entry.ends if has_time else entry.ends + dt.timedelta(days=1))
    if entry.place:
        event.add("location", entry.place)
    if entry.venue:
        event.add("geo", (entry.venue.latitude, entry.venue.longitude))
    if entry.is_cancelled:
        event.add("status", "CANCELLED")
    # What only marks days of a year does not make its owner busy.
    event.add("transp", "OPAQUE" if has_time else "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.title)
    alarm.add("trigger", _BEFORE_TIME if has_time else _BEFORE_DAY)
    event.add_component(alarm)
    return event
