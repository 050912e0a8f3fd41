"""Make the pictures of docs/pictures anew: ``make pictures``."""

import asyncio
import datetime as dt
import io
import tempfile
from contextlib import suppress
from pathlib import Path

from aiogram.exceptions import TelegramAPIError
from aiogram.types import BufferedInputFile, InputMediaPhoto
from PIL import Image
from playwright.async_api import Page, ViewportSize, async_playwright

from bot.application import make_bot
from bot.settings import ROOT
from guidance.catalogue.cells import Language
from handlers import questionnaire
from handlers.services import Services
from handlers.translation import LANGUAGES
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
            for language in LANGUAGES:
                page = await browser.new_page(viewport=PHONE, locale=language)
                await walk(sandbox, services, page, language)
            wide = await browser.new_page(viewport=WIDE, locale="kk")
            pupil = Person(sandbox, 1001)
            await wide.goto(sandbox.url)
            await answered(pupil, services, "kk")
            await wide.get_by_test_id("person-1001").click()
            await photograph(wide, "chat-page")
            for language in LANGUAGES:
                await photograph_group(sandbox, await browser.new_page(viewport=PHONE, locale=language), language)
            dark = await browser.new_page(viewport=WIDE, locale="ru", color_scheme="dark")
            await photograph_faults(sandbox, dark)
            await browser.close()


async def photograph_group(sandbox: Sandbox, page: Page, language: Language) -> None:
    """A class with its counsellor, in which the bot has sent an album and a poll."""
    says = {
        "kk": ("9 «А» сыныбы", "Бейсенбіде колледждер көрмесі!", "Кім барады?", ["Мен барамын", "Бара алмаймын"]),
        "ru": ("9 «А» класс", "В четверг — ярмарка колледжей!", "Кто пойдёт?", ["Я иду", "Не смогу"]),
    }[language]
    title, text, question, options = says
    pupil, counsellor = sandbox.person(language=language), sandbox.person(language=language, role="counsellor")
    group = sandbox.group(title, pupil, counsellor, bot_status="administrator")
    sandbox.world.says(counsellor.id, text, None, group.id)
    async with make_bot(sandbox.token, sandbox.url) as bot:
        files = [BufferedInputFile(drawn(tint), "a.png") for tint in ("#2f8f6b", "#e0a030")]
        await bot.send_media_group(group.id, [InputMediaPhoto(media=file) for file in files])
        sent = await bot.send_poll(group.id, question, [*options])
    sandbox.world.votes(counsellor.id, sent.message_id, [0], group.id)
    await page.goto(f"{sandbox.url}/?person={pupil.id}&chat={group.id}")
    await photograph(page, f"group-{language}")


async def photograph_faults(sandbox: Sandbox, page: Page) -> None:
    """The tools beside a chat in which a bot has made mistakes."""
    person = sandbox.person(language="ru")
    sandbox.world.says(person.id, "/start")
    async with make_bot(sandbox.token, sandbox.url, waits=False) as bot:
        await bot.send_message(person.id, "Здравствуйте!")
        sandbox.world.faults.add("too_many_requests", method="sendMessage", times=1, retry_after=7)
        sandbox.world.faults.add("reset_after", share=0.1)
        for text in ("Слишком рано", "<b>Не закрыт"):
            with suppress(TelegramAPIError):
                await bot.send_message(person.id, text)
    await page.goto(f"{sandbox.url}/?person={person.id}")
    await photograph(page, "journal")
    await page.get_by_test_id("tab-faults").click()
    await photograph(page, "faults")


def drawn(tint: str) -> bytes:
    """A plain picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (480, 360), tint).save(out, "PNG")
    return out.getvalue()


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
