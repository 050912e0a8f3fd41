"""Answering presses, and fetching the files that people send."""

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.files import MAX_DOWNLOAD_BYTES
from sandbox.methods.registry import method
from sandbox.parameters import Call

_MAX_ANSWER = 200


@method(returns="Boolean")
def answer_callback_query(
    call: Call,
    *,
    callback_query_id: str,
    text: str = "",
    show_alert: bool = False,
    url: str | None = None,
) -> bool:
    """answerCallbackQuery: a press can be answered once."""
    query = call.world.open_query(callback_query_id)
    if query is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(text) > _MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    call.world.answer(query, text.strip() or None, url, show_alert=show_alert)
    return True


@method(returns="File")
def get_file(call: Call, *, file_id: str) -> Json:
    """getFile."""
    file = call.world.files.get(file_id)
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": file.path,
    }
