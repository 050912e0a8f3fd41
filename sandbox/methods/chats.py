"""What a chat is: its card, title, picture and description, and leaving it."""

from sandbox.chats import Chat, PrivateChat
from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.groups import PERMISSIONS, Group
from sandbox.membership import MAX_TITLE
from sandbox.methods.registry import method
from sandbox.parameters import Call, ChatId, InputFile

_MAX_DESCRIPTION = 255
_ACCENT_COLOURS = 7
_REACTIONS_A_MESSAGE = 11


def group_with_right(call: Call, chat_id: ChatId, right: str, to_do: str) -> Group:
    """The group, where the bot has this right; raises `TelegramError`. `to_do` ends "not enough rights to"."""
    group = group_of(call, chat_id)
    if not group.has_right(call.world.bot.id, right):
        raise bad_request(f"not enough rights to {to_do}")
    return group


def group_of(call: Call, chat_id: ChatId) -> Group:
    """The group that the bot is in; raises `TelegramError`."""
    chat = call.world.known_chat(chat_id)
    if not isinstance(chat, Group):
        raise bad_request("method is available only for groups, supergroups and channels")
    call.world.chat_for_bot(chat_id)
    call.world.membership.lapse(chat)
    return chat


def member_chat(call: Call, chat_id: ChatId) -> Chat:
    """The chat, when the bot has been let into it; raises `TelegramError`."""
    chat = call.world.known_chat(chat_id)
    if isinstance(chat, PrivateChat):
        if not chat.person.started:
            raise bad_request("chat not found")
    else:
        call.world.chat_for_bot(chat_id)
    return chat


@method(returns="ChatFullInfo")
def get_chat(call: Call, *, chat_id: ChatId) -> Json:
    """getChat: of people who have written to the bot, and of groups it is in."""
    chat = member_chat(call, chat_id)
    info: Json = {
        **chat.info(),
        **chat.full_info(),
        "accent_color_id": abs(chat.id) % _ACCENT_COLOURS,
        "max_reaction_count": _REACTIONS_A_MESSAGE,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    return {**info, "pinned_message": chat.messages[chat.pinned[-1]]} if chat.pinned else info


@method(returns="Boolean")
def leave_chat(call: Call, *, chat_id: ChatId) -> bool:
    """leaveChat."""
    group = group_of(call, chat_id)
    bot = call.world.bot.user()
    call.world.announce(group, bot, {"left_chat_member": bot})
    call.world.membership.set_status(group, call.world.bot.id, "left", by=bot)
    return True


@method(returns="Boolean")
def set_chat_title(call: Call, *, chat_id: ChatId, title: str) -> bool:
    """setChatTitle."""
    group = group_with_right(call, chat_id, "can_change_info", "change chat title")
    if not title.strip():
        raise bad_request("title must be non-empty")
    group.title = title.strip()[:MAX_TITLE]
    call.world.announce(group, call.world.bot.user(), {"new_chat_title": group.title})
    call.world.membership.publish(group)
    return True


@method(returns="Boolean")
def set_chat_description(call: Call, *, chat_id: ChatId, description: str = "") -> bool:
    """setChatDescription."""
    group = group_with_right(call, chat_id, "can_change_info", "set chat description")
    if group.description == description.strip():
        raise bad_request("chat description is not modified")
    if len(description) > _MAX_DESCRIPTION:
        raise bad_request("description is too long")
    group.description = description.strip()
    call.world.membership.publish(group)
    return True


@method(returns="Boolean")
def set_chat_photo(call: Call, *, chat_id: ChatId, photo: InputFile) -> bool:
    """setChatPhoto: a new file, never a file_id."""
    group = group_with_right(call, chat_id, "can_change_info", "change chat photo")
    if isinstance(photo, str):
        raise bad_request("photo must be uploaded as an InputFile")
    stored = call.world.files.add("photo", photo)
    group.photo = {
        **{f"{size}_file_id": stored.id for size in ("small", "big")},
        **{f"{size}_file_unique_id": stored.unique_id for size in ("small", "big")},
    }
    call.world.announce(group, call.world.bot.user(), {"new_chat_photo": stored.media()["photo"]})
    return True


@method(returns="Boolean")
def delete_chat_photo(call: Call, *, chat_id: ChatId) -> bool:
    """deleteChatPhoto."""
    group = group_with_right(call, chat_id, "can_change_info", "change chat photo")
    if group.photo is None:
        raise bad_request("CHAT_NOT_MODIFIED")
    group.photo = None
    call.world.announce(group, call.world.bot.user(), {"delete_chat_photo": True})
    return True


@method(returns="Boolean")
def set_chat_permissions(
    call: Call,
    *,
    chat_id: ChatId,
    permissions: Json,
    use_independent_chat_permissions: bool = False,
) -> bool:
    """setChatPermissions: what members may do who are neither administrators nor restricted."""
    group = group_with_right(call, chat_id, "can_restrict_members", "change chat permissions")
    wanted = permissions_given(permissions, independent=use_independent_chat_permissions)
    if wanted == group.permissions:
        raise bad_request("CHAT_NOT_MODIFIED")
    group.permissions = wanted
    return True


def permissions_given(given: Json, *, independent: bool) -> dict[str, bool]:
    """All permissions by name; unless they are independent, some imply others, as the Bot API's page says."""
    wanted = {name: given.get(name) is True for name in PERMISSIONS}
    if independent:
        return wanted
    media = [name for name in PERMISSIONS if name.startswith("can_send_") and name != "can_send_messages"][:6]
    if wanted["can_send_other_messages"] or wanted["can_add_web_page_previews"]:
        wanted |= dict.fromkeys(media, True) | {"can_send_messages": True}
    if wanted["can_send_polls"] or any(wanted[name] for name in media):
        wanted["can_send_messages"] = True
    return wanted


@method(returns="Boolean")
def set_chat_sticker_set(call: Call, *, chat_id: ChatId, sticker_set_name: str) -> bool:
    """setChatStickerSet."""
    group = group_with_right(call, chat_id, "can_change_info", "change supergroup sticker set")
    group.sticker_set = sticker_set_name
    return True


@method(returns="Boolean")
def delete_chat_sticker_set(call: Call, *, chat_id: ChatId) -> bool:
    """deleteChatStickerSet."""
    return set_chat_sticker_set(call, chat_id=chat_id, sticker_set_name="")
