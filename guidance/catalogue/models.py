"""The rows of the catalogue as they stand in ``data/``: one model a table."""

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Language = Literal["kk", "ru"]
Certainty = Literal["good", "doubtful"]

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
    if first_day > dt.datetime.now(tz=dt.UTC).date():
        raise ValueError("lies in the future")
    return value


def _split(value: Any) -> Any:
    """Read a cell of several values, written ``one|two``."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split("|") if part.strip())
    return value


def _yes_or_no(value: Any) -> Any:
    return {"yes": True, "no": False, "": None}.get(value, value) if isinstance(value, str) else value


def _empty_is_none(value: Any) -> Any:
    return None if value == "" else value


Text = Annotated[str, Field(min_length=1)]
PartialDate = Annotated[str, AfterValidator(_partial_date)]
Many = Annotated[tuple[str, ...], BeforeValidator(_split)]
Grades = Annotated[tuple[Literal["9", "11"], ...], BeforeValidator(_split)]
Months = Annotated[tuple[Annotated[int, Field(gt=0, le=72)], ...], BeforeValidator(_split)]
StudyLanguages = Annotated[tuple[Literal["kk", "ru", "en"], ...], BeforeValidator(_split)]
YesNo = Annotated[bool | None, BeforeValidator(_yes_or_no)]
RegionCode = Annotated[str, Field(pattern=r"^KZ-\d\d$")]
CollegeId = Annotated[str, Field(pattern=r"^\d\d-\d{3}$")]
SpecialtyCode = Annotated[str, Field(pattern=r"^\d{8}$")]
FieldCode = Annotated[str, Field(pattern=r"^\d\d$")]
InterestScore = Annotated[float, Field(ge=1, le=7)]
WebAddress = Annotated[str, Field(pattern=r"^https?://[^\s<>\"]+$")]


class Row(BaseModel):
    """One row of a table, with where the fact was read.

    ``source_url`` holds the page (several are parted by spaces), ``source_note`` says in words what the page cannot;
    at least one of them is filled. ``source_date`` is the date that the source itself bears, if any;
    everything was collected in the month given in ``data/README.md``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    source_url: Annotated[tuple[WebAddress, ...], BeforeValidator(lambda v: v.split())] = ()
    source_note: str = ""
    source_date: Annotated[PartialDate | None, BeforeValidator(_empty_is_none)] = None
    source_kind: Annotated[str, Field(pattern=r"^[a-z_0-9]+$")]

    @model_validator(mode="after")
    def _has_a_source(self) -> "Row":
        if not (self.source_url or self.source_note):
            raise ValueError("the row names no source")
        return self


class Named(Row):
    """A row that has a name in both languages."""

    name_ru: Text
    name_kk: Text

    def name(self, language: Language) -> str:
        """The name in one language."""
        return self.name_kk if language == "kk" else self.name_ru


class Region(Named):
    """A region or a city of republican significance, by its ISO 3166-2 code."""

    iso: RegionCode
    kind: Literal["region", "city"]
    centre_ru: Text
    centre_kk: Text


class College(Named):
    """A college. What is not known is empty or ``None``, never guessed."""

    id: CollegeId
    name_basis: Literal["both", "kk_translated", "ru_translated", "both_translated"]
    aliases: Many
    region: RegionCode
    city_ru: str
    city_kk: str
    address_ru: str
    ownership: Annotated[Literal["state", "private"] | None, BeforeValidator(_empty_is_none)]
    status: Literal["open", "closed", "unknown"]
    certainty: Certainty
    phone: Many
    email: str
    website: Annotated[WebAddress | None, BeforeValidator(_empty_is_none)]
    founded: Annotated[Annotated[int, Field(ge=1700, le=2100)] | None, BeforeValidator(_empty_is_none)]
    dormitory: YesNo
    languages: StudyLanguages
    students: str
    dual: YesNo
    partners: Many
    after_grade: Grades
    note_ru: str
    note_kk: str

    def city(self, language: Language) -> str:
        """The town, or the district where only that is known; may be empty."""
        return self.city_kk if language == "kk" else self.city_ru

    def note(self, language: Language) -> str:
        """What a family should know besides; may be empty."""
        return self.note_kk if language == "kk" else self.note_ru

    def name_is_translated(self, language: Language) -> bool:
        """Whether the name in this language is the project's own translation."""
        return self.name_basis in (f"{language}_translated", "both_translated")


class FieldOfStudy(Named):
    """A field of the classifier: the first two digits of a specialty's code."""

    code: FieldCode


class Specialty(Named):
    """A specialty of the classifier, with the interests that its work asks for.

    ``R`` to ``C`` are O*NET Occupational Interest scores, 1 to 7, of the occupation ``interest_soc``
    (O*NET Interests table, CC BY 4.0). Which occupation stands for the specialty is this project's judgement,
    ``loose`` where no close one exists. Durations are in months.
    """

    code: SpecialtyCode
    name_kk_basis: Literal["official", "project"]
    field: FieldCode
    months_after_9: Months
    months_after_11: Months
    entry_test: Annotated[
        Literal["none", "psychometric", "creative", "pedagogical"] | None, BeforeValidator(_empty_is_none)
    ]
    R: InterestScore
    I: InterestScore  # noqa: E741
    A: InterestScore
    S: InterestScore
    E: InterestScore
    C: InterestScore
    interest_soc: Annotated[str, Field(pattern=r"^\d\d-\d{4}\.\d\d$")]
    interest_occupation: Text
    interest_match: Literal["close", "loose"]
    work_ru: Text
    work_kk: Text

    @property
    def interests(self) -> tuple[float, ...]:
        """The six scores in the order R, I, A, S, E, C."""
        return (self.R, self.I, self.A, self.S, self.E, self.C)

    def work(self, language: Language) -> str:
        """What a person of this specialty does at work."""
        return self.work_kk if language == "kk" else self.work_ru


class Family(Named):
    """A family of work: specialties alike, finer than the fields; ``prefixes`` begin the codes that belong to it."""

    code: Annotated[str, Field(pattern=r"^[a-z]{2,14}$")]
    prefixes: Annotated[Many, Field(min_length=1)]


class Qualification(Named):
    """A qualification that a specialty leads to; ``code`` is empty where the source gives only a name."""

    code: str
    specialty: SpecialtyCode
    level: str
    name_kk_basis: Literal["official", "project"]


class Programme(Row):
    """A specialty taught at a college. Without a code the source gave a name only."""

    college: CollegeId
    specialty: Annotated[SpecialtyCode | None, BeforeValidator(_empty_is_none)]
    name_ru: Text
    base_grade: Grades
    languages: StudyLanguages
    certainty: Certainty
