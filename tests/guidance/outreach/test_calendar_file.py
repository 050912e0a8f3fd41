"""Calendar files, read as strictly as RFC 5545 allows."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from guidance.outreach.calendar_file import Entry, calendar_file
from guidance.outreach.events import Place

ALMATY = ZoneInfo("Asia/Almaty")
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
WINDOW = Entry(
    "window-state-order-9-2027",
    "Мемлекеттік тапсырыс; күндізгі, 9-сыныптан кейін",
    "Колледжден нақтылаңыз:\nкүн өзгеруі мүмкін",
    dt.date(2027, 6, 25),
    dt.date(2027, 8, 18),
)
FORUM = Entry(
    "event-12",
    "Форум рабочих профессий",
    "Меморандумы, встречи",
    dt.datetime(2026, 12, 5, 10, tzinfo=ALMATY),
    dt.datetime(2026, 12, 5, 12, 30, tzinfo=ALMATY),
    "Талдыкорган, Дворец",
    Place(45.01, 78.37),
)


def strictly(content: bytes) -> Any:
    """Parse a file; every rule about its lines is held first."""
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")
    assert all(b"\n" not in line and b"\r" not in line and len(line) <= 75 for line in lines)
    content.decode("utf-8")
    found: Any = Calendar.from_ical(content, multiple=True)
    (calendar,) = found
    assert calendar["version"] == "2.0"
    assert calendar["prodid"]
    assert not [error for part in calendar.walk() for error in part.errors]
    for event in calendar.walk("VEVENT"):
        assert event["uid"]
        assert event["dtstamp"].dt == NOW
    return calendar


def test_whole_days_end_on_the_day_after_the_last() -> None:
    calendar = strictly(calendar_file([WINDOW], "kk", NOW))
    (event,) = calendar.walk("VEVENT")
    assert (event["dtstart"].dt, event["dtend"].dt) == (dt.date(2027, 6, 25), dt.date(2027, 8, 19))
    assert str(event["summary"]) == WINDOW.title
    assert str(event["description"]) == WINDOW.description
    assert calendar.walk("VTIMEZONE") == []


def test_a_moment_brings_its_time_zone_along() -> None:
    calendar = strictly(calendar_file([FORUM, WINDOW], "ru", NOW))
    (zone,) = calendar.walk("VTIMEZONE")
    assert str(zone["tzid"]) == "Asia/Almaty"
    assert {part["tzoffsetto"].td for part in zone.walk("STANDARD")} == {dt.timedelta(hours=5)}
    event = calendar.walk("VEVENT")[0]
    assert event["dtstart"].params["tzid"] == "Asia/Almaty"
    assert event["dtstart"].dt == FORUM.begins
    assert event["dtend"].dt == FORUM.ends
    assert event["location"] == FORUM.place
    assert event["geo"].to_ical() == "45.01;78.37"
    (alarm,) = event.walk("VALARM")
    assert alarm["trigger"].dt == dt.timedelta(hours=-3)


def test_what_is_called_off_keeps_its_number_and_says_so() -> None:
    again = Entry(**{**FORUM.__dict__, "is_cancelled": True})
    before, after = (strictly(calendar_file([one], "ru", NOW)).walk("VEVENT")[0] for one in (FORUM, again))
    assert before["uid"] == after["uid"]
    assert "status" not in before
    assert after["status"] == "CANCELLED"


@pytest.mark.parametrize("entries", [[], [WINDOW] * 14])
def test_any_number_of_entries(entries: list[Entry]) -> None:
    assert len(strictly(calendar_file(entries, "kk", NOW)).walk("VEVENT")) == len(entries)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=900))
def test_whatever_an_admin_wrote_comes_out_as_it_was(text: str) -> None:
    entry = Entry("event-1", text, text, FORUM.begins, FORUM.ends, text)
    (event,) = strictly(calendar_file([entry], "kk", NOW)).walk("VEVENT")
    assert str(event["summary"]) == text
    assert str(event["location"]) == text
