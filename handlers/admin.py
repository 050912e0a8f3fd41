"""What only admins see: their menu, and the queue of reported mistakes."""

import structlog
from aiogram import Bot, Router
from aiogram.exceptions import TelegramAPIError
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from guidance.catalogue.mistakes import MistakeReport
from handlers.callbacks import (
    DecideReport,
    OpenAdmin,
    OpenAnnouncements,
    OpenAudit,
    OpenEventEditor,
    OpenLostQueries,
    OpenRegister,
    OpenReportedCard,
    OpenReports,
    OpenStaff,
    OpenWindowEditor,
)
from handlers.gone import gone_screen
from handlers.links import linked_screen
from handlers.mistakes import about_text, card_name
from handlers.screen import Screen, back_and_home, button, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)
log = structlog.get_logger()

_QUERIES = 30
# What a link to a card of each kind begins with.
_LINKS = {"college": "c", "specialty": "s", "route": "r"}


def is_admin(event: Message | CallbackQuery, services: Services) -> bool:
    """Whether this is from an admin: asked at every step, so a former admin's buttons open nothing."""
    return event.from_user is not None and event.from_user.id in services.admins


# Whoever is none goes on to the conversations that follow, and in the end to handlers.unknown.
router.message.filter(is_admin)
router.callback_query.filter(is_admin)


@router.message(Command("admin"))
@router.callback_query(OpenAdmin.filter())
async def admin(event: Message | CallbackQuery, services: Services, words: Words) -> None:
    """The menu."""
    await show(event, admin_screen(len(await services.mistakes.open()), words))


@router.callback_query(OpenReports.filter())
async def reports(query: CallbackQuery, callback_data: OpenReports, services: Services, words: Words) -> None:
    """The next report that waits."""
    await _show_next(query, callback_data.after, services, words)


@router.callback_query(DecideReport.filter())
async def decide(
    query: CallbackQuery,
    callback_data: DecideReport,
    bot: Bot,
    services: Services,
    words: Words,
    callback_answer: CallbackAnswer,
) -> None:
    """Decide a report once, thank its author, and go on to the next."""
    report = await services.mistakes.find(callback_data.report)
    if report and await services.mistakes.decide(report.id, callback_data.decision):
        callback_answer.text = words.text("queue.decided")
        await _thank(bot, services, report, accepted=callback_data.decision == "accepted")
    else:
        callback_answer.text = words.text("queue.decided_before")
    await _show_next(query, callback_data.report, services, words)


@router.callback_query(OpenReportedCard.filter())
async def reported_card(
    _: CallbackQuery, callback_data: OpenReportedCard, bot: Bot, services: Services, words: Words, chat_id: int
) -> None:
    """The card that a report is about, below it."""
    report = await services.mistakes.find(callback_data.report)
    link = f"{_LINKS[report.kind]}_{report.key}" if report else ""
    screen = await linked_screen(link, services, words) or gone_screen(words)
    await bot.send_message(chat_id, screen.text, reply_markup=screen.keyboard)


@router.callback_query(OpenLostQueries.filter())
async def lost_queries(query: CallbackQuery, services: Services, words: Words) -> None:
    """What people searched for and did not find: words that the vocabulary lacks."""
    await services.queries.forget_old()
    lost = await services.queries.without_hits(_QUERIES)
    lines = [words.html("queries.line", query=one.query, times=words.plural("count.times", one.asked)) for one in lost]
    text = "\n".join(lines) if lines else words.html("queries.none")
    await show(query, Screen(f"{words.html('queries.title')}\n\n{text}", [back_and_home(words, OpenAdmin())]))


async def _show_next(query: CallbackQuery, after: int, services: Services, words: Words) -> None:
    waiting = await services.mistakes.open()
    if not waiting:
        await show(query, Screen(words.html("queue.empty"), [back_and_home(words, OpenAdmin())]))
        return
    # Behind the last one the queue begins again: what was left for later is still there.
    position = next((place for place, report in enumerate(waiting) if report.id > after), 0)
    await show(query, report_screen(services, waiting[position], position + 1, len(waiting), words))


def admin_screen(waiting: int, words: Words) -> Screen:
    """The menu with the number of reports that wait."""
    reports = words.text("button.reports") + (f" · {waiting}" if waiting else "")
    return Screen(
        words.html("admin.text", reports=words.plural("count.reports", waiting)),
        [
            [button(reports, OpenReports())],
            [button(words.text("button.announcements"), OpenAnnouncements())],
            [button(words.text("button.register"), OpenRegister())],
            [
                button(words.text("button.edit_windows"), OpenWindowEditor()),
                button(words.text("button.edit_events"), OpenEventEditor()),
            ],
            [button(words.text("button.lost_queries"), OpenLostQueries())],
            [button(words.text("button.staff"), OpenStaff()), button(words.text("button.audit"), OpenAudit())],
            back_and_home(words),
        ],
    )


def report_screen(services: Services, report: MistakeReport, position: int, count: int, words: Words) -> Screen:
    """One report of the queue, ``position`` from 1."""
    name = card_name(services, report.kind, report.key, words.language)
    text = words.html(
        "queue.report",
        position=position,
        count=count,
        number=report.id,
        name=name or words.text("queue.lost_card", code=report.key),
        about=about_text(report, words),
        date=f"{report.created_at.astimezone(services.timezone):%d.%m.%Y %H:%M}",
    )
    said = words.html("queue.words", words=report.words) if report.words else words.html("queue.no_words")
    decisions = [
        button(words.text("button.accept"), DecideReport(report=report.id, decision="accepted")),
        button(words.text("button.decline"), DecideReport(report=report.id, decision="declined")),
    ]
    more = [button(words.text("button.open_card"), OpenReportedCard(report=report.id))] if name else []
    if count > 1:
        more.append(button(words.text("button.next_report"), OpenReports(after=report.id)))
    return Screen(f"{text}\n\n{said}", [decisions, *([more] if more else []), back_and_home(words, OpenAdmin())])


async def _thank(bot: Bot, services: Services, report: MistakeReport, *, accepted: bool) -> None:
    """Tell the author what became of the report, in their language."""
    author = await services.people.find(report.chat_id)
    if author is None:
        return
    words = services.translations[author.language]
    text = words.html(
        "mistake.accepted" if accepted else "mistake.declined",
        number=report.id,
        name=card_name(services, report.kind, report.key, author.language) or report.key,
        about=about_text(report, words),
    )
    try:
        await bot.send_message(author.chat_id, text, disable_notification=True)
    except TelegramAPIError as error:
        # The decision stands, told or not.
        log.info("author_not_told", reason=type(error).__name__)
