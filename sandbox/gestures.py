"""What people do to messages that are there already: change them, pass them on, react to them, share a contact."""

from sandbox.entities import FormattedText, tidy
from sandbox.errors import NotHere, TelegramError, WrongStep
from sandbox.events import Json
from sandbox.forwards import CONTENT, forwarded
from sandbox.groups import Group, bot_hears
from sandbox.reactions import checked_reaction, react
from sandbox.world import MAX_TEXT, World


def edits(world: World, person_id: int, message_id: int, text: str, chat_id: int | None = None) -> Json:
    """The person changes the text of their own message; the bot hears of it as it heard of the message."""
    chat = world.chat_of(person_id, chat_id)
    message = chat.messages.get(message_id)
    if message is None or message["from"]["id"] != person_id or "text" not in message:
        raise WrongStep("people can change only texts of their own")
    formatted = tidy(FormattedText(text))
    if not formatted.text or len(formatted.text) > MAX_TEXT:
        raise WrongStep(f"text must have 1-{MAX_TEXT} characters")
    rest = {key: value for key, value in message.items() if key not in {"text", "entities"}}
    entities = {"entities": formatted.entities} if formatted.entities else {}
    edited = world.edit(chat.id, {**rest, "text": formatted.text, **entities})
    if not isinstance(chat, Group) or bot_hears(chat, world.bot, edited):
        world.updates.add("edited_message", edited)
    return edited


def forwards(world: World, person_id: int, message_id: int, from_chat_id: int, chat_id: int | None = None) -> Json:
    """The person passes on a message of one of their chats."""
    source = _message(world, person_id, from_chat_id, message_id)
    if not any(field in source for field in CONTENT):
        raise WrongStep("this message cannot be forwarded")
    if source.get("has_protected_content"):
        raise WrongStep("the bot has forbidden to forward this message")
    return world.arrives(person_id, forwarded(source), None, chat_id)


def reacts(world: World, person_id: int, message_id: int, emoji: str | None, chat_id: int | None = None) -> None:
    """The person puts a reaction under a message, or takes theirs away; the bot is told where it asked for that."""
    chat = world.chat_of(person_id, chat_id)
    message = _message(world, person_id, chat.id, message_id)
    try:
        new = [checked_reaction({"type": "emoji", "emoji": emoji})] if emoji else []
    except TelegramError:
        raise WrongStep("this is no emoji to react with") from None
    old = react(world, chat, message_id, person_id, new)
    if old == new or (isinstance(chat, Group) and not bot_hears(chat, world.bot, message)):
        return
    user = world.person(person_id).user()
    told: Json = {"chat": chat.info(), "message_id": message_id, "user": user, "date": world.now()}
    world.updates.add("message_reaction", {**told, "old_reaction": old, "new_reaction": new})


def _message(world: World, person_id: int, chat_id: int, message_id: int) -> Json:
    if chat_id > 0 and chat_id != person_id:
        raise WrongStep("this is somebody else's chat")
    chat = world.chats.get(chat_id)
    message = chat.messages.get(message_id) if chat else None
    if message is None:
        raise NotHere(f"there is no message {message_id}")
    return message
