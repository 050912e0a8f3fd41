"""Sending and closing polls."""

import secrets
from typing import Any

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.formatting import formatted
from sandbox.keyboards import reply_markup as checked_markup
from sandbox.methods.attachments import input_media, media_content
from sandbox.methods.contents import reading
from sandbox.methods.delivery import deliver
from sandbox.methods.places import location_content, venue_content
from sandbox.methods.registry import method
from sandbox.parameters import Call, ChatId, declared, values
from sandbox.polls import MAX_OPTION, MAX_OPTIONS, MAX_QUESTION, Ballot

_MAX_EXPLANATION = 200
_MAX_EXPLANATION_LINES = 3
_MAX_DESCRIPTION = 1024
_OPEN_SECONDS = range(5, 2_628_000 + 1)
_SHAPES = {"location": location_content, "venue": venue_content}


@method(returns="Message")
async def send_poll(
    call: Call,
    *,
    chat_id: ChatId,
    question: str,
    options: list[Any],
    question_parse_mode: str | None = None,
    question_entities: list[Json] | None = None,
    is_anonymous: bool = True,
    type: str = "regular",  # noqa: A002 - Telegram's name
    allows_multiple_answers: bool = False,
    allows_revoting: bool | None = None,
    allow_adding_options: bool = False,
    open_period: int = 0,
    close_date: int = 0,
    is_closed: bool = False,
) -> Json:
    """sendPoll: a question with answers, or a quiz."""
    if type not in {"regular", "quiz", ""}:
        raise bad_request("unsupported poll type specified")
    is_quiz = type == "quiz"
    asked = _words("question", question, question_parse_mode, question_entities)
    if len(asked["question"]) > MAX_QUESTION:
        raise bad_request(f"poll question length must not exceed {MAX_QUESTION}")
    if allow_adding_options and (is_quiz or is_anonymous):
        raise bad_request("options can't be added to anonymous polls and quizzes")
    call.world.chat_for_bot(chat_id)
    poll: Json = {
        "id": str(secrets.randbelow(2**63)),
        **asked,
        "options": await _options(call, options),
        "total_voter_count": 0,
        "is_closed": is_closed,
        "is_anonymous": is_anonymous,
        "type": "quiz" if is_quiz else "regular",
        "allows_multiple_answers": allows_multiple_answers,
        "allows_revoting": not is_quiz if allows_revoting is None else allows_revoting,
        "members_only": False,
        **(await _quiz(call, len(options), **values(_QUIZ, call)) if is_quiz else {}),
        **await _description(call, **values(_DESCRIPTION, call)),
        **_end(call, open_period, close_date),
    }
    message = deliver(call, chat_id, {"poll": poll})
    call.world.polls.add(Ballot(poll, poll.get("close_date"), is_closed=is_closed), message)
    return message


@method(returns="Poll")
def stop_poll(call: Call, *, chat_id: ChatId, message_id: int, reply_markup: Json | None = None) -> Json:
    """stopPoll."""
    markup = checked_markup(reply_markup, inline_only=True)
    chat = call.world.chat_for_bot(chat_id)
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message with poll to stop not found")
    if "poll" not in message:
        raise bad_request("message is not a poll")
    ballot = call.world.polls.of(message)
    if ballot is None or not message["from"]["is_bot"] or "forward_origin" in message:
        raise bad_request("poll can't be stopped")
    if ballot.is_closed:
        raise bad_request("poll has already been closed")
    call.world.polls.close(ballot)
    stopped = {key: value for key, value in chat.messages[message_id].items() if key != "reply_markup"}
    if markup != message.get("reply_markup"):
        call.world.edit(chat.id, {**stopped, **({"reply_markup": markup} if markup else {})})
    return ballot.info()


def _words(field: str, text: str, parse_mode: str | None, entities: list[Json] | None) -> Json:
    """Of a question or an option: Telegram keeps custom emoji there and no other entities."""
    result = formatted(text, parse_mode, entities)
    if not result.text:
        raise bad_request("text must be non-empty")
    emoji = [entity for entity in result.entities if entity["type"] == "custom_emoji"]
    return {field: result.text, **({f"{field}_entities": emoji} if emoji else {})}


async def _options(call: Call, given: list[Any]) -> list[Json]:
    if not given:
        raise bad_request("poll must have at least one answer option")
    if len(given) > MAX_OPTIONS:
        raise bad_request(f"poll can't have more than {MAX_OPTIONS} options")
    return [await _option(call, number, one) for number, one in enumerate(given)]


async def _option(call: Call, number: int, given: object) -> Json:
    option: object = {"text": given} if isinstance(given, str) else given
    if not isinstance(option, dict):
        raise bad_request("can't parse InputPollOption: Expected InputPollOption to be an Object")
    inside = Call(call.world, option, call.files)
    with reading("InputPollOption"):
        text, media = _option_words(inside, **values(_OPTION, inside))
    if len(text["text"]) > MAX_OPTION:
        raise bad_request(f"poll options length must not exceed {MAX_OPTION}")
    return {"persistent_id": str(number), **text, **await _media(call, "media", media), "voter_count": 0}


def _option_words(
    _: Call,
    *,
    text: str = "",
    text_parse_mode: str | None = None,
    text_entities: list[Json] | None = None,
    media: Json | None = None,
) -> tuple[Json, Json | None]:
    return _words("text", text, text_parse_mode, text_entities), media


async def _quiz(
    call: Call,
    options: int,
    *,
    correct_option_ids: list[int] | None = None,
    correct_option_id: int | None = None,
    explanation: str = "",
    explanation_parse_mode: str | None = None,
    explanation_entities: list[Json] | None = None,
    explanation_media: Json | None = None,
) -> Json:
    """Which answers are right, and why."""
    right = correct_option_ids or ([] if correct_option_id is None else [correct_option_id])
    if not right or right != sorted(set(right)) or not 0 <= right[0] <= right[-1] < options:
        raise bad_request("wrong correct option ID specified")
    quiz: Json = {"correct_option_ids": right}
    why = formatted(explanation, explanation_parse_mode, explanation_entities)
    if len(why.text) > _MAX_EXPLANATION or why.text.count("\n") >= _MAX_EXPLANATION_LINES:
        raise bad_request(f"explanation must have at most {_MAX_EXPLANATION} characters and 2 line feeds")
    if why.text:
        quiz |= {"explanation": why.text, **({"explanation_entities": why.entities} if why.entities else {})}
    return quiz | await _media(call, "explanation_media", explanation_media)


async def _description(
    call: Call,
    *,
    description: str = "",
    description_parse_mode: str | None = None,
    description_entities: list[Json] | None = None,
    media: Json | None = None,
) -> Json:
    said = formatted(description, description_parse_mode, description_entities)
    if len(said.text) > _MAX_DESCRIPTION:
        raise bad_request(f"description must have at most {_MAX_DESCRIPTION} characters")
    words: Json = {"description": said.text} if said.text else {}
    if said.text and said.entities:
        words["description_entities"] = said.entities
    return words | await _media(call, "media", media)


async def _media(call: Call, field: str, given: Json | None) -> Json:
    """A `PollMedia`: files, places, links."""
    if not given:
        return {}
    match given.get("type"):
        case "location" | "venue" as kind:
            inside = Call(call.world, given, call.files)
            return {field: _SHAPES[kind](inside)}
        case "link":
            return {field: {"link": {"url": str(given.get("url", ""))}}}
    content = await media_content(call, input_media(call, given))
    return {field: {key: value for key, value in content.items() if key in {given["type"], "document"}}}


def _end(call: Call, open_period: int, close_date: int) -> Json:
    if open_period and close_date:
        raise bad_request("open_period can't be used together with close_date")
    if open_period:
        if open_period not in _OPEN_SECONDS:
            raise bad_request(f"open_period must be between {_OPEN_SECONDS[0]} and {_OPEN_SECONDS[-1]}")
        return {"open_period": open_period, "close_date": call.world.now() + open_period}
    if close_date:
        ahead = close_date - call.world.now()
        if ahead not in _OPEN_SECONDS:
            raise bad_request(f"close_date must be {_OPEN_SECONDS[0]}-{_OPEN_SECONDS[-1]} seconds in the future")
        return {"close_date": close_date}
    return {}


_OPTION, _DESCRIPTION = declared(_option_words), declared(_description)
_QUIZ = [one for one in declared(_quiz) if one.name != "options"]
