"""What no single row can tell: keys that stand twice, and codes that point nowhere."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from guidance.catalogue.figures import COUNTRY, CompetenceCentre, Employer, Metric, NewSpecialty, Statistic
from guidance.catalogue.happenings import Disagreement, PastEvent, Statement
from guidance.catalogue.models import (
    College,
    Family,
    FieldOfStudy,
    Programme,
    Qualification,
    Region,
    Specialty,
    Town,
)
from guidance.catalogue.rows import Row
from guidance.catalogue.tables import Fault, Line

RowModel = TypeVar("RowModel", bound=Row)
Located = list[tuple[Line, RowModel]]


@dataclass(frozen=True)
class Tables:
    """The rows of every table that could be read, each with its line."""

    regions: Located[Region]
    towns: Located[Town]
    fields: Located[FieldOfStudy]
    families: Located[Family]
    colleges: Located[College]
    specialties: Located[Specialty]
    qualifications: Located[Qualification]
    programmes: Located[Programme]
    employers: Located[Employer]
    competence_centres: Located[CompetenceCentre]
    metrics: Located[Metric]
    statistics: Located[Statistic]
    new_specialties: Located[NewSpecialty]
    statements: Located[Statement]
    disagreements: Located[Disagreement]
    past_events: Located[PastEvent]


def integrity_faults(tables: Tables) -> Iterator[Fault]:
    """Every key that stands twice and every code that points nowhere."""
    yield from _repeated(tables)
    yield from _dangling(tables)


def _repeated(tables: Tables) -> Iterator[Fault]:
    """Keys that stand twice."""
    yield from _repeats(tables.regions, "iso", lambda row: row.iso)
    yield from _repeats(tables.towns, "id", lambda row: row.id)
    yield from _repeats(tables.fields, "code", lambda row: row.code)
    yield from _repeats(tables.families, "code", lambda row: row.code)
    yield from _repeats(tables.colleges, "id", lambda row: row.id)
    yield from _repeats(tables.colleges, "bin", lambda row: row.bin or "")
    yield from _repeats(tables.colleges, "name_ru", lambda row: f"{row.region} {row.city('ru')} {row.name('ru')}")
    yield from _repeats(tables.specialties, "code", lambda row: row.code)
    yield from _repeats(tables.qualifications, "code", lambda row: f"{row.specialty} {row.code} {row.name_ru}")
    yield from _repeats(
        tables.programmes, "specialty", lambda row: f"{row.college} {row.specialty} {row.code} {row.name_ru}"
    )
    yield from _repeats(tables.employers, "id", lambda row: row.id)
    yield from _repeats(tables.competence_centres, "id", lambda row: row.id)
    yield from _repeats(tables.metrics, "code", lambda row: row.code)
    yield from _repeats(
        tables.statistics,
        "value",
        lambda row: f"{row.metric} {row.region} {row.year} {row.value} {row.source_url} {row.note_ru}",
    )
    yield from _repeats(
        tables.new_specialties, "name_ru", lambda row: f"{row.region} {row.college} {row.name_ru} {row.year}"
    )
    yield from _repeats(tables.statements, "id", lambda row: row.id)
    yield from _repeats(tables.disagreements, "place", lambda row: f"{row.topic} {row.place}")
    yield from _repeats(tables.past_events, "id", lambda row: row.id)


def _repeats(rows: Located[RowModel], column: str, key: Callable[[RowModel], str]) -> Iterator[Fault]:
    first_line: dict[str, int] = {}
    for line, row in rows:
        # A key that a row does not have cannot repeat another.
        if not (value := key(row)):
            continue
        if earlier := first_line.get(value):
            yield line.fault(column, f"{value!r} stands already in line {earlier}")
        else:
            first_line[value] = line.number


def _dangling(tables: Tables) -> Iterator[Fault]:
    """Codes that point nowhere."""
    regions = {row.iso for _, row in tables.regions}
    fields = {row.code for _, row in tables.fields}
    colleges = {row.id for _, row in tables.colleges}
    specialties = {row.code for _, row in tables.specialties}
    metrics = {row.code for _, row in tables.metrics}
    yield from _unknown(((line, row.region) for line, row in tables.towns), "region", regions)
    yield from _unknown(((line, row.region) for line, row in tables.colleges), "region", regions)
    yield from _unknown(((line, row.field) for line, row in tables.specialties), "field", fields)
    for line, row in tables.specialties:
        families = [family.code for _, family in tables.families if row.code.startswith(family.prefixes)]
        if len(families) != 1:
            yield line.fault("code", f"{row.code!r} belongs to {len(families)} families, not to one")
    yield from _unknown(((line, row.specialty) for line, row in tables.qualifications), "specialty", specialties)
    yield from _unknown(((line, row.college) for line, row in tables.programmes), "college", colleges)
    yield from _unknown(((line, row.specialty) for line, row in tables.programmes), "specialty", specialties)
    for line, programme in tables.programmes:
        if programme.code in specialties:
            yield line.fault("code", f"{programme.code!r} is a specialty of the catalogue; write it into that column")
    yield from _unknown(((line, row.region) for line, row in tables.employers), "region", regions)
    yield from _unknown(((line, row.college) for line, row in tables.employers), "college", colleges)
    named = ((line, code) for line, row in tables.employers for code in row.specialties)
    yield from _unknown(named, "specialties", specialties)
    yield from _unknown(((line, row.region) for line, row in tables.competence_centres), "region", regions)
    yield from _unknown(((line, row.college) for line, row in tables.competence_centres), "college", colleges)
    yield from _unknown(((line, row.metric) for line, row in tables.statistics), "metric", metrics)
    yield from _unknown(((line, row.region) for line, row in tables.statistics), "region", regions | {COUNTRY})
    yield from _unknown(((line, row.region) for line, row in tables.new_specialties), "region", regions)
    yield from _unknown(((line, row.college) for line, row in tables.new_specialties), "college", colleges)
    yield from _unknown(((line, row.specialty) for line, row in tables.new_specialties), "specialty", specialties)
    topics = {row.topic for _, row in tables.metrics}
    yield from _unknown(((line, row.topic) for line, row in tables.statements), "topic", topics)
    yield from _unknown(((line, row.region) for line, row in tables.statements), "region", regions | {COUNTRY})
    yield from _unknown(((line, row.topic) for line, row in tables.disagreements), "topic", topics)
    yield from _unknown(((line, row.region) for line, row in tables.past_events), "region", regions)


def _unknown(cells: Iterable[tuple[Line, str | None]], column: str, known: set[str]) -> Iterator[Fault]:
    for line, cell in cells:
        if cell is not None and cell not in known:
            yield line.fault(column, f"{cell!r} is not in its table")
