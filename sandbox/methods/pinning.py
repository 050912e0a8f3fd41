"""Pinned messages and reactions."""

from sandbox.chats import Chat
from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.groups import Group
from sandbox.methods.registry import method
from sandbox.methods.topics import GENERAL
from sandbox.parameters import Call, ChatId
from sandbox.reactions import checked_reaction, react


def _pinnable(call: Call, chat_id: ChatId) -> Chat:
    chat = call.world.chat_for_bot(chat_id)
    if isinstance(chat, Group) and not chat.has_right(call.world.bot.id, "can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


@method(returns="Boolean")
def pin_chat_message(call: Call, *, chat_id: ChatId, message_id: int) -> bool:
    """pinChatMessage: the chat says so, as Telegram's does."""
    chat = _pinnable(call, chat_id)
    if message_id not in chat.messages:
        raise bad_request("message to pin not found")
    if message_id in chat.pinned:
        chat.pinned.remove(message_id)
    chat.pinned.append(message_id)
    _publish(call, chat)
    if isinstance(chat, Group):
        call.world.announce(chat, call.world.bot.user(), {"pinned_message": chat.messages[message_id]})
    return True


@method(returns="Boolean")
def unpin_chat_message(call: Call, *, chat_id: ChatId, message_id: int | None = None) -> bool:
    """unpinChatMessage: this one, or else the one pinned last."""
    chat = _pinnable(call, chat_id)
    if message_id is not None and message_id not in chat.messages:
        raise bad_request("message to unpin not found")
    if message_id is None and chat.pinned:
        chat.pinned.pop()
    elif message_id in chat.pinned:
        chat.pinned.remove(message_id)
    _publish(call, chat)
    return True


@method(returns="Boolean")
def unpin_all_chat_messages(call: Call, *, chat_id: ChatId) -> bool:
    """unpinAllChatMessages."""
    chat = _pinnable(call, chat_id)
    chat.pinned.clear()
    _publish(call, chat)
    return True


@method(returns="Boolean")
def unpin_all_forum_topic_messages(call: Call, *, chat_id: ChatId, message_thread_id: int) -> bool:
    """unpinAllForumTopicMessages."""
    chat = _pinnable(call, chat_id)
    chat.pinned = [one for one in chat.pinned if chat.messages[one].get("message_thread_id") != message_thread_id]
    _publish(call, chat)
    return True


@method(returns="Boolean")
def unpin_all_general_forum_topic_messages(call: Call, *, chat_id: ChatId) -> bool:
    """unpinAllGeneralForumTopicMessages."""
    chat = _pinnable(call, chat_id)
    chat.pinned = [one for one in chat.pinned if chat.messages[one].get("message_thread_id", GENERAL) != GENERAL]
    _publish(call, chat)
    return True


@method(returns="Boolean")
def set_message_reaction(call: Call, *, chat_id: ChatId, message_id: int, reaction: list[Json] | None = None) -> bool:
    """setMessageReaction."""
    chat = call.world.chat_for_bot(chat_id)
    if message_id not in chat.messages:
        raise bad_request("message to react not found")
    if len(reaction or []) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    react(call.world, chat, message_id, call.world.bot.id, [checked_reaction(one) for one in reaction or []])
    return True


@method(returns="Boolean")
def delete_message_reaction(call: Call, *, chat_id: ChatId, message_id: int, user_id: int = 0) -> bool:
    """deleteMessageReaction: somebody's, from a message of a group."""
    chat = call.world.chat_for_bot(chat_id)
    if message_id not in chat.messages:
        raise bad_request("message not found")
    react(call.world, chat, message_id, user_id, [])
    return True


@method(returns="Boolean")
def delete_all_message_reactions(call: Call, *, chat_id: ChatId, user_id: int = 0) -> bool:
    """deleteAllMessageReactions: of somebody, in a whole group."""
    chat = call.world.chat_for_bot(chat_id)
    for message_id in [number for number, by in chat.reactions.items() if user_id in by]:
        react(call.world, chat, message_id, user_id, [])
    return True


def _publish(call: Call, chat: Chat) -> None:
    call.world.events.publish("pinned", chat_id=chat.id, message_id=chat.pinned[-1] if chat.pinned else None)
