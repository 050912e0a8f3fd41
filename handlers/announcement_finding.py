"""Cards and events that an announcement is about: where its buttons lead, and whose savers get it."""

from typing import Any

from aiogram import Bot, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from guidance.catalogue.cells import Language
from guidance.outreach.broadcasts import Broadcast
from guidance.search.answer import Hit
from handlers.announcement_desk import Desk, is_staff, now, requested
from handlers.callbacks import (
    AimAnnouncement,
    FindForAnnouncement,
    OpenAnnouncementText,
    WriteAnnouncement,
)
from handlers.events import event_time
from handlers.found import hit_detail, hit_name
from handlers.gone import gone_screen
from handlers.screen import Screen, back_and_home, numbered, page_of, pager, show
from handlers.translation import LANGUAGES

router = Router(name=__name__)

_SHOWN = 6
# What a link to a card of each kind begins with.
_LINKS = {"college": "c", "specialty": "s", "route": "r"}
_AUDIENCE = "audience"


@router.callback_query(FindForAnnouncement.filter(), is_staff)
async def find(
    query: CallbackQuery, callback_data: FindForAnnouncement, desk: Desk, callback_answer: CallbackAnswer
) -> None:
    """Ask what to look for, or show the events that are to come."""
    wish = callback_data
    one = await desk.draft(query, wish.number, None, callback_answer)
    if one is None:
        return
    if wish.what == "event" and wish.language:
        await show(query, await events_screen(desk, one, wish.language, wish.page))
    else:
        await _request(desk, one, wish.language)


def answered_request(message: Message, bot: Bot) -> bool | dict[str, Any]:
    """Whether a message says what to look for."""
    return requested(message, bot, "find") or False


@router.message(answered_request, is_staff)
async def found(message: Message, number: int, values: list[str], desk: Desk) -> None:
    """What was found, to be chosen from."""
    one = await desk.services.broadcasts.find(number)
    if one is None:
        await show(message, gone_screen(desk.words))
        return
    if desk.fault(one, None) is not None:
        await desk.send(await desk.screen(number))
        return
    language: Language | None = next((it for it in LANGUAGES if it in values), None)
    hits = [
        hit
        for hit in desk.services.search.search(message.text or "").hits
        if language is not None or hit.kind != "route"
    ][:_SHOWN]
    if hits:
        await show(message, found_screen(desk, one, language, hits))
    else:
        words = desk.words
        await message.answer(words.html("announce.found_nothing"))
        await _request(desk, one, language or "")


def found_screen(desk: Desk, one: Broadcast, language: Language | None, hits: list[Hit]) -> Screen:
    """The first results, each to be put into the announcement."""
    services, words = desk.services, desk.words
    lines = [
        words.html(
            "list.line", number=number, name=hit_name(services, hit, words), detail=hit_detail(services, hit, words)
        )
        for number, hit in enumerate(hits, start=1)
    ]

    def target(hit: Hit) -> CallbackData:
        if language is not None:
            link = f"{_LINKS[hit.kind]}_{hit.id}"
            return WriteAnnouncement(number=one.id, language=language, part="link", target=link)
        kind: Any = hit.kind
        return AimAnnouncement(number=one.id, version=one.version, way=kind, value=hit.id)

    return Screen(
        "\n\n".join([words.html("announce.found"), "\n".join(lines)]),
        [*numbered(hits, target), back_and_home(words, _back(one, language))],
    )


async def events_screen(desk: Desk, one: Broadcast, language: Language, page_number: int) -> Screen:
    """The events that are to come."""
    services, words = desk.services, desk.words
    coming = [event for event in await services.events.upcoming(now()) if event.state == "published"]
    page = page_of(coming, page_number, _SHOWN)
    lines = [
        words.html(
            "list.line",
            number=number,
            name=event.text("name", words.language),
            detail=event_time(event, services.timezone, words),
        )
        for number, event in enumerate(page.of(coming), start=page.start + 1)
    ]
    mine = FindForAnnouncement(number=one.id, language=language, what="event")
    return Screen(
        "\n\n".join([words.html("announce.which_event"), "\n".join(lines) or words.html("announce.no_events")]),
        [
            *numbered(
                page.of(coming),
                lambda event: WriteAnnouncement(number=one.id, language=language, part="link", target=f"e_{event.id}"),
                page.start + 1,
            ),
            *pager(page, lambda number: mine.model_copy(update={"page": number})),
            back_and_home(words, _back(one, language)),
        ],
    )


def _back(one: Broadcast, language: Language | None) -> CallbackData:
    if language is not None:
        return OpenAnnouncementText(number=one.id, language=language)
    return AimAnnouncement(number=one.id, version=one.version)


async def _request(desk: Desk, one: Broadcast, language: str) -> None:
    words = desk.words
    text = words.html("announce.find.link") if language else words.html("announce.find.audience")
    await desk.request(one.id, "find", [language or _AUDIENCE], text)
