"""Rows about what happened, was said and is disputed: past events, statements, and why sources disagree."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from guidance.catalogue.cells import Language, Plain, RegionCode, Text, Year, empty_is_none
from guidance.catalogue.rows import NamedBySource, Row

# A day, a month or a year; unlike the date of a source it may lie ahead.
_DAY = Annotated[str, Field(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
OptionalDay = Annotated[_DAY | None, BeforeValidator(empty_is_none)]
OptionalRegion = Annotated[RegionCode | None, BeforeValidator(empty_is_none)]
HappeningKind = Literal[
    "briefing",
    "ceremony",
    "championship",
    "competition",
    "exhibition",
    "fair",
    "festival",
    "forum",
    "meeting",
    "memorandum",
    "open_day",
    "quiz",
    "visit",
]
Topic = Annotated[str, Field(pattern=r"^[a-z_]+$")]


class PastEvent(NamedBySource):
    """An event that has been: what happened, or for one that was only planned, what the source says of it."""

    id: Annotated[str, Field(pattern=r"^p\d{3}$")]
    kind: HappeningKind
    region: OptionalRegion
    place_ru: Plain
    place_kk: Plain
    begins: _DAY
    ends: OptionalDay
    organiser_ru: Plain
    organiser_kk: Plain
    happened_ru: Text
    happened_kk: Text
    status: Literal["held", "planned"]

    def place(self, language: Language) -> str:
        """Where; may be empty."""
        return self.place_kk if language == "kk" else self.place_ru

    def organiser(self, language: Language) -> str:
        """Who held it; may be empty."""
        return self.organiser_kk if language == "kk" else self.organiser_ru

    def happened(self, language: Language) -> str:
        """What happened."""
        return self.happened_kk if language == "kk" else self.happened_ru


class Statement(Row):
    """Something said of a topic that is no figure: of a region, or of the whole country (``KZ``)."""

    id: Annotated[str, Field(pattern=r"^[A-Z]\d{1,2}$")]
    topic: Topic
    region: Annotated[str, Field(pattern=r"^KZ(-\d\d)?$")]
    year: Year
    text_ru: Text
    text_kk: Text

    def text(self, language: Language) -> str:
        """The sentence."""
        return self.text_kk if language == "kk" else self.text_ru


class Disagreement(Row):
    """A question whose answer differs from source to source, and why; ``place`` orders those of one topic."""

    topic: Topic
    place: int
    question_ru: Text
    question_kk: Text
    why_ru: Text
    why_kk: Text

    def question(self, language: Language) -> str:
        """What people ask."""
        return self.question_kk if language == "kk" else self.question_ru

    def why(self, language: Language) -> str:
        """Why the sources differ."""
        return self.why_kk if language == "kk" else self.why_ru
