"""What may stand in an announcement: how a message of the staff becomes a part of it, and Telegram's limits."""

import html
import re
import zlib
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from aiogram.types import Message
from aiogram.utils.text_decorations import HtmlDecoration

from guidance.catalogue.cells import Language
from guidance.outreach.broadcasts import Broadcast, Content, Link, Media
from handlers.announcement_draft import visible_length
from handlers.callbacks import TrimAnnouncement
from handlers.translation import LANGUAGES

# core.telegram.org/bots/api: sendMessage, sendPhoto, sendMediaGroup.
MOST_TEXT, MOST_CAPTION, MOST_FILES = 4096, 1024, 10
MOST_LINKS, MOST_LABEL = 6, 40
_LONGEST_ADDRESS = 500
# What stands between the points of a host (RFC 1123), in any script: there are Kazakh ones.
_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")
_FEWEST_LABELS = 2
# core.telegram.org/bots/features#deep-linking
_WITHIN = re.compile(r"[A-Za-z0-9_-]{1,64}")
TO_THE_WEB = "url"
"""Stands for the target of a button whose address is written with its words."""


class Fault(Exception):  # noqa: N818 (a refusal of what was written, not of the program)
    """What was written cannot be kept; ``key`` names the sentence that says why."""

    def __init__(self, key: str, number: int = 0) -> None:
        """``number``: a limit, where the sentence tells one."""
        super().__init__(key)
        self.key, self.number = key, number


class _Html(HtmlDecoration):
    """As aiogram's, with addresses escaped, and the language of code where Telegram reads it."""

    def link(self, value: str, link: str) -> str:
        return super().link(value, html.escape(link))

    def pre_language(self, value: str, language: str) -> str:
        return f'<pre><code class="language-{html.escape(language)}">{value}</code></pre>'


def with_message(content: Content, message: Message, stamp: str) -> Content:
    """The content with the text or file of a message; ``stamp`` is that of the text when it was asked for.

    Raises:
        Fault: it has no text, photo or file, is too long, or the text was rewritten meanwhile.
    """
    text = _Html().unparse(message.text or message.caption or "", message.entities or message.caption_entities)
    # Telegram shows no captions but the first under an album; what stands under its other pictures is left out.
    if text and stamp_of(content) == stamp:
        content = replace(content, text=text)
    elif text and not message.media_group_id:
        raise Fault("text_changed")
    if message.photo:
        content = _with_file(content, Media("photo", message.photo[-1].file_id))
    elif message.document and not message.animation:
        content = _with_file(content, Media("document", message.document.file_id))
    elif message.text is None:
        raise Fault("text_or_file_wanted")
    return _checked(content)


def with_link(content: Content, text: str, target: str) -> Content:
    """The content with one button more: ``text`` is what is written on it, with the address where that is asked for.

    Raises:
        Fault: there is no such address, or no words, or too many of something.
    """
    if fault := no_more_links(content):
        raise Fault(fault, MOST_LINKS)
    label = " ".join(text.split())
    if target == TO_THE_WEB:
        label, _, written = label.rpartition(" ")
        target = _address(written)
        label = label.rstrip(" |—–-:")
    elif not _WITHIN.fullmatch(target):
        raise Fault("address_wanted")
    if not label:
        raise Fault("label_wanted")
    if len(label) > MOST_LABEL:
        raise Fault("label_too_long", MOST_LABEL)
    return replace(content, links=(*content.links, Link(label, target)))


def no_more_links(content: Content | None) -> str | None:
    """Why there can be no further button; ``None`` where there can be."""
    if content is None or not (content.text or content.media):
        return "text_first"
    if len(content.media) > 1:
        return "album_with_links"
    return "too_many_links" if len(content.links) >= MOST_LINKS else None


def trimmed(one: Broadcast, wish: TrimAnnouncement) -> Content | None:
    """What is left of a language; ``None`` when that could not be sent.

    Raises:
        Fault: the files of the other language do not go with it.
    """
    content = one.content.get(wish.language, Content(""))
    other = next((one.content[it] for it in LANGUAGES if it != wish.language and it in one.content), Content(""))
    if wish.wish == "no_files":
        content = replace(content, media=())
    elif wish.wish == "no_links":
        content = replace(content, links=())
    elif wish.wish == "same_files":
        if len(other.media) > 1 and content.links:
            raise Fault("album_with_links")
        content = _checked(replace(content, media=other.media))
    else:
        return None
    return content if content.text or content.media else None


def fitting(one: Broadcast, language: Language, content: Content | None) -> Content | None:
    """The new content of a draft in a language, where it may be that.

    Raises:
        Fault: a correction can change words and buttons; what was sent, and in which languages, is done.
    """
    if one.corrects is not None and (content is None or one.content.get(language, Content("")).media != content.media):
        raise Fault("files_stay")
    if one.corrects is not None and language not in one.content:
        raise Fault("language_not_sent")
    return content


def stamp_of(content: Content | None) -> str:
    """Tells whether a text is still the one that was seen."""
    return f"{zlib.crc32((content.text if content else '').encode()):08x}"


def _with_file(content: Content, file: Media) -> Content:
    if any(one.kind != file.kind for one in content.media):
        raise Fault("kinds_mixed")
    if len(content.media) >= MOST_FILES:
        raise Fault("too_many_files", MOST_FILES)
    if content.media and content.links:
        raise Fault("album_with_links")
    return replace(content, media=(*content.media, file))


def _checked(content: Content) -> Content:
    most = MOST_CAPTION if content.media else MOST_TEXT
    if visible_length(content.text) > most:
        raise Fault("caption_too_long" if content.media else "text_too_long", most)
    return content


def _address(text: str) -> str:
    """A whole address of the web as Telegram opens it: scheme and host in small letters, however they were typed.

    Raises:
        Fault: it is none, or one that looks like another: with a name before the host.
    """
    try:
        parts = urlsplit(text)
        # Reading the port finds one that is none.
        is_whole = parts.scheme in ("http", "https") and parts.username is None and parts.port != 0
    except ValueError:
        is_whole = False
    labels = (parts.hostname or "").split(".") if is_whole else []
    if len(labels) < _FEWEST_LABELS or len(text) > _LONGEST_ADDRESS or not all(map(_LABEL.fullmatch, labels)):
        raise Fault("address_wanted")
    return urlunsplit(parts._replace(netloc=parts.netloc.lower()))
