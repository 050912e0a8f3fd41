"""An announcement that was sent with a mistake, corrected in everybody's chat within two days."""

import datetime as dt
from typing import Literal

import pytest
import time_machine

from guidance.catalogue.cells import Language
from guidance.outreach.broadcasts import Broadcast, Content, Draft, Link, Media
from guidance.people.staff import Role
from handlers.callbacks import AimAnnouncement, CorrectAnnouncement, SendAnnouncement, TrimAnnouncement
from handlers.services import Services
from sandbox import Person, Sandbox
from sandbox.files import Upload
from tests.e2e import test_announcement_card as cards
from tests.e2e.test_announcement_card import BATCH, ELSEWHERE, REGION, Outreach, acts, documents, found, let_go, opens
from tests.e2e.test_announcing import answers, bots
from tests.e2e.walking import buttons, data_of
from tests.sandbox.conftest import picture

clock, owner, services, outreach, editor = cards.clock, cards.owner, cards.services, cards.outreach, cards.editor

BOTH: dict[Language, Content] = {
    "kk": Content("Форум бейсенбіде", links=(Link("Сайт", "https://example.kz/typo"),)),
    "ru": Content("Форум в четверг", links=(Link("Сайт", "https://example.kz/typo"),)),
}
Step = Literal["begin", "ask", "sure"]


def press(one: Broadcast, step: Step) -> str:
    return CorrectAnnouncement(number=one.id, version=one.version, step=step).pack()


async def sent_out(services: Services, outreach: Outreach, author: int, audience: str = "") -> Broadcast:
    """An announcement that everybody has."""
    one = await let_go(services, author, audience, content=BOTH)
    await outreach.begins()
    await outreach.ends()
    return await found(services, one.id)


async def correction(services: Services, of: Broadcast) -> Broadcast:
    draft = await services.broadcasts.correction_of(of.id)
    assert draft is not None
    return draft


async def test_a_wrong_day_is_put_right_where_people_have_read_it(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person, editor: Person
) -> None:
    words = services.translations["ru"]
    there = await cards.pupils(sandbox, services, BATCH)
    russian = sandbox.person(language="ru")
    await cards.arrives(russian, services, "ru")
    one = await sent_out(services, outreach, owner.id)
    numbers = [person.screen.message["message_id"] for person in there]

    await opens(owner, one)
    await owner.presses(words.text("button.correct"))
    draft = await correction(services, one)
    assert words.html("announce.correction", number=one.id).partition(".")[0] in owner.screen.text
    # Who else presses it comes to the same correction.
    await opens(editor, one)
    await editor.presses(services.translations["kk"].text("button.correct"))
    assert (await correction(services, one)).id == draft.id
    # As long as nothing is changed there is nothing to put.
    await owner.presses(words.text("button.put_correction"))
    assert owner.alerts[-1] == words.text("announce.fault.nothing_changed")

    kazakh = services.translations["kk"].text("language.name")
    await owner.presses(f"✏️ {kazakh}")
    assert words.text("button.announcement_files") not in buttons(owner.screen)
    assert words.text("button.nothing") not in buttons(owner.screen)
    await owner.presses(words.text("button.announcement_text"))
    assert "файл" not in bots(owner)[-1]
    await answers(owner, "Форум жұмада")
    await owner.presses(words.text("button.no_links"))
    await owner.presses(words.text("button.back"))
    await owner.presses(f"👁 {kazakh}")
    assert bots(owner).count("Форум жұмада") == 1
    await owner.presses(words.text("button.put_correction"))
    assert owner.screen.text == words.html("card.ask_correct", number=one.id, sent=words.number(one.received))
    sure = data_of(owner.screen, words.text("button.correct_now"))
    assert all("бейсенбіде" in person.screen.text for person in there)
    await owner.presses_data(sure)
    assert words.text("announce_state.correcting") in owner.screen.text
    await owner.presses_data(sure)  # pressed twice
    assert owner.alerts[-1] == words.text("announce.fault.no_draft")
    await opens(owner, one)
    await outreach.sends()
    await outreach.looks()
    assert words.text("card.corrected", count="7") in owner.screen.text
    await outreach.ends()
    await outreach.looks()

    over = await found(services, one.id)
    assert (over.state, over.counts) == ("corrected", {"corrected": one.total})
    assert [person.screen.text for person in there] == ["Форум жұмада"] * BATCH
    assert [person.screen.message["message_id"] for person in there] == numbers
    assert not any(person.screen.buttons for person in there)
    assert (russian.screen.text, len(russian.screen.buttons)) == ("Форум в четверг", 1)
    assert words.text("card.corrected", count=words.number(one.total)) in documents(owner)[-1]
    assert [(act, subject) for actor, act, subject in await acts(services) if "correct" in act] == [
        ("announcement.correction", str(draft.id)),
        ("announcement.correct", str(one.id)),
    ]
    # What is over is a part of what it corrected, and no line of its own in the list.
    assert [one.id for one in await services.broadcasts.newest(10)] == [one.id]


async def test_a_picture_keeps_its_place_and_its_caption_changes(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person
) -> None:
    words = services.translations["ru"]
    (pupil,) = await cards.pupils(sandbox, services, 1)
    photo = Media("photo", sandbox.world.files.add("photo", Upload("a.png", picture("PNG", 40, 30))).id)
    one = await let_go(services, owner.id, content={"kk": Content("Форум бейсенбіде", (photo,))})
    await outreach.begins()
    await outreach.ends()
    await opens(owner, one)
    await owner.presses(words.text("button.correct"))
    draft = await correction(services, one)
    for wanted in ("no_files", "nothing"):
        cut = TrimAnnouncement(number=draft.id, version=draft.version, language="kk", wish=wanted)
        await owner.presses_data(cut.pack())
        assert owner.alerts[-1] == words.text("announce.fault.files_stay")
    await owner.presses(f"✏️ {services.translations['kk'].text('language.name')}")
    await owner.presses(words.text("button.announcement_text"))
    await answers(owner, "Форум жұмада")
    draft = await correction(services, one)
    await owner.presses_data(press(draft, "sure"))
    await outreach.ends()
    assert "photo" in pupil.screen.message
    assert pupil.screen.text == "Форум жұмада"


async def test_a_correction_is_sent_to_nobody_as_a_new_announcement(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person
) -> None:
    (pupil,) = await cards.pupils(sandbox, services, 1)
    one = await sent_out(services, outreach, owner.id)
    await opens(owner, one)
    await owner.presses_data(press(one, "begin"))
    draft = await correction(services, one)
    await owner.presses_data(SendAnnouncement(number=draft.id, version=draft.version, step="now").pack())
    aim = AimAnnouncement(number=draft.id, version=draft.version, way="language", value="kk")
    await owner.presses_data(aim.pack())
    await outreach.begins()
    assert (await correction(services, one)).state == "draft"
    assert len([one for one in pupil.messages if "Форум" in one.text]) == 1
    # An ordinary draft cannot be put in the place of anything.
    other = await services.broadcasts.create(Draft(owner.id, BOTH), dt.datetime.now(dt.UTC))
    await owner.presses_data(press(other, "sure"))
    assert owner.alerts[-1] == services.translations["ru"].text("announce.fault.stale")
    assert (await found(services, other.id)).state == "draft"


@pytest.mark.parametrize(
    ("role", "region", "may"),
    [("viewer", None, False), ("regional", ELSEWHERE, False), ("regional", REGION, True), (None, None, False)],
)
async def test_who_may_not_correct_it_cannot(
    sandbox: Sandbox, services: Services, outreach: Outreach, role: Role | None, region: str | None, may: bool
) -> None:
    words = services.translations["kk"]
    await cards.pupils(sandbox, services, 2, REGION)
    one = await sent_out(services, outreach, 1, f"region={REGION}")
    person = await cards.member(sandbox, services, role or "viewer", region)
    await opens(person, one)
    assert (words.text("button.correct") in buttons(person.screen)) is may
    if role is None:
        await services.staff.dismiss(person.id, 1)
    await person.presses_data(press(one, "begin"))
    assert (await services.broadcasts.correction_of(one.id) is not None) is may
    again: dict[Language, Content] = {"kk": Content("Форум жұмада"), "ru": BOTH["ru"]}
    draft = await services.broadcasts.correction_of(one.id) or await services.broadcasts.create(
        Draft(1, one.content, one.audience, corrects=one.id), dt.datetime.now(dt.UTC)
    )
    draft = await services.broadcasts.write(draft.id, draft.version, "kk", again["kk"])
    await person.presses_data(press(draft, "sure"))
    assert (await found(services, one.id)).state == ("correcting" if may else "finished")


async def test_it_is_too_late_after_two_days_and_too_early_while_it_runs(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person, clock: time_machine.Traveller
) -> None:
    words = services.translations["ru"]
    await cards.pupils(sandbox, services, 3 * BATCH)
    one = await let_go(services, owner.id)
    await outreach.begins()
    await outreach.sends()
    running = await found(services, one.id)
    await opens(owner, running)
    assert words.text("button.correct") not in buttons(owner.screen)
    await owner.presses_data(press(running, "begin"))
    assert owner.alerts[-1] == words.text("announce.fault.too_late_to_correct")
    await outreach.ends()
    one = await found(services, one.id)
    await owner.presses_data(press(one, "begin"))
    draft = await correction(services, one)
    draft = await services.broadcasts.write(draft.id, draft.version, "kk", Content("Форум жұмада"))
    clock.shift(dt.timedelta(hours=48))
    await owner.presses_data(press(draft, "sure"))
    assert owner.alerts[-1] == words.text("announce.fault.too_late_to_correct")
    assert (await found(services, one.id)).state == "finished"
