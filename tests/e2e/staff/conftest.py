"""An owner, an editor and a pupil at noon of a winter's day, and what sends announcements stepped by hand."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import time_machine

from bot.application import make_bot
from handlers.services import Services
from sandbox import Person, Sandbox
from tests.e2e.conftest import running_bot
from tests.e2e.staff.office import NOON, Outreach, arrives, member


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=True) as traveller:
        yield traveller


@pytest.fixture
def owner(sandbox: Sandbox) -> Person:
    return sandbox.person(language="ru", first_name="Админ", role="admin")


@pytest.fixture
async def services(sandbox: Sandbox, owner: Person, tmp_path: Path) -> AsyncIterator[Services]:
    async with running_bot(sandbox, tmp_path / "bot.db", admin_ids=frozenset({owner.id})) as services:
        await arrives(owner, services, "ru")
        yield services


@pytest.fixture
async def outreach(sandbox: Sandbox, services: Services) -> AsyncIterator[Outreach]:
    async with make_bot(sandbox.token, sandbox.url, waits=False) as bot:
        yield Outreach(bot, services)


@pytest.fixture
async def editor(sandbox: Sandbox, services: Services) -> Person:
    return await member(sandbox, services, "editor")


@pytest.fixture
async def pupil(sandbox: Sandbox, services: Services) -> Person:
    person = sandbox.person(language="kk", first_name="Айгүл")
    await arrives(person, services, "kk")
    return person
