"""Links that open a card at once: ``t.me/<bot>?start=c_71-004``."""

from handlers.callbacks import OpenCollege, Origin
from handlers.college import college_screen
from handlers.free import route_screen
from handlers.screen import Screen
from handlers.services import Services
from handlers.specialty import specialty_screen
from handlers.translation import Words


def linked_screen(argument: str, services: Services, words: Words) -> Screen | None:
    """The card that a link's argument points at: ``c_`` a college, ``s_`` a specialty, ``r_`` a route."""
    kind, _, key = argument.partition("_")
    if kind == "c" and (college := services.catalogue.colleges.get(key)):
        return college_screen(services, college, words, OpenCollege(college=college.id))
    if kind == "s" and (specialty := services.catalogue.specialties.get(key)):
        return specialty_screen(services, specialty, words, Origin.FIELDS)
    if kind == "r" and (route := services.routes.get(key)):
        return route_screen(route, words)
    return None
