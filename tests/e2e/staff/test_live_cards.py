"""Live cards when something comes between: the database is away, a press leads elsewhere, a draft is made again."""

from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from handlers.callbacks import OpenAnnouncements
from handlers.services import Services
from sandbox import Person, Sandbox
from tests.e2e.staff.office import Outreach, documents, found, let_go, opens, pupils, steer

AWAY = OperationalError("SELECT", {}, Exception("the database is away"))


@pytest.mark.parametrize("away", ["of", "concerned"])
async def test_a_report_outlives_a_database_that_is_away(
    sandbox: Sandbox,
    services: Services,
    outreach: Outreach,
    owner: Person,
    monkeypatch: pytest.MonkeyPatch,
    away: str,
) -> None:
    await pupils(sandbox, services, 2)
    one = await let_go(services, owner.id)
    await outreach.begins()
    await outreach.ends()
    at, name = (services.reports, "of") if away == "of" else (services.staff, "of")
    before, left = getattr(at, name), [AWAY]

    async def once_away(number: int) -> Any:
        if left:
            raise left.pop()
        return await before(number)

    with monkeypatch.context() as patched:
        patched.setattr(at, name, once_away)
        try:
            await outreach.looks()
        except OperationalError:
            # As `keep_cards` does: it looks again.
            assert away == "concerned"
        assert not left
        assert not documents(owner)
        await outreach.looks()
    assert len(documents(owner)) == 1
    await outreach.looks()
    assert len(documents(owner)) == 1
    assert (await found(services, one.id)).state == "finished"


async def test_a_press_while_the_cards_are_read_is_not_overwritten(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = services.translations["ru"]
    await pupils(sandbox, services, 2)
    await opens(owner, await let_go(services, owner.id))
    await outreach.begins()
    find = services.broadcasts.find

    async def find_while_they_press(number: int) -> Any:
        monkeypatch.undo()
        await owner.presses_data(OpenAnnouncements().pack())
        return await find(number)

    monkeypatch.setattr(services.broadcasts, "find", find_while_they_press)
    await outreach.looks()
    assert words.text("button.new_announcement") in [label for row in owner.screen.buttons for label in row]
    assert not await services.broadcasts.cards()


async def test_the_card_of_what_another_made_a_draft_again_shows_the_draft_and_is_left(
    sandbox: Sandbox, services: Services, outreach: Outreach, owner: Person, editor: Person
) -> None:
    words = services.translations["ru"]
    await pupils(sandbox, services, 2)
    one = await let_go(services, owner.id)
    await opens(owner, one)
    await editor.presses_data(steer(one, "redraft"))
    assert (await found(services, one.id)).state == "draft"
    await outreach.looks()
    assert words.text("button.send_announcement") in [label for row in owner.screen.buttons for label in row]
    assert not await services.broadcasts.cards()
