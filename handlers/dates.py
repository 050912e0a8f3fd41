"""Admission: the timeline of the year, its windows, the steps to a place, and the documents to tick off."""

import datetime as dt
import html

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from guidance.funding.admission import PATHS, Path, Window
from guidance.funding.calendar import Confirmations, next_dates
from guidance.funding.records import Sourced
from guidance.outreach.reminders import Reminder
from handlers.callbacks import (
    OpenDates,
    OpenDocuments,
    OpenRoutes,
    OpenSteps,
    OpenWindow,
    RemindOf,
    SendCalendar,
)
from handlers.gone import gone_screen
from handlers.screen import Screen, back_and_home, button, numbered, page_of, pager, show
from handlers.services import Services
from handlers.translation import Words
from handlers.windows import period, state

router = Router(name=__name__)

_TICKS_A_ROW = 4
_STEPS_A_PAGE = 3


@router.message(Command("dates"))
@router.callback_query(OpenDates.filter())
async def dates(
    event: Message | CallbackQuery, services: Services, words: Words, callback_data: OpenDates | None = None
) -> None:
    """The timeline, or after which grade."""
    await show(event, await dates_screen(services, callback_data.path if callback_data else "", words))


@router.callback_query(OpenWindow.filter())
async def window(
    query: CallbackQuery, callback_data: OpenWindow, services: Services, words: Words, chat_id: int
) -> None:
    """One window of the timeline."""
    found = services.funding.admission.windows.get(callback_data.window)
    if found is None:
        await show(query, gone_screen(words))
        return
    mine = await services.reminders.of(chat_id)
    screen = window_screen(services, found, await services.windows.all(), mine, words, callback_data.path or None)
    await show(query, screen)


@router.callback_query(OpenSteps.filter())
async def steps(query: CallbackQuery, callback_data: OpenSteps, services: Services, words: Words) -> None:
    """How to get a place."""
    await show(query, steps_screen(services, callback_data.path, callback_data.page, words))


@router.callback_query(OpenDocuments.filter())
async def documents(query: CallbackQuery, callback_data: OpenDocuments, services: Services, words: Words) -> None:
    """The documents, with ticks at those that are ready."""
    await show(query, documents_screen(services, callback_data.ticks, words))


async def dates_screen(services: Services, path: str, words: Words) -> Screen:
    """The timeline after grade 9 or 11; where that is not known, which one is asked for."""
    known = next((one for one in PATHS if one == path), None)
    if known is None:
        choice = [button(words.text(f"path.{one}"), OpenDates(path=one)) for one in PATHS]
        return Screen(words.html("dates.which"), [choice, back_and_home(words, OpenRoutes())])
    return timeline_screen(services, known, await services.windows.all(), words)


def timeline_screen(services: Services, path: Path, confirmed: Confirmations, words: Words) -> Screen:
    """All windows of a path in the order in which they close next, with what to do beside."""
    today = _today(services)
    coming = [(next_dates(one, today, confirmed), one) for one in services.funding.admission.timeline(path)]
    coming.sort(key=lambda pair: pair[0].closes)
    lines = [
        words.html(
            "dates.line",
            number=number,
            name=one.name.text(words.language),
            period=period(when, words),
            state=state(when, today, words),
        )
        for number, (when, one) in enumerate(coming, start=1)
    ]
    other: Path = "grade11" if path == "grade9" else "grade9"
    return Screen(
        "\n\n".join([words.html(f"dates.{path}"), "\n".join(lines), words.html("dates.care")]),
        [
            *numbered(coming, lambda pair: OpenWindow(window=pair[1].id, path=path)),
            [
                button(words.text("button.steps"), OpenSteps(path=path)),
                button(words.text("button.documents"), OpenDocuments()),
            ],
            [
                button(words.text("button.calendar"), SendCalendar(kind="path", key=path)),
                button(words.text(f"path.{other}"), OpenDates(path=other)),
            ],
            back_and_home(words, OpenRoutes()),
        ],
    )


def window_screen(
    services: Services,
    window: Window,
    confirmed: Confirmations,
    reminders: list[Reminder],
    words: Words,
    path: Path | None = None,
) -> Screen:
    """One window: its days, how sure they are, a reminder, a file for the calendar; "back" leads to a timeline."""
    language, today = words.language, _today(services)
    when = next_dates(window, today, confirmed)
    parts = [
        words.html(
            "window.text",
            name=window.name.text(language),
            period=period(when, words),
            state=state(when, today, words),
        )
    ]
    if window.note:
        parts.append(html.escape(window.note.text(language), quote=False))
    parts.append(
        words.html("window.is_confirmed", year=when.year)
        if when.is_confirmed
        else words.html("window.is_expected", editions=window.editions, year=when.year)
    )
    mine = next((one for one in reminders if (one.kind, one.key) == ("window", window.id)), None)
    if mine:
        parts.append(words.html("window.will_remind", moment=words.moment(mine.due_at.astimezone(services.timezone))))
    parts.append(basis(window, words))
    wish = RemindOf(kind="window", key=window.id, wish="cancel" if mine else "set")
    return Screen(
        "\n\n".join(parts),
        [
            [
                button(words.text("button.unremind" if mine else "button.remind_me"), wish),
                button(words.text("button.calendar"), SendCalendar(kind="window", key=window.id)),
            ],
            back_and_home(words, OpenDates(path=path or ("grade9" if window.concerns("grade9") else "grade11"))),
        ],
    )


def steps_screen(services: Services, path: Path, page_number: int, words: Words) -> Screen:
    """From choosing to studying, and what to do when refused."""
    language = words.language
    found = services.funding.admission.steps_of(path)
    page = page_of(found, page_number, _STEPS_A_PAGE)
    lines = [
        words.html("steps.step", number=number, title=one.title.text(language), text=one.text.text(language))
        + "\n"
        + basis(one, words)
        for number, one in enumerate(page.of(found), start=page.start + 1)
    ]
    other: Path = "grade11" if path == "grade9" else "grade9"
    return Screen(
        "\n\n".join([words.html(f"steps.{path}"), *lines, words.html("dates.care")]),
        [
            *pager(page, lambda number: OpenSteps(path=path, page=number)),
            [
                button(words.text("button.documents"), OpenDocuments()),
                button(words.text(f"path.{other}"), OpenSteps(path=other)),
            ],
            back_and_home(words, OpenDates(path=path)),
        ],
    )


def documents_screen(services: Services, ticks: int, words: Words) -> Screen:
    """What everybody has to bring, each to be ticked off, and what some people bring besides.

    The ticks live in the buttons of this message alone: nothing is kept.
    """
    language, admission = words.language, services.funding.admission
    listed = admission.checklist()
    lines = []
    for place, one in enumerate(listed):
        sign = "✅" if ticks >> place & 1 else "⬜️"
        line = words.html("documents.line", sign=sign, number=place + 1, name=one.name.text(language))
        if one.note:
            line += "\n" + html.escape(one.note.text(language), quote=False)
        lines.append(f"{line} {basis(one, words)}")
    others = [one for one in admission.documents.values() if one not in listed and one.needed != "route"]
    names = "; ".join(one.name.text(language) for one in others)
    ready = sum(ticks >> place & 1 for place in range(len(listed)))
    toggles = [
        button(f"{'✅' if ticks >> place & 1 else '⬜️'} {place + 1}", OpenDocuments(ticks=ticks ^ 1 << place))
        for place in range(len(listed))
    ]
    return Screen(
        "\n\n".join(
            [
                words.html("documents.title", ready=ready, count=len(listed)),
                "\n".join(lines),
                words.html("documents.others", names=names),
                words.html("documents.care"),
            ]
        ),
        [
            *(toggles[start : start + _TICKS_A_ROW] for start in range(0, len(toggles), _TICKS_A_ROW)),
            [button(words.text("button.dates"), OpenDates())],
            back_and_home(words, OpenRoutes()),
        ],
    )


def basis(record: Sourced, words: Words) -> str:
    """Where a record was read, numbered links; Telegram's HTML."""
    links = ", ".join(
        f'<a href="{html.escape(str(source.url))}">{number}</a>' for number, source in enumerate(record.sources, 1)
    )
    return (
        "<i>"
        + words.text("record.basis", certainty=words.html(f"certainty.{record.certainty}"), sources=links)
        + "</i>"
    )


def _today(services: Services) -> dt.date:
    return dt.datetime.now(services.timezone).date()
