"""``temirqazyq run`` and ``temirqazyq sandbox``: until a signal says stop."""

import asyncio
import errno
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.application import serve, work
from bot.settings import Settings, StartError
from sandbox.server import SandboxServer

SANDBOX_TOKEN = "42:SANDBOX"  # noqa: S105 (the local sandbox takes any)


async def run_bot(settings: Settings, port: int) -> None:
    """Talk to Telegram, or with no token to a sandbox of its own on ``port``.

    Raises:
        StartError: the bot or the sandbox cannot start.
    """
    _cancel_on_signals()
    if settings.bot_token:
        await serve(settings, settings.bot_token, settings.telegram_api_url)
        return
    if settings.telegram_api_url:
        raise StartError("TELEGRAM_API_URL is set without BOT_TOKEN; set both, or neither for the sandbox")
    async with _sandbox(port, f"make run PORT={port + 1}") as server:
        _say(
            f"No BOT_TOKEN is set, so the bot runs in its own sandbox, with no Telegram and no internet.\n\n"
            f"    Open the chat:  {server.url}\n\n"
            f"Stop with Ctrl+C. To connect a real bot, see README.md."
        )
        administrators = frozenset(one.id for one in server.world.people.values() if one.role == "admin")
        admins = settings.admin_ids or administrators
        await serve(settings.model_copy(update={"admin_ids": admins}), SANDBOX_TOKEN, server.url)


async def run_worker(settings: Settings) -> None:
    """Send announcements and reminders, and answer nobody.

    Raises:
        StartError: it has no token, or the database is not one that several processes can use.
    """
    _cancel_on_signals()
    if not settings.bot_token:
        raise StartError("a worker needs BOT_TOKEN; without Telegram `temirqazyq run` sends by itself")
    if settings.database_url.startswith("sqlite"):
        raise StartError(
            "a worker needs PostgreSQL in DATABASE_URL; with SQLite `temirqazyq run` sends by itself, and is enough"
        )
    await work(settings, settings.bot_token, settings.telegram_api_url)


async def run_sandbox(port: int) -> None:
    """Serve a sandbox alone, for any bot.

    Raises:
        StartError: the port is taken.
    """
    _cancel_on_signals()
    async with _sandbox(port, f"temirqazyq sandbox --port {port + 1}") as server:
        _say(f"Chat page and Bot API server: {server.url}\nAny token like 42:TEST will do. Stop with Ctrl+C.")
        await asyncio.Event().wait()


@asynccontextmanager
async def _sandbox(port: int, another: str) -> AsyncIterator[SandboxServer]:
    server = SandboxServer(port)
    try:
        await server.start()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise StartError(
                f"port {port} is taken by another program: stop that one, or take another port with: {another}"
            ) from error
        raise StartError(f"port {port} cannot be opened ({error.strerror}); another one: {another}") from error
    try:
        yield server
    finally:
        await server.stop()


def _cancel_on_signals() -> None:
    """Let SIGINT and SIGTERM cancel the running command, at whatever it waits; a second one also its farewell."""
    command = asyncio.current_task()
    if command is not None:
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, command.cancel)


def _say(text: str) -> None:
    print(f"\n{text}\n", flush=True)  # noqa: T201 (the newcomer's first words)
