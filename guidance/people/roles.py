"""Who somebody is, and a pupil's grade: kept as the year of leaving school, for a grade is wrong a year later."""

import datetime as dt
from typing import Literal, get_args

Role = Literal["pupil", "student", "parent", "teacher"]
"""A pupil of a school, a student of a college, a parent, a teacher or counsellor."""
ROLES: tuple[Role, ...] = get_args(Role)
LAST_GRADE = 11
GRADES = range(7, LAST_GRADE + 1)
"""The grades that the guide is for, and that can be said."""
_SEPTEMBER = 9


def leaving_year(grade: int, on: dt.date) -> int:
    """The year in which grade 11 ends for who is in this grade on this day; a school year begins on 1 September."""
    ends = on.year + (on.month >= _SEPTEMBER)
    return ends + LAST_GRADE - grade


def grade_on(leaves_in: int | None, on: dt.date) -> int | None:
    """The grade on a day of who leaves school in this year; ``None`` where it is not known or none of `GRADES`.

    In summer it is the grade that has ended.
    """
    if leaves_in is None:
        return None
    grade = leaving_year(LAST_GRADE, on) + LAST_GRADE - leaves_in
    return grade if grade in GRADES else None


def has_left(leaves_in: int | None, on: dt.date) -> bool:
    """Whether school is over on this day for who leaves it in this year; unknown is no."""
    return leaves_in is not None and leaves_in < leaving_year(LAST_GRADE, on)
