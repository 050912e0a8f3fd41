"""Faults on demand, limits of speed, the clock and the journal's broken rules, over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from sandbox import Person, Sandbox

Call = Callable[..., Awaitable[Any]]


@pytest.fixture
def to(pupil: Person) -> dict[str, Any]:
    return {"chat_id": pupil.id, "text": "сәлем"}


def broken(tg: Sandbox) -> list[tuple[str, str]]:
    """The rules that the last request broke."""
    return [(one["rule"], one["detail"]) for one in tg.server.journal.finished[-1].broken]


async def test_too_many_requests_so_often(tg: Sandbox, answer: Call, to: dict[str, Any], control: Call) -> None:
    fault = {"kind": "too_many_requests", "method": "sendmessage", "times": 2, "retry_after": 7}
    assert (await control("/faults", fault))[0] == 200
    for _ in range(2):
        body = await answer("sendMessage", **to)
        assert body["error_code"] == 429
        assert body["description"] == "Too Many Requests: retry after 7"
        assert body["parameters"] == {"retry_after": 7}
    assert (await answer("sendMessage", **to))["ok"]
    assert (await control("/faults"))[1] == {"faults": []}
    assert len(tg.world.chats[to["chat_id"]].messages) == 2


@pytest.mark.parametrize("code", [500, 502, 504])
async def test_errors_of_the_server(
    tg: Sandbox, http: aiohttp.ClientSession, to: dict[str, Any], control: Call, code: int
) -> None:
    await control("/faults", {"kind": "server_error", "code": code, "chat_id": to["chat_id"]})
    async with http.post(f"{tg.url}/bot{tg.token}/sendMessage", json=to) as response:
        assert response.status == code
        assert response.content_type == ("application/json" if code == 500 else "text/html")
    async with http.post(f"{tg.url}/bot{tg.token}/getMe") as response:
        assert response.status == 200


@pytest.mark.parametrize(("kind", "messages"), [("reset_before", 1), ("reset_after", 2)])
async def test_a_connection_that_breaks_before_or_after_the_message_is_there(
    tg: Sandbox, http: aiohttp.ClientSession, to: dict[str, Any], control: Call, kind: str, messages: int
) -> None:
    await control("/faults", {"kind": kind, "times": 1})
    # aiohttp itself repeats only what is safe to repeat; a POST is not.
    with pytest.raises(aiohttp.ClientError):
        await http.post(f"{tg.url}/bot{tg.token}/sendMessage", json=to)
    assert len(tg.world.chats[to["chat_id"]].messages) == messages
    entry = tg.server.journal.finished[-1]
    assert (entry.ok, entry.error_code) == (False, 0)
    assert "dropped" in str(entry.description)


async def test_a_delay_and_a_share(
    tg: Sandbox, http: aiohttp.ClientSession, call: Call, answer: Call, to: dict[str, Any], control: Call
) -> None:
    await control("/faults", {"kind": "delay", "seconds": 0.1, "times": 1})
    begun = asyncio.get_running_loop().time()
    await call("sendMessage", **to)
    assert asyncio.get_running_loop().time() - begun >= 0.1
    number = (await control("/faults", {"kind": "server_error", "share": 0.5}))[1]["id"]
    answers = [(await answer("sendMessage", **to))["ok"] for _ in range(60)]
    assert 10 < sum(answers) < 50
    for status in (200, 404):
        async with http.delete(f"{tg.url}/sandbox/faults/{number}") as response:
            assert response.status == status
    assert all([(await answer("sendMessage", **to))["ok"] for _ in range(5)])


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"kind": "fire"},
        {"kind": "delay", "seconds": -1},
        {"kind": "delay", "seconds": True},
        {"kind": "server_error", "code": 404},
        {"kind": "delay", "times": 0},
        {"kind": "delay", "times": 1.5},
        {"kind": "delay", "share": 2},
        {"kind": "delay", "colour": 1},
        {"kind": "delay", "method": 5},
    ],
)
async def test_what_is_no_fault_is_refused(control: Call, wrong: dict[str, Any]) -> None:
    status, body = await control("/faults", wrong)
    assert status == 400
    assert body["error"]


async def said(call: Call, offset: int = 0) -> tuple[list[str], int]:
    """What people have said, of the updates that are there, and the offset to go on from."""
    updates = await call("getUpdates", offset=offset)
    return [update["message"]["text"] for update in updates], max(
        (one["update_id"] + 1 for one in updates), default=offset
    )


async def test_updates_come_twice_late_and_in_another_order(
    tg: Sandbox, call: Call, pupil: Person, control: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.updates.REPEATED_SECONDS", 0)
    await control("/faults", {"kind": "duplicate_updates", "times": 1})
    tg.world.says(pupil.id, "бір")
    first, offset = await said(call)
    second, offset = await said(call, offset)
    assert (first, second) == (["бір"], ["бір"])
    assert await said(call, offset) == ([], offset)

    await control("/faults", {"kind": "reorder_updates", "times": 1})
    tg.world.says(pupil.id, "екі")
    tg.world.says(pupil.id, "үш")
    texts, offset = await said(call, offset)
    assert texts == ["үш", "екі"]

    await control("/faults", {"kind": "delay_updates", "seconds": 0.1, "times": 1})
    tg.world.says(pupil.id, "төрт")
    assert (await said(call, offset))[0] == []
    await asyncio.sleep(0.15)
    assert (await said(call, offset))[0] == ["төрт"]


async def test_the_documented_rates(tg: Sandbox, answer: Call, pupil: Person, control: Call) -> None:
    people = [tg.person() for _ in range(40)]
    for person in people:
        tg.world.people[person.id].started = True
    await control("/clock", {"running": False})
    # Off, they are only noted.
    for _ in range(6):
        body = await answer("sendMessage", chat_id=pupil.id, text="a")
        assert body["ok"]
    assert broken(tg) == [("too_fast", "retry after 1")]

    await control("/clock", {"advance": 100})
    assert (await control("/limits", {"on": True}))[1] == {"on": True}
    answers = [await answer("sendMessage", chat_id=person.id, text="a") for person in people]
    assert [body["ok"] for body in answers] == [True] * 30 + [False] * 10
    assert answers[-1]["parameters"]["retry_after"] == 1
    await control("/clock", {"advance": 1})
    assert (await answer("sendMessage", chat_id=people[-1].id, text="a", allow_paid_broadcast=True))["ok"]

    await control("/clock", {"advance": 100})
    one = [(await answer("sendMessage", chat_id=pupil.id, text="a"))["ok"] for _ in range(7)]
    assert one == [True] * 5 + [False] * 2
    await control("/clock", {"advance": 1})
    assert [(await answer("sendMessage", chat_id=pupil.id, text="a"))["ok"] for _ in range(2)] == [True, False]

    group = tg.group("Топ", pupil)
    sent = []
    for _ in range(22):
        await control("/clock", {"advance": 0.1})
        sent.append(await answer("sendMessage", chat_id=group.id, text="a"))
    assert [body["ok"] for body in sent] == [True] * 20 + [False] * 2
    assert 50 <= sent[-1]["parameters"]["retry_after"] <= 60


async def test_the_clock_is_turned(tg: Sandbox, call: Call, pupil: Person, control: Call) -> None:
    await control("/clock", {"running": False, "set": 1_900_000_000})
    assert (await control("/clock"))[1] == {"now": 1_900_000_000, "running": False}
    assert (await call("sendMessage", chat_id=pupil.id, text="a"))["date"] == 1_900_000_000
    assert (await control("/clock", {"advance": 3600, "running": True}))[1]["now"] == pytest.approx(
        1_900_003_600, abs=1
    )
    assert tg.world.clock.running
    for wrong in ({"set": "now"}, {"advance": True}, {"running": 1}, {"set": 0}, {"advance": 1e12}):
        assert (await control("/clock", wrong))[0] == 400


async def test_unknown_parameters_are_shown(tg: Sandbox, call: Call, to: dict[str, Any], control: Call) -> None:
    await call("sendMessage", **to, parsemode="HTML", disable_notifications=True)
    assert broken(tg) == [("unknown_parameter", "disable_notifications"), ("unknown_parameter", "parsemode")]
    await call("sendMessage", **to, parse_mode="HTML", disable_notification=True)
    assert broken(tg) == []
    requests = (await control("/journal"))[1]["requests"]
    assert [len(one["broken"]) for one in requests] == [2, 0]


async def test_a_press_that_is_never_answered_is_shown_once(tg: Sandbox, call: Call, pupil: Person) -> None:
    keyboard = {"inline_keyboard": [[{"text": "a", "callback_data": "go"}]]}
    sent = await call("sendMessage", chat_id=pupil.id, text="a", reply_markup=keyboard)
    query = tg.world.presses(pupil.id, sent["message_id"], "go")
    tg.world.presses(pupil.id, sent["message_id"], "go")
    await call("answerCallbackQuery", callback_query_id=query)
    tg.world.note_unanswered()
    tg.world.clock.advance(11)
    for _ in range(2):
        tg.world.note_unanswered()
    told = [event.data for event in tg.world.events.since(0) if event.type == "broken"]
    assert [(one["rule"], one["chat_id"], one["detail"]) for one in told] == [("unanswered_press", pupil.id, "go")]
