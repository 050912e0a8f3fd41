"""Everything about studying free, loaded together and checked against itself and the catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from guidance.catalogue.catalogue import Catalogue
from guidance.funding.admission import Admission, load_admission
from guidance.funding.records import RecordsError
from guidance.funding.routes import Group, Route, load_groups


@dataclass(frozen=True)
class Funding:
    """The routes by group, and admission."""

    groups: dict[Group, tuple[Route, ...]]
    admission: Admission

    @cached_property
    def routes(self) -> dict[str, Route]:
        """All routes by id, in the order in which they are shown."""
        return {route.id: route for routes in self.groups.values() for route in routes}


def load_funding(data: Path, catalogue: Catalogue) -> Funding:
    """Load ``funding/`` and ``admission/`` of the folder of data.

    Raises:
        RecordsError: a file cannot be used, or a route points at something that is not there.
    """
    funding = Funding(
        dict(load_groups(data / "funding" / "routes")),
        load_admission(data / "admission"),
    )
    for sentence in _loose_ends(funding, catalogue):
        raise RecordsError(sentence)
    return funding


def _loose_ends(funding: Funding, catalogue: Catalogue) -> Iterator[str]:
    topics = {metric.topic for metric in catalogue.metrics.values()}
    for group, routes in funding.groups.items():
        for route in routes:
            pointing = (
                ("documents", route.documents, funding.admission.documents),
                ("windows", route.windows, funding.admission.windows),
                ("fields", route.fields, catalogue.fields),
                ("specialties", route.specialties, catalogue.specialties),
                ("topic", (route.topic,) if route.topic else (), topics),
            )
            for key, wanted, known in pointing:
                for one in wanted:
                    if one not in known:
                        yield f"{group}.yaml, {route.id}.{key}: there is no {one}"
