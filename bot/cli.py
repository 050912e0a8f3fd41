"""The command line: ``temirqazyq --help``."""

import asyncio
import sys
from typing import Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from bot.aptitude_commands import aptitude_app
from bot.broadcast_commands import broadcast_app
from bot.catalogue_commands import catalogue_app, stats
from bot.logs import set_up_logs
from bot.recommend_command import recommend
from bot.running import run_bot, run_sandbox, run_worker
from bot.search_command import search
from bot.settings import StartError, read_settings
from guidance.storage.database import DatabaseUnavailableError, migrate, open_database

Port = Annotated[int, Parameter(validator=Number(gte=1, lte=65535))]

app = App(name="temirqazyq", help="Career guide for school-leavers of Kazakhstan: a Telegram bot.")
app.command(aptitude_app)
app.command(broadcast_app)
app.command(catalogue_app)
app.command(stats)
app.command(recommend)
app.command(search)


@app.command
def run(*, port: Port = 8080) -> None:
    """Start the bot: with BOT_TOKEN in Telegram, without one in a sandbox with a chat page.

    Args:
        port: the port of the chat page, on this machine only.
    """
    settings = read_settings()
    set_up_logs(settings.log_format)
    asyncio.run(run_bot(settings, port))


@app.command
def worker() -> None:
    """Send announcements and reminders beside a running bot; needs PostgreSQL, and as many may run as wanted."""
    settings = read_settings()
    set_up_logs(settings.log_format)
    asyncio.run(run_worker(settings))


@app.command
def sandbox(*, port: Port = 8081) -> None:
    """Serve a local Telegram alone: a Bot API server for any bot, and a chat page.

    Args:
        port: where to listen, on this machine only.
    """
    asyncio.run(run_sandbox(port))


@app.command
def db() -> None:
    """Bring the database to the newest schema; starting the bot does the same."""

    async def upgrade() -> None:
        engine = open_database(read_settings().database_url)
        try:
            await migrate(engine)
        finally:
            await engine.dispose()

    try:
        asyncio.run(upgrade())
    except DatabaseUnavailableError as error:
        raise StartError(str(error)) from error


def main() -> None:
    """Run a command; what is wrong is said in one sentence, with exit code 2."""
    try:
        app(sys.argv[1:])
    except StartError as error:
        print(f"temirqazyq: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except asyncio.CancelledError:
        # Stopped by a signal, in good order.
        sys.exit(0)
