"""/start: a greeting, or the screen that a link points at."""

from aiogram import Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message

from guidance.people.person import Person
from handlers.home import home_screen, language_screen
from handlers.links import linked_screen
from handlers.saved import mark_saved
from handlers.screen import show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)


@router.message(CommandStart())
async def start(
    message: Message, command: CommandObject, services: Services, words: Words, person: Person | None
) -> None:
    """Greet; or open what a link points at; or ask for the language first."""
    linked = await linked_screen(command.args or "", services, words, message.chat.id)
    if linked is not None:
        await show(message, mark_saved(linked, await services.favourites.of(message.chat.id), words))
    elif person is None:
        await show(message, language_screen(services, words))
    else:
        await show(message, await home_screen(services, words, person))
