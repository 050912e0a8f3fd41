"""Groups: who is in them, what the bot hears, and what it may do there, over HTTP."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sandbox import Person, Sandbox
from sandbox.groups import Group

Call = Callable[..., Awaitable[Any]]


@pytest.fixture
def parent(tg: Sandbox) -> Person:
    return tg.person(language="ru")


@pytest.fixture
async def group(tg: Sandbox, pupil: Person, parent: Person, call: Call) -> Group:
    """A supergroup of the two with the bot as an ordinary member, which knows of it."""
    await call(
        "getUpdates", offset=-1, allowed_updates=["message", "chat_member", "my_chat_member", "chat_join_request"]
    )
    group = tg.group("9 «А»", pupil, parent)
    tg.world.updates.drop()
    return group


async def heard(call: Call) -> list[Any]:
    """What the bot is told of since it asked last, by type."""
    updates = await call("getUpdates")
    if updates:
        await call("getUpdates", offset=updates[-1]["update_id"] + 1)
    return [(kind, one) for update in updates for kind, one in update.items() if kind != "update_id"]


async def test_a_bot_that_is_added_is_told_so_and_sees_the_group(tg: Sandbox, pupil: Person, call: Call) -> None:
    group = tg.group("Сынып", pupil, type="group")
    (_, added), (_, service) = await heard(call)
    assert (added["old_chat_member"]["status"], added["new_chat_member"]["status"]) == ("left", "member")
    assert service["new_chat_members"] == [tg.world.bot.user()]
    assert service["chat"] == {"id": group.id, "type": "group", "title": "Сынып"}
    card = await call("getChat", chat_id=group.id)
    assert (card["title"], card["permissions"]["can_send_polls"]) == ("Сынып", True)
    assert await call("getChatMemberCount", chat_id=group.id) == 2
    assert [one["status"] for one in await call("getChatAdministrators", chat_id=group.id)] == ["creator"]


async def test_privacy_mode_leaves_commands_and_replies(group: Group, pupil: Person, call: Call, tg: Sandbox) -> None:
    sent = await call("sendMessage", chat_id=group.id, text="?")
    said = tg.world.says
    said(pupil.id, "бәріне сәлем", None, group.id)
    said(pupil.id, "/help@other_bot", None, group.id)
    said(pupil.id, f"/start@{tg.world.bot.username} x", None, group.id)
    said(pupil.id, "/free", None, group.id)
    said(pupil.id, "иә", sent["message_id"], group.id)
    assert [one["text"] for _, one in await heard(call)] == [f"/start@{tg.world.bot.username} x", "/free", "иә"]
    assert len(pupil.at(group).messages) == 7
    tg.world.membership.set_status(group, tg.world.bot.id, "administrator", by=pupil_user(tg, pupil))
    said(pupil.id, "бәріне сәлем", None, group.id)
    assert (await heard(call))[-1][1]["text"] == "бәріне сәлем"


async def test_what_needs_rights_is_refused_until_the_bot_has_them(
    tg: Sandbox, group: Group, parent: Person, pupil: Person, call: Call, refusal: Call
) -> None:
    of = {"chat_id": group.id, "user_id": parent.id}
    assert await refusal("banChatMember", **of) == "Bad Request: not enough rights to restrict/unrestrict chat member"
    assert await refusal("setChatTitle", chat_id=group.id, title="x") == (
        "Bad Request: not enough rights to change chat title"
    )
    tg.world.membership.set_status(group, tg.world.bot.id, "administrator", by=pupil_user(tg, pupil))
    await heard(call)
    assert await refusal("banChatMember", chat_id=group.id, user_id=pupil.id) == "Bad Request: can't remove chat owner"
    assert (
        await refusal("banChatMember", chat_id=group.id, user_id=tg.world.bot.id) == "Bad Request: can't restrict self"
    )
    assert await refusal("banChatMember", chat_id=pupil.id, user_id=1) == (
        "Bad Request: method is available only for groups, supergroups and channels"
    )
    assert await call("banChatMember", **of) is True
    (_, gone), (kind, changed) = await heard(call)
    assert (gone["left_chat_member"]["id"], kind) == (parent.id, "chat_member")
    assert (changed["old_chat_member"]["status"], changed["new_chat_member"]["status"]) == ("member", "kicked")
    with pytest.raises(Exception, match="may not write"):
        tg.world.says(parent.id, "?", None, group.id)
    assert (await call("getChatMember", **of))["status"] == "kicked"
    assert await call("unbanChatMember", **of, only_if_banned=True) is True
    tg.world.membership.joins(group, parent.id)
    assert await call("restrictChatMember", **of, permissions={"can_send_messages": False}) is True
    with pytest.raises(Exception, match="may not write"):
        tg.world.says(parent.id, "?", None, group.id)
    assert await refusal("promoteChatMember", **of, can_pin_messages=True) == (
        "Bad Request: not enough rights to promote/demote chat member"
    )
    assert await call("setChatTitle", chat_id=group.id, title="9 «Ә»") is True
    assert (await heard(call))[-1][1]["new_chat_title"] == "9 «Ә»"


async def test_a_bot_that_was_put_out_may_not_write(
    tg: Sandbox, group: Group, pupil: Person, call: Call, refusal: Call
) -> None:
    tg.world.membership.set_status(group, tg.world.bot.id, "kicked", by=pupil_user(tg, pupil))
    assert (await heard(call))[-1][1]["new_chat_member"]["status"] == "kicked"
    for method, more in (("sendMessage", {"text": "a"}), ("getChat", {}), ("leaveChat", {})):
        assert await refusal(method, chat_id=group.id, **more) == "Forbidden: bot was kicked from the supergroup chat"
    left = tg.group("Басқа", pupil)
    assert await call("leaveChat", chat_id=left.id) is True
    assert await refusal("sendMessage", chat_id=left.id, text="a") == (
        "Forbidden: bot is not a member of the supergroup chat"
    )


async def test_invite_links_let_people_in_or_make_them_ask(
    tg: Sandbox, group: Group, pupil: Person, call: Call, refusal: Call
) -> None:
    tg.world.membership.set_status(group, tg.world.bot.id, "administrator", by=pupil_user(tg, pupil))
    await heard(call)
    first, second = [await call("exportChatInviteLink", chat_id=group.id) for _ in range(2)]
    assert re.fullmatch(r"https://t\.me/\+[\w-]+", second)
    newcomer, other = tg.person(), tg.person()
    with pytest.raises(Exception, match="does not work"):
        tg.world.membership.joins(group, newcomer.id, first)
    tg.world.membership.joins(group, newcomer.id, second)
    assert "new_chat_members" in (await heard(call))[-1][1]
    asking = await call("createChatInviteLink", chat_id=group.id, name="ата-аналар", creates_join_request=True)
    tg.world.membership.joins(group, other.id, asking["invite_link"])
    ((kind, request),) = await heard(call)
    assert (kind, request["from"]["id"], request["invite_link"]["name"]) == (
        "chat_join_request",
        other.id,
        "ата-аналар",
    )
    whom = {"chat_id": group.id, "user_id": other.id}
    assert (await call("getChatMember", **whom))["status"] == "left"
    assert await call("approveChatJoinRequest", **whom) is True
    assert await refusal("declineChatJoinRequest", **whom) == "Bad Request: HIDE_REQUESTER_MISSING"
    assert (await call("getChatMember", **whom))["status"] == "member"
    revoked = await call("revokeChatInviteLink", chat_id=group.id, invite_link=asking["invite_link"])
    assert revoked["is_revoked"]


async def test_topics_of_a_forum(tg: Sandbox, pupil: Person, call: Call, refusal: Call) -> None:
    forum = tg.world.membership.new_group("Форум", [pupil.id], bot_status="administrator", is_forum=True)
    topic = await call("createForumTopic", chat_id=forum.id, name="Колледждер")
    where = {"chat_id": forum.id, "message_thread_id": topic["message_thread_id"]}
    assert (await call("sendMessage", **where, text="a"))["message_thread_id"] == topic["message_thread_id"]
    assert await refusal("sendMessage", **{**where, "message_thread_id": 999}, text="a") == (
        "Bad Request: message thread not found"
    )
    assert await call("closeForumTopic", **where) is True
    assert await refusal("closeForumTopic", **where) == "Bad Request: TOPIC_NOT_MODIFIED"
    assert await call("editForumTopic", **where, name="Мамандықтар") is True
    assert await call("deleteForumTopic", **where) is True
    assert not [one for one in forum.messages.values() if one.get("message_thread_id") == topic["message_thread_id"]]
    assert await refusal(
        "createForumTopic", chat_id=tg.group("Топ", pupil, bot_status="administrator").id, name="a"
    ) == ("Bad Request: the chat is not a forum")


async def test_forwards_and_copies(tg: Sandbox, group: Group, pupil: Person, call: Call, refusal: Call) -> None:
    tg.world.says(pupil.id, "бірінші")
    tg.world.says(pupil.id, "екінші")
    there = {"chat_id": group.id, "from_chat_id": pupil.id}
    forward = await call("forwardMessage", **there, message_id=2)
    assert (forward["text"], forward["forward_origin"]["sender_user"]["id"]) == ("бірінші", pupil.id)
    again = await call("forwardMessage", chat_id=pupil.id, from_chat_id=group.id, message_id=forward["message_id"])
    assert again["forward_origin"] == forward["forward_origin"]
    copies = await call("copyMessages", **there, message_ids=[2, 3, 77])
    assert [group.messages[one["message_id"]]["text"] for one in copies] == ["бірінші", "екінші"]
    assert len(await call("forwardMessages", **there, message_ids=[2, 3])) == 2
    assert await refusal("copyMessages", **there, message_ids=[3, 2]) == (
        "Bad Request: message identifiers must be in a strictly increasing order"
    )
    secret = await call("sendMessage", chat_id=pupil.id, text="құпия", protect_content=True)
    assert "protected content" in await refusal("forwardMessage", **there, message_id=secret["message_id"])


async def test_people_edit_react_and_forward(
    tg: Sandbox, group: Group, pupil: Person, call: Call, control: Call
) -> None:
    await call("getUpdates", offset=-1, allowed_updates=["message", "edited_message", "message_reaction"])
    tg.world.updates.drop()
    mine = tg.world.says(pupil.id, "тегни")
    sent = await call("sendMessage", chat_id=pupil.id, text="жауап")
    path = f"/people/{pupil.id}"
    status, edited = await control(f"{path}/edits", {"message_id": mine["message_id"], "text": "тегін"})
    assert (status, edited["text"]) == (200, "тегін")
    assert (await control(f"{path}/edits", {"message_id": sent["message_id"], "text": "менікі"}))[0] == 400
    await control(f"{path}/reactions", {"message_id": sent["message_id"], "emoji": "👍"})
    assert (await control(f"{path}/reactions", {"message_id": sent["message_id"], "emoji": "x"}))[0] == 400
    await control(f"{path}/reactions", {"message_id": sent["message_id"], "emoji": None})
    forward = {"message_id": sent["message_id"], "from_chat_id": pupil.id, "chat_id": group.id}
    status, passed = await control(f"{path}/forwards", forward)
    assert (status, passed["forward_origin"]["sender_user"]["is_bot"]) == (200, True)
    kinds = await heard(call)
    assert [kind for kind, _ in kinds] == ["message", "edited_message", "message_reaction", "message_reaction"]
    assert [len(one["new_reaction"]) for kind, one in kinds if kind == "message_reaction"] == [1, 0]


async def test_groups_of_the_control_api(pupil: Person, parent: Person, control: Call) -> None:
    wanted = {"title": "9 «Б»", "type": "group", "member_ids": [pupil.id], "bot_status": "administrator"}
    status, group = await control("/groups", wanted)
    assert (status, group["bot_status"], group["member_ids"]) == (200, "administrator", [pupil.id])
    wrongs: list[dict[str, Any]] = [
        {"title": ""},
        {"type": "channel"},
        {"member_ids": []},
        {"member_ids": [1]},
        {"bot_status": "owner"},
    ]
    for wrong in wrongs:
        assert (await control("/groups", {**wanted, **wrong}))[0] in {400, 404}
    path = f"/groups/{group['id']}"
    assert (await control(f"{path}/members", {"person_id": parent.id, "step": "joins"}))[1]["member_ids"][
        -1
    ] == parent.id
    assert (await control(f"{path}/members", {"person_id": parent.id, "step": "joins"}))[0] == 400
    said = {"text": "сәлем", "chat_id": group["id"]}
    assert (await control(f"/people/{parent.id}/messages", said))[1]["chat"]["id"] == group["id"]
    assert (await control(f"{path}/members", {"person_id": parent.id, "step": "leaves"}))[0] == 200
    assert (await control(f"/people/{parent.id}/messages", said))[0] == 400
    shown = (await control(path))[1]
    assert [next(iter(one.keys() & {"text", "new_chat_members", "left_chat_member"})) for one in shown["messages"]] == [
        "new_chat_members",
        "new_chat_members",
        "text",
        "left_chat_member",
    ]
    assert [one["title"] for one in (await control("/state"))[1]["groups"]] == ["9 «Б»"]


def pupil_user(tg: Sandbox, person: Person) -> dict[str, Any]:
    return tg.world.people[person.id].user()
