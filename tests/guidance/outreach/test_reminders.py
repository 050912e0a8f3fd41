"""When a reminder may be sent."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.outreach.reminders import DAY_BEGINS, DAY_ENDS, in_daytime

ALMATY = ZoneInfo("Asia/Almaty")


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        ("2026-11-22T15:00+05:00", "2026-11-22T15:00+05:00"),
        ("2026-11-22T08:00+05:00", "2026-11-22T08:00+05:00"),
        ("2026-11-22T21:00+05:00", "2026-11-23T08:00+05:00"),
        ("2026-11-22T23:59+05:00", "2026-11-23T08:00+05:00"),
        ("2026-11-23T03:10+05:00", "2026-11-23T08:00+05:00"),
    ],
)
def test_nobody_is_woken(wanted: str, sent: str) -> None:
    assert in_daytime(dt.datetime.fromisoformat(wanted), ALMATY) == dt.datetime.fromisoformat(sent)


@given(st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2030, 1, 1), timezones=st.just(dt.UTC)))  # noqa: DTZ001
def test_the_moment_is_never_earlier_and_at_most_a_night_later(moment: dt.datetime) -> None:
    sent = in_daytime(moment, ALMATY)
    assert dt.timedelta(0) <= sent - moment <= dt.timedelta(hours=11)
    assert DAY_BEGINS <= sent.astimezone(ALMATY).time() < DAY_ENDS
