"""Whom an announcement is for: the ways of choosing people, with the count of those it reaches at this moment."""

from collections.abc import Sequence
from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton
from aiogram.utils.callback_answer import CallbackAnswer

from guidance.outreach.audience import Audience
from guidance.outreach.broadcasts import Broadcast
from guidance.people.roles import GRADES, ROLES
from handlers.announcement_choices import ACTIVE_DAYS, ALL, MOST_SAVED, for_member, is_known, turned
from handlers.announcement_desk import Desk, is_staff, now
from handlers.announcement_draft import audience_text, event_name, people, reach
from handlers.callbacks import AimAnnouncement, FindForAnnouncement, OpenAnnouncement
from handlers.mistakes import card_name
from handlers.regions import counted_regions, short_name
from handlers.screen import Buttons, Screen, back_and_home, button, page_of, pager, show
from handlers.translation import LANGUAGES

router = Router(name=__name__)

_A_ROW, _GRADES_A_ROW, _NUMBERS_A_ROW, _PAGE = 2, 3, 4, 6


@router.callback_query(AimAnnouncement.filter(), is_staff)
async def aim(
    query: CallbackQuery, callback_data: AimAnnouncement, desk: Desk, callback_answer: CallbackAnswer
) -> None:
    """Show a way of choosing people; or put a value of it in or out, and count anew."""
    wish = callback_data
    if not wish.value:
        one = await desk.draft(query, wish.number, None, callback_answer)
        if one is not None:
            await show(query, await audience_screen(desk, one, wish))
        return

    async def turn(one: Broadcast) -> Broadcast:
        chosen = turned(one.audience, wish) if await is_known(desk, one.audience, wish) else one.audience
        chosen = for_member(chosen, desk.member)
        return await desk.services.broadcasts.change(one.id, one.version, audience=chosen)

    changed = await desk.change(query, wish.number, wish.version, callback_answer, turn)
    if changed is not None:
        await desk.note("audience", changed, str(changed.audience))
        await show(query, await audience_screen(desk, changed, wish))


async def audience_screen(desk: Desk, one: Broadcast, wish: AimAnnouncement) -> Screen:
    """Who is chosen, how many they are now, and the values of one way, or all ways."""
    words = desk.words
    count = await reach(desk.services, one)
    chosen = await audience_text(desk.services, one.audience, words)
    parts = [words.html("announce.audience_head", number=one.id), words.html("announce.audience", audience=chosen)]
    parts.append(words.html("announce.now", people=people(count, words)))
    mine = AimAnnouncement(number=one.id, version=one.version, way=wish.way, page=wish.page)
    match wish.way:
        case "":
            rows, back = _ways(desk, mine), back_and_home(words, OpenAnnouncement(number=one.id))
            return Screen("\n\n".join(parts), [*rows, back])
        case "language":
            names = [(language, desk.services.translations[language].text("language.name")) for language in LANGUAGES]
            rows = [[_choice(mine, language, name, language in one.audience.languages) for language, name in names]]
        case "region":
            rows = _regions(desk, one.audience, mine)
        case "role":
            roles = [
                _choice(mine, role, words.text(f"button.who_{role}"), role in one.audience.roles) for role in ROLES
            ]
            rows = _in_rows(roles, 1)
        case "grade":
            grades = [
                _choice(mine, str(grade), words.text("button.grade", grade=grade), grade in one.audience.grades)
                for grade in GRADES
            ]
            rows = _in_rows(grades, _GRADES_A_ROW)
        case "college" | "specialty":
            lines, rows = _saved(desk, one, mine)
            parts.append(lines)
        case "event":
            lines, rows = await _events(desk, one.audience, mine)
            parts.append(lines)
        case "active":
            days = [(str(days), words.plural("count.days", days)) for days in ACTIVE_DAYS]
            chosen_days = str(one.audience.active_days)
            rows = _in_rows([_choice(mine, value, name, value == chosen_days) for value, name in days], _A_ROW)
    parts.append(words.html(f"announce.way.{_name_of(wish.way)}", **await _told(desk, one, wish.way)))
    if wish.way != "language" and _is_narrowed(one.audience, wish.way):
        rows.append([button(words.text("button.all_again"), mine.model_copy(update={"value": ALL}))])
    return Screen("\n\n".join(parts), [*rows, back_and_home(words, mine.model_copy(update={"way": "", "page": 0}))])


async def _told(desk: Desk, one: Broadcast, way: str) -> dict[str, str]:
    """How many of those whom this member may choose have said who they are, or their grade; nothing for other ways."""
    if way == "role":
        all_values = Audience(roles=frozenset(ROLES))
    elif way == "grade":
        all_values = Audience(grades=frozenset(GRADES))
    else:
        return {}
    told, everybody = [
        # Whatever is written so far: the question is who there is.
        await reach(desk.services, replace(one, content={}, audience=for_member(audience, desk.member)))
        for audience in (all_values, Audience())
    ]
    return {"told": people(told, desk.words), "everybody": desk.words.number(everybody)}


def _ways(desk: Desk, mine: AimAnnouncement) -> Buttons:
    words = desk.words
    ways = ["language", "region", "role", "grade", "college", "event", "active"]
    if desk.member.role == "regional":
        ways.remove("region")
    buttons = [button(words.text(f"button.way_{_name_of(way)}"), mine.model_copy(update={"way": way})) for way in ways]
    return [
        *_in_rows(buttons, _A_ROW),
        [button(words.text("button.everybody"), mine.model_copy(update={"value": ALL}))],
    ]


def _regions(desk: Desk, audience: Audience, mine: AimAnnouncement) -> Buttons:
    words, catalogue = desk.words, desk.services.catalogue
    regions = [iso for iso, _ in counted_regions(desk.services, words)]
    page = page_of(regions, mine.page)
    choices = [
        _choice(mine, iso, short_name(catalogue, iso, words), iso in audience.regions) for iso in page.of(regions)
    ]
    return [*_in_rows(choices, _A_ROW), *pager(page, lambda number: mine.model_copy(update={"page": number}))]


def _saved(desk: Desk, one: Broadcast, mine: AimAnnouncement) -> tuple[str, Buttons]:
    words = desk.words
    saved = sorted(one.audience.saved)
    names = [card_name(desk.services, kind, key, words.language) or key for kind, key in saved]
    lines = [words.html("announce.numbered", number=number, name=name) for number, name in enumerate(names, start=1)]
    crosses = [
        button(f"{number} ✕", mine.model_copy(update={"way": kind, "value": key}))
        for number, (kind, key) in enumerate(saved, start=1)
    ]
    add = (
        [[button(words.text("button.add_card"), FindForAnnouncement(number=one.id))]] if len(saved) < MOST_SAVED else []
    )
    return "\n".join(lines) or words.html("announce.nothing_saved"), [*_in_rows(crosses, _NUMBERS_A_ROW), *add]


async def _events(desk: Desk, audience: Audience, mine: AimAnnouncement) -> tuple[str, Buttons]:
    words, events = desk.words, desk.services.events
    there = [event.id for event in [*await events.upcoming(now()), *await events.past(now())]]
    there += sorted(audience.events - set(there))
    page = page_of(there, mine.page, _PAGE)
    lines, choices = [], []
    for place, number in enumerate(page.of(there), start=page.start + 1):
        name = await event_name(desk.services, number, words)
        lines.append(words.html("announce.numbered", number=place, name=name))
        choices.append(_choice(mine, str(number), str(place), number in audience.events))
    text = "\n".join(lines) or words.html("announce.no_events")
    return text, [
        *_in_rows(choices, _NUMBERS_A_ROW),
        *pager(page, lambda number: mine.model_copy(update={"page": number})),
    ]


def _choice(mine: AimAnnouncement, value: str, name: str, is_chosen: bool) -> InlineKeyboardButton:
    return button(f"✅ {name}" if is_chosen else name, mine.model_copy(update={"value": value}))


def _in_rows(buttons: Sequence[InlineKeyboardButton], a_row: int) -> Buttons:
    return [list(buttons[start : start + a_row]) for start in range(0, len(buttons), a_row)]


def _name_of(way: str) -> str:
    return "saved" if way in ("college", "specialty") else way


def _is_narrowed(audience: Audience, way: str) -> bool:
    narrowed = {
        "region": audience.regions,
        "role": audience.roles,
        "grade": audience.grades,
        "event": audience.events,
        "active": audience.active_days,
    }
    return bool(narrowed.get(way, audience.saved))
