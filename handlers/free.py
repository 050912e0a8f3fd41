"""The routes to free or supported study."""

import html

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from guidance.funding.routes import Route
from handlers.callbacks import OpenRoute, OpenRoutes
from handlers.gone import gone_screen
from handlers.screen import Screen, back_and_home, numbered, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)


@router.message(Command("free"))
@router.callback_query(OpenRoutes.filter())
async def routes(event: Message | CallbackQuery, services: Services, words: Words) -> None:
    """All routes, each in a sentence."""
    await show(event, routes_screen(services, words))


@router.callback_query(OpenRoute.filter())
async def route(query: CallbackQuery, callback_data: OpenRoute, services: Services, words: Words) -> None:
    """The card of a route."""
    found = services.routes.get(callback_data.route)
    await show(query, route_screen(found, words) if found else gone_screen(words))


def routes_screen(services: Services, words: Words) -> Screen:
    """All routes, each in a sentence."""
    found = list(services.routes.values())
    lines = [
        words.html(
            "list.line",
            number=number,
            name=one.name.text(words.language),
            detail=one.short.text(words.language),
        )
        for number, one in enumerate(found, start=1)
    ]
    return Screen(
        "\n\n".join([words.html("routes.title"), *lines, words.html("routes.care")]),
        [*numbered(found, lambda one: OpenRoute(route=one.id)), back_and_home(words)],
    )


def route_screen(route: Route, words: Words, back: CallbackData | None = None) -> Screen:
    """Who may, what it gives, what it asks, where to apply, and how sure that is."""
    language = words.language
    parts = [
        words.html("route.title", name=route.name.text(language)),
        html.escape(route.short.text(language)),
    ]
    parts += [
        words.html(f"route.{name}", text=getattr(route, name).text(language))
        for name in ("gives", "who", "duties", "apply", "unknown")
        if getattr(route, name) is not None
    ]
    links = ", ".join(
        f'<a href="{html.escape(str(source.url))}">{number}</a>' for number, source in enumerate(route.sources, 1)
    )
    certainty = words.html(f"certainty.{route.certainty}")
    parts.append("<i>" + words.text("route.basis", year=route.as_of, certainty=certainty, sources=links) + "</i>")
    return Screen("\n\n".join(parts), [back_and_home(words, back or OpenRoutes())])
