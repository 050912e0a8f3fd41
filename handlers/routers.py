"""All conversations in the order in which they are asked; the one that takes everything stands last."""

from copy import deepcopy

from aiogram import Router
from aiogram.utils.callback_answer import CallbackAnswerMiddleware

from handlers import (
    colleges,
    errors,
    free,
    home,
    privacy,
    professions,
    questionnaire,
    result,
    settings,
    unknown,
)
from handlers.middleware import WhoMiddleware

_CONVERSATIONS = (
    home,
    questionnaire,
    result,
    professions,
    colleges,
    free,
    settings,
    privacy,
    unknown,
    errors,
)


def conversations() -> Router:
    """The router of the whole bot."""
    router = Router(name=__name__)
    who = WhoMiddleware()
    router.message.outer_middleware(who)
    router.callback_query.outer_middleware(who)
    # Every press is answered, also when its handler fails: the spinner on the button must end.
    router.callback_query.middleware(CallbackAnswerMiddleware())
    for conversation in _CONVERSATIONS:
        # aiogram lets a router belong to one dispatcher only; a copy lets several stand side by side.
        router.include_router(deepcopy(conversation.router))
    return router
