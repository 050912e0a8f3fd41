"""Methods that change what is already in a chat."""

from sandbox.chats import Chat
from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.forwards import CONTENT
from sandbox.groups import Group
from sandbox.keyboards import reply_markup as checked_markup
from sandbox.methods.albums import allowed_in_album
from sandbox.methods.attachments import IN_MESSAGES, check_kept, input_media, media_content
from sandbox.methods.contents import MEDIA_FIELDS, caption_content, pick, text_content
from sandbox.methods.registry import method
from sandbox.methods.targets import target
from sandbox.parameters import Call, ChatId

_MAX_DELETED = 100
_DAY = 24 * 60 * 60
_DELETABLE_SECONDS = 2 * _DAY


@method(returns="Message")
def edit_message_text(
    call: Call,
    *,
    text: str = "",
    parse_mode: str | None = None,
    entities: list[Json] | None = None,
    link_preview_options: Json | None = None,
    reply_markup: Json | None = None,
) -> Json | bool:
    """editMessageText."""
    content = text_content(text, parse_mode, entities, link_preview_options)
    there = target(call)
    if "text" not in there.message:
        raise bad_request("there is no text in the message to edit")
    return there.change(content, checked_markup(reply_markup, inline_only=True))


@method(returns="Message")
def edit_message_caption(
    call: Call,
    *,
    caption: str = "",
    parse_mode: str | None = None,
    caption_entities: list[Json] | None = None,
    show_caption_above_media: bool = False,
    reply_markup: Json | None = None,
) -> Json | bool:
    """editMessageCaption."""
    words = caption_content(caption, parse_mode, caption_entities, above=show_caption_above_media)
    there = target(call)
    if not pick(there.message, MEDIA_FIELDS):
        raise bad_request("there is no caption in the message to edit")
    content = {**pick(there.message, (*MEDIA_FIELDS, "has_media_spoiler")), **words}
    return there.change(content, checked_markup(reply_markup, inline_only=True))


@method(returns="Message")
def edit_message_reply_markup(call: Call, *, reply_markup: Json | None = None) -> Json | bool:
    """editMessageReplyMarkup."""
    there = target(call)
    return there.change(pick(there.message, CONTENT), checked_markup(reply_markup, inline_only=True))


@method(returns="Message")
async def edit_message_media(call: Call, *, media: Json, reply_markup: Json | None = None) -> Json | bool:
    """editMessageMedia: a text becomes media, never the other way round."""
    markup = checked_markup(reply_markup, inline_only=True)
    given = input_media(call, media)
    there = target(call)
    if not pick(there.message, ("text", *IN_MESSAGES)):
        raise bad_request("message media can't be edited")
    if "media_group_id" in there.message:
        allowed_in_album(there.message, given.kind)
    if there.is_inline:
        check_kept(given)
    content = await media_content(call, given)
    return target(call).change(content, markup)  # it may have changed while a file was fetched


@method(returns="Boolean")
def delete_message(call: Call, *, chat_id: ChatId, message_id: int) -> bool:
    """deleteMessage."""
    chat = call.world.chat_for_bot(chat_id)
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to delete not found")
    if obstacle := _obstacle(call, chat, message):
        raise bad_request(obstacle)
    call.world.delete(chat.id, [message_id])
    return True


@method(returns="Boolean")
def delete_messages(call: Call, *, chat_id: ChatId, message_ids: list[int]) -> bool:
    """deleteMessages: those that are not there, or must stay, are passed over."""
    chat = call.world.chat_for_bot(chat_id)
    if not message_ids:
        raise bad_request("message identifiers are not specified")
    if len(message_ids) > _MAX_DELETED:
        raise bad_request("too many message identifiers specified")
    there = [one for one in message_ids if one in chat.messages]
    call.world.delete(chat.id, [one for one in there if _obstacle(call, chat, chat.messages[one]) is None])
    return True


def _obstacle(call: Call, chat: Chat, message: Json) -> str | None:
    """Why a message must stay, by what the Bot API says of deleteMessage; None when it may go."""
    bot_id, age = call.world.bot.id, call.world.now() - message["date"]
    if isinstance(chat, Group) and message["from"]["id"] != bot_id and not chat.may(bot_id, "can_delete_messages"):
        return "message can't be deleted"
    is_fresh_throw = "dice" in message and not isinstance(chat, Group) and age < _DAY
    if age > _DELETABLE_SECONDS or is_fresh_throw:
        return "message can't be deleted for everyone"
    return None
