"""The staff: who gives roles and how, who may not, and the log of it all."""

import asyncio
import csv
import datetime as dt
import io

import pytest
import time_machine

from guidance.people.invitations import VALID
from guidance.people.staff import Member, Role
from handlers.callbacks import (
    AppointMember,
    DismissMember,
    OpenAudit,
    OpenMember,
    OpenStaff,
    SendAudit,
    WithdrawInvitation,
)
from handlers.regions import short_name
from handlers.services import Services
from sandbox import Person, Sandbox
from tests.e2e.staff.office import REGION, arrives
from tests.e2e.test_register import document
from tests.e2e.test_wrong_input import errors
from tests.e2e.walking import buttons, data_of, number_buttons


@pytest.fixture
async def partner(sandbox: Sandbox, services: Services) -> Person:
    """An owner who was appointed."""
    person = sandbox.person(language="kk", first_name="Серік", role="admin")
    await arrives(person, services, "kk")
    await services.staff.appoint(Member(person.id, "owner"), 1)
    return person


async def invites(owner: Person, role: Role, region: str = "") -> str:
    """Make a link; gives what follows it: "/start j_..."."""
    await owner.presses_data(AppointMember(role=role, region=region, step="link").pack())
    link = next(word for word in owner.screen.text.split() if word.startswith("https://t.me/"))
    return "/start " + link.partition("?start=")[2]


async def answers(person: Person, text: str) -> None:
    await person.sends(text, reply_to=person.screen.message["message_id"])


async def acts(services: Services) -> list[tuple[int, str, str, str]]:
    """Who did what to whom, oldest first."""
    return [(one.actor, one.act, one.subject, one.details) for one in reversed(await services.audit.newest(100))]


def commands(sandbox: Sandbox, person: Person) -> set[str]:
    """What Telegram shows in the menu of their chat."""
    return {one["command"] for one in sandbox.world.profile.commands_for(person.id, "kk")}


async def test_a_link_gives_a_role_to_the_first_who_follows_it(
    sandbox: Sandbox, services: Services, owner: Person, pupil: Person
) -> None:
    russian, kazakh = services.translations["ru"], services.translations["kk"]
    await owner.sends("/admin")
    for label in ("button.staff", "button.appoint", "role.regional"):
        await owner.presses(russian.text(label))
    name = short_name(services.catalogue, REGION, russian)
    while name not in buttons(owner.screen):
        await owner.presses("▶️")
    await owner.presses(name)
    assert name in owner.screen.text
    await owner.presses(russian.text("button.by_link"))
    link = next(word for word in owner.screen.text.split() if word.startswith("https://t.me/"))
    follow = "/start " + link.partition("?start=")[2]
    # Whoever is of the staff may try the link, and nothing is used up.
    await owner.sends(follow)
    assert russian.text("role.owner") in owner.screen.text
    other = sandbox.person(language="ru")
    await arrives(other, services, "ru")

    await asyncio.gather(pupil.sends(follow), other.sends(follow))

    winners = [person for person in (pupil, other) if await services.staff.of(person.id)]
    (winner,) = winners
    words = kazakh if winner is pupil else russian
    loser, theirs = (other, russian) if winner is pupil else (pupil, kazakh)
    assert await services.staff.of(winner.id) == Member(winner.id, "regional", REGION)
    assert short_name(services.catalogue, REGION, words) in winner.screen.text
    assert loser.screen.text == theirs.text("join.no_invitation")
    await winner.presses(words.text("button.announcements"))
    assert words.text("button.new_announcement") in buttons(winner.screen)
    assert "admin" in commands(sandbox, winner)
    assert "admin" not in commands(sandbox, loser)

    assert str(winner.id) in owner.screen.text
    await owner.presses(russian.text("button.open_member"))
    assert name in owner.screen.text
    assert await services.invitations.waiting(dt.datetime.now(dt.UTC)) == []
    assert await acts(services) == [
        (owner.id, "staff.invite", "1", f"regional.{REGION}"),
        (winner.id, "staff.join", str(winner.id), f"regional.{REGION}"),
    ]
    assert not errors(sandbox)


async def test_links_that_lead_nowhere(
    services: Services, owner: Person, partner: Person, pupil: Person, clock: time_machine.Traveller
) -> None:
    russian, kazakh = services.translations["ru"], services.translations["kk"]
    nothing = kazakh.text("join.no_invitation")
    withdrawn = await invites(owner, "editor")
    await owner.presses(russian.text("button.withdraw_invitation", number=1))
    assert owner.alerts == [russian.text("staff.withdrawn")]
    await owner.presses_data(WithdrawInvitation(number=1).pack())
    assert owner.alerts[1:] == [russian.text("staff.followed_before")]
    of_a_former_owner = await invites(partner, "owner")
    await services.staff.dismiss(partner.id, owner.id)
    old = await invites(owner, "editor")
    assert len(await services.invitations.waiting(dt.datetime.now(dt.UTC))) == 2
    for follow in (withdrawn, of_a_former_owner, "/start j_", "/start j_" + "x" * 20):
        await pupil.sends(follow)
        assert pupil.screen.text == nothing
    clock.shift(VALID)
    await pupil.sends(old)
    assert pupil.screen.text == nothing
    assert await services.staff.of(pupil.id) is None


async def test_by_number_the_name_is_shown_before_anything_is_given(
    sandbox: Sandbox, services: Services, owner: Person, pupil: Person
) -> None:
    russian, kazakh = services.translations["ru"], services.translations["kk"]
    stranger = sandbox.person()
    await owner.presses_data(AppointMember(role="editor").pack())
    await owner.presses(russian.text("button.by_number"))
    for wrong in (str(stranger.id), "-100123456789", "0", "9" * 30, "Айгүл", "٣"):
        await answers(owner, wrong)
        assert russian.text("staff.fault.not_known") in [shown.text for shown in owner.messages[-2:]]
    await answers(owner, str(owner.id))
    assert russian.text("staff.fault.not_to_be_changed") in [shown.text for shown in owner.messages[-2:]]
    await owner.presses_data(AppointMember(role="editor", step="number").pack())
    await answers(owner, f" {pupil.id} ")
    assert "Айгүл" in owner.screen.text
    assert russian.text("role.editor") in owner.screen.text
    assert await services.staff.of(pupil.id) is None

    await owner.presses(russian.text("button.appoint_now"))

    assert await services.staff.of(pupil.id) == Member(pupil.id, "editor")
    assert kazakh.text("role.editor") in pupil.screen.text
    assert await acts(services) == [(owner.id, "staff.appoint", str(pupil.id), "editor")]
    await pupil.sends("/admin")
    assert kazakh.text("button.new_announcement") in buttons(pupil.screen)


async def test_a_role_is_changed_and_taken_and_old_buttons_do_neither(
    sandbox: Sandbox, services: Services, owner: Person, partner: Person, pupil: Person
) -> None:
    russian, kazakh = services.translations["ru"], services.translations["kk"]
    await services.staff.appoint(Member(pupil.id, "viewer"), owner.id)
    await owner.presses_data(OpenMember(member=pupil.id).pack())
    assert "Айгүл" in owner.screen.text
    await owner.presses(russian.text("button.dismiss"))
    dismissal = data_of(owner.screen, russian.text("button.dismiss_now"))
    await owner.presses(russian.text("button.back"))
    for label in ("button.change_role", "role.editor"):
        await owner.presses(russian.text(label))
    appointment = data_of(owner.screen, russian.text("button.appoint_now"))

    # Two owners at once: the second sees what the first has done.
    await partner.presses_data(OpenMember(member=pupil.id).pack())
    await owner.presses_data(appointment)
    assert owner.alerts == [russian.text("staff.appointed")]
    await partner.presses_data(dismissal)
    await partner.presses_data(appointment)
    assert partner.alerts == [kazakh.text("staff.fault.stale")] * 2
    assert kazakh.text("role.editor") in partner.screen.text
    assert await services.staff.of(pupil.id) == Member(pupil.id, "editor")

    await partner.presses(kazakh.text("button.dismiss"))
    assert await services.staff.of(pupil.id) is not None
    assert "admin" in commands(sandbox, pupil)
    await partner.presses(kazakh.text("button.dismiss_now"))
    assert await services.staff.of(pupil.id) is None
    assert kazakh.text("staff.you_were_dismissed") in pupil.screen.text
    assert "admin" not in commands(sandbox, pupil)
    await pupil.sends("/admin")
    assert kazakh.text("button.new_announcement") not in buttons(pupil.screen)
    # The button of yesterday gives nothing back.
    await owner.presses_data(appointment)
    assert owner.alerts[1:] == [russian.text("staff.fault.stale")]
    assert await services.staff.of(pupil.id) is None
    assert [(who, act) for who, act, *_ in await acts(services)] == [
        (owner.id, "staff.appoint"),
        (partner.id, "staff.dismiss"),
    ]


async def test_owners_of_the_settings_and_oneself_are_not_changed(
    services: Services, owner: Person, partner: Person
) -> None:
    words = services.translations["kk"]
    for target, reason in ((owner, "of_the_settings"), (partner, "not_oneself")):
        await partner.presses_data(OpenMember(member=target.id).pack())
        assert words.text(f"staff.{reason}") in partner.screen.text
        assert words.text("button.change_role") not in buttons(partner.screen)
        for forged in (
            DismissMember(member=target.id, seen="owner", step="dismiss"),
            AppointMember(member=target.id, seen="owner", role="viewer", step="sure"),
        ):
            await partner.presses_data(forged.pack())
            assert partner.alerts[-1] == words.text("staff.fault.stale")
    assert len(partner.alerts) == 4
    assert {one.role for one in await services.staff.all()} == {"owner"}
    assert await acts(services) == []


async def test_what_a_forged_button_names_is_looked_up(services: Services, owner: Person, pupil: Person) -> None:
    words = services.translations["ru"]
    for region in ("KZ-99", ""):
        forged = AppointMember(member=pupil.id, role="regional", region=region, step="sure")
        await owner.presses_data(forged.pack())
        assert owner.screen.text == words.html("staff.which_region")
    await owner.presses_data(AppointMember(member=2**62, role="editor", step="sure").pack())
    assert owner.alerts == [words.text("staff.fault.stale")]
    # A region is nothing that an editor has.
    await owner.presses_data(AppointMember(member=pupil.id, role="editor", region=REGION, step="sure").pack())
    assert await services.staff.of(pupil.id) == Member(pupil.id, "editor")
    for nobody in (OpenMember(member=5), DismissMember(member=5, seen="", step="dismiss")):
        await owner.presses_data(nobody.pack())
        assert words.html("staff.title").split("\n")[1] in owner.screen.text


async def test_a_former_owner_gives_nothing(services: Services, owner: Person, partner: Person, pupil: Person) -> None:
    words = services.translations["kk"]
    await partner.presses_data(AppointMember(role="owner", step="number").pack())
    await services.staff.dismiss(partner.id, owner.id)
    await answers(partner, str(pupil.id))
    assert words.text("button.appoint_now") not in buttons(partner.screen)
    assert "Айгүл" not in partner.screen.text
    assert await services.staff.of(pupil.id) is None


@pytest.mark.parametrize("role", ["editor", "regional", "viewer", None])
async def test_only_owners_see_the_staff_and_the_log(
    services: Services, owner: Person, pupil: Person, role: Role | None
) -> None:
    words = services.translations["kk"]
    await owner.presses_data(AppointMember(role="editor", step="number").pack())
    if role is not None:
        await services.staff.appoint(Member(pupil.id, role, REGION if role == "regional" else None), owner.id)
        await pupil.sends("/admin")
        assert words.text("button.staff") not in buttons(pupil.screen)
    before = await services.staff.all()
    refusal = words.text("unknown.button").split(".")[0]
    for forged in (
        OpenStaff(),
        OpenMember(member=owner.id),
        AppointMember(member=pupil.id, seen=role or "", role="owner", step="sure"),
        AppointMember(role="owner", step="link"),
        AppointMember(role="owner", step="number"),
        DismissMember(member=pupil.id, seen=role or "", step="dismiss"),
        WithdrawInvitation(number=1),
        OpenAudit(),
        SendAudit(),
    ):
        await pupil.presses_data(forged.pack())
        assert refusal in pupil.screen.text, forged
    assert await services.staff.all() == before
    assert await acts(services) == []
    assert await services.invitations.waiting(dt.datetime.now(dt.UTC)) == []


async def test_the_log_is_read_page_by_page_and_whole(
    sandbox: Sandbox, services: Services, owner: Person, partner: Person
) -> None:
    russian, kazakh = services.translations["ru"], services.translations["kk"]
    await partner.sends("/admin")
    await partner.presses(kazakh.text("button.audit"))
    assert kazakh.text("audit.none") in partner.screen.text
    for number in range(1, 10):
        await services.audit.note(owner.id, "announcement.pause", str(number), "5/10")
    await services.audit.note(0, "something.new", "7", "=1+1 & <b>")
    await owner.sends("/admin")
    await owner.presses(russian.text("button.audit"))
    assert "something.new 7 (=1+1 & <b>)" in owner.screen.text
    assert russian.text("audit.command_line") in owner.screen.text
    assert russian.text("act.announcement.pause", subject="9") in owner.screen.text
    assert russian.text("audit.you") in owner.screen.text
    assert "01.12.2026 12:0" in owner.screen.text
    assert russian.text("act.announcement.pause", subject="2") not in owner.screen.text
    await owner.presses("▶️")
    assert russian.text("act.announcement.pause", subject="1") in owner.screen.text
    assert "▶️" not in buttons(owner.screen)
    await owner.presses("◀️")
    assert "something.new" in owner.screen.text
    await owner.presses_data(OpenAudit(page=10**6).pack())
    assert russian.text("audit.none") in owner.screen.text

    await partner.presses_data(OpenAudit().pack())
    assert kazakh.text("audit.somebody", number=str(owner.id)) in partner.screen.text
    await partner.presses(kazakh.text("button.send_audit"))
    rows = list(csv.reader(io.StringIO(document(sandbox, partner).decode("utf-8-sig"))))
    assert rows[0] == ["at_utc", "actor", "act", "subject", "details"]
    assert len(rows) == 11
    assert rows[1][1:] == ["0", "something.new", "7", "'=1+1 & <b>"]
    assert rows[-1][0].startswith("2026-12-01 07:0")
    assert rows[-1][1:] == [str(owner.id), "announcement.pause", "1", "5/10"]
    assert (await acts(services))[-1] == (partner.id, "audit.export", "", "10")


async def test_the_list_of_the_staff(services: Services, owner: Person, partner: Person) -> None:
    words = services.translations["ru"]
    for number in range(10):
        await services.staff.appoint(Member(7_000_000_000 + number, "regional", REGION), owner.id)
    await invites(owner, "viewer")
    await owner.presses_data(OpenStaff().pack())
    assert len(number_buttons(owner.screen)) == 8
    assert words.text("button.withdraw_invitation", number=1) in buttons(owner.screen)
    await owner.presses("▶️")
    assert "7000000009" in owner.screen.text
    # Telegram knows nobody of this number any more; the role can be taken all the same.
    await owner.presses("12")
    assert words.text("staff.no_name") in owner.screen.text
    for label in ("button.dismiss", "button.dismiss_now"):
        await owner.presses(words.text(label))
    assert await services.staff.of(7_000_000_009) is None
    await owner.presses_data(OpenStaff(page=99).pack())
    assert str(partner.id) not in owner.screen.text
