"""What part of the country the catalogue holds, said in numbers."""

from dataclasses import dataclass

from guidance.catalogue.catalogue import Catalogue


@dataclass(frozen=True)
class RegionCoverage:
    """One region: colleges not closed, those of them whose programmes are known, and well-founded programmes."""

    colleges: int
    colleges_with_programmes: int
    programmes: int


@dataclass(frozen=True)
class Coverage:
    """The whole catalogue. ``programmes`` counts well-founded rows, the doubtful ones stand apart."""

    colleges: int
    closed_colleges: int
    programmes: int
    doubtful_programmes: int
    specialties: int
    sourced: float
    by_region: dict[str, RegionCoverage]


def coverage(catalogue: Catalogue) -> Coverage:
    """Count the catalogue; ``sourced`` is the share of rows that name a source, 0 to 1."""
    good = [p for p in catalogue.programmes if p.certainty == "good"]
    rows = [
        *catalogue.regions.values(),
        *catalogue.towns.values(),
        *catalogue.fields.values(),
        *catalogue.families.values(),
        *catalogue.colleges.values(),
        *catalogue.specialties.values(),
        *catalogue.qualifications,
        *catalogue.programmes,
        *catalogue.employers,
        *catalogue.competence_centres,
        *catalogue.metrics.values(),
        *catalogue.statistics,
        *catalogue.new_specialties,
    ]
    closed = sum(college.status == "closed" for college in catalogue.colleges.values())
    return Coverage(
        colleges=len(catalogue.colleges) - closed,
        closed_colleges=closed,
        programmes=len(good),
        doubtful_programmes=len(catalogue.programmes) - len(good),
        specialties=len(catalogue.specialties),
        sourced=sum(bool(row.source_url or row.source_note) for row in rows) / len(rows) if rows else 0.0,
        by_region={iso: region_coverage(catalogue, iso) for iso in catalogue.regions},
    )


def region_coverage(catalogue: Catalogue, region: str) -> RegionCoverage:
    """Count one region."""
    programmes = catalogue.good_programmes_in(region)
    return RegionCoverage(len(catalogue.colleges_in(region)), len(programmes), sum(programmes.values()))
