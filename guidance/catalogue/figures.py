"""The rows about the system around the colleges: employers, competence centres, figures, new specialties."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from guidance.catalogue.cells import (
    Certainty,
    Language,
    Many,
    OptionalCollege,
    OptionalSpecialty,
    Plain,
    RegionCode,
    Text,
    Year,
    YesNo,
    empty_is_none,
)
from guidance.catalogue.rows import Named, NamedBySource, Row

# The whole country, in the place of a region.
COUNTRY = "KZ"

OptionalRegion = Annotated[RegionCode | None, BeforeValidator(empty_is_none)]


class Employer(NamedBySource):
    """What one enterprise does for colleges: one row a college or region, as the source says it."""

    id: Annotated[str, Field(pattern=r"^e\d{3}$")]
    region: OptionalRegion
    role: Literal["sponsor", "dual", "targeted", "hires", "memorandum", "interest", "practice", "trains", "partner"]
    college: OptionalCollege
    specialties: Many
    does_ru: Text
    does_kk: Text
    year: Year
    certainty: Certainty

    def does(self, language: Language) -> str:
        """What it does, in a sentence."""
        return self.does_kk if language == "kk" else self.does_ru


class CompetenceCentre(NamedBySource):
    """A competence centre: the best equipped place to learn a trade, often open to other colleges."""

    id: Annotated[str, Field(pattern=r"^k\d{2}$")]
    region: RegionCode
    college: OptionalCollege
    about_ru: Text
    about_kk: Text
    opened: Year
    status: Literal["open", "planned"]

    def about(self, language: Language) -> str:
        """What is taught there, in a sentence."""
        return self.about_kk if language == "kk" else self.about_ru


class Metric(Named):
    """What a figure counts; ``place`` orders the metrics of one topic, ``regional`` says whether regions show it."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    unit: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    topic: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    regional: YesNo
    place: int


class Statistic(Row):
    """A figure of a year, of a region or of the whole country (``KZ``). Sources that disagree stand side by side."""

    metric: Text
    region: Annotated[str, Field(pattern=r"^KZ(-\d\d)?$")]
    value: float
    year: Year
    note_ru: Plain
    note_kk: Plain
    certainty: Certainty

    def note(self, language: Language) -> str:
        """What a reader must know besides; may be empty."""
        return self.note_kk if language == "kk" else self.note_ru


class NewSpecialty(NamedBySource):
    """A specialty newly opened, or planned, in a region."""

    region: RegionCode
    college: OptionalCollege
    specialty: OptionalSpecialty
    year: Year
    status: Literal["opened", "planned"]
    certainty: Certainty
