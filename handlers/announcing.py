"""Announcements as the staff sees them: the list, a new draft, and giving one up."""

import datetime as dt

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from guidance.outreach.audience import Audience
from guidance.outreach.broadcasts import Broadcast, Draft
from handlers.announcement_desk import Desk, is_staff, now
from handlers.announcement_draft import beginning, state_text
from handlers.callbacks import (
    DropAnnouncement,
    NewAnnouncement,
    OpenAdmin,
    OpenAnnouncement,
    OpenAnnouncements,
    OpenAudit,
    OpenStaff,
)
from handlers.screen import Screen, back_and_home, button, page_of, pager, show
from handlers.translation import Words

router = Router(name=__name__)

_LISTED, _PAGE, _A_ROW, _NAME = 60, 6, 3, 60


# It is all there is for those of the staff who are no admins; an admin's menu takes these two before.
@router.message(Command("admin"), is_staff)
@router.callback_query(OpenAdmin.filter(), is_staff)
async def menu(event: Message | CallbackQuery, desk: Desk) -> None:
    """The list."""
    await show(event, await announcements_screen(desk, 0))


@router.callback_query(OpenAnnouncements.filter(), is_staff)
async def announcements(query: CallbackQuery, callback_data: OpenAnnouncements, desk: Desk) -> None:
    """The list."""
    await show(query, await announcements_screen(desk, callback_data.page))


@router.callback_query(NewAnnouncement.filter(), is_staff)
async def new_announcement(query: CallbackQuery, desk: Desk, callback_answer: CallbackAnswer) -> None:
    """Begin a draft: of a regional editor, for their own region."""
    if not desk.may_begin:
        desk.refuse(callback_answer, "not_yours")
        return
    region = desk.member.region if desk.member.role == "regional" else None
    audience = Audience(regions=frozenset({region} if region else ()))
    made = await desk.services.broadcasts.create(Draft(desk.chat_id, {}, audience), now())
    await desk.note("create", made)
    await show(query, await desk.screen(made.id))


@router.callback_query(OpenAnnouncement.filter(), is_staff)
async def open_announcement(query: CallbackQuery, callback_data: OpenAnnouncement, desk: Desk) -> None:
    """A draft, or how far an announcement has come."""
    await show(query, await desk.screen(callback_data.number))


@router.callback_query(DropAnnouncement.filter(), is_staff)
async def drop_announcement(
    query: CallbackQuery, callback_data: DropAnnouncement, desk: Desk, callback_answer: CallbackAnswer
) -> None:
    """Give a draft up, asked once more before."""
    number, version = callback_data.number, callback_data.version
    if callback_data.step == "ask":
        one = await desk.draft(query, number, version, callback_answer)
        if one is not None:
            await show(query, asking_screen(one, desk.words))
        return

    async def drop(one: Broadcast) -> Broadcast:
        return await desk.services.broadcasts.wish(one.id, one.version, "cancel", now())

    dropped = await desk.change(query, number, version, callback_answer, drop)
    if dropped is not None:
        await desk.note("drop", dropped)
        words = desk.words
        callback_answer.text = words.text("editor.removed")
        await show(query, await announcements_screen(desk, 0))


async def announcements_screen(desk: Desk, page_number: int) -> Screen:
    """The announcements, the newest first."""
    words = desk.words
    found = await desk.services.broadcasts.newest(_LISTED)
    page = page_of(found, page_number, _PAGE)
    lines = [
        words.html(
            "announce.line",
            number=one.id,
            name=_name(one, words),
            state=state_text(one, words),
            detail=_detail(one, desk.services.timezone, words),
        )
        for one in page.of(found)
    ]
    new = [[button(words.text("button.new_announcement"), NewAnnouncement())]] if desk.may_begin else []
    # An owner of the settings finds these two in the menu of the admins.
    if desk.member.role == "owner" and desk.chat_id not in desk.services.admins:
        new.append([button(words.text("button.staff"), OpenStaff()), button(words.text("button.audit"), OpenAudit())])
    # The buttons bear the numbers of the announcements themselves: that is how the staff speaks of them.
    numbers = [button(f"№ {one.id}", OpenAnnouncement(number=one.id)) for one in page.of(found)]
    return Screen(
        "\n\n".join([words.html("announce.title"), *(lines or [words.html("announce.none")])]),
        [
            *(numbers[start : start + _A_ROW] for start in range(0, len(numbers), _A_ROW)),
            *pager(page, lambda number: OpenAnnouncements(page=number)),
            *new,
            back_and_home(words, OpenAdmin() if desk.chat_id in desk.services.admins else None),
        ],
    )


def asking_screen(one: Broadcast, words: Words) -> Screen:
    """Really?"""
    drop = DropAnnouncement(number=one.id, version=one.version, step="drop")
    return Screen(
        words.html("editor.ask_remove", name=_name(one, words)),
        [[button(words.text("button.remove_event"), drop)], back_and_home(words, OpenAnnouncement(number=one.id))],
    )


def _name(one: Broadcast, words: Words) -> str:
    content = one.content.get(words.language) or next(iter(one.content.values()), None)
    return (beginning(content.text, _NAME) if content else "") or words.text("editor.no_name", number=one.id)


def _detail(one: Broadcast, zone: dt.tzinfo, words: Words) -> str:
    moment = one.started_at or one.finished_at or one.starts_at or one.created_at
    when = words.moment(moment.astimezone(zone)) if moment else ""
    # Of what is taken back the card says how far that has come.
    is_counted = one.total and one.state not in ("recalling", "recalled")
    return f"{when} · {one.received}/{one.total}" if is_counted else when
