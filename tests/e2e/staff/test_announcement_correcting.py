"""An announcement that was sent with a mistake, corrected in everybody's chat within two days."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
import time_machine

from guidance.catalogue.cells import Language
from guidance.outreach.broadcasts import Broadcast, Content, Draft, Link, Media
from guidance.people.staff import Role
from handlers.announcement_card import MARK
from handlers.callbacks import (
    AimAnnouncement,
    CorrectAnnouncement,
    SendAnnouncement,
    TrimAnnouncement,
)
from handlers.services import Services
from sandbox import Person, Sandbox
from sandbox.files import Upload
from tests.e2e.conftest import running_bot
from tests.e2e.staff.office import (
    BATCH,
    ELSEWHERE,
    REGION,
    Outreach,
    acts,
    answers,
    arrives,
    bots,
    documents,
    found,
    let_go,
    member,
    opens,
    pupils,
    steer,
)
from tests.e2e.walking import buttons, data_of
from tests.sandbox.conftest import picture

BOTH: dict[Language, Content] = {
    "kk": Content("Форум бейсенбіде", links=(Link("Сайт", "https://example.kz/typo"),)),
    "ru": Content("Форум в четверг", links=(Link("Сайт", "https://example.kz/typo"),)),
}
Step = Literal["begin", "ask", "sure"]
FRIDAY: dict[Language, Content] = {"kk": Content("Форум жұмада"), "ru": BOTH["ru"]}
by_two = pytest.mark.parametrize("alone", [3])


@pytest.fixture
def alone() -> int:
    """To so many people one of the staff may write without a second."""
    return 50


@pytest.fixture
async def services(sandbox: Sandbox, owner: Person, tmp_path: Path, alone: int) -> AsyncIterator[Services]:
    admins = frozenset({owner.id})
    async with running_bot(sandbox, tmp_path / "bot.db", admin_ids=admins, second_admin_above=alone) as services:
        await arrives(owner, services, "ru")
        yield services


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
    there = await pupils(sandbox, services, BATCH)
    russian = sandbox.person(language="ru")
    await arrives(russian, services, "ru")
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
    (pupil,) = await pupils(sandbox, services, 1)
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
    (pupil,) = await pupils(sandbox, services, 1)
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
    await pupils(sandbox, services, 2, REGION)
    one = await sent_out(services, outreach, 1, f"region={REGION}")
    person = await member(sandbox, services, role or "viewer", region)
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
    await pupils(sandbox, services, 3 * BATCH)
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


async def written(services: Services, of: Broadcast, author: int) -> Broadcast:
    """A correction with another day."""
    draft = await services.broadcasts.create(Draft(author, of.content, of.audience, corrects=of.id), _now())
    return await services.broadcasts.write(draft.id, draft.version, "kk", FRIDAY["kk"])


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@by_two
async def test_what_many_have_is_corrected_by_two(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person, editor: Person
) -> None:
    russian, kazakh = services.translations["ru"], services.translations["kk"]
    there = await pupils(sandbox, services, 4)
    one = await sent_out(services, outreach, owner.id)
    assert one.received == 6
    draft = await written(services, one, owner.id)
    await opens(owner, one)
    for label in ("correct", "put_correction", "correct_now"):
        await owner.presses(russian.text(f"button.{label}"))
    waiting = await found(services, draft.id)
    assert (waiting.state, (await found(services, one.id)).state) == ("confirming", "finished")
    assert russian.html("card.confirming_correction", number=one.id) in owner.screen.text
    assert russian.text("button.redraft") in buttons(owner.screen)
    # A correction does not begin, and ends nothing.
    assert russian.text("button.end") not in buttons(owner.screen)
    assert russian.text("button.look_and_agree") not in buttons(owner.screen)
    for forged in ("ask_confirm", "confirm"):
        await owner.presses_data(steer(waiting, forged))
        assert owner.alerts[-1] == russian.text("announce.fault.another_must_agree")
    await outreach.ends()
    assert all("бейсенбіде" in person.screen.text for person in there)

    # The other has been written to, in their language.
    asked = kazakh.text("confirm.ask_correction", number=one.id, received="6").replace("<b>", "").replace("</b>", "")
    assert editor.screen.text == asked
    await editor.presses(f"👁 {kazakh.text('language.name')}")
    assert bots(editor).count(FRIDAY["kk"].text) == 1
    await editor.presses(kazakh.text("button.agree_correction"))
    assert (await found(services, one.id)).state == "correcting"
    assert kazakh.text("announce_state.correcting") in editor.screen.text
    assert (await found(services, draft.id)).state == "cancelled"
    # The card of whoever has asked looks on.
    assert {(card.chat_id, card.broadcast_id) for card in await services.broadcasts.cards()} == {
        (owner.id, one.id),
        (editor.id, one.id),
    }
    await outreach.ends()
    await outreach.looks()
    over = await found(services, one.id)
    assert (over.state, over.counts) == ("corrected", {"corrected": 6})
    assert [person.screen.text for person in there] == [FRIDAY["kk"].text] * 4
    card = next(shown.text for shown in reversed(owner.messages) if shown.text.startswith(MARK))
    assert f"№ {one.id} " in card.partition("\n")[0]
    assert russian.text("announce_state.corrected") in card
    assert [act for act in await acts(services) if act[1] != "announcement.preview"] == [
        (owner.id, "announcement.ask_another", str(draft.id)),
        (editor.id, "announcement.confirm", str(draft.id)),
    ]


@by_two
async def test_a_correction_that_waits_may_become_a_draft_again(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person, editor: Person
) -> None:
    russian, kazakh = services.translations["ru"], services.translations["kk"]
    await pupils(sandbox, services, 4)
    one = await sent_out(services, outreach, owner.id)
    draft = await written(services, one, owner.id)
    await owner.presses_data(press(draft, "sure"))
    agree = data_of(editor.screen, kazakh.text("button.agree_correction"))
    await owner.presses(russian.text("button.redraft"))
    again = await correction(services, one)
    assert (again.id, again.state, again.confirmed_by) == (draft.id, "draft", None)
    assert russian.text("button.put_correction") in buttons(owner.screen)
    await editor.presses_data(agree)
    assert editor.alerts[-1] == kazakh.text("announce.fault.stale")
    assert (await found(services, one.id)).state == "finished"
    # Who has put it the second time is not who did the first.
    await editor.presses_data(press(again, "sure"))
    await owner.presses(russian.text("button.agree_correction"))
    assert (await found(services, one.id)).state == "correcting"


@pytest.mark.parametrize("alone", [12])
async def test_few_have_it_but_many_are_to_get_what_one_alone_has_written(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person, editor: Person
) -> None:
    russian, kazakh = services.translations["ru"], services.translations["kk"]
    there = await pupils(sandbox, services, 20)
    one = await let_go(services, owner.id, "", content=BOTH)
    await outreach.begins()
    await outreach.sends()
    one = await services.broadcasts.wish(one.id, None, "pause", _now())
    assert (one.received, one.left) == (BATCH, 22 - BATCH)
    draft = await written(services, one, editor.id)
    await editor.presses_data(press(draft, "ask"))
    assert kazakh.html("card.correction_comes", left=str(one.left)) in editor.screen.text
    await editor.presses_data(press(draft, "sure"))
    assert [(await found(services, number)).state for number in (draft.id, one.id)] == ["confirming", "paused"]
    assert russian.html("card.correction_comes", left=str(one.left)) in owner.screen.text
    await owner.presses(russian.text("button.agree_correction"))
    await outreach.ends()
    await services.broadcasts.wish(one.id, None, "resume", _now())
    await outreach.ends()
    assert [person.screen.text for person in there] == [FRIDAY["kk"].text] * 20
    # Of what was ended nobody else gets anything, and one decides about the few who have it.
    other = await let_go(services, owner.id, "", content=BOTH)
    await outreach.begins()
    await outreach.sends()
    await services.broadcasts.wish(other.id, None, "cancel", _now())
    draft = await written(services, other, editor.id)
    await editor.presses_data(press(draft, "ask"))
    assert kazakh.html("card.correction_comes", left=str(other.left)) not in editor.screen.text
    await editor.presses_data(press(draft, "sure"))
    assert (await found(services, other.id)).state == "correcting"


@by_two
async def test_who_agrees_to_a_correction_too_late_is_told_so(
    sandbox: Sandbox,
    services: Services,
    outreach: Outreach,
    owner: Person,
    editor: Person,
    clock: time_machine.Traveller,
) -> None:
    kazakh = services.translations["kk"]
    await pupils(sandbox, services, 4)
    one = await sent_out(services, outreach, owner.id)
    draft = await written(services, one, owner.id)
    await owner.presses_data(press(draft, "sure"))
    waiting = await found(services, draft.id)
    clock.shift(dt.timedelta(hours=48))
    for wish in ("ask_confirm", "confirm"):
        await editor.presses_data(steer(waiting, wish))
        assert editor.alerts[-1] == kazakh.text("announce.fault.too_late_to_correct")
    assert (await found(services, one.id)).state == "finished"
    # It can be put away.
    await owner.presses_data(steer(waiting, "redraft"))
    assert (await found(services, draft.id)).state == "draft"


@by_two
async def test_where_nobody_can_agree_a_correction_of_many_stays_a_draft(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person
) -> None:
    words = services.translations["ru"]
    # Who may only look, or writes to another region, is not asked.
    others = [await member(sandbox, services, "viewer")]
    others.append(await member(sandbox, services, "regional", ELSEWHERE))
    there = await pupils(sandbox, services, 4)
    one = await sent_out(services, outreach, owner.id, "language=kk")
    draft = await written(services, one, owner.id)
    before = [len(bots(other)) for other in others]
    await owner.presses_data(press(draft, "sure"))
    assert owner.alerts == [words.text("announce.fault.nobody_to_agree", number=3)]
    assert await correction(services, one) == draft
    assert words.text("button.put_correction") in buttons(owner.screen)
    assert [len(bots(other)) for other in others] == before
    # As soon as few enough have it still, one decides alone.
    for person in (*others, there[0]):
        await services.people.erase(person.id)
    await owner.presses_data(press(draft, "sure"))
    assert (await found(services, one.id)).state == "correcting"


async def test_two_who_begin_at_the_same_moment_write_one_correction(
    sandbox: Sandbox,
    services: Services,
    outreach: Outreach,
    owner: Person,
    editor: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await pupils(sandbox, services, 1)
    one = await sent_out(services, outreach, owner.id)
    both, known = asyncio.Barrier(2), services.broadcasts.correction_of

    async def seen_by_both(number: int) -> Broadcast | None:
        found = await known(number)
        if found is None:
            async with asyncio.timeout(3):
                await both.wait()
        return found

    monkeypatch.setattr(services.broadcasts, "correction_of", seen_by_both)
    await asyncio.gather(owner.presses_data(press(one, "begin")), editor.presses_data(press(one, "begin")))
    draft = await correction(services, one)
    for person, words in ((owner, services.translations["ru"]), (editor, services.translations["kk"])):
        put = data_of(person.screen, words.text("button.put_correction"))
        assert put == press(draft, "ask")
    assert [act for _, act, _ in await acts(services)] == ["announcement.correction"]
    assert [listed.id for listed in await services.broadcasts.newest(9)] == [draft.id, one.id]
