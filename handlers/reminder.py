"""Reminders: asked for, taken back, listed, and what each says when it comes."""

import datetime as dt

from aiogram import Router
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from guidance.funding.calendar import next_dates
from guidance.outreach.events import event_number
from guidance.outreach.reminders import Reminder, ReminderKind, in_daytime
from guidance.outreach.schedule import Schedule
from guidance.people.person import Person
from handlers.callbacks import (
    OpenCollege,
    OpenDates,
    OpenEvent,
    OpenReminders,
    OpenSettings,
    OpenWindow,
    Remind,
    RemindOf,
    StartAgain,
    StopReminder,
    TestStep,
)
from handlers.dates import window_screen
from handlers.events import event_card, event_time
from handlers.gone import gone_screen
from handlers.home import home_screen, language_screen
from handlers.screen import Screen, back_and_home, button, page_of, pager, show
from handlers.services import Services
from handlers.translation import Words
from handlers.windows import period, state

router = Router(name=__name__)

# What is farther away was due while the bot was not running.
_STILL_NEAR, _STILL_NEAR_EVENT = dt.timedelta(days=15), dt.timedelta(hours=25)
_NUMBERS_A_ROW = 4
_AFTER: dict[ReminderKind, dt.timedelta] = {
    "questionnaire": dt.timedelta(days=1),
    "retake": dt.timedelta(days=365),
}


@router.callback_query(Remind.filter())
async def remind(
    query: CallbackQuery, callback_data: Remind, services: Services, words: Words, person: Person | None
) -> None:
    """Set a reminder of the questionnaire, or take it back."""
    if person is None:
        screen = language_screen(services, words)
    elif callback_data.wish == "set" and await _makes_sense(services, person.chat_id, callback_data.kind):
        wanted = dt.datetime.now(dt.UTC) + _AFTER[callback_data.kind]
        due = in_daytime(wanted, services.timezone)
        await services.reminders.set(Reminder(person.chat_id, callback_data.kind, due))
        screen = set_screen(callback_data.kind, due.astimezone(services.timezone), words)
    else:
        await services.reminders.cancel(person.chat_id, callback_data.kind)
        screen = await home_screen(services, words, person)
    await show(query, screen)


@router.callback_query(RemindOf.filter())
async def remind_of(
    query: CallbackQuery,
    callback_data: RemindOf,
    services: Services,
    words: Words,
    person: Person | None,
    callback_answer: CallbackAnswer,
) -> None:
    """Set a reminder of a date, or take it back, and show the card it belongs to again."""
    if person is None:
        await show(query, language_screen(services, words))
        return
    wish = callback_data
    if wish.wish == "cancel":
        await services.reminders.cancel(person.chat_id, wish.kind, wish.key)
        callback_answer.text = words.text("reminder.taken_back")
    else:
        now = dt.datetime.now(dt.UTC)
        due = (await schedule_now(services, now)).next_due(wish.kind, wish.key, now)
        if wish.kind == "college" and wish.key not in services.catalogue.colleges:
            due = None
        if due is not None:
            await services.reminders.set(Reminder(person.chat_id, wish.kind, due, wish.key))
            callback_answer.text = words.text(
                "reminder.will_come", moment=words.moment(due.astimezone(services.timezone))
            )
        else:
            callback_answer.text = words.text("reminder.too_late")
    if wish.kind != "college":
        # The card of a college has a way back of its own; it stays as it is.
        await show(query, await _card(services, wish.kind, wish.key, person.chat_id, words) or gone_screen(words))


@router.callback_query(OpenReminders.filter())
async def reminders(
    query: CallbackQuery, callback_data: OpenReminders, services: Services, words: Words, chat_id: int
) -> None:
    """What the person is reminded of."""
    await show(query, await reminders_screen(services, chat_id, callback_data.page, words))


@router.callback_query(StopReminder.filter())
async def stop_reminder(
    query: CallbackQuery,
    callback_data: StopReminder,
    services: Services,
    words: Words,
    chat_id: int,
    callback_answer: CallbackAnswer,
) -> None:
    """Take one off, or all."""
    if callback_data.kind == "all":
        await services.reminders.cancel_all(chat_id)
    else:
        await services.reminders.cancel(chat_id, callback_data.kind, callback_data.key)
    callback_answer.text = words.text("reminder.taken_back")
    await show(query, await reminders_screen(services, chat_id, callback_data.page, words))


async def schedule_now(services: Services, now: dt.datetime) -> Schedule:
    """What reminders hang on at a moment."""
    upcoming = await services.events.upcoming(now)
    return Schedule(
        services.funding.admission.windows,
        await services.windows.all(),
        {str(one.id): one for one in upcoming},
        services.timezone,
    )


def set_screen(kind: ReminderKind, due: dt.datetime, words: Words) -> Screen:
    """When it will come, and how to take it back."""
    text = (
        words.html("reminder.set", time=f"{due:%H:%M}")
        if kind == "questionnaire"
        else words.html("reminder.set_retake")
    )
    return Screen(
        text, [[button(words.text("button.unremind"), Remind(kind=kind, wish="cancel"))], back_and_home(words)]
    )


async def reminders_screen(services: Services, chat_id: int, page_number: int, words: Words) -> Screen:
    """What a person is reminded of, each with the moment of the next reminder, to be taken off one by one or all."""
    found = [(one, name) for one in await services.reminders.of(chat_id) if (name := await _name(services, one, words))]
    page = page_of(found, page_number)
    lines = [
        words.html(
            "list.line",
            number=number,
            name=name,
            detail=words.moment(max(one.due_at, dt.datetime.now(dt.UTC)).astimezone(services.timezone)),
        )
        for number, (one, name) in enumerate(page.of(found), start=page.start + 1)
    ]
    numbers = [
        button(f"✕ {number}", StopReminder(kind=one.kind, key=one.key, page=page.number))
        for number, (one, _) in enumerate(page.of(found), start=page.start + 1)
    ]
    text = [words.html("reminders.title"), *lines] if found else [words.html("reminders.none")]
    stop = [[button(words.text("button.stop_all"), StopReminder(kind="all"))]] if found else []
    more = [[button(words.text("button.dates"), OpenDates())]]
    return Screen(
        "\n\n".join(text),
        [
            *(numbers[start : start + _NUMBERS_A_ROW] for start in range(0, len(numbers), _NUMBERS_A_ROW)),
            *pager(page, lambda number: OpenReminders(page=number)),
            *stop,
            *more,
            back_and_home(words, OpenSettings()),
        ],
    )


async def reminder_screen(services: Services, reminder: Reminder, now: dt.datetime) -> Screen | None:
    """The words for a reminder; None when there is nothing to be reminded of any more."""
    person = await services.people.find(reminder.chat_id)
    if person is None:
        return None
    words = services.translations[person.language]
    if reminder.kind in ("window", "college"):
        return await _window_reminder(services, reminder, now, words)
    if reminder.kind == "event":
        return await _event_reminder(services, reminder, now, words)
    if not await _makes_sense(services, reminder.chat_id, reminder.kind):
        return None
    if reminder.kind == "retake":
        again = [button(words.text("button.again"), StartAgain())]
        return Screen(words.html("reminder.retake"), [again, back_and_home(words)])
    attempt = await services.attempts.open(reminder.chat_id)
    answers = words.plural("count.answers", len(attempt.answers) if attempt else 0)
    return Screen(
        words.html("reminder.questionnaire", answers=answers),
        [
            [button(words.text("button.resume"), TestStep(step="resume"))],
            [button(words.text("button.remind"), Remind(kind="questionnaire", wish="set"))],
            back_and_home(words),
        ],
    )


async def _window_reminder(services: Services, reminder: Reminder, now: dt.datetime, words: Words) -> Screen | None:
    """A window opens or closes soon; for a college with what leads to it."""
    schedule = await schedule_now(services, now)
    window = schedule.window_of(reminder.kind, reminder.key)
    college = services.catalogue.colleges.get(reminder.key)
    if window is None or (reminder.kind == "college" and college is None):
        return None
    today = now.astimezone(services.timezone).date()
    when = next_dates(window, today, schedule.confirmed)
    near = min(abs((day - today).days) for day in (when.opens, when.closes) if day is not None)
    if near > _STILL_NEAR.days:
        # The bot was away when this was due: of a window of next year nobody wants to hear now.
        return None
    parts = [
        words.html("reminder.college", name=college.name(words.language)) if college else words.html("reminder.window"),
        words.html(
            "window.text",
            name=window.name.text(words.language),
            period=period(when, words),
            state=state(when, today, words),
        ),
        words.html("dates.care"),
    ]
    card = OpenCollege(college=college.id) if college else OpenWindow(window=window.id)
    stop = StopReminder(kind=reminder.kind, key=reminder.key)
    return Screen(
        "\n\n".join(parts),
        [
            [button(words.text("button.open_card" if college else "button.dates"), card)],
            [button(words.text("button.unremind"), stop)],
            back_and_home(words),
        ],
    )


async def _event_reminder(services: Services, reminder: Reminder, now: dt.datetime, words: Words) -> Screen | None:
    """An event comes soon, or has been moved or called off."""
    event = await services.events.find(int(reminder.key))
    if event is None or event.state == "draft" or event.begins is None or event.begins < now:
        return None
    if event.state == "cancelled":
        news = "cancelled"
    else:
        # A reminder comes a day before at the earliest; whatever comes earlier tells of a change.
        news = "soon" if event.begins - now <= _STILL_NEAR_EVENT else "changed"
    text = words.html(
        f"reminder.event.{news}",
        name=event.text("name", words.language),
        when=event_time(event, services.timezone, words),
        place=event.text("place", words.language),
    )
    stop = StopReminder(kind="event", key=reminder.key)
    return Screen(
        text,
        [
            [button(words.text("button.open_card"), OpenEvent(event=event.id))],
            [button(words.text("button.unremind"), stop)],
            back_and_home(words),
        ],
    )


async def _card(services: Services, kind: ReminderKind, key: str, chat_id: int, words: Words) -> Screen | None:
    """The card on which a reminder was set."""
    if kind == "window" and (window := services.funding.admission.windows.get(key)):
        mine = await services.reminders.of(chat_id)
        return window_screen(services, window, await services.windows.all(), mine, words)
    if kind == "event" and (number := event_number(key)) is not None:
        return await event_card(services, OpenEvent(event=number), words, chat_id)
    return None


async def _name(services: Services, reminder: Reminder, words: Words) -> str:
    """What a reminder is about; empty where that is gone."""
    if reminder.kind == "window":
        window = services.funding.admission.windows.get(reminder.key)
        return window.name.text(words.language) if window else ""
    if reminder.kind == "college":
        college = services.catalogue.colleges.get(reminder.key)
        return college.name(words.language) if college else ""
    if reminder.kind == "event":
        event = await services.events.find(int(reminder.key))
        return event.text("name", words.language) if event else ""
    return words.text(f"reminders.{reminder.kind}")


async def _makes_sense(services: Services, chat_id: int, kind: ReminderKind) -> bool:
    if kind == "questionnaire":
        return await services.attempts.open(chat_id) is not None
    return await services.attempts.latest_finished(chat_id) is not None
