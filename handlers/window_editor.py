"""What admins do with the windows of the campaign: confirm what is expected, change it, take that back."""

import datetime as dt
import re
from typing import Any

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from guidance.funding.admission import Window
from guidance.funding.calendar import Confirmed, Dates, next_dates
from guidance.outreach.schedule import COLLEGE_WINDOW
from handlers.admin import is_admin
from handlers.callbacks import EditWindow, OpenAdmin, OpenWindowEditor
from handlers.gone import gone_screen
from handlers.reminder import schedule_now
from handlers.requests import answered, request
from handlers.screen import Screen, back_and_home, button, numbered, page_of, pager, show
from handlers.services import Services
from handlers.translation import Words
from handlers.windows import days, period

router = Router(name=__name__)
# Whoever is none goes on to the conversations that follow, and in the end to handlers.unknown.
router.message.filter(is_admin)
router.callback_query.filter(is_admin)

# The request for new days begins like this in both languages; the answer is found by it.
_REQUEST = re.compile(r"✍️ ([a-z0-9-]{1,20}) · (\d{4})")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?")
# No window of a campaign is as long as this.
_LONGEST = dt.timedelta(days=200)


@router.callback_query(OpenWindowEditor.filter())
async def windows(query: CallbackQuery, callback_data: OpenWindowEditor, services: Services, words: Words) -> None:
    """All windows, each with its next days."""
    await show(query, await windows_screen(services, callback_data.page, words))


@router.callback_query(EditWindow.filter())
async def edit_window(
    query: CallbackQuery,
    callback_data: EditWindow,
    bot: Bot,
    services: Services,
    words: Words,
    chat_id: int,
    callback_answer: CallbackAnswer,
) -> None:
    """One window: looked at, confirmed, changed, or left to what is expected."""
    wish = callback_data
    window = services.funding.admission.windows.get(wish.window)
    if window is None:
        await show(query, gone_screen(words))
        return
    shown = await _dates(services, window)
    if wish.wish == "confirm":
        if (wish.year, wish.days) != (shown.year, _stamp(shown)):
            callback_answer.text = words.text("windows.changed_meanwhile")
        else:
            await _keep(services, Confirmed(window.id, shown.year, shown.opens, shown.closes), chat_id)
            callback_answer.text = words.text("windows.kept")
    elif wish.wish == "withdraw":
        await services.windows.withdraw(window.id, wish.year)
        await _move_reminders(services, window.id)
        callback_answer.text = words.text("windows.withdrawn")
    elif wish.wish == "change":
        await _request(bot, chat_id, window, shown.year, words)
        return
    await show(query, await window_screen(services, window, words))


def answered_request(message: Message, bot: Bot) -> bool | dict[str, Any]:
    """Whether a message answers a request for days; hands window and year on."""
    found = answered(message, bot, _REQUEST)
    return {"window_id": found[1], "year": int(found[2])} if found else False


@router.message(answered_request)
async def change_window(
    message: Message, bot: Bot, window_id: str, year: int, services: Services, words: Words, chat_id: int
) -> None:
    """Keep the days that were written, and move everybody's reminders."""
    window = services.funding.admission.windows.get(window_id)
    if window is None:
        await show(message, gone_screen(words))
        return
    confirmed = read_days(message.text or "", window, year)
    if confirmed is None:
        await message.answer(words.html("windows.not_understood", year=year))
        await _request(bot, chat_id, window, year, words)
        return
    await _keep(services, confirmed, chat_id)
    await show(message, await window_screen(services, window, words))


def read_days(text: str, window: Window, year: int) -> Confirmed | None:
    """Read ``25.06 – 18.08`` or ``18.08``, with the year or without; ``None`` for what is no such days.

    One day means the end of a window whose beginning is not known, or both of one that is a single day; where the
    window has a beginning, that stays as it is expected.
    """
    found = _DAY.findall(text)
    if not 1 <= len(found) <= 2 or _DAY.sub("", text).strip(" -–—\n"):  # noqa: PLR2004
        return None
    try:
        read = [dt.date(int(given or year), int(month), int(day)) for day, month, given in found]
    except ValueError:
        return None
    closes = read[-1]
    if closes.year != year:
        return None
    if len(read) == 1:
        expected = None if window.opens is None else dt.date(year, *map(int, window.opens.split("-")))
        opens = closes if window.opens == window.closes else expected
    else:
        opens = read[0]
    if opens is not None and not dt.timedelta(0) <= closes - opens <= _LONGEST:
        return None
    return Confirmed(window.id, year, opens, closes)


async def windows_screen(services: Services, page_number: int, words: Words) -> Screen:
    """All windows in the order in which they close next, with what is confirmed."""
    confirmed = await services.windows.all()
    today = dt.datetime.now(services.timezone).date()
    found = [(next_dates(one, today, confirmed), one) for one in services.funding.admission.windows.values()]
    found.sort(key=lambda pair: pair[0].closes)
    page = page_of(found, page_number)
    lines = [
        words.html("windows.line", number=number, name=one.name.text(words.language), period=period(when, words))
        for number, (when, one) in enumerate(page.of(found), start=page.start + 1)
    ]
    return Screen(
        "\n\n".join([words.html("windows.title"), "\n".join(lines)]),
        [
            *numbered(page.of(found), lambda pair: EditWindow(window=pair[1].id, year=pair[0].year), page.start + 1),
            *pager(page, lambda number: OpenWindowEditor(page=number)),
            back_and_home(words, OpenAdmin()),
        ],
    )


async def window_screen(services: Services, window: Window, words: Words) -> Screen:
    """One window: its days, and what can be done with them."""
    when = await _dates(services, window)
    mine = EditWindow(window=window.id, year=when.year)
    text = words.html(
        "windows.window",
        name=window.name.text(words.language),
        days=days(when, words),
        basis=words.text("windows.confirmed" if when.is_confirmed else "windows.expected", editions=window.editions),
    )
    settle = (
        button(words.text("button.withdraw"), mine.model_copy(update={"wish": "withdraw"}))
        if when.is_confirmed
        else button(words.text("button.confirm"), mine.model_copy(update={"wish": "confirm", "days": _stamp(when)}))
    )
    change = button(words.text("button.change"), mine.model_copy(update={"wish": "change"}))
    return Screen(text, [[settle, change], back_and_home(words, OpenWindowEditor())])


async def _dates(services: Services, window: Window) -> Dates:
    today = dt.datetime.now(services.timezone).date()
    return next_dates(window, today, await services.windows.all())


async def _keep(services: Services, confirmed: Confirmed, admin: int) -> None:
    await services.windows.confirm(confirmed, admin)
    await _move_reminders(services, confirmed.window)


async def _move_reminders(services: Services, window: str) -> None:
    """Everybody's reminders follow the days."""
    now = dt.datetime.now(dt.UTC)
    schedule = await schedule_now(services, now)
    await services.reminders.move("window", window, schedule.due_after_change("window", window, now))
    if window == COLLEGE_WINDOW:
        await services.reminders.move("college", None, schedule.due_after_change("college", "", now))


async def _request(bot: Bot, chat_id: int, window: Window, year: int, words: Words) -> None:
    asked = words.html("windows.write", name=window.name.text(words.language), year=year)
    await request(bot, chat_id, f"✍️ {window.id} · {year}", asked, words.text("windows.placeholder"))


def _stamp(dates: Dates) -> str:
    return (f"{dates.opens:%m%d}" if dates.opens else "") + f"{dates.closes:%m%d}"
