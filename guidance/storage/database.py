"""Opening the database and bringing it to the newest schema."""

import sqlite3
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Dialect, event, func, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.schema import Table

_MIGRATIONS = Path(__file__).parent / "migrations"
# How long a writer waits for another one before it gives up, in seconds.
_SQLITE_BUSY_TIMEOUT = 10
# Any number, the same for all processes: who holds it migrates.
_LOCK = 7_161_305


class DatabaseUnavailableError(Exception):
    """The database cannot be opened; the message says what to do."""


def open_database(url: str) -> AsyncEngine:
    """Make the engine; the folder of an SQLite file is made when it is missing.

    Raises:
        DatabaseUnavailableError: the address cannot be understood or the folder cannot be written.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise DatabaseUnavailableError(
            "DATABASE_URL is not a database address; write sqlite+aiosqlite:///var/temirqazyq.db"
            " or postgresql+asyncpg://user:password@host/name"
        ) from error
    if parsed.drivername not in ("sqlite+aiosqlite", "postgresql+asyncpg"):
        raise DatabaseUnavailableError(
            f"DATABASE_URL begins with {parsed.drivername}; it must begin with sqlite+aiosqlite or postgresql+asyncpg"
        )
    if parsed.get_backend_name() != "sqlite":
        engine = create_async_engine(parsed, pool_size=5, pool_pre_ping=True, hide_parameters=True)
        event.listen(engine.sync_engine, "do_connect", _connect_postgresql)
        return engine
    if parsed.database and parsed.database != ":memory:":
        folder = Path(parsed.database).parent
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUnavailableError(
                f"the folder {folder} for the database cannot be made ({error.strerror});"
                " name another file in DATABASE_URL"
            ) from error
    engine = create_async_engine(parsed, connect_args={"timeout": _SQLITE_BUSY_TIMEOUT}, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    return engine


def _connect_postgresql(dialect: Dialect, _record: object, positional: list[Any], named: dict[str, Any]) -> Any:
    """Connect; a server that is away is a database error like any other, though its driver has none for it."""
    try:
        return dialect.connect(*positional, **named)
    except OSError as error:
        raise OperationalError("connect", None, error) from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    # Readers do not wait for the writer, and a crash loses nothing that was committed.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


async def migrate(engine: AsyncEngine) -> None:
    """Bring the database to the newest schema; nothing happens when it is there already.

    All steps are one transaction: a crash leaves the old schema, and a second process that starts at the same
    moment waits for the first.

    Raises:
        DatabaseUnavailableError: the database cannot be reached or written, or is newer than the program.
    """
    address = engine.url.render_as_string(hide_password=True)
    try:
        if engine.dialect.name == "sqlite":
            await _migrate_sqlite(engine)
        else:
            async with engine.begin() as connection:
                await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
                await connection.run_sync(_upgrade)
    except CommandError as error:
        raise DatabaseUnavailableError(
            f"the database {address} was made by a newer version ({error}); update the program, or name another"
            " database in DATABASE_URL"
        ) from error
    except (DBAPIError, sqlite3.Error) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise DatabaseUnavailableError(
            f"the database {address} cannot be opened ({reason}); check DATABASE_URL and that its folder or server"
            " may be written"
        ) from error


async def _migrate_sqlite(engine: AsyncEngine) -> None:
    # Python's driver would commit before each change of a table; without its help the steps are one transaction.
    async with engine.connect() as plain:
        connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
        await connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            await connection.run_sync(_upgrade)
        except BaseException:
            await connection.exec_driver_sql("ROLLBACK")
            raise
        await connection.exec_driver_sql("COMMIT")


def migrations_config(connection: Connection) -> Config:
    """Alembic's settings for a connection that is open already."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def _upgrade(connection: Connection) -> None:
    command.upgrade(migrations_config(connection), "head")


def insert_into(connection: AsyncConnection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT that knows ON CONFLICT, in the words of this database."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
