"""What a cell of a table may hold, and how it is read."""

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

Language = Literal["kk", "ru"]
Certainty = Literal["good", "doubtful"]

# Where a day begins first: what is written at home today is no future, in whatever zone a machine checks it.
_EASTERNMOST = dt.timezone(dt.timedelta(hours=14))
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def _partial_date(value: str) -> str:
    """Accept ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` that is not in the future."""
    match = _PARTIAL_DATE.fullmatch(value)
    if not match:
        raise ValueError("is not a date like 2025, 2025-06 or 2025-06-30")
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        first_day = dt.date(year, month, day)
    except ValueError as error:
        raise ValueError("is not a day of the calendar") from error
    if first_day > dt.datetime.now(tz=_EASTERNMOST).date():
        raise ValueError("lies in the future")
    return value


def _bin(value: str) -> str:
    """Accept a business identification number whose last digit is right.

    Twelve digits; the last is the sum of the first eleven, weighted 1 to 11, modulo 11; where that gives 10, weighted
    3 to 11, 1, 2; a number for which that gives 10 too is never issued. Source: programme of identification numbers,
    Government resolution 565 of 11 June 2003, adilet.zan.kz/rus/docs/P030000565_.
    """
    if not re.fullmatch(r"[0-9]{12}", value):
        raise ValueError("is not a BIN: it has twelve digits")
    digits = [int(digit) for digit in value]
    for weights in (range(1, 12), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)):
        control = sum(weight * digit for weight, digit in zip(weights, digits, strict=False)) % 11
        if control < 10:  # noqa: PLR2004
            break
    if control != digits[-1]:
        raise ValueError("is not a BIN: a digit is wrong or two have changed places")
    return value


_PHONE = re.compile(r"\+7 \([0-9]{3,5}\) [0-9]{1,3}(-[0-9]{2}){2}|[0-9]{1,3}(-[0-9]{2}){2}")


def _phone(value: str) -> str:
    """Accept ``+7 (7172) 12-34-56``, eleven digits in all, or a local number like ``12-34-56``."""
    digits = sum(sign.isdigit() for sign in value)
    if not _PHONE.fullmatch(value) or (value.startswith("+") and digits != 11):  # noqa: PLR2004
        raise ValueError("is not a phone like +7 (7172) 12-34-56")
    return value


# Signs that stand in no text of one line, or that a spreadsheet cannot hold.
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")


def _one_plain_line(value: str) -> str:
    """Refuse what a spreadsheet would carry out, or could not hold, when the table is opened in one."""
    if value.startswith(("=", "@")):
        raise ValueError("begins like a formula of a spreadsheet")
    if _CONTROL.search(value):
        raise ValueError("holds a line break or another control sign")
    return value


def _split(value: Any) -> Any:
    """Read a cell of several values, written ``one|two``."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split("|") if part.strip())
    return value


def _yes_or_no(value: Any) -> Any:
    return {"yes": True, "no": False, "": None}.get(value, value) if isinstance(value, str) else value


def empty_is_none(value: Any) -> Any:
    """Read an empty cell as not known."""
    return None if value == "" else value


Plain = Annotated[str, AfterValidator(_one_plain_line)]
Text = Annotated[str, Field(min_length=1), AfterValidator(_one_plain_line)]
PartialDate = Annotated[str, AfterValidator(_partial_date)]
Many = Annotated[tuple[Plain, ...], BeforeValidator(_split)]
Phones = Annotated[tuple[Annotated[str, AfterValidator(_phone)], ...], BeforeValidator(_split)]
Bin = Annotated[Annotated[str, AfterValidator(_bin)] | None, BeforeValidator(empty_is_none)]
Email = Annotated[str, Field(pattern=r"^$|^[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+$")]
Grades = Annotated[tuple[Literal["9", "11"], ...], BeforeValidator(_split)]
Months = Annotated[tuple[Annotated[int, Field(gt=0, le=72)], ...], BeforeValidator(_split)]
StudyLanguages = Annotated[tuple[Literal["kk", "ru", "en"], ...], BeforeValidator(_split)]
YesNo = Annotated[bool | None, BeforeValidator(_yes_or_no)]
RegionCode = Annotated[str, Field(pattern=r"^KZ-\d\d$")]
CollegeId = Annotated[str, Field(pattern=r"^\d\d-\d{3,4}$")]
SpecialtyCode = Annotated[str, Field(pattern=r"^\d{8}$")]
FieldCode = Annotated[str, Field(pattern=r"^\d\d$")]
InterestScore = Annotated[float, Field(ge=1, le=7)]
WebAddress = Annotated[str, Field(pattern=r"^https?://[^\s<>\"]+$")]
OptionalAddress = Annotated[WebAddress | None, BeforeValidator(empty_is_none)]
Year = Annotated[Annotated[int, Field(ge=1700, le=2100)] | None, BeforeValidator(empty_is_none)]
OptionalDate = Annotated[PartialDate | None, BeforeValidator(empty_is_none)]
OptionalSpecialty = Annotated[SpecialtyCode | None, BeforeValidator(empty_is_none)]
OptionalCollege = Annotated[CollegeId | None, BeforeValidator(empty_is_none)]
NameBasis = Literal["both", "kk_translated", "ru_translated", "both_translated", "kk_missing", "ru_missing"]
