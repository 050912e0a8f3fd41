"""An announcement in the chat page, in a real browser: written by an admin, read by pupils, followed to its end."""

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot import cards
from bot.application import make_bot
from bot.delivering import TelegramDelivery
from guidance.catalogue.cells import Language
from guidance.outreach.broadcasts import Content, Draft, Link
from guidance.outreach.sender import Sender
from guidance.outreach.traffic import Traffic
from handlers.announcement_card import MARK
from handlers.services import Services
from handlers.translation import LANGUAGES
from sandbox import Person, Sandbox
from tests.e2e import test_page
from tests.e2e.conftest import running_bot
from tests.e2e.test_page import newest, press
from tests.e2e.test_wrong_input import errors
from tests.e2e.walking import choose_language

pytestmark = test_page.pytestmark
browser = test_page.browser
# Of the sandbox's own people; the admin reads Russian.
PEOPLE: dict[Language, int] = {"kk": 1001, "ru": 1002}
ADMIN = 1004
SAID: dict[Language, str] = {"kk": "Бейсенбіде колледждер көрмесі!", "ru": "В четверг — ярмарка колледжей!"}
BUTTON: dict[Language, str] = {"kk": "Көрме сайты", "ru": "Колледж недели"}
COLLEGE, SITE = "71-004", "https://example.kz/fair"


@pytest.fixture
async def services(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Services]:
    async with running_bot(sandbox, tmp_path / "bot.db", admin_ids=frozenset({ADMIN})) as services:
        for language in LANGUAGES:
            await choose_language(Person(sandbox, PEOPLE[language]), services, language)
        await choose_language(Person(sandbox, ADMIN), services, "ru")
        yield services


@asynccontextmanager
async def opened(browser: Browser, sandbox: Sandbox, width: int) -> AsyncIterator[Page]:
    """The page as the admin; no script of it may fail, nothing of it may be too wide or asked of others."""
    page = await browser.new_page(viewport={"width": width, "height": 740}, locale="kk")
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "request", lambda request: problems.append(request.url) if not request.url.startswith(sandbox.url) else None
    )
    await page.goto(f"{sandbox.url}/?person={ADMIN}")
    await expect(page.get_by_test_id("message").last).to_be_visible()
    yield page
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert not problems
    assert not errors(sandbox)


@asynccontextmanager
async def outreach(sandbox: Sandbox, services: Services) -> AsyncIterator[None]:
    """What sends and what keeps the cards, at work."""
    async with make_bot(sandbox.token, sandbox.url, waits=False) as bulk:
        sender = Sender(services.outbox, TelegramDelivery(bulk), Traffic(), idle=0.05)
        loop = asyncio.get_running_loop()
        working = [
            loop.create_task(sender.run()),
            loop.create_task(cards.keep_cards(bulk, Traffic(), lambda: services)),
        ]
        try:
            yield
        finally:
            for task in working:
                task.cancel()
            for task in working:
                with suppress(asyncio.CancelledError):
                    await task


async def finished(services: Services, number: int) -> None:
    async with asyncio.timeout(10):
        while (found := await services.broadcasts.find(number)) is None or found.state != "finished":
            await asyncio.sleep(0.05)


async def answers(page: Page, request: str, text: str) -> None:
    """Type an answer to this request of the bot, which the page holds ready to be answered."""
    await newest(page, request)
    await expect(page.get_by_test_id("above")).to_contain_text(request)
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("send").click()


async def turns_to(page: Page, person: int, unread: int = 0) -> None:
    """Look as somebody else; ``unread`` messages wait for them in the list of chats."""
    if await page.get_by_test_id("drawer").is_visible():
        await page.get_by_test_id("drawer").click()
    row = page.get_by_test_id(f"person-{person}")
    if unread:
        await expect(row.locator(".badge")).to_have_text(str(unread))
    await row.click()
    await expect(row).to_have_attribute("aria-current", "true")


def link(page: Page, language: Language) -> Locator:
    """The button under the newest message."""
    return page.get_by_test_id("message").last.get_by_test_id("inline-button").filter(has_text=BUTTON[language])


async def opens_card(page: Page, services: Services) -> None:
    """Press the button: it leads to the college's card, in the page itself."""
    await link(page, "ru").click()
    await newest(page, "🏫")
    await newest(page, services.catalogue.colleges[COLLEGE].name("ru"))


async def composes(page: Page, services: Services) -> None:
    """From the admin's menu to a draft with a text and a button in each language."""
    words = services.translations["ru"]
    await page.get_by_test_id("composer").fill("/admin")
    await page.get_by_test_id("send").click()
    await press(page, words.text("button.announcements"))
    await newest(page, words.text("announce.none"))
    await press(page, words.text("button.new_announcement"))
    await newest(page, words.text("announce_state.draft"))
    for language in LANGUAGES:
        name = services.translations[language].text("language.name")
        await press(page, f"✏️ {name}")
        await newest(page, words.text("announce.nothing_yet"))
        await press(page, words.text("button.announcement_text"))
        await answers(page, f"📢 № 1 · text · {language}", SAID[language])
        await newest(page, f"«{SAID[language]}»")
        await press(page, words.text("button.announcement_link"))
        await newest(page, words.text("announce.which_target", language=name))
        if language == "kk":
            await press(page, words.text("button.to_the_web"))
            await answers(page, "📢 № 1 · link · kk · url", f"{BUTTON['kk']} {SITE}")
            target = SITE
        else:
            await press(page, words.text("button.to_a_card"))
            await answers(page, "📢 № 1 · find · ru", services.catalogue.colleges[COLLEGE].name("ru"))
            await newest(page, words.text("announce.found"))
            await press(page, "1")
            target = f"c_{COLLEGE}"
            await answers(page, f"📢 № 1 · link · ru · {target}", BUTTON["ru"])
        await newest(page, words.text("announce.link", label=BUTTON[language], target=target))
        await press(page, words.text("button.back"))
        await newest(page, f"✅ {name}: {SAID[language]}")


async def looks_and_lets_go(page: Page, services: Services) -> None:
    """Look at it in each language, then send it, by the count that the request names."""
    words, messages = services.translations["ru"], page.get_by_test_id("message")
    for language in LANGUAGES:
        name = services.translations[language].text("language.name")
        await press(page, f"👁 {name}")
        await newest(page, words.text("announce.seen", language=name))
        for part in (SAID[language], BUTTON[language]):
            await expect(messages.nth(-2)).to_contain_text(part)
    await press(page, words.text("button.send_announcement"))
    await newest(page, words.text("announce.when"))
    # At night another button, for the morning, stands before it.
    await press(page, words.text("button.send_now"))
    await newest(page, "📢 № 1 · send · ")
    asked = re.search(r"· send · v\d+ · (\d+) · now · ", await messages.last.inner_text())
    assert asked
    assert asked[1] == "3"
    await answers(page, asked[0], asked[1])
    await newest(page, MARK)
    await newest(page, words.text("announce_state.scheduled"))
    await expect(page.get_by_test_id("above")).to_be_hidden()


async def test_an_admin_writes_an_announcement_and_follows_it_to_its_report(
    browser: Browser, sandbox: Sandbox, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "PAUSE", 0.1)
    words = services.translations["ru"]
    async with opened(browser, sandbox, 360) as page:
        await composes(page, services)
        await looks_and_lets_go(page, services)
        async with outreach(sandbox, services):
            await turns_to(page, PEOPLE["kk"], unread=1)
            await newest(page, SAID["kk"])
            await expect(link(page, "kk")).to_have_attribute("href", SITE)
            await turns_to(page, PEOPLE["ru"], unread=1)
            await newest(page, SAID["ru"])
            await expect(page.get_by_test_id(f"person-{PEOPLE['kk']}").locator(".badge")).to_have_count(0)
            await opens_card(page, services)

            await turns_to(page, ADMIN)
            card = page.get_by_test_id("message").filter(has_text=MARK)
            await expect(card).to_have_count(1)
            await expect(card).to_contain_text(f"№ 1 · {words.text('announce_state.finished')}")
            await expect(card).to_contain_text(words.text("card.sent", count="3", total="3"))
            await newest(page, words.text("card.sent", count="3", total="3"))
            async with page.expect_download() as download:
                await page.get_by_test_id("message").last.get_by_role("link").click()
        assert (await download.value).suggested_filename == "temirqazyq-announcement-1.xlsx"


async def test_an_announcement_comes_to_each_in_their_language(
    browser: Browser, sandbox: Sandbox, services: Services
) -> None:
    now = dt.datetime.now(dt.UTC)
    content: dict[Language, Content] = {
        language: Content(f"<b>{SAID[language]}</b>", links=(Link(BUTTON[language], f"c_{COLLEGE}"),))
        for language in LANGUAGES
    }
    async with opened(browser, sandbox, 1280) as page, outreach(sandbox, services):
        made = await services.broadcasts.create(Draft(ADMIN, content), now)
        await services.broadcasts.schedule(made.id, made.version, now)
        await newest(page, SAID["ru"])
        await finished(services, made.id)
        for language in LANGUAGES:
            await turns_to(page, PEOPLE[language], unread=1)
            await expect(page.get_by_test_id("message").last.locator("strong")).to_have_text(SAID[language])
        await opens_card(page, services)
