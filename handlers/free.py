"""Studying free: where to begin, and the routes, group by group."""

from typing import get_args

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from guidance.funding.routes import Group
from handlers.callbacks import (
    OpenDates,
    OpenDocuments,
    OpenNumbers,
    OpenRoute,
    OpenRouteGroup,
    OpenRoutes,
    Wizard,
)
from handlers.gone import gone_screen
from handlers.screen import Screen, back_and_home, button, numbered, page_of, pager, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)

_GROUPS: dict[str, Group] = {group: group for group in get_args(Group)}
# Names with a sentence each: more would not fit into one look.
_PAGE = 6


@router.message(Command("free"))
@router.callback_query(OpenRoutes.filter())
async def free(event: Message | CallbackQuery, services: Services, words: Words) -> None:
    """The ways into it: questions, routes, dates, figures."""
    await show(event, free_screen(services, words))


@router.callback_query(OpenRouteGroup.filter())
async def group(query: CallbackQuery, callback_data: OpenRouteGroup, services: Services, words: Words) -> None:
    """The routes of a group."""
    found = _GROUPS.get(callback_data.group)
    await show(query, group_screen(services, found, callback_data.page, words) if found else gone_screen(words))


def free_screen(services: Services, words: Words) -> Screen:
    """The ways into it: questions, routes, dates, figures."""
    groups = [button(words.text(f"route_group.{one}"), OpenRouteGroup(group=one)) for one in services.funding.groups]
    return Screen(
        words.html("free.text", routes=words.plural("count.routes", len(services.routes))),
        [
            [button(words.text("button.wizard"), Wizard(step="intro"))],
            [
                button(words.text("button.dates"), OpenDates()),
                button(words.text("button.documents"), OpenDocuments()),
            ],
            *([one] for one in groups),
            [button(words.text("button.numbers"), OpenNumbers())],
            back_and_home(words),
        ],
    )


def group_screen(services: Services, group: Group, page_number: int, words: Words) -> Screen:
    """The routes of a group, each in a sentence."""
    routes = services.funding.groups[group]
    page = page_of(routes, page_number, _PAGE)
    lines = [
        words.html(
            "list.line", number=number, name=one.name.text(words.language), detail=one.short.text(words.language)
        )
        for number, one in enumerate(page.of(routes), start=page.start + 1)
    ]
    title = words.html("free.group", name=words.text(f"route_group.{group}"))
    return Screen(
        "\n\n".join([title, *lines, words.html("routes.care")]),
        [
            *numbered(page.of(routes), lambda one: OpenRoute(route=one.id), page.start + 1),
            *pager(page, lambda number: OpenRouteGroup(group=group, page=number)),
            back_and_home(words, OpenRoutes()),
        ],
    )
