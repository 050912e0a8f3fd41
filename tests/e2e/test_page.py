"""The same path as a newcomer walks it: in the chat page, in a real browser, at the width of a small phone."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from guidance.aptitude.bank import Item
from guidance.catalogue.cells import Language
from handlers.services import Services
from sandbox import Sandbox

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# No telemetry, no look-ups: the page needs nothing but this machine.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PEOPLE = {"kk": 1001, "ru": 1002}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None and not os.environ.get("CI"),
        reason="no Chromium on this machine: install one (make browser) to run the tests of the chat page",
    ),
]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    assert CHROMIUM, "CI must have a Chromium: .ci/run installs it"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


async def press(page: Page, label: str) -> None:
    """Press the newest button with exactly this text."""
    await page.get_by_test_id("inline-button").get_by_text(label, exact=True).last.click()


async def newest(page: Page, text: str) -> None:
    """Wait until the newest message says this."""
    await expect(page.get_by_test_id("message").last).to_contain_text(text)


async def next_item(page: Page, services: Services, language: Language, answered: set[str]) -> Item | None:
    """Wait for an item not answered yet; None when the result has come instead."""
    end = services.translations[language].text("profile.title")
    async with asyncio.timeout(10):
        while True:
            text = await page.get_by_test_id("message").last.inner_text()
            if end in text:
                return None
            for item in services.questionnaire.items:
                if item.id not in answered and item.text(language) in text:
                    return item
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_from_start_to_a_college_card_in_the_browser(
    browser: Browser, sandbox: Sandbox, services: Services, language: Language
) -> None:
    words = services.translations[language]
    page = await browser.new_page(viewport={"width": 320, "height": 640}, locale=language)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "request", lambda request: problems.append(request.url) if not request.url.startswith(sandbox.url) else None
    )

    await page.goto(sandbox.url)
    person = page.get_by_test_id(f"person-{PEOPLE[language]}")
    if language == "ru":
        await page.get_by_test_id("drawer").click()
        await person.click()
    await page.get_by_test_id("start").click()
    await press(page, words.text("language.name"))
    await press(page, words.text("button.test"))
    await press(page, words.text("button.agree"))
    answered: set[str] = set()
    while not await page.get_by_test_id("message").filter(has_text=words.text("profile.title")).count():
        item = await next_item(page, services, language, answered)
        if item is None:
            break
        answered.add(item.id)
        await press(page, words.text("answer.5" if item.scale == "S" else f"answer.{1 + len(answered) % 2}"))
    await newest(page, words.text("profile.title"))
    await expect(page.get_by_test_id("message").last.get_by_role("img")).to_be_visible()
    await press(page, words.text("button.my_specialties"))
    await newest(page, words.text("fit.strong"))
    await press(page, words.text("button.near"))
    await newest(page, words.text("teaching.mine"))
    await page.get_by_test_id("inline-button").filter(has_text=" · ").first.click()
    await newest(page, "1.")
    await press(page, "1")
    await newest(page, "🏫")
    await newest(page, words.text("source.collected", month=words.month(services.catalogue.collected)))

    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320
    assert not problems
