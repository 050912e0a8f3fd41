"""Methods that send a file."""

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.files import FileKind
from sandbox.methods.attachments import attachment, media_content
from sandbox.methods.delivery import deliver
from sandbox.methods.registry import method
from sandbox.parameters import Call, ChatId, InputFile


async def _send(call: Call, chat_id: ChatId, kind: FileKind, file: InputFile) -> Json:
    """The Bot API Message; caption, duration and the like are read from the call. Raises `TelegramError`."""
    given = attachment(call, kind, file)
    call.world.chat_for_bot(chat_id)  # before the file is kept
    return deliver(call, chat_id, await media_content(call, given))


@method(returns="Message")
async def send_photo(call: Call, *, chat_id: ChatId, photo: InputFile) -> Json:
    """sendPhoto."""
    return await _send(call, chat_id, "photo", photo)


@method(returns="Message")
async def send_document(call: Call, *, chat_id: ChatId, document: InputFile) -> Json:
    """sendDocument: a GIF becomes an animation, unless the bot says that it must not."""
    return await _send(call, chat_id, "document", document)


@method(returns="Message")
async def send_audio(call: Call, *, chat_id: ChatId, audio: InputFile) -> Json:
    """sendAudio."""
    return await _send(call, chat_id, "audio", audio)


@method(returns="Message")
async def send_voice(call: Call, *, chat_id: ChatId, voice: InputFile) -> Json:
    """sendVoice."""
    return await _send(call, chat_id, "voice", voice)


@method(returns="Message")
async def send_video(call: Call, *, chat_id: ChatId, video: InputFile) -> Json:
    """sendVideo."""
    return await _send(call, chat_id, "video", video)


@method(returns="Message")
async def send_animation(call: Call, *, chat_id: ChatId, animation: InputFile) -> Json:
    """sendAnimation."""
    return await _send(call, chat_id, "animation", animation)


@method(returns="Message")
async def send_video_note(call: Call, *, chat_id: ChatId, video_note: InputFile) -> Json:
    """sendVideoNote."""
    return await _send(call, chat_id, "video_note", video_note)


@method(returns="Message")
async def send_sticker(call: Call, *, chat_id: ChatId, sticker: InputFile) -> Json:
    """sendSticker."""
    return await _send(call, chat_id, "sticker", sticker)


@method(returns="Message")
def send_paid_media(call: Call, *, chat_id: ChatId, star_count: int, media: list[Json]) -> Json:
    """sendPaidMedia: payments are left out of the sandbox."""
    call.world.chat_for_bot(chat_id)
    raise bad_request(f"the sandbox has no payments: {len(media)} files for {star_count} stars could not be sold")
