"""What a message holds: texts, captions and media, checked as Telegram checks them."""

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.files import FileKind, StoredFile
from sandbox.formatting import formatted
from sandbox.parameters import InputFile
from sandbox.world import MAX_CAPTION, MAX_TEXT, World

CAPTION_FIELDS = ("caption", "caption_entities", "show_caption_above_media")
MEDIA_FIELDS = ("photo", "document", "sticker", "voice")


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


def stored(world: World, kind: FileKind, file: InputFile) -> StoredFile:
    """The file to send: the one sent along, or the one whose file_id was given; raises `TelegramError`."""
    if not isinstance(file, str):
        return world.files.add(kind, file)
    if "://" in file:
        raise bad_request("failed to get HTTP URL content")  # the sandbox reaches out to no one
    known = world.files.get(file)
    if known is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if known.kind != kind:
        raise bad_request(f"can't use file of type {known.kind.capitalize()} as {kind.capitalize()}")
    return known


def pick(message: Json, fields: tuple[str, ...]) -> Json:
    """Those of the fields that the message has."""
    return {field: message[field] for field in fields if field in message}
