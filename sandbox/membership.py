"""Who comes into a group and goes, what they may do there, and what the bot is told of it."""

from typing import TYPE_CHECKING

from sandbox.errors import WrongStep
from sandbox.events import Json
from sandbox.groups import GROUP_TYPES, Group, GroupType, Member, Status, usual_rights

if TYPE_CHECKING:
    from sandbox.world import World

MAX_TITLE = 128
MAX_GROUPS = 1_000
_FIRST_GROUP = -1_001_000_000_001
_FIRST_BASIC = -5_001


class Membership:
    """Changes who is in the groups of a `World`."""

    def __init__(self, world: "World") -> None:
        self._world = world

    @property
    def groups(self) -> list[Group]:
        """All groups, oldest first."""
        return [chat for chat in self._world.chats.values() if isinstance(chat, Group)]

    def new_group(
        self,
        title: str,
        member_ids: list[int],
        type: GroupType = "supergroup",  # noqa: A002 - Telegram's word
        bot_status: Status = "member",
        *,
        is_forum: bool = False,
    ) -> Group:
        """A group of these people, made by the first of them, who adds the bot; raises `WrongStep`."""
        if not title.strip() or len(title) > MAX_TITLE:
            raise WrongStep(f"title must have 1-{MAX_TITLE} characters")
        if type not in GROUP_TYPES:
            raise WrongStep(f"type must be one of {', '.join(GROUP_TYPES)}")
        if bot_status not in {"member", "administrator", "left"}:
            raise WrongStep("bot_status must be member, administrator or left")
        if not member_ids:
            raise WrongStep("a group must have somebody in it")
        if len(self.groups) >= MAX_GROUPS:
            raise WrongStep(f"there are {MAX_GROUPS} groups already")
        people = [self._world.person(one) for one in dict.fromkeys(member_ids)]
        same_type = sum(group.type == type for group in self.groups)
        number = (_FIRST_GROUP if type == "supergroup" else _FIRST_BASIC) - same_type
        group = Group(number, title.strip(), type, is_forum=is_forum and type == "supergroup")
        for number_there, person in enumerate(people):
            group.members[person.id] = Member(person.user(), "member" if number_there else "creator")
        self._world.chats[group.id] = group
        if bot_status != "left":
            self.set_status(group, self._world.bot.id, bot_status, by=people[0].user())
            self._world.announce(group, people[0].user(), {"new_chat_members": [self._world.bot.user()]})
        self.publish(group)
        return group

    def joins(self, group: Group, person_id: int, link: str | None = None) -> None:
        """The person comes in, by this invite link or without one; raises `WrongStep` where they may not."""
        user = self._world.person(person_id).user()
        self.lapse(group)
        member = group.members.get(person_id)
        if member is not None and member.is_here:
            raise WrongStep("this person is in the group already")
        if member is not None and member.status == "kicked":
            raise WrongStep("this person was removed from the group")
        found = group.links.get(link) if link else None
        if link and (found is None or found["is_revoked"] or self._expired(found)):
            raise WrongStep("this invite link does not work")
        if found and found["creates_join_request"]:
            group.requests[person_id] = found["invite_link"]
            asked = {"chat": group.info(), "from": user, "user_chat_id": person_id, "date": self._world.now()}
            self._world.updates.add("chat_join_request", {**asked, "invite_link": found})
            return
        self.set_status(group, person_id, "member", by=user, invite_link=found)
        self._world.announce(group, user, {"new_chat_members": [user]})

    def leaves(self, group: Group, person_id: int) -> None:
        """The person goes; raises `WrongStep` when they are not there."""
        user = self._world.person(person_id).user()
        if person_id not in group.members or not group.members[person_id].is_here:
            raise WrongStep("this person is not in the group")
        self._world.announce(group, user, {"left_chat_member": user})
        self.set_status(group, person_id, "left", by=user)

    def set_status(
        self,
        group: Group,
        user_id: int,
        status: Status,
        *,
        by: Json,
        allowed: dict[str, bool] | None = None,
        until: int = 0,
        invite_link: Json | None = None,
    ) -> None:
        """Change what somebody is in a group; `by` is the `User` who does it. The bot is told where it may know."""
        world = self._world
        user = world.bot.user() if user_id == world.bot.id else world.person(user_id).user()
        member = group.members.setdefault(user_id, Member(user))
        before = member.info()
        was_here = member.is_here
        member.status, member.until = status, until
        member.allowed = allowed if allowed is not None else usual_rights() if status == "administrator" else {}
        member.is_member = was_here if status == "restricted" else True
        if status not in {"creator", "administrator"}:
            member.custom_title = ""
        after = member.info()
        if after == before:
            return
        told: Json = {"chat": group.info(), "from": by, "date": world.now()}
        told |= {"old_chat_member": before, "new_chat_member": after}
        if invite_link:
            told["invite_link"] = invite_link
        if user_id == world.bot.id:
            world.updates.add("my_chat_member", told)
        elif group.members.get(world.bot.id, Member({})).status == "administrator":
            world.updates.add("chat_member", told)
        self.publish(group)

    def lapse(self, group: Group) -> None:
        """End the bans and restrictions whose time is over; the bot is not told, as in Telegram."""
        now = self._world.now()
        for member in group.members.values():
            if 0 < member.until <= now and member.status in {"kicked", "restricted"}:
                member.status = "left" if member.status == "kicked" or not member.is_member else "member"
                member.until, member.allowed, member.is_member = 0, {}, True

    def publish(self, group: Group) -> None:
        """Tell the page of a group that is new or has changed."""
        self._world.events.publish("group", group=group.control(self._world.bot.id))

    def _expired(self, link: Json) -> bool:
        return 0 < int(link.get("expire_date", 0)) < self._world.now()
