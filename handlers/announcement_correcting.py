"""Correcting an announcement that was sent: its correction is written like a draft, then put in its place."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from guidance.outreach.broadcasts import Broadcast, Card, Draft
from handlers.announcement_card import card_screen, is_correctable
from handlers.announcement_desk import Desk, is_staff, now
from handlers.announcement_draft import may_change
from handlers.callbacks import CorrectAnnouncement, OpenAnnouncement
from handlers.gone import gone_screen
from handlers.screen import Screen, back_and_home, button, show
from handlers.translation import Words

router = Router(name=__name__)


@router.callback_query(CorrectAnnouncement.filter(), is_staff)
async def correct(
    query: CallbackQuery, callback_data: CorrectAnnouncement, desk: Desk, callback_answer: CallbackAnswer
) -> None:
    """Open the correction of an announcement, the one that is being written already where there is one; or put it."""
    wish = callback_data
    if wish.step == "begin":
        await _begin(query, wish, desk, callback_answer)
        return
    draft = await desk.draft(query, wish.number, wish.version, callback_answer)
    if draft is None:
        return
    of = await desk.services.broadcasts.find(draft.corrects) if draft.corrects else None
    fault = _fault(of, desk) if of else "stale"
    if fault is None and of is not None and of.content == draft.content:
        fault = "nothing_changed"
    if fault is not None or of is None:
        desk.refuse(callback_answer, fault or "stale")
        await show(query, await desk.screen(draft.id))
    elif wish.step == "ask":
        await show(query, asking_screen(of, wish, desk.words))
    else:
        await _put(query, wish, desk, callback_answer)


def asking_screen(of: Broadcast, wish: CorrectAnnouncement, words: Words) -> Screen:
    """Really?"""
    text = words.html("card.ask_correct", number=of.id, sent=words.number(of.received))
    sure = button(words.text("button.correct_now"), wish.model_copy(update={"step": "sure"}))
    return Screen(text, [[sure], back_and_home(words, OpenAnnouncement(number=wish.number))])


def _fault(of: Broadcast, desk: Desk) -> str | None:
    """Why an announcement may not be corrected; ``None`` where it may."""
    if not may_change(desk.member, of):
        return "not_yours"
    return None if is_correctable(of, now()) else "too_late_to_correct"


async def _begin(query: CallbackQuery, wish: CorrectAnnouncement, desk: Desk, answer: CallbackAnswer) -> None:
    broadcasts = desk.services.broadcasts
    of = await broadcasts.find(wish.number)
    if of is None:
        await show(query, gone_screen(desk.words))
        return
    if fault := _fault(of, desk):
        desk.refuse(answer, fault)
        await show(query, await desk.screen(of.id))
        return
    draft = await broadcasts.correction_of(of.id)
    if draft is None:
        draft = await broadcasts.create(Draft(desk.chat_id, of.content, of.audience, corrects=of.id), now())
        await desk.note("correction", draft, f"→ {of.id}")
    await show(query, await desk.screen(draft.id))


async def _put(query: CallbackQuery, wish: CorrectAnnouncement, desk: Desk, answer: CallbackAnswer) -> None:
    async def put(draft: Broadcast) -> Broadcast:
        return await desk.services.broadcasts.correct(draft.id, draft.version, now())

    of = await desk.change(query, wish.number, wish.version, answer, put)
    if of is None:
        return
    await desk.note("correct", of, f"{of.received}/{of.total}")
    await show(query, card_screen(desk.services, of, desk.words, member=desk.member))
    if isinstance(query.message, Message):
        await desk.services.broadcasts.show_card(Card(of.id, desk.chat_id, query.message.message_id))
