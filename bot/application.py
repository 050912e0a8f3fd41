"""Putting the parts together: settings to services, services to a dispatcher, a dispatcher to a running bot."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramNotFound, TelegramUnauthorizedError

from bot.cards import keep_cards
from bot.delivering import TelegramDelivery
from bot.patience import WaitWhenAsked
from bot.polling import Polling
from bot.reloading import reload_catalogue, stamp_of
from bot.sending import CountAnswers, send_outreach
from bot.settings import ROOT, Settings, StartError
from guidance.aptitude.bank import BankError, load_bank
from guidance.aptitude.parameters import Parameters, ParametersError
from guidance.aptitude.questionnaire import Questionnaire
from guidance.catalogue.loading import CatalogueError, load_catalogue
from guidance.funding.funding import load_funding
from guidance.funding.records import RecordsError
from guidance.outreach.traffic import Traffic
from guidance.register.versions import Versions
from guidance.search.search import SearchEngine
from guidance.search.vocabulary import VocabularyError, load_vocabulary
from guidance.storage.announcement_reports import StoredReports
from guidance.storage.attempts import StoredAttempts
from guidance.storage.broadcasts import StoredBroadcasts
from guidance.storage.database import DatabaseUnavailableError, migrate, open_database
from guidance.storage.events import StoredEvents
from guidance.storage.favourites import StoredFavourites
from guidance.storage.invitations import StoredInvitations
from guidance.storage.mistakes import StoredMistakeReports
from guidance.storage.outbox import StoredOutbox
from guidance.storage.people import StoredPeople
from guidance.storage.query_log import StoredQueryLog
from guidance.storage.reminders import StoredReminders
from guidance.storage.staff import StoredAudit, StoredStaff
from guidance.storage.windows import StoredWindows
from handlers.commands import publish_admin_commands, publish_commands
from handlers.routers import conversations
from handlers.services import Services
from handlers.translation import TextsError, Translations

log = structlog.get_logger()

_LOCALES = ROOT / "locales"
_UNKNOWN_BOT = "Telegram does not know this BOT_TOKEN; copy it again from @BotFather, and check TELEGRAM_API_URL"


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """Load the data and open the database, brought to its newest schema; close it at the end.

    Raises:
        StartError: data, texts or database cannot be used.
    """
    try:
        translations = Translations(_LOCALES)
        register = Versions(settings.catalogue_dir)
        # An import that a crash cut short is brought to its end before the tables are read.
        register.recover()
        catalogue = load_catalogue(settings.catalogue_dir)
        bank = load_bank(settings.catalogue_dir / "aptitude" / "items.csv")
        questionnaire = Questionnaire(bank, _parameters(settings.catalogue_dir / "aptitude" / "parameters.json"))
        funding = load_funding(settings.catalogue_dir, catalogue)
        vocabulary = load_vocabulary(settings.catalogue_dir / "vocabulary", catalogue, funding.routes)
        engine = open_database(settings.database_url)
    except CatalogueError as error:
        raise StartError(f"{error}. See all of them with: temirqazyq catalogue check") from error
    except (
        TextsError,
        BankError,
        ParametersError,
        RecordsError,
        VocabularyError,
        DatabaseUnavailableError,
    ) as error:
        raise StartError(str(error)) from error
    try:
        await migrate(engine)
        yield Services(
            catalogue=catalogue,
            questionnaire=questionnaire,
            funding=funding,
            people=StoredPeople(engine),
            attempts=StoredAttempts(engine),
            reminders=StoredReminders(engine),
            windows=StoredWindows(engine),
            events=StoredEvents(engine),
            broadcasts=StoredBroadcasts(engine),
            outbox=StoredOutbox(engine),
            reports=StoredReports(engine),
            staff=StoredStaff(engine, settings.admin_ids),
            invitations=StoredInvitations(engine),
            audit=StoredAudit(engine),
            favourites=StoredFavourites(engine),
            mistakes=StoredMistakeReports(engine),
            register=register,
            search=SearchEngine(catalogue, funding.routes, vocabulary),
            queries=StoredQueryLog(engine),
            admins=settings.admin_ids,
            second_admin_above=settings.second_admin_above,
            translations=translations,
            timezone=settings.timezone,
        )
    except DatabaseUnavailableError as error:
        raise StartError(str(error)) from error
    finally:
        await engine.dispose()


def _parameters(path: Path) -> Parameters | None:
    """What an owner has had fitted to the bot's own answers, if that has been done."""
    return Parameters.load(path) if path.exists() else None


def make_bot(token: str, api_url: str | None = None, *, waits: bool = True) -> Bot:
    """A client for Telegram, or for the Bot API server at ``api_url``.

    ``waits``: it waits and repeats by itself where Telegram asks for a pause.
    """
    session = AiohttpSession(api=TelegramAPIServer.from_base(api_url.rstrip("/"))) if api_url else AiohttpSession()
    if waits:
        session.middleware(WaitWhenAsked())
    return Bot(
        token,
        session=session,
        default=DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True),
    )


def make_dispatcher(services: Services, bot: Bot) -> Dispatcher:
    """The dispatcher with all conversations."""
    # State lives in buttons and in the database; a person's updates are kept in order by bot.polling.
    dispatcher = Dispatcher(disable_fsm=True, services=replace(services, send=TelegramDelivery(bot).send))
    dispatcher.include_router(conversations())
    return dispatcher


async def serve(settings: Settings, token: str, api_url: str | None) -> None:
    """Run the bot until cancelled; then the running handlers end before it returns.

    Raises:
        StartError: it cannot start, or Telegram does not accept the token any more.
    """
    tables = stamp_of(settings.catalogue_dir)
    # Bulk has connections of its own: what people wait for never queues behind it.
    async with (
        open_services(settings) as services,
        make_bot(token, api_url) as bot,
        make_bot(token, api_url, waits=False) as bulk,
    ):
        traffic = Traffic()
        bot.session.middleware(CountAnswers(traffic))
        alone = settings.database_url.startswith("sqlite")
        try:
            me = await bot.get_me()
            # A webhook left over from another installation would refuse every request for updates.
            await bot.delete_webhook()
        except (TelegramUnauthorizedError, TelegramNotFound) as error:
            raise StartError(_UNKNOWN_BOT) from error
        except (TelegramAPIError, ClientDecodeError) as error:
            server = api_url or "Telegram"
            raise StartError(
                f"{server} does not answer as a Bot API server does ({type(error).__name__});"
                " check the network and TELEGRAM_API_URL"
            ) from error
        try:
            await publish_commands(bot, services.translations)
            await publish_admin_commands(bot, services.translations, services.admins)
        except (TelegramAPIError, ClientDecodeError) as error:
            # Only decoration: the bot works without it.
            log.warning("commands_not_published", reason=type(error).__name__)
        await services.queries.forget_old()
        dispatcher = make_dispatcher(services, bot)
        # Importing aiogram leaves some 200,000 objects that live for ever: without this every full collection
        # walks them all, which costs half of the capacity (docs/decisions/0004).
        gc.collect()
        gc.freeze()
        log.info("bot_started", username=me.username)
        try:
            async with asyncio.TaskGroup() as working:
                working.create_task(Polling(bot, dispatcher).run())
                working.create_task(send_outreach(bulk, traffic, lambda: dispatcher["services"], alone=alone))
                # Here and not in a worker: of the processes that share a database only one edits the cards.
                working.create_task(keep_cards(bulk, traffic, lambda: dispatcher["services"]))
                working.create_task(reload_catalogue(dispatcher, settings.catalogue_dir, tables))
        except* (TelegramUnauthorizedError, TelegramNotFound) as errors:
            raise StartError(_UNKNOWN_BOT) from errors
        finally:
            log.info("bot_stopped")


async def work(settings: Settings, token: str, api_url: str | None) -> None:
    """Send announcements and reminders until cancelled, beside other processes.

    Raises:
        StartError: it cannot start, or Telegram does not accept the token any more.
    """
    async with open_services(settings) as services, make_bot(token, api_url, waits=False) as bulk:
        gc.collect()
        gc.freeze()
        log.info("worker_started")
        try:
            await send_outreach(bulk, Traffic(), lambda: services, alone=False)
        except* (TelegramUnauthorizedError, TelegramNotFound) as errors:
            raise StartError(_UNKNOWN_BOT) from errors
        finally:
            log.info("worker_stopped")
