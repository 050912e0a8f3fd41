"""The official register, brought in by chat: send the file, see what it would change, apply it, take it back."""

import asyncio
import datetime as dt
from pathlib import PurePath

import structlog
from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BufferedInputFile, CallbackQuery, Document, Message
from aiogram.utils.callback_answer import CallbackAnswer
from aiogram.utils.chat_action import ChatActionSender
from aiohttp import ClientError

from guidance.register.faults import RegisterError
from guidance.register.source import Source
from guidance.register.versions import Staged, Version
from guidance.register.workbook import differences
from handlers.admin import is_admin
from handlers.callbacks import ApplyImport, DropImport, OpenAdmin, OpenRegister, UndoImport
from handlers.differences import cut, done_text, preview_caption, refusal_text, titles
from handlers.screen import Buttons, Screen, back_and_home, button, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)
router.message.filter(is_admin)
router.callback_query.filter(is_admin)
log = structlog.get_logger()

_ENDINGS = (".xlsx", ".csv")
# Telegram hands larger files to no bot.
_MOST_BYTES = 20 * 2**20
_LISTED = 5
_NAME, _NOTE = 60, 200


@router.callback_query(OpenRegister.filter())
async def register(query: CallbackQuery, services: Services, words: Words) -> None:
    """How it goes, and the last imports."""
    history = await _history(services)
    await show(query, register_screen(history, services.timezone, words))


@router.message(F.document.as_("document"))
async def receive(
    message: Message, document: Document, bot: Bot, services: Services, words: Words, chat_id: int
) -> None:
    """Read a register and show what it would change; nothing changes yet."""
    name = PurePath(document.file_name or "").name
    if not name.lower().endswith(_ENDINGS):
        await show(message, _answer(words.html("register.wrong_ending", name=cut(name, _NAME)), words))
        return
    if (document.file_size or 0) > _MOST_BYTES:
        await show(message, _answer(words.html("register.too_large"), words))
        return
    async with ChatActionSender.upload_document(chat_id, bot):
        content = await _download(bot, document)
        if content is None:
            await show(message, _answer(words.html("register.not_fetched"), words))
            return
        note = cut(message.caption or name, _NOTE)
        source = Source(note=note, date=f"{message.date.astimezone(services.timezone):%Y-%m-%d}")
        try:
            staged = await asyncio.to_thread(services.register.stage, content, name, source, str(chat_id))
        except RegisterError as error:
            title = words.html("register.refused", name=cut(name, _NAME))
            await show(message, _answer(f"{title}\n\n{refusal_text(error, words)}", words))
            return
        await _send_preview(bot, chat_id, staged, services, words)


@router.callback_query(ApplyImport.filter())
async def apply(
    query: CallbackQuery, callback_data: ApplyImport, bot: Bot, services: Services, words: Words, chat_id: int
) -> None:
    """Put an import into the catalogue; where the tables have changed since the preview, show a new one instead."""
    number = callback_data.number
    if not await _still_waits(query, callback_data, services, words):
        return
    try:
        version = await asyncio.to_thread(services.register.apply, number, str(chat_id))
    except RegisterError as error:
        if _is(error, "stale"):
            await _preview_again(query, number, bot, services, words, chat_id)
        elif _is(error, "gone"):
            # Another admin was faster by a moment.
            await show(query, fate_screen(number, await _history(services), words))
        else:
            await show(query, _answer(refusal_text(error, words), words))
        return
    await _without_buttons(query)
    log.info("register_applied", number=number)
    await show(query, applied_screen(version, words))


@router.callback_query(DropImport.filter())
async def drop(query: CallbackQuery, callback_data: DropImport, services: Services, words: Words) -> None:
    """Give an import up that was only looked at."""
    if await _still_waits(query, callback_data, services, words):
        await _without_buttons(query)
        await _discard(services, callback_data.number)
        await show(query, _answer(words.html("register.dropped"), words))


@router.callback_query(UndoImport.filter())
async def undo(
    query: CallbackQuery,
    callback_data: UndoImport,
    services: Services,
    words: Words,
    chat_id: int,
    callback_answer: CallbackAnswer,
) -> None:
    """Take the newest import back, asked once more before."""
    history = await _history(services)
    newest = newest_applied(history)
    if newest is None or newest.number != callback_data.number:
        callback_answer.text = words.text("register.not_the_newest")
        await show(query, register_screen(history, services.timezone, words))
    elif callback_data.step == "ask":
        await show(query, undoing_screen(newest, services.timezone, words))
    else:
        try:
            version = await asyncio.to_thread(services.register.undo, str(chat_id))
        except RegisterError as error:
            await show(query, _answer(refusal_text(error, words), words))
            return
        log.info("register_undone", number=version.number)
        await show(query, _answer(words.html("register.undone", number=version.number), words))


def register_screen(history: list[Version], timezone: dt.tzinfo, words: Words) -> Screen:
    """How it goes, and the last imports, the newest first."""
    parts = [words.html("register.text")]
    if history:
        parts += ["", words.html("register.history")]
        parts += [_version_lines(one, timezone, words) for one in history[:_LISTED]]
    newest = newest_applied(history)
    return Screen("\n".join(parts), [*_undo_button(newest, words), back_and_home(words, OpenAdmin())])


def applied_screen(version: Version, words: Words) -> Screen:
    """It is done, and how to take it back."""
    text = words.html("register.applied", number=version.number) + "\n\n" + done_text(version.counts)
    return Screen(text, [*_undo_button(version, words), back_and_home(words, OpenRegister())])


def undoing_screen(version: Version, timezone: dt.tzinfo, words: Words) -> Screen:
    """Really?"""
    sure = [button(words.text("button.undo_now"), UndoImport(number=version.number, step="undo"))]
    text = words.html("register.undo") + "\n\n" + _version_lines(version, timezone, words)
    return Screen(text, [sure, back_and_home(words, OpenRegister())])


def fate_screen(number: int, history: list[Version], words: Words) -> Screen:
    """What became of an import whose button is older than that."""
    state = next((one.state for one in history if one.number == number), "gone")
    newest = newest_applied(history)
    may_undo = _undo_button(newest, words) if newest and newest.number == number else []
    return Screen(
        words.html(f"register.fate.{state}", number=number), [*may_undo, back_and_home(words, OpenRegister())]
    )


def newest_applied(history: list[Version]) -> Version | None:
    """The import that can be taken back: that which was applied last, whatever its number."""
    return max((one for one in history if one.state == "applied"), key=lambda one: one.at, default=None)


async def _send_preview(
    bot: Bot, chat_id: int, staged: Staged, services: Services, words: Words, title: str = ""
) -> None:
    """The workbook of differences with the preview as its caption."""
    version = next((one for one in await _history(services) if one.number == staged.number), None)
    name, seen = (version.name, _moment(version)) if version else ("", 0)
    choice: Buttons = []
    if staged.preview.is_empty:
        await _discard(services, staged.number)
    else:
        apply_it = button(words.text("button.apply"), ApplyImport(number=staged.number, seen=seen))
        choice = [[apply_it, button(words.text("button.cancel"), DropImport(number=staged.number, seen=seen))]]
    caption = preview_caption(name, staged.preview, words, title)
    keyboard = Screen(caption, [*choice, back_and_home(words, OpenRegister())]).keyboard
    workbook = await asyncio.to_thread(differences, staged.preview, titles(words))
    file = BufferedInputFile(workbook, f"temirqazyq-register-{staged.number}.xlsx")
    await bot.send_document(chat_id, file, caption=caption, reply_markup=keyboard)


async def _preview_again(
    query: CallbackQuery, number: int, bot: Bot, services: Services, words: Words, chat_id: int
) -> None:
    """The tables have changed since the preview: nothing is applied that nobody has seen."""
    await _without_buttons(query)
    try:
        staged = await asyncio.to_thread(services.register.stage_again, number)
    except RegisterError as error:
        await show(query, _answer(refusal_text(error, words), words))
        return
    await _send_preview(bot, chat_id, staged, services, words, words.html("register.stale"))


async def _still_waits(query: CallbackQuery, wish: ApplyImport | DropImport, services: Services, words: Words) -> bool:
    """Whether the import waits as it was when the button was shown; else say what became of it."""
    history = await _history(services)
    found = next((one for one in history if one.number == wish.number), None)
    if found and found.state == "staged" and _moment(found) == wish.seen:
        return True
    await _without_buttons(query)
    await show(query, fate_screen(wish.number, history, words))
    return False


async def _history(services: Services) -> list[Version]:
    return await asyncio.to_thread(services.register.history)


async def _discard(services: Services, number: int) -> None:
    try:
        await asyncio.to_thread(services.register.discard, number)
    except RegisterError as error:
        # What is never applied does no harm, and is forgotten after some days.
        log.info("import_not_discarded", reason=error.faults[0].code)


def _moment(version: Version) -> int:
    """The moment of its last change, in milliseconds since 1970 (UTC)."""
    return int(version.at.timestamp() * 1000)


async def _download(bot: Bot, document: Document) -> bytes | None:
    """The file; ``None`` when Telegram does not hand it over."""
    try:
        buffer = await bot.download(document)
    except (TelegramAPIError, ClientError, TimeoutError) as error:
        log.warning("register_not_fetched", reason=type(error).__name__)
        return None
    return buffer.read() if buffer else None


async def _without_buttons(query: CallbackQuery) -> None:
    """Take the buttons off a preview that has been decided, where that can still be done."""
    if isinstance(query.message, Message):
        try:
            await query.message.edit_reply_markup(reply_markup=None)
        except TelegramAPIError as error:
            log.info("buttons_left", reason=type(error).__name__)


def _is(error: RegisterError, code: str) -> bool:
    return any(fault.code == code for fault in error.faults)


def _answer(text: str, words: Words) -> Screen:
    return Screen(text, [back_and_home(words, OpenRegister())])


def _undo_button(version: Version | None, words: Words) -> Buttons:
    return [[button(words.text("button.undo"), UndoImport(number=version.number, step="ask"))]] if version else []


def _version_lines(version: Version, timezone: dt.tzinfo, words: Words) -> str:
    head = words.html(
        f"register.version.{version.state}",
        number=version.number,
        name=cut(version.name, _NAME),
        date=f"{version.at.astimezone(timezone):%d.%m.%Y %H:%M}",
    )
    return f"{head}\n{done_text(version.counts)}"
