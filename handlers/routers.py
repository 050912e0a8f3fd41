"""All conversations in the order in which they are asked; the one that takes everything stands last."""

from copy import deepcopy

from aiogram import Router

from handlers import (
    admin,
    college,
    colleges,
    comparing,
    errors,
    free,
    history,
    home,
    inline,
    mistakes,
    privacy,
    professions,
    questionnaire,
    region_parts,
    regions,
    register,
    reminder,
    result,
    saved,
    search,
    settings,
    specialty,
    teaching,
    unknown,
)
from handlers.answering import AnswerPresses
from handlers.middleware import WhoMiddleware

_CONVERSATIONS = (
    home,
    mistakes,
    admin,
    register,
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
