"""Methods that put something new into a chat."""

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.keyboards import reply_markup as checked_markup
from sandbox.methods.contents import CAPTION_FIELDS, MEDIA_FIELDS, caption_content, pick, stored, text_content
from sandbox.methods.registry import method
from sandbox.parameters import Call, ChatId, InputFile

_ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}
_COPIED = ("text", "entities", "link_preview_options", "location", "venue", *MEDIA_FIELDS, *CAPTION_FIELDS)


def _send(
    call: Call,
    chat_id: ChatId,
    content: Json,
    markup: Json | None,
    reply_parameters: Json | None,
) -> Json:
    """What all of them share: the order of checks, the reply, protection, the effect."""
    chat = call.world.chat_for_bot(chat_id)
    reply_to = None
    if reply_parameters:
        given = str(reply_parameters.get("message_id"))
        reply_to = next((number for number in chat.messages if str(number) == given), None)
        if reply_to is None and not reply_parameters.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
    if str(call.given.get("protect_content")).lower() == "true":
        content["has_protected_content"] = True
    if call.given.get("message_effect_id"):
        content["effect_id"] = str(call.given["message_effect_id"])
    return call.world.send(call.world.chat_id(chat_id), content, checked_markup(markup), reply_to)


@method(returns="Message")
def send_message(
    call: Call,
    *,
    chat_id: ChatId,
    text: str = "",
    parse_mode: str | None = None,
    entities: list[Json] | None = None,
    link_preview_options: Json | None = None,
    reply_parameters: Json | None = None,
    reply_markup: Json | None = None,
) -> Json:
    """sendMessage."""
    content = text_content(text, parse_mode, entities, link_preview_options)
    return _send(call, chat_id, content, reply_markup, reply_parameters)


@method(returns="Message")
def send_photo(
    call: Call,
    *,
    chat_id: ChatId,
    photo: InputFile,
    caption: str = "",
    parse_mode: str | None = None,
    caption_entities: list[Json] | None = None,
    show_caption_above_media: bool = False,
    has_spoiler: bool = False,
    reply_parameters: Json | None = None,
    reply_markup: Json | None = None,
) -> Json:
    """sendPhoto."""
    words = caption_content(caption, parse_mode, caption_entities, above=show_caption_above_media)
    call.world.chat_for_bot(chat_id)  # before the file is kept
    content = {**stored(call.world, "photo", photo).media(), **words}
    if has_spoiler:
        content["has_media_spoiler"] = True
    return _send(call, chat_id, content, reply_markup, reply_parameters)


@method(returns="Message")
def send_document(
    call: Call,
    *,
    chat_id: ChatId,
    document: InputFile,
    caption: str = "",
    parse_mode: str | None = None,
    caption_entities: list[Json] | None = None,
    reply_parameters: Json | None = None,
    reply_markup: Json | None = None,
) -> Json:
    """sendDocument."""
    words = caption_content(caption, parse_mode, caption_entities)
    call.world.chat_for_bot(chat_id)
    content = {**stored(call.world, "document", document).media(), **words}
    return _send(call, chat_id, content, reply_markup, reply_parameters)


@method(returns="Message")
def send_location(
    call: Call,
    *,
    chat_id: ChatId,
    latitude: float,
    longitude: float,
    horizontal_accuracy: float | None = None,
    reply_parameters: Json | None = None,
    reply_markup: Json | None = None,
) -> Json:
    """sendLocation."""
    location = _location(latitude, longitude)
    if horizontal_accuracy is not None:
        location["horizontal_accuracy"] = horizontal_accuracy
    return _send(call, chat_id, {"location": location}, reply_markup, reply_parameters)


@method(returns="Message")
def send_venue(
    call: Call,
    *,
    chat_id: ChatId,
    latitude: float,
    longitude: float,
    title: str,
    address: str,
    reply_parameters: Json | None = None,
    reply_markup: Json | None = None,
) -> Json:
    """sendVenue."""
    location = _location(latitude, longitude)
    venue = {"location": location, "title": title, "address": address}
    return _send(call, chat_id, {"location": location, "venue": venue}, reply_markup, reply_parameters)


@method(returns="MessageId")
def copy_message(
    call: Call,
    *,
    chat_id: ChatId,
    from_chat_id: ChatId,
    message_id: int,
    caption: str | None = None,
    parse_mode: str | None = None,
    caption_entities: list[Json] | None = None,
    show_caption_above_media: bool = False,
    reply_parameters: Json | None = None,
    reply_markup: Json | None = None,
) -> Json:
    """copyMessage: the content without its sender and its keyboard."""
    source = call.world.chats.get(call.world.chat_id(from_chat_id))
    if source is None:
        raise bad_request("chat not found")
    message = source.messages.get(message_id)
    if message is None:
        raise bad_request("message to copy not found")
    content = pick(message, _COPIED)
    if caption is not None and pick(message, MEDIA_FIELDS):
        words = caption_content(caption, parse_mode, caption_entities, above=show_caption_above_media)
        content = {**pick(message, MEDIA_FIELDS), **words}
    sent = _send(call, chat_id, content, reply_markup, reply_parameters)
    return {"message_id": sent["message_id"]}


@method(returns="Boolean")
def send_chat_action(call: Call, *, chat_id: ChatId, action: str) -> bool:
    """sendChatAction."""
    call.world.chat_for_bot(chat_id)
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.world.events.publish("action", chat_id=call.world.chat_id(chat_id), action=action)
    return True


def _location(latitude: float, longitude: float) -> Json:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004 - the Earth
        raise bad_request("wrong latitude or longitude specified")
    return {"latitude": latitude, "longitude": longitude}
