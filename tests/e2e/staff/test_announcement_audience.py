"""Whom an announcement is for, chosen by buttons, with the count of those it would reach."""

import datetime as dt
from typing import Literal

import pytest
import time_machine

from guidance.outreach.audience import Audience
from guidance.outreach.broadcasts import Broadcast, Draft
from guidance.people.roles import Role
from handlers.callbacks import AimAnnouncement, OpenAnnouncement
from handlers.services import Services
from sandbox import Person, Sandbox
from tests.e2e.staff.office import COLLEGE, ELSEWHERE, REGION, a_draft, a_forum, answers, arrives, found, member
from tests.e2e.walking import buttons

Way = Literal["", "language", "region", "role", "grade", "college", "specialty", "event", "active"]


class Aiming:
    """An owner who chooses whom a draft in both languages is for."""

    def __init__(self, services: Services, owner: Person, draft: Broadcast) -> None:
        self.services, self.owner, self.number = services, owner, draft.id
        self.words = services.translations["ru"]

    async def opens(self, way: str) -> None:
        await self.owner.presses_data(OpenAnnouncement(number=self.number).pack())
        await self.owner.presses(self.words.text("button.audience"))
        await self.owner.presses(self.words.text(f"button.way_{way}"))

    async def reaches(self, people: str, audience: str) -> None:
        shown = self.words.text("announce.now", people=people).replace("<b>", "").replace("</b>", "")
        assert shown in self.owner.screen.text
        assert str((await found(self.services, self.number)).audience) == audience

    async def forges(self, way: Way, value: str) -> None:
        version = (await found(self.services, self.number)).version
        forged = AimAnnouncement(number=self.number, version=version, way=way, value=value)
        await self.owner.presses_data(forged.pack())


@pytest.fixture
async def aiming(sandbox: Sandbox, services: Services, owner: Person) -> Aiming:
    """Besides the owner there are two, of whom one has saved a college, and the other is coming to a forum."""
    here, there = sandbox.person(language="kk"), sandbox.person(language="ru")
    await arrives(here, services, "kk", REGION)
    await arrives(there, services, "ru", ELSEWHERE)
    await services.favourites.add(here.id, "college", COLLEGE)
    await services.events.come(await a_forum(services, owner), there.id)
    return Aiming(services, owner, await a_draft(services, owner, "kk", "ru"))


async def test_people_are_chosen_by_language_and_region(services: Services, aiming: Aiming, owner: Person) -> None:
    words, regions = aiming.words, services.catalogue.regions
    await aiming.opens("language")
    await owner.presses(services.translations["kk"].text("language.name"))
    await aiming.reaches("1 человек", "language=kk")
    await owner.presses(services.translations["ru"].text("language.name"))
    await aiming.reaches("2 человека", "language=ru")
    await owner.presses(services.translations["ru"].text("language.name"))
    await aiming.reaches("3 человека", "")

    await aiming.opens("region")
    for iso, people, audience in (
        (REGION, "1 человек", f"region={REGION}"),
        (ELSEWHERE, "2 человека", f"region={REGION},{ELSEWHERE}"),
    ):
        name = words.short_region(regions[iso].name_ru)
        while name not in buttons(owner.screen):
            await owner.presses("▶️")
        await owner.presses(name)
        await aiming.reaches(people, audience)
        assert f"✅ {name}" in buttons(owner.screen)
        await aiming.opens("region")
    await owner.presses(words.text("button.back"))
    await owner.presses(words.text("button.everybody"))
    await aiming.reaches("3 человека", "")


async def test_people_are_chosen_by_what_they_saved_want_and_did(
    services: Services, aiming: Aiming, owner: Person, clock: time_machine.Traveller
) -> None:
    words, college = aiming.words, services.catalogue.colleges[COLLEGE]
    await aiming.opens("saved")
    await owner.presses(words.text("button.add_card"))
    await answers(owner, college.name_ru)
    await owner.presses("1")
    await aiming.reaches("1 человек", f"saved=college:{COLLEGE}")
    assert college.name_ru in owner.screen.text
    await owner.presses("1 ✕")
    await aiming.reaches("3 человека", "")

    await aiming.opens("event")
    assert "Форум" in owner.screen.text
    await owner.presses("1")
    await aiming.reaches("1 человек", "event=1")
    await owner.presses(words.text("button.all_again"))
    await aiming.reaches("3 человека", "")

    clock.shift(dt.timedelta(days=20))
    await owner.sends("/start")
    await aiming.opens("active")
    await owner.presses(words.plural("count.days", 7))
    await aiming.reaches("1 человек", "active=7")
    await owner.presses(words.plural("count.days", 30))
    await aiming.reaches("3 человека", "active=30")
    await owner.presses(words.text("button.all_again"))
    await aiming.reaches("3 человека", "")


async def test_people_are_chosen_by_who_they_said_they_are(
    sandbox: Sandbox, services: Services, aiming: Aiming, owner: Person
) -> None:
    words = aiming.words
    # On 1 December 2026: grades 9 and 11, one who has left school, a parent; three have said nothing.
    told: tuple[tuple[Role, int | None], ...] = (("pupil", 2029), ("pupil", 2027), ("pupil", 2026), ("parent", None))
    for role, leaves_in in told:
        person = sandbox.person(language="kk")
        await arrives(person, services, "kk", REGION)
        await services.people.choose_role(person.id, role, leaves_in)

    await aiming.opens("role")
    assert words.text("announce.way.role", told="3 человека", everybody="7") in owner.screen.text
    await owner.presses(words.text("button.who_pupil"))
    await aiming.reaches("2 человека", "role=pupil")
    assert words.text("announce.role.pupil") in owner.screen.text
    await owner.presses(words.text("button.who_parent"))
    await aiming.reaches("3 человека", "role=parent,pupil")
    assert f"✅ {words.text('button.who_parent')}" in buttons(owner.screen)
    await owner.presses(words.text("button.who_pupil"))
    await aiming.reaches("1 человек", "role=parent")
    await owner.presses(words.text("button.all_again"))
    await aiming.reaches("7 человек", "")

    await aiming.opens("grade")
    assert words.text("announce.way.grade", told="2 человека", everybody="7") in owner.screen.text
    assert [words.text("button.grade", grade=grade) for grade in range(7, 12)] == buttons(owner.screen)[:5]
    await owner.presses(words.text("button.grade", grade=11))
    await aiming.reaches("1 человек", "grade=11")
    await owner.presses(words.text("button.grade", grade=9))
    await aiming.reaches("2 человека", "grade=9,11")
    assert words.text("announce.grades", grades="9, 11") in owner.screen.text
    await owner.presses(words.text("button.grade", grade=11))
    await aiming.reaches("1 человек", "grade=9")
    await owner.presses(words.text("button.all_again"))
    await aiming.reaches("7 человек", "")


async def test_a_regional_editor_learns_only_of_their_region_how_many_said_it(
    sandbox: Sandbox, services: Services, aiming: Aiming
) -> None:
    words = aiming.words
    for region in (REGION, REGION, ELSEWHERE):
        person = sandbox.person(language="kk")
        await arrives(person, services, "kk", region)
        await services.people.choose_role(person.id, "pupil", 2029)
    editor = await member(sandbox, services, "regional", REGION, language="ru")
    draft = Draft(editor.id, {}, Audience(regions=frozenset({REGION})))
    made = await services.broadcasts.create(draft, dt.datetime.now(dt.UTC))
    await editor.presses_data(AimAnnouncement(number=made.id, version=made.version, way="role").pack())
    assert words.text("announce.way.role", told="2 человека", everybody="3") in editor.screen.text


@pytest.mark.parametrize(
    ("way", "value"),
    [
        ("language", "en"),
        ("region", "KZ-99"),
        ("role", "director"),
        ("grade", "6"),
        ("grade", "x"),
        ("college", "x"),
        ("event", "9" * 18),
        ("active", "8"),
        ("", "x"),
    ],
)
async def test_people_are_chosen_by_nothing_that_is_not_offered(aiming: Aiming, way: Way, value: str) -> None:
    await aiming.forges("college", COLLEGE)
    await aiming.forges(way, value)
    await aiming.reaches("1 человек", f"saved=college:{COLLEGE}")
