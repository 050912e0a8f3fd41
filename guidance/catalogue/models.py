"""The rows of the catalogue as they stand in ``data/``: what is taught, where, and how it is called."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from guidance.catalogue.cells import (
    Bin,
    Certainty,
    CollegeId,
    Email,
    FieldCode,
    Grades,
    InterestScore,
    Language,
    Many,
    Months,
    OptionalAddress,
    OptionalSpecialty,
    Phones,
    Plain,
    RegionCode,
    SpecialtyCode,
    StudyLanguages,
    Text,
    Year,
    YesNo,
    empty_is_none,
)
from guidance.catalogue.rows import Named, NamedBySource, Row

# Fourteen of them stand on a card.
_LONGEST_PROGRAMME = 200


class Region(Named):
    """A region or a city of republican significance, by its ISO 3166-2 code."""

    iso: RegionCode
    kind: Literal["region", "city"]
    centre_ru: Text
    centre_kk: Text


class Town(NamedBySource):
    """A town or village; ``id`` is its GeoNames number, or p and a number where GeoNames has none.

    ``aliases`` are old names and the forms that people type. Coordinates in degrees, WGS 84, of the place's middle.
    """

    id: Annotated[str, Field(pattern=r"^(\d{5,9}|p\d{1,4})$")]
    region: RegionCode
    aliases: Many
    # Kazakhstan lies between these degrees.
    latitude: Annotated[Annotated[float, Field(ge=40, le=56)] | None, BeforeValidator(empty_is_none)]
    longitude: Annotated[Annotated[float, Field(ge=46, le=88)] | None, BeforeValidator(empty_is_none)]
    population: Annotated[Annotated[int, Field(gt=0)] | None, BeforeValidator(empty_is_none)]

    @model_validator(mode="after")
    def _both_coordinates(self) -> "Town":
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("latitude and longitude stand together")
        return self

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees, where they are known."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)


class College(NamedBySource):
    """A college. What is not known is empty or ``None``, never guessed.

    ``bin`` is the business identification number under which official registers list it.
    """

    id: CollegeId
    bin: Bin
    aliases: Many
    region: RegionCode
    city_ru: Plain
    city_kk: Plain
    address_ru: Plain
    ownership: Annotated[Literal["state", "private"] | None, BeforeValidator(empty_is_none)]
    status: Literal["open", "closed", "unknown"]
    certainty: Certainty
    phone: Phones
    email: Email
    website: OptionalAddress
    founded: Year
    dormitory: YesNo
    languages: StudyLanguages
    students: Plain
    dual: YesNo
    partners: Many
    after_grade: Grades
    note_ru: Plain
    note_kk: Plain

    def city(self, language: Language) -> str:
        """The town, or the district where only that is known; may be empty."""
        return (self.city_kk or self.city_ru) if language == "kk" else (self.city_ru or self.city_kk)

    def note(self, language: Language) -> str:
        """What a family should know besides; may be empty."""
        return self.note_kk if language == "kk" else self.note_ru


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
        Literal["none", "psychometric", "creative", "pedagogical"] | None, BeforeValidator(empty_is_none)
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
    """A specialty taught at a college. Without a specialty the source gave a name only.

    ``code`` is the code as the source writes it where it is none of the catalogue's specialties, else empty.
    """

    college: CollegeId
    specialty: OptionalSpecialty
    code: Annotated[str, Field(pattern=r"^(\d{7,8})?$")]
    name_ru: Annotated[Text, Field(max_length=_LONGEST_PROGRAMME)]
    base_grade: Grades
    languages: StudyLanguages
    certainty: Certainty
