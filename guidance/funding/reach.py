"""Where routes lead: the colleges and specialties of a route, and the routes of a college or a specialty."""

from collections.abc import Iterable
from dataclasses import dataclass

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.figures import Employer
from guidance.catalogue.models import College, Specialty
from guidance.funding.routes import Route


@dataclass(frozen=True)
class CardRoute:
    """A route that applies to a card: because enterprises are known for it there, by name, or everywhere."""

    route: Route
    deeds: tuple[Employer, ...] = ()
    is_named: bool = False


def colleges_of_route(route: Route, catalogue: Catalogue) -> list[tuple[College, list[Employer]]]:
    """The colleges of which is known that a route is open there, by name, with the enterprises known for it.

    A college that says of itself that it teaches dually counts for dual training, with no enterprise known.
    """
    found: dict[str, list[Employer]] = {}
    for one in catalogue.employers:
        if one.role in route.employers and one.college:
            found.setdefault(one.college, []).append(one)
    if "dual" in route.employers:
        for college in catalogue.colleges.values():
            if college.dual:
                found.setdefault(college.id, [])
    known = ((catalogue.colleges[one], deeds) for one, deeds in found.items())
    return sorted(
        ((college, deeds) for college, deeds in known if college.status != "closed"),
        key=lambda pair: pair[0].name("ru"),
    )


def specialties_of_route(route: Route, catalogue: Catalogue) -> list[Specialty]:
    """The specialties that a route's source names."""
    return [catalogue.specialties[code] for code in route.specialties]


def routes_at_college(routes: Iterable[Route], catalogue: Catalogue, college: str) -> list[CardRoute]:
    """The routes that apply at a college: first those known for it, then those that are open everywhere.

    A route that hangs on enterprises applies only where one is known.
    """
    deeds = catalogue.employers_of(college)
    is_dual = bool(catalogue.colleges[college].dual)
    fields = {
        catalogue.specialties[one.specialty].field
        for one in catalogue.programmes_at(college)
        if one.specialty is not None
    }
    found = []
    for route in routes:
        known = tuple(one for one in deeds if one.role in route.employers)
        if known or (is_dual and "dual" in route.employers):
            found.append(CardRoute(route, known, is_named=True))
        elif route.employers or (route.fields and fields and fields.isdisjoint(route.fields)):
            continue
        elif route.rules:
            found.append(CardRoute(route))
    return sorted(found, key=lambda one: not one.is_named)


def routes_for_specialty(routes: Iterable[Route], catalogue: Catalogue, code: str) -> list[CardRoute]:
    """The routes that apply to a specialty: first those whose source names it or its field, then the general ones."""
    field = catalogue.specialties[code].field
    found = []
    for route in routes:
        is_named = code in route.specialties or field in route.fields
        if is_named or (route.rules and not route.fields):
            found.append(CardRoute(route, is_named=is_named))
    return sorted(found, key=lambda one: not one.is_named)
