"""Polls and quizzes: asked, voted in, closed by the bot and by the clock."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sandbox import Person, Sandbox
from sandbox.files import Upload

Call = Callable[..., Awaitable[Any]]
Control = Callable[..., Awaitable[tuple[int, Any]]]
OPTIONS = [{"text": "IT"}, {"text": "Медицина"}, {"text": "Аспаз"}]
NEXT = {"inline_keyboard": [[{"text": "Әрі қарай", "callback_data": "next"}]]}


@pytest.fixture
def ask(call: Call, pupil: Person) -> Call:
    """Send a poll: its Message."""

    async def send(**more: object) -> Any:
        return await call("sendPoll", **{"chat_id": pupil.id, "question": "Қайсы?", "options": OPTIONS, **more})

    return send


def counts(poll: dict[str, Any]) -> list[int]:
    return [option["voter_count"] for option in poll["options"]]


async def test_a_poll_as_telegram_gives_it(ask: Call, tg: Sandbox) -> None:
    tg.world.clock.freeze()
    poll = (await ask(description="<b>а</b>", description_parse_mode="HTML", open_period=60))["poll"]
    assert (poll["question"], [one["text"] for one in poll["options"]]) == ("Қайсы?", ["IT", "Медицина", "Аспаз"])
    assert (poll["type"], poll["is_anonymous"], poll["allows_revoting"], poll["is_closed"]) == (
        *("regular", True, True, False),
    )
    assert (poll["open_period"], poll["close_date"]) == (60, tg.world.now() + 60)
    assert (poll["description"], poll["description_entities"][0]["type"]) == ("а", "bold")
    assert len({one["persistent_id"] for one in poll["options"]}) == 3


async def test_votes_are_counted_and_told(ask: Call, call: Call, tg: Sandbox, pupil: Person, control: Control) -> None:
    sent = await ask(is_anonymous=False, allows_multiple_answers=True, description="а")
    tg.world.updates.drop()
    shown = tg.world.chats[pupil.id].shown
    own = {"message_id": sent["message_id"]}

    status, poll = await control(f"/people/{pupil.id}/votes", {**own, "option_ids": [2, 0]})

    assert (status, counts(poll), poll["total_voter_count"]) == (200, [1, 0, 1], 1)
    updates = await call("getUpdates")
    assert updates[0]["poll"] == poll
    answer = updates[1]["poll_answer"]
    assert (answer["poll_id"], answer["user"]["id"], answer["option_ids"]) == (poll["id"], pupil.id, [0, 2])
    assert answer["option_persistent_ids"] == [sent["poll"]["options"][one]["persistent_id"] for one in (0, 2)]
    (event,) = [event.data for event in tg.world.events.since(0) if event.type == "poll"]
    assert (event["chat_id"], event["message_id"], counts(event["poll"])) == (pupil.id, sent["message_id"], [1, 0, 1])
    assert counts(tg.world.chats[pupil.id].messages[sent["message_id"]]["poll"]) == [1, 0, 1]
    assert tg.world.chats[pupil.id].shown == shown
    assert "description" not in poll

    tg.world.updates.drop()
    await control(f"/people/{pupil.id}/votes", {**own, "option_ids": []})
    answer = (await call("getUpdates", offset=tg.world.updates.acknowledged + 1))[-1]["poll_answer"]
    assert (answer["option_ids"], answer["option_persistent_ids"]) == ([], [])
    assert counts(tg.world.chats[pupil.id].messages[sent["message_id"]]["poll"]) == [0, 0, 0]


async def test_anonymous_votes_name_nobody(ask: Call, call: Call, tg: Sandbox, pupil: Person) -> None:
    sent = await ask()
    tg.world.updates.drop()
    tg.world.votes(pupil.id, sent["message_id"], [1])
    assert [set(one) - {"update_id"} for one in await call("getUpdates")] == [{"poll"}]


async def test_a_quiz(ask: Call, pupil: Person, control: Control) -> None:
    sent = await ask(type="quiz", correct_option_ids=[1], explanation="<i>Себебі</i>", explanation_parse_mode="HTML")
    poll = sent["poll"]
    assert (poll["correct_option_ids"], poll["explanation"], poll["allows_revoting"]) == ([1], "Себебі", False)
    assert poll["explanation_entities"][0]["type"] == "italic"
    vote = {"message_id": sent["message_id"], "option_ids": [0]}
    assert (await control(f"/people/{pupil.id}/votes", vote))[0] == 200
    assert await control(f"/people/{pupil.id}/votes", vote) == (400, {"error": "this vote cannot be changed"})


async def test_votes_that_nobody_can_give(ask: Call, control: Control, pupil: Person) -> None:
    sent = await ask()
    for message_id, options, status, sentence in (
        (sent["message_id"], [3], 400, "option_ids must be numbers from 0 to 2"),
        (sent["message_id"], [True], 400, "option_ids must be numbers from 0 to 2"),
        (sent["message_id"], [0, 1], 400, "this poll takes one answer"),
        (sent["message_id"], [0, 0], 400, "option_ids must be different"),
        (sent["message_id"], [], 400, "there is no vote to take back"),
        (sent["message_id"], "0", 400, "field option_ids must be given, as a list of int"),
        (1, [0], 400, "this message has no poll"),
        (99, [0], 404, "there is no message 99"),
    ):
        body = {"message_id": message_id, "option_ids": options}
        assert await control(f"/people/{pupil.id}/votes", body) == (status, {"error": sentence})


async def test_the_bot_stops_a_poll(
    ask: Call, call: Call, refusal: Call, control: Control, tg: Sandbox, pupil: Person
) -> None:
    sent = await ask(reply_markup=NEXT)
    own = {"chat_id": pupil.id, "message_id": sent["message_id"]}
    tg.world.votes(pupil.id, sent["message_id"], [1])
    stopped = await call("stopPoll", **own)
    assert (stopped["is_closed"], counts(stopped)) == (True, [0, 1, 0])
    assert pupil.screen.message["poll"] == stopped
    assert pupil.screen.buttons == []
    assert await refusal("stopPoll", **own) == "Bad Request: poll has already been closed"
    vote = {"message_id": sent["message_id"], "option_ids": [0]}
    assert await control(f"/people/{pupil.id}/votes", vote) == (400, {"error": "this poll is closed"})
    assert await refusal("stopPoll", chat_id=pupil.id, message_id=99) == (
        "Bad Request: message with poll to stop not found"
    )
    assert await refusal("stopPoll", chat_id=pupil.id, message_id=1) == "Bad Request: message is not a poll"


async def test_a_poll_closes_when_its_time_is_up(ask: Call, tg: Sandbox, control: Control, pupil: Person) -> None:
    timed = await ask(close_date=tg.world.now() + 100)
    tg.world.updates.drop()
    tg.world.clock.advance(101)
    vote = {"message_id": timed["message_id"], "option_ids": [0]}
    assert await control(f"/people/{pupil.id}/votes", vote) == (400, {"error": "this poll is closed"})
    assert tg.world.updates.pending_count == 1
    tg.world.polls.close_due()
    assert tg.world.updates.pending_count == 1


async def test_a_forwarded_poll_is_the_same_poll(
    ask: Call, call: Call, refusal: Call, tg: Sandbox, pupil: Person
) -> None:
    sent, other = await ask(), tg.person()
    tg.world.says(other.id, "/start")
    forwarded = await call("forwardMessage", chat_id=other.id, from_chat_id=pupil.id, message_id=sent["message_id"])
    tg.world.votes(other.id, forwarded["message_id"], [2])
    for person, message in ((pupil, sent), (other, forwarded)):
        assert counts(tg.world.chats[person.id].messages[message["message_id"]]["poll"]) == [0, 0, 1]
    assert await refusal("stopPoll", chat_id=other.id, message_id=forwarded["message_id"]) == (
        "Bad Request: poll can't be stopped"
    )


async def test_pictures_and_places_in_polls(ask: Call, tg: Sandbox, png: bytes) -> None:
    photo = tg.world.files.add("photo", Upload("a.png", png)).id
    picture = {"type": "photo", "media": photo}
    place = {"type": "location", "latitude": 51.1, "longitude": 71.4}
    sent = await ask(media=picture, options=["IT", {"text": "Астана", "media": place}])
    assert sent["poll"]["media"]["photo"][0]["file_id"] == photo
    assert sent["poll"]["options"][1]["media"] == {"location": {"latitude": 51.1, "longitude": 71.4}}
    assert "media" not in sent["poll"]["options"][0]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"question": " "}, "text must be non-empty"),
        ({"question": "қ" * 301}, "poll question length must not exceed 300"),
        ({"options": []}, "poll must have at least one answer option"),
        ({"options": ["a"] * 13}, "poll can't have more than 12 options"),
        ({"options": ["қ" * 101]}, "poll options length must not exceed 100"),
        ({"options": [" "]}, "can't parse InputPollOption: Text must be non-empty"),
        ({"options": [7]}, "can't parse InputPollOption: Expected InputPollOption to be an Object"),
        ({"options": None}, 'parameter "options" is required'),
        ({"type": "survey"}, "unsupported poll type specified"),
        ({"type": "quiz"}, "wrong correct option ID specified"),
        ({"type": "quiz", "correct_option_ids": [3]}, "wrong correct option ID specified"),
        ({"type": "quiz", "correct_option_ids": [1, 0]}, "wrong correct option ID specified"),
        (
            {"type": "quiz", "correct_option_ids": [0], "explanation": "a\n" * 3 + "a"},
            "explanation must have at most 200 characters and 2 line feeds",
        ),
        ({"open_period": 4}, "open_period must be between 5 and 2628000"),
        ({"open_period": 5, "close_date": 5}, "open_period can't be used together with close_date"),
        ({"close_date": 5}, "close_date must be 5-2628000 seconds in the future"),
        ({"allow_adding_options": True}, "options can't be added to anonymous polls and quizzes"),
        ({"description": "қ" * 1025}, "description must have at most 1024 characters"),
        ({"chat_id": 7}, "chat not found"),
    ],
)
async def test_polls_that_are_refused(given: dict[str, Any], sentence: str, refusal: Call, pupil: Person) -> None:
    right = {"chat_id": pupil.id, "question": "Қайсы?", "options": OPTIONS}
    assert await refusal("sendPoll", **{**right, **given}) == f"Bad Request: {sentence}"
    assert len(pupil.messages) == 1


async def test_people_ask_too(tg: Sandbox, pupil: Person, control: Control) -> None:
    group, other = tg.group("9 «А»", pupil, parent := tg.person(language="ru")), tg.person()
    asked = {"question": "Қай күні?", "options": ["сейсенбі", "сәрсенбі"], "chat_id": group.id}
    status, message = await control(f"/people/{pupil.id}/polls", asked)
    assert (status, message["poll"]["type"], message["chat"]["id"]) == (200, "regular", group.id)
    vote = {"message_id": message["message_id"], "option_ids": [1], "chat_id": group.id}
    assert (await control(f"/people/{parent.id}/votes", vote))[1]["total_voter_count"] == 1
    assert (await control(f"/people/{parent.id}"))[1]["votes"] == {message["poll"]["id"]: [1]}
    assert (await control(f"/people/{other.id}/votes", vote))[0] == 400
    status, quiz = await control(f"/people/{pupil.id}/polls", {**asked, "type": "quiz", "correct_option_id": 0})
    assert (status, quiz["poll"]["correct_option_ids"]) == (200, [0])
    for wrong in ({"question": ""}, {"options": ["a"]}, {"options": "ab"}, {"type": "quiz"}, {"options": ["a", ""]}):
        assert (await control(f"/people/{pupil.id}/polls", {**asked, **wrong}))[0] == 400
