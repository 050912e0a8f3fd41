"""Methods about chats, presses, files, reactions and pins."""

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.files import MAX_DOWNLOAD_BYTES
from sandbox.methods.registry import method
from sandbox.parameters import Call, ChatId

_MAX_ANSWER = 200


@method(returns="Boolean")
def answer_callback_query(
    call: Call,
    *,
    callback_query_id: str,
    text: str = "",
    show_alert: bool = False,
    url: str | None = None,
) -> bool:
    """answerCallbackQuery: a press can be answered once."""
    query = call.world.open_query(callback_query_id)
    if query is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(text) > _MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    call.world.answer(query, text.strip() or None, url, show_alert=show_alert)
    return True


@method(returns="File")
def get_file(call: Call, *, file_id: str) -> Json:
    """getFile."""
    file = call.world.files.get(file_id)
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": file.path,
    }


@method(returns="ChatFullInfo")
def get_chat(call: Call, *, chat_id: ChatId) -> Json:
    """getChat: of people who have written to the bot."""
    person = call.world.people.get(call.world.chat_id(chat_id))
    if person is None or not person.started:
        raise bad_request("chat not found")
    chat = call.world.chats[person.id]
    info: Json = {
        **person.chat(),
        "accent_color_id": person.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    return info if chat.pinned is None else {**info, "pinned_message": chat.messages[chat.pinned]}


@method(returns="Boolean")
def set_message_reaction(call: Call, chat_id: ChatId, message_id: int, reaction: list[Json] | None = None) -> bool:
    """setMessageReaction: kept, not shown."""
    chat = call.world.chat_for_bot(chat_id)
    if message_id not in chat.messages:
        raise bad_request("message to react not found")
    if not all(one.get("type") == "emoji" and one.get("emoji") for one in reaction or []):
        raise bad_request("REACTION_INVALID")
    if len(reaction or []) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    chat.reactions[message_id] = reaction or []
    return True


@method(returns="Boolean")
def pin_chat_message(call: Call, *, chat_id: ChatId, message_id: int) -> bool:
    """pinChatMessage."""
    chat = call.world.chat_for_bot(chat_id)
    if message_id not in chat.messages:
        raise bad_request("message to pin not found")
    chat.pinned = message_id
    return True


@method(returns="Boolean")
def unpin_chat_message(call: Call, *, chat_id: ChatId, message_id: int | None = None) -> bool:
    """unpinChatMessage."""
    chat = call.world.chat_for_bot(chat_id)
    if message_id is not None and message_id not in chat.messages:
        raise bad_request("message to unpin not found")
    if message_id in {None, chat.pinned}:
        chat.pinned = None
    return True
