"""An announcement to very many begins when a second one of the staff has agreed."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from guidance.catalogue.cells import Language
from guidance.outreach.broadcasts import Broadcast
from guidance.people.staff import Role
from handlers.callbacks import SendAnnouncement
from handlers.services import Services
from sandbox import Person, Sandbox
from tests.e2e.conftest import running_bot
from tests.e2e.staff.office import (
    ELSEWHERE,
    SAID,
    a_draft,
    acts,
    answers,
    arrives,
    bots,
    found,
    member,
    send_all,
    steer,
)
from tests.e2e.test_wrong_input import errors
from tests.e2e.walking import buttons, data_of

# More than this many people are very many here.
ABOVE = 3


@pytest.fixture
async def services(sandbox: Sandbox, owner: Person, tmp_path: Path) -> AsyncIterator[Services]:
    async with bot(sandbox, owner, tmp_path) as services:
        await arrives(owner, services, "ru")
        yield services


@pytest.fixture
async def pupils(sandbox: Sandbox, services: Services) -> list[Person]:
    """Two, so that with an owner and an editor there are more than one may write to alone."""
    people = [sandbox.person(language="kk") for _ in range(2)]
    for person in people:
        await arrives(person, services, "kk")
    return people


def bot(sandbox: Sandbox, owner: Person, folder: Path) -> AbstractAsyncContextManager[Services]:
    return running_bot(sandbox, folder / "bot.db", admin_ids=frozenset({owner.id}), second_admin_above=ABOVE)


async def lets_go(person: Person, services: Services, language: Language, draft: Broadcast, count: int = 4) -> None:
    """All that its author does."""
    await person.presses_data(SendAnnouncement(number=draft.id, version=draft.version, step="begin").pack())
    await person.presses(services.translations[language].text("button.send_now"))
    await answers(person, str(count))


async def test_the_other_is_asked_looks_and_agrees(
    sandbox: Sandbox, services: Services, owner: Person, editor: Person, pupils: list[Person]
) -> None:
    russian, kazakh = services.translations["ru"], services.translations["kk"]
    draft = await a_draft(services, owner, "kk", "ru")
    await lets_go(owner, services, "ru", draft)
    waiting = await found(services, draft.id)
    assert (waiting.state, waiting.confirmed_by) == ("confirming", owner.id)
    assert russian.text("announce_state.confirming") in owner.screen.text
    assert russian.html("card.confirming") in owner.screen.text
    assert russian.text("button.look_and_agree") not in buttons(owner.screen)
    await send_all(sandbox, services)
    assert not any(SAID["kk"] in bots(person) for person in pupils)

    # In the language of whoever is asked, with whom it is for.
    assert kazakh.text("button.agree_now") in buttons(editor.screen)
    assert "4" in editor.screen.text
    await editor.presses(f"👁 {kazakh.text('language.name')}")
    assert SAID["kk"] in bots(editor)
    await editor.presses_data(steer(waiting, "ask_confirm"))
    await editor.presses(kazakh.text("button.agree_now"))
    assert (await found(services, draft.id)).state == "scheduled"
    await send_all(sandbox, services)
    assert [bots(person).count(SAID["kk"]) for person in pupils] == [1, 1]
    assert [act for act in await acts(services) if act[1].split(".")[1] in ("ask_another", "confirm", "send")] == [
        (owner.id, "announcement.ask_another", str(draft.id)),
        (editor.id, "announcement.confirm", str(draft.id)),
    ]
    assert not errors(sandbox)


async def test_up_to_the_limit_nobody_else_is_asked(
    sandbox: Sandbox, services: Services, owner: Person, editor: Person
) -> None:
    await arrives(sandbox.person(language="kk"), services, "kk")
    said = len(bots(editor))
    draft = await a_draft(services, editor, "kk", "ru")
    await lets_go(editor, services, "kk", draft, ABOVE)
    assert (await found(services, draft.id)).state == "scheduled"
    # Neither do others get a word: only the card of the author has come.
    assert not [text for text in bots(owner) if str(ABOVE) in text and "🤝" in text]
    assert not [text for text in bots(editor)[said:] if "🤝" in text]


@pytest.mark.parametrize("who", ["author", "viewer", "elsewhere", "demoted", "stranger"])
async def test_nobody_else_can_agree(
    sandbox: Sandbox, services: Services, owner: Person, editor: Person, pupils: list[Person], who: str
) -> None:
    draft = await a_draft(services, owner, "kk", "ru")
    await lets_go(owner, services, "ru", draft)
    waiting = await found(services, draft.id)
    person, fault = owner, "another_must_agree"
    if who in ("viewer", "elsewhere"):
        role: Role = "viewer" if who == "viewer" else "regional"
        region = None if role == "viewer" else ELSEWHERE
        person, fault = await member(sandbox, services, role, region, language="ru"), "not_yours"
    elif who == "demoted":
        person, fault = editor, ""
        await services.staff.dismiss(editor.id, owner.id)
    elif who == "stranger":
        person, fault = pupils[0], ""
    for what in ("ask_confirm", "confirm"):
        await person.presses_data(steer(waiting, what))
        if fault:
            assert person.alerts[-1] == services.translations["ru"].text(f"announce.fault.{fault}")
    assert await found(services, draft.id) == waiting
    await send_all(sandbox, services)
    assert not any(SAID["kk"] in bots(pupil) for pupil in pupils)


async def test_of_two_who_agree_at_once_one_is_told(
    sandbox: Sandbox, services: Services, owner: Person, editor: Person, pupils: list[Person]
) -> None:
    other = await member(sandbox, services, "editor", language="ru")
    draft = await a_draft(services, owner, "kk", "ru")
    await lets_go(owner, services, "ru", draft, 5)
    agree = data_of(editor.screen, services.translations["kk"].text("button.agree_now"))
    await asyncio.gather(editor.presses_data(agree), other.presses_data(agree))
    stale = [services.translations[language].text("announce.fault.stale") for language in ("kk", "ru")]
    assert len([text for text in (*editor.alerts, *other.alerts) if text in stale]) == 1
    assert (await found(services, draft.id)).version == (draft.version + 2)
    assert [act for _, act, _ in await acts(services)].count("announcement.confirm") == 1
    await send_all(sandbox, services)
    assert [bots(person).count(SAID["kk"]) for person in pupils] == [1, 1]


@pytest.mark.usefixtures("pupils")
async def test_where_nobody_could_agree_it_stays_a_draft(sandbox: Sandbox, services: Services, owner: Person) -> None:
    words = services.translations["ru"]
    await member(sandbox, services, "viewer")
    draft = await a_draft(services, owner, "kk", "ru")
    await lets_go(owner, services, "ru", draft)
    assert words.text("announce.fault.nobody_to_agree", number=ABOVE) in bots(owner)
    assert await found(services, draft.id) == draft


@pytest.mark.usefixtures("pupils")
async def test_it_may_become_a_draft_again_and_then_old_buttons_agree_to_nothing(
    services: Services, owner: Person, editor: Person
) -> None:
    russian, kazakh = services.translations["ru"], services.translations["kk"]
    draft = await a_draft(services, owner, "kk", "ru")
    await lets_go(owner, services, "ru", draft)
    agree = data_of(editor.screen, kazakh.text("button.agree_now"))
    await owner.presses(russian.text("button.redraft"))
    again = await found(services, draft.id)
    assert (again.state, again.starts_at, again.confirmed_by) == ("draft", None, None)
    assert russian.text("button.send_announcement") in buttons(owner.screen)
    await editor.presses_data(agree)
    assert editor.alerts[-1] == kazakh.text("announce.fault.stale")
    assert await found(services, draft.id) == again

    # Written anew, by the other this time: now it is the owner who agrees.
    await lets_go(editor, services, "kk", again)
    await owner.presses(russian.text("button.agree_now"))
    assert (await found(services, draft.id)).state == "scheduled"


async def test_it_waits_through_a_restart_and_ends_where_it_is_given_up(
    sandbox: Sandbox, owner: Person, tmp_path: Path
) -> None:
    async with bot(sandbox, owner, tmp_path) as services:
        await arrives(owner, services, "ru")
        other = await member(sandbox, services, "editor", language="ru")
        for _ in range(2):
            await arrives(sandbox.person(language="kk"), services, "kk")
        draft = await a_draft(services, owner, "kk", "ru")
        await lets_go(owner, services, "ru", draft)
        agree = data_of(other.screen, services.translations["ru"].text("button.agree_now"))
    async with bot(sandbox, owner, tmp_path) as services:
        words, waiting = services.translations["ru"], await found(services, draft.id)
        assert waiting.state == "confirming"
        await services.outbox.begin_due(dt.datetime.now(dt.UTC) + dt.timedelta(days=2))
        assert await found(services, draft.id) == waiting
        await owner.presses_data(steer(waiting, "ask_cancel"))
        await owner.presses(words.text("button.end_now"))
        assert (await found(services, draft.id)).state == "cancelled"
        await other.presses_data(agree)
        assert other.alerts[-1] == words.text("announce.fault.stale")
        assert (await found(services, draft.id)).state == "cancelled"
