"""Language and region, changed at any time."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from guidance.people.person import Person
from handlers.callbacks import OpenPrivacy, OpenSettings
from handlers.home import language_screen
from handlers.screen import Screen, back_and_home, button, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)


@router.message(Command("settings"))
@router.callback_query(OpenSettings.filter())
async def settings(
    event: Message | CallbackQuery,
    services: Services,
    words: Words,
    person: Person | None,
    callback_data: OpenSettings | None = None,
) -> None:
    """The settings, or the choice of language."""
    if person is None or (callback_data and callback_data.page == "language"):
        await show(event, language_screen(services, words))
    else:
        await show(event, settings_screen(services, person, words))


def settings_screen(services: Services, person: Person, words: Words) -> Screen:
    """What is set, and how to change it."""
    region = services.catalogue.regions.get(person.region or "")
    text = words.html(
        "settings.text",
        language=words.text("language.name"),
        region=region.name(words.language) if region else words.text("settings.no_region"),
    )
    return Screen(
        text,
        [
            [button(words.text("button.language"), OpenSettings(page="language"))],
            [button(words.text("button.erase"), OpenPrivacy(step="ask"))],
            back_and_home(words),
        ],
    )
