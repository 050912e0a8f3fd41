"""Answering what people type after the bot's name."""

import asyncio
import re

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.inline import InlineAnswer
from sandbox.methods.registry import method
from sandbox.methods.results import result
from sandbox.parameters import Call

_MAX_RESULTS = 50
_MAX_OFFSET_BYTES = 64
_MAX_CACHE_SECONDS = 24 * 60 * 60
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


@method(returns="Boolean")
async def answer_inline_query(
    call: Call,
    *,
    inline_query_id: str,
    results: list[Json],
    cache_time: int = 300,
    is_personal: bool = False,
    next_offset: str = "",
    button: Json | None = None,
    switch_pm_text: str = "",
    switch_pm_parameter: str = "",
) -> bool:
    """answerInlineQuery."""
    if switch_pm_text and button is None:
        button = {"text": switch_pm_text, "start_parameter": switch_pm_parameter}
    if len(results) > _MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    _check_button(button)
    if len(next_offset.encode("utf-8", "surrogatepass")) > _MAX_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    checked = await _all(call, results)
    if len({one["id"] for one in checked}) < len(checked):
        raise bad_request("RESULT_ID_DUPLICATE")
    asked = call.world.inline.waiting(inline_query_id)
    if asked is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    seconds = min(max(cache_time, 0), _MAX_CACHE_SECONDS)
    call.world.answer_inline(asked, InlineAnswer(checked, next_offset, button), seconds, is_personal=is_personal)
    return True


async def _all(call: Call, results: list[Json]) -> tuple[Json, ...]:
    """All results, checked; files that they name by address are fetched at the same time."""
    done = await asyncio.gather(*(result(call, one) for one in results), return_exceptions=True)
    for one in done:
        if isinstance(one, BaseException):
            raise one
    return tuple(one for one in done if isinstance(one, dict))


def _check_button(button: Json | None) -> None:
    if button is None:
        return
    if not str(button.get("text") or "").strip():
        raise bad_request("SWITCH_PM_TEXT_EMPTY")
    parameter = button.get("start_parameter")
    if button.get("web_app") is None and not _START_PARAMETER.fullmatch(str(parameter or "")):
        raise bad_request("START_PARAM_INVALID")
