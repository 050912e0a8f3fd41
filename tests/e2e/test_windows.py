"""The campaign's days: what an admin confirms, and how the timeline, the reminders and the files follow."""

import datetime as dt
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from icalendar import Calendar

from guidance.catalogue.cells import Language
from handlers.callbacks import EditWindow, OpenDocuments, OpenSteps, OpenWindow, OpenWindowEditor, RemindOf
from handlers.services import Services
from handlers.translation import LANGUAGES
from sandbox import Person, Sandbox
from tests.e2e.conftest import running_bot
from tests.e2e.test_register import document
from tests.e2e.test_wrong_input import errors
from tests.e2e.walking import buttons, choose_language, data_of, number_buttons

ALMATY = ZoneInfo("Asia/Almaty")
WINDOW = "commissions"
YEAR = 2027


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(dt.datetime(2026, 12, 1, 12, tzinfo=ALMATY), tick=True) as traveller:
        yield traveller


@pytest.fixture
def admin(sandbox: Sandbox) -> Person:
    return sandbox.person(language="ru", first_name="Админ", role="admin")


@pytest.fixture
async def services(sandbox: Sandbox, admin: Person, tmp_path: Path) -> AsyncIterator[Services]:
    async with running_bot(sandbox, tmp_path / "bot.db", admin_ids=frozenset({admin.id})) as services:
        yield services


@pytest.fixture
async def pupil(sandbox: Sandbox, services: Services) -> Person:
    person = sandbox.person(language="kk")
    await choose_language(person, services, "kk")
    return person


async def answers(person: Person, text: str) -> None:
    """Answer the message that the bot has shown last."""
    await person.sends(text, reply_to=person.screen.message["message_id"])


async def test_reminders_follow_the_days_that_an_admin_confirms_and_changes(
    sandbox: Sandbox, services: Services, admin: Person, pupil: Person
) -> None:
    russian, kazakh = services.translations["ru"], services.translations["kk"]
    await choose_language(admin, services, "ru")
    await pupil.presses_data(OpenWindow(window=WINDOW, path="grade9").pack())
    assert kazakh.text("window.expected") in pupil.screen.text
    await pupil.presses(kazakh.text("button.remind_me"))
    (expected,) = await services.reminders.of(pupil.id)

    await admin.presses_data(EditWindow(window=WINDOW, year=YEAR).pack())
    confirm = data_of(admin.screen, russian.text("button.confirm"))
    panel = admin.screen.message["message_id"]
    await admin.presses_data(confirm)
    assert admin.alerts == [russian.text("windows.kept")]
    await pupil.presses_data(OpenWindow(window=WINDOW, path="grade9").pack())
    assert kazakh.text("window.confirmed") in pupil.screen.text
    # What was expected has been confirmed: the same days, the same reminder.
    assert await services.reminders.of(pupil.id) == [expected]

    for nonsense in ("ертең", "31.02 – 15.08", "15.08 – 20.06", "20.06.2031 – 15.08.2031", "1 2 3", "/dates"):
        await admin.presses(russian.text("button.change"))
        before = admin.screen.message["message_id"]
        await answers(admin, nonsense)
        said = [shown.text for shown in admin.messages if shown.message["message_id"] > before]
        refused = russian.html("windows.not_understood", year=YEAR) in said
        assert refused or nonsense.startswith("/"), nonsense
        (kept,) = [one for one in (await services.windows.all()).values() if one.window == WINDOW]
        assert (kept.opens, kept.closes) != (dt.date(YEAR, 5, 20), dt.date(YEAR, 8, 1))
        await admin.presses_data(EditWindow(window=WINDOW, year=YEAR).pack(), message_id=panel)
    await admin.presses(russian.text("button.change"))
    # Dashes of iPhones and blanks are as good.
    await answers(admin, "20.05 — 1.08")
    assert "20 мая – 1 августа 2027" in admin.screen.text
    (moved,) = await services.reminders.of(pupil.id)
    assert moved.due_at < expected.due_at
    assert moved.due_at.astimezone(ALMATY).year == YEAR

    # A button from before the change confirms nothing.
    await admin.presses_data(confirm, message_id=panel)
    assert admin.alerts[-1] == russian.text("windows.changed_meanwhile")
    assert await services.reminders.of(pupil.id) == [moved]
    await admin.presses_data(EditWindow(window=WINDOW, year=YEAR).pack(), message_id=panel)
    await admin.presses(russian.text("button.withdraw"))
    assert not await services.windows.all()
    assert await services.reminders.of(pupil.id) == [expected]
    assert not errors(sandbox)


async def test_a_pupil_and_a_forged_button_change_no_days(sandbox: Sandbox, services: Services, pupil: Person) -> None:
    kazakh = services.translations["kk"]
    for data in (
        OpenWindowEditor(),
        EditWindow(window=WINDOW, year=YEAR, wish="confirm", days="06200820"),
        EditWindow(window=WINDOW, year=YEAR, wish="withdraw"),
    ):
        await pupil.presses_data(data.pack())
        assert kazakh.text("unknown.button") in pupil.screen.text
    for gone in (OpenWindow(window="none"), RemindOf(kind="window", key="none", wish="set")):
        await pupil.presses_data(gone.pack())
        assert kazakh.text("gone.text") in pupil.screen.text
    assert not await services.windows.all()
    assert await services.reminders.of(pupil.id) == []
    assert not errors(sandbox)


async def test_all_reminders_are_listed_and_stopped_at_once(services: Services, pupil: Person) -> None:
    words = services.translations["kk"]
    windows = services.funding.admission.timeline("grade9")[:3]
    for window in windows:
        await pupil.presses_data(RemindOf(kind="window", key=window.id, wish="set").pack())
    await pupil.sends("/settings")
    await pupil.presses(words.text("button.reminders"))
    assert all(window.name.kk in pupil.screen.text for window in windows)
    await pupil.presses("✕ 1")
    assert len(await services.reminders.of(pupil.id)) == 2
    assert words.text("button.stop_all") in buttons(pupil.screen)
    await pupil.presses(words.text("button.stop_all"))
    assert await services.reminders.of(pupil.id) == []
    assert words.text("button.stop_all") not in buttons(pupil.screen)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_timeline_steps_documents_and_the_file_for_the_calendar(
    sandbox: Sandbox, services: Services, language: Language
) -> None:
    person = sandbox.person(language=language)
    words = services.translations[language]
    await choose_language(person, services, language)
    await person.sends("/dates")
    await person.presses(words.text("path.grade9"))
    timeline = services.funding.admission.timeline("grade9")
    assert len(number_buttons(person.screen)) == len(timeline)
    assert all(one.name.text(words.language) in person.screen.text for one in timeline)

    await person.presses(words.text("button.calendar"))
    calendar = Calendar.from_ical(document(sandbox, person))
    entries = calendar.walk("VEVENT")
    assert not [error for part in calendar.walk() for error in part.errors]
    assert {str(entry["summary"]) for entry in entries} == {one.name.text(words.language) for one in timeline}
    for entry in entries:
        # Days, not moments; the end is the day after the last (RFC 5545, 3.6.1).
        assert type(entry.decoded("dtstart")) is dt.date
        assert entry.decoded("dtend") > entry.decoded("dtstart")

    seen = set[str]()
    for page in range(3):
        await person.presses_data(OpenSteps(path="grade9", page=page).pack())
        seen |= {
            one.id
            for one in services.funding.admission.steps_of("grade9")
            if one.title.text(words.language) in person.screen.text
        }
    assert seen == {one.id for one in services.funding.admission.steps_of("grade9")}

    await person.presses_data(OpenDocuments().pack())
    count = len(services.funding.admission.checklist())
    await person.presses("⬜️ 1")
    await person.presses("⬜️ 3")
    assert (person.screen.text.count("✅"), person.screen.text.count("⬜️")) == (2, count - 2)
    await person.presses("✅ 1")
    assert (person.screen.text.count("✅"), person.screen.text.count("⬜️")) == (1, count - 1)
    assert not errors(sandbox)
