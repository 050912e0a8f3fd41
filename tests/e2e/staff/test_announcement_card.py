"""Announcements that have been let go: steered by several admins at once, followed on cards, reported at the end."""

import asyncio
import datetime as dt
from dataclasses import replace
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook

from guidance.outreach.broadcasts import Card, Content, Draft, State, Wish
from guidance.people.staff import Role
from handlers.announcement_card import MARK, card_screen
from handlers.callbacks import OpenAnnouncement, SendReport, SteerAnnouncement
from handlers.services import Services
from sandbox import Person, Sandbox
from tests.e2e.staff.office import (
    BATCH,
    CONTENT,
    ELSEWHERE,
    REGION,
    Outreach,
    acts,
    documents,
    found,
    let_go,
    member,
    opens,
    pupils,
    steer,
)
from tests.e2e.test_register import document
from tests.e2e.test_wrong_input import errors
from tests.e2e.walking import buttons, data_of


def requested(sandbox: Sandbox, method: str, since: int) -> list[int]:
    """The chats about which the bot has asked this since an event."""
    return [
        int(event.data["params"]["chat_id"])
        for event in sandbox.world.events.since(since)
        if event.type == "request" and event.data["method"] == method
    ]


async def test_a_card_lives_through_an_announcement_and_a_report_ends_it(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person
) -> None:
    words = services.translations["ru"]
    there = await pupils(sandbox, services, 2 * BATCH, REGION)
    for person in there[-3:]:
        sandbox.world.people[person.id].blocked = True
    there += await pupils(sandbox, services, 2)
    one = await let_go(services, owner.id)
    await opens(owner, one)
    assert words.text("announce_state.scheduled") in owner.screen.text
    await outreach.begins()
    await outreach.sends()
    await outreach.looks()
    assert words.text("announce_state.running") in owner.screen.text
    assert "45 %" in owner.screen.text
    assert words.text("card.sent", count="10", total="22") in owner.screen.text
    assert words.text("card.left", count="12") in owner.screen.text
    # Nothing is known of the speed before a second look.
    assert words.text("card.speed", speed="") not in owner.screen.text
    await outreach.sends()
    await outreach.looks(5)
    assert words.text("card.speed", speed=words.text("announce.a_second", rate="2")) in owner.screen.text
    assert not documents(owner)

    await outreach.ends()
    await outreach.looks()
    await outreach.looks()
    (caption,) = documents(owner)
    card = next(shown for shown in reversed(owner.messages) if shown.text.startswith(MARK))
    for text in (caption, card.text):
        assert words.text("announce_state.finished") in text
        assert words.text("card.sent", count="19", total="22") in text
        assert words.text("card.unreachable", count="3") in text
    assert f"{words.text('report.cause_blocked')}: 3" in caption
    book = load_workbook(BytesIO(document(sandbox, owner)))
    totals, regions, languages, reasons = [list(sheet.values) for sheet in book.worksheets]
    assert (words.text("report.state_sent"), 19) in totals
    assert (words.text("report.state_unreachable"), 3) in totals
    assert (services.catalogue.regions[REGION].name_ru, 20, 17, 3, *[0] * 7) in regions
    assert (words.text("report.no_region"), 2, 2, *[0] * 8) in regions
    assert languages[1:] == [(services.translations["kk"].text("language.name"), 22, 19, 3, *[0] * 7)]
    assert [row[:3] for row in reasons[1:]] == [
        (words.text("report.cause_blocked"), words.text("report.state_unreachable"), 3)
    ]
    cells = {str(cell) for sheet in book.worksheets for row in sheet.values for cell in row}
    assert not {str(person.id) for person in there} & cells
    # What has ended is left alone.
    before = sandbox.world.events.last
    await outreach.looks()
    assert sandbox.world.events.last == before
    assert await services.broadcasts.cards() == []


async def test_two_admins_steer_at_once_and_an_old_card_steers_no_more(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person, editor: Person
) -> None:
    russian, kazakh = services.translations["ru"], services.translations["kk"]
    await pupils(sandbox, services, 2 * BATCH)
    one = await let_go(services, editor.id)
    await outreach.begins()
    for person in (owner, editor):
        await opens(person, one)
    pause, end = (data_of(owner.screen, russian.text(f"button.{name}")) for name in ("pause", "end"))
    await asyncio.gather(owner.presses_data(pause), editor.presses_data(pause))

    paused = await found(services, one.id)
    assert paused.state == "paused"
    assert [*owner.alerts, *editor.alerts] in (
        [russian.text("announce.fault.stale")],
        [kazakh.text("announce.fault.stale")],
    )
    for person, words in ((owner, russian), (editor, kazakh)):
        assert words.text("announce_state.paused") in person.screen.text
    assert not await outreach.sender.step()

    # Buttons of a card from before.
    refused = len(owner.alerts)
    for old in (pause, end):
        await owner.presses_data(old)
        assert owner.alerts[refused:] == [russian.text("announce.fault.stale")]
        refused += 1
        assert russian.text("announce_state.paused") in owner.screen.text
    assert await found(services, one.id) == paused

    await editor.presses(kazakh.text("button.send_further"))
    assert (await found(services, one.id)).state == "running"
    await outreach.sends()
    acts_of = [act for _, act, subject in await acts(services) if subject == str(one.id)]
    assert acts_of == ["announcement.pause", "announcement.resume"]
    assert not errors(sandbox)


async def test_ending_it_is_asked_twice(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person
) -> None:
    words = services.translations["ru"]
    there = await pupils(sandbox, services, 2 * BATCH)
    one = await let_go(services, owner.id)
    await outreach.begins()
    await outreach.sends()
    await opens(owner, one)
    await owner.presses(words.text("button.end"))
    assert words.html("card.ask_cancel", number=one.id) == owner.screen.text
    # While it is asked, nothing overwrites the question.
    await outreach.looks()
    assert not owner.screen.text.startswith(MARK)
    assert (await found(services, one.id)).state == "running"
    await owner.presses(words.text("button.back"))
    await owner.presses(words.text("button.end"))
    await owner.presses(words.text("button.end_now"))

    assert (await found(services, one.id)).state == "cancelled"
    assert words.text("card.not_sent", count="10") in owner.screen.text
    assert words.text("button.send_further") not in buttons(owner.screen)
    assert not await outreach.sender.step()
    assert sum(len(person.messages) for person in there) == BATCH
    await outreach.looks()
    assert words.text("announce_state.cancelled") in documents(owner)[0]


async def test_what_was_sent_is_taken_back(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person, clock: time_machine.Traveller
) -> None:
    words = services.translations["ru"]
    there = await pupils(sandbox, services, BATCH + 1)
    one = await let_go(services, owner.id)
    await outreach.begins()
    await outreach.ends()
    await opens(owner, one)
    await owner.presses(words.text("button.recall"))
    assert words.html("card.ask_recall", number=one.id, sent="11") == owner.screen.text
    assert all(person.messages for person in there)
    recall = data_of(owner.screen, words.text("button.recall_now"))
    await owner.presses_data(recall)
    assert words.text("announce_state.recalling") in owner.screen.text
    await outreach.looks()
    await outreach.sends()
    await outreach.looks()
    # Deleting cannot be paid for, so it goes at the free rate: seven in a quarter of a second.
    assert words.text("card.recalled", count="7") in owner.screen.text
    assert words.text("card.not_recalled", count="4") in owner.screen.text
    await outreach.ends()
    await outreach.looks()

    assert not any(person.messages for person in there)
    assert [words.text(f"announce_state.{state}") in documents(owner)[-1] for state in ("recalled", "finished")] == [
        True,
        False,
    ]
    await owner.presses_data(recall)
    assert owner.alerts == [words.text("announce.fault.stale")]

    late = await let_go(services, owner.id)
    await outreach.begins()
    await outreach.ends()
    late = await found(services, late.id)
    clock.shift(dt.timedelta(hours=48))
    await opens(owner, late)
    assert words.text("button.recall") not in buttons(owner.screen)
    for step in ("ask_recall", "recall"):
        await owner.presses_data(steer(late, step))
    assert owner.alerts[1:] == [words.text("announce.fault.too_late")] * 2
    assert (await found(services, late.id)).state == "finished"


@pytest.mark.parametrize(
    ("role", "region", "may"),
    [("viewer", None, False), ("regional", ELSEWHERE, False), ("regional", REGION, True), ("editor", None, True)],
)
async def test_who_may_only_look_steers_nothing(
    sandbox: Sandbox, services: Services, outreach: Outreach, role: Role, region: str | None, may: bool
) -> None:
    words = services.translations["kk"]
    await pupils(sandbox, services, 2, REGION)
    person = await member(sandbox, services, role, region)
    one = await let_go(services, 1, f"region={REGION}")
    await outreach.begins()
    await outreach.sends()
    one = await found(services, one.id)
    await opens(person, one)
    assert (words.text("button.pause") in buttons(person.screen)) is may
    assert (words.text("button.recall") in buttons(person.screen)) is may
    await outreach.looks()
    assert (words.text("button.pause") in buttons(person.screen)) is may

    # What a card does not show can be forged.
    for forged in ("ask_cancel", "ask_recall", "pause"):
        await person.presses_data(steer(one, forged))
    assert person.alerts == [] if may else [words.text("announce.fault.not_yours")] * 3
    assert (await found(services, one.id)).state == ("paused" if may else "running")
    # All of the staff may read what became of it.
    await person.presses_data(SendReport(number=one.id).pack())
    assert len(documents(person)) == 1


async def test_a_demoted_admin_and_a_stranger_get_nothing(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person, editor: Person
) -> None:
    words = services.translations["kk"]
    (pupil,) = await pupils(sandbox, services, 1)
    one = await let_go(services, editor.id)
    await outreach.begins()
    one = await found(services, one.id)
    await opens(editor, one)
    await services.staff.dismiss(editor.id, owner.id)
    shown = editor.screen.text

    await outreach.looks()
    assert editor.screen.text == shown
    assert await services.broadcasts.cards() == []
    forged = [steer(one, "pause"), steer(one, "cancel"), OpenAnnouncement(number=one.id).pack()]
    for person in (editor, pupil):
        for data in (*forged, SendReport(number=one.id).pack()):
            await person.sends("/start")
            await person.presses_data(data)
            assert words.text("unknown.button").split(".")[0] in person.screen.text
    assert (await found(services, one.id)).state == "running"
    await outreach.ends()
    await outreach.looks()
    assert not documents(editor)
    assert await acts(services) == []


async def test_what_a_press_has_opened_is_not_overwritten(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person
) -> None:
    words = services.translations["ru"]
    await pupils(sandbox, services, 3 * BATCH)
    one = await let_go(services, owner.id)
    await outreach.begins()
    card = await opens(owner, one)
    for away in ("button.back", "button.home"):
        await owner.presses(words.text(away))
        elsewhere = owner.screen.text
        await outreach.sends()
        await outreach.looks()
        assert owner.screen.text == elsewhere
        assert owner.screen.message["message_id"] == card
        await owner.presses_data(OpenAnnouncement(number=one.id).pack())
    await outreach.sends()
    await outreach.looks()
    assert words.text("card.left", count="0") not in owner.screen.text
    assert words.text("card.sent", count="30", total="30") in owner.screen.text


async def test_telegrams_limits_and_lost_cards(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person, editor: Person
) -> None:
    await pupils(sandbox, services, 4 * BATCH)
    one = await let_go(services, owner.id)
    await outreach.begins()
    for person in (owner, editor):
        await opens(person, one)
    await outreach.sends()
    before = sandbox.world.events.last
    await outreach.looks()
    assert sorted(requested(sandbox, "editMessageText", before)) == sorted([owner.id, editor.id])
    # The speed has become known; then nothing changes any more.
    await outreach.looks()
    before = sandbox.world.events.last
    await outreach.looks()
    assert requested(sandbox, "editMessageText", before) == []

    # A pause for one chat is kept for that one, and nobody waits for its end.
    sandbox.world.faults.add("too_many_requests", chat_id=owner.id, retry_after=17, times=1)
    await outreach.sends()
    for seconds, edited in ((5, [owner.id, editor.id]), (5, [editor.id]), (5, []), (8, [owner.id])):
        before = sandbox.world.events.last
        async with asyncio.timeout(3):
            await outreach.looks(seconds)
        assert sorted(requested(sandbox, "editMessageText", before)) == sorted(edited)

    # Somebody has deleted their card.
    sandbox.world.chats[editor.id].messages.clear()
    await outreach.sends()
    await outreach.looks()
    assert {card.chat_id for card in await services.broadcasts.cards()} == {owner.id}
    sandbox.world.faults.add("server_error", method="editMessageText", times=1)
    await outreach.sends()
    await outreach.looks()
    await outreach.looks()
    assert services.translations["ru"].text("card.sent", count="40", total="41") in owner.screen.text


async def test_the_author_hears_of_the_end_once_whatever_happens_on_the_way(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person, editor: Person
) -> None:
    words = services.translations["kk"]
    await pupils(sandbox, services, 1)
    one = await let_go(services, editor.id)
    await let_go(services, 0)
    await outreach.begins()
    await outreach.ends()
    sandbox.world.faults.add("too_many_requests", method="sendDocument", retry_after=8, times=1)
    sandbox.world.faults.add("server_error", method="sendDocument", times=1)
    tried = []
    for _ in range(6):
        before = sandbox.world.events.last
        await outreach.looks()
        tried.append(len(requested(sandbox, "sendDocument", before)))
    # Refused for eight seconds; Telegram in trouble; there.
    assert tried == [1, 0, 1, 1, 0, 0]
    # Another process, or the same after a restart, has nothing to tell.
    await Outreach(outreach.bot, services).looks()

    (caption,) = documents(editor)
    assert caption.startswith(words.text("report.head", number=one.id, state="").split("<b>")[0])
    # Nobody looks at the card of what was made on the command line.
    assert not documents(owner)
    await editor.presses(words.text("button.open_announcement"))
    assert words.text("announce_state.finished") in editor.screen.text


async def test_telegram_refuses_the_announcement_itself(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person
) -> None:
    words = services.translations["ru"]
    await pupils(sandbox, services, 2 * BATCH)
    one = await let_go(services, owner.id, content={"kk": Content("<b>Форум")})
    await outreach.begins()
    await opens(owner, one)
    await outreach.sends()
    await outreach.looks()
    await outreach.looks()
    reason = (await found(services, one.id)).reason
    told = [shown.text for shown in owner.messages if reason in shown.text]
    assert len(told) == 2
    assert not documents(owner)
    assert [card.chat_id for card in await services.broadcasts.cards()] == [owner.id]
    await owner.presses(words.text("button.open_announcement"))
    await owner.presses(words.text("button.end"))
    await owner.presses(words.text("button.end_now"))
    await outreach.looks()
    assert words.text("announce_state.cancelled") in documents(owner)[0]


@pytest.mark.parametrize("wished", ["pause", "resume"])
async def test_what_is_not_there_or_not_yet_or_no_more(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person, wished: Wish
) -> None:
    words = services.translations["ru"]
    await pupils(sandbox, services, 1)
    await owner.presses_data(SteerAnnouncement(number=99, version=1, wish="pause").pack())
    assert owner.screen.text == words.html("gone.text")
    await owner.presses_data(SendReport(number=99).pack())
    assert owner.screen.text == words.html("gone.text")
    waiting = await let_go(services, owner.id)
    await owner.presses_data(steer(waiting, wished))
    assert owner.alerts == [words.text("announce.fault.stale")]
    assert await found(services, waiting.id) == waiting
    await outreach.begins()
    await outreach.ends()
    over = await found(services, waiting.id)
    await owner.presses_data(steer(over, wished))
    assert await found(services, over.id) == over
    assert await services.broadcasts.cards() in ([], [Card(over.id, owner.id, owner.screen.message["message_id"])])


async def test_a_card_stays_alive_when_its_report_is_looked_at(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person
) -> None:
    words = services.translations["ru"]
    await pupils(sandbox, services, 4 * BATCH)
    one = await let_go(services, owner.id)
    await outreach.begins()
    card = await opens(owner, one)
    await owner.presses(words.text("button.report"))
    assert len(documents(owner)) == 1
    await outreach.sends()
    await outreach.looks()
    assert owner.screen.message["message_id"] == card
    assert words.text("card.sent", count="10", total="40") in owner.screen.text

    # A document cannot become a card: "back" under it sends one, and that lives too.
    await owner.presses(words.text("button.back"))
    below = owner.screen.message["message_id"]
    assert below > card
    assert owner.screen.text.startswith(MARK)
    assert await services.broadcasts.cards() == [Card(one.id, owner.id, card), Card(one.id, owner.id, below)]
    await outreach.sends()
    await outreach.looks()
    alive = {shown.message["message_id"]: shown.text for shown in owner.messages if shown.text.startswith(MARK)}
    assert alive.keys() == {card, below}
    assert all(words.text("card.sent", count="20", total="40") in text for text in alive.values())
    assert len(await services.broadcasts.cards()) == 2


async def test_whose_copy_could_not_be_deleted_is_counted_by_themselves(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person
) -> None:
    words = services.translations["ru"]
    there = await pupils(sandbox, services, 7)
    sandbox.world.people[there[0].id].blocked = True
    one = await let_go(services, owner.id)
    await outreach.begins()
    await outreach.ends()
    for person in there[1:3]:
        sandbox.world.people[person.id].blocked = True
    await opens(owner, one)
    await owner.presses(words.text("button.recall"))
    await owner.presses(words.text("button.recall_now"))
    await outreach.ends()
    await outreach.looks()

    over = await found(services, one.id)
    assert (over.state, over.counts) == ("recalled", {"recalled": 4, "unrecalled": 2, "unreachable": 1})
    # They have it in their chats.
    assert over.received == 2
    card = next(shown.text for shown in reversed(owner.messages) if shown.text.startswith(MARK))
    for text in (card, documents(owner)[-1]):
        assert words.text("card.recalled", count="4") in text
        assert words.text("card.unrecalled", count="2") in text
        assert words.text("card.unreachable", count="1") in text
        assert words.text("card.not_recalled", count="").strip(" 0") not in text
    assert "100 %" in card
    totals, _, languages, reasons = [
        list(sheet.values) for sheet in load_workbook(BytesIO(document(sandbox, owner))).worksheets
    ]
    for state, count in (("sent", 2), ("recalled", 4), ("unrecalled", 2), ("unreachable", 1), ("failed", 0)):
        assert (words.text(f"report.state_{state}"), count) in totals
    assert languages[1][1] == 7
    assert {row[1:3] for row in reasons[1:]} == {
        (words.text("report.state_unrecalled"), 2),
        (words.text("report.state_unreachable"), 1),
    }


async def test_only_a_correction_is_called_a_refused_correction(
    services: Services, outreach: Outreach, owner: Person
) -> None:
    words = services.translations["ru"]
    one = await let_go(services, owner.id, "language=ru", content={"ru": Content("<b>Forum")})
    await outreach.begins()
    await outreach.ends()
    one = await found(services, one.id)
    sentence = words.html("card.correction_refused", reason=one.reason)
    others: list[State] = ["stopped", "paused", "running", "cancelled", "recalling", "recalled"]
    for state in others:
        assert sentence not in card_screen(services, replace(one, state=state), words).text, state
    assert sentence in card_screen(services, replace(one, state="corrected"), words).text
    # It was stopped for that and then ended; nobody has corrected it.
    await opens(owner, one)
    await owner.presses(words.text("button.end"))
    await owner.presses(words.text("button.end_now"))
    assert (await found(services, one.id)).reason == one.reason
    assert one.reason not in owner.screen.text


async def test_a_draft_is_not_there_to_be_agreed_to(services: Services, owner: Person, editor: Person) -> None:
    words = services.translations["kk"]
    draft = await services.broadcasts.create(Draft(owner.id, CONTENT), dt.datetime.now(dt.UTC))
    for forged in ("ask_confirm", "confirm"):
        await editor.presses_data(steer(draft, forged))
        assert editor.alerts[-1] == words.text("announce.fault.stale")
        assert words.text("button.agree_now") not in buttons(editor.screen)
        assert words.text("button.send_announcement") in buttons(editor.screen)
    assert await found(services, draft.id) == draft
    assert await services.broadcasts.cards() == []
    assert await acts(services) == []
