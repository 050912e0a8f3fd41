"""What once went wrong: consent that nobody gave, answers lost to a repeated update, errors that nobody saw."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress

import pytest
from aiogram import Dispatcher
from aiogram.types import Message, Update
from structlog.testing import capture_logs

from bot.application import make_bot, make_dispatcher
from bot.logs import set_up_logs
from bot.polling import Polling
from handlers.services import Services
from sandbox import Person, Sandbox
from tests.conftest import plain_logs
from tests.e2e.walking import begin_test, choose_language, data_of


@pytest.fixture
def logs_as_set_up() -> Iterator[None]:
    yield
    plain_logs()


async def erase(person: Person, services: Services) -> None:
    await person.sends("/delete")
    await person.presses(services.translations["ru"].text("button.erase_now"))


async def test_an_old_button_is_no_consent(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["ru"]
    pupil = sandbox.person(language="ru")
    await begin_test(pupil, services, "ru")
    await pupil.presses(words.text("answer.5"))
    await pupil.sends("/test")
    again, message_id = data_of(pupil.screen, words.text("button.again")), pupil.screen.message["message_id"]
    await erase(pupil, services)
    await choose_language(pupil, services, "ru")

    await pupil.presses_data(again, message_id=message_id)

    person = await services.people.find(pupil.id)
    assert person is not None
    assert person.consented_at is None
    assert await services.attempts.open(pupil.id) is None


async def test_beginning_anew_twice_loses_no_answer(sandbox: Sandbox, services: Services) -> None:
    """After a crash an update that was handled may come again, later answers notwithstanding."""
    words = services.translations["ru"]
    pupil = sandbox.person(language="ru")
    await begin_test(pupil, services, "ru")
    await pupil.presses(words.text("answer.5"))
    await pupil.sends("/test")
    again, message_id = data_of(pupil.screen, words.text("button.again")), pupil.screen.message["message_id"]
    await pupil.presses_data(again, message_id=message_id)
    await pupil.presses(words.text("answer.2"))

    await pupil.presses_data(again, message_id=message_id)

    attempt = await services.attempts.open(pupil.id)
    assert attempt is not None
    assert list(attempt.answers.values()) == [2]


async def test_the_last_answer_twice_still_leads_to_the_result(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["ru"]
    pupil = sandbox.person(language="ru")
    await begin_test(pupil, services, "ru")
    message_id = pupil.screen.message["message_id"]
    while not pupil.screen.photo:
        last = data_of(pupil.screen, words.text("answer.4"))
        await pupil.presses_data(last, message_id=message_id)

    await pupil.presses_data(last, message_id=message_id)

    assert words.text("question.over") not in pupil.alerts


async def test_an_error_is_logged_even_when_the_press_is_too_old(
    sandbox: Sandbox, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = services.translations["ru"]
    pupil = sandbox.person(language="ru")
    await begin_test(pupil, services, "ru")

    async def broken(*_: object) -> bool:
        raise OSError("no space left")

    monkeypatch.setattr(services.attempts, "answer", broken)
    monkeypatch.setattr(sandbox.world, "open_query", lambda _: None)
    with capture_logs() as logs:
        sandbox.world.presses(
            pupil.id, pupil.screen.message["message_id"], data_of(pupil.screen, words.text("answer.5")), force=True
        )
        await asyncio.sleep(0.5)
    assert [line["event"] for line in logs] == ["update_failed"]


@pytest.mark.parametrize("form", ["console", "json"])
async def test_logs_hold_no_texts_names_or_tokens(
    sandbox: Sandbox,
    services: Services,
    capfd: pytest.CaptureFixture[str],
    form: str,
    logs_as_set_up: None,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_up_logs(form)
    pupil = sandbox.person(language="ru", first_name="Тайная")
    monkeypatch.setattr(sandbox.world, "send", lambda *_, **__: sandbox.world.chat_for_bot(-1))

    async with make_bot("42:SECRETTOKEN", sandbox.url) as bot:
        sandbox.world.says(pupil.id, "секрет")
        update = {"update_id": 1, "message": next(reversed(sandbox.world.chats[pupil.id].messages.values()))}
        await make_dispatcher(services, bot).feed_update(bot, Update.model_validate(update, context={"bot": bot}))
    written = capfd.readouterr().err
    assert "update_failed" in written
    for secret in ("Тайная", "секрет", "SECRETTOKEN", str(pupil.id)):
        assert secret not in written
    assert len(written) < 50_000


async def test_a_slow_handler_stalls_nobody_under_telegrams_own_rule(sandbox: Sandbox) -> None:
    """Telegram answers an offset repeated within half a second with one update only; so does the sandbox."""
    gate, ended = asyncio.Event(), []

    async def handle(message: Message) -> None:
        if message.text == "slow":
            await gate.wait()
        ended.append(message.text)

    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.message.register(handle)
    async with make_bot(sandbox.token, sandbox.url) as bot:
        task = asyncio.get_running_loop().create_task(Polling(bot, dispatcher).run())
        sandbox.world.says(sandbox.person().id, "slow")
        await asyncio.sleep(0.8)
        sandbox.world.says(sandbox.person().id, "quick")
        await asyncio.sleep(2)
        told = list(ended)
        gate.set()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert told == ["quick"]
