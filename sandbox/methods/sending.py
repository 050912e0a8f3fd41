"""Methods that put something new into a chat, other than files and places."""

import secrets

from sandbox.chats import PrivateChat
from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.formatting import formatted
from sandbox.methods.contents import text_content
from sandbox.methods.delivery import deliver
from sandbox.methods.registry import method
from sandbox.parameters import Call, ChatId
from sandbox.world import MAX_TEXT

_ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}
_DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}
"""The greatest value of each (core.telegram.org/bots/api#dice)."""


@method(returns="Message")
def send_message(
    call: Call,
    *,
    chat_id: ChatId,
    text: str = "",
    parse_mode: str | None = None,
    entities: list[Json] | None = None,
    link_preview_options: Json | None = None,
) -> Json:
    """sendMessage."""
    content = text_content(text, parse_mode, entities, link_preview_options)
    return deliver(call, chat_id, content)


@method(returns="Message")
def send_dice(call: Call, *, chat_id: ChatId, emoji: str = "🎲") -> Json:
    """sendDice."""
    plain = emoji.replace("\ufe0f", "")
    if plain not in _DICE:
        raise bad_request(f"emoji must be one of {' '.join(_DICE)}")
    return deliver(call, chat_id, {"dice": {"emoji": plain, "value": secrets.randbelow(_DICE[plain]) + 1}})


@method(returns="Boolean")
def send_message_draft(
    call: Call,
    *,
    chat_id: ChatId,
    draft_id: int,
    text: str = "",
    parse_mode: str | None = None,
    entities: list[Json] | None = None,
) -> bool:
    """sendMessageDraft: seen while it lasts, never kept."""
    if not draft_id:
        raise bad_request("draft_id must be non-zero")
    draft = formatted(text, parse_mode, entities)
    if len(draft.text) > MAX_TEXT:
        raise bad_request("message is too long")
    chat = call.world.chat_for_bot(chat_id)
    if not isinstance(chat, PrivateChat):
        raise bad_request("drafts can be sent to private chats only")
    shown = {"draft_id": draft_id, "text": draft.text, "entities": draft.entities}
    call.world.events.publish("draft", chat_id=chat.id, **shown)
    return True


@method(returns="Boolean")
def send_chat_action(call: Call, *, chat_id: ChatId, action: str) -> bool:
    """sendChatAction."""
    call.world.chat_for_bot(chat_id)
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.world.events.publish("action", chat_id=call.world.chat_id(chat_id), action=action)
    return True
