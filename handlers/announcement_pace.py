"""How fast an announcement goes out, what that costs, and what becomes of messages that a crash catches under way."""

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from guidance.outreach.broadcasts import FREE_RATE, Broadcast
from handlers.announcement_desk import Desk, is_staff
from handlers.announcement_draft import how_text, length_in_words, people, reach, stars
from handlers.callbacks import OpenAnnouncement, PaceAnnouncement
from handlers.screen import Screen, back_and_home, button, show

router = Router(name=__name__)

RATES = (5.0, 15.0, FREE_RATE)
PAID_RATES = (100.0, 1000.0)
"""Messages a second to choose from; owners may pay for more than Telegram carries free of charge."""


@router.callback_query(PaceAnnouncement.filter(), is_staff)
async def set_pace(
    query: CallbackQuery, callback_data: PaceAnnouncement, desk: Desk, callback_answer: CallbackAnswer
) -> None:
    """How fast, and what becomes of messages that a crash catches under way."""
    wish = callback_data
    if not wish.rate and not wish.on_crash:
        one = await desk.draft(query, wish.number, None, callback_answer)
    else:
        rate = wish.rate if wish.rate in _rates(desk) else None
        is_paid = None if rate is None else rate > FREE_RATE

        async def settle(one: Broadcast) -> Broadcast:
            return await desk.services.broadcasts.change(
                one.id, one.version, rate=rate, is_paid=is_paid, on_crash=wish.on_crash or None
            )

        one = await desk.change(query, wish.number, wish.version, callback_answer, settle)
        if one is not None:
            await desk.note("pace", one, f"{one.rate:g} {one.on_crash}")
    if one is not None:
        await show(query, await pace_screen(desk, one))


async def pace_screen(desk: Desk, one: Broadcast) -> Screen:
    """How fast it goes out, what that costs, and what becomes of messages that a crash catches under way."""
    words, count = desk.words, await reach(desk.services, one)
    mine = PaceAnnouncement(number=one.id, version=one.version)

    def choice(name: str, is_chosen: bool, **changes: Any) -> Any:
        return button(f"✅ {name}" if is_chosen else name, mine.model_copy(update=changes))

    rates = [
        choice(("⭐ " if rate > FREE_RATE else "") + words.number(rate), rate == one.rate, rate=rate)
        for rate in _rates(desk)
    ]
    parts = [words.html("announce.pace_head", number=one.id), how_text(one, words)]
    parts.append(
        words.html("announce.lasts", people=people(count, words), length=length_in_words(count / one.rate, words))
    )
    if one.is_paid:
        parts.append(words.html("announce.costs", stars=words.number(stars(count, one.rate))))
    return Screen(
        "\n\n".join(parts),
        [
            rates[: len(RATES)],
            *([rates[len(RATES) :]] if rates[len(RATES) :] else []),
            [choice(words.text("button.crash_report"), one.on_crash == "report", on_crash="report")],
            [choice(words.text("button.crash_resend"), one.on_crash == "resend", on_crash="resend")],
            back_and_home(words, OpenAnnouncement(number=one.id)),
        ],
    )


def _rates(desk: Desk) -> tuple[float, ...]:
    return (*RATES, *PAID_RATES) if desk.member.role == "owner" else RATES
