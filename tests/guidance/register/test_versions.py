"""Preview, apply, undo: exact to the byte, and whole after a crash at any moment."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.settings import ROOT
from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.loading import load_catalogue
from guidance.register.faults import RegisterError
from guidance.register.preview import Counts
from guidance.register.source import Source
from guidance.register.versions import Versions
from tests.guidance.register.conftest import SOURCE, bytes_of
from tests.guidance.register.made_up import HEADINGS_RU, csv_bytes, make_bin, make_up, rows_of, xlsx

ME = "admin"


@pytest.fixture(scope="module")
def register(catalogue: Catalogue) -> bytes:
    return xlsx(rows_of(make_up(catalogue, 25, 3)))


def line(**cells: str) -> list[str]:
    names = (
        "number",
        "bin",
        "name",
        "region",
        "place",
        "address",
        "phone",
        "email",
        "ownership",
        "dormitory",
        "director",
    )
    found = dict.fromkeys((*names, "code", "specialty"), "") | cells
    return list(found.values())


def stage(versions: Versions, *lines: list[str], source: Source = SOURCE) -> tuple[int, Counts]:
    staged = versions.stage(csv_bytes(lines), "реестр.csv", source, ME)
    return staged.number, staged.preview.counts


def refusal(call: object, *args: object) -> str:
    with pytest.raises(RegisterError) as refused:
        call(*args)  # type: ignore[operator]
    return refused.value.faults[0].code


def test_a_preview_writes_nothing(folder: Path, versions: Versions, register: bytes, source: Source) -> None:
    before = bytes_of(folder)
    preview = versions.stage(register, "r.xlsx", source, ME).preview
    assert preview.counts == Counts(added=25, changed=0, programmes=75, missing=307, unclear=0, not_taken=0)
    assert preview.unused == ("ФИО директора",)
    assert bytes_of(folder) == before


def test_apply_and_undo(folder: Path, versions: Versions, register: bytes, source: Source) -> None:
    before = bytes_of(folder)
    number = versions.stage(register, "r.xlsx", source, ME).number

    applied = versions.apply(number, "other")

    assert (applied.state, applied.by, applied.counts.added) == ("applied", "other", 25)
    catalogue = load_catalogue(folder)
    added = [one for one in catalogue.colleges.values() if one.source_kind == "register"]
    assert len(added) == 25
    assert {one.name_basis for one in added} == {"kk_missing"}
    assert {one.source_note for one in added} == {source.note}
    assert all(len(catalogue.programmes_at(one.id)) == 3 for one in added)
    assert all(one.dormitory is not None and one.phone and one.bin for one in added)
    # The same again differs in nothing.
    assert versions.stage(register, "r.xlsx", source, ME).preview.is_empty

    undone = versions.undo(ME)

    assert (undone.number, undone.state) == (number, "undone")
    assert bytes_of(folder) == before
    assert refusal(versions.undo, ME) == "nothing_to_undo"
    # A number is never given to two colleges, also when the first was taken back.
    again = versions.stage(register, "r.xlsx", source, ME).preview
    assert not {one.id for one in again.added} & {one.id for one in added}


def test_a_college_is_found_by_its_name_then_by_its_bin(folder: Path, versions: Versions) -> None:
    old = load_catalogue(folder).colleges["35-032"]
    name = f"КГКП «{old.name_ru}» управления образования Карагандинской области"
    first = line(bin=make_bin(5), name=name, region="Карагандинская область", place="г.Шахтинск", dormitory="да")
    number, counts = stage(versions, first)
    assert (counts.added, counts.changed) == (0, 1)
    versions.apply(number, ME)
    known = load_catalogue(folder).colleges["35-032"]
    assert (known.bin, known.dormitory, known.name_ru, known.website) == (make_bin(5), True, old.name_ru, old.website)
    assert known.source_url == (*old.source_url, SOURCE.url)
    assert known.source_note.endswith(f"{SOURCE.note} ({SOURCE.date}): bin, dormitory")

    renamed = line(bin=make_bin(5), name="Шахтинский высший колледж", region="Карагандинская область")
    number, counts = stage(versions, renamed)
    versions.apply(number, ME)

    known = load_catalogue(folder).colleges["35-032"]
    assert known.name_ru == "Шахтинский высший колледж"
    assert old.name_ru in known.aliases
    # What the register leaves empty is kept.
    assert (known.dormitory, known.city_ru) == (True, old.city_ru)


def test_a_closed_college_is_still_known(versions: Versions, folder: Path) -> None:
    closed = next(one for one in load_catalogue(folder).colleges.values() if one.status == "closed" and one.name_ru)
    region = load_catalogue(folder).regions[closed.region].name_ru
    _, counts = stage(versions, line(name=closed.name_ru, region=region))
    assert counts.added == 0


def test_of_two_colleges_none_is_guessed(folder: Path, versions: Versions) -> None:
    # The same name in two towns of a region, and a row that does not say which.
    lines = [
        line(bin=make_bin(n), name="Двойной колледж", region="KZ-39", place=town)
        for n, town in enumerate(("Рудный", "Костанай"))
    ]
    number, counts = stage(versions, *lines)
    assert counts.added == 2
    versions.apply(number, ME)
    before = bytes_of(folder)

    staged = versions.stage(csv_bytes([line(name="Двойной колледж", region="KZ-39")]), "r", SOURCE, ME)

    (unclear,) = staged.preview.unclear
    assert len(unclear.candidates) == 2
    assert staged.preview.is_empty
    versions.apply(staged.number, ME)
    assert bytes_of(folder) == before


@pytest.mark.parametrize(
    ("place", "added", "unclear"),
    [("Шахтинск", 0, 0), ("г. Шахтинск", 0, 0), ("", 0, 0), ("Темиртау", 1, 0), ("Осакаровский район", 0, 1)],
)
def test_the_place_decides_whether_a_name_is_the_same_college(
    versions: Versions, folder: Path, place: str, added: int, unclear: int
) -> None:
    """Another town: another college. A district that may hold the town: a person has to look."""
    name = load_catalogue(folder).colleges["35-032"].name_ru
    _, counts = stage(versions, line(bin=make_bin(3), name=name, region="KZ-35", place=place))
    assert (counts.added, counts.unclear) == (added, unclear)


def test_a_college_does_not_move_to_another_region(versions: Versions) -> None:
    first = line(bin=make_bin(7), name="Новый колледж седьмой", region="KZ-35", place="Шахтинск")
    number, _ = stage(versions, first)
    versions.apply(number, ME)
    _, counts = stage(versions, line(bin=make_bin(7), name="Новый колледж седьмой", region="KZ-39", place="Рудный"))
    assert (counts.added, counts.changed, counts.unclear) == (0, 0, 1)


def test_a_district_does_not_take_the_place_of_a_town(versions: Versions) -> None:
    first = line(bin=make_bin(7), name="Новый колледж седьмой", region="KZ-35", place="Шахтинск")
    number, _ = stage(versions, first)
    versions.apply(number, ME)
    row = line(bin=make_bin(7), name="Новый колледж седьмой", region="KZ-35", place="Осакаровский район")
    preview = versions.stage(csv_bytes([row]), "r.csv", SOURCE, ME).preview
    assert preview.is_empty
    assert [fault.code for fault in preview.not_taken] == ["bad_value"]


def test_a_former_name_without_a_bin_renames_nothing(folder: Path, versions: Versions) -> None:
    old = next(
        one for one in load_catalogue(folder).colleges.values() if one.aliases and one.status == "open" and one.city_ru
    )
    region = load_catalogue(folder).regions[old.region].name_ru
    _, counts = stage(versions, line(name=old.aliases[0], region=region, place=old.city_ru))
    assert (counts.added, counts.changed) == (0, 0)


def test_much_the_same_name_is_pointed_out(versions: Versions, folder: Path) -> None:
    near = load_catalogue(folder).colleges["35-032"].name_ru.replace("технологический", "технологичиский")
    staged = versions.stage(csv_bytes([line(name=near, region="KZ-35", place="Шахтинск")]), "r", SOURCE, ME)
    (added,) = staged.preview.added
    assert [one[:6] for one in added.similar] == ["35-032"]


def test_only_the_newest_is_taken_back_and_never_over_an_edit(folder: Path, versions: Versions) -> None:
    states = [bytes_of(folder)]
    for number in (1, 2):
        versions.apply(stage(versions, line(name=f"Колледж {number}-й", region="KZ-71"))[0], ME)
        states.append(bytes_of(folder))
    assert versions.undo(ME).number == 2
    assert bytes_of(folder) == states[1]

    table = folder / "colleges.csv"
    table.write_bytes(table.read_bytes().replace("Колледж 1-й".encode(), "Колледж первый".encode()))
    edited = bytes_of(folder)
    assert refusal(versions.undo, ME) == "edited"
    assert bytes_of(folder) == edited


def test_a_preview_of_yesterday(folder: Path, versions: Versions) -> None:
    first, _ = stage(versions, line(name="Первый новый", region="KZ-71"))
    second, _ = stage(versions, line(name="Второй новый", region="KZ-71"))
    versions.apply(first, ME)

    assert refusal(versions.apply, second, ME) == "stale"
    assert versions.stage_again(second).preview.counts.added == 1
    assert versions.apply(second, ME).state == "applied"

    # Twice, unknown, discarded: nothing more happens.
    state = bytes_of(folder)
    assert refusal(versions.apply, second, ME) == "gone"
    assert refusal(versions.apply, 999, ME) == "gone"
    third, _ = stage(versions, line(name="Третий новый", region="KZ-71"))
    versions.discard(third)
    versions.discard(third)
    versions.discard(second)
    assert refusal(versions.apply, third, ME) == "gone"
    # Its number is not given again: an old button must not apply another file.
    assert stage(versions, line(name="Четвёртый новый", region="KZ-71"))[0] == third + 1
    versions.discard(third + 1)
    assert bytes_of(folder) == state
    assert [(one.number, one.state) for one in versions.history()] == [(second, "applied"), (first, "applied")]


def test_broken_tables_take_nothing_in(folder: Path, versions: Versions, register: bytes) -> None:
    table = folder / "colleges.csv"
    table.write_bytes(table.read_bytes()[:5000])
    assert refusal(versions.stage, register, "r.xlsx", SOURCE, ME) == "broken_tables"


def test_a_folder_that_cannot_be_written(versions: Versions, register: bytes) -> None:
    with mock.patch.object(Path, "mkdir", side_effect=PermissionError(13, "Permission denied")):
        assert refusal(versions.stage, register, "r.xlsx", SOURCE, ME) == "not_writable"


def test_two_at_once_wait_for_each_other(folder: Path) -> None:
    made = [stage(Versions(folder), line(name=f"Сотый {n}", region="KZ-71"))[0] for n in range(4)]
    outcomes: list[str] = []

    def apply(number: int) -> None:
        try:
            outcomes.append(Versions(folder).apply(number, ME).state)
        except RegisterError as error:
            outcomes.append(error.faults[0].code)

    threads = [threading.Thread(target=apply, args=(number,)) for number in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["applied", "stale", "stale", "stale"]
    assert sum(one.name_ru.startswith("Сотый") for one in load_catalogue(folder).colleges.values()) == 1


class Crash(BaseException):
    """The machine stops here."""


@pytest.mark.parametrize("act", ["apply", "undo"])
def test_a_crash_at_any_step_is_made_good(folder: Path, register: bytes, act: str) -> None:
    versions = Versions(folder)
    number = versions.stage(register, "r.xlsx", SOURCE, ME).number
    before = bytes_of(folder)
    versions.apply(number, ME)
    after = bytes_of(folder)
    if act == "apply":
        versions.undo(ME)
        number = versions.stage(register, "r.xlsx", SOURCE, ME).number
        after = {}
    start, seen = (before, set()) if act == "apply" else (after, set())
    saved = folder.parent / "saved"
    shutil.copytree(folder, saved)
    for step in range(1, 100):
        shutil.rmtree(folder)
        shutil.copytree(saved, folder)
        whole = _crashes(Versions(folder), act, number, step)
        # Whoever reads now, before anything is made good, finds tables without a dangling code.
        load_catalogue(folder)
        recovered = Versions(folder)
        recovered.recover()
        state = bytes_of(folder)
        if act == "apply" and state != before:
            after = after or state
        assert state in (before, after)
        assert not list(folder.rglob(".*.new")) or not whole
        seen.add(state == start)
        if whole:
            break
    assert seen == {True, False}
    assert step > 5


def _crashes(versions: Versions, act: str, number: int, step: int) -> bool:
    """Act, and stop at the so-many-th call that touches the disk; whether it came to its end."""
    calls = iter(range(1, 10_000))
    real_replace, real_sync = Path.replace, os.fsync

    def replace(self: Path, target: Path) -> Path:
        if next(calls) == step:
            raise Crash
        return real_replace(self, target)

    def sync(number: int) -> None:
        if next(calls) == step:
            raise Crash
        real_sync(number)

    with mock.patch.object(Path, "replace", replace), mock.patch.object(os, "fsync", sync):
        try:
            if act == "apply":
                versions.apply(number, ME)
            else:
                versions.undo(ME)
        except Crash:
            return False
    return True


_KILLED = (
    "import os, pathlib, signal, sys\n"
    "from guidance.register.versions import Versions\n"
    "real = pathlib.Path.replace\n"
    "def replace(self, target):\n"
    "    if target.name == 'programmes.csv': os.kill(os.getpid(), signal.SIGKILL)\n"
    "    return real(self, target)\n"
    "pathlib.Path.replace = replace\n"
    "Versions(pathlib.Path(sys.argv[1])).apply(int(sys.argv[2]), 'admin')\n"
)


def test_a_full_disk_changes_nothing(folder: Path, register: bytes) -> None:
    """What needs room is written before the first table is touched."""
    versions = Versions(folder)
    number = versions.stage(register, "r.xlsx", SOURCE, ME).number
    before = bytes_of(folder)
    real = os.fsync
    for step in range(1, 6):
        calls = iter(range(1, 100))

        def full(file: int, step: int = step, calls: Iterator[int] = calls) -> None:
            if next(calls) == step:
                raise OSError(errno.ENOSPC, "No space left on device")
            real(file)

        with mock.patch.object(os, "fsync", full):
            assert refusal(versions.apply, number, ME) == "not_writable"
        assert bytes_of(folder) == before
        assert [one.state for one in versions.history()] == ["staged"]
    versions.apply(number, ME)
    assert versions.undo(ME).state == "undone"
    assert bytes_of(folder) == before


def test_undo_leaves_no_other_table_dangling(folder: Path, versions: Versions) -> None:
    number, _ = stage(versions, line(bin=make_bin(7), name="Новый колледж седьмой", region="KZ-35", place="Шахтинск"))
    versions.apply(number, ME)
    new = next(one for one in load_catalogue(folder).colleges.values() if one.bin == make_bin(7))
    employers = folder / "employers.csv"
    rows = employers.read_text(encoding="utf-8")
    college = next(one.college for one in load_catalogue(folder).employers if one.college)
    employers.write_text(rows.replace(f",{college},", f",{new.id},", 1), encoding="utf-8")
    load_catalogue(folder)

    assert refusal(versions.undo, ME) == "unsound"

    assert new.id in load_catalogue(folder).colleges


def test_a_bin_alone_does_not_make_another_college_of_one(versions: Versions) -> None:
    first = line(bin=make_bin(7), name="Новый колледж седьмой", region="KZ-35", place="Шахтинск")
    number, _ = stage(versions, first)
    versions.apply(number, ME)
    other = line(bin=make_bin(7), name="Колледж радиотехники", region="KZ-35", place="Темиртау")
    _, counts = stage(versions, other)
    assert (counts.added, counts.changed, counts.unclear) == (0, 0, 1)


def test_a_killed_process(folder: Path, register: bytes) -> None:
    """SIGKILL between the two tables: the next start brings the import to its end."""
    number = Versions(folder).stage(register, "r.xlsx", SOURCE, ME).number
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(folder), str(number)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(load_catalogue(folder).programmes) == 602

    Versions(folder).recover()

    assert len(load_catalogue(folder).programmes) == 602 + 75
    assert Versions(folder).history()[0].state == "applied"
    assert Versions(folder).undo(ME).state == "undone"
    assert len(load_catalogue(folder).colleges) == 315


def test_what_was_edited_after_a_crash_is_kept(folder: Path, register: bytes) -> None:
    number = Versions(folder).stage(register, "r.xlsx", SOURCE, ME).number
    subprocess.run([sys.executable, "-c", _KILLED, str(folder), str(number)], check=False)
    table = folder / "programmes.csv"
    edited = table.read_bytes().replace(b"good", b"doubtful", 1)
    table.write_bytes(edited)

    Versions(folder).recover()

    assert table.read_bytes() == (folder / "imports" / str(number) / "after" / "programmes.csv").read_bytes()
    assert (folder / "imports" / str(number) / "edited" / "programmes.csv").read_bytes() == edited


names = st.sampled_from([f"Колледж имени {one}" for one in ("Абая", "Ауэзова", "Сатпаева", "Валиханова", "Кизатова")])
lines = st.builds(
    lambda number, name, region, place, phone, dormitory, code: line(
        bin=make_bin(number) if number else "",
        name=name,
        region=region,
        place=place,
        phone=phone,
        dormitory=dormitory,
        code=code,
    ),
    st.integers(0, 3),
    names,
    st.sampled_from(["KZ-35", "г. Алматы", "Абай облысы"]),
    st.sampled_from(["", "Темиртау", "Алматы", "Семей", "Нигде"]),
    st.sampled_from(["", "8 7212 11 22 33", "не скажем"]),
    st.sampled_from(["", "да", "нет"]),
    st.sampled_from(["", "07150500", "99999900 Новое дело"]),
)
acts = st.one_of(st.just("undo"), st.lists(lines, min_size=1, max_size=4))


@pytest.fixture(scope="module")
def played(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("played") / "data"
    shutil.copytree(data_folder, folder, ignore=shutil.ignore_patterns("imports"))
    return folder  # type: ignore[return-value]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(acts, min_size=1, max_size=6))
def test_any_sequence_of_imports_and_undos(played: Path, sequence: list[object]) -> None:
    """Undo always gives the state before the newest import, byte for byte; a second import of a file nothing."""
    # An example that failed may have left its tables behind.
    shutil.rmtree(played / "imports", ignore_errors=True)
    for name in ("colleges.csv", "programmes.csv"):
        shutil.copy(ROOT / "data" / name, played)
    versions, states = Versions(played), [bytes_of(played)]
    start = states[0]
    for act in sequence:
        if isinstance(act, list):
            content = csv_bytes(act)
            if _one_bin_with_two_names(act):
                assert refusal(versions.stage, content, "r.csv", SOURCE, ME) == "repeated_bin"
                assert bytes_of(played) == states[-1]
                continue
            number = versions.stage(content, "r.csv", SOURCE, ME).number
            versions.apply(number, ME)
            states.append(bytes_of(played))
            load_catalogue(played)
            assert versions.stage(content, "r.csv", SOURCE, ME).preview.is_empty
        elif len(states) > 1:
            states.pop()
            versions.undo(ME)
        else:
            assert refusal(versions.undo, ME) == "nothing_to_undo"
        assert bytes_of(played) == states[-1]
    while len(states) > 1:
        states.pop()
        versions.undo(ME)
        assert bytes_of(played) == states[-1]
    assert bytes_of(played) == start


def _one_bin_with_two_names(rows: list[list[str]]) -> bool:
    named = {(row[1], row[2]) for row in rows if row[1]}
    return len({number for number, _ in named}) < len(named)


def test_the_headings_of_the_helper_are_known() -> None:
    assert len(line()) == len(HEADINGS_RU)
