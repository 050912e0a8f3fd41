"""Forwarding and copying messages."""

from sandbox.errors import TelegramError, bad_request
from sandbox.events import Json
from sandbox.forwards import CONTENT, forwarded
from sandbox.methods.contents import CAPTION_FIELDS, MEDIA_FIELDS, caption_content, pick
from sandbox.methods.delivery import deliver
from sandbox.methods.registry import method
from sandbox.parameters import Call, ChatId

_MOST = 100


def _source(call: Call, from_chat_id: ChatId, message_id: int, what: str) -> Json:
    """The message to forward or to copy; raises `TelegramError`."""
    message = call.world.known_chat(from_chat_id).messages.get(message_id)
    if message is None:
        raise bad_request(f"message to {what} not found")
    if message.get("has_protected_content"):
        raise bad_request("message has protected content and can't be forwarded")
    if not pick(message, CONTENT):
        raise bad_request(f"message can't be {'copied' if what == 'copy' else 'forwarded'}")
    return message


@method(returns="Message")
def forward_message(call: Call, *, chat_id: ChatId, from_chat_id: ChatId, message_id: int) -> Json:
    """forwardMessage: with the word who wrote it first."""
    message = _source(call, from_chat_id, message_id, "forward")
    return deliver(call, chat_id, forwarded(message))


@method(returns="Array of MessageId")
def forward_messages(call: Call, *, chat_id: ChatId, from_chat_id: ChatId, message_ids: list[int]) -> list[Json]:
    """forwardMessages: those that are not there are passed over."""
    return [
        {"message_id": deliver(call, chat_id, forwarded(message))["message_id"]}
        for message in _sources(call, from_chat_id, message_ids, "forward")
    ]


@method(returns="MessageId")
def copy_message(
    call: Call,
    *,
    chat_id: ChatId,
    from_chat_id: ChatId,
    message_id: int,
    caption: str | None = None,
    parse_mode: str | None = None,
    caption_entities: list[Json] | None = None,
    show_caption_above_media: bool = False,
) -> Json:
    """copyMessage: the content without its sender and its keyboard."""
    message = _source(call, from_chat_id, message_id, "copy")
    content = pick(message, CONTENT)
    if caption is not None and pick(message, MEDIA_FIELDS):
        words = caption_content(caption, parse_mode, caption_entities, above=show_caption_above_media)
        content = {**pick(message, MEDIA_FIELDS), **words}
    return {"message_id": deliver(call, chat_id, content)["message_id"]}


@method(returns="Array of MessageId")
def copy_messages(
    call: Call,
    *,
    chat_id: ChatId,
    from_chat_id: ChatId,
    message_ids: list[int],
    remove_caption: bool = False,
) -> list[Json]:
    """copyMessages: those that are not there are passed over."""
    left = CAPTION_FIELDS if remove_caption else ()
    fields = tuple(field for field in CONTENT if field not in left)
    return [
        {"message_id": deliver(call, chat_id, pick(message, fields))["message_id"]}
        for message in _sources(call, from_chat_id, message_ids, "copy")
    ]


def _sources(call: Call, from_chat_id: ChatId, message_ids: list[int], what: str) -> list[Json]:
    if not message_ids:
        raise bad_request("message identifiers are not specified")
    if len(message_ids) > _MOST:
        raise bad_request("too many message identifiers specified")
    if sorted(set(message_ids)) != message_ids:
        raise bad_request("message identifiers must be in a strictly increasing order")
    call.world.known_chat(from_chat_id)
    found = []
    for message_id in message_ids:
        try:
            found.append(_source(call, from_chat_id, message_id, what))
        except TelegramError:
            continue
    if not found:
        raise bad_request(f"there are no messages to {what}")
    return found
