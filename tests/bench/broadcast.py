"""Announcements: freezing a million recipients, capacity at the paid rate, evenness at the free one, answers meanwhile.

``python -m tests.bench.broadcast`` takes about two minutes; ``--minutes 5`` sends at the free rate for five.
"""

import argparse
import asyncio
import datetime as dt
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from contextlib import suppress
from pathlib import Path

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.application import make_bot
from bot.delivering import TelegramDelivery
from bot.settings import ROOT
from guidance.outreach.broadcasts import FREE_RATE, Content, Draft
from guidance.outreach.outcomes import Outcome, Sent
from guidance.outreach.sender import Sender
from guidance.outreach.traffic import Traffic
from guidance.storage.broadcasts import StoredBroadcasts
from guidance.storage.database import migrate, open_database
from guidance.storage.outbox import StoredOutbox
from guidance.storage.schema import person
from sandbox import Person, Sandbox

_MILLION = 1_000_000
_TELEGRAM = 30
"""Messages a second that it takes from one bot for many."""
_FREEZING, _MEMORY, _LATER, _CAPACITY, _USED, _ANSWER = 30, 50, 1.1, 1000, 0.98, 0.5
"""Seconds, MB, ratio, messages a second, ratio, seconds: what is asked for."""
# Seconds in which the program has started.
_PATIENCE = 60
_SAYS = Content("Бейсенбіде колледждер көрмесі!")


async def main(minutes: float) -> None:
    """One after the other, each in a database of its own."""
    faults = [
        *await freeze_a_million(),
        *await capacity(),
        *await evenness(minutes),
    ]
    for fault in faults:
        print(f"broadcast: FAULT {fault}")
    sys.exit(1 if faults else 0)


async def announced(folder: str, people: int, rate: float) -> tuple[AsyncEngine, int, float]:
    """A database with so many people and an announcement to all of them; seconds in which they were frozen."""
    engine = open_database(f"sqlite+aiosqlite:///{Path(folder) / 'bot.db'}")
    await migrate(engine)
    now = dt.datetime.now(dt.UTC)
    async with engine.begin() as connection:
        for first in range(0, people, 50_000):
            rows = [
                {"chat_id": number, "language": "kk", "created_at": now}
                for number in range(first + 1001, min(first + 50_000, people) + 1001)
            ]
            await connection.execute(insert(person), rows)
    broadcasts = StoredBroadcasts(engine)
    made = await broadcasts.create(Draft(1, {"kk": _SAYS}, rate=rate, is_paid=rate > FREE_RATE), now)
    await broadcasts.schedule(made.id, made.version, now)
    begun = time.perf_counter()
    await StoredOutbox(engine).begin_due(dt.datetime.now(dt.UTC))
    return engine, made.id, time.perf_counter() - begun


async def freeze_a_million() -> list[str]:
    """Freezing, memory, and whether the work for a message is the same at the end as at the beginning."""
    with tempfile.TemporaryDirectory() as folder:
        before = _memory()
        engine, _, took = await announced(folder, _MILLION, 100_000.0)
        outbox = StoredOutbox(engine)
        await _claims(outbox)  # what is read for the first time is slow, and no measure
        first = await _claims(outbox)
        # Nine tenths are sent: by one statement, as sending them would take its time.
        async with engine.begin() as connection:
            sent = "UPDATE delivery SET state = 'sent' WHERE state = 'waiting' AND chat_id < 901001"
            await connection.execute(text(sent))
        last = await _claims(outbox)
        grown = _memory() - before
        await engine.dispose()
    ratio = last / first
    print(
        f"broadcast: {_MILLION} recipients frozen in {took:.1f} s (to be 30); memory grew by {grown:.0f} MB (to be 50);"
        f" a claim and its settling at the end take {ratio:.2f} of those at the beginning (to be 1.10)"
    )
    return [
        *(["freezing took too long"] if took > _FREEZING else []),
        *(["memory grew too much"] if grown > _MEMORY else []),
        *(["the work grows with what was sent"] if ratio > _LATER else []),
    ]


async def _claims(outbox: StoredOutbox) -> float:
    """Median seconds of claiming two hundred and settling them."""
    seconds = []
    for _ in range(30):
        begun = time.perf_counter()
        batch = await outbox.claim(dt.datetime.now(dt.UTC), 60, 200)
        if batch is None:
            raise SystemExit("broadcast: nothing waits")
        outcomes: list[Outcome] = [Sent((1,))] * len(batch.deliveries)
        await outbox.settle(batch, outcomes, dt.datetime.now(dt.UTC))
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


async def capacity() -> list[str]:
    """Messages a second of one process at the paid rate, to a sandbox in another process."""
    people = 6_000
    with tempfile.TemporaryDirectory() as folder, _Sandbox(people) as url:
        engine, number, _ = await announced(folder, people, 4000.0)
        async with make_bot("42:TEST", url, waits=False) as bot:
            begun = time.perf_counter()
            await _send_all(engine, number, Sender(StoredOutbox(engine), TelegramDelivery(bot), Traffic(), idle=0.2))
            rate = people / (time.perf_counter() - begun)
        await engine.dispose()
    print(f"broadcast: {rate:.0f} messages a second by one process (to be 1000: {rate / _CAPACITY:.2f})")
    return ["fewer than a thousand messages a second"] if rate < _CAPACITY else []


async def evenness(minutes: float) -> list[str]:
    """The whole bot at the free rate: how much of it is used, the most in any second, and how soon /start is answered.

    Moments are those at which the requests come in at the sandbox.
    """
    people = int(minutes * 60 * FREE_RATE)
    with tempfile.TemporaryDirectory() as folder:
        async with Sandbox(timeout=_PATIENCE) as sandbox:
            for chat_id in range(1001, people + 1001):
                if chat_id not in sandbox.world.people:
                    sandbox.world.add_person("Оқушы", "kk")
                sandbox.world.people[chat_id].started = True
            engine, number, _ = await announced(folder, people, FREE_RATE)
            watched = _Watched(sandbox)
            environment = os.environ | {
                "BOT_TOKEN": sandbox.token,
                "TELEGRAM_API_URL": sandbox.url,
                "DATABASE_URL": f"sqlite+aiosqlite:///{Path(folder) / 'bot.db'}",
            }
            running = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=environment, cwd=ROOT, stderr=asyncio.subprocess.DEVNULL
            )
            try:
                async with asyncio.timeout(2 * people / FREE_RATE + _PATIENCE):
                    await watched.until_over(engine, number, sandbox.person())
            finally:
                running.terminate()
                await running.wait()
            await engine.dispose()
    moments, waits = sorted(watched.bulk), sorted(watched.waits)
    # Each answer goes before and takes a turn.
    used = (len(moments) + len(waits) - 1) / (moments[-1] - moments[0]) / _TELEGRAM
    most = max(bisect_left(moments, moment + 1) - place for place, moment in enumerate(moments))
    p95 = waits[int(len(waits) * 0.95)]
    print(
        f"broadcast: {minutes:g} minutes at {used * 100:.1f} % of {_TELEGRAM} a second (to be 98), at most {most} in a"
        f" second; /start answered within {p95 * 1000:.0f} ms (95 of 100; to be 500), {waits[-1] * 1000:.0f} at most"
    )
    return [
        *(["the rate was not used"] if used < _USED else []),
        *(["too many in one second"] if most > _TELEGRAM else []),
        *(["answers were late"] if p95 > _ANSWER else []),
    ]


class _Watched:
    """What a bot sends while somebody says /start once a second: moments and waits are in seconds."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.bulk: list[float] = []
        self.waits: list[float] = []
        self._sandbox = sandbox

    async def until_over(self, engine: AsyncEngine, number: int, asker: Person) -> None:
        """Watch until an announcement is finished."""
        events, broadcasts = self._sandbox.world.events, StoredBroadcasts(engine)
        seen, asked = events.last, 0.0
        while True:
            await events.pulse.wait(0.5)
            for event in events.since(seen):
                seen = event.number
                if event.type == "request" and event.data["method"] == "sendMessage":
                    if int(event.data["params"]["chat_id"]) == asker.id:
                        self.waits.append(time.monotonic() - asked)
                    else:
                        self.bulk.append(event.data["time"])
            if self.bulk and time.monotonic() >= asked + 1:
                found = await broadcasts.find(number)
                if found is not None and found.state == "finished":
                    return
                asked = time.monotonic()
                self._sandbox.world.says(asker.id, "/start")


async def _send_all(engine: AsyncEngine, number: int, sender: Sender) -> None:
    broadcasts = StoredBroadcasts(engine)
    working = asyncio.get_running_loop().create_task(sender.run())
    while True:
        await asyncio.sleep(0.2)
        found = await broadcasts.find(number)
        if found is not None and found.state == "finished":
            break
        if working.done() or found is None or found.state == "stopped":
            raise SystemExit(f"broadcast: not finished: {found}")
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working


class _Sandbox:
    """A sandbox in a process of its own, with so many people who have written to the bot."""

    def __init__(self, people: int) -> None:
        self._people = people

    def __enter__(self) -> str:
        code = (
            "import asyncio\nfrom sandbox.server import SandboxServer\n"
            "async def main():\n"
            "    server = SandboxServer()\n"
            f"    for number in range({self._people}):\n"
            "        server.world.add_person('a', 'kk')\n"
            "    for person in server.world.people.values():\n"
            "        person.started = True\n"
            "    await server.start()\n"
            "    print(server.url, flush=True)\n"
            "    await asyncio.Event().wait()\n"
            "asyncio.run(main())\n"
        )
        self._process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        return self._process.stdout.readline().strip() if self._process.stdout else ""

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()


def _memory() -> float:
    """What this process holds now, in MB."""
    pages = int(Path(f"/proc/{os.getpid()}/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=1.0)
    asyncio.run(main(parser.parse_args().minutes))
