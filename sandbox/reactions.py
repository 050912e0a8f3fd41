"""Reactions under messages."""

from typing import TYPE_CHECKING

from sandbox.chats import Chat
from sandbox.errors import bad_request
from sandbox.events import Json

if TYPE_CHECKING:
    from sandbox.world import World

_EMOJI = """
❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥
🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨
🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""
EMOJI = frozenset(_EMOJI.split())
"""What everybody may react with (core.telegram.org/bots/api#reactiontypeemoji)."""


def checked_reaction(given: Json) -> Json:
    """A `ReactionType`; raises `TelegramError`."""
    match given.get("type"):
        case "emoji" if str(given.get("emoji", "")).replace("\ufe0f", "") in EMOJI:
            return {"type": "emoji", "emoji": given["emoji"]}
        case "custom_emoji" if str(given.get("custom_emoji_id", "")).isdigit():
            return {"type": "custom_emoji", "custom_emoji_id": given["custom_emoji_id"]}
    raise bad_request("REACTION_INVALID")


def react(world: "World", chat: Chat, message_id: int, user_id: int, reaction: list[Json]) -> list[Json]:
    """Put somebody's reactions under a message in place of those they had, which are returned; none take them away."""
    under = chat.reactions.setdefault(message_id, {})
    before = under.pop(user_id, [])
    if reaction:
        under[user_id] = reaction
    shown = [{"user_id": user, "reaction": given} for user, given in under.items()]
    world.events.publish("reactions", chat_id=chat.id, message_id=message_id, reactions=shown)
    return before
