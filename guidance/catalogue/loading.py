"""Reading ``data/`` into a catalogue, and finding what is wrong in it."""

import datetime as dt
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.figures import CompetenceCentre, Employer, Metric, NewSpecialty, Statistic
from guidance.catalogue.happenings import Disagreement, PastEvent, Statement
from guidance.catalogue.integrity import Located, RowModel, Tables, integrity_faults
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
from guidance.catalogue.tables import Fault, read_table

PACKAGE = "datapackage.json"


class CatalogueError(Exception):
    """The tables cannot be used; ``faults`` says where."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep the faults, and say the first of them."""
        super().__init__(f"{len(faults)} faults in the catalogue, the first: {faults[0]}")
        self.faults = faults


def load_catalogue(folder: Path) -> Catalogue:
    """Load the catalogue from a folder of tables.

    Raises:
        CatalogueError: a table is missing, a row is wrong, or a code points nowhere.
    """
    tables, faults = _read(folder)
    if faults:
        raise CatalogueError(faults)
    return Catalogue(
        collected=_collected(folder),
        regions={region.iso: region for _, region in tables.regions},
        towns={town.id: town for _, town in tables.towns},
        fields={one.code: one for _, one in tables.fields},
        families={one.code: one for _, one in tables.families},
        colleges={college.id: college for _, college in tables.colleges},
        specialties={specialty.code: specialty for _, specialty in tables.specialties},
        programmes=tuple(programme for _, programme in tables.programmes),
        qualifications=tuple(qualification for _, qualification in tables.qualifications),
        employers=tuple(employer for _, employer in tables.employers),
        competence_centres=tuple(centre for _, centre in tables.competence_centres),
        metrics={metric.code: metric for _, metric in tables.metrics},
        statistics=tuple(statistic for _, statistic in tables.statistics),
        new_specialties=tuple(specialty for _, specialty in tables.new_specialties),
        statements=tuple(statement for _, statement in tables.statements),
        disagreements=tuple(disagreement for _, disagreement in tables.disagreements),
        past_events=tuple(event for _, event in tables.past_events),
    )


def catalogue_faults(folder: Path) -> list[Fault]:
    """Every fault of the tables in a folder; an empty list means that they can be trusted to load."""
    return _read(folder)[1]


def _read(folder: Path) -> tuple[Tables, list[Fault]]:
    faults: list[Fault] = []

    def table(name: str, model: type[RowModel]) -> Located[RowModel]:
        rows, found = read_table(folder / f"{name}.csv", model)
        faults.extend(found)
        return rows

    tables = Tables(
        regions=table("regions", Region),
        towns=table("towns", Town),
        fields=table("fields", FieldOfStudy),
        families=table("families", Family),
        colleges=table("colleges", College),
        specialties=table("specialties", Specialty),
        qualifications=table("qualifications", Qualification),
        programmes=table("programmes", Programme),
        employers=table("employers", Employer),
        competence_centres=table("competence_centres", CompetenceCentre),
        metrics=table("metrics", Metric),
        statistics=table("statistics", Statistic),
        new_specialties=table("new_specialties", NewSpecialty),
        statements=table("statements", Statement),
        disagreements=table("disagreements", Disagreement),
        past_events=table("past_events", PastEvent),
    )
    faults.extend(itertools.chain(_package_faults(folder), integrity_faults(tables)))
    return tables, sorted(faults)


def _package_faults(folder: Path) -> Iterator[Fault]:
    """The descriptor must name the day on which the tables were brought to their present state."""
    try:
        _collected(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield Fault(PACKAGE, 0, "created", f"a date like 2026-11-22 is needed ({error!r})")


def _collected(folder: Path) -> dt.date:
    package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    return dt.datetime.fromisoformat(package["created"]).date()
