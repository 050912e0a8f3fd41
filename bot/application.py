"""Putting the parts together: settings to services, services to a dispatcher, a dispatcher to a running bot."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError, TelegramUnauthorizedError

from bot.polling import Polling
from bot.reminding import send_reminders
from bot.settings import ROOT, Settings, StartError
from guidance.aptitude.bank import BankError, load_bank
from guidance.aptitude.questionnaire import Questionnaire
from guidance.catalogue.loading import CatalogueError, load_catalogue
from guidance.funding.routes import RoutesError, load_routes
from guidance.storage.attempts import StoredAttempts
from guidance.storage.database import DatabaseUnavailableError, migrate, open_database
from guidance.storage.people import StoredPeople
from guidance.storage.reminders import StoredReminders
from handlers.commands import publish_commands
from handlers.routers import conversations
from handlers.services import Services
from handlers.translation import TextsError, Translations

log = structlog.get_logger()

_LOCALES = ROOT / "locales"


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """Load the data and open the database, brought to its newest schema; close it at the end.

    Raises:
        StartError: data, texts or database cannot be used.
    """
    try:
        translations = Translations(_LOCALES)
        catalogue = load_catalogue(settings.catalogue_dir)
        bank = load_bank(settings.catalogue_dir / "aptitude" / "items.csv")
        routes = load_routes(settings.catalogue_dir / "funding" / "routes.yaml")
        engine = open_database(settings.database_url)
    except CatalogueError as error:
        raise StartError(f"{error}. See all of them with: temirqazyq catalogue check") from error
    except (TextsError, BankError, RoutesError, DatabaseUnavailableError) as error:
        raise StartError(str(error)) from error
    try:
        await migrate(engine)
        yield Services(
            catalogue=catalogue,
            questionnaire=Questionnaire(bank.short_form),
            routes=routes,
            people=StoredPeople(engine),
            attempts=StoredAttempts(engine),
            reminders=StoredReminders(engine),
            translations=translations,
            timezone=settings.timezone,
        )
    except DatabaseUnavailableError as error:
        raise StartError(str(error)) from error
    finally:
        await engine.dispose()


def make_bot(token: str, api_url: str | None = None) -> Bot:
    """A client for Telegram, or for the Bot API server at ``api_url``."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api_url.rstrip("/"))) if api_url else AiohttpSession()
    return Bot(
        token,
        session=session,
        default=DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True),
    )


def make_dispatcher(services: Services) -> Dispatcher:
    """The dispatcher with all conversations."""
    # State lives in buttons and in the database; a person's updates are kept in order by bot.polling.
    dispatcher = Dispatcher(disable_fsm=True, services=services)
    dispatcher.include_router(conversations())
    return dispatcher


async def serve(settings: Settings, token: str, api_url: str | None, *, stop: asyncio.Event) -> None:
    """Run the bot until ``stop`` is set.

    Raises:
        StartError: it cannot start.
    """
    async with open_services(settings) as services, make_bot(token, api_url) as bot:
        try:
            me = await bot.get_me()
            # A webhook left over from another installation would refuse every request for updates.
            await bot.delete_webhook()
        except TelegramUnauthorizedError as error:
            raise StartError("Telegram does not know this BOT_TOKEN; copy it again from @BotFather") from error
        except TelegramNetworkError as error:
            server = api_url or "Telegram"
            raise StartError(f"{server} cannot be reached; check the network and TELEGRAM_API_URL") from error
        try:
            await publish_commands(bot, services.translations)
        except TelegramAPIError as error:
            # Only decoration: the bot works without it.
            log.warning("commands_not_published", reason=str(error))
        dispatcher = make_dispatcher(services)
        # Importing aiogram leaves some 200,000 objects that live for ever: without this every full collection
        # walks them all, which costs half of the capacity (docs/decisions/0004).
        gc.collect()
        gc.freeze()
        log.info("bot_started", username=me.username)
        loop = asyncio.get_running_loop()
        working = [
            loop.create_task(Polling(bot, dispatcher).run()),
            loop.create_task(send_reminders(bot, services)),
        ]
        stopping = loop.create_task(stop.wait())
        ended, _ = await asyncio.wait([*working, stopping], return_when=asyncio.FIRST_COMPLETED)
        for task in [*working, stopping]:
            task.cancel()
        await asyncio.wait([*working, stopping])
        for task in ended:
            # What ended by itself ended by an error; it is raised here.
            task.result()
        log.info("bot_stopped")
