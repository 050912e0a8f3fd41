"""The first screen, /help and the choice of language."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from guidance.people.person import Person
from handlers.callbacks import (
    ChooseLanguage,
    OpenDates,
    OpenEvents,
    OpenFields,
    OpenHome,
    OpenPrivacy,
    OpenRegions,
    OpenResult,
    OpenRoutes,
    OpenSaved,
    OpenSettings,
    TestStep,
)
from handlers.screen import Screen, back_and_home, button, show
from handlers.services import Services
from handlers.translation import LANGUAGES, Words

router = Router(name=__name__)


@router.callback_query(ChooseLanguage.filter())
async def choose_language(
    query: CallbackQuery, callback_data: ChooseLanguage, services: Services, chat_id: int
) -> None:
    """Remember the language and go on in it."""
    person = await services.people.choose_language(chat_id, callback_data.language)
    await show(query, await home_screen(services, services.translations[person.language], person))


@router.callback_query(OpenHome.filter())
@router.message(Command("cancel"))
async def home(event: Message | CallbackQuery, services: Services, words: Words, person: Person | None) -> None:
    """Back to the first screen from anywhere."""
    screen = await home_screen(services, words, person) if person else language_screen(services, words)
    await show(event, screen)


@router.message(Command("help"))
async def help_command(message: Message, words: Words) -> None:
    """What the bot does and how to ask."""
    await show(message, Screen(words.html("help.text"), [back_and_home(words)]))


def language_screen(services: Services, words: Words) -> Screen:
    """The very first question, in both languages, the likelier one first."""
    order = sorted(LANGUAGES, key=lambda language: language != words.language)
    greetings = [services.translations[language].html("language.greeting") for language in order]
    return Screen(
        "\n\n".join(greetings),
        [
            [
                button(services.translations[language].text("language.name"), ChooseLanguage(language=language))
                for language in order
            ]
        ],
    )


async def home_screen(services: Services, words: Words, person: Person) -> Screen:
    """What the bot can do for this person now."""
    attempt = await services.attempts.open(person.chat_id)
    finished = await services.attempts.latest_finished(person.chat_id)
    buttons = []
    if attempt and attempt.answers:
        buttons.append([button(words.text("button.resume"), TestStep(step="resume"))])
    if finished:
        buttons.append([button(words.text("button.my_specialties"), OpenResult(part="specialties"))])
        buttons.append([button(words.text("button.my_profile"), OpenResult(part="profile"))])
    if not buttons:
        buttons.append([button(words.text("button.test"), TestStep(step="intro"))])
    buttons += [
        [
            button(words.text("button.professions"), OpenFields()),
            button(words.text("button.colleges"), OpenRegions()),
        ],
        [button(words.text("button.free"), OpenRoutes()), button(words.text("button.dates"), OpenDates())],
        [button(words.text("button.events"), OpenEvents()), button(words.text("button.my_list"), OpenSaved())],
        [
            button(words.text("button.settings"), OpenSettings()),
            button(words.text("button.privacy"), OpenPrivacy(step="read")),
        ],
    ]
    catalogue = services.catalogue
    colleges = sum(len(catalogue.colleges_in(region)) for region in catalogue.regions)
    text = words.html("home.text", colleges=words.plural("count.colleges", colleges))
    return Screen(text, buttons)
