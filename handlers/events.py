"""Events: what is coming and what has been, by region; the card, who comes, the pin."""

import datetime as dt
import html

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.happenings import PastEvent
from guidance.outreach.events import Event
from guidance.outreach.reminders import Reminder
from guidance.people.person import Person
from handlers.callbacks import (
    ChooseEventRegion,
    Come,
    OpenEvent,
    OpenEvents,
    OpenPastEvent,
    RemindOf,
    SendCalendar,
    ShowVenue,
)
from handlers.gone import gone_screen
from handlers.home import language_screen
from handlers.regions import region_choice
from handlers.screen import Buttons, Screen, back_and_home, button, numbered, page_of, pager, show
from handlers.services import Services
from handlers.sources import source_line
from handlers.translation import Words

router = Router(name=__name__)

_PAGE = 6


@router.message(Command("events"))
@router.callback_query(OpenEvents.filter())
async def events(
    event: Message | CallbackQuery,
    services: Services,
    words: Words,
    callback_data: OpenEvents | None = None,
) -> None:
    """What is coming, or has been."""
    await show(event, await events_screen(services, callback_data or OpenEvents(), words))


@router.callback_query(ChooseEventRegion.filter())
async def choose_region(
    query: CallbackQuery, callback_data: ChooseEventRegion, services: Services, words: Words, person: Person | None
) -> None:
    """Of which region to show events."""
    home = person.region if person else None
    await show(query, region_choice_screen(services, callback_data, words, home))


@router.callback_query(OpenEvent.filter())
async def open_event(
    query: CallbackQuery, callback_data: OpenEvent, services: Services, words: Words, chat_id: int
) -> None:
    """The card of an announced event."""
    await show(query, await event_card(services, callback_data, words, chat_id) or gone_screen(words))


@router.callback_query(OpenPastEvent.filter())
async def open_past_event(query: CallbackQuery, callback_data: OpenPastEvent, services: Services, words: Words) -> None:
    """The card of an event of the tables."""
    found = next((one for one in services.catalogue.past_events if one.id == callback_data.event), None)
    back = OpenEvents(past=True, region=callback_data.region, page=callback_data.page)
    await show(query, past_event_screen(services, found, back, words) if found else gone_screen(words))


@router.callback_query(Come.filter())
async def come(
    query: CallbackQuery,
    callback_data: Come,
    services: Services,
    words: Words,
    person: Person | None,
    callback_answer: CallbackAnswer,
) -> None:
    """Count a person in or out, and show the card again."""
    if person is None:
        await show(query, language_screen(services, words))
        return
    found = await services.events.find(callback_data.event)
    if found is None or not _is_coming_up(found):
        callback_answer.text = words.text("event.too_late")
    elif callback_data.wish == "come":
        await services.events.come(found.id, person.chat_id)
        callback_answer.text = words.text("event.counted_in")
    else:
        await services.events.stay_away(found.id, person.chat_id)
        callback_answer.text = words.text("event.counted_out")
    card = await event_card(services, OpenEvent(event=callback_data.event), words, person.chat_id)
    await show(query, card or gone_screen(words))


@router.callback_query(ShowVenue.filter())
async def show_venue(
    _: CallbackQuery, callback_data: ShowVenue, bot: Bot, services: Services, words: Words, chat_id: int
) -> None:
    """The place as a pin, below the card."""
    found = await services.events.find(callback_data.event)
    if found is None or found.state == "draft" or found.venue is None:
        gone = gone_screen(words)
        await bot.send_message(chat_id, gone.text, reply_markup=gone.keyboard)
        return
    await bot.send_venue(
        chat_id,
        found.venue.latitude,
        found.venue.longitude,
        title=found.text("name", words.language),
        address=found.text("place", words.language),
    )


async def events_screen(services: Services, wish: OpenEvents, words: Words) -> Screen:
    """A page of what is coming, the next first, or of what has been, the newest first."""
    now = dt.datetime.now(dt.UTC)
    announced = await (services.events.past(now) if wish.past else services.events.upcoming(now))
    tables = sorted(services.catalogue.past_events, key=lambda one: one.begins, reverse=True) if wish.past else []
    found: list[Event | PastEvent] = [*announced, *tables]
    region = wish.region if wish.region in services.catalogue.regions else ""
    if region:
        # What is for the whole country is for this region too.
        found = [one for one in found if one.region in (region, None)]
    page = page_of(found, wish.page, _PAGE)
    lines = [
        f"{number}. {_headline(one, services, words)}" for number, one in enumerate(page.of(found), page.start + 1)
    ]
    title = words.html("events.past" if wish.past else "events.coming")
    if region:
        title += "\n" + words.html("events.region", region=services.catalogue.regions[region].name(words.language))
    nothing = words.html("events.none_past" if wish.past else "events.none")

    def card(one: Event | PastEvent) -> OpenEvent | OpenPastEvent:
        if isinstance(one, PastEvent):
            return OpenPastEvent(event=one.id, region=region, page=page.number)
        return OpenEvent(event=one.id, past=wish.past, region=region, page=page.number)

    place = words.short_region(services.catalogue.regions[region].name(words.language)) if region else ""
    label = words.text("button.event_region") + (f": {place}" if place else "")
    return Screen(
        "\n\n".join([title, *(lines or [nothing])]),
        [
            *numbered(page.of(found), card, page.start + 1),
            *pager(page, lambda number: OpenEvents(past=wish.past, region=region, page=number)),
            [
                button(label, ChooseEventRegion(past=wish.past)),
                button(
                    words.text("button.coming_events" if wish.past else "button.past_events"),
                    OpenEvents(past=not wish.past, region=region),
                ),
            ],
            back_and_home(words),
        ],
    )


def region_choice_screen(services: Services, wish: ChooseEventRegion, words: Words, home: str | None = None) -> Screen:
    """All regions, one's own first, and everywhere."""
    regions = region_choice(
        services,
        words,
        wish.page,
        lambda iso: OpenEvents(past=wish.past, region=iso),
        lambda number: wish.model_copy(update={"page": number}),
        home,
    )
    return Screen(
        words.html("events.which_region"),
        [
            [button(words.text("button.everywhere"), OpenEvents(past=wish.past))],
            *regions,
            back_and_home(words, OpenEvents(past=wish.past)),
        ],
    )


async def event_card(services: Services, wish: OpenEvent, words: Words, chat_id: int) -> Screen | None:
    """The card of a published or cancelled event for one person; ``None`` when there is none."""
    found = await services.events.find(wish.event)
    if found is None or found.state == "draft":
        return None
    screen = event_screen(services, found, words, await services.events.coming(found.id))
    back = OpenEvents(past=wish.past, region=wish.region, page=wish.page)
    is_coming = await services.events.is_coming(found.id, chat_id)
    mine = await services.reminders.of(chat_id)
    return Screen(screen.text, [*_ways_on(found, mine, words, is_coming=is_coming), back_and_home(words, back)])


def event_screen(services: Services, event: Event, words: Words, coming: int) -> Screen:
    """What, when, where, who holds it, for whom, and how many want to come; what an admin previews."""
    language = words.language
    parts = [words.html("event.title", kind=words.text(f"event_kind.{event.kind}"), name=event.text("name", language))]
    if event.state == "cancelled":
        parts.append(words.html("event.cancelled"))
    parts.append(html.escape(event.text("about", language), quote=False))
    region = services.catalogue.regions.get(event.region or "")
    facts = {
        "when": event_time(event, services.timezone, words),
        "place": ", ".join(filter(None, [event.text("place", language), region.name(language) if region else ""])),
        "organiser": event.text("organiser", language),
        "audience": event.text("audience", language),
        "coming": words.plural("count.people", coming) if coming else "",
    }
    parts.append("\n".join(words.html(f"event.{name}", value=value) for name, value in facts.items() if value))
    if happened := event.text("happened", language):
        parts.append(words.html("event.happened", text=happened))
    return Screen("\n\n".join(filter(None, parts)))


def past_event_screen(services: Services, event: PastEvent, back: OpenEvents, words: Words) -> Screen:
    """What happened, when, where, with the source."""
    language = words.language
    region = services.catalogue.regions.get(event.region or "")
    facts = {
        "when": _past_days(event, words),
        "place": ", ".join(
            dict.fromkeys(filter(None, [event.place(language), region.name(language) if region else ""]))
        ),
        "organiser": event.organiser(language),
    }
    note = [words.html("event.was_planned")] if event.status == "planned" else []
    basis = [source_line(event, services.catalogue, words)]
    if event.name_is_translated(language):
        basis.append(words.html("name.translated"))
    return Screen(
        "\n\n".join(
            [
                words.html("event.title", kind=words.text(f"event_kind.{event.kind}"), name=event.name(language)),
                "\n".join(words.html(f"event.{name}", value=value) for name, value in facts.items() if value),
                words.html("event.happened", text=event.happened(language)),
                *note,
                "<i>" + "\n".join(basis) + "</i>",
            ]
        ),
        [back_and_home(words, back)],
    )


def event_time(event: Event, zone: dt.tzinfo, words: Words) -> str:
    """From when to when, in words; plain. Empty while the beginning is not known."""
    if event.begins is None:
        return ""
    begins = event.begins.astimezone(zone)
    if event.ends is None:
        return words.moment(begins)
    ends = event.ends.astimezone(zone)
    if begins.date() == ends.date():
        return f"{words.moment(begins)}–{ends:%H:%M}"
    return f"{words.moment(begins)} – {words.moment(ends)}"


def _headline(one: Event | PastEvent, services: Services, words: Words) -> str:
    language = words.language
    if isinstance(one, PastEvent):
        when, name, place = _past_days(one, words), one.name(language), _past_place(one, services.catalogue, words)
    else:
        region = services.catalogue.regions.get(one.region or "")
        when, name = event_time(one, services.timezone, words), one.text("name", language)
        place = region.name(language) if region else words.text("events.country")
    line = words.html("events.line", when=when, name=name, place=place)
    is_off = isinstance(one, Event) and one.state == "cancelled"
    return line + ("\n" + words.html("event.cancelled") if is_off else "")


def _past_place(one: PastEvent, catalogue: Catalogue, words: Words) -> str:
    region = catalogue.regions.get(one.region or "")
    return one.place(words.language) or (region.name(words.language) if region else words.text("events.no_place"))


def _past_days(one: PastEvent, words: Words) -> str:
    days = [words.date(day) for day in (one.begins, one.ends) if day]
    return " – ".join(dict.fromkeys(days))


def _is_coming_up(event: Event) -> bool:
    return event.state == "published" and event.over_at is not None and event.over_at > dt.datetime.now(dt.UTC)


def _ways_on(event: Event, reminders: list[Reminder], words: Words, *, is_coming: bool) -> Buttons:
    rows: Buttons = []
    if _is_coming_up(event):
        wish = Come(event=event.id, wish="stay" if is_coming else "come")
        rows.append([button(words.text("button.not_coming" if is_coming else "button.come"), wish)])
        has_one = any((one.kind, one.key) == ("event", str(event.id)) for one in reminders)
        remind = RemindOf(kind="event", key=str(event.id), wish="cancel" if has_one else "set")
        rows.append(
            [
                button(words.text("button.unremind" if has_one else "button.remind_me"), remind),
                button(words.text("button.calendar"), SendCalendar(kind="event", key=str(event.id))),
            ]
        )
    if event.venue:
        rows.append([button(words.text("button.map"), ShowVenue(event=event.id))])
    return rows
