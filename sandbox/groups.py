"""Groups and supergroups: who is in them and what they may do there."""

import secrets
from dataclasses import dataclass, field
from typing import Literal, get_args

from sandbox.chats import Chat
from sandbox.events import Json
from sandbox.people import Bot

GroupType = Literal["group", "supergroup"]
GROUP_TYPES: tuple[GroupType, ...] = get_args(GroupType)
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]
PERMISSIONS = (
    *("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos"),
    *("can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages"),
    *("can_add_web_page_previews", "can_react_to_messages", "can_edit_tag"),
    *("can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics"),
)
"""The fields of `ChatPermissions`: what members may do."""
RIGHTS = (
    *("is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories"),
    *("can_delete_stories", "can_pin_messages", "can_manage_topics", "can_manage_tags", "can_send_welcome_messages"),
)
"""The fields of `ChatAdministratorRights` in groups: what administrators may do."""
_NOT_BY_DEFAULT = {"is_anonymous", "can_manage_video_chats", "can_promote_members"}
_HERE: set[Status] = {"creator", "administrator", "member", "restricted"}


@dataclass(slots=True)
class Member:
    """Somebody who is, or was, in a group."""

    user: Json
    """The Bot API `User`."""
    status: Status = "left"
    allowed: dict[str, bool] = field(default_factory=dict)
    """Rights of an administrator, or permissions of somebody restricted."""
    until: int = 0
    """Unix seconds at which a restriction or ban ends; 0: never."""
    custom_title: str = ""
    tag: str = ""
    is_member: bool = True
    """Somebody restricted may have left."""

    @property
    def is_here(self) -> bool:
        """In the group now."""
        return self.status in _HERE and self.is_member

    def info(self) -> Json:
        """The Bot API `ChatMember`."""
        info: Json = {"user": self.user, "status": self.status}
        title = {"custom_title": self.custom_title} if self.custom_title else {}
        tag = {"tag": self.tag} if self.tag else {}
        match self.status:
            case "creator":
                return {**info, "is_anonymous": False, **title}
            case "administrator":
                rights = {right: self.allowed.get(right, False) for right in RIGHTS}
                return {**info, "can_be_edited": True, **rights, **title}
            case "restricted":
                permissions = {one: self.allowed.get(one, False) for one in PERMISSIONS}
                return {**info, **tag, "is_member": self.is_member, **permissions, "until_date": self.until}
            case "kicked":
                return {**info, "until_date": self.until}
        return {**info, **tag}


def usual_rights() -> dict[str, bool]:
    """What an administrator may do where nothing else was said."""
    return {right: right not in _NOT_BY_DEFAULT for right in RIGHTS}


@dataclass(slots=True)
class Group(Chat):
    """A group or supergroup; the bot is one of its members, or was, or never."""

    number: int
    title: str
    type: GroupType = "supergroup"
    username: str | None = None
    description: str = ""
    photo: Json | None = None
    is_forum: bool = False
    sticker_set: str = ""
    members: dict[int, Member] = field(default_factory=dict)
    """By the id of the user, those who left and those who were removed as well."""
    permissions: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(PERMISSIONS, True))
    links: dict[str, Json] = field(default_factory=dict)
    """Invite links as `ChatInviteLink`, by their address."""
    requests: dict[int, str] = field(default_factory=dict)
    """Who asks to be let in, with the link they used."""
    topics: dict[int, Json] = field(default_factory=dict)
    """`ForumTopic` by `message_thread_id`, with `is_closed` and `is_hidden` beside its fields; 1 is "General"."""
    banned_chats: set[int] = field(default_factory=set)

    @property
    def id(self) -> int:
        """Negative; that of a supergroup begins with -100."""
        return self.number

    def info(self) -> Json:
        """The Bot API `Chat`."""
        info: Json = {"id": self.number, "type": self.type, "title": self.title}
        if self.username:
            info["username"] = self.username
        return {**info, "is_forum": True} if self.is_forum else info

    def full_info(self) -> Json:
        """What belongs to groups in `ChatFullInfo`."""
        info: Json = {"permissions": self.permissions, "join_to_send_messages": True}
        primary = next((link for link in self.links.values() if link["is_primary"] and not link["is_revoked"]), None)
        known = {
            "description": self.description,
            "photo": self.photo,
            "invite_link": primary and primary["invite_link"],
            "sticker_set_name": self.sticker_set,
        }
        return info | {name: value for name, value in known.items() if value}

    def here(self) -> list[Member]:
        """Those who are in it now."""
        return [member for member in self.members.values() if member.is_here]

    def administrators(self) -> list[Member]:
        """The owner and those who were promoted."""
        return [member for member in self.here() if member.status in {"creator", "administrator"}]

    def may(self, user_id: int, what: str) -> bool:
        """Whether somebody has a right of administrators, or a permission of members."""
        member = self.members.get(user_id)
        if member is None or not member.is_here:
            return False
        match member.status:
            case "creator":
                return True
            case "administrator":
                return member.allowed.get(what, what in PERMISSIONS and what not in RIGHTS)
            case "restricted":
                return member.allowed.get(what, False) and self.permissions.get(what, False)
        return self.permissions.get(what, False)

    def has_right(self, user_id: int, right: str) -> bool:
        """Whether somebody may do this as an administrator: what all members may do gives bots no right."""
        member = self.members.get(user_id)
        return member is not None and member.status in {"creator", "administrator"} and self.may(user_id, right)

    def new_link(self, creator: Json, **given: object) -> Json:
        """A `ChatInviteLink` that nobody had before."""
        link: Json = {
            "invite_link": f"https://t.me/+{secrets.token_urlsafe(12)}",
            "creator": creator,
            "creates_join_request": False,
            "is_primary": False,
            "is_revoked": False,
            **given,
        }
        self.links[link["invite_link"]] = link
        return link

    def control(self, bot_id: int) -> Json:
        """The control API's Group."""
        bot = self.members.get(bot_id)
        return {
            "id": self.number,
            "title": self.title,
            "type": self.type,
            "username": self.username,
            "description": self.description,
            "member_ids": [member.user["id"] for member in self.here() if not member.user["is_bot"]],
            "bot_status": bot.status if bot else "left",
        }


def bot_hears(group: Group, bot: Bot, message: Json) -> bool:
    """Whether the bot is told of this message, by what its privacy mode leaves it.

    An administrator hears everything; another member commands that are not for other bots, replies to itself, what was
    sent through its inline mode, and service messages (core.telegram.org/bots/features#privacy-mode).
    """
    member = group.members.get(bot.id)
    if member is None or not member.is_here:
        return False
    if member.status == "administrator" or bot.can_read_all_group_messages:
        return True
    if message.get("via_bot", {}).get("id") == bot.id:
        return True
    if message.get("reply_to_message", {}).get("from", {}).get("id") == bot.id:
        return True
    text = str(message.get("text", message.get("caption", "")))
    if not (_SAID & message.keys()):
        return True
    command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
    return bool(command) and command.partition("@")[2].lower() in {"", bot.username.lower()}


_SAID = {
    *("text", "photo", "document", "sticker", "voice", "audio", "video", "animation", "video_note"),
    *("location", "venue", "contact", "poll", "dice"),
}
"""Fields of messages that people write, none of which a service message has."""
