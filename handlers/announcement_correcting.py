"""Correcting an announcement that was sent: its correction is written like a draft, then put in its place."""

from aiogram import Router
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from guidance.outreach.broadcasts import Broadcast, Draft, StaleError
from handlers.announcement_agreeing import ask_to_agree, who_may_agree
from handlers.announcement_card import is_correctable
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
    elif of.received + of.to_come > desk.services.second_admin_above:
        await _ask_another(query, wish, of, desk, callback_answer)
    else:
        await _put(query, wish, desk, callback_answer)


def asking_screen(of: Broadcast, wish: CorrectAnnouncement, words: Words) -> Screen:
    """Really?"""
    parts = [words.html("card.ask_correct", number=of.id, sent=words.number(of.received))]
    if of.to_come:
        parts.append(words.html("card.correction_comes", left=words.number(of.to_come)))
    sure = button(words.text("button.correct_now"), wish.model_copy(update={"step": "sure"}))
    return Screen("\n\n".join(parts), [[sure], back_and_home(words, OpenAnnouncement(number=wish.number))])


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
        try:
            draft = await broadcasts.create(Draft(desk.chat_id, of.content, of.audience, corrects=of.id), now())
        except StaleError:
            # Another was faster by a moment: theirs is opened.
            draft = await broadcasts.correction_of(of.id)
        else:
            await desk.note("correction", draft, f"→ {of.id}")
    await show(query, await desk.screen(draft.id if draft else of.id))


async def _put(query: CallbackQuery, wish: CorrectAnnouncement, desk: Desk, answer: CallbackAnswer) -> None:
    async def put(draft: Broadcast) -> Broadcast:
        return await desk.services.broadcasts.correct(draft.id, draft.version, desk.chat_id, now())

    of = await desk.change(query, wish.number, wish.version, answer, put)
    if of is not None:
        await desk.note("correct", of, f"{of.received}/{of.total}")
        await desk.show_card(query, of)


async def _ask_another(
    query: CallbackQuery, wish: CorrectAnnouncement, of: Broadcast, desk: Desk, answer: CallbackAnswer
) -> None:
    """Let somebody else agree before so many chats change."""
    others = await who_may_agree(desk, of)
    if not others:
        desk.refuse(answer, "nobody_to_agree", number=desk.services.second_admin_above)
        await show(query, await desk.screen(wish.number))
        return

    async def wait(draft: Broadcast) -> Broadcast:
        return await desk.services.broadcasts.ask_another(draft.id, draft.version, now(), desk.chat_id)

    waiting = await desk.change(query, wish.number, wish.version, answer, wait)
    if waiting is not None:
        await desk.note("ask_another", waiting, f"→ {of.id}")
        await desk.show_card(query, waiting)
        await ask_to_agree(desk, waiting, others)
