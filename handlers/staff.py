"""What owners do with the staff: give a role by a number or by a link that works once, change it, take it away."""

import datetime as dt
import re
from typing import Any

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer
from aiogram.utils.deep_linking import create_start_link

from guidance.people.invitations import new_code
from guidance.people.staff import Member
from handlers.appointing import appoint, dismiss, is_owner, place_key
from handlers.callbacks import AppointMember, DismissMember, OpenMember, OpenStaff, WithdrawInvitation
from handlers.joining import LINK
from handlers.requests import BETWEEN, answered, request
from handlers.screen import show
from handlers.services import Services
from handlers.staff_screens import (
    ROLES,
    dismissing_screen,
    invitation_screen,
    may_be_changed,
    member_screen,
    regions_of_role_screen,
    roles_screen,
    staff_screen,
    sure_screen,
    ways_screen,
    wished,
)
from handlers.translation import Words

router = Router(name=__name__)

# The request begins like this in both languages; the answer is found by it, whatever was restarted meanwhile.
_REQUEST = re.compile(r"👤 · ([a-z]{1,10})(?: · (KZ-\d\d))?")
# Numbers of people, as /mydata shows them; those of groups are below zero.
_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
_BLANKS = re.compile(r"\s")


@router.callback_query(OpenStaff.filter(), is_owner)
async def staff(query: CallbackQuery, callback_data: OpenStaff, services: Services, words: Words) -> None:
    """Who is there."""
    await _show_staff(query, services, words, callback_data.page)


@router.callback_query(OpenMember.filter(), is_owner)
async def member(
    query: CallbackQuery, callback_data: OpenMember, bot: Bot, services: Services, words: Words, owner: Member
) -> None:
    """One of them."""
    await _show_member(query, callback_data.member, bot, services, words, owner)


@router.callback_query(AppointMember.filter(), is_owner)
async def appoint_member(
    query: CallbackQuery,
    callback_data: AppointMember,
    bot: Bot,
    services: Services,
    words: Words,
    owner: Member,
    callback_answer: CallbackAnswer,
) -> None:
    """The next step to a role."""
    wish = callback_data
    if not wish.role:
        await show(query, roles_screen(wish, words))
    elif wish.role == "regional" and wish.region not in services.catalogue.regions:
        await show(query, regions_of_role_screen(services, wish, words))
    elif wish.member == 0:
        await _for_somebody_new(query, _without_needless_region(wish), bot, services, words, owner)
    else:
        await _for_somebody(query, _without_needless_region(wish), bot, services, words, owner, callback_answer)


@router.callback_query(DismissMember.filter(), is_owner)
async def dismiss_member(
    query: CallbackQuery,
    callback_data: DismissMember,
    bot: Bot,
    services: Services,
    words: Words,
    owner: Member,
    callback_answer: CallbackAnswer,
) -> None:
    """Take a role away, asked once more before."""
    wish = callback_data
    found = await services.staff.of(wish.member)
    if found is None or place_key(found) != wish.seen or not may_be_changed(services, found, owner):
        _refuse(callback_answer, words)
        await _show_member(query, wish.member, bot, services, words, owner)
    elif wish.step == "ask":
        await show(query, dismissing_screen(services, found, await name_of(bot, found.chat_id), words))
    else:
        await dismiss(bot, services, found, owner.chat_id)
        await services.audit.note(owner.chat_id, "staff.dismiss", str(found.chat_id), place_key(found))
        callback_answer.text = words.text("staff.dismissed")
        await _show_staff(query, services, words)


@router.callback_query(WithdrawInvitation.filter(), is_owner)
async def withdraw(
    query: CallbackQuery,
    callback_data: WithdrawInvitation,
    services: Services,
    words: Words,
    owner: Member,
    callback_answer: CallbackAnswer,
) -> None:
    """Let a link lead nowhere."""
    if await services.invitations.withdraw(callback_data.number):
        await services.audit.note(owner.chat_id, "staff.withdraw", str(callback_data.number))
        callback_answer.text = words.text("staff.withdrawn")
    else:
        callback_answer.text = words.text("staff.followed_before")
    await _show_staff(query, services, words)


def answered_request(message: Message, bot: Bot) -> bool | dict[str, Any]:
    """Whether a message answers the request for a number; hands on the role that was asked about."""
    found = answered(message, bot, _REQUEST)
    return {"role": found[1], "region": found[2] or ""} if found else False


@router.message(answered_request, is_owner)
async def number_written(
    message: Message, bot: Bot, role: str, region: str, services: Services, words: Words, owner: Member
) -> None:
    """Ask once more, with the name that Telegram knows: a digit too much is somebody else."""
    given = next((one for one in ROLES if one == role), None)
    written = _BLANKS.sub("", message.text or "")
    number = int(written) if _NUMBER.fullmatch(written) else 0
    name = await name_of(bot, number) if number else ""
    before = await services.staff.of(number)
    if given is None or not name:
        await message.answer(words.html("staff.fault.not_known"))
        await _request(bot, owner.chat_id, role, region, words)
    elif before is not None and not may_be_changed(services, before, owner):
        await message.answer(words.html("staff.fault.not_to_be_changed"))
    else:
        wish = AppointMember(member=number, seen=place_key(before), role=given, region=region)
        await show(message, sure_screen(services, wish, name, before, words))


async def name_of(bot: Bot, chat_id: int) -> str:
    """What Telegram calls a person now, "" for nobody that the bot knows; it is shown, and never kept."""
    try:
        chat = await bot.get_chat(chat_id)
    except (TelegramBadRequest, TelegramForbiddenError):
        return ""
    return chat.full_name if chat.type == "private" else ""


async def _for_somebody_new(
    query: CallbackQuery, wish: AppointMember, bot: Bot, services: Services, words: Words, owner: Member
) -> None:
    place = wished(wish)
    if wish.step == "link":
        code = new_code()
        made = await services.invitations.create(code, place.role, place.region, owner.chat_id, dt.datetime.now(dt.UTC))
        await services.audit.note(owner.chat_id, "staff.invite", str(made.number), place_key(place))
        link = await create_start_link(bot, LINK + code)
        await show(query, invitation_screen(services, made, link, words))
    elif wish.step == "number":
        await _request(bot, owner.chat_id, place.role, wish.region, words)
    else:
        await show(query, ways_screen(services, wish, words))


async def _for_somebody(
    query: CallbackQuery,
    wish: AppointMember,
    bot: Bot,
    services: Services,
    words: Words,
    owner: Member,
    callback_answer: CallbackAnswer,
) -> None:
    before = await services.staff.of(wish.member)
    name = await name_of(bot, wish.member)
    is_fixed = before is not None and not may_be_changed(services, before, owner)
    if place_key(before) != wish.seen or is_fixed or not name:
        _refuse(callback_answer, words)
        await _show_member(query, wish.member, bot, services, words, owner)
    elif wish.step != "sure":
        await show(query, sure_screen(services, wish, name, before, words))
    else:
        await appoint(bot, services, wished(wish), owner.chat_id)
        await services.audit.note(owner.chat_id, "staff.appoint", str(wish.member), place_key(wished(wish)))
        callback_answer.text = words.text("staff.appointed")
        await _show_member(query, wish.member, bot, services, words, owner)


async def _show_staff(query: CallbackQuery, services: Services, words: Words, page: int = 0) -> None:
    invitations = await services.invitations.waiting(dt.datetime.now(dt.UTC))
    await show(query, staff_screen(services, await services.staff.all(), invitations, page, words))


async def _show_member(
    query: CallbackQuery, number: int, bot: Bot, services: Services, words: Words, owner: Member
) -> None:
    """One of the staff, or the staff where they are none of it any more."""
    found = await services.staff.of(number)
    if found is None:
        await _show_staff(query, services, words)
    else:
        await show(query, member_screen(services, found, await name_of(bot, number), owner, words))


async def _request(bot: Bot, chat_id: int, role: str, region: str, words: Words) -> None:
    head = BETWEEN.join(filter(None, ["👤", role, region]))
    await request(bot, chat_id, head, words.html("staff.write_number"), words.text("editor.placeholder"))


def _refuse(answer: CallbackAnswer, words: Words) -> None:
    answer.text = words.text("staff.fault.stale")
    answer.show_alert = True


def _without_needless_region(wish: AppointMember) -> AppointMember:
    """Only regional editors have a region, whatever a button says."""
    return wish if wish.role == "regional" else wish.model_copy(update={"region": ""})
