"""Members of groups: who they are, removing, restricting and promoting them."""

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.groups import RIGHTS, Group, Member
from sandbox.methods.chats import group_of, group_with_right, permissions_given
from sandbox.methods.registry import method
from sandbox.parameters import Call, ChatId

_MAX_TITLE = 16
_SHORTEST_BAN, _LONGEST_BAN = 30, 366 * 86_400
"""Seconds; what ends sooner or later is for ever (core.telegram.org/bots/api#banchatmember)."""


@method(returns="Array of ChatMember")
def get_chat_administrators(call: Call, *, chat_id: ChatId, return_bots: bool = False) -> list[Json]:
    """getChatAdministrators: other bots only where asked for."""
    if call.world.chat_id(chat_id) > 0:
        raise bad_request("there are no administrators in the private chat")
    group = group_of(call, chat_id)
    own = call.world.bot.id
    return [
        one.info() for one in group.administrators() if return_bots or not one.user["is_bot"] or one.user["id"] == own
    ]


@method(returns="Integer")
def get_chat_member_count(call: Call, *, chat_id: ChatId) -> int:
    """getChatMemberCount."""
    return 2 if call.world.chat_id(chat_id) > 0 else len(group_of(call, chat_id).here())


@method(returns="ChatMember")
def get_chat_member(call: Call, *, chat_id: ChatId, user_id: int) -> Json:
    """getChatMember: somebody the sandbox knows who never was there has left."""
    chat = call.world.known_chat(chat_id)
    if not isinstance(chat, Group):
        if user_id not in {chat.id, call.world.bot.id}:
            raise bad_request("user not found")
        user = call.world.bot.user() if user_id == call.world.bot.id else call.world.people[user_id].user()
        return Member(user, "member").info()
    return _member(call, group_of(call, chat_id), user_id).info()


@method(returns="Boolean")
def ban_chat_member(
    call: Call, *, chat_id: ChatId, user_id: int, until_date: int = 0, revoke_messages: bool = False
) -> bool:
    """banChatMember: removed, and not let in again before `until_date`."""
    group = group_with_right(call, chat_id, "can_restrict_members", "restrict/unrestrict chat member")
    member = _ordinary(call, group, user_id)
    bot = call.world.bot.user()
    if member.is_here:
        call.world.announce(group, bot, {"left_chat_member": member.user})
    call.world.membership.set_status(group, user_id, "kicked", by=bot, until=_until(call, until_date))
    if revoke_messages:
        own = [number for number, message in group.messages.items() if message["from"]["id"] == user_id]
        call.world.delete(group.id, own)
    return True


@method(returns="Boolean")
def unban_chat_member(call: Call, *, chat_id: ChatId, user_id: int, only_if_banned: bool = False) -> bool:
    """unbanChatMember: may come in again; a member is put out, unless only the banned are meant."""
    group = group_with_right(call, chat_id, "can_restrict_members", "restrict/unrestrict chat member")
    member = _ordinary(call, group, user_id)
    if member.status == "kicked" or not only_if_banned:
        call.world.membership.set_status(group, user_id, "left", by=call.world.bot.user())
    return True


@method(returns="Boolean")
def restrict_chat_member(
    call: Call,
    *,
    chat_id: ChatId,
    user_id: int,
    permissions: Json,
    use_independent_chat_permissions: bool = False,
    until_date: int = 0,
) -> bool:
    """restrictChatMember: all permissions make an ordinary member again."""
    group = group_with_right(call, chat_id, "can_restrict_members", "restrict/unrestrict chat member")
    if group.type != "supergroup":
        raise bad_request("method is available only for supergroups")
    _ordinary(call, group, user_id)
    wanted = permissions_given(permissions, independent=use_independent_chat_permissions)
    status = "member" if all(wanted.values()) else "restricted"
    call.world.membership.set_status(
        group,
        user_id,
        "member" if status == "member" else "restricted",
        by=call.world.bot.user(),
        allowed={} if status == "member" else wanted,
        until=_until(call, until_date),
    )
    return True


@method(returns="Boolean")
def promote_chat_member(
    call: Call,
    *,
    chat_id: ChatId,
    user_id: int,
) -> bool:
    """promoteChatMember: with no right at all, an ordinary member again."""
    group = group_with_right(call, chat_id, "can_promote_members", "promote/demote chat member")
    member = _member(call, group, user_id)
    if member.status == "creator":
        raise bad_request("can't remove chat owner")
    if not member.is_here:
        raise bad_request("USER_NOT_PARTICIPANT")
    given = {right: str(call.given.get(right, "")).lower() in {"true", "1", "yes"} for right in RIGHTS}
    status = "administrator" if any(given.values()) else "member"
    call.world.membership.set_status(
        group,
        user_id,
        "administrator" if status == "administrator" else "member",
        by=call.world.bot.user(),
        allowed={**given, "can_manage_chat": True} if status == "administrator" else {},
    )
    return True


@method(returns="Boolean")
def set_chat_administrator_custom_title(call: Call, *, chat_id: ChatId, user_id: int, custom_title: str) -> bool:
    """setChatAdministratorCustomTitle."""
    group = group_with_right(call, chat_id, "can_promote_members", "change custom title of the user")
    member = _member(call, group, user_id)
    if member.status != "administrator":
        raise bad_request("user is not an administrator")
    if len(custom_title) > _MAX_TITLE:
        raise bad_request("ADMIN_RANK_INVALID")
    member.custom_title = custom_title
    return True


@method(returns="Boolean")
def set_chat_member_tag(call: Call, *, chat_id: ChatId, user_id: int, tag: str = "") -> bool:
    """setChatMemberTag."""
    group = group_with_right(call, chat_id, "can_manage_tags", "change tag of the user")
    if len(tag) > _MAX_TITLE:
        raise bad_request("tag is too long")
    _ordinary(call, group, user_id).tag = tag
    return True


@method(returns="Boolean")
def ban_chat_sender_chat(call: Call, *, chat_id: ChatId, sender_chat_id: int) -> bool:
    """banChatSenderChat: kept; nobody writes in the name of a chat here."""
    group_with_right(call, chat_id, "can_restrict_members", "restrict/unrestrict chat member").banned_chats.add(
        sender_chat_id
    )
    return True


@method(returns="Boolean")
def unban_chat_sender_chat(call: Call, *, chat_id: ChatId, sender_chat_id: int) -> bool:
    """unbanChatSenderChat."""
    group = group_with_right(call, chat_id, "can_restrict_members", "restrict/unrestrict chat member")
    group.banned_chats.discard(sender_chat_id)
    return True


def _member(call: Call, group: Group, user_id: int) -> Member:
    if user_id not in group.members and user_id not in call.world.people:
        raise bad_request("user not found")
    known = group.members.get(user_id)
    return known or Member(call.world.people[user_id].user())


def _ordinary(call: Call, group: Group, user_id: int) -> Member:
    """Somebody whom the bot may restrict."""
    if user_id == call.world.bot.id:
        raise bad_request("can't restrict self")
    member = _member(call, group, user_id)
    if member.status == "creator":
        raise bad_request("can't remove chat owner")
    if member.status == "administrator":
        raise bad_request("user is an administrator of the chat")
    return member


def _until(call: Call, date: int) -> int:
    seconds = date - call.world.now()
    return date if _SHORTEST_BAN <= seconds <= _LONGEST_BAN else 0
