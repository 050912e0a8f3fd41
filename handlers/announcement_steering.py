"""Announcements that have been let go: their cards, agreeing, pausing, ending, taking back, and the report."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiogram import BaseMiddleware, Bot, Router
from aiogram.types import CallbackQuery, Message, TelegramObject
from aiogram.utils.callback_answer import CallbackAnswer

from guidance.outreach.broadcasts import MOVING, Broadcast, Card, StaleError
from handlers.announcement_agreeing import agreeing_screen
from handlers.announcement_card import is_card, is_correctable, is_recallable
from handlers.announcement_desk import Desk, is_staff, now
from handlers.announcement_draft import may_change
from handlers.announcement_report import report_file
from handlers.callbacks import OpenAnnouncement, SendReport, SteerAnnouncement
from handlers.gone import gone_screen
from handlers.screen import Screen, back_and_home, button, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)


class LeaveCards(BaseMiddleware):
    """Whoever presses a button of a card may be led elsewhere: it is kept up to date no more, until it is shown again.

    Else the next look at how far the announcement has come would overwrite what the press has opened.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Look at the text alone, so that other presses cost nothing."""
        message = event.message if isinstance(event, CallbackQuery) else None
        if isinstance(message, Message) and is_card(message.text):
            services: Services = data["services"]
            await services.broadcasts.drop_card(Card(0, message.chat.id, message.message_id))
        return await handler(event, data)


async def was_let_go(_: CallbackQuery, callback_data: OpenAnnouncement, services: Services) -> bool | dict[str, Any]:
    """Whether an announcement is no draft any more; hands it on as ``one``."""
    one = await services.broadcasts.find(callback_data.number)
    return {"one": one} if one is not None and one.state != "draft" else False


@router.callback_query(OpenAnnouncement.filter(), is_staff, was_let_go)
async def open_card(query: CallbackQuery, one: Broadcast, desk: Desk) -> None:
    """How far it has come; from now on the card keeps itself up to date."""
    await desk.show_card(query, one)


@router.callback_query(SteerAnnouncement.filter(), is_staff)
async def steer(
    query: CallbackQuery, callback_data: SteerAnnouncement, desk: Desk, callback_answer: CallbackAnswer
) -> None:
    """Pause, go on, end or take back; what cannot be undone is asked once more before."""
    wish = callback_data
    one = await desk.services.broadcasts.find(wish.number)
    if one is None:
        await show(query, gone_screen(desk.words))
        return
    of = await desk.services.broadcasts.find(one.corrects) if one.corrects else None
    fault = _fault(one, of, wish, desk)
    if fault is None and wish.wish == "ask_confirm":
        await show(query, await agreeing_screen(desk.services, one, desk.words))
        return
    if fault is None and wish.wish in ("ask_cancel", "ask_recall"):
        await show(query, asking_screen(one, wish, desk.words))
        return
    if fault is None:
        try:
            steered = await _steered(one, wish, desk)
        except StaleError:
            # Another was faster by a moment.
            fault = "stale"
        else:
            details = f"{steered.received}/{steered.total}" if steered.id == one.id else f"→ {steered.id}"
            await desk.note(wish.wish, one, details)
            one = steered
    if fault is not None:
        desk.refuse(callback_answer, fault)
        one = await desk.services.broadcasts.find(wish.number) or one
    await desk.show_card(query, one)


@router.callback_query(SendReport.filter(), is_staff)
async def send_report(query: CallbackQuery, callback_data: SendReport, bot: Bot, desk: Desk) -> None:
    """What became of it, as a file below."""
    found = await desk.services.reports.of(callback_data.number)
    if found is None:
        await show(query, gone_screen(desk.words))
        return
    file, caption = await report_file(desk.services, found, desk.words)
    keyboard = Screen("", [back_and_home(desk.words, OpenAnnouncement(number=callback_data.number))]).keyboard
    await bot.send_document(desk.chat_id, file, caption=caption, reply_markup=keyboard)
    await desk.note("report", found.broadcast)
    if isinstance(query.message, Message) and is_card(query.message.text) and found.broadcast.state in MOVING:
        # The press has led nowhere else: the card above goes on.
        await desk.services.broadcasts.show_card(Card(found.broadcast.id, desk.chat_id, query.message.message_id))


def asking_screen(one: Broadcast, wish: SteerAnnouncement, words: Words) -> Screen:
    """Really?"""
    if wish.wish == "ask_cancel":
        text = words.html("card.ask_cancel", number=one.id, left=words.number(one.left))
        sure = button(words.text("button.end_now"), wish.model_copy(update={"wish": "cancel"}))
    else:
        text = words.html("card.ask_recall", number=one.id, sent=words.number(one.received))
        sure = button(words.text("button.recall_now"), wish.model_copy(update={"wish": "recall"}))
    return Screen(text, [[sure], back_and_home(words, OpenAnnouncement(number=one.id))])


def _fault(one: Broadcast, of: Broadcast | None, wish: SteerAnnouncement, desk: Desk) -> str | None:
    """Why this may not be done with an announcement, or with the correction ``of`` one; ``None`` where it may."""
    if not may_change(desk.member, one):
        return "not_yours"
    if one.version != wish.version:
        return "stale"
    if wish.wish in ("ask_confirm", "confirm"):
        return _not_agreed(one, of, desk)
    if wish.wish in ("ask_recall", "recall") and not is_recallable(one, now()):
        return "too_late"
    return None


def _not_agreed(one: Broadcast, of: Broadcast | None, desk: Desk) -> str | None:
    """Why one may not agree to it; ``None`` where one may."""
    if one.state != "confirming":
        return "stale"
    if one.confirmed_by == desk.chat_id:
        return "another_must_agree"
    is_late = of is not None and not is_correctable(of, now())
    return "too_late_to_correct" if is_late else None


async def _steered(one: Broadcast, wish: SteerAnnouncement, desk: Desk) -> Broadcast:
    broadcasts, moment = desk.services.broadcasts, now()
    match wish.wish:
        case "confirm" if one.corrects is not None:
            of = await broadcasts.correct(one.id, wish.version, desk.chat_id, moment)
            for card in await broadcasts.cards():
                if card.broadcast_id == one.id:
                    # Whoever waited for this looks on at what it corrects.
                    await broadcasts.show_card(replace(card, broadcast_id=of.id))
            return of
        case "confirm":
            return await broadcasts.confirm(one.id, wish.version, desk.chat_id)
        case "pause" | "resume" | "cancel" | "redraft":
            return await broadcasts.wish(one.id, wish.version, wish.wish, moment)
        case "recall":
            return await broadcasts.take_back(one.id, wish.version, moment)
    return one
