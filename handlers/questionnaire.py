"""The conversation of the questionnaire: one message, edited from item to item."""

import datetime as dt

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from aiogram.utils.callback_answer import CallbackAnswer

from guidance.aptitude.attempts import Attempt
from guidance.aptitude.bank import HIGHEST_ANSWER, LOWEST_ANSWER, Item
from guidance.aptitude.questionnaire import Questionnaire
from guidance.aptitude.stopping import LONGEST, SHORTEST
from guidance.people.person import Person
from handlers.callbacks import Answer, AskMore, OpenPrivacy, OpenResult, Remind, StartAgain, StepBack, TestStep
from handlers.home import language_screen
from handlers.result import show_profile
from handlers.screen import Screen, back_and_home, button, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)

_BAR = 9
# Within this time of the last answer a typed text is taken for a try to answer.
ANSWERING = dt.timedelta(minutes=15)
# Less than this for an answer on the average is no reading. Liking makes answers faster too, so only the absurd counts.
HASTY = dt.timedelta(seconds=0.8)


@router.message(Command("test"))
@router.callback_query(TestStep.filter())
async def step(
    event: Message | CallbackQuery,
    services: Services,
    words: Words,
    person: Person | None,
    callback_data: TestStep | None = None,
) -> None:
    """Begin, go on, pause or begin anew."""
    if person is None:
        await show(event, language_screen(services, words))
        return
    attempt = await services.attempts.open(person.chat_id)
    wish = callback_data.step if callback_data else "intro"
    if wish == "agree":
        person = await services.people.consent(person.chat_id)
        screen = await next_question_screen(services, words, person)
    elif person.consented_at is None or attempt is None:
        # Whatever an old button says: nothing is kept before the consent.
        screen = intro_screen(words)
    elif wish == "pause":
        screen = paused_screen(attempt, words)
    elif wish == "resume":
        screen = await next_question_screen(services, words, person)
    elif attempt.answers:
        screen = unfinished_screen(attempt, words)
    else:
        screen = intro_screen(words)
    await show(event, screen)


@router.callback_query(StartAgain.filter())
async def start_again(
    query: CallbackQuery, callback_data: StartAgain, services: Services, words: Words, person: Person | None
) -> None:
    """Give the named attempt up, if it is still open, and begin a new one."""
    if person is None or person.consented_at is None:
        screen = intro_screen(words) if person else language_screen(services, words)
    else:
        await services.attempts.discard(callback_data.attempt, person.chat_id)
        screen = await next_question_screen(services, words, person)
    await show(query, screen)


@router.callback_query(Answer.filter())
async def answer(
    query: CallbackQuery,
    callback_data: Answer,
    services: Services,
    words: Words,
    person: Person | None,
    callback_answer: CallbackAnswer,
) -> None:
    """Keep one answer and show the next item, or the result after the last.

    A second press of the same button writes the same answer again; a button of an ended attempt changes nothing.
    """
    item = services.questionnaire.item(callback_data.item)
    kept = (
        person is not None
        and item is not None
        and LOWEST_ANSWER <= callback_data.value <= HIGHEST_ANSWER
        and await services.attempts.answer(callback_data.attempt, person.chat_id, item.id, callback_data.value)
    )
    if not kept or person is None:
        finished = await services.attempts.latest_finished(person.chat_id) if person else None
        if finished and finished.id == callback_data.attempt:
            # The last answer once more: a double press, or a crash before the result was shown.
            await show(query, finished_screen(words))
        else:
            callback_answer.text = words.text("question.over")
        return
    attempt = await services.attempts.open(person.chat_id)
    if attempt is None:
        return
    following = services.questionnaire.next_item(attempt.answers, extended=attempt.extended)
    if following:
        await show(query, question_screen(services.questionnaire, attempt, following, words))
        return
    await services.attempts.finish(attempt.id, person.chat_id)
    if services.questionnaire.result(attempt.answers).is_careless or is_hasty(attempt):
        await show(query, careless_screen(words))
        return
    await show(query, finished_screen(words))
    await show_profile(query, services, words, person)


@router.callback_query(AskMore.filter())
async def ask_more(
    query: CallbackQuery, callback_data: AskMore, services: Services, words: Words, person: Person | None
) -> None:
    """Go on with a finished attempt; a second press goes on all the same."""
    if person is None or person.consented_at is None:
        await show(query, language_screen(services, words))
        return
    await services.attempts.extend(callback_data.attempt, person.chat_id)
    if await services.attempts.open(person.chat_id):
        await show(query, await next_question_screen(services, words, person))
    else:
        await show_profile(query, services, words, person)


@router.callback_query(StepBack.filter())
async def step_back(
    query: CallbackQuery,
    callback_data: StepBack,
    services: Services,
    words: Words,
    person: Person | None,
    callback_answer: CallbackAnswer,
) -> None:
    """Show the item before once more, with the answer that was given."""
    attempt = await services.attempts.open(person.chat_id) if person else None
    if attempt is None or attempt.id != callback_data.attempt:
        callback_answer.text = words.text("question.over")
        return
    before = services.questionnaire.before(attempt.answers, callback_data.item)
    if before is None:
        await show(query, intro_screen(words))
    else:
        await show(query, question_screen(services.questionnaire, attempt, before, words))


def is_hasty(attempt: Attempt) -> bool:
    """Whether the answers came faster than anybody can read the items."""
    return attempt.touched_at - attempt.started_at < len(attempt.answers) * HASTY


def is_answering(attempt: Attempt, now: dt.datetime) -> bool:
    """Whether a person is in the middle of the questionnaire at this moment."""
    return now - attempt.touched_at < ANSWERING


async def next_question_screen(services: Services, words: Words, person: Person) -> Screen:
    """The item to be answered next by somebody who has consented, in the open attempt or a new one."""
    attempt = await services.attempts.start(person.chat_id, person.language)
    item = services.questionnaire.next_item(attempt.answers, extended=attempt.extended)
    if item is None:
        # Everything was answered, but a crash came before the end: the last item once more leads to it.
        item = services.questionnaire.before(attempt.answers, "") or services.questionnaire.items[0]
    return question_screen(services.questionnaire, attempt, item, words)


def intro_screen(words: Words) -> Screen:
    """What will be asked, what is kept, and the consent."""
    return Screen(
        words.html("intro.text", shortest=SHORTEST, longest=LONGEST),
        [
            [button(words.text("button.agree"), TestStep(step="agree"))],
            [button(words.text("button.what_is_kept"), OpenPrivacy(step="read"))],
            back_and_home(words),
        ],
    )


def unfinished_screen(attempt: Attempt, words: Words) -> Screen:
    """Go on, or begin anew, which costs the answers?"""
    return _standing(
        words.html("standing.unfinished", answers=words.plural("count.answers", len(attempt.answers))),
        [button(words.text("button.again"), StartAgain(attempt=attempt.id))],
        words,
    )


def paused_screen(attempt: Attempt, words: Words) -> Screen:
    """Everything is kept, come back any day."""
    return _standing(
        words.html("standing.paused", answers=words.plural("count.answers", len(attempt.answers))),
        [button(words.text("button.remind"), Remind(kind="questionnaire", wish="set"))],
        words,
    )


def careless_screen(words: Words) -> Screen:
    """A kind question, never an accusation; the result is one press away."""
    return Screen(
        words.html("careless.ask"),
        [
            [button(words.text("button.all_right"), OpenResult(part="profile"))],
            [button(words.text("button.again"), StartAgain())],
            back_and_home(words),
        ],
    )


def finished_screen(words: Words) -> Screen:
    """All is answered; the result stands below."""
    return Screen(
        words.html("question.finished"),
        [
            [button(words.text("button.my_specialties"), OpenResult(part="specialties"))],
            [button(words.text("button.my_profile"), OpenResult(part="profile"))],
        ],
    )


def _standing(text: str, other: list[InlineKeyboardButton], words: Words) -> Screen:
    resume = [button(words.text("button.resume"), TestStep(step="resume"))]
    return Screen(text, [resume, other, back_and_home(words)])


def question_screen(questionnaire: Questionnaire, attempt: Attempt, item: Item, words: Words) -> Screen:
    """One item with its five answers; an answer given before is marked."""
    given = attempt.answers.get(item.id)
    text = words.html(
        "question.text",
        place=questionnaire.place(attempt.answers, item.id),
        bar=progress_bar(questionnaire.progress(attempt.answers, extended=attempt.extended)),
        activity=item.text(words.language),
    )
    answers = [
        [
            button(
                ("✔️ " if value == given else "") + words.text(f"answer.{value}"),
                Answer(attempt=attempt.id, item=item.id, value=value),
            )
        ]
        for value in range(HIGHEST_ANSWER, LOWEST_ANSWER - 1, -1)
    ]
    walk = [
        button(words.text("button.back"), StepBack(attempt=attempt.id, item=item.id)),
        button(words.text("button.later"), TestStep(step="pause")),
    ]
    return Screen(text, [*answers, walk])


def progress_bar(share: float) -> str:
    """The share that is done, 0 to 1, as a line of blocks."""
    full = int(share * _BAR)
    return "▰" * full + "▱" * (_BAR - full)
