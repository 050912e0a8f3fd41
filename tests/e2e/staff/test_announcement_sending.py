"""The last steps of an announcement, and who may take them: once, as it was seen, and with its count."""

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from guidance.catalogue.cells import Language
from guidance.outreach.audience import Audience
from guidance.outreach.broadcasts import Broadcast, Draft
from guidance.people.staff import Member
from guidance.storage import schema
from guidance.storage.database import open_database
from handlers.callbacks import (
    AimAnnouncement,
    DropAnnouncement,
    FindForAnnouncement,
    NewAnnouncement,
    OpenAnnouncement,
    OpenAnnouncements,
    OpenAnnouncementText,
    PaceAnnouncement,
    PreviewAnnouncement,
    SendAnnouncement,
    TrimAnnouncement,
    WriteAnnouncement,
)
from handlers.services import Services
from sandbox import Person, Sandbox
from tests.e2e.staff.office import (
    ALMATY,
    ELSEWHERE,
    REGION,
    REQUEST,
    SAID,
    a_draft,
    acts,
    album,
    answers,
    arrives,
    asked,
    bots,
    file,
    found,
    member,
    send_all,
    sends,
)
from tests.e2e.test_wrong_input import errors
from tests.e2e.walking import buttons

# Numbers of people whom the sandbox does not know.
FIRST = 10**9


async def test_only_the_count_lets_it_go_and_only_once(
    sandbox: Sandbox, services: Services, owner: Person, editor: Person, pupil: Person
) -> None:
    russian, kazakh = services.translations["ru"], services.translations["kk"]
    draft = await a_draft(services, owner, "kk", "ru")
    begin = SendAnnouncement(number=draft.id, version=draft.version, step="begin").pack()

    async def wants(person: Person, language: Language) -> None:
        await person.presses_data(begin)
        await person.presses(services.translations[language].text("button.send_now"))

    await asyncio.gather(wants(owner, "ru"), wants(editor, "kk"))
    for wrong in ("да", "2", "33", "-3", "3 000"):
        await answers(owner, wrong)
        assert bots(owner)[-2] == russian.text("announce.fault.wrong_count")
        assert (await found(services, draft.id)).state == "draft"
    # What was typed without answering is a search, as everywhere.
    await owner.sends("3")
    assert (await found(services, draft.id)).state == "draft"
    await asyncio.gather(answers(owner, " 3 "), answers(editor, "3"))
    assert (await found(services, draft.id)).state == "scheduled"
    assert (russian.text("announce.fault.no_draft") in bots(owner)) + (
        kazakh.text("announce.fault.no_draft") in bots(editor)
    ) + (russian.text("announce.fault.stale") in bots(owner)) + (
        kazakh.text("announce.fault.stale") in bots(editor)
    ) == 1
    assert [act for _, act, _ in await acts(services)].count("announcement.send") == 1
    assert len(await services.broadcasts.cards()) == 1
    await send_all(sandbox, services)
    await answers(owner, "3")
    await send_all(sandbox, services)
    assert bots(pupil).count(SAID["kk"]) == 1
    assert not errors(sandbox)


async def test_an_old_card_changes_and_sends_nothing(services: Services, owner: Person) -> None:
    words, draft = services.translations["ru"], await a_draft(services, owner, "kk", "ru")
    number, old = draft.id, draft.version
    await owner.presses_data(SendAnnouncement(number=number, version=old, step="now").pack())
    request = asked(owner)
    await services.broadcasts.change(number, old, audience=Audience(languages=frozenset({"ru"})))
    before = await found(services, number)
    await owner.sends("1", reply_to=request)
    assert bots(owner)[-2] == words.text("announce.fault.stale")
    assert words.text("announce.reads.ru") in owner.screen.text
    for data in (
        SendAnnouncement(number=number, version=old, step="begin"),
        SendAnnouncement(number=number, version=old, step="other"),
        SendAnnouncement(number=number, version=old, step="now"),
        AimAnnouncement(number=number, version=old, way="language", value="kk"),
        PaceAnnouncement(number=number, version=old, rate=5.0),
        TrimAnnouncement(number=number, version=old, language="kk", wish="nothing"),
        DropAnnouncement(number=number, version=old, step="drop"),
    ):
        await owner.presses_data(data.pack())
        assert owner.alerts[-1] == words.text("announce.fault.stale"), data
        assert words.text("announce.reads.ru") in owner.screen.text
    assert await found(services, number) == before

    await owner.presses(words.text("button.remove_event"))
    await owner.presses(words.text("button.remove_event"))
    assert (await found(services, number)).state == "cancelled"
    await owner.presses_data(WriteAnnouncement(number=number, language="kk", part="text").pack())
    assert owner.alerts[-1] == words.text("announce.fault.no_draft")
    for gone in (OpenAnnouncement(number=404), PreviewAnnouncement(number=404, language="kk")):
        await owner.presses_data(gone.pack())
        assert words.text("gone.text") in owner.screen.text


async def test_it_goes_at_a_time_and_not_by_night_unasked(
    services: Services, owner: Person, clock: time_machine.Traveller
) -> None:
    words, draft = services.translations["ru"], await a_draft(services, owner, "ru")
    await owner.presses_data(OpenAnnouncement(number=draft.id).pack())
    await owner.presses(words.text("button.send_announcement"))
    await owner.presses(words.text("button.missing_skip"))
    await owner.presses(words.text("button.send_at"))
    for text, fault in (
        ("завтра", "time_not_understood"),
        ("05.12.2026 10:00–12:00", "time_not_understood"),
        ("32.12.2026 10:00", "time_not_understood"),
        ("01.12.2026 11:00", "time_past"),
        ("05.12.2099 10:00", "time_far"),
    ):
        await answers(owner, text)
        assert bots(owner)[-2] == words.text(f"announce.fault.{fault}")
    await answers(owner, "05.12.2026 10:00")
    assert "5 декабря 2026, 10:00" in owner.screen.text
    request = asked(owner)
    clock.move_to(dt.datetime(2026, 12, 5, 23, tzinfo=ALMATY))
    await owner.sends("1", reply_to=request)
    assert bots(owner)[-2] == words.text("announce.fault.time_past")
    assert (await found(services, draft.id)).state == "draft"
    assert words.html("announce.night", time="08:00") in owner.screen.text
    await owner.presses(words.text("button.send_in_the_morning", time="08:00"))
    await answers(owner, "1")
    one = await found(services, draft.id)
    assert (one.state, one.starts_at) == ("scheduled", dt.datetime(2026, 12, 6, 8, tzinfo=ALMATY))


async def test_the_pace_and_what_a_crash_does_are_chosen(services: Services, owner: Person, editor: Person) -> None:
    words, draft = services.translations["ru"], await a_draft(services, owner, "ru")
    await owner.presses_data(OpenAnnouncement(number=draft.id).pack())
    await owner.presses(words.text("button.pace"))
    await owner.presses("5")
    await owner.presses(words.text("button.crash_resend"))
    one = await found(services, draft.id)
    assert (one.rate, one.is_paid, one.on_crash) == (5.0, False, "resend")
    for rate in (100.0, 999.0):
        version = (await found(services, draft.id)).version
        await editor.presses_data(PaceAnnouncement(number=draft.id, version=version, rate=rate).pack())
        assert (await found(services, draft.id)).rate == 5.0
    # What costs money is the owners' to choose.
    await owner.presses_data(PaceAnnouncement(number=draft.id, version=0).pack())
    await owner.presses("⭐ 100")
    one = await found(services, draft.id)
    assert (one.rate, one.is_paid) == (100.0, True)
    assert re.search(r"⭐ Telegram спишет за это до \d+ звёзд", owner.screen.text)


async def test_each_role_does_what_it_may(sandbox: Sandbox, services: Services, owner: Person) -> None:
    words = services.translations["ru"]
    regional = await member(sandbox, services, "regional", REGION, language="ru")
    viewer = await member(sandbox, services, "viewer", language="ru")
    everybodys = await a_draft(services, owner, "kk", "ru")
    await arrives(sandbox.person(language="ru"), services, "ru", REGION)

    def changes(one: Broadcast) -> list[str]:
        mine = {"number": one.id, "version": one.version}
        return [
            OpenAnnouncementText(number=one.id, language="kk").pack(),
            WriteAnnouncement(number=one.id, language="kk", part="text").pack(),
            TrimAnnouncement(**mine, language="kk", wish="nothing").pack(),
            AimAnnouncement(**mine, way="region", value=ELSEWHERE).pack(),
            FindForAnnouncement(number=one.id).pack(),
            PaceAnnouncement(**mine, on_crash="resend").pack(),
            SendAnnouncement(**mine, step="now").pack(),
            DropAnnouncement(**mine, step="drop").pack(),
        ]

    for person in (viewer, regional):
        await person.sends("/admin")
        await person.presses(f"№ {everybodys.id}")
        assert words.text("announce.only_look") in person.screen.text
        assert words.text("button.send_announcement") not in buttons(person.screen)
        await person.presses(words.text("button.test_announcement"))
        assert SAID["ru"] in bots(person)
        for data in changes(everybodys):
            await person.presses_data(data)
            assert person.alerts[-1] == words.text("announce.fault.not_yours"), data
        assert not any(REQUEST.match(text) for text in bots(person))
    await viewer.presses_data(NewAnnouncement().pack())
    assert viewer.alerts[-1] == words.text("announce.fault.not_yours")
    assert await services.broadcasts.newest(9) == [everybodys]

    # A regional editor writes to their own region, whatever their buttons say.
    await regional.presses_data(NewAnnouncement().pack())
    mine = (await services.broadcasts.newest(1))[0]
    assert mine.audience == Audience(regions=frozenset({REGION}))
    await regional.presses(words.text("button.audience"))
    assert words.text("button.way_region") not in buttons(regional.screen)
    for way, value in (("region", ELSEWHERE), ("region", "*"), ("", "*"), ("language", "ru")):
        version = (await found(services, mine.id)).version
        forged = AimAnnouncement(number=mine.id, version=version, way=way, value=value)
        await regional.presses_data(forged.pack())
        assert (await found(services, mine.id)).audience.regions == {REGION}
    await regional.presses_data(WriteAnnouncement(number=mine.id, language="ru", part="text").pack())
    await answers(regional, "Область")
    await regional.presses_data(OpenAnnouncement(number=mine.id).pack())
    await regional.presses(words.text("button.send_announcement"))
    # An owner may widen it; then it is not the region's any more.
    one = await found(services, mine.id)
    await services.broadcasts.change(one.id, one.version, audience=Audience())
    await regional.presses_data(WriteAnnouncement(number=mine.id, language="ru", part="text").pack())
    assert regional.alerts[-1] == words.text("announce.fault.not_yours")
    assert not errors(sandbox)


async def test_who_is_no_more_of_the_staff_can_do_nothing_and_others_never_could(
    sandbox: Sandbox, services: Services, owner: Person, editor: Person, pupil: Person
) -> None:
    words, draft = services.translations["kk"], await a_draft(services, owner, "kk", "ru")
    number, version = draft.id, draft.version
    await editor.presses_data(SendAnnouncement(number=number, version=version, step="now").pack())
    count = asked(editor)
    await editor.presses_data(WriteAnnouncement(number=number, language="kk", part="text").pack())
    text = asked(editor)
    await services.staff.dismiss(editor.id, owner.id)
    await editor.sends("3", reply_to=count)
    await editor.sends("Жаңа мәтін", reply_to=text)
    await sends(editor, {**file(editor, "photo"), **album()}, text)
    forged = [
        OpenAnnouncements(),
        NewAnnouncement(),
        OpenAnnouncement(number=number),
        OpenAnnouncementText(number=number, language="kk"),
        WriteAnnouncement(number=number, language="kk", part="text"),
        TrimAnnouncement(number=number, version=version, language="kk", wish="nothing"),
        AimAnnouncement(number=number, version=version, way="language", value="kk"),
        FindForAnnouncement(number=number),
        PaceAnnouncement(number=number, version=version, rate=5.0),
        PreviewAnnouncement(number=number, language="me"),
        SendAnnouncement(number=number, version=version, step="now"),
        DropAnnouncement(number=number, version=version, step="drop"),
    ]
    for person, pressed in ((editor, forged[-3:]), (pupil, forged)):
        for data in pressed:
            await person.presses_data(data.pack())
            assert words.text("unknown.button") in person.screen.text, data
        await person.sends("/admin")
        assert not any(label.startswith("№") for label in buttons(person.screen))
    assert await services.broadcasts.newest(9) == [draft]
    assert [act for _, act, _ in await acts(services)] == []
    assert not errors(sandbox)


@asynccontextmanager
async def connected(folder: Path) -> AsyncIterator[AsyncConnection]:
    """The database of the bot."""
    database = open_database(f"sqlite+aiosqlite:///{folder / 'bot.db'}")
    async with database.begin() as connection:
        yield connection
    await database.dispose()


async def arrive(folder: Path, places: range) -> None:
    """People who read Kazakh, whom nothing is sent to."""
    now = dt.datetime.now(dt.UTC)
    async with connected(folder) as connection:
        rows = [{"chat_id": FIRST + place, "language": "kk", "created_at": now} for place in places]
        await connection.execute(insert(schema.person), rows)


async def leave(folder: Path, places: range) -> None:
    async with connected(folder) as connection:
        gone = schema.person.c.chat_id.between(FIRST + places[0], FIRST + places[-1])
        assert (await connection.execute(delete(schema.person).where(gone))).rowcount == len(places)


@pytest.mark.parametrize(("there", "few"), [(20, 5), (1000, 10)])
async def test_a_count_that_has_changed_meanwhile_lets_nothing_go(
    services: Services, owner: Person, tmp_path: Path, there: int, few: int
) -> None:
    words, draft = services.translations["ru"], await a_draft(services, owner, "kk")
    await arrive(tmp_path, range(there))
    await owner.presses_data(SendAnnouncement(number=draft.id, version=draft.version, step="now").pack())
    for change, places, after in (
        (arrive, range(there, there + few + 1), there + few + 1),
        (leave, range(few + 1), there),
    ):
        before = await services.broadcasts.reach(draft, dt.datetime.now(dt.UTC))
        await change(tmp_path, places)
        await answers(owner, str(before))
        assert bots(owner)[-2] == words.text("announce.fault.count_changed")
        assert await found(services, draft.id) == draft
        assert await acts(services) == []
        # The new request names the new number.
        assert f" · {after} · now · " in owner.screen.text
        assert words.plural("count.people", after) in owner.screen.text
    # A few come and go.
    await leave(tmp_path, range(few + 1, 2 * few + 1))
    await answers(owner, str(there))
    assert (await found(services, draft.id)).state == "scheduled"
    assert await acts(services) == [(owner.id, "announcement.send", str(draft.id))]


async def test_when_nobody_is_left_nothing_goes(services: Services, owner: Person, pupil: Person) -> None:
    words, draft = services.translations["ru"], await a_draft(services, owner, "kk")
    await owner.presses_data(SendAnnouncement(number=draft.id, version=draft.version, step="now").pack())
    await services.people.erase(pupil.id)
    for text in ("1", "0"):
        await owner.sends(text, reply_to=asked(owner))
        assert bots(owner)[-2] == words.text("announce.fault.nobody")
        assert await found(services, draft.id) == draft
        # There is nothing to be asked for.
        assert words.text("button.send_announcement") in buttons(owner.screen)


async def test_what_costs_money_is_sent_by_an_owner_alone(
    sandbox: Sandbox, services: Services, owner: Person, editor: Person
) -> None:
    words, draft = services.translations["kk"], await a_draft(services, owner, "kk", "ru")
    draft = await services.broadcasts.change(draft.id, draft.version, rate=100.0, is_paid=True)
    for step in ("begin", "when", "at", "morning", "now"):
        await editor.presses_data(SendAnnouncement(number=draft.id, version=draft.version, step=step).pack())
        assert editor.alerts[-1] == words.text("announce.fault.paid_by_owner"), step
    assert not any(REQUEST.match(text) for text in bots(editor))
    assert words.text("button.send_announcement") in buttons(editor.screen)
    await owner.presses_data(SendAnnouncement(number=draft.id, version=draft.version, step="now").pack())
    await answers(owner, "2")
    assert (await found(services, draft.id)).state == "scheduled"
    # Nor by whoever is no owner any more when the count comes.
    paid = await a_draft(services, owner, "kk", "ru")
    paid = await services.broadcasts.change(paid.id, paid.version, rate=100.0, is_paid=True)
    other_owner = await member(sandbox, services, "owner", language="ru")
    await other_owner.presses_data(SendAnnouncement(number=paid.id, version=paid.version, step="now").pack())
    await services.staff.appoint(Member(other_owner.id, "editor", None), owner.id)
    await answers(other_owner, "3")
    assert services.translations["ru"].html("announce.fault.paid_by_owner") in bots(other_owner)
    assert (await found(services, paid.id)).state == "draft"
    # At another pace the editor may.
    other = await a_draft(services, owner, "kk", "ru")
    await editor.presses_data(SendAnnouncement(number=other.id, version=other.version, step="now").pack())
    await answers(editor, "3")
    assert (await found(services, other.id)).state == "scheduled"


@pytest.mark.usefixtures("pupil")
async def test_it_is_said_that_some_of_it_comes_at_night(services: Services, owner: Person) -> None:
    words, draft = services.translations["ru"], await a_draft(services, owner, "kk")
    # It lasts for a hundred seconds.
    draft = await services.broadcasts.change(draft.id, draft.version, rate=0.01)
    warnings = {
        key: words.text(f"announce.{key}", begins="21:00", ends="08:00") for key in ("at_night", "partly_at_night")
    }
    for moment, expected in (
        ("23:00", "at_night"),
        ("07:58", "at_night"),
        ("07:59", "partly_at_night"),
        ("08:00", None),
        ("12:00", None),
        ("20:58", None),
        ("20:59", "partly_at_night"),
    ):
        await owner.presses_data(SendAnnouncement(number=draft.id, version=draft.version, step="at").pack())
        await answers(owner, f"05.12.2026 {moment}")
        assert f" · 1 · 2026-12-05T{moment} · " in owner.screen.text
        said = [key for key, warning in warnings.items() if warning in owner.screen.text]
        assert said == ([expected] if expected else []), moment
    # It is said, and the person decides.
    await answers(owner, "1")
    assert (await found(services, draft.id)).starts_at == dt.datetime(2026, 12, 5, 20, 59, tzinfo=ALMATY)


async def test_a_correction_is_no_announcement_of_its_own(services: Services, owner: Person) -> None:
    words, one = services.translations["ru"], await a_draft(services, owner, "kk", "ru")
    draft = await services.broadcasts.create(
        Draft(owner.id, one.content, one.audience, corrects=one.id), dt.datetime.now(dt.UTC)
    )
    for step in ("begin", "when", "at", "morning", "now"):
        await owner.presses_data(SendAnnouncement(number=draft.id, version=draft.version, step=step).pack())
        assert owner.alerts[-1] == words.text("announce.fault.no_draft"), step
        assert words.text("button.put_correction") in buttons(owner.screen)
    assert not any(REQUEST.match(text) for text in bots(owner))
    assert await found(services, draft.id) == draft
