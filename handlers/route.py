"""The card of a route, where it is open, and the routes that apply at a college or to a specialty."""

import datetime as dt
import html

from aiogram import Bot, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from guidance.catalogue.catalogue import Catalogue
from guidance.funding.calendar import Confirmations, next_dates
from guidance.funding.funding import Funding
from guidance.funding.money import mci_by_year, money_of
from guidance.funding.reach import (
    CardRoute,
    colleges_of_route,
    routes_at_college,
    routes_for_specialty,
    specialties_of_route,
)
from guidance.funding.routes import Amount, Route
from handlers.callbacks import (
    OpenCardRoute,
    OpenCardRoutes,
    OpenCollege,
    OpenDocuments,
    OpenField,
    OpenRoute,
    OpenRouteColleges,
    OpenRouteGroup,
    OpenRouteSpecialties,
    OpenSpecialty,
    OpenTopic,
    OpenWindow,
    Origin,
    ReportMistake,
)
from handlers.gone import gone_screen
from handlers.screen import Buttons, Screen, back_and_home, button, numbered, page_of, pager, show
from handlers.services import Services
from handlers.translation import Words
from handlers.windows import period

router = Router(name=__name__)

_PAGE = 6
_A_ROW = 2


@router.callback_query(OpenRoute.filter())
async def route(query: CallbackQuery, callback_data: OpenRoute, services: Services, words: Words) -> None:
    """The card of a route."""
    await show_route(query, callback_data.route, services, words)


@router.callback_query(OpenCardRoute.filter())
async def card_route(query: CallbackQuery, callback_data: OpenCardRoute, services: Services, words: Words) -> None:
    """The card of a route, found from another card."""
    card = callback_data
    await show_route(query, card.route, services, words, OpenCardRoutes(kind=card.kind, key=card.key, page=card.page))


@router.callback_query(OpenCardRoutes.filter())
async def card_routes(
    query: CallbackQuery, callback_data: OpenCardRoutes, bot: Bot, services: Services, words: Words, chat_id: int
) -> None:
    """The routes that apply at a college or to a specialty; first below its card, then in their own place."""
    screen = card_routes_screen(services, callback_data, words) or gone_screen(words)
    if callback_data.below:
        await bot.send_message(chat_id, screen.text, reply_markup=screen.keyboard)
    else:
        await show(query, screen)


@router.callback_query(OpenRouteColleges.filter())
async def colleges(query: CallbackQuery, callback_data: OpenRouteColleges, services: Services, words: Words) -> None:
    """The colleges where it is known to be open."""
    found = services.routes.get(callback_data.route)
    screen = route_colleges_screen(services, found, callback_data.page, words) if found else gone_screen(words)
    await show(query, screen)


@router.callback_query(OpenRouteSpecialties.filter())
async def specialties(
    query: CallbackQuery, callback_data: OpenRouteSpecialties, services: Services, words: Words
) -> None:
    """The specialties or fields that it is for."""
    found = services.routes.get(callback_data.route)
    screen = route_specialties_screen(services, found, callback_data.page, words) if found else gone_screen(words)
    await show(query, screen)


async def show_route(
    query: CallbackQuery, name: str, services: Services, words: Words, back: CallbackData | None = None
) -> None:
    """Show the card of a route, or that it is gone."""
    found = services.routes.get(name)
    if found is None:
        await show(query, gone_screen(words))
        return
    await show(query, route_screen(services, found, words, await services.windows.all(), back))


def route_screen(
    services: Services, route: Route, words: Words, confirmed: Confirmations, back: CallbackData | None = None
) -> Screen:
    """Who may, what it gives, what it asks, with what and when to apply, and how sure that is."""
    language, funding = words.language, services.funding
    today = dt.datetime.now(services.timezone).date()
    parts = [words.html("route.title", name=route.name.text(language)), html.escape(route.short.text(language))]
    if route.standing == "unconfirmed":
        parts.append(words.html("route.unconfirmed"))
    parts += [
        words.html(f"route.{name}", text=getattr(route, name).text(language)) for name in ("gives", "who", "duties")
    ]
    if amounts := _amounts(route, services.catalogue, today.year, words):
        parts.insert(-2, amounts)
    parts.append(words.html("route.apply", text=route.apply.text(language)))
    if route.documents:
        names = [funding.admission.documents[one].name.text(language) for one in route.documents]
        parts.append(words.html("route.documents", names="; ".join(names)))
    if route.windows:
        parts.append("\n".join([words.html("route.windows"), *_windows(route, funding, today, confirmed, words)]))
    if route.unknown:
        parts.append(words.html("route.unknown", text=route.unknown.text(language)))
    links = ", ".join(
        f'<a href="{html.escape(str(source.url))}">{number}</a>' for number, source in enumerate(route.sources, 1)
    )
    certainty = words.html(f"certainty.{route.certainty}")
    parts.append("<i>" + words.text("route.basis", year=route.as_of, certainty=certainty, sources=links) + "</i>")
    return Screen("\n\n".join(parts), _buttons(services, route, words, back))


def card_routes_screen(services: Services, wish: OpenCardRoutes, words: Words) -> Screen | None:
    """The routes that apply at a college or to a specialty; ``None`` when the catalogue does not hold it."""
    catalogue = services.catalogue
    card = catalogue.colleges.get(wish.key) if wish.kind == "college" else catalogue.specialties.get(wish.key)
    if card is None:
        return None
    applying = routes_at_college if wish.kind == "college" else routes_for_specialty
    found = applying(services.routes.values(), catalogue, wish.key)
    page = page_of(found, wish.page, _PAGE)
    lines = [_card_line(number, one, words) for number, one in enumerate(page.of(found), start=page.start + 1)]
    title = words.html(f"card_routes.{wish.kind}", name=card.name(words.language))
    return Screen(
        "\n\n".join([title, *lines, words.html("routes.care")]),
        [
            *numbered(
                page.of(found),
                lambda one: OpenCardRoute(kind=wish.kind, key=wish.key, route=one.route.id, page=page.number),
                page.start + 1,
            ),
            *pager(page, lambda number: OpenCardRoutes(kind=wish.kind, key=wish.key, page=number)),
            back_and_home(words),
        ],
    )


def route_colleges_screen(services: Services, route: Route, page_number: int, words: Words) -> Screen:
    """The colleges of which is known that the route is open there, with what is known."""
    catalogue, language = services.catalogue, words.language
    found = colleges_of_route(route, catalogue)
    page = page_of(found, page_number, _PAGE)
    lines = []
    for number, (college, deeds) in enumerate(page.of(found), start=page.start + 1):
        names = "; ".join(dict.fromkeys(one.name(language) for one in deeds))
        detail = names or words.text("route.said_so")
        lines.append(words.html("list.line", number=number, name=college.name(language), detail=detail))
    title = words.html("route.colleges_title", name=route.name.text(language))
    return Screen(
        "\n\n".join([title, *(lines or [words.html("route.no_colleges")]), words.html("route.colleges_care")]),
        [
            *numbered(page.of(found), lambda pair: OpenCollege(college=pair[0].id), page.start + 1),
            *pager(page, lambda number: OpenRouteColleges(route=route.id, page=number)),
            back_and_home(words, OpenRoute(route=route.id)),
        ],
    )


def route_specialties_screen(services: Services, route: Route, page_number: int, words: Words) -> Screen:
    """The specialties that the source names, or else the fields of study."""
    catalogue, language = services.catalogue, words.language
    title = words.html("route.specialties_title", name=route.name.text(language))
    back = back_and_home(words, OpenRoute(route=route.id))
    named = specialties_of_route(route, catalogue)
    if not named:
        fields = [[button(catalogue.fields[one].name(language), OpenField(field=one))] for one in route.fields]
        return Screen(f"{title}\n\n{words.html('route.fields')}", [*fields, back])
    page = page_of(named, page_number)
    lines = [
        words.html("list.line", number=number, name=one.name(language), detail=one.code)
        for number, one in enumerate(page.of(named), start=page.start + 1)
    ]
    return Screen(
        "\n\n".join([title, *lines]),
        [
            *numbered(page.of(named), lambda one: OpenSpecialty(code=one.code, origin=Origin.FIELDS), page.start + 1),
            *pager(page, lambda number: OpenRouteSpecialties(route=route.id, page=number)),
            back,
        ],
    )


def _card_line(number: int, one: CardRoute, words: Words) -> str:
    language = words.language
    line = words.html(
        "list.line", number=number, name=one.route.name.text(language), detail=one.route.short.text(language)
    )
    if one.deeds:
        names = "; ".join(dict.fromkeys(deed.name(language) for deed in one.deeds))
        line += "\n" + words.html("card_routes.known", names=names)
    elif one.is_named:
        line += "\n" + words.html("card_routes.named")
    return line


def _amounts(route: Route, catalogue: Catalogue, year: int, words: Words) -> str:
    lines = [line for one in route.amounts if (line := _amount(one, mci_by_year(catalogue), year, words))]
    return "\n".join([words.html("route.amounts"), *lines]) if lines else ""


def _amount(amount: Amount, indices: dict[int, int], year: int, words: Words) -> str:
    money = money_of(amount, indices, year)
    what = amount.what.text(words.language)
    if money is None:
        return words.html("amount.mci_only", what=what, mci=words.number(amount.mci or 0))
    tenge = words.number(money.tenge)
    if amount.mci is None:
        return words.html("amount.tenge", what=what, tenge=tenge, since=words.date(amount.since))
    return words.html("amount.mci", what=what, tenge=tenge, mci=words.number(amount.mci), year=money.mci_year)


def _windows(route: Route, funding: Funding, today: dt.date, confirmed: Confirmations, words: Words) -> list[str]:
    shown = []
    for number, name in enumerate(route.windows, start=1):
        window = funding.admission.windows[name]
        dates = next_dates(window, today, confirmed)
        shown.append(
            words.html("window.line", number=number, name=window.name.text(words.language), period=period(dates, words))
        )
    return shown


def _buttons(services: Services, route: Route, words: Words, back: CallbackData | None) -> Buttons:
    windows = [button(f"⏰ {number}", OpenWindow(window=one)) for number, one in enumerate(route.windows, start=1)]
    ways: list[tuple[bool, str, CallbackData]] = [
        (bool(route.employers), "route_colleges", OpenRouteColleges(route=route.id)),
        (bool(route.specialties or route.fields), "route_specialties", OpenRouteSpecialties(route=route.id)),
        (bool(route.documents), "documents", OpenDocuments()),
        (route.topic is not None, "route_figures", OpenTopic(topic=route.topic or "")),
    ]
    offered = [button(words.text(f"button.{name}"), target) for is_there, name, target in ways if is_there]
    group = next(one for one, routes in services.funding.groups.items() if route in routes)
    return [
        *([windows] if windows else []),
        *(offered[start : start + _A_ROW] for start in range(0, len(offered), _A_ROW)),
        [button(words.text("button.mistake"), ReportMistake(kind="route", key=route.id))],
        back_and_home(words, back or OpenRouteGroup(group=group)),
    ]
