"""An announcement as pupils see it come in the chat page, in a real browser."""

import asyncio
import datetime as dt
from contextlib import suppress

import pytest
from playwright.async_api import Browser, expect

from bot.application import make_bot
from bot.delivering import TelegramDelivery
from guidance.outreach.broadcasts import Content, Draft, Link
from guidance.outreach.sender import Sender
from guidance.outreach.traffic import Traffic
from handlers.services import Services
from sandbox import Person, Sandbox
from tests.e2e import test_page
from tests.e2e.walking import choose_language

pytestmark = test_page.pytestmark
browser = test_page.browser
SAID = {"kk": "Бейсенбіде колледждер көрмесі!", "ru": "В четверг — ярмарка колледжей!"}
BUTTON = {"kk": "Колледждер", "ru": "Колледжи"}


@pytest.mark.parametrize("width", [360, 1280])
async def test_an_announcement_comes_to_each_in_their_language(
    browser: Browser, sandbox: Sandbox, services: Services, width: int
) -> None:
    people = {"kk": Person(sandbox, 1001), "ru": Person(sandbox, 1002)}
    await choose_language(people["kk"], services, "kk")
    await choose_language(people["ru"], services, "ru")
    page = await browser.new_page(viewport={"width": width, "height": 740}, locale="kk")
    await page.goto(f"{sandbox.url}/?person=1001")
    await expect(page.get_by_test_id("message").last).to_be_visible()

    now = dt.datetime.now(dt.UTC)
    content = {
        "kk": Content(f"<b>{SAID['kk']}</b>", links=(Link(BUTTON["kk"], "c_71-004"),)),
        "ru": Content(f"<b>{SAID['ru']}</b>", links=(Link(BUTTON["ru"], "c_71-004"),)),
    }
    made = await services.broadcasts.create(Draft(1004, {"kk": content["kk"], "ru": content["ru"]}), now)
    await services.broadcasts.schedule(made.id, made.version, now)
    async with make_bot(sandbox.token, sandbox.url, waits=False) as bulk:
        sender = Sender(services.outbox, TelegramDelivery(bulk), Traffic(), idle=0.05)
        working = asyncio.get_running_loop().create_task(sender.run())
        try:
            await expect(page.get_by_test_id("message").last).to_contain_text(SAID["kk"])
            async with asyncio.timeout(10):
                while (found := await services.broadcasts.find(made.id)) and found.state != "finished":
                    await asyncio.sleep(0.05)
        finally:
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working
    # The other's chat says that there is something new; the button opens a card in the page itself.
    if width < 1100:
        await page.get_by_test_id("drawer").click()
    await page.get_by_test_id("person-1002").click()
    await expect(page.get_by_test_id("message").last).to_contain_text(SAID["ru"])
    await page.get_by_text(BUTTON["ru"], exact=True).last.click()
    await test_page.newest(page, "🏫")
