"""Reading ``data/`` into a catalogue, and finding what is wrong in it."""

import datetime as dt
import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.models import (
    College,
    Family,
    FieldOfStudy,
    Programme,
    Qualification,
    Region,
    Row,
    Specialty,
)
from guidance.catalogue.tables import Fault, Line, read_table

PACKAGE = "datapackage.json"
RowModel = TypeVar("RowModel", bound=Row)
Located = list[tuple[Line, RowModel]]


class CatalogueError(Exception):
    """The tables cannot be used; ``faults`` says where."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep the faults, and say the first of them."""
        super().__init__(f"{len(faults)} faults in the catalogue, the first: {faults[0]}")
        self.faults = faults


@dataclass(frozen=True)
class _Tables:
    regions: Located[Region]
    fields: Located[FieldOfStudy]
    families: Located[Family]
    colleges: Located[College]
    specialties: Located[Specialty]
    qualifications: Located[Qualification]
    programmes: Located[Programme]


def load_catalogue(folder: Path) -> Catalogue:
    """Load the catalogue from a folder of tables.

    Raises:
        CatalogueError: a table is missing, a row is wrong, or a code points nowhere.
    """
    tables, faults = _read(folder)
    if faults:
        raise CatalogueError(faults)
    package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    return Catalogue(
        collected=dt.date.fromisoformat(package["created"]),
        regions={region.iso: region for _, region in tables.regions},
        fields={one.code: one for _, one in tables.fields},
        families={one.code: one for _, one in tables.families},
        colleges={college.id: college for _, college in tables.colleges},
        specialties={specialty.code: specialty for _, specialty in tables.specialties},
        programmes=tuple(programme for _, programme in tables.programmes),
        qualifications=tuple(qualification for _, qualification in tables.qualifications),
    )


def catalogue_faults(folder: Path) -> list[Fault]:
    """Every fault of the tables in a folder; an empty list means that they can be trusted to load."""
    return _read(folder)[1]


def _read(folder: Path) -> tuple[_Tables, list[Fault]]:
    faults: list[Fault] = []

    def table(name: str, model: type[RowModel]) -> Located[RowModel]:
        rows, found = read_table(folder / f"{name}.csv", model)
        faults.extend(found)
        return rows

    tables = _Tables(
        regions=table("regions", Region),
        fields=table("fields", FieldOfStudy),
        families=table("families", Family),
        colleges=table("colleges", College),
        specialties=table("specialties", Specialty),
        qualifications=table("qualifications", Qualification),
        programmes=table("programmes", Programme),
    )
    faults.extend(itertools.chain(_package_faults(folder), _repeated(tables), _dangling(tables)))
    return tables, sorted(faults)


def _package_faults(folder: Path) -> Iterator[Fault]:
    """The descriptor must name the day on which the tables were brought to their present state."""
    try:
        dt.date.fromisoformat(json.loads((folder / PACKAGE).read_text(encoding="utf-8"))["created"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield Fault(PACKAGE, 0, "created", f"a date like 2026-11-22 is needed ({error!r})")


def _repeated(tables: _Tables) -> Iterator[Fault]:
    """Keys that stand twice."""
    yield from _repeats(tables.regions, "iso", lambda row: row.iso)
    yield from _repeats(tables.fields, "code", lambda row: row.code)
    yield from _repeats(tables.families, "code", lambda row: row.code)
    yield from _repeats(tables.colleges, "id", lambda row: row.id)
    yield from _repeats(tables.colleges, "name_ru", lambda row: f"{row.region} {row.city_ru} {row.name_ru}")
    yield from _repeats(tables.specialties, "code", lambda row: row.code)
    yield from _repeats(tables.qualifications, "code", lambda row: f"{row.specialty} {row.code} {row.name_ru}")
    yield from _repeats(tables.programmes, "specialty", lambda row: f"{row.college} {row.specialty} {row.name_ru}")


def _repeats(rows: Located[RowModel], column: str, key: Callable[[RowModel], str]) -> Iterator[Fault]:
    first_line: dict[str, int] = {}
    for line, row in rows:
        if earlier := first_line.get(key(row)):
            yield line.fault(column, f"{key(row)!r} stands already in line {earlier}")
        else:
            first_line[key(row)] = line.number


def _dangling(tables: _Tables) -> Iterator[Fault]:
    """Codes that point nowhere."""
    regions = {row.iso for _, row in tables.regions}
    fields = {row.code for _, row in tables.fields}
    colleges = {row.id for _, row in tables.colleges}
    specialties = {row.code for _, row in tables.specialties}
    yield from _unknown(((line, row.region) for line, row in tables.colleges), "region", regions)
    yield from _unknown(((line, row.field) for line, row in tables.specialties), "field", fields)
    for line, row in tables.specialties:
        families = [family.code for _, family in tables.families if row.code.startswith(family.prefixes)]
        if len(families) != 1:
            yield line.fault("code", f"{row.code!r} belongs to {len(families)} families, not to one")
    yield from _unknown(((line, row.specialty) for line, row in tables.qualifications), "specialty", specialties)
    yield from _unknown(((line, row.college) for line, row in tables.programmes), "college", colleges)
    yield from _unknown(((line, row.specialty) for line, row in tables.programmes), "specialty", specialties)


def _unknown(cells: Iterable[tuple[Line, str | None]], column: str, known: set[str]) -> Iterator[Fault]:
    for line, cell in cells:
        if cell is not None and cell not in known:
            yield line.fault(column, f"{cell!r} is not in its table")
