"""Albums: several photos and videos, or documents, or audio files, shown together."""

import secrets

from sandbox.errors import TelegramError, bad_request
from sandbox.events import Json
from sandbox.files import FileKind
from sandbox.methods.attachments import Attachment, input_media, media_content
from sandbox.methods.delivery import deliver
from sandbox.methods.registry import method
from sandbox.parameters import Call, ChatId

_FEWEST, _MOST = 2, 10
_ALONE: tuple[FileKind, ...] = ("audio", "document")
"""Kinds of files that stand in an album only with their own."""


@method(returns="Array of Message")
async def send_media_group(call: Call, *, chat_id: ChatId, media: list[Json]) -> list[Json]:
    """sendMediaGroup: all of it is sent, or nothing."""
    items = [input_media(call, one, in_album=True) for one in media]
    _check(items)
    call.world.chat_for_bot(chat_id)
    contents = [await _content(call, number, item) for number, item in enumerate(items, start=1)]
    group = {"media_group_id": str(secrets.randbelow(2**53))}
    # An album has no keyboard: the parameter is unknown here, and passed over.
    plain = Call(call.world, {key: value for key, value in call.given.items() if key != "reply_markup"}, call.files)
    return [deliver(plain, chat_id, {**content, **group}) for content in contents]


def _check(items: list[Attachment]) -> None:
    if len(items) > _MOST:
        raise bad_request("too many messages to send as an album")
    if len(items) < _FEWEST:
        raise bad_request(f"media must include {_FEWEST}-{_MOST} items")
    kinds = {item.kind for item in items}
    for kind in _ALONE:
        if kind in kinds and len(kinds) > 1:
            raise bad_request(f"{kind} can't be mixed with other media types")
    above = {bool(item.words.get("show_caption_above_media")) for item in items if "caption" in item.words}
    if len(above) > 1:
        raise bad_request("parameter show_caption_above_media must be the same for all messages")


async def _content(call: Call, number: int, item: Attachment) -> Json:
    try:
        # A document stays one in an album, whatever is in it.
        return await media_content(call, item.as_document() if item.kind == "document" else item)
    except TelegramError as error:
        sentence = error.description.removeprefix("Bad Request: ")
        raise bad_request(f'failed to send message #{number} with the error message "{sentence}"') from None


def allowed_in_album(message: Json, kind: FileKind) -> None:
    """Check what may take the place of a message of an album; raises `TelegramError`."""
    if kind in message:
        return
    if kind not in {"audio", "document", "photo", "video"}:
        raise bad_request("message content type can't be used in an album")
    if kind in _ALONE or any(one in message for one in _ALONE):
        raise bad_request("can't change media type in the album")
