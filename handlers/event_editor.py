"""What admins do with events: begin a draft, see what is missing, preview, publish, call off."""

import datetime as dt

from aiogram import Router
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from guidance.catalogue.cells import Language
from guidance.outreach.events import KINDS, TEXTS, Event, EventText
from guidance.outreach.reminders import in_daytime
from handlers.admin import is_admin
from handlers.callbacks import (
    EditEvent,
    NewEvent,
    OpenAdmin,
    OpenEventEditor,
    PlaceEvent,
    PreviewEvent,
    SettleEvent,
    WriteEvent,
)
from handlers.events import event_screen, event_time
from handlers.gone import gone_screen
from handlers.regions import region_choice
from handlers.screen import Buttons, Screen, back_and_home, button, numbered, page_of, pager, show
from handlers.services import Services
from handlers.translation import LANGUAGES, Words

router = Router(name=__name__)
# Whoever is none goes on to the conversations that follow, and in the end to handlers.unknown.
router.message.filter(is_admin)
router.callback_query.filter(is_admin)

_EVERYWHERE = "*"
_A_ROW = 2
_PAGE = 6


@router.callback_query(OpenEventEditor.filter())
async def editor(query: CallbackQuery, callback_data: OpenEventEditor, services: Services, words: Words) -> None:
    """The drafts and the coming events."""
    await show(query, await editor_screen(services, callback_data.page, words))


@router.callback_query(NewEvent.filter())
async def new_event(
    query: CallbackQuery, callback_data: NewEvent, services: Services, words: Words, chat_id: int
) -> None:
    """Begin a draft of a kind."""
    kind = next((one for one in KINDS if one == callback_data.kind), None)
    if kind is None:
        await show(query, kinds_screen(words))
        return
    event = await services.events.create(kind, chat_id)
    await show(query, draft_screen(services, event, 0, words))


@router.callback_query(EditEvent.filter())
async def edit_event(query: CallbackQuery, callback_data: EditEvent, services: Services, words: Words) -> None:
    """What is written, and what is missing."""
    await _show_draft(query, callback_data.event, services, words)


@router.callback_query(PlaceEvent.filter())
async def place_event(query: CallbackQuery, callback_data: PlaceEvent, services: Services, words: Words) -> None:
    """Choose the region."""
    event = await services.events.find(callback_data.event)
    if event is None:
        await show(query, gone_screen(words))
        return
    region = callback_data.region
    if region == _EVERYWHERE or region in services.catalogue.regions:
        await services.events.choose_region(event.id, None if region == _EVERYWHERE else region)
        await _show_draft(query, event.id, services, words)
        return
    await show(query, region_screen(services, callback_data, words))


@router.callback_query(PreviewEvent.filter())
async def preview_event(query: CallbackQuery, callback_data: PreviewEvent, services: Services, words: Words) -> None:
    """The card as people will see it, in either language."""
    event = await services.events.find(callback_data.event)
    if event is None:
        await show(query, gone_screen(words))
        return
    theirs = services.translations[callback_data.language]
    card = event_screen(services, event, theirs, await services.events.coming(event.id))
    other: Language = "ru" if callback_data.language == "kk" else "kk"
    switch = button(services.translations[other].text("language.name"), PreviewEvent(event=event.id, language=other))
    await show(query, Screen(card.text, [[switch], back_and_home(words, EditEvent(event=event.id))]))


@router.callback_query(SettleEvent.filter())
async def settle_event(
    query: CallbackQuery,
    callback_data: SettleEvent,
    services: Services,
    words: Words,
    callback_answer: CallbackAnswer,
) -> None:
    """Publish, call off, or give up."""
    event, wish = await services.events.find(callback_data.event), callback_data.wish
    if event is None:
        await show(query, gone_screen(words))
    elif wish in ("ask_cancel", "ask_remove"):
        await show(query, asking_screen(event, wish, words))
    elif wish == "remove":
        removed = await services.events.remove_draft(event.id)
        callback_answer.text = words.text("editor.removed" if removed else "editor.not_removed")
        await show(query, await editor_screen(services, 0, words))
    else:
        reason = _why_not(event) if wish == "publish" and event.state == "draft" else None
        if reason is not None:
            callback_answer.text = words.text(f"editor.fault.{reason}")
            callback_answer.show_alert = True
        # Pressed twice, or by two admins: the second changes nothing.
        elif wish == "publish" and await services.events.settle(event.id, "draft", "published"):
            callback_answer.text = words.text("editor.published")
        elif wish == "cancel" and await services.events.settle(event.id, "published", "cancelled"):
            await tell_of_change(services, event.id)
            callback_answer.text = words.text("editor.cancelled")
        await _show_draft(query, event.id, services, words)


async def editor_screen(services: Services, page_number: int, words: Words) -> Screen:
    """The drafts and the coming events."""
    found = [*await services.events.drafts(), *await services.events.upcoming(dt.datetime.now(dt.UTC))]
    found += await services.events.past(dt.datetime.now(dt.UTC))
    page = page_of(found, page_number, _PAGE)
    lines = [
        words.html(
            "list.line",
            number=number,
            name=one.text("name", words.language) or words.text("editor.no_name", number=one.id),
            detail=" · ".join(
                filter(None, [words.text(f"event_state.{one.state}"), event_time(one, services.timezone, words)])
            ),
        )
        for number, one in enumerate(page.of(found), start=page.start + 1)
    ]
    return Screen(
        "\n\n".join([words.html("editor.title"), *(lines or [words.html("editor.none")])]),
        [
            *numbered(page.of(found), lambda one: EditEvent(event=one.id), page.start + 1),
            *pager(page, lambda number: OpenEventEditor(page=number)),
            [button(words.text("button.new_event"), NewEvent())],
            back_and_home(words, OpenAdmin()),
        ],
    )


def kinds_screen(words: Words) -> Screen:
    """What kind of event?"""
    kinds = [button(words.text(f"event_kind.{one}"), NewEvent(kind=one)) for one in KINDS]
    rows = [kinds[start : start + _A_ROW] for start in range(0, len(kinds), _A_ROW)]
    return Screen(words.html("editor.which_kind"), [*rows, back_and_home(words, OpenEventEditor())])


def draft_screen(services: Services, event: Event, coming: int, words: Words) -> Screen:
    """What is written in each language, what is missing, and the ways to write it."""
    lines = [
        words.html(
            "editor.head",
            number=event.id,
            kind=words.text(f"event_kind.{event.kind}"),
            state=words.text(f"event_state.{event.state}"),
            coming=coming,
        )
    ]
    for sort in _asked_texts(event):
        for language in LANGUAGES:
            text = event.text(sort, language)
            shown = f"{text[:60]}…" if len(text) > 60 else text or words.text("editor.empty")  # noqa: PLR2004
            label = words.text(f"event_text.{sort}")
            lines.append(words.html("editor.text", label=label, language=language, text=shown))
    region = services.catalogue.regions.get(event.region or "")
    lines.append(
        words.html(
            "editor.facts",
            when=event_time(event, services.timezone, words) or words.text("editor.empty"),
            region=region.name(words.language) if region else words.text("events.country"),
            pin=words.text("yes_no.true" if event.venue else "yes_no.false"),
        )
    )
    if event.state == "draft" and event.missing():
        lines.append(words.html("editor.incomplete", count=len(event.missing())))
    return Screen("\n".join(lines), [*_draft_buttons(event, words), back_and_home(words, OpenEventEditor())])


def region_screen(services: Services, wish: PlaceEvent, words: Words) -> Screen:
    """All regions, and the whole country."""
    regions = region_choice(
        services,
        words,
        wish.page,
        lambda iso: PlaceEvent(event=wish.event, region=iso),
        lambda number: wish.model_copy(update={"page": number}),
    )
    return Screen(
        words.html("editor.which_region"),
        [
            [button(words.text("button.everywhere"), PlaceEvent(event=wish.event, region=_EVERYWHERE))],
            *regions,
            back_and_home(words, EditEvent(event=wish.event)),
        ],
    )


def asking_screen(event: Event, wish: str, words: Words) -> Screen:
    """Really?"""
    act = "cancel" if wish == "ask_cancel" else "remove"
    name = event.text("name", words.language) or words.text("editor.no_name", number=event.id)
    return Screen(
        words.html(f"editor.ask_{act}", name=name),
        [
            [button(words.text(f"button.{act}_event"), SettleEvent(event=event.id, wish=act))],
            back_and_home(words, EditEvent(event=event.id)),
        ],
    )


async def tell_of_change(services: Services, number: int) -> None:
    """Let whoever asked to be reminded hear of it at once, or in the morning: plans have to be changed."""
    due = in_daytime(dt.datetime.now(dt.UTC), services.timezone)
    await services.reminders.move("event", str(number), due)


async def _show_draft(query: CallbackQuery, number: int, services: Services, words: Words) -> None:
    event = await services.events.find(number)
    if event is None:
        await show(query, gone_screen(words))
        return
    await show(query, draft_screen(services, event, await services.events.coming(number), words))


def _asked_texts(event: Event) -> tuple[EventText, ...]:
    """What happened is asked only when there is something to tell."""
    begun = event.begins is not None and event.begins <= dt.datetime.now(dt.UTC)
    return TEXTS if begun and event.state == "published" else tuple(one for one in TEXTS if one != "happened")


def _why_not(event: Event) -> str | None:
    if event.missing():
        return "not_complete"
    return "times_past" if event.begins and event.begins <= dt.datetime.now(dt.UTC) else None


def _draft_buttons(event: Event, words: Words) -> Buttons:
    rows: Buttons = []
    for sort in _asked_texts(event):
        rows.append(
            [
                button(
                    f"{'✅' if event.text(sort, language) else '✏️'} {words.text(f'event_text.{sort}')} · {language}",
                    WriteEvent(event=event.id, part=sort, language=language),
                )
                for language in LANGUAGES
            ]
        )
    rows.append(
        [
            button(
                f"{'✅' if event.begins else '✏️'} {words.text('event_text.times')}",
                WriteEvent(event=event.id, part="times"),
            ),
            button(f"✏️ {words.text('event_text.region')}", PlaceEvent(event=event.id)),
            button(
                f"{'✅' if event.venue else '✏️'} {words.text('event_text.pin')}", WriteEvent(event=event.id, part="pin")
            ),
        ]
    )
    rows.append([button(words.text("button.preview"), PreviewEvent(event=event.id, language=words.language))])
    if event.state == "draft":
        rows[-1].append(button(words.text("button.publish"), SettleEvent(event=event.id, wish="publish")))
        rows.append([button(words.text("button.remove_event"), SettleEvent(event=event.id, wish="ask_remove"))])
    elif event.state == "published":
        rows.append([button(words.text("button.cancel_event"), SettleEvent(event=event.id, wish="ask_cancel"))])
    return rows
