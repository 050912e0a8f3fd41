"""The migrations and the tables in the code say the same."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, inspect
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.storage.database import migrate, migrations_config
from guidance.storage.schema import metadata


async def test_the_migrations_make_the_schema_of_the_code(database: AsyncEngine) -> None:
    async with database.connect() as connection:
        assert await connection.run_sync(_differences) == []
        # Alembic does not compare the checks.
        assert await connection.run_sync(_checks_in_database) == {
            (name, str(check.name))
            for name, table in metadata.tables.items()
            for check in table.constraints
            if isinstance(check, CheckConstraint)
        }


async def test_every_step_goes_up_and_down_and_up(empty_database: AsyncEngine) -> None:
    async with empty_database.begin() as connection:
        await connection.run_sync(_walk_the_stairs)
        assert await connection.run_sync(_differences) == []
        await connection.run_sync(lambda sync: command.downgrade(migrations_config(sync), "base"))
        assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == ["alembic_version"]


async def test_migrating_again_changes_nothing(database: AsyncEngine) -> None:
    await migrate(database)

    async with database.connect() as connection:
        assert await connection.run_sync(_differences) == []


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def _checks_in_database(connection: Connection) -> set[tuple[str, str]]:
    inspector = inspect(connection)
    return {
        (table, str(check["name"])) for table in metadata.tables for check in inspector.get_check_constraints(table)
    }


def _walk_the_stairs(connection: Connection) -> None:
    config = migrations_config(connection)
    steps = reversed(list(ScriptDirectory.from_config(config).walk_revisions()))
    for step in steps:
        command.upgrade(config, step.revision)
        command.downgrade(config, "-1")
        command.upgrade(config, step.revision)
