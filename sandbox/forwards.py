"""What of a message goes with it when it is forwarded."""

from sandbox.events import Json

CONTENT = (
    *("text", "entities", "link_preview_options", "caption", "caption_entities", "show_caption_above_media"),
    *("photo", "document", "sticker", "voice", "audio", "video", "animation", "video_note", "has_media_spoiler"),
    *("location", "venue", "contact", "poll", "dice"),
)
"""Fields that hold what a message says."""


def forwarded(message: Json) -> Json:
    """The content of a message as it stands in a forward: with its origin, without its keyboard."""
    content = {field: message[field] for field in CONTENT if field in message}
    return {**content, "forward_origin": origin_of(message)}


def origin_of(message: Json) -> Json:
    """The `MessageOrigin`: of what was forwarded already, the first one."""
    return message.get("forward_origin") or {
        "type": "user",
        "date": message["date"],
        "sender_user": message["from"],
    }
