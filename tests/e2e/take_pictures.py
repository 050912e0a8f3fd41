"""Make the pictures of docs/pictures anew: ``make pictures``."""

import asyncio
import datetime as dt
import tempfile
from pathlib import Path

from playwright.async_api import Page, ViewportSize, async_playwright

from bot.settings import ROOT
from guidance.catalogue.cells import Language
from handlers import questionnaire
from handlers.services import Services
from sandbox import Person, Sandbox
from tests.e2e.conftest import running_bot
from tests.e2e.test_page import CHROMIUM, FLAGS
from tests.e2e.walking import answer_all, begin_test

PICTURES = ROOT / "docs" / "pictures"
WIDE, PHONE = ViewportSize(width=1280, height=1300), ViewportSize(width=360, height=740)


async def main() -> None:
    """Walk the path in both languages and photograph it."""
    questionnaire.HASTY = dt.timedelta(0)  # nobody reads here
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            Sandbox() as sandbox,
            running_bot(sandbox, Path(folder) / "bot.db") as services,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for language in ("kk", "ru"):
                page = await browser.new_page(viewport=PHONE, locale=language)
                await walk(sandbox, services, page, language)
            wide = await browser.new_page(viewport=WIDE, locale="kk")
            pupil = Person(sandbox, 1001)
            await wide.goto(sandbox.url)
            await answered(pupil, services, "kk")
            await wide.get_by_test_id("person-1001").click()
            await photograph(wide, "chat-page")
            await browser.close()


async def answered(person: Person, services: Services, language: Language) -> None:
    """Somebody who has just finished the questionnaire."""
    await begin_test(person, services, language)
    await answer_all(person, services, language)


async def walk(sandbox: Sandbox, services: Services, page: Page, language: Language) -> None:
    """From a question to a college card, and how to study there free."""
    words = services.translations[language]
    person = sandbox.person(language=language)
    await page.goto(sandbox.url)
    await page.get_by_test_id("drawer").click()
    await page.get_by_test_id(f"person-{person.id}").click()
    await begin_test(person, services, language)
    await photograph(page, f"question-{language}")
    await answer_all(person, services, language)
    await photograph(page, f"result-{language}")
    await person.presses(words.text("button.my_specialties"))
    await photograph(page, f"specialties-{language}")
    await person.presses(words.text("button.near"))
    await person.presses(" · ")
    await person.presses("1")
    await photograph(page, f"college-{language}")
    await person.sends("медколледж актобе тегин")
    await photograph(page, f"search-{language}")
    await person.sends("/free")
    await photograph(page, f"free-{language}")
    for answer in ("button.wizard", "button.begin", "wizard.grade.grade9", "button.skip", "wizard.place.village"):
        await person.presses(words.text(answer))
    await person.presses(words.text("circumstance.large-family"))
    await photograph(page, f"wizard-{language}")
    for answer in ("button.go_on", "wizard.work.wants", "wizard.marks.good"):
        await person.presses(words.text(answer))
    await photograph(page, f"routes-{language}")
    await person.sends("/dates")
    await person.presses(words.text("path.grade9"))
    await photograph(page, f"dates-{language}")
    await person.sends("/start n_support")
    await person.presses(words.text("button.chart"))
    await photograph(page, f"numbers-{language}")


async def photograph(page: Page, name: str) -> None:
    """Wait until the page has settled, and keep what it shows."""
    await page.wait_for_timeout(700)
    await page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    asyncio.run(main())
