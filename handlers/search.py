"""Whatever is typed is searched for. The results answer the text as a reply, so that their buttons find it again."""

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Mapping

from aiogram import Bot, F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import CallbackQuery, InaccessibleMessage, Message, ReplyParameters

from guidance.catalogue.cells import Language
from guidance.people.person import Person
from guidance.search.answer import Answer
from guidance.search.folding import fold
from guidance.search.language import language_of
from handlers.callbacks import AnswerIn, OpenCollege, OpenEvents, OpenFound, OpenSearch, Origin, TestStep, Wizard
from handlers.college import college_screen
from handlers.dates import dates_screen, documents_screen, steps_screen
from handlers.events import events_screen
from handlers.found import found_screen, lost_screen, refused_screen
from handlers.free import free_screen
from handlers.gone import gone_screen
from handlers.home import home_screen, language_screen
from handlers.numbers import numbers_screen
from handlers.professions import fields_screen
from handlers.questionnaire import intro_screen, is_answering
from handlers.regions import regions_screen
from handlers.route import route_screen
from handlers.saved import mark_saved, saved_screen
from handlers.screen import Screen, button, show
from handlers.services import Services
from handlers.specialty import specialty_screen
from handlers.translation import Words
from handlers.wizard import wizard_screen

router = Router(name=__name__)

_REMEMBERED = 10_000
# Who was offered the other language; forgotten with a restart, and then perhaps offered once more.
_offered: OrderedDict[int, None] = OrderedDict()


@router.message(F.text, ~F.text.startswith("/"))
async def typed(message: Message, bot: Bot, services: Services, words: Words, person: Person | None) -> None:
    """Search for a text."""
    if message.via_bot and message.via_bot.id == bot.id:
        # A card that the person sent here through the inline mode.
        return
    if person is None:
        await show(message, language_screen(services, words))
        return
    text = message.text or ""
    answer = services.search.search(text)
    await services.queries.asked(*logged(answer), len(answer.hits) + bool(answer.screen))
    attempt = await services.attempts.open(person.chat_id)
    is_busy = attempt is not None and is_answering(attempt, dt.datetime.now(dt.UTC))
    if answer.is_refused and is_busy:
        # handlers.unknown asks the item again.
        raise SkipHandler
    screen = await _answering(services, answer, OpenSearch(), words, person)
    rows = [[button(words.text("button.resume"), TestStep(step="resume"))]] if is_busy else []
    if other := _other_language(text, words.language, person.chat_id):
        rows.append([button(services.translations[other].text("button.answer_in"), AnswerIn(language=other))])
    # Above the last row, which leads home.
    screen = Screen(screen.text, [*screen.buttons[:-1], *rows, *screen.buttons[-1:]])
    await message.answer(
        screen.text,
        reply_markup=screen.keyboard,
        reply_parameters=ReplyParameters(message_id=message.message_id, allow_sending_without_reply=True),
    )


@router.callback_query(OpenSearch.filter())
async def results(
    query: CallbackQuery, callback_data: OpenSearch, services: Services, words: Words, person: Person | None
) -> None:
    """The results again: another page, without a part, free only, or near home."""
    text = _text_of(query)
    if text is None or person is None:
        await show(query, lost_screen(words))
        return
    wish = callback_data if callback_data.near in services.catalogue.regions else _everywhere(callback_data)
    await show(query, await _answering(services, _search(services, text, wish), wish, words, person))


@router.callback_query(OpenFound.filter())
async def found(
    query: CallbackQuery,
    callback_data: OpenFound,
    services: Services,
    words: Words,
    chat_id: int,
) -> None:
    """The card of a result; "back" leads to the list."""
    state = OpenSearch(without=callback_data.without, free=callback_data.free, near=callback_data.near)
    if callback_data.rank > 0 and (text := _text_of(query)):
        await services.queries.tapped(*logged(services.search.search(text)), min(callback_data.rank, 1000))
    screen = await _card(services, callback_data, state, words)
    await show(
        query, mark_saved(screen, await services.favourites.of(chat_id), words) if screen else gone_screen(words)
    )


@router.callback_query(AnswerIn.filter())
async def answer_in(query: CallbackQuery, callback_data: AnswerIn, services: Services, chat_id: int) -> None:
    """Change the language as in the settings, and answer in it."""
    person = await services.people.choose_language(chat_id, callback_data.language)
    words = services.translations[person.language]
    text = _text_of(query)
    if text is None:
        await show(query, await home_screen(services, words, person))
        return
    await show(query, await _answering(services, services.search.search(text), OpenSearch(), words, person))


def _search(services: Services, text: str, wish: OpenSearch) -> Answer:
    without = frozenset(number for number in range(wish.without.bit_length()) if wish.without >> number & 1)
    return services.search.search(text, without=without, also=("free",) if wish.free else (), near=wish.near or None)


async def _answering(services: Services, answer: Answer, wish: OpenSearch, words: Words, person: Person) -> Screen:
    """The screen that a question asks for, the results, or examples."""
    is_changed = wish != OpenSearch()
    if answer.screen and not is_changed and not any(hit.kind != "route" for hit in answer.hits):
        return await _asked_screen(services, answer.screen, words, person)
    if answer.is_refused and not is_changed:
        return refused_screen(words)
    return found_screen(services, answer, wish, words, person.region)


async def _asked_screen(services: Services, name: str, words: Words, person: Person) -> Screen:
    """The screen that answers a question."""
    if name == "saved":
        mine = await services.favourites.of(person.chat_id)
        return saved_screen(services.catalogue, mine, 0, words)
    if name == "dates":
        return await dates_screen(services, "", words)
    if name == "events":
        return await events_screen(services, OpenEvents(), words)
    if name == "wizard":
        return await wizard_screen(services, Wizard(step="intro"), words)
    screens: Mapping[str, Callable[[], Screen]] = {
        "free": lambda: free_screen(services, words),
        "questionnaire": lambda: intro_screen(words),
        "documents": lambda: documents_screen(services, 0, words),
        "steps": lambda: steps_screen(services, "grade9", 0, words),
        "numbers": lambda: numbers_screen(services, words),
        "professions": lambda: fields_screen(services, words),
        "colleges": lambda: regions_screen(services, 0, words, person.region),
        "help": lambda: refused_screen(words),
    }
    return screens[name]()


async def _card(services: Services, wish: OpenFound, back: OpenSearch, words: Words) -> Screen | None:
    catalogue = services.catalogue
    if wish.kind == "college" and (college := catalogue.colleges.get(wish.key)):
        return college_screen(services, college, words, OpenCollege(college=college.id, origin=Origin.SEARCH), back)
    if wish.kind == "specialty" and (specialty := catalogue.specialties.get(wish.key)):
        return specialty_screen(services, specialty, words, Origin.SEARCH, back=back)
    if wish.kind == "route" and (route := services.routes.get(wish.key)):
        return route_screen(services, route, words, await services.windows.all(), back)
    return None


def _text_of(query: CallbackQuery) -> str | None:
    """The text that the message with the button replies to; ``None`` when it was deleted or is too old."""
    message = query.message
    if message is None or isinstance(message, InaccessibleMessage) or message.reply_to_message is None:
        return None
    return message.reply_to_message.text


def _everywhere(wish: OpenSearch) -> OpenSearch:
    return wish.model_copy(update={"near": ""})


def logged(answer: Answer) -> tuple[str, str]:
    """The query as it is counted: folded, with the filters that were understood; nobody's name goes in."""
    filters = ",".join(f"{one.kind}:{one.values[0]}" for one in answer.understood)
    return fold(answer.reading), filters


def forget_offers() -> None:
    """Forget to whom the other language was offered."""
    _offered.clear()


def _other_language(text: str, language: Language, chat_id: int) -> Language | None:
    """The language of a text, where it is the other one and has not been offered yet."""
    written_in = language_of(text)
    if written_in in (None, language) or chat_id in _offered:
        return None
    _offered[chat_id] = None
    if len(_offered) > _REMEMBERED:
        _offered.popitem(last=False)
    return written_in
