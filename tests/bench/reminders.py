"""A thousand reminders due at the same minute: how long they take, and how many go out in any one second."""

import asyncio
import datetime as dt
import sys
import tempfile
import time
from bisect import bisect_left
from pathlib import Path

from bot.application import make_bot, open_services
from bot.reminding import send_due_reminders
from bot.settings import Settings
from guidance.outreach.reminders import Reminder
from sandbox import Sandbox

_PEOPLE = 1000
_TELEGRAM = 30
"""Messages to different people that Telegram takes in a second."""
_LONGEST = 60.0
"""Seconds after which somebody would be reminded in the next minute."""


async def main() -> None:
    """Send them through a sandbox, and look into the moments at which it took them."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, database_url=f"sqlite+aiosqlite:///{Path(folder) / 'bot.db'}")
        async with Sandbox() as sandbox, open_services(settings) as services:
            noon = dt.datetime.now(services.timezone).replace(hour=12, minute=0).astimezone(dt.UTC)
            for _ in range(_PEOPLE):
                person = sandbox.person()
                sandbox.world.people[person.id].started = True
                await services.people.choose_language(person.id, "kk")
                await services.reminders.set(Reminder(person.id, "window", noon, "studies-begin"))
            window = services.funding.admission.windows["studies-begin"]
            month, day = map(int, window.closes.split("-"))
            due = dt.datetime(noon.year + 1, month, day, 12, tzinfo=services.timezone).astimezone(dt.UTC)
            started = time.perf_counter()
            async with make_bot(sandbox.token, sandbox.url) as bot:
                sent = await send_due_reminders(bot, services, due)
            took = time.perf_counter() - started
            journal = sandbox.server.journal
            moments = sorted(one.time for one in journal.finished if one.method == "sendMessage" and one.ok)
    most = max(bisect_left(moments, moment + 1) - place for place, moment in enumerate(moments))
    print(f"reminders: {sent} sent in {took:.1f} s, at most {most} in a second, {len(moments)} looked at")
    if sent != _PEOPLE or most > _TELEGRAM or took > _LONGEST:
        sys.exit("reminders: some were not sent, or too many at once, or too late")


if __name__ == "__main__":
    asyncio.run(main())
