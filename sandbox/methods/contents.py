"""What a message says: texts and captions, checked as Telegram checks them."""

from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.errors import TelegramError, bad_request
from sandbox.events import Json
from sandbox.formatting import formatted
from sandbox.world import MAX_CAPTION, MAX_TEXT

CAPTION_FIELDS = ("caption", "caption_entities", "show_caption_above_media")
MEDIA_FIELDS = ("photo", "document", "voice", "audio", "video", "animation")
"""Fields of a Message that may have a caption."""
_AS_THEY_ARE = ("sticker not found", "emoji ", "too many emoji", "expected ")
"""Refusals that Telegram begins with a small letter even inside another."""


def text_content(
    text: str,
    parse_mode: str | None,
    entities: list[Json] | None,
    link_preview_options: Json | None = None,
) -> Json:
    """The fields of a text message; raises `TelegramError`."""
    result = formatted(text, parse_mode, entities)
    if not result.text:
        raise bad_request("message text is empty")
    if len(result.text) > MAX_TEXT:
        raise bad_request("message is too long")
    content: Json = {"text": result.text}
    if result.entities:
        content["entities"] = result.entities
    if link_preview_options:
        content["link_preview_options"] = link_preview_options
    return content


def caption_content(
    caption: str,
    parse_mode: str | None,
    entities: list[Json] | None,
    *,
    above: bool = False,
) -> Json:
    """The caption fields of a message with media, none for an empty one; raises `TelegramError`."""
    result = formatted(caption, parse_mode, entities)
    if len(result.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    if not result.text:
        return {}
    content: Json = {"caption": result.text}
    if result.entities:
        content["caption_entities"] = result.entities
    if above:
        content["show_caption_above_media"] = True
    return content


def pick(message: Json, fields: tuple[str, ...]) -> Json:
    """Those of the fields that the message has."""
    return {field: message[field] for field in fields if field in message}


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Say of refusals inside in what object they were met: "can't parse InputMedia: Can't find field ..."."""
    try:
        yield
    except TelegramError as error:
        sentence = error.description.removeprefix("Bad Request: ")
        if not sentence.startswith(_AS_THEY_ARE):
            sentence = sentence[:1].upper() + sentence[1:]
        raise bad_request(f"can't parse {what}: {sentence}") from None
