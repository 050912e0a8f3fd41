"""Methods that change what is already in a chat."""

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.files import FileKind
from sandbox.keyboards import reply_markup as checked_markup
from sandbox.methods.contents import CAPTION_FIELDS, MEDIA_FIELDS, caption_content, pick, stored, text_content
from sandbox.methods.registry import method
from sandbox.parameters import Call, ChatId, InputFile, declared, values

_MAX_DELETED = 100
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_CONTENT = ("text", "entities", "link_preview_options", "has_media_spoiler", *MEDIA_FIELDS, *CAPTION_FIELDS)


def _own_message(call: Call, chat_id: ChatId, message_id: int) -> Json:
    """The message to edit: there, the bot's own, and without a reply keyboard; raises `TelegramError`."""
    chat = call.world.chat_for_bot(chat_id)
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if not message["from"]["is_bot"] or message_id in chat.locked:
        raise bad_request("message can't be edited")
    return message


def _edit(call: Call, message: Json, content: Json, reply_markup: Json | None) -> Json:
    """Replace content and keyboard: a keyboard that is not given again is gone, as in Telegram."""
    markup = checked_markup(reply_markup, inline_only=True)
    if pick(message, _CONTENT) == content and message.get("reply_markup") == markup:
        raise bad_request(_NOT_MODIFIED)
    rest = {key: value for key, value in message.items() if key not in (*_CONTENT, "reply_markup")}
    keyboard = {"reply_markup": markup} if markup else {}
    return call.world.edit(message["chat"]["id"], {**rest, **content, **keyboard})


@method(returns="Message")
def edit_message_text(
    call: Call,
    *,
    chat_id: ChatId,
    message_id: int,
    text: str = "",
    parse_mode: str | None = None,
    entities: list[Json] | None = None,
    link_preview_options: Json | None = None,
    reply_markup: Json | None = None,
) -> Json:
    """editMessageText."""
    content = text_content(text, parse_mode, entities, link_preview_options)
    message = _own_message(call, chat_id, message_id)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _edit(call, message, content, reply_markup)


@method(returns="Message")
def edit_message_caption(
    call: Call,
    *,
    chat_id: ChatId,
    message_id: int,
    caption: str = "",
    parse_mode: str | None = None,
    caption_entities: list[Json] | None = None,
    show_caption_above_media: bool = False,
    reply_markup: Json | None = None,
) -> Json:
    """editMessageCaption."""
    words = caption_content(caption, parse_mode, caption_entities, above=show_caption_above_media)
    message = _own_message(call, chat_id, message_id)
    if not pick(message, MEDIA_FIELDS):
        raise bad_request("there is no caption in the message to edit")
    return _edit(call, message, {**pick(message, (*MEDIA_FIELDS, "has_media_spoiler")), **words}, reply_markup)


@method(returns="Message")
def edit_message_reply_markup(call: Call, chat_id: ChatId, message_id: int, reply_markup: Json | None = None) -> Json:
    """editMessageReplyMarkup."""
    message = _own_message(call, chat_id, message_id)
    return _edit(call, message, pick(message, _CONTENT), reply_markup)


def _media_content(
    call: Call,
    *,
    type: str,  # noqa: A002 - Telegram's name, as all of these
    media: InputFile,
    caption: str = "",
    parse_mode: str | None = None,
    caption_entities: list[Json] | None = None,
    show_caption_above_media: bool = False,
    has_spoiler: bool = False,
) -> Json:
    """The fields of `InputMediaPhoto` and `InputMediaDocument`, read like those of a method."""
    kind = _MEDIA_KINDS.get(type)
    if kind is None:
        raise bad_request(f"InputMedia of type {type} is not supported by the sandbox yet")
    words = caption_content(caption, parse_mode, caption_entities, above=show_caption_above_media)
    spoiler = {"has_media_spoiler": True} if has_spoiler else {}
    return {**stored(call.world, kind, media).media(), **words, **spoiler}


_MEDIA_KINDS: dict[str, FileKind] = {"photo": "photo", "document": "document"}
_MEDIA = declared(_media_content)


@method(returns="Message")
def edit_message_media(
    call: Call, chat_id: ChatId, message_id: int, media: Json, reply_markup: Json | None = None
) -> Json:
    """editMessageMedia: of photos and documents; a text becomes media, never the other way round."""
    message = _own_message(call, chat_id, message_id)
    if "text" not in message and not pick(message, MEDIA_FIELDS):
        raise bad_request("message can't be edited")
    inside = Call(call.world, media, call.files)
    content = _media_content(inside, **values(_MEDIA, inside))
    return _edit(call, message, content, reply_markup)


@method(returns="Boolean")
def delete_message(call: Call, *, chat_id: ChatId, message_id: int) -> bool:
    """deleteMessage."""
    chat = call.world.chat_for_bot(chat_id)
    if message_id not in chat.messages:
        raise bad_request("message to delete not found")
    call.world.delete(call.world.chat_id(chat_id), [message_id])
    return True


@method(returns="Boolean")
def delete_messages(call: Call, *, chat_id: ChatId, message_ids: list[int]) -> bool:
    """deleteMessages: those that are not there are passed over."""
    call.world.chat_for_bot(chat_id)
    if not message_ids:
        raise bad_request("message identifiers are not specified")
    if len(message_ids) > _MAX_DELETED:
        raise bad_request("too many message identifiers specified")
    call.world.delete(call.world.chat_id(chat_id), message_ids)
    return True
