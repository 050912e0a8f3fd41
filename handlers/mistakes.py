"""Reporting a mistake on a card: what is wrong, and in the person's own words if they like."""

import re
from typing import Any

import structlog
from aiogram import Bot, Router
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from guidance.catalogue.cells import Language
from guidance.catalogue.mistakes import ABOUT, MOST_OPEN_REPORTS, MOST_WORDS, About, CardKind, MistakeReport
from guidance.people.person import Person
from handlers.callbacks import CancelReport, DescribeMistake, OpenReports, ReportMistake
from handlers.gone import gone_screen
from handlers.home import language_screen
from handlers.requests import answered, request
from handlers.screen import Screen, back_and_home, button, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)
log = structlog.get_logger()

# What can be wrong with a card of each kind.
WRONG: dict[CardKind, tuple[About, ...]] = {
    "college": ABOUT,
    "specialty": ("name", "teaches", "other"),
    "route": ("contacts", "closed", "other"),
}
_A_ROW = 2
# The request for words begins like this in both languages; the answer is found by it, whatever was restarted meanwhile.
_REQUEST = re.compile(r"✍️ № (\d{1,18})")


@router.callback_query(ReportMistake.filter())
async def report_mistake(
    query: CallbackQuery,
    callback_data: ReportMistake,
    bot: Bot,
    services: Services,
    words: Words,
    person: Person | None,
    chat_id: int,
) -> None:
    """Ask what is wrong, below the card; or file the report."""
    card = callback_data
    name = card_name(services, card.kind, card.key, words.language)
    if name is None:
        await show(query, gone_screen(words))
        return
    about = next((one for one in WRONG[card.kind] if one == card.about), None)
    if person is None or about is None:
        # The card stays in its place above.
        screen = asking_screen(card.kind, card.key, name, words) if person else language_screen(services, words)
        await bot.send_message(chat_id, screen.text, reply_markup=screen.keyboard)
        return
    nothing_waited = not await services.mistakes.open()
    report = await services.mistakes.add(person.chat_id, card.kind, card.key, about)
    if report is None:
        text = words.html("mistake.too_many", number=MOST_OPEN_REPORTS)
        await show(query, Screen(text, [back_and_home(words)]))
        return
    await show(query, filed_screen(report, name, words))
    if nothing_waited:
        await _tell_admins(bot, services)


@router.callback_query(CancelReport.filter())
async def cancel_report(query: CallbackQuery, words: Words, callback_answer: CallbackAnswer) -> None:
    """Take the question away; nothing was filed."""
    callback_answer.text = words.text("mistake.cancelled")
    try:
        if isinstance(query.message, Message):
            await query.message.delete()
    except TelegramAPIError as error:
        # Too old, or gone already: it may as well stay.
        log.info("question_not_deleted", reason=type(error).__name__)


@router.callback_query(DescribeMistake.filter())
async def ask_for_words(
    _: CallbackQuery,
    callback_data: DescribeMistake,
    bot: Bot,
    services: Services,
    words: Words,
    chat_id: int,
    callback_answer: CallbackAnswer,
) -> None:
    """Ask for the person's own words, to be written as an answer to the message that asks."""
    report = await services.mistakes.find(callback_data.report)
    if report is None or report.chat_id != chat_id or report.state != "open":
        callback_answer.text = words.text("mistake.decided_before")
        return
    await _request_words(bot, chat_id, report.id, words)


def answered_request(message: Message, bot: Bot) -> bool | dict[str, Any]:
    """Whether a message answers a request for words; hands the number of the report on."""
    found = answered(message, bot, _REQUEST)
    return {"report": int(found[1])} if found else False


@router.message(answered_request)
async def describe_mistake(
    message: Message, bot: Bot, report: int, services: Services, words: Words, chat_id: int
) -> None:
    """Put the person's words to their report."""
    written = (message.text or "").strip()
    if not written:
        await message.answer(words.html("mistake.words_wanted"))
        await _request_words(bot, chat_id, report, words)
        return
    described = await services.mistakes.describe(report, chat_id, written)
    if described is None:
        text = words.html("mistake.decided_before")
    else:
        text = words.html("mistake.described", number=described.id)
        if len(written) > MOST_WORDS:
            text += " " + words.html("mistake.cut", number=MOST_WORDS)
    await show(message, Screen(text, [back_and_home(words)]))


def asking_screen(kind: CardKind, key: str, name: str, words: Words) -> Screen:
    """What is wrong with this card?"""
    choices = [
        button(words.text(f"mistake.about.{kind}.{about}"), ReportMistake(kind=kind, key=key, about=about))
        for about in WRONG[kind]
    ]
    rows = [choices[start : start + _A_ROW] for start in range(0, len(choices), _A_ROW)]
    cancel = [button(words.text("button.cancel"), CancelReport())]
    return Screen(words.html("mistake.ask", name=name), [*rows, cancel])


def filed_screen(report: MistakeReport, name: str, words: Words) -> Screen:
    """Thanks, what is kept, and the offer to add words."""
    text = words.html("mistake.filed", number=report.id, name=name, about=about_text(report, words))
    add = [button(words.text("button.add_words"), DescribeMistake(report=report.id))]
    return Screen(text, [add, back_and_home(words)])


def card_name(services: Services, kind: CardKind, key: str, language: Language) -> str | None:
    """The name of a card; ``None`` when the catalogue does not hold it (any more)."""
    if kind == "college":
        college = services.catalogue.colleges.get(key)
        return college.name(language) if college else None
    if kind == "specialty":
        specialty = services.catalogue.specialties.get(key)
        return specialty.name(language) if specialty else None
    route = services.routes.get(key)
    return route.name.text(language) if route else None


def about_text(report: MistakeReport, words: Words) -> str:
    """What a report is about, plain."""
    return words.text(f"mistake.about.{report.kind}.{report.about}")


async def _request_words(bot: Bot, chat_id: int, report: int, words: Words) -> None:
    asked = words.html("mistake.describe")
    await request(bot, chat_id, f"✍️ № {report}", asked, words.text("mistake.placeholder"))


async def _tell_admins(bot: Bot, services: Services) -> None:
    """Say quietly that something waits; the reports that follow are found in the queue."""
    for admin in services.admins:
        known = await services.people.find(admin)
        words = services.translations[known.language] if known else services.translations.guess(None)
        screen = Screen(words.html("queue.news"), [[button(words.text("button.reports"), OpenReports())]])
        try:
            await bot.send_message(admin, screen.text, reply_markup=screen.keyboard, disable_notification=True)
        except TelegramAPIError as error:
            # Blocked, or an admin who has never written to the bot.
            log.info("admin_not_told", reason=type(error).__name__)
