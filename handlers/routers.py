"""All conversations in the order in which they are asked; the one that takes everything stands last."""

from copy import deepcopy

from aiogram import Router

from handlers import (
    about_me,
    admin,
    announcement_audience,
    announcement_correcting,
    announcement_finding,
    announcement_pace,
    announcement_sending,
    announcement_steering,
    announcement_writing,
    announcing,
    audit,
    blocking,
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
    joining,
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
    staff,
    start,
    teaching,
    unknown,
    window_editor,
    wizard,
)
from handlers.announcement_steering import LeaveCards
from handlers.answering import AnswerPresses
from handlers.middleware import WhoMiddleware

_CONVERSATIONS = (
    joining,
    start,
    home,
    mistakes,
    admin,
    staff,
    audit,
    # What has been let go, before the drafts.
    announcement_correcting,
    announcement_steering,
    # Before the register, which takes every document of an admin.
    announcing,
    announcement_writing,
    announcement_finding,
    announcement_audience,
    announcement_pace,
    announcement_sending,
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
    about_me,
    privacy,
    search,
    inline,
    blocking,
    unknown,
    errors,
)


def conversations() -> Router:
    """The router of the whole bot."""
    router = Router(name=__name__)
    who = WhoMiddleware()
    router.message.outer_middleware(who)
    router.edited_message.outer_middleware(who)
    router.callback_query.outer_middleware(who)
    router.callback_query.outer_middleware(LeaveCards())
    router.inline_query.outer_middleware(who)
    router.chosen_inline_result.outer_middleware(who)
    router.callback_query.middleware(AnswerPresses())
    for conversation in _CONVERSATIONS:
        # aiogram lets a router belong to one dispatcher only; a copy lets several stand side by side.
        router.include_router(deepcopy(conversation.router))
    return router
