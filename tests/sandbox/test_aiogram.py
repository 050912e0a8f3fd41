"""A real aiogram bot finds in the sandbox what it finds in Telegram; the test kit plays its people."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ContentType
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramUnauthorizedError
from aiogram.filters import CommandStart
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    MenuButtonCommands,
    Message,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyParameters,
)

from sandbox import Person, Sandbox
from sandbox.testkit import BotSilent, NoSuchButton

Draw = Callable[[str, int, int], bytes]


def keyboard(*buttons: str) -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(text=text, callback_data=text) for text in buttons]
    return InlineKeyboardMarkup(inline_keyboard=[row])


def connect(tg: Sandbox, token: str | None = None) -> Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(tg.url))
    return Bot(token or tg.token, session=session, default=DefaultBotProperties(parse_mode="HTML"))


@pytest.fixture
async def bot(tg: Sandbox) -> AsyncIterator[Bot]:
    async with connect(tg) as connected:
        yield connected


async def test_every_supported_method(bot: Bot, pupil: Person, draw: Draw) -> None:
    me, chat = await bot.get_me(), pupil.id
    assert me.id == 42
    assert await bot.get_updates() == []
    assert await bot.delete_webhook(drop_pending_updates=True)
    assert (await bot.get_webhook_info()).url == ""
    sent = await bot.send_message(
        chat, "<b>Сәлем</b> 🙂", reply_markup=keyboard("a"), reply_parameters=ReplyParameters(message_id=1)
    )
    assert sent.html_text == "<b>Сәлем</b> 🙂"
    assert sent.reply_to_message is not None
    assert await bot.edit_message_text("екі", chat_id=chat, message_id=sent.message_id)
    assert await bot.edit_message_reply_markup(chat_id=chat, message_id=sent.message_id, reply_markup=keyboard("b"))
    photo = await bot.send_photo(chat, BufferedInputFile(draw("JPEG", 60, 40), "card.jpg"), caption="<i>бір</i>")
    assert photo.photo is not None
    assert (photo.photo[-1].width, photo.photo[-1].height) == (60, 40)
    assert await bot.edit_message_caption(chat_id=chat, message_id=photo.message_id, caption="екі")
    media = InputMediaPhoto(media=BufferedInputFile(draw("PNG", 30, 20), "b.png"), caption="<u>үш</u>")
    edited = await bot.edit_message_media(media, chat_id=chat, message_id=sent.message_id)
    assert isinstance(edited, Message)
    assert edited.html_text == "<u>үш</u>"
    document = await bot.send_document(chat, BufferedInputFile(b"BEGIN:VCALENDAR", "dates.ics"))
    assert document.document is not None
    assert document.document.file_name == "dates.ics"
    content = await bot.download(document.document.file_id)
    assert content is not None
    assert content.read() == b"BEGIN:VCALENDAR"
    assert (await bot.send_location(chat, 51.1, 71.4)).location is not None
    assert (await bot.send_venue(chat, 51.1, 71.4, "Колледж", "Абай даңғылы")).venue is not None
    assert await bot.copy_message(chat, chat, document.message_id)
    assert await bot.send_chat_action(chat, "typing")
    assert await bot.set_message_reaction(chat, 1, [ReactionTypeEmoji(emoji="❤")])
    assert await bot.pin_chat_message(chat, sent.message_id)
    pinned = (await bot.get_chat(chat)).pinned_message
    assert pinned is not None
    assert pinned.message_id == sent.message_id
    assert await bot.unpin_chat_message(chat)
    assert await bot.delete_message(chat, photo.message_id)
    assert await bot.delete_messages(chat, [document.message_id])
    await check_profile(bot, chat)
    assert await bot.close()
    assert await bot.log_out()


async def check_profile(bot: Bot, chat: int) -> None:
    commands, scope = [BotCommand(command="start", description="Бастау")], BotCommandScopeAllPrivateChats()
    assert await bot.set_my_commands(commands, scope, "kk")
    assert [one.description for one in await bot.get_my_commands(scope, "kk")] == ["Бастау"]
    assert await bot.delete_my_commands(scope, "kk")
    assert await bot.set_my_name("Темірқазық", "kk")
    assert (await bot.get_my_name("kk")).name == "Темірқазық"
    assert await bot.set_my_description("a", "kk")
    assert (await bot.get_my_description("kk")).description == "a"
    assert await bot.set_my_short_description("b", "kk")
    assert (await bot.get_my_short_description("kk")).short_description == "b"
    assert await bot.set_chat_menu_button(chat, MenuButtonCommands())
    assert isinstance(await bot.get_chat_menu_button(chat), MenuButtonCommands)


async def test_errors_are_of_the_right_class(tg: Sandbox, bot: Bot, pupil: Person) -> None:
    with pytest.raises(TelegramBadRequest, match="message text is empty"):
        await bot.send_message(pupil.id, "")
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await bot.send_message(1001, "a")
    async with connect(tg, "42:-") as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()


@pytest.fixture
async def guide(bot: Bot) -> AsyncIterator[Dispatcher]:
    """A small bot, polling."""
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart())
    async def start(message: Message) -> None:
        await message.answer("Тіл?", reply_markup=keyboard("🇰🇿 Қазақша", "Русский"))

    @dispatcher.message(F.text == "ask")
    async def ask(message: Message) -> None:
        row = [KeyboardButton(text="Иә, әрине")]
        await message.answer("?", reply_markup=ReplyKeyboardMarkup(keyboard=[row], resize_keyboard=True))

    @dispatcher.message(F.text.startswith("Иә") | F.photo | F.document | F.sticker | F.location)
    async def echo(message: Message) -> None:
        await message.answer(ContentType(message.content_type).value)

    @dispatcher.callback_query(F.data == "Русский")
    async def alert(query: CallbackQuery) -> None:
        await query.answer("Скоро", show_alert=True)

    @dispatcher.callback_query(F.data == "sleep")
    async def quiet(query: CallbackQuery) -> None:
        await query.answer()

    @dispatcher.callback_query()
    async def turn(query: CallbackQuery, bot: Bot) -> None:
        await query.answer()
        await bot.send_chat_action(query.from_user.id, "typing")
        await asyncio.sleep(0.15)  # a picture is being drawn
        await bot.send_message(query.from_user.id, f"Таңдалды: {query.data}")

    @dispatcher.my_chat_member()
    async def moved(_: object) -> None:
        return None

    polling = asyncio.ensure_future(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
    yield dispatcher
    await dispatcher.stop_polling()
    await polling


@pytest.mark.usefixtures("guide")
async def test_a_person_walks_through_the_bot(tg: Sandbox, draw: Draw) -> None:
    pupil = tg.person(language="kk")
    with pytest.raises(AssertionError, match="sent nothing yet"):
        _ = pupil.screen
    await pupil.sends("/start")
    assert pupil.screen.text == "Тіл?"
    assert pupil.screen.buttons == [["🇰🇿 Қазақша", "Русский"]]
    assert not pupil.screen.photo
    await pupil.presses("Қазақша")
    assert pupil.screen.text == "Таңдалды: 🇰🇿 Қазақша"
    await pupil.presses("Русский")
    assert pupil.alerts == ["Скоро"]
    await pupil.presses_data("sleep")
    await pupil.presses_data("ескі", message_id=77)
    assert pupil.screen.text == "Таңдалды: ескі"
    await pupil.sends("ask")
    await pupil.presses("Иә")
    assert [shown.text for shown in pupil.messages[-2:]] == ["Иә, әрине", "text"]
    for step, kind in (
        (pupil.sends_photo(draw("PNG", 9, 9)), "photo"),
        (pupil.sends_document("a.csv", b"a,b"), "document"),
        (pupil.sends_sticker(), "sticker"),
        (pupil.sends_location(51.1, 71.4), "location"),
    ):
        await step
        assert pupil.screen.text == kind
    await pupil.blocks()
    await pupil.unblocks()


@pytest.mark.usefixtures("guide")
async def test_what_the_test_kit_complains_of(tg: Sandbox) -> None:
    pupil, other = tg.person(), tg.person()
    await asyncio.gather(pupil.sends("/start"), other.sends("/start"))
    with pytest.raises(NoSuchButton, match=r"no button 'Deutsch'; there are .*Қазақша"):
        await pupil.presses("Deutsch")
    tg.timeout = 0.5
    with pytest.raises(BotSilent, match=r"did not react to update \d+ in 0\.5 s; its last requests:\n.*getMe"):
        await pupil.sends("nothing")
    await pupil.sends("nothing", expect_silence=True)
    with pytest.raises(AssertionError, match="was to stay silent"):
        await pupil.sends("/start", expect_silence=True)


async def test_a_bot_that_is_not_there(tg: Sandbox) -> None:
    tg.timeout = 0.1
    with pytest.raises(BotSilent, match=r"did not fetch update \d+ in 0\.1 s; its last requests:\n\(no requests\)"):
        await tg.person().sends("/start")
