"""What Telegram's answers to a copy of an announcement mean, asked of the sandbox."""

from collections.abc import AsyncIterator

import pytest

from bot.application import make_bot
from bot.delivering import TelegramDelivery
from guidance.outreach.broadcasts import Content, Delivery, Link, Media
from guidance.outreach.outcomes import Later, Outcome, Refused, Sent, TooFast, Unknown, Unreachable
from sandbox import Person, Sandbox
from sandbox.files import Upload
from tests.sandbox.conftest import picture

SAYS = Content("<b>Форум</b>", links=(Link("Колледж", "c_71-004"), Link("Сайт", "https://edu.kz/")))


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as local_telegram:
        yield local_telegram


@pytest.fixture
async def telegram(sandbox: Sandbox) -> AsyncIterator[TelegramDelivery]:
    async with make_bot(sandbox.token, sandbox.url, waits=False) as bot:
        yield TelegramDelivery(bot)


@pytest.fixture
def pupil(sandbox: Sandbox) -> Person:
    person = sandbox.person()
    sandbox.world.people[person.id].started = True
    return person


async def sent(telegram: TelegramDelivery, person: Person, content: Content = SAYS) -> Outcome:
    return await telegram.send(Delivery(1, person.id, "kk"), content, False)


async def test_a_text_with_buttons_into_the_bot_and_out_of_it(
    sandbox: Sandbox, telegram: TelegramDelivery, pupil: Person
) -> None:
    assert await sent(telegram, pupil) == Sent((1,))
    assert pupil.screen.text == "Форум"
    inside, outside = [row[0]["url"] for row in pupil.screen.message["reply_markup"]["inline_keyboard"]]
    assert inside == f"https://t.me/{sandbox.world.bot.username}?start=c_71-004"
    assert outside == "https://edu.kz/"
    there = Delivery(1, pupil.id, "kk", message_ids=(1,))
    corrected = Content("<i>Форум</i> ертең", links=SAYS.links[1:])
    for _ in range(2):  # a second time changes nothing and is well
        assert await telegram.correct(there, corrected) == Sent(())
    assert (pupil.screen.text, len(pupil.screen.buttons)) == ("Форум ертең", 1)
    assert isinstance(await telegram.correct(there, Content("<b>")), Refused)
    assert await telegram.recall(there) == Sent(())
    assert not pupil.messages
    assert isinstance(await telegram.correct(there, SAYS), Unreachable)


async def test_pictures_files_and_albums(sandbox: Sandbox, telegram: TelegramDelivery, pupil: Person) -> None:
    photo, other = (sandbox.world.files.add("photo", Upload("a.png", picture("PNG", 40, 30))).id for _ in range(2))
    paper = sandbox.world.files.add("document", Upload("a.pdf", b"%PDF")).id
    for media, field in ((Media("photo", photo), "photo"), (Media("document", paper), "document")):
        assert isinstance(await sent(telegram, pupil, Content("<i>Форум</i>", (media,), SAYS.links)), Sent)
        assert field in pupil.screen.message
        assert (pupil.screen.text, len(pupil.screen.buttons)) == ("Форум", 2)
        there = Delivery(1, pupil.id, "kk", message_ids=(pupil.screen.message["message_id"],))
        assert await telegram.correct(there, Content("Ертең", (media,))) == Sent(())
        assert (pupil.screen.text, len(pupil.screen.buttons)) == ("Ертең", 0)
    album = Content("Форум", (Media("photo", photo), Media("photo", other)))
    assert await sent(telegram, pupil, album) == Sent((3, 4))
    assert [shown.text for shown in pupil.messages[-2:]] == ["Форум", ""]


async def test_every_refusal_has_its_meaning(sandbox: Sandbox, telegram: TelegramDelivery, pupil: Person) -> None:
    stranger, blocker, faults = sandbox.person(), sandbox.person(), sandbox.world.faults
    sandbox.world.people[blocker.id].started = True
    sandbox.world.people[blocker.id].blocked = True
    for nobody in (stranger, blocker, Person(sandbox, 5)):
        assert isinstance(await sent(telegram, nobody), Unreachable)
    for wrong in (Content("<b>Форум"), Content("x" * 4097), Content("", (Media("photo", "none"),))):
        assert isinstance(await sent(telegram, pupil, wrong), Refused)
    faults.add("too_many_requests", retry_after=17, times=1)
    assert await sent(telegram, pupil) == TooFast(17)
    for code in (500, 502, 503):
        faults.add("server_error", code=code, times=1)
        assert isinstance(await sent(telegram, pupil), Later)
    faults.add("server_error", code=504, times=1)
    assert isinstance(await sent(telegram, pupil), Unknown)
    for kind in ("reset_before", "reset_after"):
        faults.add(kind, times=1)
        assert isinstance(await sent(telegram, pupil), Unknown)
    assert len(pupil.messages) == 1


async def test_nobody_there_is_nothing_sent(pupil: Person) -> None:
    async with make_bot("42:TEST", "http://127.0.0.1:9", waits=False) as bot:
        outcome = await TelegramDelivery(bot).send(Delivery(1, pupil.id, "kk"), Content("a"), False)
    assert outcome == Later("no connection")
