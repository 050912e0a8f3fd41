"""The days of a window, and when a reminder of it comes."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from guidance.funding.admission import Window
from guidance.funding.calendar import Confirmed, dates_in, next_alert, next_dates

ALMATY = ZoneInfo("Asia/Almaty")
SOURCES = [{"url": "https://azh.kz/kz/news/view/71011"}]


def a_window(opens: str | None, closes: str) -> Window:
    return Window.model_validate(
        {
            "id": "state-order-9",
            "name": {"ru": "Госзаказ", "kk": "Мемлекеттік тапсырыс"},
            "for": ["grade9"],
            "kind": "applying",
            "opens": opens,
            "closes": closes,
            "editions": "2022-2023",
            "certainty": "B",
            "sources": SOURCES,
        }
    )


SUMMER, END_ONLY, ONE_DAY = a_window("06-25", "08-18"), a_window(None, "09-20"), a_window("09-01", "09-01")
MOVED = Confirmed("state-order-9", 2027, dt.date(2027, 6, 20), dt.date(2027, 8, 15))


def morning(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T10:00+05:00")


@pytest.mark.parametrize(
    ("today", "year"), [("2026-11-23", 2027), ("2026-08-18", 2026), ("2026-08-19", 2027), ("2026-01-01", 2026)]
)
def test_a_window_is_shown_until_it_has_closed(today: str, year: int) -> None:
    dates = next_dates(SUMMER, dt.date.fromisoformat(today), {})
    assert (dates.year, dates.opens, dates.closes) == (year, dt.date(year, 6, 25), dt.date(year, 8, 18))
    assert not dates.is_confirmed


def test_what_an_admin_confirmed_counts_for_its_year_alone() -> None:
    confirmed = {("state-order-9", 2027): MOVED}
    dates = next_dates(SUMMER, dt.date(2027, 8, 15), confirmed)
    assert (dates.opens, dates.closes, dates.is_confirmed) == (MOVED.opens, MOVED.closes, True)
    assert next_dates(SUMMER, dt.date(2027, 8, 16), confirmed).closes == dt.date(2028, 8, 18)
    assert dates_in(SUMMER, 2026, confirmed).is_confirmed is False


@pytest.mark.parametrize(
    ("window", "now", "due"),
    [
        (SUMMER, "2026-11-23", "2027-06-11"),  # two weeks before it opens
        (SUMMER, "2027-06-11", "2027-06-25"),  # on the first day
        (SUMMER, "2027-06-25", "2027-08-11"),  # a week before it closes
        (SUMMER, "2027-08-11", "2027-08-16"),  # two days before
        (SUMMER, "2027-08-16", "2028-06-11"),  # the next year
        (END_ONLY, "2026-11-23", "2027-09-13"),
        (END_ONLY, "2027-09-13", "2027-09-18"),
        (END_ONLY, "2027-09-18", "2028-09-13"),
        (ONE_DAY, "2026-11-23", "2027-08-18"),
        (ONE_DAY, "2027-08-18", "2027-09-01"),
        (ONE_DAY, "2027-09-01", "2028-08-18"),
    ],
)
def test_when_a_reminder_comes(window: Window, now: str, due: str) -> None:
    assert next_alert(window, morning(now), ALMATY, {}) == morning(due)


def test_reminders_follow_what_is_confirmed() -> None:
    confirmed = {("state-order-9", 2027): MOVED}
    assert next_alert(SUMMER, morning("2026-11-23"), ALMATY, confirmed) == morning("2027-06-06")
    assert next_alert(SUMMER, morning("2027-06-20"), ALMATY, confirmed) == morning("2027-08-08")


@given(
    st.sampled_from([SUMMER, END_ONLY, ONE_DAY]),
    st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2040, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001
)
def test_a_reminder_always_lies_ahead_within_the_coming_year(window: Window, now: dt.datetime) -> None:
    due = next_alert(window, now, ALMATY, {})
    assert dt.timedelta(0) < due - now <= dt.timedelta(days=366)
    assert due.astimezone(ALMATY).time() == dt.time(10)
    assert next_alert(window, due, ALMATY, {}) > due


@pytest.mark.parametrize(
    ("opens", "closes"), [("06-31", "08-18"), ("6-25", "08-18"), ("08-19", "08-18"), ("06-25", "2027-08-18")]
)
def test_days_that_are_none(opens: str, closes: str) -> None:
    with pytest.raises(ValidationError):
        a_window(opens, closes)


def test_the_last_of_february_is_the_first_of_march_in_a_common_year() -> None:
    leap = a_window("02-29", "02-29")
    assert dates_in(leap, 2028, {}).closes == dt.date(2028, 2, 29)
    assert dates_in(leap, 2027, {}).closes == dt.date(2027, 3, 1)
