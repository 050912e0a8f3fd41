"""Writing an announcement: what is asked for in each language, and what the answers are taken for."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from guidance.catalogue.cells import Language
from guidance.outreach.broadcasts import Broadcast, Content, Media, StaleError
from handlers.announcement_content import (
    MOST_CAPTION,
    MOST_FILES,
    MOST_LABEL,
    MOST_LINKS,
    MOST_TEXT,
    TO_THE_WEB,
    Fault,
    fitting,
    no_more_links,
    stamp_of,
    trimmed,
    with_link,
    with_message,
)
from handlers.announcement_desk import Desk, is_staff, requested
from handlers.announcement_draft import beginning, ending, visible_length
from handlers.callbacks import (
    FindForAnnouncement,
    OpenAnnouncement,
    OpenAnnouncementText,
    PreviewAnnouncement,
    TrimAnnouncement,
    WriteAnnouncement,
)
from handlers.gone import gone_screen
from handlers.screen import Buttons, Screen, back_and_home, button, show
from handlers.translation import LANGUAGES, Words

router = Router(name=__name__)

# So often a change is tried anew that another one overtook.
_TRIES = 20
_BEGINNING = 300
_LATELY = 100


@dataclass
class _Album:
    """An album of which a picture came lately: for what it was sent, what of it was kept, and its one answer.

    ``caption`` is the text that it has put in place of the one ``before``.
    """

    number: int
    values: list[str]
    kept: list[Media] = field(default_factory=list)
    before: str = ""
    caption: str | None = None
    answer: int | None = None
    is_refused: bool = False

    def keep(self, before: Content, after: Content) -> None:
        """Remember what one of its pictures has changed."""
        if after.text != before.text:
            self.before, self.caption = before.text, after.text
        self.kept += after.media[len(before.media) :]


# Only for the looks: after a restart the rest of an album is answered by one message more.
_albums: dict[str, _Album] = {}


@router.callback_query(OpenAnnouncementText.filter(), is_staff)
async def open_text(
    query: CallbackQuery, callback_data: OpenAnnouncementText, desk: Desk, callback_answer: CallbackAnswer
) -> None:
    """What is written in one language, and the ways to write more."""
    one = await desk.draft(query, callback_data.number, None, callback_answer)
    if one is not None:
        await show(query, text_screen(desk, one, callback_data.language))


@router.callback_query(WriteAnnouncement.filter(), is_staff)
async def write(
    query: CallbackQuery, callback_data: WriteAnnouncement, desk: Desk, callback_answer: CallbackAnswer
) -> None:
    """Ask for a part, to be written as an answer to the message that asks."""
    wish = callback_data
    one = await desk.draft(query, wish.number, None, callback_answer)
    if one is None:
        return
    fault = no_more_links(one.content.get(wish.language)) if wish.part == "link" else None
    if fault is not None:
        desk.refuse(callback_answer, fault, number=MOST_LINKS)
    elif wish.part == "link" and not wish.target:
        await show(query, targets_screen(desk, one, wish.language))
    else:
        await _request(desk, one, wish.part, wish.language, wish.target)


@router.callback_query(TrimAnnouncement.filter(), is_staff)
async def trim(
    query: CallbackQuery, callback_data: TrimAnnouncement, desk: Desk, callback_answer: CallbackAnswer
) -> None:
    """Take files, buttons or a whole language away; or take the files of the other language."""
    wish = callback_data

    async def cut(one: Broadcast) -> Broadcast:
        content = fitting(one, wish.language, trimmed(one, wish))
        return await desk.services.broadcasts.write(one.id, one.version, wish.language, content)

    try:
        one = await desk.change(query, wish.number, wish.version, callback_answer, cut)
    except Fault as fault:
        desk.refuse(callback_answer, fault.key, number=fault.number)
        return
    if one is not None:
        await desk.note("write", one, f"{wish.language} {wish.wish}")
        await show(query, text_screen(desk, one, wish.language))


def answered_request(message: Message, bot: Bot) -> bool | dict[str, Any]:
    """Whether a message answers a request for a part, or belongs to an album of which another picture does."""
    if found := requested(message, bot, "text", "files", "link"):
        return found
    album = _albums.get(message.media_group_id or "")
    return {"number": album.number, "part": "files", "values": album.values} if album else False


@router.edited_message(answered_request, is_staff)
async def edited(message: Message, number: int, desk: Desk) -> None:
    """Say that a draft keeps what was sent first: Telegram does not tell what an edited message said before."""
    one = await desk.services.broadcasts.find(number)
    if one is not None:
        key = "edited_too_late" if one.state == "draft" else "edited_no_draft"
        await message.reply(desk.words.html(f"announce.{key}"))
        await desk.send(await desk.screen(number))


@router.message(answered_request, is_staff)
async def written(message: Message, number: int, part: str, values: list[str], desk: Desk) -> None:
    """Keep what was written, and show what there is now."""
    words = desk.words
    language: Language | None = next((one for one in LANGUAGES if one in values[:1]), None)
    if language is None:
        await show(message, gone_screen(words))
        return
    known = values[1] if len(values) > 1 else ""
    album = _album_of(message, number, values)
    if album is not None and album.is_refused:
        return

    change: list[Content] = []

    def rewritten(content: Content) -> Content:
        if part == "link":
            return with_link(content, message.text or "", known)
        change[:] = content, with_message(content, message, known)
        return change[1]

    try:
        one = await _rewrite(desk, number, language, rewritten)
    except Fault as fault:
        if album is not None:
            album.is_refused = True
            await _take_out(desk, number, language, album)
        await message.answer(words.html(f"announce.fault.{fault.key}", number=fault.number))
        await _ask_again(desk, number, part, language, known)
        return
    if album is not None:
        album.keep(*change)
    kinds = [name for name in ("text", "photo", "document") if getattr(message, name)]
    await desk.note("write", one, " ".join([language, part, *kinds]))
    await _show_written(desk, text_screen(desk, one, language), album)


def text_screen(desk: Desk, one: Broadcast, language: Language) -> Screen:
    """What is written in one language."""
    content, words = one.content.get(language), desk.words
    name = desk.services.translations[language].text("language.name")
    parts = [words.html("announce.text_head", number=one.id, language=name)]
    if content is None:
        parts.append(words.html("announce.nothing_yet"))
    else:
        length = visible_length(content.text)
        said = words.html("announce.says", text=beginning(content.text, _BEGINNING), length=length)
        parts.append(said if length else words.html("announce.no_text"))
        if length >= MOST_TEXT:
            # Telegram's apps send what is longer as several messages, and only the first of them is an answer.
            parts.append(words.html("announce.perhaps_cut", end=ending(content.text), number=MOST_TEXT))
        if content.media:
            parts.append(words.html("announce.with_files", count=len(content.media)))
        if content.links:
            lines = [words.html("announce.link", label=link.text, target=link.target) for link in content.links]
            parts.append("\n".join(lines))
    back = back_and_home(words, OpenAnnouncement(number=one.id))
    return Screen("\n\n".join(parts), [*_text_buttons(one, language, words), back])


def targets_screen(desk: Desk, one: Broadcast, language: Language) -> Screen:
    """Where may a button lead?"""
    words, name = desk.words, desk.services.translations[language].text("language.name")

    def to(target: str) -> WriteAnnouncement:
        return WriteAnnouncement(number=one.id, language=language, part="link", target=target)

    find = FindForAnnouncement(number=one.id, language=language)
    return Screen(
        words.html("announce.which_target", language=name),
        [
            [button(words.text("button.to_the_web"), to(TO_THE_WEB))],
            [
                button(words.text("button.to_a_card"), find),
                button(words.text("button.to_an_event"), find.model_copy(update={"what": "event"})),
            ],
            [button(words.text("button.test"), to("t"))],
            [button(words.text("button.dates"), to("d"))],
            back_and_home(words, OpenAnnouncementText(number=one.id, language=language)),
        ],
    )


async def _rewrite(desk: Desk, number: int, language: Language, to: Callable[[Content], Content]) -> Broadcast:
    """Change the content of a draft in one language, whatever others change of it at the same moment."""
    for _ in range(_TRIES):
        one = await desk.services.broadcasts.find(number)
        if one is None:
            raise Fault("no_draft")
        if fault := desk.fault(one, None):
            raise Fault(fault)
        changed = to(one.content.get(language, Content("")))
        content = fitting(one, language, changed if changed.text or changed.media else None)
        try:
            return await desk.services.broadcasts.write(number, one.version, language, content)
        except StaleError:
            continue
    raise Fault("stale")


async def _take_out(desk: Desk, number: int, language: Language, album: _Album) -> None:
    """Keep nothing of an album of which a part was refused: who sent it sees the whole of it refused."""
    if not album.kept:
        return

    def without(content: Content) -> Content:
        media = list(content.media)
        for one in album.kept:
            if one in media:
                # The same file may have stood there before.
                del media[len(media) - 1 - media[::-1].index(one)]
        text = album.before if content.text == album.caption else content.text
        return replace(content, text=text, media=tuple(media))

    # Somebody else may have sent or dropped the draft meanwhile.
    with suppress(Fault):
        one = await _rewrite(desk, number, language, without)
        await desk.note("write", one, f"{language} files refused")
        await _show_written(desk, text_screen(desk, one, language), album)


async def _ask_again(desk: Desk, number: int, part: str, language: Language, target: str) -> None:
    one = await desk.services.broadcasts.find(number)
    fault = no_more_links(one.content.get(language)) if one and part == "link" else None
    if one is not None and desk.fault(one, None) is None and fault is None:
        await _request(desk, one, part, language, target)
    else:
        await desk.send(await desk.screen(number))


async def _request(desk: Desk, one: Broadcast, part: str, language: Language, target: str) -> None:
    what = f"{part}_url" if target == TO_THE_WEB else part
    if what == "text" and one.corrects is not None:
        what = "corrected_text"
    words, content = desk.words, one.content.get(language)
    text = words.html(
        f"announce.write.{what}",
        language=desk.services.translations[language].text("language.name"),
        text=MOST_TEXT,
        most=MOST_CAPTION if content and content.media else MOST_TEXT,
        caption=MOST_CAPTION,
        files=MOST_FILES,
        label=MOST_LABEL,
    )
    known = target if part == "link" else stamp_of(content)
    await desk.request(one.id, part, [language, known], text)


def _text_buttons(one: Broadcast, language: Language, words: Words) -> Buttons:
    content = one.content.get(language)

    def ask(part: Any) -> WriteAnnouncement:
        return WriteAnnouncement(number=one.id, language=language, part=part)

    def cut(wish: Any) -> TrimAnnouncement:
        return TrimAnnouncement(number=one.id, version=one.version, language=language, wish=wish)

    is_correction = one.corrects is not None
    parts = ("text",) if is_correction else ("text", "files")
    rows = [[button(words.text(f"button.announcement_{part}"), ask(part)) for part in parts]]
    cuts = []
    if content is not None:
        rows[0].append(button(words.text("button.announcement_link"), ask("link")))
        cuts += ["no_files"] if content.media and not is_correction else []
        cuts += ["no_links"] if content.links else []
    mine = content.media if content else ()
    others = [other.media for name, other in one.content.items() if name != language]
    if not is_correction and any(media not in ((), mine) for media in others):
        cuts.append("same_files")
    rows += [[button(words.text(f"button.{wish}"), cut(wish))] for wish in cuts]
    if content is not None:
        last = [button(words.text("button.preview"), PreviewAnnouncement(number=one.id, language=language))]
        rows.append(last if is_correction else [*last, button(words.text("button.nothing"), cut("nothing"))])
    return rows


def _album_of(message: Message, number: int, values: list[str]) -> _Album | None:
    group = message.media_group_id
    if group is None:
        return None
    if group not in _albums:
        _albums[group] = _Album(number, values)
        while len(_albums) > _LATELY:
            del _albums[next(iter(_albums))]
    return _albums[group]


async def _show_written(desk: Desk, screen: Screen, album: _Album | None) -> None:
    """An album comes as a message each picture: one answer follows them all."""
    if album is not None and album.answer is not None:
        try:
            await desk.bot.edit_message_text(
                screen.text, chat_id=desk.chat_id, message_id=album.answer, reply_markup=screen.keyboard
            )
        except TelegramBadRequest:
            # Deleted meanwhile: another one takes its place.
            album.answer = None
        else:
            return
    answer = await desk.send(screen)
    if album is not None:
        album.answer = answer
