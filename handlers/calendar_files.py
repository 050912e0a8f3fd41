"""Dates as a file for the calendar of a telephone: a window, all windows of a path, an event."""

import datetime as dt

from aiogram import Bot, Router
from aiogram.types import BufferedInputFile, CallbackQuery

from guidance.funding.admission import PATHS, Window
from guidance.funding.calendar import Dates, next_dates
from guidance.outreach.calendar_file import Entry, calendar_file
from guidance.outreach.events import Event, event_number
from handlers.callbacks import SendCalendar
from handlers.gone import gone_screen
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)


@router.callback_query(SendCalendar.filter())
async def send_calendar(
    _: CallbackQuery, callback_data: SendCalendar, bot: Bot, services: Services, words: Words, chat_id: int
) -> None:
    """Send the file below the card."""
    entries = await _entries(services, callback_data, words)
    if not entries:
        gone = gone_screen(words)
        await bot.send_message(chat_id, gone.text, reply_markup=gone.keyboard)
        return
    content = calendar_file(entries, words.language, dt.datetime.now(dt.UTC))
    file = BufferedInputFile(content, f"temirqazyq-{callback_data.key}.ics")
    await bot.send_document(chat_id, file, caption=words.html("calendar.sent"))


async def _entries(services: Services, wish: SendCalendar, words: Words) -> list[Entry]:
    if wish.kind == "event":
        number = event_number(wish.key)
        event = await services.events.find(number) if number is not None else None
        return [_event_entry(event, services.timezone, words)] if event and event.state != "draft" else []
    admission = services.funding.admission
    path = next((one for one in PATHS if one == wish.key), None)
    one = admission.windows.get(wish.key)
    windows = admission.timeline(path) if wish.kind == "path" and path else [one] if one else []
    today, confirmed = dt.datetime.now(services.timezone).date(), await services.windows.all()
    return [_window_entry(one, next_dates(one, today, confirmed), words) for one in windows]


def _window_entry(window: Window, dates: Dates, words: Words) -> Entry:
    name = window.name.text(words.language)
    about = words.text("calendar.confirmed" if dates.is_confirmed else "calendar.expected", year=dates.year)
    note = f"{window.note.text(words.language)} " if window.note else ""
    # Where only the end is known, the entry is that day alone.
    opens = dates.opens or dates.closes
    return Entry(f"window-{window.id}-{dates.year}", name, note + about, opens, dates.closes)


def _event_entry(event: Event, zone: dt.tzinfo, words: Words) -> Entry:
    language = words.language
    begins = event.begins or dt.datetime.now(dt.UTC)
    return Entry(
        f"event-{event.id}",
        event.text("name", language),
        event.text("about", language),
        begins.astimezone(zone),
        (event.over_at or begins).astimezone(zone),
        event.text("place", language),
        event.venue,
        is_cancelled=event.state == "cancelled",
    )
