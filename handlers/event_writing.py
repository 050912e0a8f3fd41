"""Writing an event: what an admin is asked for, and what the answers are taken for."""

import datetime as dt
import re
from typing import Any

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, Message

from guidance.catalogue.cells import Language
from guidance.outreach.events import MOST_CHARACTERS, TEXTS, Event, EventText, Place
from handlers.admin import is_admin
from handlers.callbacks import WriteEvent
from handlers.event_editor import draft_screen, tell_of_change
from handlers.gone import gone_screen
from handlers.requests import answered, request
from handlers.screen import show
from handlers.services import Services
from handlers.translation import LANGUAGES, Words

router = Router(name=__name__)
# Whoever is none goes on to the conversations that follow, and in the end to handlers.unknown.
router.message.filter(is_admin)
router.callback_query.filter(is_admin)

# The request begins like this in both languages; the answer is found by it, whatever was restarted meanwhile.
_REQUEST = re.compile(r"🎪 № (\d{1,18}) · ([a-z]{1,12})(?: · (kk|ru))?")
_MOMENT = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\s*,?\s+(\d{1,2}):(\d\d)")
_TIME = re.compile(r"^\s*[-–—]\s*(\d{1,2}):(\d\d)\s*$")
_POINT = re.compile(r"(-?\d{1,2}\.\d{1,10})\s*[,; ]\s*(-?\d{1,3}\.\d{1,10})")
_SORTS: dict[str, EventText] = {sort: sort for sort in TEXTS}
# What is asked besides texts.
_NO_TEXTS = ("times", "pin")


@router.callback_query(WriteEvent.filter())
async def write_event(
    query: CallbackQuery, callback_data: WriteEvent, bot: Bot, services: Services, words: Words, chat_id: int
) -> None:
    """Ask for one thing, to be written as an answer to the message that asks."""
    event = await services.events.find(callback_data.event)
    if event is None:
        await show(query, gone_screen(words))
        return
    await _request(bot, services, chat_id, event.id, callback_data.part, callback_data.language, words)


def answered_request(message: Message, bot: Bot) -> bool | dict[str, Any]:
    """Whether a message answers a request of the editor; hands on what was asked for."""
    found = answered(message, bot, _REQUEST)
    return {"number": int(found[1]), "part": found[2], "language": found[3] or ""} if found else False


@router.message(answered_request)
async def written(
    message: Message,
    bot: Bot,
    number: int,
    part: str,
    language: Language,
    services: Services,
    words: Words,
    chat_id: int,
) -> None:
    """Keep what was written, and show what is missing still."""
    event = await services.events.find(number)
    if event is None:
        await show(message, gone_screen(words))
        return
    fault = await _keep(services, event, part, language, message)
    if fault is not None:
        await message.answer(
            words.html(f"editor.fault.{fault}", number=MOST_CHARACTERS.get(_SORTS.get(part, "name"), 0))
        )
        await _request(bot, services, chat_id, number, part, language, words)
        return
    changed = await services.events.find(number) or event
    await show(message, draft_screen(services, changed, await services.events.coming(number), words))


def read_times(text: str, zone: dt.tzinfo) -> tuple[dt.datetime, dt.datetime | None] | None:
    """Read ``05.12.2026 10:00``, with ``–12:30`` or ``– 06.12.2026 18:00`` behind it; ``None`` for anything else."""
    found = list(_MOMENT.finditer(text))
    if not 1 <= len(found) <= 2 or text[: found[0].start()].strip():  # noqa: PLR2004
        return None
    try:
        begins, *rest = (_moment(one, zone) for one in found)
        tail = text[found[-1].end() :]
        if same_day := None if rest else _TIME.match(tail):
            local = begins.astimezone(zone)
            rest = [local.replace(hour=int(same_day[1]), minute=int(same_day[2])).astimezone(dt.UTC)]
        elif tail.strip():
            return None
    except (ValueError, OverflowError):
        # No such day, or one before the first year once it is in UTC.
        return None
    ends = rest[0] if rest else None
    return None if ends is not None and ends <= begins else (begins, ends)


def offset_in_words(now: dt.datetime, zone: dt.tzinfo) -> str:
    """How far a zone is from UTC: "UTC+5", "UTC+5:30"."""
    minutes = round((now.astimezone(zone).utcoffset() or dt.timedelta()) / dt.timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _moment(found: re.Match[str], zone: dt.tzinfo) -> dt.datetime:
    day, month, year, hour, minute = map(int, found.groups())
    return dt.datetime(year, month, day, hour, minute, tzinfo=zone).astimezone(dt.UTC)


def read_point(text: str) -> Place | None:
    """Read ``43.2380, 76.8829``, as maps give a point to be copied; ``None`` for what is no point on the Earth."""
    found = _POINT.fullmatch(text.strip())
    if found is None:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    return Place(latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None  # noqa: PLR2004


async def _keep(services: Services, event: Event, part: str, language: Language, message: Message) -> str | None:
    """Keep one thing; gives what was wrong with it."""
    if part == "pin":
        return await _keep_pin(services, event, message)
    text = (message.text or "").strip()
    if part == "times":
        return await _keep_times(services, event, text)
    sort = _SORTS.get(part)
    if sort is None or language not in LANGUAGES or not text:
        return "text_wanted"
    if len(text) > MOST_CHARACTERS[sort]:
        return "text_too_long"
    await services.events.write(event.id, sort, language, text)
    return None


async def _keep_pin(services: Services, event: Event, message: Message) -> str | None:
    point = message.location or (message.venue.location if message.venue else None)
    venue = Place(point.latitude, point.longitude) if point else read_point(message.text or "")
    if venue is None:
        return "pin_wanted"
    await services.events.set_venue(event.id, venue)
    return None


async def _keep_times(services: Services, event: Event, text: str) -> str | None:
    times = read_times(text, services.timezone)
    if times is None:
        return "times_not_understood"
    if times[0] <= dt.datetime.now(dt.UTC):
        return "times_past"
    await services.events.set_times(event.id, *times)
    if event.state == "published" and (event.begins, event.ends) != times:
        await tell_of_change(services, event.id)
    return None


async def _request(
    bot: Bot, services: Services, chat_id: int, number: int, part: str, language: str, words: Words
) -> None:
    known = part if part in (*_SORTS, *_NO_TEXTS) else "name"
    head = f"🎪 № {number} · {known}" + (f" · {language}" if language else "")
    name = words.text(f"event_text.{known}")
    limit = MOST_CHARACTERS[_SORTS[known]] if known in _SORTS else 0
    what = known if known in _NO_TEXTS else "text"
    zone = offset_in_words(dt.datetime.now(dt.UTC), services.timezone)
    asked = words.html(f"editor.write.{what}", name=name, number=limit, zone=zone)
    await request(bot, chat_id, head, asked, words.text("editor.placeholder"))
