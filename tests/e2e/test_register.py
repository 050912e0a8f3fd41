"""The register by chat: looked at, applied, seen by people without a restart, taken back."""

import asyncio
import csv
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from bot import reloading
from guidance.catalogue.cells import Language
from handlers import register
from handlers.callbacks import ApplyImport, DropImport, OpenRegister, UndoImport
from handlers.services import Services
from handlers.translation import Words
from sandbox import Person, Sandbox
from tests.e2e.conftest import running_bot
from tests.e2e.test_wrong_input import errors
from tests.e2e.walking import buttons, choose_language, data_of

REGION, CARD = "KZ-71", "71-004"
PHONE = "+7 (7172) 11-22-33"
NEW = "Колледж небывалых ремёсел"

Start = Callable[[Sandbox], AbstractAsyncContextManager[Services]]


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reloading, "PAUSE", 0.05)


@pytest.fixture
def folder(data_folder: Path, tmp_path: Path) -> Path:
    """The tables of one region only: they are read again and again here."""
    folder = Path(shutil.copytree(data_folder, tmp_path / "data", ignore=shutil.ignore_patterns("imports")))
    keep(folder / "colleges.csv", "region", {REGION})
    with (folder / "colleges.csv").open(encoding="utf-8", newline="") as file:
        colleges = {row["id"] for row in csv.DictReader(file)}
    for name in ("programmes", "employers", "competence_centres", "new_specialties"):
        keep(folder / f"{name}.csv", "college", colleges)
    keep(folder / "statistics.csv", "region", {REGION})
    return folder


def keep(path: Path, column: str, values: set[str]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns, rows = reader.fieldnames or (), [row for row in reader if row[column] in values]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    # A register is read and checked for seconds on a busy machine.
    async with Sandbox(timeout=60) as local_telegram:
        yield local_telegram


@pytest.fixture
def admin(sandbox: Sandbox) -> Person:
    return sandbox.person(language="ru", first_name="Админ", role="admin")


@pytest.fixture
def colleague(sandbox: Sandbox, admin: Person) -> Person:  # noqa: ARG001 (the numbers go up in this order)
    return sandbox.person(language="kk", first_name="Әріптес", role="admin")


@pytest.fixture
def start(folder: Path, tmp_path: Path, admin: Person, colleague: Person) -> Start:
    """Starts a bot on the folder; several of them are workers side by side."""

    def bot(sandbox: Sandbox) -> AbstractAsyncContextManager[Services]:
        return running_bot(
            sandbox,
            tmp_path / f"{id(sandbox)}.db",
            catalogue_dir=folder,
            admin_ids=frozenset({admin.id, colleague.id}),
        )

    return bot


@pytest.fixture
async def services(sandbox: Sandbox, start: Start) -> AsyncIterator[Services]:
    async with start(sandbox) as services:
        yield services


@pytest.fixture
def words(services: Services) -> Words:
    return services.translations["ru"]


def tables(folder: Path) -> dict[str, bytes]:
    """Every byte of the tables."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


def the_register(services: Services, phone: str = PHONE, *, name: str = NEW) -> bytes:
    """One college with a new phone, and one that nobody knows yet with a specialty."""
    known = services.catalogue.colleges[CARD]
    specialty = next(iter(services.catalogue.specialties.values()))
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Наименование", "Область", "Телефон", "Мамандықтар", "Директор"])
    sheet.append([known.name_ru, services.catalogue.regions[REGION].name_ru, phone, "", "Ахметов А."])
    sheet.append([name, services.catalogue.regions[REGION].name_ru, "", f"{specialty.code} {specialty.name_ru}", ""])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


async def looks(admin: Person, services: Services, content: bytes | None = None, language: Language = "ru") -> None:
    """Send a register and see its preview."""
    if await services.people.find(admin.id) is None:
        await choose_language(admin, services, language)
    await admin.sends_document("Тізілім 2026.xlsx", content or the_register(services), "Білім басқармасы")


async def sees(person: Person, phone: str, *, soon: bool = True) -> None:
    """The card shows the phone, or shows it no more, within seconds and without a restart."""
    async with asyncio.timeout(20):
        await person.sends(f"/start c_{CARD}")
        while (phone in person.screen.text) != soon:
            await person.sends(f"/start c_{CARD}")


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_preview_changes_nothing_and_says_what_would_change(
    sandbox: Sandbox, services: Services, folder: Path, admin: Person, language: Language
) -> None:
    words, before = services.translations[language], tables(folder)

    await looks(admin, services, language=language)

    caption = admin.screen.text
    for name in ("added", "changed", "programmes"):
        assert words.text(f"register.count.{name}", number=1) in caption
    others = len(services.catalogue.colleges_in(REGION)) - 1
    assert words.text("register.count.missing", number=others) in caption
    assert NEW in caption
    assert PHONE in caption
    assert buttons(admin.screen)[:2] == [words.text("button.apply"), words.text("button.cancel")]
    assert tables(folder) == before
    workbook = load_workbook(BytesIO(document(sandbox, admin)))
    assert words.text("register.title.sheet_changed") in workbook.sheetnames
    cells = [str(cell) for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert PHONE in cells
    assert NEW in cells
    assert not errors(sandbox)


def document(sandbox: Sandbox, person: Person) -> bytes:
    """The content of the file that the bot has shown last."""
    file = sandbox.world.files.get(person.screen.message["document"]["file_id"])
    assert file is not None
    return file.content


async def test_what_is_applied_is_seen_by_all_without_a_restart_and_can_be_taken_back(
    sandbox: Sandbox, services: Services, start: Start, folder: Path, admin: Person, words: Words
) -> None:
    before = tables(folder)
    async with Sandbox(timeout=60) as elsewhere, start(elsewhere) as other_worker:
        pupils = [sandbox.person(language="ru"), elsewhere.person(language="ru")]
        for pupil, worker in zip(pupils, (services, other_worker), strict=True):
            await choose_language(pupil, worker, "ru")
        await looks(admin, services)

        await admin.presses(words.text("button.apply"))

        assert words.text("register.applied", number=1) in admin.screen.text
        for pupil in pupils:
            await sees(pupil, PHONE)
        # The source of what is shown now is the register, in the admin's words.
        assert "Білім басқармасы" in tables(folder)["colleges.csv"].decode()
        assert tables(folder) != before

        await admin.presses(words.text("button.undo"))
        await admin.presses(words.text("button.undo_now"))

        assert admin.screen.text == words.text("register.undone", number=1)
        assert tables(folder) == before
        for pupil in pupils:
            await sees(pupil, PHONE, soon=False)


async def test_a_cancelled_import_is_gone(services: Services, folder: Path, admin: Person, words: Words) -> None:
    before = tables(folder)
    await looks(admin, services)
    preview = admin.screen.message["message_id"]
    apply, cancel = (data_of(admin.screen, words.text(f"button.{wish}")) for wish in ("apply", "cancel"))

    await admin.presses(words.text("button.cancel"))

    assert admin.screen.text == words.text("register.dropped")
    assert "reply_markup" not in next(one.message for one in admin.messages if one.message["message_id"] == preview)
    for data in (apply, cancel):
        await admin.presses_data(data)
        assert admin.screen.text == words.text("register.fate.gone", number=1)
    # Nor does the old button apply what is sent next.
    await looks(admin, services, the_register(services, name="Колледж неведомых наук"))
    await admin.presses_data(apply)
    assert tables(folder) == before


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_broken_file_is_refused_with_every_fault_in_its_place(
    services: Services, folder: Path, admin: Person, language: Language
) -> None:
    words, before = services.translations[language], tables(folder)
    await choose_language(admin, services, language)
    rows = ["Наименование;Область", *(f"Колледж {number};Атлантида" for number in range(12))]

    await admin.sends_document("broken.csv", "\n".join(rows).encode())

    for number in range(2, 12):
        assert words.text("register.place.row", row=number) in admin.screen.text
    assert words.text("register.fault.unknown_region", value="Атлантида") in admin.screen.text
    assert words.text("register.more_faults", number=2) in admin.screen.text
    assert admin.screen.text.endswith(words.text("register.nothing_changed"))
    formula = "Наименование;Область\n=HYPERLINK(1);Астана".encode()
    await admin.sends_document("formula.csv", formula)
    assert words.text("register.fault.formula") in admin.screen.text
    for name, content in (("cut.xlsx", the_register(services)[:-200]), ("no.csv", b"\x00\x01"), ("x.xlsx", b"PK")):
        await admin.sends_document(name, content)
        assert words.text("register.nothing_changed") in admin.screen.text
    assert tables(folder) == before


async def test_a_wrong_ending_or_size_is_said_before_the_file_is_fetched(
    sandbox: Sandbox, services: Services, admin: Person, words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    await choose_language(admin, services, "ru")
    for name in ("register.xls", "register.pdf", "xlsx", "<b>.docx"):
        await admin.sends_document(name, b"something")
        assert admin.screen.text == words.text("register.wrong_ending", name=name)
    monkeypatch.setattr(register, "_MOST_BYTES", 5)
    await admin.sends_document("register.XLSX", b"123456")
    assert admin.screen.text == words.text("register.too_large")
    methods = [event.data["method"] for event in sandbox.world.events.since(0) if event.type == "request"]
    assert "getFile" not in methods


async def test_a_file_that_telegram_does_not_hand_over_is_asked_for_again(
    sandbox: Sandbox, services: Services, admin: Person, words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    await choose_language(admin, services, "ru")
    monkeypatch.setattr(sandbox.world.files, "get", lambda _: None)

    await admin.sends_document("register.csv", b"a;b")

    assert admin.screen.text == words.text("register.not_fetched")


async def test_documents_and_buttons_of_others_do_nothing(
    sandbox: Sandbox, services: Services, folder: Path, admin: Person, words: Words
) -> None:
    await looks(admin, services)
    before = tables(folder)
    pupil = sandbox.person(language="ru")
    await choose_language(pupil, services, "ru")

    await pupil.sends_document("register.xlsx", the_register(services))

    assert words.text("unknown.message") in pupil.screen.text
    seen = [data_of(admin.screen, words.text(f"button.{wish}")) for wish in ("apply", "cancel")]
    for data in (*seen, UndoImport(number=1, step="undo").pack(), OpenRegister().pack()):
        await pupil.presses_data(data)
        assert pupil.screen.text == words.text("unknown.button")
    assert [one.state for one in services.register.history()] == ["staged"]
    assert tables(folder) == before


async def test_where_the_tables_have_changed_meanwhile_a_new_preview_is_shown_first(
    services: Services, folder: Path, admin: Person, words: Words
) -> None:
    await looks(admin, services)
    path = folder / "colleges.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Astana Polytechnic", "Astana Polytech"), encoding="utf-8")
    edited = tables(folder)

    await admin.presses(words.text("button.apply"))

    assert words.text("register.stale") in admin.screen.text
    assert "document" in admin.screen.message
    assert tables(folder) == edited
    await admin.presses(words.text("button.apply"))
    assert words.text("register.applied", number=1) in admin.screen.text
    assert PHONE in (folder / "colleges.csv").read_text(encoding="utf-8")


async def test_a_preview_outlives_a_restart(sandbox: Sandbox, start: Start, folder: Path, admin: Person) -> None:
    async with start(sandbox) as services:
        words = services.translations["ru"]
        await looks(admin, services)
    async with start(sandbox):
        await admin.presses(words.text("button.apply"))
        assert words.text("register.applied", number=1) in admin.screen.text
        undo = data_of(admin.screen, words.text("button.undo"))
    assert PHONE in (folder / "colleges.csv").read_text(encoding="utf-8")
    async with start(sandbox):
        await admin.presses_data(undo)
        await admin.presses(words.text("button.undo_now"))
    assert PHONE not in (folder / "colleges.csv").read_text(encoding="utf-8")


async def test_whoever_presses_second_is_told(
    services: Services, folder: Path, admin: Person, colleague: Person, words: Words
) -> None:
    await looks(admin, services)
    await choose_language(colleague, services, "kk")
    apply, cancel = (data_of(admin.screen, words.text(f"button.{wish}")) for wish in ("apply", "cancel"))

    await asyncio.gather(admin.presses_data(apply), colleague.presses_data(apply))

    told = {admin.screen.text, colleague.screen.text}
    kazakh = services.translations["kk"]
    assert any(words_of.text("register.fate.applied", number=1) in told for words_of in (words, kazakh))
    applied = tables(folder)
    # A press more, by either, and a late cancel.
    for data in (apply, cancel):
        await admin.presses_data(data)
        assert admin.screen.text == words.text("register.fate.applied", number=1)
        assert words.text("button.undo") in buttons(admin.screen)
    assert tables(folder) == applied
    undo = UndoImport(number=1, step="undo").pack()
    await admin.presses_data(undo)
    await admin.presses_data(undo)
    assert admin.alerts == [words.text("register.not_the_newest")]
    await admin.presses_data(apply)
    assert admin.screen.text == words.text("register.fate.undone", number=1)


async def test_an_old_button_undoes_no_newer_import(
    services: Services, folder: Path, admin: Person, words: Words
) -> None:
    for phone in (PHONE, "+7 (7172) 44-55-66"):
        await looks(admin, services, the_register(services, phone))
        await admin.presses(words.text("button.apply"))
    applied = tables(folder)

    await admin.presses_data(UndoImport(number=1, step="undo").pack())

    assert admin.alerts == [words.text("register.not_the_newest")]
    assert tables(folder) == applied
    # The menu lists both and offers to take the newer back.
    assert admin.screen.text.count("Тізілім 2026.xlsx") == 2
    assert data_of(admin.screen, words.text("button.undo")) == UndoImport(number=2, step="ask").pack()


async def test_what_was_edited_since_is_not_undone(
    services: Services, folder: Path, admin: Person, words: Words
) -> None:
    await looks(admin, services)
    await admin.presses(words.text("button.apply"))
    path = folder / "colleges.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(NEW, NEW + "!"), encoding="utf-8")
    edited = tables(folder)

    await admin.presses(words.text("button.undo"))
    await admin.presses(words.text("button.undo_now"))

    assert "colleges.csv" in admin.screen.text
    assert admin.screen.text.endswith(words.text("register.nothing_changed"))
    assert tables(folder) == edited


async def test_a_register_without_news_offers_nothing_to_apply(
    services: Services, folder: Path, admin: Person, words: Words
) -> None:
    await looks(admin, services)
    await admin.presses(words.text("button.apply"))
    applied = tables(folder)

    await looks(admin, services)

    assert words.text("register.nothing_new") in admin.screen.text
    assert words.text("button.apply") not in buttons(admin.screen)
    assert tables(folder) == applied
    assert [one.number for one in services.register.history()] == [1]


async def test_names_that_look_like_markup_are_shown_as_they_are(
    sandbox: Sandbox, services: Services, admin: Person
) -> None:
    await looks(admin, services, the_register(services, name="<i>Колледж</i> & {name}"))

    assert "<i>Колледж</i> & {name}" in admin.screen.text
    assert not errors(sandbox)


async def test_forged_numbers_do_no_harm(services: Services, folder: Path, admin: Person, words: Words) -> None:
    await choose_language(admin, services, "ru")
    before = tables(folder)
    for data in (ApplyImport(number=2**63 - 1, seen=2**63 - 1), DropImport(number=0, seen=0)):
        await admin.presses_data(data.pack())
        assert words.text("register.fate.gone", number=data.number) == admin.screen.text
    for forged in ("w3:-1:0", "w3:1", "w4:x:1", f"w5:{2**63}:undo", "w5:1:never"):
        await admin.presses_data(forged)
        assert admin.screen.text == words.text("unknown.button")
    await admin.presses_data("w5:7:undo")
    assert admin.alerts == [words.text("register.not_the_newest")]
    assert tables(folder) == before
