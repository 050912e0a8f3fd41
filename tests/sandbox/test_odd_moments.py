"""Requests that cannot be read, clocks turned back, faults upon faults: each once broke something."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

import sandbox.files
from sandbox import Person, Sandbox
from sandbox.clock import Clock
from sandbox.limits import Limits
from sandbox.methods import METHODS
from sandbox.methods.registry import Method
from tests.sandbox.conftest import picture

Call = Callable[..., Awaitable[Any]]
KEYBOARD = {"inline_keyboard": [[{"text": "a", "callback_data": "go"}]]}


@pytest.mark.parametrize("chat_id", ["null", "[1]", "{}", "Infinity"])
async def test_a_chat_id_of_another_type_is_refused_not_500(
    tg: Sandbox, http: aiohttp.ClientSession, chat_id: str
) -> None:
    data = f'{{"chat_id": {chat_id}, "text": "a"}}'
    headers = {"Content-Type": "application/json"}
    async with http.post(f"{tg.url}/bot{tg.token}/sendMessage", data=data, headers=headers) as response:
        assert response.status == 400, (response.status, await response.text())
        assert (await response.json())["ok"] is False


@pytest.mark.parametrize(
    ("content_type", "data"),
    [
        ("multipart/form-data", b"--x\r\n\r\n"),
        ("multipart/form-data; boundary=x", b"no parts here"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'),
        ("application/x-www-form-urlencoded; charset=nonsense", b"chat_id=1&text=a"),
        ("application/json; charset=nonsense", b'{"chat_id": 1}'),
        ("application/json", b"[" * 100_000),
        ("application/x-www-form-urlencoded", b"chat_id=1001&text=" + b"%5B" * 100_000),
    ],
    ids=["no boundary", "no parts", "cut", "form charset", "json charset", "deep json", "deep text"],
)
async def test_a_malformed_body_is_refused_not_500(
    tg: Sandbox, http: aiohttp.ClientSession, content_type: str, data: bytes
) -> None:
    headers = {"Content-Type": content_type}
    async with http.post(f"{tg.url}/bot{tg.token}/sendMessage", data=data, headers=headers) as response:
        assert response.status in {200, 400}, (response.status, (await response.text())[:200])
        assert "ok" in await response.json(content_type="application/json")


@pytest.mark.parametrize("body", [{"set": None}, {"advance": None}, {"advance": 10**400}])
async def test_the_clock_refuses_what_is_no_number(
    tg: Sandbox, http: aiohttp.ClientSession, body: dict[str, Any]
) -> None:
    async with http.post(f"{tg.url}/sandbox/clock", json=body) as response:
        assert response.status in {200, 400}, response.status


async def test_a_fault_with_a_field_self(tg: Sandbox, http: aiohttp.ClientSession) -> None:
    async with http.post(f"{tg.url}/sandbox/faults", json={"kind": "delay", "self": 1}) as response:
        assert response.status == 400


async def test_json_that_cannot_be_read_is_in_the_journal(tg: Sandbox, http: aiohttp.ClientSession) -> None:
    headers = {"Content-Type": "application/json"}
    async with http.post(f"{tg.url}/bot{tg.token}/sendMessage", data="{", headers=headers) as response:
        assert response.status == 400
    assert [one.error_code for one in tg.server.journal.finished] == [400]


def limits() -> tuple[Clock, Limits]:
    clock = Clock(lambda: 1_000_000.0)
    clock.freeze()
    return clock, Limits(clock, on=True)


@pytest.mark.parametrize(("chat_id", "count"), [(1, 6), (1, 10), (1, 31), (-1, 31), (1, 100)])
def test_who_waits_as_told_is_let_through_in_the_end(chat_id: int, count: int) -> None:
    """An album of 6-10 to one person; forwardMessages of up to 100."""
    clock, pace = limits()
    for _ in range(50):
        wait = pace.take(chat_id, count)
        if not wait:
            return
        clock.advance(wait)
    pytest.fail(f"{count} messages are never let through: retry after {wait}, for ever")


async def test_an_album_over_http_obeying_retry_after(tg: Sandbox, answer: Call, pupil: Person) -> None:
    tg.world.limits.on = True
    tg.world.clock.advance(100)
    store = tg.world.files.add("photo", sandbox.files.Upload("a.png", picture("PNG", 40, 30)))
    media = [{"type": "photo", "media": store.id}] * 10
    for _ in range(5):
        body = await answer("sendMediaGroup", chat_id=pupil.id, media=media)
        if body["ok"]:
            return
        tg.world.clock.advance(body["parameters"]["retry_after"])
    pytest.fail(str(body))


def test_retry_after_of_a_group_is_enough() -> None:
    clock, pace = limits()
    for _ in range(15):
        assert pace.take(-1) == 0
        clock.advance(2)
    wait = pace.take(-1, 10)
    assert wait
    clock.advance(wait)
    assert pace.take(-1, 10) == 0


@pytest.mark.parametrize("chat_id", [1, -1])
def test_a_clock_turned_back_does_not_stop_the_bot(chat_id: int) -> None:
    """The page: an hour on, some messages, then the button "real time"."""
    clock, pace = limits()
    clock.advance(3600)
    for _ in range(25):
        pace.take(chat_id)
        clock.advance(2)
    clock.set(1_000_000.0)
    clock.advance(2)
    assert pace.take(chat_id) == 0


async def test_a_fault_of_updates_keeps_to_its_chat(tg: Sandbox, call: Call, pupil: Person) -> None:
    other = tg.person()
    tg.world.faults.add("delay_updates", chat_id=other.id, seconds=5)
    tg.world.says(pupil.id, "бір")
    assert [one["message"]["text"] for one in await call("getUpdates")] == ["бір"]


async def test_reset_after_drops_a_refusal_as_well(tg: Sandbox, http: aiohttp.ClientSession, pupil: Person) -> None:
    tg.world.faults.add("reset_after", times=1)
    with pytest.raises(aiohttp.ClientError):
        await http.post(f"{tg.url}/bot{tg.token}/sendMessage", json={"chat_id": pupil.id, "text": ""})


async def test_dropped_updates_do_not_come_again(tg: Sandbox, call: Call, pupil: Person) -> None:
    tg.world.faults.add("duplicate_updates", times=1)
    tg.world.says(pupil.id, "бір")
    await call("deleteWebhook", drop_pending_updates=True)
    assert await call("getUpdates") == []


async def test_dropped_updates_do_not_come_late(tg: Sandbox, call: Call, pupil: Person) -> None:
    tg.world.faults.add("delay_updates", times=1, seconds=0.1)
    tg.world.says(pupil.id, "бір")
    await call("deleteWebhook", drop_pending_updates=True)
    await asyncio.sleep(0.2)
    assert await call("getUpdates") == []


async def test_no_duplicate_is_lost_to_the_limit(
    tg: Sandbox, call: Call, pupil: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.updates.REPEATED_SECONDS", 0)
    tg.world.faults.add("duplicate_updates", times=2)
    tg.world.says(pupil.id, "бір")
    tg.world.says(pupil.id, "екі")
    got = await call("getUpdates")
    offset, again = got[-1]["update_id"] + 1, []
    for _ in range(3):
        again += [one["message"]["text"] for one in await call("getUpdates", offset=offset, limit=1)]
    assert sorted(again) == ["бір", "екі"]


async def test_each_late_update_has_its_own_time_to_be_overtaken(
    tg: Sandbox, call: Call, pupil: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.updates.OVERTAKING_SECONDS", 0.2)
    tg.world.faults.add("reorder_updates", times=2)
    tg.world.says(pupil.id, "1")
    tg.world.says(pupil.id, "2")
    await asyncio.sleep(0.15)
    tg.world.says(pupil.id, "3")
    await asyncio.sleep(0.1)  # the timer of "1" goes off, though "1" was overtaken long ago
    tg.world.says(pupil.id, "4")
    assert [one["message"]["text"] for one in await call("getUpdates")] == ["2", "1", "4", "3"]


async def test_a_fault_of_a_group_finds_the_group_by_its_name(tg: Sandbox, answer: Call, pupil: Person) -> None:
    group = tg.group("Топ", pupil)
    group.username = "top_group"
    tg.world.faults.add("too_many_requests", chat_id=group.id)
    assert (await answer("sendMessage", chat_id="@top_group", text="a"))["ok"] is False


async def test_the_journal_goes_by_the_clock_of_the_sandbox(tg: Sandbox, call: Call) -> None:
    tg.world.clock.freeze()
    tg.world.clock.set(1_900_000_000)
    await call("getMe")
    assert tg.server.journal.finished[-1].time == 1_900_000_000


async def test_a_press_is_too_old_to_answer_after_a_day(tg: Sandbox, call: Call, answer: Call, pupil: Person) -> None:
    sent = await call("sendMessage", chat_id=pupil.id, text="a", reply_markup=KEYBOARD)
    query = tg.world.presses(pupil.id, sent["message_id"], "go")
    tg.world.clock.advance(86_400)
    assert (await answer("answerCallbackQuery", callback_query_id=query))["ok"] is False


async def test_an_inline_query_is_too_old_to_answer_after_a_day(tg: Sandbox, answer: Call, pupil: Person) -> None:
    query = tg.world.asks_inline(pupil.id, "a")
    tg.world.clock.advance(86_400)
    assert (await answer("answerInlineQuery", inline_query_id=query, results=[]))["ok"] is False


async def test_a_ban_ends_when_its_time_is_over(tg: Sandbox, call: Call, pupil: Person) -> None:
    owner = tg.person()
    group = tg.group("Топ", owner, pupil, bot_status="administrator")
    await call("banChatMember", chat_id=group.id, user_id=pupil.id, until_date=tg.world.now() + 3600)
    tg.world.clock.advance(7200)
    tg.world.membership.joins(group, pupil.id)


async def test_a_restriction_ends_when_its_time_is_over(tg: Sandbox, call: Call, pupil: Person) -> None:
    owner = tg.person()
    group = tg.group("Топ", owner, pupil, bot_status="administrator")
    until = tg.world.now() + 3600
    await call("restrictChatMember", chat_id=group.id, user_id=pupil.id, permissions={}, until_date=until)
    tg.world.clock.advance(7200)
    tg.world.says(pupil.id, "a", chat_id=group.id)


async def test_a_request_broken_off_says_so(tg: Sandbox, http: aiohttp.ClientSession, pupil: Person) -> None:
    tg.world.faults.add("delay", seconds=5, times=1)
    with pytest.raises(TimeoutError):
        await http.post(
            f"{tg.url}/bot{tg.token}/sendMessage",
            json={"chat_id": pupil.id, "text": "a"},
            timeout=aiohttp.ClientTimeout(total=0.1),
        )
    await asyncio.sleep(0.1)
    entry = tg.server.journal.finished[-1]
    assert entry.description, entry.line()


async def test_what_breaks_inside_is_answered_as_telegram_would_and_noted(
    tg: Sandbox, http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setitem(METHODS, "getme", Method("getMe", "User", [], breaks))
    async with http.post(f"{tg.url}/bot{tg.token}/getMe") as response:
        assert response.content_type == "application/json"
        assert (await response.json())["error_code"] == 500
    assert tg.server.journal.finished[-1].error_code == 500


async def test_a_malformed_upload_of_a_person_is_refused_not_500(
    tg: Sandbox, http: aiohttp.ClientSession, pupil: Person
) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    async with http.post(f"{tg.url}/sandbox/people/{pupil.id}/uploads", data=b"no parts", headers=headers) as response:
        assert response.status == 400
