"""Events: from an admin's first draft to the pupil who comes, and what becomes of those called off."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from icalendar import Calendar

from bot.application import make_bot
from bot.reminding import send_due_reminders
from guidance.catalogue.cells import Language
from guidance.outreach.events import MOST_CHARACTERS, Event, EventText, Place
from handlers.callbacks import (
    Come,
    EditEvent,
    NewEvent,
    OpenEvent,
    OpenEventEditor,
    PlaceEvent,
    PreviewEvent,
    RemindOf,
    SendCalendar,
    SettleEvent,
    ShowVenue,
    WriteEvent,
)
from handlers.services import Services
from sandbox import Person, Sandbox
from tests.e2e.conftest import running_bot
from tests.e2e.test_register import document
from tests.e2e.test_wrong_input import errors
from tests.e2e.walking import buttons, data_of, number_buttons

ALMATY = ZoneInfo("Asia/Almaty")
REGION, ELSEWHERE = "KZ-33", "KZ-47"
PLACE = Place(45.0156, 78.3739)
WRITTEN: dict[Language, dict[EventText, str]] = {
    "kk": {
        "name": "Дәнекерлеу шеберханасында ашық есік күні",
        "about": "Шеберлер жұмысын көрсетеді; сұрақтарыңызға <жауап> береді & қонақ күтеді.",
        "place": "Талдықорған, оқу шеберханасы",
        "organiser": "Колледждің қабылдау комиссиясы",
        "audience": "8–11-сынып оқушылары мен ата-аналар",
    },
    "ru": {
        "name": "День открытых дверей в сварочной мастерской",
        "about": "Мастера покажут работу, <ответят> на вопросы & примут гостей.",
        "place": "Талдыкорган, учебная мастерская",
        "organiser": "Приёмная комиссия колледжа",
        "audience": "ученики 8–11 классов и родители",
    },
}


def at(moment: str) -> dt.datetime:
    return dt.datetime.fromisoformat(moment).replace(tzinfo=ALMATY)


BEGINS, ENDS = at("2026-12-05 10:00"), at("2026-12-05 12:30")


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(at("2026-12-01 12:00"), tick=True) as traveller:
        yield traveller


@pytest.fixture
def admin(sandbox: Sandbox) -> Person:
    return sandbox.person(language="ru", first_name="Админ", role="admin")


@pytest.fixture
def colleague(sandbox: Sandbox, admin: Person) -> Person:  # noqa: ARG001 (the numbers go up in this order)
    return sandbox.person(language="kk", first_name="Әріптес", role="admin")


@pytest.fixture
async def services(sandbox: Sandbox, admin: Person, colleague: Person, tmp_path: Path) -> AsyncIterator[Services]:
    async with running_bot(sandbox, tmp_path / "bot.db", admin_ids=frozenset({admin.id, colleague.id})) as services:
        await arrives(admin, services, "ru")
        await arrives(colleague, services, "kk")
        yield services


@pytest.fixture
async def pupil(sandbox: Sandbox, services: Services) -> Person:
    person = sandbox.person(language="kk")
    await arrives(person, services, "kk")
    return person


async def arrives(person: Person, services: Services, language: Language) -> None:
    """Somebody whom the bot knows."""
    await services.people.choose_language(person.id, language)
    await person.sends("/start")


async def answers(person: Person, text: str) -> None:
    """Answer the message that the bot has shown last."""
    await person.sends(text, reply_to=person.screen.message["message_id"])


async def answers_with_sticker(person: Person) -> None:
    sticker = {"file_id": "s", "file_unique_id": "s", "width": 512, "height": 512, "type": "regular"}
    person._begin()
    person.sandbox.world.arrives(
        person.id,
        {"sticker": {**sticker, "is_animated": False, "is_video": False}},
        person.screen.message["message_id"],
    )
    await person._reaction()


async def a_draft(services: Services, admin: Person) -> Event:
    """Everything is written."""
    draft = await services.events.create("open_day", admin.id)
    for language, texts in WRITTEN.items():
        for sort, text in texts.items():
            await services.events.write(draft.id, sort, language, text)
    await services.events.set_times(draft.id, BEGINS.astimezone(dt.UTC), ENDS.astimezone(dt.UTC))
    await services.events.choose_region(draft.id, REGION)
    return await found(services, draft.id)


async def chooses_region(person: Person, name: str) -> None:
    """Turn pages until the region is there."""
    while name not in buttons(person.screen):
        await person.presses("▶️")
    await person.presses(name)


async def announced(services: Services, admin: Person) -> Event:
    draft = await a_draft(services, admin)
    await services.events.set_venue(draft.id, PLACE)
    assert await services.events.settle(draft.id, "draft", "published")
    return await found(services, draft.id)


async def found(services: Services, number: int) -> Event:
    event = await services.events.find(number)
    assert event is not None
    return event


async def writes_all(person: Person, event: Event, language: Language) -> None:
    for sort, text in WRITTEN[language].items():
        await person.presses_data(WriteEvent(event=event.id, part=sort, language=language).pack())
        await answers(person, text)


async def test_two_admins_write_an_event_in_two_languages_and_publish_it(
    sandbox: Sandbox, services: Services, admin: Person, colleague: Person
) -> None:
    russian, kazakh = services.translations["ru"], services.translations["kk"]
    await admin.sends("/admin")
    for label in ("button.edit_events", "button.new_event", "event_kind.open_day"):
        await admin.presses(russian.text(label))
    (draft,) = await services.events.drafts()
    await admin.presses(russian.text("button.publish"))
    assert admin.alerts == [russian.text("editor.fault.not_complete")]
    assert await services.events.drafts() == [draft]

    await colleague.presses_data(EditEvent(event=draft.id).pack())
    await asyncio.gather(writes_all(admin, draft, "ru"), writes_all(colleague, draft, "kk"))
    await admin.presses(russian.text("event_text.pin"))
    await admin.sends_location(PLACE.latitude, PLACE.longitude, reply_to=admin.screen.message["message_id"])
    await admin.presses(russian.text("event_text.region"))
    await admin.presses_data(PlaceEvent(event=draft.id, region=REGION).pack())
    await colleague.presses(kazakh.text("event_text.times"))
    # Telegram's iPhones make dashes of hyphens, and people put blanks round them.
    await answers(colleague, "5.12.2026 10:00 — 12:30")

    whole = await found(services, draft.id)
    assert whole.missing() == []
    assert (whole.begins, whole.ends, whole.region, whole.venue) == (BEGINS, ENDS, REGION, PLACE)
    assert {(sort, language): text for (sort, language), text in (whole.texts or {}).items()} == {
        (sort, language): text for language, texts in WRITTEN.items() for sort, text in texts.items()
    }
    await admin.presses(russian.text("button.preview"))
    assert all(text in admin.screen.text for text in WRITTEN["ru"].values())
    assert "5 декабря 2026, 10:00–12:30" in admin.screen.text
    assert services.catalogue.regions[REGION].name_ru in admin.screen.text
    await admin.presses(kazakh.text("language.name"))
    assert all(text in admin.screen.text for text in WRITTEN["kk"].values())
    assert "2026 жылғы 5 желтоқсан, 10:00–12:30" in admin.screen.text
    assert services.catalogue.regions[REGION].name_kk in admin.screen.text

    await admin.presses(russian.text("button.back"))
    publish = data_of(admin.screen, russian.text("button.publish"))
    await asyncio.gather(admin.presses_data(publish), colleague.presses_data(publish))

    assert (await found(services, draft.id)).state == "published"
    assert [*admin.alerts[1:], *colleague.alerts] in (
        [russian.text("editor.published")],
        [kazakh.text("editor.published")],
    )
    for person, words in ((admin, russian), (colleague, kazakh)):
        assert words.text("event_state.published") in person.screen.text
        assert words.text("button.publish") not in buttons(person.screen)
    assert not errors(sandbox)


async def test_a_pupil_finds_it_comes_and_takes_it_along(
    sandbox: Sandbox, services: Services, admin: Person, pupil: Person
) -> None:
    words, event = services.translations["kk"], await announced(services, admin)
    name = WRITTEN["kk"]["name"]
    await pupil.sends("/events")
    assert name in pupil.screen.text
    assert "2026 жылғы 5 желтоқсан, 10:00–12:30" in pupil.screen.text
    for region, is_there in ((ELSEWHERE, False), (REGION, True)):
        await pupil.presses(words.text("button.event_region"))
        await chooses_region(pupil, words.short_region(services.catalogue.regions[region].name_kk))
        assert services.catalogue.regions[region].name_kk in pupil.screen.text
        assert (name in pupil.screen.text) is is_there
        assert (words.text("events.none") in pupil.screen.text) is not is_there

    await pupil.presses("1")
    assert all(text in pupil.screen.text for text in WRITTEN["kk"].values())
    come, listed = data_of(pupil.screen, words.text("button.come")), data_of(pupil.screen, words.text("button.back"))
    await pupil.presses_data(come)
    await pupil.presses_data(come)
    assert pupil.alerts[-2:] == [words.text("event.counted_in")] * 2
    assert words.html("event.coming", value="1 адам") in pupil.screen.text
    await pupil.presses(words.text("button.not_coming"))
    assert await services.events.coming(event.id) == 0
    assert "1 адам" not in pupil.screen.text
    assert words.text("button.come") in buttons(pupil.screen)

    await pupil.presses(words.text("button.remind_me"))
    (mine,) = await services.reminders.of(pupil.id)
    assert (mine.key, mine.due_at) == (str(event.id), at("2026-12-04 10:00"))
    await pupil.presses(words.text("button.unremind"))
    assert await services.reminders.of(pupil.id) == []

    await pupil.presses(words.text("button.map"))
    venue = pupil.screen.message["venue"]
    assert (venue["title"], venue["address"]) == (name, WRITTEN["kk"]["place"])
    assert (venue["location"]["latitude"], venue["location"]["longitude"]) == (PLACE.latitude, PLACE.longitude)
    await pupil.presses(words.text("button.calendar"))
    calendar = Calendar.from_ical(document(sandbox, pupil))
    assert not [error for part in calendar.walk() for error in part.errors]
    (zone,), (entry,) = calendar.walk("VTIMEZONE"), calendar.walk("VEVENT")
    assert str(zone["tzid"]) == entry["dtstart"].params["tzid"] == "Asia/Almaty"
    assert {part.decoded("tzoffsetto") for part in zone.walk() if "tzoffsetto" in part} == {dt.timedelta(hours=5)}
    assert (entry.decoded("dtstart"), entry.decoded("dtend")) == (BEGINS, ENDS)
    assert (str(entry["summary"]), str(entry["location"])) == (name, WRITTEN["kk"]["place"])
    # "Back" leads to the list of the region it was found in.
    await pupil.presses_data(listed)
    assert services.catalogue.regions[REGION].name_kk in pupil.screen.text
    assert not errors(sandbox)


NO_TIMES = {
    "tomorrow": "times_not_understood",
    "05.12.2026": "times_not_understood",
    "32.12.2026 10:00": "times_not_understood",
    "05.12.2026 25:00": "times_not_understood",
    "01.01.0001 00:00": "times_not_understood",
    "05.12.2026 10:00–09:00": "times_not_understood",
    "05.12.2026 10:00–10:00": "times_not_understood",
    "06.12.2026 10:00 – 05.12.2026 12:00": "times_not_understood",
    "01.12.2026 11:59": "times_past",
}
NO_PINS = ("Талдықорған", "43.2380", "95.0, 76.9", "43.2380, 190.5")


async def test_what_cannot_be_an_answer_is_refused_with_a_sentence_and_asked_again(
    sandbox: Sandbox, services: Services, admin: Person
) -> None:
    words, draft = services.translations["ru"], await services.events.create("forum", admin.id)

    async def is_refused(fault: str, number: int = 0) -> None:
        said = [shown.text for shown in admin.messages if shown.message["from"]["is_bot"]]
        assert said[-2] == words.html(f"editor.fault.{fault}", number=number)
        assert "force_reply" in str(admin.screen.message) or "№" in admin.screen.text
        assert await found(services, draft.id) == draft

    await admin.presses_data(WriteEvent(event=draft.id, part="times").pack())
    first = admin.screen.message["message_id"]
    for text, fault in NO_TIMES.items():
        await answers(admin, text)
        await is_refused(fault)
    await admin.presses_data(WriteEvent(event=draft.id, part="pin").pack())
    for text in NO_PINS:
        await answers(admin, text)
        await is_refused("pin_wanted")
    await admin.presses_data(WriteEvent(event=draft.id, part="name", language="kk").pack())
    await answers(admin, "ә" * (MOST_CHARACTERS["name"] + 1))
    await is_refused("text_too_long", MOST_CHARACTERS["name"])
    await answers_with_sticker(admin)
    await is_refused("text_wanted")
    asked = admin.screen.message["message_id"]

    # A command is a command, whatever it answers; the question stays open.
    await answers(admin, "/events")
    assert words.text("events.none") in admin.screen.text
    assert await found(services, draft.id) == draft
    await admin.sends("ә" * MOST_CHARACTERS["name"], reply_to=asked)
    await admin.sends("05.12.2026 23:00 – 06.12.2026 01:30", reply_to=first)
    kept = await found(services, draft.id)
    assert kept.text("name", "kk") == "ә" * MOST_CHARACTERS["name"]
    assert (kept.begins, kept.ends) == (at("2026-12-05 23:00"), at("2026-12-06 01:30"))
    assert not errors(sandbox)


async def test_buttons_of_others_and_of_removed_drafts_do_nothing(
    sandbox: Sandbox, services: Services, admin: Person, colleague: Person, pupil: Person
) -> None:
    russian, kazakh, draft = services.translations["ru"], services.translations["kk"], await a_draft(services, admin)
    number = draft.id
    forged = [
        OpenEventEditor(),
        NewEvent(kind="forum"),
        EditEvent(event=number),
        WriteEvent(event=number, part="name", language="kk"),
        PlaceEvent(event=number, region=ELSEWHERE),
        PreviewEvent(event=number, language="kk"),
        SettleEvent(event=number, wish="publish"),
        SettleEvent(event=number, wish="remove"),
    ]
    for data in forged:
        await pupil.presses_data(data.pack())
        assert kazakh.text("unknown.button") in pupil.screen.text, data
    # What nobody has announced does not exist for a pupil, however its number was learnt.
    for data in (OpenEvent(event=number), Come(event=number, wish="come"), ShowVenue(event=number)):
        await pupil.presses_data(data.pack())
        assert kazakh.text("gone.text") in pupil.screen.text, data
    for key in (str(number), "9" * 40, "x"):
        await pupil.presses_data(SendCalendar(kind="event", key=key).pack())
        assert kazakh.text("gone.text") in pupil.screen.text, key
        await pupil.presses_data(RemindOf(kind="event", key=key, wish="set").pack())
        assert kazakh.text("gone.text") in pupil.screen.text, key
    assert await services.events.drafts() == [draft]
    assert await services.events.coming(number) == 0
    assert await services.reminders.of(pupil.id) == []

    await colleague.presses_data(WriteEvent(event=number, part="about", language="kk").pack())
    await admin.presses_data(EditEvent(event=number).pack())
    await admin.presses(russian.text("button.remove_event"))
    assert WRITTEN["ru"]["name"] in admin.screen.text
    await admin.presses(russian.text("button.remove_event"))
    assert admin.alerts == [russian.text("editor.removed")]
    assert await services.events.drafts() == []

    await answers(colleague, "Кеш жазылған сөз")
    assert kazakh.text("gone.text") in colleague.screen.text
    for data in forged[2:]:
        await colleague.presses_data(data.pack())
        assert kazakh.text("gone.text") in colleague.screen.text, data
    assert await services.events.find(number) is None
    assert not errors(sandbox)


async def test_who_asked_to_be_reminded_hears_of_a_move_and_of_the_end(
    sandbox: Sandbox, services: Services, admin: Person, pupil: Person
) -> None:
    russian, kazakh, event = services.translations["ru"], services.translations["kk"], await announced(services, admin)
    name = WRITTEN["kk"]["name"]
    come, remind = Come(event=event.id, wish="come"), RemindOf(kind="event", key=str(event.id), wish="set")
    await pupil.presses_data(come.pack())
    await pupil.presses_data(remind.pack())

    async with make_bot(sandbox.token, sandbox.url) as bot:
        await admin.presses_data(WriteEvent(event=event.id, part="times").pack())
        await answers(admin, "06.12.2026 15:00")
        assert await send_due_reminders(bot, services) == 1
        assert name in pupil.screen.text
        assert "2026 жылғы 6 желтоқсан, 15:00" in pupil.screen.text
        # The same time once more is no news.
        await admin.presses_data(WriteEvent(event=event.id, part="times").pack())
        await answers(admin, "06.12.2026 15:00")
        assert await send_due_reminders(bot, services) == 0
        (mine,) = await services.reminders.of(pupil.id)
        assert mine.due_at == at("2026-12-05 15:00")

        await admin.presses(russian.text("button.cancel_event"))
        assert (await found(services, event.id)).state == "published"
        await admin.presses(russian.text("button.cancel_event"))
        assert admin.alerts == [russian.text("editor.cancelled")]
        assert await send_due_reminders(bot, services) == 1
        told = pupil.screen.text
        assert await send_due_reminders(bot, services, at("2026-12-05 15:00").astimezone(dt.UTC)) == 0
    assert name in told
    assert "🚫" in told
    assert await services.reminders.of(pupil.id) == []

    await pupil.presses(kazakh.text("button.open_card"))
    assert "🚫 Өткізілмейді" in pupil.screen.text
    assert not {kazakh.text(f"button.{one}") for one in ("come", "not_coming", "remind_me")} & set(
        buttons(pupil.screen)
    )
    await pupil.presses_data(Come(event=event.id, wish="stay").pack())
    await pupil.presses_data(remind.pack())
    assert pupil.alerts[-2:] == [kazakh.text("event.too_late"), kazakh.text("reminder.too_late")]
    assert await services.events.coming(event.id) == 1
    await pupil.presses_data(SendCalendar(kind="event", key=str(event.id)).pack())
    (entry,) = Calendar.from_ical(document(sandbox, pupil)).walk("VEVENT")
    assert entry["status"] == "CANCELLED"
    await pupil.sends("/events")
    assert name in pupil.screen.text
    assert "🚫 Өткізілмейді" in pupil.screen.text
    # Whoever presses the old button to publish brings nothing back.
    await admin.presses_data(SettleEvent(event=event.id, wish="publish").pack())
    assert (await found(services, event.id)).state == "cancelled"
    assert not errors(sandbox)


async def test_when_it_is_over_it_stands_among_the_past_with_what_happened(
    services: Services, admin: Person, pupil: Person, clock: time_machine.Traveller
) -> None:
    russian, kazakh, event = services.translations["ru"], services.translations["kk"], await announced(services, admin)
    happened = {"kk": "Сексен оқушы келіп, дәнекерлеп көрді.", "ru": "Пришли восемьдесят учеников."}
    await admin.presses_data(EditEvent(event=event.id).pack())
    assert russian.text("event_text.happened") not in admin.screen.text

    clock.move_to(ENDS + dt.timedelta(minutes=1))
    await pupil.presses_data(Come(event=event.id, wish="come").pack())
    assert pupil.alerts == [kazakh.text("event.too_late")]
    assert await services.events.coming(event.id) == 0
    assert kazakh.text("button.come") not in buttons(pupil.screen)

    await admin.presses_data(EditEvent(event=event.id).pack())
    for language, text in happened.items():
        await admin.presses(f"{russian.text('event_text.happened')} · {language}")
        await answers(admin, text)
    await pupil.sends("/events")
    assert kazakh.text("events.none") in pupil.screen.text
    await pupil.presses(kazakh.text("button.past_events"))
    assert WRITTEN["kk"]["name"] in pupil.screen.text
    assert len(number_buttons(pupil.screen)) == 6
    await pupil.presses("1")
    assert happened["kk"] in pupil.screen.text
    await pupil.presses(kazakh.text("button.back"))
    assert kazakh.text("button.coming_events") in buttons(pupil.screen)
