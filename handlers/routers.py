"""All conversations in the order in which they are asked; the one that takes everything stands last."""

from copy import deepcopy

from aiogram import Router

from handlers import (
    admin,
    calendar_files,
    college,
    colleges,
    comparing,
    dates,
    errors,
    event_editor,
    event_writing,
    events,
    free,
    history,
    home,
    inline,
    mistakes,
    numbers,
    privacy,
    professions,
    questionnaire,
    region_parts,
    regions,
    register,
    reminder,
    result,
    route,
    saved,
    search,
    settings,
    specialty,
    start,
    teaching,
    unknown,
    window_editor,
    wizard,
)
from handlers.answering import AnswerPresses
from handlers.middleware import WhoMiddleware

_CONVERSATIONS = (
    start,
    home,
    mistakes,
    admin,
    register,
    window_editor,
    event_editor,
    event_writing,
    questionnaire,
    reminder,
    result,
    history,
    professions,
    specialty,
    teaching,
    regions,
    region_parts,
    colleges,
    college,
    saved,
    comparing,
    free,
    wizard,
    route,
    dates,
    calendar_files,
    events,
    numbers,
    settings,
    privacy,
    search,
    inline,
    unknown,
    errors,
)


def conversations() -> Router:
    """The router of the whole bot."""
    router = Router(name=__name__)
    who = WhoMiddleware()
    router.message.outer_middleware(who)
    router.callback_query.outer_middleware(who)
    router.inline_query.outer_middleware(who)
    router.chosen_inline_result.outer_middleware(who)
    router.callback_query.middleware(AnswerPresses())
    for conversation in _CONVERSATIONS:
        # aiogram lets a router belong to one dispatcher only; a copy lets several stand side by side.
        router.include_router(deepcopy(conversation.router))
    return router
