"""Invite links of groups, and those who ask to be let in."""

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.groups import Group
from sandbox.methods.chats import group_with_right
from sandbox.methods.registry import method
from sandbox.parameters import Call, ChatId

_MAX_NAME = 32
_MAX_MEMBERS = 99_999


def _group(call: Call, chat_id: ChatId) -> Group:
    return group_with_right(call, chat_id, "can_invite_users", "manage chat invite link")


@method(returns="String")
def export_chat_invite_link(call: Call, *, chat_id: ChatId) -> str:
    """exportChatInviteLink: a new primary link; the one before is revoked."""
    group = _group(call, chat_id)
    for link in group.links.values():
        if link["is_primary"]:
            link["is_revoked"] = True
    return str(group.new_link(call.world.bot.user(), is_primary=True)["invite_link"])


@method(returns="ChatInviteLink")
def create_chat_invite_link(
    call: Call,
    *,
    chat_id: ChatId,
    name: str = "",
    expire_date: int = 0,
    member_limit: int = 0,
    creates_join_request: bool = False,
) -> Json:
    """createChatInviteLink."""
    group = _group(call, chat_id)
    given = _terms(name, expire_date, member_limit, creates_join_request=creates_join_request)
    return group.new_link(call.world.bot.user(), **given)


@method(returns="ChatInviteLink")
def edit_chat_invite_link(
    call: Call,
    *,
    chat_id: ChatId,
    invite_link: str,
    name: str = "",
    expire_date: int = 0,
    member_limit: int = 0,
    creates_join_request: bool = False,
) -> Json:
    """editChatInviteLink: of a link that is not the primary one."""
    link = _link(_group(call, chat_id), invite_link)
    if link["is_primary"]:
        raise bad_request("INVITE_HASH_INVALID")
    for field in ("name", "expire_date", "member_limit"):
        link.pop(field, None)
    link |= _terms(name, expire_date, member_limit, creates_join_request=creates_join_request)
    return link


@method(returns="ChatInviteLink")
def revoke_chat_invite_link(call: Call, *, chat_id: ChatId, invite_link: str) -> Json:
    """revokeChatInviteLink."""
    link = _link(_group(call, chat_id), invite_link)
    link["is_revoked"] = True
    return link


@method(returns="Boolean")
def approve_chat_join_request(call: Call, *, chat_id: ChatId, user_id: int) -> bool:
    """approveChatJoinRequest."""
    group = _asked(call, chat_id, user_id)
    link = group.links.get(group.requests.pop(user_id))
    user = call.world.person(user_id).user()
    call.world.membership.set_status(group, user_id, "member", by=call.world.bot.user(), invite_link=link)
    call.world.announce(group, user, {"new_chat_members": [user]})
    return True


@method(returns="Boolean")
def decline_chat_join_request(call: Call, *, chat_id: ChatId, user_id: int) -> bool:
    """declineChatJoinRequest."""
    del _asked(call, chat_id, user_id).requests[user_id]
    return True


def _terms(name: str, expire_date: int, member_limit: int, *, creates_join_request: bool) -> Json:
    if len(name) > _MAX_NAME:
        raise bad_request("invite link name is too long")
    if not 0 <= member_limit <= _MAX_MEMBERS:
        raise bad_request("member limit is out of range")
    if creates_join_request and member_limit:
        raise bad_request("member limit can't be specified for links requiring administrator approval")
    given = {"name": name, "expire_date": expire_date, "member_limit": member_limit}
    return {key: value for key, value in given.items() if value} | {"creates_join_request": creates_join_request}


def _link(group: Group, address: str) -> Json:
    link = group.links.get(address)
    if link is None:
        raise bad_request("INVITE_HASH_INVALID")
    if link["is_revoked"]:
        raise bad_request("INVITE_HASH_EXPIRED")
    return link


def _asked(call: Call, chat_id: ChatId, user_id: int) -> Group:
    group = _group(call, chat_id)
    if user_id not in group.requests:
        raise bad_request("HIDE_REQUESTER_MISSING")
    return group
