"""Topics of forum supergroups."""

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.groups import Group
from sandbox.methods.chats import group_with_right
from sandbox.methods.registry import method
from sandbox.parameters import Call, ChatId

GENERAL = 1
"""`message_thread_id` of the topic "General", which every forum has."""
_MAX_NAME = 128
_COLOURS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)


def _forum(call: Call, chat_id: ChatId) -> Group:
    group = group_with_right(call, chat_id, "can_manage_topics", "manage topics")
    if not group.is_forum:
        raise bad_request("the chat is not a forum")
    group.topics.setdefault(GENERAL, {"message_thread_id": GENERAL, "name": "General", "icon_color": _COLOURS[0]})
    return group


def _topic(group: Group, number: int) -> Json:
    if number not in group.topics:
        raise bad_request("message thread not found")
    return group.topics[number]


def _name(name: str) -> str:
    if not name.strip():
        raise bad_request("topic name is empty")
    if len(name) > _MAX_NAME:
        raise bad_request("topic name is too long")
    return name.strip()


@method(returns="ForumTopic")
def create_forum_topic(
    call: Call, *, chat_id: ChatId, name: str, icon_color: int = _COLOURS[0], icon_custom_emoji_id: str = ""
) -> Json:
    """createForumTopic: its number is that of the service message which begins it."""
    group = _forum(call, chat_id)
    if icon_color not in _COLOURS:
        raise bad_request("invalid icon color specified")
    topic: Json = {"name": _name(name), "icon_color": icon_color}
    if icon_custom_emoji_id:
        topic["icon_custom_emoji_id"] = icon_custom_emoji_id
    begun = call.world.announce(group, call.world.bot.user(), {"forum_topic_created": topic})
    group.topics[begun["message_id"]] = {"message_thread_id": begun["message_id"], **topic}
    return {"message_thread_id": begun["message_id"], **topic}


@method(returns="Boolean")
def edit_forum_topic(
    call: Call,
    *,
    chat_id: ChatId,
    message_thread_id: int,
    name: str | None = None,
    icon_custom_emoji_id: str | None = None,
) -> bool:
    """editForumTopic."""
    group = _forum(call, chat_id)
    topic = _topic(group, message_thread_id)
    changed: Json = {}
    if name:
        changed["name"] = _name(name)
    if icon_custom_emoji_id is not None:
        changed["icon_custom_emoji_id"] = icon_custom_emoji_id
    if not changed or all(topic.get(key, "") == value for key, value in changed.items()):
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic |= changed
    call.world.announce(
        group, call.world.bot.user(), {"forum_topic_edited": changed, "message_thread_id": message_thread_id}
    )
    return True


def _turn(call: Call, chat_id: ChatId, number: int, what: str, *, on: bool, said: str) -> bool:
    """Close or reopen, hide or unhide a topic, and say so in it."""
    group = _forum(call, chat_id)
    topic = _topic(group, number)
    if topic.get(what, False) == on:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic[what] = on
    call.world.announce(group, call.world.bot.user(), {said: {}, "message_thread_id": number})
    return True


@method(returns="Boolean")
def close_forum_topic(call: Call, *, chat_id: ChatId, message_thread_id: int) -> bool:
    """closeForumTopic."""
    return _turn(call, chat_id, message_thread_id, "is_closed", on=True, said="forum_topic_closed")


@method(returns="Boolean")
def reopen_forum_topic(call: Call, *, chat_id: ChatId, message_thread_id: int) -> bool:
    """reopenForumTopic."""
    return _turn(call, chat_id, message_thread_id, "is_closed", on=False, said="forum_topic_reopened")


@method(returns="Boolean")
def close_general_forum_topic(call: Call, *, chat_id: ChatId) -> bool:
    """closeGeneralForumTopic."""
    return _turn(call, chat_id, GENERAL, "is_closed", on=True, said="forum_topic_closed")


@method(returns="Boolean")
def reopen_general_forum_topic(call: Call, *, chat_id: ChatId) -> bool:
    """reopenGeneralForumTopic."""
    return _turn(call, chat_id, GENERAL, "is_closed", on=False, said="forum_topic_reopened")


@method(returns="Boolean")
def hide_general_forum_topic(call: Call, *, chat_id: ChatId) -> bool:
    """hideGeneralForumTopic."""
    return _turn(call, chat_id, GENERAL, "is_hidden", on=True, said="general_forum_topic_hidden")


@method(returns="Boolean")
def unhide_general_forum_topic(call: Call, *, chat_id: ChatId) -> bool:
    """unhideGeneralForumTopic."""
    return _turn(call, chat_id, GENERAL, "is_hidden", on=False, said="general_forum_topic_unhidden")


@method(returns="Boolean")
def edit_general_forum_topic(call: Call, *, chat_id: ChatId, name: str) -> bool:
    """editGeneralForumTopic."""
    _forum(call, chat_id)
    return edit_forum_topic(call, chat_id=chat_id, message_thread_id=GENERAL, name=name)


@method(returns="Boolean")
def delete_forum_topic(call: Call, *, chat_id: ChatId, message_thread_id: int) -> bool:
    """deleteForumTopic: with all that was said in it."""
    group = _forum(call, chat_id)
    _topic(group, message_thread_id)
    if message_thread_id == GENERAL:
        raise bad_request("TOPIC_ID_INVALID")
    said = [
        number
        for number, message in group.messages.items()
        if message_thread_id in {number, message.get("message_thread_id")}
    ]
    del group.topics[message_thread_id]
    call.world.delete(group.id, said)
    return True


@method(returns="Array of Sticker")
def get_forum_topic_icon_stickers(call: Call) -> list[Json]:  # noqa: ARG001 - none are kept here
    """getForumTopicIconStickers: none."""
    return []
