"""The last steps of an announcement: look at it, try it on oneself, when, and the count that lets it go."""

import datetime as dt
import re
from dataclasses import replace
from typing import Any

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from guidance.catalogue.cells import Language
from guidance.outreach.broadcasts import Broadcast, Card, Delivery, StaleError
from guidance.outreach.outcomes import Refused, Sent
from guidance.outreach.reminders import DAY_BEGINS, DAY_ENDS, in_daytime
from guidance.people.person import Person
from handlers.announcement_agreeing import ask_to_agree, who_may_agree
from handlers.announcement_desk import Desk, is_staff, now, requested
from handlers.announcement_draft import (
    missing_language,
    people,
    reach,
    summary,
)
from handlers.callbacks import (
    OpenAnnouncement,
    OpenAnnouncementText,
    PreviewAnnouncement,
    SendAnnouncement,
)
from handlers.event_writing import offset_in_words, read_times
from handlers.gone import gone_screen
from handlers.screen import Screen, back_and_home, button, show
from handlers.translation import LANGUAGES

router = Router(name=__name__)

# What is asked for, and how many values the request carries: the version; with the count that, and the moment.
_VALUES = {"when": 1, "send": 3}
_AT_ONCE = "now"
# What lies farther ahead is a slip of the pen: no admission campaign is planned for longer.
_FARTHEST = dt.timedelta(days=366)
# In the zone of the bot, as the staff speaks of it.
_MOMENT = "%Y-%m-%dT%H:%M"
# So many people more or fewer, or so large a share of them, come and go between the request and its answer.
_FEW, _SHARE = 5, 0.01
_NOT_DIGITS = re.compile(r"[\s\u00a0\u202f.,']")


@router.callback_query(PreviewAnnouncement.filter(), is_staff)
async def preview(
    query: CallbackQuery,
    callback_data: PreviewAnnouncement,
    desk: Desk,
    person: Person | None,
    callback_answer: CallbackAnswer,
) -> None:
    """Send it to whoever presses, by the same way as to all: in a language, or as it would come to them."""
    words, wish = desk.words, callback_data
    one = await desk.services.broadcasts.find(wish.number)
    if one is None:
        await show(query, gone_screen(words))
        return
    own = person.language if person else words.language
    language = _own_copy(one, own) if wish.language == "me" else wish.language
    if language is None or language not in one.content:
        desk.refuse(callback_answer, "nothing_for_you" if wish.language == "me" else "nothing_written")
        return
    outcome = await desk.services.send(Delivery(one.id, desk.chat_id, language), one.content[language], False)
    await desk.note("preview", one, wish.language)
    match outcome:
        case Sent():
            name = desk.services.translations[language].text("language.name")
            said = words.html("announce.seen", language=name)
        case Refused(reason):
            said = words.html("announce.refused", reason=reason)
        case _:
            said = words.html("announce.not_now")
    screen = await desk.screen(one.id)
    await desk.send(Screen(f"{said}\n\n{screen.text}", screen.buttons))


@router.callback_query(SendAnnouncement.filter(), is_staff)
async def send(
    query: CallbackQuery, callback_data: SendAnnouncement, desk: Desk, callback_answer: CallbackAnswer
) -> None:
    """Step by step: what about a language in which nothing is written, when, how many."""
    wish = callback_data
    one: Broadcast | None
    if wish.step in ("skip", "other"):
        missing: Any = wish.step

        async def choose(one: Broadcast) -> Broadcast:
            if one.corrects is not None:
                raise StaleError("a correction goes to whoever has what it corrects")
            return await desk.services.broadcasts.change(one.id, one.version, missing=missing)

        one = await desk.change(query, wish.number, wish.version, callback_answer, choose)
        if one is not None:
            await desk.note("missing", one, missing)
    else:
        one = await desk.draft(query, wish.number, wish.version, callback_answer)
    if one is None:
        return
    language = missing_language(one)
    if fault := await _fault(one, desk, is_complete=wish.step != "begin" or language is None):
        desk.refuse(callback_answer, fault)
        await show(query, await desk.screen(one.id))
    elif wish.step == "begin" and language is not None:
        await show(query, await missing_screen(desk, one, language))
    elif wish.step == "at":
        await _ask_moment(desk, one)
    elif wish.step in ("now", "morning"):
        morning = in_daytime(now(), desk.services.timezone)
        await _ask_count(desk, one, morning if wish.step == "morning" and morning > now() else None)
    else:
        await show(query, await when_screen(desk, one))


async def _fault(one: Broadcast, desk: Desk, *, is_complete: bool) -> str | None:
    """Why a draft cannot be sent; ``is_complete``: it is settled what becomes of a language that is missing."""
    if one.corrects is not None:
        return "no_draft"
    if one.is_paid and desk.member.role != "owner":
        return "paid_by_owner"
    if not one.content:
        return "nothing_written"
    return "nobody" if is_complete and not await reach(desk.services, one) else None


def answered_request(message: Message, bot: Bot) -> bool | dict[str, Any]:
    """Whether a message says when, or how many."""
    found = requested(message, bot, *_VALUES)
    return found if found is not None and len(found["values"]) == _VALUES[found["part"]] else False


@router.message(answered_request, is_staff)
async def confirmed(message: Message, number: int, part: str, values: list[str], desk: Desk) -> None:
    """Take the moment and ask for the count; take the count and let the announcement go."""
    words = desk.words
    one = await desk.services.broadcasts.find(number)
    if one is None:
        await show(message, gone_screen(words))
        return
    fault = desk.fault(one, _version(values)) or await _fault(one, desk, is_complete=False)
    if fault is not None:
        await message.answer(words.html(f"announce.fault.{fault}"))
        await desk.send(await desk.screen(number))
    elif part == "when":
        await _take_moment(message, one, desk)
    else:
        await _take_count(message, one, values, desk)


async def _take_moment(message: Message, one: Broadcast, desk: Desk) -> None:
    words = desk.words
    times = read_times(message.text or "", desk.services.timezone)
    fault = None
    if times is None or times[1] is not None:
        fault = "time_not_understood"
    elif times[0] <= now():
        fault = "time_past"
    elif times[0] > now() + _FARTHEST:
        fault = "time_far"
    if fault is not None or times is None:
        await message.answer(words.html(f"announce.fault.{fault}"))
        await _ask_moment(desk, one)
    else:
        await _ask_count(desk, one, times[0])


async def _take_count(message: Message, one: Broadcast, values: list[str], desk: Desk) -> None:
    words = desk.words
    _, count, when = values
    zone = desk.services.timezone
    at = None if when == _AT_ONCE else dt.datetime.strptime(when, _MOMENT).replace(tzinfo=zone).astimezone(dt.UTC)
    if at is not None and at <= now():
        await message.answer(words.html("announce.fault.time_past"))
        await desk.send(await when_screen(desk, one))
        return
    there = await reach(desk.services, one)
    fault = None
    if _NOT_DIGITS.sub("", message.text or "") != count:
        fault = "wrong_count"
    elif abs(there - int(count)) > max(_FEW, int(count) * _SHARE):
        fault = "count_changed"
    if fault is not None and there:
        await message.answer(words.html(f"announce.fault.{fault}"))
        await _ask_count(desk, one, at)
        return
    if not there:
        await message.answer(words.html("announce.fault.nobody"))
        await desk.send(await desk.screen(one.id))
        return
    is_large = there > desk.services.second_admin_above
    others = await who_may_agree(desk, one) if is_large else []
    if is_large and not others:
        await message.answer(words.html("announce.fault.nobody_to_agree", number=desk.services.second_admin_above))
        await desk.send(await desk.screen(one.id))
        return
    try:
        if is_large:
            let_go = await desk.services.broadcasts.ask_another(one.id, one.version, at or now(), desk.chat_id)
        else:
            let_go = await desk.services.broadcasts.schedule(one.id, one.version, at or now())
    except StaleError:
        await message.answer(words.html("announce.fault.stale"))
        await desk.send(await desk.screen(one.id))
        return
    await desk.note("ask_another" if is_large else "send", let_go, f"{count} {when} {let_go.audience}".strip())
    # First of all: it waits for them, whatever becomes of the card.
    await ask_to_agree(desk, let_go, others)
    card = await desk.send(await desk.screen(one.id))
    await desk.services.broadcasts.show_card(Card(one.id, desk.chat_id, card))


async def missing_screen(desk: Desk, one: Broadcast, language: Language) -> Screen:
    """What about those who read the language in which nothing is written?"""
    words, services = desk.words, desk.services
    everybody, own = [await reach(services, replace(one, missing=missing)) for missing in ("other", "skip")]

    def step(step: Any) -> SendAnnouncement:
        return SendAnnouncement(number=one.id, version=one.version, step=step)

    write = OpenAnnouncementText(number=one.id, language=language)
    return Screen(
        words.html(f"announce.missing.{language}", people=people(everybody - own, words)),
        [
            [button(words.text("button.missing_write"), write)],
            [button(words.text(f"button.missing_other.{language}"), step("other"))],
            [button(words.text("button.missing_skip"), step("skip"))],
            back_and_home(words, OpenAnnouncement(number=one.id)),
        ],
    )


async def when_screen(desk: Desk, one: Broadcast) -> Screen:
    """When shall it begin? At night the morning is offered first."""
    words, zone = desk.words, desk.services.timezone
    count = await reach(desk.services, one)

    def step(step: Any) -> SendAnnouncement:
        return SendAnnouncement(number=one.id, version=one.version, step=step)

    parts = [await summary(desk.services, one, count, words), words.html("announce.when")]
    rows = [[button(words.text("button.send_now"), step("now")), button(words.text("button.send_at"), step("at"))]]
    morning = in_daytime(now(), zone)
    if morning > now():
        at = f"{morning.astimezone(zone):%H:%M}"
        parts.insert(1, words.html("announce.night", time=at))
        rows.insert(0, [button(words.text("button.send_in_the_morning", time=at), step("morning"))])
    return Screen("\n\n".join(parts), [*rows, back_and_home(words, OpenAnnouncement(number=one.id))])


async def _ask_moment(desk: Desk, one: Broadcast) -> None:
    zone = offset_in_words(now(), desk.services.timezone)
    await desk.request(one.id, "when", [f"v{one.version}"], desk.words.html("announce.write.when", zone=zone))


async def _ask_count(desk: Desk, one: Broadcast, at: dt.datetime | None) -> None:
    """Ask for the number of people to be typed: what cannot be taken back should not go by one press."""
    words, count = desk.words, await reach(desk.services, one)
    local = at.astimezone(desk.services.timezone) if at else None
    moment = words.moment(local) if local else words.text("announce.at_once")
    parts = [await summary(desk.services, one, count, words)]
    warning = _at_night(at or now(), dt.timedelta(seconds=count / one.rate), desk.services.timezone)
    if warning is not None:
        parts.append(words.html(f"announce.{warning}", begins=f"{DAY_ENDS:%H:%M}", ends=f"{DAY_BEGINS:%H:%M}"))
    parts.append(words.html("announce.write.send", count=str(count), moment=moment))
    text = "\n\n".join(parts)
    when = f"{local:{_MOMENT}}" if local else _AT_ONCE
    await desk.request(one.id, "send", [f"v{one.version}", str(count), when], text)


def _at_night(begins: dt.datetime, length: dt.timedelta, zone: dt.tzinfo) -> str | None:
    """Whether all, or a part, of what goes out in this time comes at night."""
    morning = in_daytime(begins, zone)
    if morning > begins:
        return "at_night" if begins + length <= morning else "partly_at_night"
    evening = dt.datetime.combine(begins.astimezone(zone).date(), DAY_ENDS, zone)
    return "partly_at_night" if begins + length > evening else None


def _own_copy(one: Broadcast, own: Language) -> Language | None:
    """The language in which somebody gets it who reads this one; ``None`` where they get nothing."""
    if own in one.content:
        return own
    other = next((language for language in LANGUAGES if language in one.content), None)
    return other if one.missing == "other" else None


def _version(values: list[str]) -> int:
    """The version that was seen; none that there is where it cannot be read."""
    written = values[0].removeprefix("v") if values else ""
    return int(written) if written.isascii() and written.isdigit() else -1
