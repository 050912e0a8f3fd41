"""Places that stay and places that move, venues, contacts, dice, drafts, and what may be deleted when."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sandbox import Person, Sandbox

Call = Callable[..., Awaitable[Any]]
PLACE = {"latitude": 51.1, "longitude": 71.4}
NEXT = {"inline_keyboard": [[{"text": "Әрі қарай", "callback_data": "next"}]]}


async def test_a_place_moves_until_its_time_is_up(call: Call, refusal: Call, tg: Sandbox, pupil: Person) -> None:
    tg.world.clock.freeze()
    live = {**PLACE, "live_period": 60, "heading": 90, "proximity_alert_radius": 100}
    sent = await call("sendLocation", chat_id=pupil.id, **live)
    assert sent["location"] == live
    own = {"chat_id": pupil.id, "message_id": sent["message_id"]}
    moved = await call("editMessageLiveLocation", **own, latitude=52, longitude=72, reply_markup=NEXT)
    assert (moved["location"], moved["reply_markup"]) == ({"latitude": 52, "longitude": 72, "live_period": 60}, NEXT)
    same = {"latitude": 52, "longitude": 72, "reply_markup": NEXT}
    assert "message is not modified" in await refusal("editMessageLiveLocation", **own, **same)
    longer = await call("editMessageLiveLocation", **own, **PLACE, live_period=600)
    assert longer["location"]["live_period"] == 600
    tg.world.clock.advance(601)
    assert await refusal("editMessageLiveLocation", **own, **PLACE) == "Bad Request: message can't be edited"
    assert await refusal("stopMessageLiveLocation", **own) == "Bad Request: message can't be edited"


async def test_a_place_stops_where_it_was(call: Call, refusal: Call, tg: Sandbox, pupil: Person) -> None:
    sent = await call("sendLocation", chat_id=pupil.id, **PLACE, horizontal_accuracy=9000, live_period=0x7FFFFFFF)
    own = {"chat_id": pupil.id, "message_id": sent["message_id"]}
    tg.world.clock.advance(10**7)
    stopped = await call("stopMessageLiveLocation", **own)
    assert stopped["location"] == {**PLACE, "horizontal_accuracy": 1500}
    for method in ("stopMessageLiveLocation", "editMessageLiveLocation"):
        assert await refusal(method, **own, **PLACE) == (
            "Bad Request: there is no live location in the message to edit"
        )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"live_period": 59}, "wrong live location period specified"),
        ({"live_period": 86_401}, "wrong live location period specified"),
        ({"live_period": 60, "heading": 361}, "wrong live location heading specified"),
        ({"live_period": 60, "proximity_alert_radius": -1}, "wrong live location proximity alert radius specified"),
        ({"longitude": 181}, "wrong latitude or longitude specified"),
    ],
)
async def test_places_that_telegram_refuses(given: dict[str, Any], sentence: str, refusal: Call, pupil: Person) -> None:
    assert await refusal("sendLocation", **{"chat_id": pupil.id, **PLACE, **given}) == f"Bad Request: {sentence}"


async def test_a_period_grows_by_a_day_at_most(call: Call, refusal: Call, pupil: Person) -> None:
    sent = await call("sendLocation", chat_id=pupil.id, **PLACE, live_period=60)
    own = {"chat_id": pupil.id, "message_id": sent["message_id"], **PLACE}
    assert await refusal("editMessageLiveLocation", **own, live_period=60 + 86_401) == (
        "Bad Request: wrong live location period specified"
    )
    assert await call("editMessageLiveLocation", **own, live_period=60 + 86_400)


async def test_venues(call: Call, refusal: Call, pupil: Person) -> None:
    named = {"title": "Колледж", "address": "Абай даңғылы", "foursquare_id": "4b"}
    sent = await call("sendVenue", chat_id=pupil.id, **PLACE, **named)
    assert sent["venue"] == {"location": PLACE, **named}
    assert sent["location"] == PLACE
    missing = await refusal("sendVenue", chat_id=pupil.id, **PLACE, title="Колледж")
    assert missing == 'Bad Request: parameter "address" is required'


async def test_contacts(call: Call, refusal: Call, tg: Sandbox, pupil: Person, control: Call) -> None:
    given = {"phone_number": "+77010000000", "first_name": "Айгүл", "last_name": "С."}
    assert (await call("sendContact", chat_id=pupil.id, **given))["contact"] == given
    assert await refusal("sendContact", chat_id=pupil.id, phone_number=" ", first_name="a") == (
        'Bad Request: parameter "phone_number" is required'
    )
    assert "vcard" in await refusal("sendContact", chat_id=pupil.id, **given, vcard="қ" * 1025)
    tg.world.updates.drop()
    _, own = await control(f"/people/{pupil.id}/contact", {})
    assert (own["contact"]["user_id"], own["contact"]["first_name"]) == (pupil.id, "Оқушы")
    _, others = await control(f"/people/{pupil.id}/contact", {"person_id": 1002})
    assert others["contact"]["user_id"] == 1002
    assert [one["message"] for one in await call("getUpdates")] == [own, others]
    assert (await control(f"/people/{pupil.id}/contact", {"person_id": 7}))[0] == 404


async def test_dice(call: Call, refusal: Call, pupil: Person) -> None:
    for emoji, most in (("🎲", 6), ("🏀", 5), ("🎰", 64)):
        dice = (await call("sendDice", chat_id=pupil.id, emoji=emoji))["dice"]
        assert dice["emoji"] == emoji
        assert 1 <= dice["value"] <= most
    assert (await call("sendDice", chat_id=pupil.id))["dice"]["emoji"] == "🎲"
    assert "emoji must be one of" in await refusal("sendDice", chat_id=pupil.id, emoji="🙂")


async def test_what_may_be_deleted_when(call: Call, refusal: Call, tg: Sandbox, pupil: Person) -> None:
    text = (await call("sendMessage", chat_id=pupil.id, text="a"))["message_id"]
    dice = (await call("sendDice", chat_id=pupil.id))["message_id"]
    must_stay = "Bad Request: message can't be deleted for everyone"
    assert await refusal("deleteMessage", chat_id=pupil.id, message_id=dice) == must_stay
    tg.world.clock.advance(86_401)
    assert await call("deleteMessage", chat_id=pupil.id, message_id=dice)
    tg.world.clock.advance(86_400)
    assert await refusal("deleteMessage", chat_id=pupil.id, message_id=text) == must_stay
    fresh = (await call("sendMessage", chat_id=pupil.id, text="b"))["message_id"]
    assert await call("deleteMessages", chat_id=pupil.id, message_ids=[text, fresh])
    assert [shown.message["message_id"] for shown in pupil.messages] == [1, text]


async def test_in_a_group_others_words_are_deleted_with_the_right_only(
    call: Call, refusal: Call, tg: Sandbox, pupil: Person
) -> None:
    world = tg.world
    group = world.membership.new_group("11 «А»", [pupil.id])
    theirs = world.says(pupil.id, "/start", None, group.id)["message_id"]
    own = {"chat_id": group.id, "message_id": theirs}
    assert await refusal("deleteMessage", **own) == "Bad Request: message can't be deleted"
    world.membership.set_status(group, world.bot.id, "administrator", by=world.person(pupil.id).user())
    assert await call("deleteMessage", **own)


async def test_drafts_are_seen_and_not_kept(call: Call, refusal: Call, tg: Sandbox, pupil: Person) -> None:
    own = {"chat_id": pupil.id, "draft_id": 7}
    assert await call("sendMessageDraft", **own, text="<b>жа</b>", parse_mode="HTML") is True
    (shown,) = [event.data for event in tg.world.events.since(0) if event.type == "draft"]
    assert (shown["chat_id"], shown["draft_id"], shown["text"]) == (pupil.id, 7, "жа")
    assert len(pupil.messages) == 1
    assert await call("sendMessageDraft", **own) is True
    assert await refusal("sendMessageDraft", chat_id=pupil.id, draft_id=0) == "Bad Request: draft_id must be non-zero"
    assert await refusal("sendMessageDraft", **own, text="қ" * 4097) == "Bad Request: message is too long"
