"""Earlier results beside the newest: what has changed, and how to have an old one removed."""

from aiogram import Router
from aiogram.types import CallbackQuery

from guidance.aptitude.attempts import Attempt
from guidance.people.person import Person
from handlers.callbacks import ForgetResult, OpenHistory, OpenResult
from handlers.result import no_result_screen, score
from handlers.screen import Screen, back_and_home, button, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)

# A change within what one answer can do is no change.
_NOTICEABLE = 0.3


@router.callback_query(OpenHistory.filter())
async def history(query: CallbackQuery, services: Services, words: Words, person: Person | None) -> None:
    """The two newest results side by side."""
    await show(query, await _screen(services, words, person))


@router.callback_query(ForgetResult.filter())
async def forget(
    query: CallbackQuery, callback_data: ForgetResult, services: Services, words: Words, person: Person | None
) -> None:
    """Remove an earlier result; a second press changes nothing."""
    if person:
        await services.attempts.forget(callback_data.attempt, person.chat_id)
    await show(query, await _screen(services, words, person))


async def _screen(services: Services, words: Words, person: Person | None) -> Screen:
    finished = await services.attempts.finished(person.chat_id, 2) if person else []
    if not finished:
        return no_result_screen(words)
    if len(finished) == 1:
        return Screen(words.html("history.single"), [back_and_home(words, OpenResult(part="profile"))])
    return history_screen(services, finished[0], finished[1], words)


def history_screen(services: Services, newest: Attempt, before: Attempt, words: Words) -> Screen:
    """Each interest now, and by how much it moved."""
    now, then = (services.questionnaire.result(one.answers).profile for one in (newest, before))
    lines = []
    for interest in now.ranked:
        change = now.scores[interest] - then.scores[interest]
        moved = f"{'+' if change > 0 else '−'}{score(abs(change))}" if abs(change) >= _NOTICEABLE else "="
        lines.append(
            words.html(
                "history.line",
                interest=words.text(f"interest.{interest}.label"),
                score=score(now.scores[interest]),
                change=moved,
            )
        )
    title = words.html("history.title", now=_day(newest), before=_day(before))
    return Screen(
        "\n".join([title, "", *lines, "", words.html("history.care")]),
        [
            [button(words.text("button.forget"), ForgetResult(attempt=before.id))],
            back_and_home(words, OpenResult(part="profile")),
        ],
    )


def _day(attempt: Attempt) -> str:
    return f"{attempt.finished_at or attempt.touched_at:%d.%m.%Y}"
