"""An announcement to two thousand through faults and kill -9: nobody twice, nobody forgotten, true counts."""

import asyncio
import datetime as dt
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.settings import ROOT
from guidance.outreach.broadcasts import Broadcast, Content, Draft
from guidance.storage.broadcasts import StoredBroadcasts
from guidance.storage.database import migrate, open_database
from guidance.storage.outbox import StoredOutbox
from guidance.storage.schema import delivery, person
from sandbox import Sandbox

PEOPLE = 2000
BLOCKED = 60
# So slow that three kills, each of which leaves what was claimed under way, do not reach everybody.
RATE = 200.0
KILLS = 3
# Seconds in which a process must have started.
START_TIMEOUT = 60
# Seconds in which a process that has started goes on with what it finds.
RESUME_TIMEOUT = 5


@asynccontextmanager
async def process(sandbox: Sandbox, url: str, command: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The program as an operator starts it; killed at the end."""
    environment = os.environ | {
        "BOT_TOKEN": sandbox.token,
        "TELEGRAM_API_URL": sandbox.url,
        "DATABASE_URL": url,
        "LOG_FORMAT": "json",
    }
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", command, env=environment, cwd=ROOT, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.wait()


async def announced(sandbox: Sandbox, database: AsyncEngine) -> int:
    """People whom the bot knows, some of whom have blocked it since, and an announcement to all of them."""
    now = dt.datetime.now(dt.UTC)
    numbers = [sandbox.person().id for _ in range(PEOPLE)]
    for number in numbers:
        sandbox.world.people[number].started = True
    for number in numbers[:: PEOPLE // BLOCKED]:
        sandbox.world.people[number].blocked = True
    rows = [{"chat_id": number, "language": "kk", "created_at": now} for number in numbers]
    async with database.begin() as connection:
        await connection.execute(insert(person), rows)
    broadcasts = StoredBroadcasts(database)
    made = await broadcasts.create(Draft(1, {"kk": Content("Форум")}, rate=RATE, is_paid=True), now)
    await broadcasts.schedule(made.id, made.version, now)
    return made.id


def received(sandbox: Sandbox) -> dict[int, int]:
    """How many messages each person has."""
    counts = {number: len(chat.messages) for number, chat in sandbox.world.chats.items()}
    return {number: count for number, count in counts.items() if count}


def has_started(sandbox: Sandbox, before: int) -> bool:
    """A bot has asked who it is, since this event."""
    return any(one.type == "request" and one.data["method"] == "getMe" for one in sandbox.world.events.since(before))


async def under_way(database: AsyncEngine) -> int:
    async with database.connect() as connection:
        sending = select(func.count()).where(delivery.c.state == "sending")
        return int((await connection.execute(sending)).scalar_one())


async def until_more(sandbox: Sandbox, count: int, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while sum(received(sandbox).values()) < count:
            await asyncio.sleep(0.02)


async def until_finished(database: AsyncEngine, number: int) -> Broadcast:
    broadcasts = StoredBroadcasts(database)
    async with asyncio.timeout(120):
        while True:
            found = await broadcasts.find(number)
            assert found is not None
            if found.state == "finished":
                return found
            assert found.state in {"scheduled", "running"}, found.reason
            await asyncio.sleep(0.2)


async def test_nobody_twice_nobody_forgotten(database_url: str) -> None:
    url, has_workers = database_url, database_url.startswith("postgresql")
    database = open_database(url)
    await migrate(database)
    async with Sandbox(timeout=START_TIMEOUT) as sandbox, AsyncExitStack() as closing:
        closing.push_async_callback(database.dispose)
        number = await announced(sandbox, database)
        faults = sandbox.world.faults
        faults.add("too_many_requests", method="sendMessage", share=0.01, retry_after=1)
        faults.add("server_error", method="sendMessage", share=0.02)
        faults.add("reset_before", method="sendMessage", share=0.005)
        faults.add("reset_after", method="sendMessage", share=0.005)
        lost_on_the_way = 0
        for _ in range(KILLS):
            async with AsyncExitStack() as stack:
                commands = ["worker", "worker"] if has_workers else ["run"]
                running = [await stack.enter_async_context(process(sandbox, url, one)) for one in commands]
                before = sum(received(sandbox).values())
                await until_more(sandbox, before + 1, START_TIMEOUT)
                await until_more(sandbox, before + 100, START_TIMEOUT)
                for one in running:
                    one.send_signal(signal.SIGKILL)
                    await one.wait()
            lost_on_the_way += await under_way(database)
        before = sandbox.world.events.last
        async with process(sandbox, url, "run"):
            async with asyncio.timeout(START_TIMEOUT):
                while not has_started(sandbox, before):
                    await asyncio.sleep(0.02)
            await until_more(sandbox, sum(received(sandbox).values()) + 1, RESUME_TIMEOUT)
            if has_workers:
                # Where several processes send, nobody knows which of them are dead before their time is over.
                await StoredOutbox(database).expire(dt.datetime.now(dt.UTC), everything=True)
            over = await until_finished(database, number)

        there = received(sandbox)
        assert set(there.values()) == {1}
        async with database.connect() as connection:
            rows = (await connection.execute(select(delivery.c.chat_id, delivery.c.state))).all()
        by_state: dict[str, set[int]] = {}
        for chat_id, state in rows:
            by_state.setdefault(state, set()).add(chat_id)
        sent, unknown = by_state["sent"], by_state.get("unknown", set())
        blocked = {one.id for one in sandbox.world.people.values() if one.blocked}
        # Connections that broke on the way tell as little; the journal forgets after a thousand requests.
        resets = PEOPLE // 50
        assert over.total == PEOPLE == len(rows)
        assert by_state["unreachable"] | (unknown & blocked) == blocked
        assert sent <= there.keys() <= sent | unknown
        assert len(sent) + len(unknown) + len(by_state["unreachable"]) == PEOPLE
        assert len(unknown) <= lost_on_the_way + resets
