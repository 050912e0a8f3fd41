import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.people.roles import GRADES, grade_on, has_left, leaving_year

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2100, 12, 31))


@given(grade=st.sampled_from(GRADES), said_on=DAYS, years=st.integers(0, 8))
def test_a_grade_goes_up_each_september_until_school_is_over(grade: int, said_on: dt.date, years: int) -> None:
    leaves_in = leaving_year(grade, said_on)
    begins = dt.date(said_on.year + (said_on >= dt.date(said_on.year, 9, 1)), 9, 1)

    assert grade_on(leaves_in, said_on) == grade
    for later, gone in ((begins, 1), (begins - dt.timedelta(days=1), 0)):
        day = later.replace(year=later.year + years)
        expected = grade + years + gone
        assert grade_on(leaves_in, day) == (expected if expected in GRADES else None)
        assert has_left(leaves_in, day) == (expected > GRADES[-1])


@given(leaves_in=st.integers(2000, 2120), day=DAYS)
def test_there_is_no_other_grade(leaves_in: int, day: dt.date) -> None:
    grade = grade_on(leaves_in, day)
    assert grade is None or (grade in GRADES and leaving_year(grade, day) == leaves_in)


@pytest.mark.parametrize(
    ("day", "grade"),
    [
        ("2026-08-31", 8),
        ("2026-09-01", 9),
        ("2027-05-25", 9),
        ("2028-12-31", 11),
        ("2029-08-31", 11),
        ("2029-09-01", None),
    ],
)
def test_who_leaves_in_2029(day: str, grade: int | None) -> None:
    assert grade_on(2029, dt.date.fromisoformat(day)) == grade


def test_what_was_not_said_is_not_known() -> None:
    assert grade_on(None, dt.date(2026, 9, 1)) is None
    assert not has_left(None, dt.date(2026, 9, 1))
