"""Registers that were never meant for a machine: merged cells, printed headings, sums, forms left as they came."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from guidance.register import cells
from guidance.register.faults import RegisterError
from guidance.register.headings import load_headings
from guidance.register.known import Known, read_known
from guidance.register.names import bare_name
from guidance.register.reading import Register, read_register
from guidance.register.sheets import read_sheets
from tests.guidance.register.made_up import make_bin

HEADINGS = ("Наименование", "Область", "Город", "Телефон", "Специальности")
WELDING, VETS = "07150500 Сварочное дело", "08410100 Ветеринария"


@pytest.fixture(scope="module")
def known(data_folder: Path) -> Known:
    return read_known(data_folder)


def read(
    data_folder: Path, known: Known, rows: Sequence[Sequence[str]], merged: Sequence[str] = (), sheet: str = "Лист"
) -> Register:
    made = Workbook()
    made.remove(made.worksheets[0])
    page = made.create_sheet(sheet)
    for one in rows:
        page.append(list(one))
    for cells_of in merged:
        page.merge_cells(cells_of)
    out = io.BytesIO()
    made.save(out)
    headings = load_headings(data_folder / "vocabulary" / "headings.csv")
    return read_register(read_sheets(out.getvalue()), headings, known)


def told(register: Register) -> list[tuple[str, str, str, int]]:
    """Name, region, town and number of specialties of each college."""
    return [
        (
            one.values.get("name_ru") or one.values["name_kk"],
            one.values["region"],
            one.values.get("city_ru", ""),
            len(one.programmes),
        )
        for one in register.colleges
    ]


def test_merged_regions_and_towns(data_folder: Path, known: Known) -> None:
    rows = [
        HEADINGS,
        ("Сынақ колледжі", "Алматы облысы", "Талгар", "", ""),
        ("Екінші сынақ колледжі", "", "", "", ""),
        ("Үшінші сынақ колледжі", "", "", "", ""),
    ]
    found = told(read(data_folder, known, rows, merged=("B2:B4", "C2:C3")))
    # Below the end of a merged cell nothing says which town it is.
    assert [town for _, _, town, _ in found] == ["Талгар", "Талгар", ""]
    assert {region for _, region, _, _ in found} == {"KZ-19"}


def test_a_blank_town_is_the_same_colleges_only(data_folder: Path, known: Known) -> None:
    rows = [
        HEADINGS,
        ("Сынақ колледжі", "Абай", "Семей", "", WELDING),
        ("Сынақ колледжі", "", "", "", VETS),
        ("Екінші сынақ колледжі", "", "", "", WELDING),
    ]
    assert told(read(data_folder, known, rows)) == [
        ("Сынақ колледжі", "KZ-10", "Семей", 2),
        ("Екінші сынақ колледжі", "KZ-10", "", 1),
    ]


def test_a_forgotten_region_is_not_that_of_the_row_above(data_folder: Path, known: Known) -> None:
    rows = [HEADINGS, ("Сынақ колледжі", "Абай", "Семей"), ("Екінші сынақ колледжі", "", "Талгар")]
    with pytest.raises(RegisterError) as refused:
        read(data_folder, known, rows)
    assert [(fault.code, fault.row) for fault in refused.value.faults] == [("no_region", 3)]


def test_a_section_of_another_region_ends_the_one_above(data_folder: Path, known: Known) -> None:
    rows = [HEADINGS, ("Сынақ колледжі", "Абай"), ("Область Улытау (1 колледж)",), ("Екінші сынақ колледжі", "", "")]
    rows[3] = (*rows[3], "8 7102 11 22 33")
    assert [region for _, region, _, _ in told(read(data_folder, known, rows))] == ["KZ-10", "KZ-62"]


def test_rows_of_one_name_apart_from_each_other_stay_apart(data_folder: Path, known: Known) -> None:
    one, other = ("Сынақ колледжі", "Абай", "Семей", ""), ("Екінші сынақ колледжі", "Абай", "Семей", "")
    beside = [HEADINGS, (*one, WELDING), (*one, VETS), (*other, WELDING)]
    apart = [HEADINGS, (*one, WELDING), (*other, WELDING), (*one, VETS)]

    assert [count for *_, count in told(read(data_folder, known, beside))] == [2, 1]
    assert [count for *_, count in told(read(data_folder, known, apart))] == [1, 1, 1]


def test_a_bin_in_the_first_row_is_of_the_next_ones_too(data_folder: Path, known: Known) -> None:
    one = ("Сынақ колледжі", "Абай", "Семей", "")
    rows = [("БИН", *HEADINGS), (make_bin(1), *one, WELDING), ("", *one, VETS)]
    assert told(read(data_folder, known, rows)) == [("Сынақ колледжі", "KZ-10", "Семей", 2)]


@pytest.mark.parametrize("between", [1, 40])
def test_headings_of_two_rows_on_every_page(data_folder: Path, known: Known, between: int) -> None:
    headings = [
        ("№", "Наименование", "", "Область", "Телефон"),
        ("", "на казахском\nязыке", "на русском языке", "", ""),
    ]
    rows = [
        (str(number), f"Сынақ {number} колледжі", f"Колледж Сынақ {number}", "Абай", "") for number in range(between)
    ]
    register = read(data_folder, known, [*headings, *rows, *headings, ("9", "Соңғы колледжі", "", "Абай", "")])
    assert len(register.colleges) == register.rows == between + 1


@pytest.mark.parametrize("word", ["Итого", "Барлығы:", "Всего", "ЖИЫНЫ", "Жалпы саны"])
def test_sums_are_no_colleges(data_folder: Path, known: Known, word: str) -> None:
    rows = [
        ("№", "Наименование", "Область", "Контингент"),
        ("1", "Сынақ колледжі", "Абай", "всего 350"),
        (word, "45", "", "350"),
        (word, "12 колледжей", "", "350"),
    ]
    register = read(data_folder, known, rows)
    assert [(one.values["name_kk"], one.values["students"]) for one in register.colleges] == [("Сынақ колледжі", "350")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('КГКП "Абайский колледж" КГУ "УО"', "Абайский колледж"),
        ('ГККП "Колледж транспорта" ГУ "Управление образования города Алматы"', "Колледж транспорта"),
        ("ТОО “Колледж сервиса” ГУ “Управление образования”", "Колледж сервиса"),
        ('ТОО "Колледж "Кайнар""', 'Колледж "Кайнар"'),
        ("НУО «Гуманитарный колледж»", "Гуманитарный колледж"),
        ("Колледж «Болашак» АО «Финансовая академия»", "Колледж «Болашак» АО «Финансовая академия»"),
        # Without its legal form nothing would tell it from others.
        ("КГКП «Колледж»", "КГКП «Колледж»"),
    ],
)
def test_the_name_between_quotes(written: str, meant: str) -> None:
    assert bare_name(written) == meant


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("частная (не государственная)", "private"),
        ("гос/частная", None),
        ("мемлекеттік меншік емес", None),
        ("Тоғыз", None),
        ("ТОО", "private"),
    ],
)
def test_ownership_is_taken_only_where_one_is_said(text: str, expected: str | None) -> None:
    assert cells.ownership(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2025-11-09", "9|11"), ("2025-09-11", "9|11"), ("09.11.2025", "9|11"), ("2025-11-10", None), ("9, 11", "9|11")],
)
def test_a_date_that_was_two_grades(text: str, expected: str | None) -> None:
    assert cells.after_grade(text) == expected


def test_a_date_is_only_when_a_college_was_founded(data_folder: Path, known: Known) -> None:
    rows = [
        ("Наименование", "Область", "Адрес", "Контингент", "Дата создания"),
        ("Сынақ колледжі", "Абай", *["2001-05-09"] * 3),
    ]
    register = read(data_folder, known, rows)
    assert {name: register.colleges[0].values.get(name) for name in ("address_ru", "students", "founded")} == {
        "address_ru": None,
        "students": None,
        "founded": "2001",
    }
    assert [fault.column for fault in register.not_taken] == ["Контингент", "Адрес"]


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\u2066", "\u061c", "\ufeff"])
def test_signs_that_nobody_sees_make_no_other_name(data_folder: Path, known: Known, sign: str) -> None:
    rows = [HEADINGS, (f"Сынақ{sign} колледжі", "Абай")]
    assert told(read(data_folder, known, rows))[0][0] == "Сынақ колледжі"
