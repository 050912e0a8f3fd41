"""Links that open a screen at once: ``t.me/<bot>?start=c_71-004``."""

from collections.abc import Awaitable, Callable

from handlers.callbacks import OpenCollege, OpenEvent, OpenEvents, Origin
from handlers.college import college_screen
from handlers.dates import dates_screen
from handlers.events import event_card, events_screen
from handlers.numbers import topic_screen
from handlers.questionnaire import intro_screen
from handlers.region_parts import employers_screen, figures_screen, new_specialties_screen
from handlers.route import route_screen
from handlers.screen import Screen
from handlers.services import Services
from handlers.specialty import specialty_screen
from handlers.translation import Words

_REGION_PARTS = {"f": figures_screen, "w": employers_screen, "x": new_specialties_screen}
# The digits of a number that a database can hold.
_DIGITS = 18


async def linked_screen(argument: str, services: Services, words: Words, chat_id: int = 0) -> Screen | None:
    """What a link's argument points at; ``None`` for nothing that there is.

    Cards: ``c_`` a college, ``s_`` a specialty, ``r_`` a route, ``e_`` an event. Pages: ``n_`` figures of a topic;
    ``f_``, ``w_``, ``x_`` figures, employers and new specialties of a region; ``d`` dates, ``v`` past events, ``t``
    the questionnaire.
    """
    kind, _, key = argument.partition("_")
    if kind == "e":
        is_number = key.isascii() and key.isdigit() and len(key) <= _DIGITS
        return await event_card(services, OpenEvent(event=int(key)), words, chat_id) if is_number else None
    if kind == "r":
        route = services.routes.get(key)
        return route_screen(services, route, words, await services.windows.all()) if route else None
    pages: dict[str, Callable[[], Awaitable[Screen]]] = {
        "d": lambda: dates_screen(services, "", words),
        "v": lambda: events_screen(services, OpenEvents(past=True), words),
    }
    if argument in pages:
        return await pages[argument]()
    return intro_screen(words) if argument == "t" else _of_the_tables(kind, key, services, words)


def _of_the_tables(kind: str, key: str, services: Services, words: Words) -> Screen | None:
    """What needs the catalogue alone."""
    catalogue = services.catalogue
    if kind == "c" and (college := catalogue.colleges.get(key)):
        return college_screen(services, college, words, OpenCollege(college=college.id))
    if kind == "s" and (specialty := catalogue.specialties.get(key)):
        return specialty_screen(services, specialty, words, Origin.FIELDS)
    if kind in _REGION_PARTS and key in catalogue.regions:
        return _REGION_PARTS[kind](services, key, 0, words)
    return topic_screen(services, key, 0, words) if kind == "n" else None
