"""The chat page in a real browser: what people see, press and send, against a bot that only calls methods."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, TypeAlias

import aiohttp
import pytest
from PIL import Image
from playwright.async_api import Locator, Page, Route, async_playwright, expect

from sandbox import Sandbox
from tests.e2e.test_page import CHROMIUM, FLAGS, pytestmark  # noqa: F401 - the same marks: skipped without a browser

PUPIL, PARENT, COUNSELLOR = 1001, 1002, 1003
_Json: TypeAlias = dict[str, Any]


class Bot:
    """The plainest possible bot."""

    def __init__(self, http: aiohttp.ClientSession, sandbox: Sandbox) -> None:
        self._http = http
        self._address = f"{sandbox.url}/bot{sandbox.token}"

    async def asks(self, method: str, **params: object) -> _Json:
        """Call a method: the whole answer. A value of bytes goes as a file."""
        files = {name: value for name, value in params.items() if isinstance(value, bytes)}
        form = aiohttp.FormData()
        for name, value in params.items():
            if isinstance(value, bytes):
                form.add_field(name, value, filename=f"{name}.png")
            else:
                form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        body = {"data": form} if files else {"json": params}
        async with self._http.post(f"{self._address}/{method}", **body) as response:
            answer: _Json = await response.json()
            return answer

    async def does(self, method: str, **params: object) -> Any:
        """Call a method that must succeed: its result."""
        answer = await self.asks(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def hears(self, type_: str) -> Any:
        """The content of the next update of this type."""
        offset = 0
        async with asyncio.timeout(5):
            while True:
                for update in await self.does("getUpdates", offset=offset, timeout=1):
                    offset = update["update_id"] + 1
                    if type_ in update:
                        await self.does("getUpdates", offset=offset, timeout=0)
                        return update[type_]


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with aiohttp.ClientSession() as http:
        yield Bot(http, sandbox)


@pytest.fixture
async def page(sandbox: Sandbox) -> AsyncIterator[Page]:
    """The page as the pupil, who has started the bot; no script of it may fail."""
    sandbox.world.says(PUPIL, "/start")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = await browser.new_context(viewport={"width": 1280, "height": 720}, locale="ru")
        context.set_default_timeout(10_000)
        page = await context.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(sandbox.url)
        await expect(messages(page)).to_have_count(1)
        yield page
        await browser.close()
    assert not problems


def messages(page: Page) -> Locator:
    return page.get_by_test_id("message")


def drawn(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (160, 120), colour).save(out, "PNG")
    return out.getvalue()


async def test_an_album_is_one_bubble_and_a_vote_becomes_bars(page: Page, bot: Bot) -> None:
    colours = ["red", "green", "blue"]
    media = [{"type": "photo", "media": f"attach://{colour}"} for colour in colours]
    media[0]["caption"] = "Мастерская"
    parts = await bot.does("sendMediaGroup", chat_id=PUPIL, media=media, **{one: drawn(one) for one in colours})
    album = page.get_by_test_id("album")
    await expect(album.get_by_role("button")).to_have_count(3)
    await expect(messages(page)).to_have_count(2)
    await expect(messages(page).last).to_contain_text("Мастерская")

    await album.get_by_role("button").first.click()
    shown = page.get_by_test_id("viewer").locator("img")
    first = await shown.get_attribute("src")
    await page.keyboard.press("ArrowRight")
    await expect(shown).not_to_have_attribute("src", first or "")
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("viewer")).to_have_count(0)
    await bot.does("deleteMessage", chat_id=PUPIL, message_id=parts[2]["message_id"])
    await expect(album.get_by_role("button")).to_have_count(2)

    await bot.does("sendPoll", chat_id=PUPIL, question="Куда?", options=["Медик", "Сварщик"], is_anonymous=False)
    await page.get_by_test_id("option").filter(has_text="Сварщик").click()
    await expect(page.get_by_test_id("result").filter(has_text="Сварщик")).to_contain_text("100%")
    assert (await bot.hears("poll_answer"))["option_ids"] == [1]


async def test_people_of_a_group_see_who_speaks_and_what_they_have_not_read(page: Page, bot: Bot) -> None:
    await page.get_by_test_id("group-add").click()
    await page.get_by_label("Название группы").fill("9 «Б»")
    await page.get_by_label("Бот в этой группе").select_option("administrator")
    await page.get_by_role("button", name="Добавить", exact=True).click()
    await expect(page.get_by_test_id("group-head")).to_contain_text("участников: 4")
    await expect(messages(page).last).to_contain_text("добавляет в группу")

    await page.get_by_test_id("composer").fill("Кто идёт на день открытых дверей?")
    await page.keyboard.press("Enter")
    said = await bot.hears("message")
    while said["chat"]["id"] > 0 or "text" not in said:
        said = await bot.hears("message")
    await bot.does("sendMessage", chat_id=said["chat"]["id"], text="Он в субботу")
    await expect(messages(page).last.get_by_test_id("author")).to_have_text("Temirqazyq")
    await expect(page.get_by_test_id(f"person-{PARENT}").locator(".badge")).to_have_text("3")

    await page.get_by_test_id(f"person-{PARENT}").click()
    await page.get_by_test_id(f"group-{said['chat']['id']}").click()
    await expect(page.get_by_test_id("author").first).to_have_text("Оқушы")
    await expect(page.get_by_test_id(f"person-{PARENT}").locator(".badge")).to_have_count(0)
    await page.get_by_test_id("group-head").click()
    await page.get_by_test_id(f"member-{COUNSELLOR}").click()
    await page.keyboard.press("Escape")
    await expect(messages(page).last).to_contain_text("выходит из группы")
    await expect(page.get_by_test_id("group-head")).to_contain_text("участников: 3")


async def test_a_photo_is_chosen_captioned_and_sent(page: Page, bot: Bot) -> None:
    await page.get_by_test_id("attach").click()
    async with page.expect_file_chooser() as chooser:
        await page.get_by_test_id("attach-photo").click()
    await (await chooser.value).set_files({"name": "me.png", "mimeType": "image/png", "buffer": drawn("orange")})
    await expect(page.get_by_test_id("above")).to_contain_text("me.png")
    await page.get_by_test_id("composer").fill("Моя работа")
    await page.get_by_test_id("send").click()
    image = messages(page).last.locator("img")
    await expect(image).to_be_visible()
    assert await image.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 160
    heard = await bot.hears("message")
    while "photo" not in heard:
        heard = await bot.hears("message")
    assert heard["caption"] == "Моя работа"

    await bot.does("sendVoice", chat_id=PUPIL, voice=b"OggS, and no sound in it")
    await expect(messages(page).last.get_by_test_id("missing")).to_be_visible()


async def test_what_the_bot_offers_inline_is_chosen_with_arrows(page: Page, bot: Bot) -> None:
    composer = page.get_by_test_id("composer")
    await composer.press_sequentially(f"@{(await bot.does('getMe'))['username']} свар")
    asked = await bot.hears("inline_query")
    assert asked["query"] == "свар"
    results = [
        {
            "type": "article",
            "id": str(number),
            "title": f"Колледж {number}",
            "input_message_content": {"message_text": f"Выбран {number}"},
        }
        for number in range(3)
    ]
    await bot.does("answerInlineQuery", inline_query_id=asked["id"], results=results)
    await expect(page.get_by_test_id("inline-result")).to_have_count(3)
    await composer.press("ArrowDown")
    await composer.press("Enter")
    await expect(messages(page).last).to_contain_text("Выбран 1")
    await expect(messages(page).last).to_contain_text("via @")
    await expect(composer).to_have_value("")


async def test_edits_above_do_not_move_what_is_read(page: Page, bot: Bot) -> None:
    sent = [await bot.does("sendMessage", chat_id=PUPIL, text=f"Строка {number}") for number in range(40)]
    await expect(messages(page)).to_have_count(41)
    log = page.get_by_role("log")
    middle = page.locator(f"[data-message-id='{sent[20]['message_id']}']")
    await middle.scroll_into_view_if_needed()
    await log.evaluate("node => { node.scrollTop -= 60; }")
    to_end = page.get_by_role("button", name="К последнему сообщению")
    await expect(to_end).to_be_visible()  # the page has heard of the scrolling
    before = await middle.evaluate("node => node.getBoundingClientRect().top")
    long = "\n".join(f"Ещё {number}" for number in range(12))
    await bot.does("editMessageText", chat_id=PUPIL, message_id=sent[2]["message_id"], text=long)
    await expect(page.locator(f"[data-message-id='{sent[2]['message_id']}']")).to_contain_text("Ещё 11")
    assert abs(await middle.evaluate("node => node.getBoundingClientRect().top") - before) < 1

    await log.evaluate("node => { node.scrollTop = node.scrollHeight; }")
    await expect(to_end).to_be_hidden()
    await bot.does("editMessageText", chat_id=PUPIL, message_id=sent[-1]["message_id"], text=long)
    await expect(messages(page).last).to_contain_text("Ещё 11")
    assert await log.evaluate("node => node.scrollHeight - node.scrollTop - node.clientHeight") < 2


async def test_a_fault_made_in_the_panel_fails_the_next_call_and_shows_red(page: Page, bot: Bot) -> None:
    await page.get_by_test_id("tab-faults").click()
    await page.get_by_test_id("fault-kind").select_option("too_many_requests")
    await page.get_by_test_id("fault-method").fill("sendMessage")
    await page.get_by_test_id("fault-add").click()
    await expect(page.get_by_test_id("fault")).to_contain_text("осталось: 1")
    refused = await bot.asks("sendMessage", chat_id=PUPIL, text="Сәлем")
    assert (refused["error_code"], refused["parameters"]["retry_after"]) == (429, 3)
    await expect(page.get_by_test_id("fault")).to_have_count(0)
    await bot.does("sendMessage", chat_id=PUPIL, text="Сәлем", no_such_parameter=1)
    await expect(page.get_by_test_id("broken-count")).to_have_text("2")

    await page.get_by_test_id("tab-requests").click()
    await page.get_by_test_id("only-broken").check()
    entries = page.get_by_test_id("request")
    await expect(entries).to_have_count(2)
    await expect(entries.first).to_contain_text("Такого параметра нет: no_such_parameter")
    await expect(entries.last).to_contain_text("Too Many Requests")
    await entries.first.locator("summary").click()
    await expect(entries.first.locator("dd").nth(1)).to_have_text("Сәлем")


async def test_the_clock_is_turned_and_the_limits_are_kept(page: Page, bot: Bot) -> None:
    days = page.locator(".day")
    await expect(days).to_have_text(["Сегодня"])
    read = await messages(page).first.element_handle()
    await page.get_by_test_id("tab-clock").click()
    await page.get_by_test_id("clock-freeze").click()
    await expect(page.get_by_test_id("clock-freeze")).to_have_text("Пустить")
    await page.get_by_test_id("clock-day").click()
    await expect(days).not_to_have_text(["Сегодня"])
    assert await read.evaluate("node => node.isConnected"), "what somebody reads is not drawn anew for a label's sake"
    await page.get_by_test_id("tab-faults").click()
    await page.get_by_test_id("limits").check()
    answers = [await bot.asks("sendMessage", chat_id=PUPIL, text=f"Совет {number}") for number in range(6)]
    assert [answer["ok"] for answer in answers] == [True] * 5 + [False]
    await expect(days).to_have_count(2)
    await expect(days.last).to_have_text("Сегодня")
    await expect(page.get_by_test_id("broken-count")).to_have_text("1")


async def test_a_second_phone_stands_beside_for_somebody_else(page: Page, bot: Bot) -> None:
    await page.get_by_test_id("beside").click()
    phone = page.frame_locator("[data-testid='phone-beside']")
    await phone.get_by_test_id("start").click()
    said = await bot.hears("message")
    while said["from"]["id"] != PARENT:
        said = await bot.hears("message")
    await bot.does("sendMessage", chat_id=PARENT, text="Сәлем, ата-ана")
    await expect(phone.get_by_test_id("message").last).to_contain_text("Сәлем, ата-ана")
    await expect(page.get_by_test_id(f"person-{PARENT}").locator(".badge")).to_have_text("1")
    await page.get_by_test_id("beside").click()
    await expect(page.get_by_test_id("phone-beside")).to_have_count(0)


@asynccontextmanager
async def echoing(bot: Bot) -> AsyncIterator[None]:
    """A bot at work that says everything again."""

    async def work() -> None:
        offset = 0
        while True:
            for update in await bot.does("getUpdates", offset=offset, timeout=10):
                offset = update["update_id"] + 1
                if "message" in update:
                    said = update["message"]
                    await bot.does("sendMessage", chat_id=said["chat"]["id"], text=f"Жаңғырық: {said.get('text')}")

    task = asyncio.get_running_loop().create_task(work())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_a_session_is_saved_and_played_again_with_somebody_new(page: Page, bot: Bot, tmp_path: Path) -> None:
    async with echoing(bot):
        await page.get_by_test_id("composer").fill("Кем быть?")
        await page.keyboard.press("Enter")
        await expect(messages(page).last).to_contain_text("Жаңғырық: Кем быть?")
        await page.get_by_test_id("tab-session").click()
        async with page.expect_download() as download:
            await page.get_by_test_id("session-save").click()
        saved = tmp_path / "session.json"
        await (await download.value).save_as(saved)
        assert [step["body"]["text"] for step in json.loads(saved.read_text())["steps"]] == ["Кем быть?"]

        await page.get_by_test_id("session-file").set_input_files(saved)
        await expect(page.get_by_test_id("replay-status")).to_contain_text("шагов: 1")
        await expect(page.get_by_test_id("person-1005")).to_have_attribute("aria-current", "true")
        await expect(messages(page)).to_have_count(2)
        await expect(messages(page).last).to_contain_text("Жаңғырық: Кем быть?")

        await page.get_by_test_id("session-file").set_input_files(
            {"name": "other.json", "mimeType": "application/json", "buffer": b"no session"}
        )
        await expect(page.get_by_test_id("replay-status")).to_contain_text("не файл сеанса")


async def test_everything_is_reached_from_the_keyboard(page: Page, bot: Bot, sandbox: Sandbox) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Колледжи", "callback_data": "c"}]]}
    await bot.does("sendMessage", chat_id=PUPIL, text="Сәлем", reply_markup=keyboard)
    await expect(messages(page)).to_have_count(2)
    press = page.keyboard.press
    await page.get_by_test_id("composer").focus()
    await page.keyboard.type("Мен")
    await press("Enter")
    await expect(messages(page)).to_have_count(3)
    await press("ArrowUp")  # in an empty field: the last message of one's own is changed
    await expect(page.get_by_test_id("above")).to_contain_text("Изменение")
    await page.keyboard.type(" өзім")
    await press("Enter")
    await expect(messages(page).last).to_contain_text("Мен өзім")
    assert (await bot.hears("edited_message"))["text"] == "Мен өзім"

    await page.get_by_role("log").focus()
    await press("ArrowUp")
    await press("ArrowUp")
    await expect(messages(page).nth(1)).to_be_focused()
    await press("Enter")
    await expect(page.get_by_test_id("react-👍")).to_be_focused()
    await press("ArrowRight")
    await press("Enter")
    await expect(messages(page).nth(1).get_by_test_id("reaction")).to_have_text("❤1")
    await expect(messages(page).nth(1)).to_be_focused()
    await press("Tab")
    await expect(page.get_by_test_id("inline-button")).to_be_focused()
    await press("Enter")
    pressed = await bot.hears("callback_query")
    await bot.does("answerCallbackQuery", callback_query_id=pressed["id"], text="Ашылды", show_alert=True)
    await expect(page.get_by_test_id("alert")).to_contain_text("Ашылды")
    await press("Escape")
    await expect(page.get_by_test_id("alert")).to_have_count(0)

    await messages(page).nth(1).focus()
    await press("Escape")
    await expect(page.get_by_test_id("composer")).to_be_focused()
    await page.get_by_test_id("tab-requests").focus()
    await press("ArrowRight")
    await expect(page.get_by_test_id("tab-faults")).to_be_focused()
    await expect(page.get_by_test_id("tab-faults")).to_have_attribute("aria-selected", "true")
    assert sandbox.world.chats[PUPIL].reactions


async def test_deep_links_start_in_the_page(page: Page, bot: Bot, sandbox: Sandbox) -> None:
    name = (await bot.does("getMe"))["username"]
    await bot.does("sendMessage", chat_id=PUPIL, text=f"https://t.me/{name}?start=c_12")
    await messages(page).last.get_by_role("button", name="t.me").click()
    await expect(messages(page).last).to_contain_text("/start c_12")

    await page.get_by_test_id("link").click()
    await page.get_by_test_id("link-parameter").fill("s 1")
    await expect(page.get_by_test_id("link-dialog").get_by_role("alert")).to_be_visible()
    await page.get_by_test_id("link-parameter").fill("s_1")
    address = page.get_by_test_id("link-address")
    await expect(address).to_have_text(f"{sandbox.url}/#start=s_1")
    code = page.get_by_test_id("link-dialog").get_by_role("img")
    assert await code.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 50
    await page.keyboard.press("Escape")

    await page.goto(f"{sandbox.url}/?person={PARENT}#start=r_orphan")
    await expect(page.get_by_test_id(f"person-{PARENT}")).to_have_attribute("aria-current", "true")
    await expect(messages(page)).to_have_count(1)
    await expect(messages(page).last).to_contain_text("/start r_orphan")
    assert page.url == f"{sandbox.url}/?person={PARENT}"  # loading anew must not say it again


async def test_a_reply_that_is_asked_for_at_once_is_kept_and_answered_with_an_album(page: Page, bot: Bot) -> None:
    force = {"force_reply": True}
    asked = await bot.does("sendMessage", chat_id=PUPIL, text="Ваш класс?", reply_markup=force)
    await expect(page.get_by_test_id("above")).to_contain_text("Ваш класс?")

    async def slowly(route: Route) -> None:
        response = await route.fetch()
        again = await bot.does("sendMessage", chat_id=PUPIL, text="А школа?", reply_markup=force)
        await expect(page.get_by_test_id("above")).to_contain_text("А школа?")
        asked.update(again)
        await route.fulfill(response=response)

    await page.route("**/messages", slowly)
    first = asked["message_id"]
    await page.get_by_test_id("composer").fill("9 «А»")
    await page.get_by_test_id("composer").press("Enter")
    await expect(messages(page)).to_have_count(4)
    assert (await bot.hears("message"))["text"] == "/start"
    assert (await bot.hears("message"))["reply_to_message"]["message_id"] == first
    await expect(page.get_by_test_id("above")).to_contain_text("А школа?")

    await page.get_by_test_id("attach").click()
    async with page.expect_file_chooser() as chosen:
        await page.get_by_test_id("attach-photo").click()
    pictures = [{"name": f"{tint}.png", "mimeType": "image/png", "buffer": drawn(tint)} for tint in ("red", "blue")]
    await (await chosen.value).set_files(pictures)  # type: ignore[arg-type]
    await expect(page.get_by_test_id("above")).to_contain_text("red.png, blue.png")
    await page.get_by_test_id("composer").fill("Вот она")
    await page.get_by_test_id("composer").press("Enter")
    await expect(page.get_by_test_id("album").locator("img")).to_have_count(2)
    parts = [await bot.hears("message") for _ in range(2)]
    assert [part.get("caption") for part in parts] == ["Вот она", None]
    assert parts[0]["media_group_id"] == parts[1]["media_group_id"]
    assert {part["reply_to_message"]["message_id"] for part in parts} == {asked["message_id"]}
    await expect(page.get_by_test_id("above")).to_be_hidden()


async def test_contacts_forwards_replies_and_pins(page: Page, bot: Bot) -> None:
    asks = {"keyboard": [[{"text": "Мой номер", "request_contact": True}]], "one_time_keyboard": True}
    first = await bot.does("sendMessage", chat_id=PUPIL, text="Как вам позвонить?", reply_markup=asks)
    await page.get_by_test_id("reply-button").click()
    await expect(messages(page).last.get_by_test_id("contact")).to_contain_text("Оқушы")
    reply = {"message_id": first["message_id"], "quote": "позвонить"}
    await bot.does("sendMessage", chat_id=PUPIL, text="Спасибо", reply_parameters=reply)
    await expect(messages(page).last.locator(".replied")).to_contain_text("позвонить")

    await bot.does("pinChatMessage", chat_id=PUPIL, message_id=first["message_id"])
    await expect(page.get_by_test_id("pinned")).to_contain_text("Как вам позвонить?")
    await messages(page).last.hover()
    await messages(page).last.get_by_test_id("more").click()
    await page.get_by_test_id("menu-forward").click()
    await expect(messages(page).last).to_contain_text("Переслано, автор: Temirqazyq")
    await bot.does("unpinChatMessage", chat_id=PUPIL)
    await expect(page.get_by_test_id("pinned")).to_be_hidden()
