"""The message that an editing method is about: in a chat, or sent by somebody through the bot's inline mode."""

from dataclasses import dataclass

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.forwards import CONTENT
from sandbox.methods.contents import pick
from sandbox.parameters import Call, ChatId, declared, values

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


@dataclass(frozen=True, slots=True)
class Target:
    """A message that the bot may edit."""

    call: Call
    message: Json
    is_inline: bool

    def change(self, content: Json, markup: Json | None) -> Json | bool:
        """Replace content and keyboard; a keyboard that is not given again is gone, as in Telegram.

        The edited Message, or True for one sent through inline mode. `markup` has been checked. Raises
        `TelegramError` when nothing would be different.
        """
        message = self.message
        if pick(message, CONTENT) == content and message.get("reply_markup") == markup:
            raise bad_request(_NOT_MODIFIED)
        rest = {key: value for key, value in message.items() if key not in CONTENT and key != "reply_markup"}
        keyboard = {"reply_markup": markup} if markup else {}
        edited = self.call.world.edit(message["chat"]["id"], {**rest, **content, **keyboard})
        return True if self.is_inline else edited


def target(call: Call) -> Target:
    """The message that the call names: there, the bot's own, without a reply keyboard; raises `TelegramError`."""
    return _target(call, **values(_TARGET, call))


def _target(
    call: Call,
    *,
    chat_id: ChatId | None = None,
    message_id: int | None = None,
    inline_message_id: str | None = None,
    business_connection_id: str | None = None,
) -> Target:
    if business_connection_id:
        raise bad_request("business connection not found")
    if not chat_id and not message_id:
        if not inline_message_id:
            raise bad_request("message identifier is not specified")
        return Target(call, _inline_message(call, inline_message_id), is_inline=True)
    if not chat_id:
        raise bad_request("chat_id is empty")
    if not message_id:
        raise bad_request("message identifier is not specified")
    chat = call.world.chat_for_bot(chat_id)
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if not message["from"]["is_bot"] or message_id in chat.locked:
        raise bad_request("message can't be edited")
    return Target(call, message, is_inline=False)


def _inline_message(call: Call, inline_message_id: str) -> Json:
    chat_id, message_id = call.world.inline.place(inline_message_id) or (0, 0)
    chat = call.world.chats.get(chat_id)
    message = chat.messages.get(message_id) if chat else None
    if message is None:
        raise bad_request("MESSAGE_ID_INVALID")
    return message


_TARGET = declared(_target)
