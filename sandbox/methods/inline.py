"""Answering what people type after the bot's name."""

import re

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.inline import InlineAnswer
from sandbox.keyboards import reply_markup as checked_markup
from sandbox.methods.contents import text_content
from sandbox.methods.registry import method
from sandbox.parameters import Call

_MAX_RESULTS = 50
_MAX_BYTES = 64
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


@method(returns="Boolean")
def answer_inline_query(
    call: Call,
    *,
    inline_query_id: str,
    results: list[Json],
    cache_time: int = 300,
    is_personal: bool = False,
    next_offset: str = "",
    button: Json | None = None,
) -> bool:
    """answerInlineQuery: articles with a text; other kinds of results are not in the sandbox yet."""
    asked = call.world.inline.waiting(inline_query_id)
    if asked is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(results) > _MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    if len(next_offset.encode()) > _MAX_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    checked = tuple(_result(one) for one in results)
    if len({one["id"] for one in checked}) < len(checked):
        raise bad_request("RESULT_ID_DUPLICATE")
    _check_button(button)
    answer = InlineAnswer(checked, next_offset, button)
    call.world.answer_inline(asked, answer, cache_time, is_personal=is_personal)
    return True


def _result(given: Json) -> Json:
    key = given.get("id")
    if not isinstance(key, str) or not 1 <= len(key.encode()) <= _MAX_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    if given.get("type") != "article":
        raise bad_request(f"inline results of type {given.get('type')!r} are not supported by the sandbox yet")
    if not str(given.get("title") or "").strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    content = given.get("input_message_content")
    if not isinstance(content, dict) or "message_text" not in content:
        raise bad_request("can't parse inline query result: message text is not specified")
    message = text_content(
        str(content["message_text"]),
        content.get("parse_mode"),
        content.get("entities"),
        content.get("link_preview_options"),
    )
    markup = checked_markup(given.get("reply_markup"), inline_only=True)
    return {**given, "message": {**message, "reply_markup": markup} if markup else message}


def _check_button(button: Json | None) -> None:
    if button is None:
        return
    if not str(button.get("text") or "").strip():
        raise bad_request("SWITCH_PM_TEXT_EMPTY")
    parameter = button.get("start_parameter")
    if button.get("web_app") is None and not _START_PARAMETER.fullmatch(str(parameter or "")):
        raise bad_request("START_PARAM_INVALID")
