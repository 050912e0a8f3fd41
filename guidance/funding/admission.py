"""Admission to colleges: the windows of the year, the documents, and the steps from choosing to studying."""

import datetime as dt
import pathlib
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from guidance.funding.records import Bilingual, Sourced, read_records

# After which grade one applies; and whose timeline a record belongs to: ``college`` are those who study at one already.
Path = Literal["grade9", "grade11"]
Audience = Literal["grade9", "grade11", "college", "all"]
PATHS: tuple[Path, ...] = ("grade9", "grade11")
_ON_THE_WAY = frozenset({"applying", "exams", "results", "studies"})


def _month_and_day(value: str) -> str:
    # A leap year, so that 29 February is a day.
    dt.datetime.strptime(f"2024-{value}", "%Y-%m-%d")  # noqa: DTZ007 (only a check)
    return value


MonthDay = Annotated[str, Field(pattern=r"^\d\d-\d\d$"), AfterValidator(_month_and_day)]


class _For(Sourced):
    """A record for some of those who ask; in the files the key is called ``for``."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=True)

    audiences: Annotated[tuple[Audience, ...], Field(alias="for", min_length=1)]

    def concerns(self, path: Audience) -> bool:
        """Whether it belongs to this timeline."""
        return path in self.audiences or "all" in self.audiences


class Window(_For):
    """Days of the year in which something can be done; ``opens`` and ``closes`` are ``MM-DD``, both included.

    ``opens`` is missing where only the end is known. ``editions`` are the years of the rules or campaigns in which
    these days were seen: the days of another year are expected, not known, until an admin confirms them.
    """

    # It travels in buttons of 64 bytes.
    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,20}$")]
    name: Bilingual
    note: Bilingual | None = None
    kind: Literal["applying", "exams", "results", "studies", "money", "event"]
    opens: MonthDay | None = None
    closes: MonthDay
    editions: Annotated[str, Field(pattern=r"^\d{4}([-–]\d{4})?$")]

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.opens and self.opens > self.closes:
            raise ValueError("closes lies before opens")
        return self


class Document(Sourced):
    """A paper that somebody has to bring; ``needed`` says who."""

    name: Bilingual
    note: Bilingual | None = None
    needed: Literal["everyone", "minors", "foreigners", "quota", "route"]


class Step(_For):
    """One step on the way to a place."""

    title: Bilingual
    text: Bilingual


@dataclass(frozen=True)
class Admission:
    """All there is to know about admission; every part by id, in the order in which it is shown."""

    windows: dict[str, Window]
    documents: dict[str, Document]
    steps: dict[str, Step]

    def timeline(self, path: Audience) -> list[Window]:
        """The windows on the way to a place, by the day on which they end: no payments, no contests."""
        found = (one for one in self.windows.values() if one.concerns(path) and one.kind in _ON_THE_WAY)
        return sorted(found, key=lambda one: one.closes)

    def steps_of(self, path: Audience) -> list[Step]:
        """The steps of one timeline, in order."""
        return [one for one in self.steps.values() if one.concerns(path)]

    def checklist(self) -> list[Document]:
        """The documents that a pupil needs in any case, those of minors included."""
        return [one for one in self.documents.values() if one.needed in ("everyone", "minors")]


def load_admission(folder: pathlib.Path) -> Admission:
    """Load ``windows.yaml``, ``documents.yaml`` and ``steps.yaml``.

    Raises:
        RecordsError: a file is missing, is no YAML, or a record is wrong.
    """
    return Admission(
        read_records(folder / "windows.yaml", Window),
        read_records(folder / "documents.yaml", Document),
        read_records(folder / "steps.yaml", Step),
    )
