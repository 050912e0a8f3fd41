"""What all methods share that put something new into a chat: where it goes, to what it replies, what hangs under it."""

from dataclasses import dataclass

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.groups import Group
from sandbox.keyboards import reply_markup as checked_markup
from sandbox.parameters import Call, ChatId, declared, values


@dataclass(frozen=True, slots=True)
class _Terms:
    """The parameters of a message that are not its content."""

    markup: Json | None
    reply_to: Json
    fields: Json
    """What they leave in the message."""


def deliver(call: Call, chat_id: ChatId, content: Json) -> Json:
    """Put the bot's new message into a chat: the Bot API Message; raises `TelegramError`."""
    chat = call.world.chat_for_bot(chat_id)
    terms = _terms(call, **values(_TERMS, call))
    thread = terms.fields.get("message_thread_id")
    if thread:
        if not isinstance(chat, Group) or thread not in chat.topics:
            raise bad_request("message thread not found")
        if chat.topics[thread].get("is_closed") and not chat.has_right(call.world.bot.id, "can_manage_topics"):
            raise bad_request("TOPIC_CLOSED")
    reply_to = None
    if terms.reply_to:
        given = str(terms.reply_to.get("message_id"))
        reply_to = next((number for number in chat.messages if str(number) == given), None)
        if reply_to is None and not terms.reply_to.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
    return call.world.send(call.world.chat_id(chat_id), {**content, **terms.fields}, terms.markup, reply_to)


def _terms(
    call: Call,  # noqa: ARG001 - as the functions of methods
    *,
    message_thread_id: int | None = None,
    business_connection_id: str | None = None,
    disable_notification: bool = False,  # noqa: ARG001 - nobody hears it here
    protect_content: bool = False,
    message_effect_id: str | None = None,
    reply_parameters: Json | None = None,
    reply_to_message_id: int | None = None,
    allow_sending_without_reply: bool = False,
    reply_markup: Json | None = None,
) -> _Terms:
    if business_connection_id:
        raise bad_request("business connection not found")
    fields: Json = {}
    if protect_content:
        fields["has_protected_content"] = True
    if message_effect_id:
        fields["effect_id"] = message_effect_id
    if message_thread_id:
        fields["message_thread_id"] = message_thread_id
    former: Json = {"message_id": reply_to_message_id, "allow_sending_without_reply": allow_sending_without_reply}
    reply_to = reply_parameters or (former if reply_to_message_id else {})
    return _Terms(checked_markup(reply_markup), reply_to, fields)


_TERMS = declared(_terms)
