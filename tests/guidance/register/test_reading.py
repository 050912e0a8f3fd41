"""Registers as clerks keep them: headings in two languages and any order, sheets, titles, merged cells."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from guidance.register import cells
from guidance.register.headings import load_headings
from guidance.register.known import Known, read_known
from guidance.register.names import bare_name, name_key
from guidance.register.programmes import Taught, read_list, read_one
from guidance.register.reading import Register, read_register
from guidance.register.sheets import read_sheets
from tests.guidance.register.made_up import HEADINGS_KK, HEADINGS_RU, csv_bytes, make_bin


@pytest.fixture(scope="module")
def known(data_folder: Path) -> Known:
    return read_known(data_folder)


def read(data_folder: Path, known: Known, content: bytes) -> Register:
    return read_register(read_sheets(content), load_headings(data_folder / "vocabulary" / "headings.csv"), known)


def book(**sheets: Sequence[Sequence[object]]) -> bytes:
    made = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def row(**cells: str) -> list[str]:
    """A row under the Russian headings."""
    names = dict(zip(("bin", "name", "region", "place", "code", "specialty"), (1, 2, 3, 4, 11, 12), strict=True))
    found = [""] * len(HEADINGS_RU)
    for name, text in cells.items():
        found[names[name]] = text
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "kz1048"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("headings", [HEADINGS_RU, HEADINGS_KK], ids=["ru", "kk"])
def test_both_languages_in_any_encoding(
    data_folder: Path, known: Known, headings: Sequence[str], delimiter: str, encoding: str
) -> None:
    line = row(bin=make_bin(1), name="«Жаңа» колледжі", region="Ұлытау облысы", place="Жезқазған қ.", code="07150500")
    plain = [text.replace("Ұ", "У").replace("ұ", "у") for text in headings]
    content = csv_bytes([line], plain if encoding == "kz1048" else headings, encoding, delimiter)

    (college,) = read(data_folder, known, content).colleges

    assert college.values == {
        "bin": make_bin(1),
        "name_kk": "«Жаңа» колледжі",
        "region": "KZ-62",
        "city_ru": "Жезказган",
        "city_kk": "Жезқазған",
    }
    assert college.programmes == [Taught("07150500", "", "Сварочное дело (по видам)")]


def test_columns_in_any_order_below_titles(data_folder: Path, known: Known) -> None:
    content = book(
        Лист1=[
            ["Приложение 1 к приказу"],
            [],
            ["Перечень организаций технического и профессионального образования на 1 октября"],
            ["Телефон", "Специальности", "Название колледжа", "БИН", "Заметки", "ФИО директора", "Телефон директора"],
            ["1", "2", "3", "4", "5", "6", "7"],
            [
                "8 7212 11-22-33",
                "07150500 Сварочное дело; 10130300 Организация питания",
                "Новый колледж",
                9901_4000_0013,
                "x",
                "Человек",
                "8 701 111 22 33",
            ],
            ["Итого", "", "Итого колледжей: 1"],
        ],
        Область=[],
    )
    fixed = book(**{"Карагандинская область": _rows_with_bin(content)})

    register = read(data_folder, known, fixed)

    (college,) = register.colleges
    assert college.values["region"] == "KZ-35"
    assert college.values["phone"] == "+7 (7212) 11-22-33"
    assert [one.specialty for one in college.programmes] == ["07150500", "10130300"]
    # What is a person's is never taken.
    assert register.unused == ["Заметки", "ФИО директора", "Телефон директора"]
    assert not any("Человек" in text or "701" in text for text in college.values.values())


def _rows_with_bin(content: bytes) -> list[list[str]]:
    rows = [list(one.cells) for one in read_sheets(content)[0].rows]
    for one in rows:
        if len(one) > 3 and one[3].startswith("9901"):
            one[3] = make_bin(7)
    return rows


def test_headings_of_two_rows(data_folder: Path, known: Known) -> None:
    content = book(
        Реестр=[
            ["№", "Наименование", "", "Область", "Мамандықтар"],
            ["", "на казахском языке", "на русском языке", "", ""],
            ["1", "Тау-кен колледжі", "Горный колледж", "г. Шымкент", ""],
        ]
    )
    (college,) = read(data_folder, known, content).colleges
    assert college.values == {"name_kk": "Тау-кен колледжі", "name_ru": "Горный колледж", "region": "KZ-79"}


def test_a_college_of_many_rows_and_sheets(data_folder: Path, known: Known) -> None:
    """Merged cells stand in their first row; the same college goes on in the next sheet."""
    first = row(
        bin=make_bin(2), name="Новый колледж", region="Абай", place="Семей", code="07150500", specialty="Сварка"
    )
    merged = row(code="10130300")
    other = row(bin=make_bin(3), name="Другой колледж", region="область Абай", specialty="Парикмахерское искусство")
    content = book(
        Первый=[HEADINGS_RU, first, merged, other], Второй=[HEADINGS_RU, [*first[:11], "04110100", "Учёт и аудит"]]
    )

    colleges = read(data_folder, known, content).colleges

    assert [one.values["name_ru"] for one in colleges] == ["Новый колледж", "Другой колледж"]
    assert [one.specialty for one in colleges[0].programmes] == ["07150500", "10130300", "04110100"]
    assert [one.name for one in colleges[0].programmes] == ["Сварка", "Организация питания", "Учёт и аудит"]


def test_a_row_with_only_a_region_begins_its_colleges(data_folder: Path, known: Known) -> None:
    content = book(
        Лист=[
            ["Наименование", "Адрес"],
            ["Актюбинская область"],
            ["Новый колледж", "ул. Новая, 1"],
            ["г. Алматы"],
            ["Другой колледж", ""],
        ]
    )
    regions = [one.values["region"] for one in read(data_folder, known, content).colleges]
    assert regions == ["KZ-15", "KZ-75"]


def test_cells_that_do_not_fit_are_left_out_and_told(data_folder: Path, known: Known) -> None:
    content = book(
        Лист=[
            ["Наименование", "Регион", "Контакты", "Сайт", "Эл. почта", "Жатақхана"],
            ["Новый колледж", "Астана", "спросить у секретаря", "нет", "—", "скоро"],
        ]
    )

    register = read(data_folder, known, content)

    assert register.colleges[0].values == {"name_ru": "Новый колледж", "region": "KZ-71"}
    assert [(one.row, one.column, one.values["value"]) for one in register.not_taken] == [
        (2, "Контакты", "спросить у секретаря"),
        (2, "Сайт", "нет"),
        (2, "Жатақхана", "скоро"),
    ]


def test_a_bin_that_lost_its_noughts(data_folder: Path, known: Known) -> None:
    content = book(Лист=[["Наименование", "БИН", "Область"], ["Новый колледж", 40240000023, "Астана"]])
    values = read(data_folder, known, content).colleges[0].values
    assert values["bin"] == "040240000023"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("07150500 Сварочное дело (по видам), 10130300 Организация питания", ["07150500", "10130300"]),
        ("Сварочное дело 07150500; Организация питания 10130300", ["07150500", "10130300"]),
        ("1) 07150500 - Сварочное дело\n2) 10130300 - Организация питания", ["07150500", "10130300"]),
        ("3W07150501 Электрогазосварщик", ["07150500"]),
        ("4S 10130302 Технолог", ["10130300"]),
        ("1114000 Сварочное дело", ["1114000"]),
        ("99999900 Новая специальность", ["99999900"]),
        ("Организация питания", ["10130300"]),
        ("Что-то новое", [""]),
        ("", []),
    ],
)
def test_specialties_of_one_cell(known: Known, text: str, codes: list[str]) -> None:
    found = read_list(text, known)
    assert [one.specialty or one.code for one in found] == codes
    assert all(one.name and not any(sign.isdigit() for sign in one.name) for one in found)


def test_code_and_name_in_cells_of_their_own(known: Known) -> None:
    assert read_one("07150500", "Сварка", known) == Taught("07150500", "", "Сварка")
    assert read_one("07150500 Сварка", "", known) == Taught("07150500", "", "Сварка")
    assert read_one("", "Дәнекерлеу ісі", known) == Taught("07150500", "", "Дәнекерлеу ісі")
    assert read_one("99999900", "", known) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Колледж управления и бизнеса", "Колледж управления и бизнеса"),
        ("Колледж при университете Нархоз", "Колледж при университете Нархоз"),
        ("КГКП «Абайский колледж» управления образования Карагандинской области", "Абайский колледж"),
        ("Абайский колледж управления образования Карагандинской области", "Абайский колледж"),
        ("ГККП «Колледж транспорта» ГУ «Управление образования города Алматы»", "Колледж транспорта"),
        (
            "«Ақтөбе облысының білім басқармасы» ММ «Ақтөбе политехникалық колледжі» МКҚК",
            "Ақтөбе политехникалық колледжі",
        ),
        ("Колледж «Болашак»", "Колледж «Болашак»"),
    ],
)
def test_the_bare_name(written: str, meant: str) -> None:
    assert bare_name(written) == meant


def test_our_own_names_are_bare(known: Known) -> None:
    for row in known.colleges.rows:
        for name in (row["name_ru"], row["name_kk"]):
            # But for the one that names the department it belongs to.
            assert name_key(bare_name(name)) == name_key(name)
            assert len(bare_name(name)) >= len(name) - 2 or "управления здравоохранения" in name, name


@pytest.mark.parametrize(
    ("written", "region"),
    [
        ("Алматы облысы", "KZ-19"),
        ("Алматы обл.", "KZ-19"),
        ("Алматинская область", "KZ-19"),
        ("г. Алматы", "KZ-75"),
        ("Алматы қаласы", "KZ-75"),
        ("АЛМАТЫ", "KZ-75"),
        ("Абай облысы", "KZ-10"),
        ("Нигде", ""),
    ],
)
def test_a_region_and_a_city_of_one_name(known: Known, written: str, region: str) -> None:
    assert known.region_called(written) == region


def test_what_is_printed_around_a_table_is_no_college(data_folder: Path, known: Known) -> None:
    header = ["№", "Наименование", "Область", "Телефон"]
    rows = [
        ["", "Государственные колледжи"],
        *[[str(n), f"Сынақ колледжі {n}", "KZ-10", "8 7222 11 22 3" + str(n)] for n in range(1, 6)],
        header,
        ["6", "Сынақ колледжі 6", "KZ-10", "8 7222 11 22 36"],
        ["Итого", "6"],
        ["", "Исполнитель: секретарь, тел. 55-55-55"],
    ]
    register = read(data_folder, known, book(Лист=[header, *rows]))
    assert [one.values["name_kk"] for one in register.colleges] == [f"Сынақ колледжі {n}" for n in range(1, 7)]
    assert [fault.row for fault in register.not_taken] == [2, 11]


def test_two_colleges_of_one_name_are_not_made_one(data_folder: Path, known: Known) -> None:
    header = ["Наименование", "Область", "Город", "Телефон", "Специальности"]
    content = book(
        Лист=[
            header,
            ["КГКП «Медицинский колледж Сынақ»", "KZ-10", "Семей", "8 7222 11 22 33", "Сварочное дело"],
            ["ЧУ «Медицинский колледж Сынақ»", "KZ-10", "Семей", "8 7222 44 55 66", "Ветеринария"],
        ]
    )
    assert [len(one.programmes) for one in read(data_folder, known, content).colleges] == [1, 1]


def test_a_district_beside_a_town(data_folder: Path, known: Known) -> None:
    header = ["Наименование", "Область", "Район", "Населённый пункт", "Телефон"]
    content = book(Лист=[header, ["Сынақ колледжі", "KZ-10", "Некий район", "г. Семей", "8 7222 11 22 33"]])
    (college,) = read(data_folder, known, content).colleges
    assert college.values["city_ru"] == "Семей"


@pytest.mark.parametrize(
    ("dormitory", "ownership", "expected"),
    [
        ("нет данных", "мемлекеттік емес", (None, "private")),
        ("да / нет", "не государственная", (None, "private")),
        ("нет", "негосударственная", ("no", "private")),
        ("бар", "не частная", ("yes", "state")),
        ("мәлімет жоқ", "Мемлекеттік", (None, "state")),
    ],
)
def test_cells_are_not_read_for_their_opposite(
    dormitory: str, ownership: str, expected: tuple[str | None, str]
) -> None:
    assert (cells.yes_or_no(dormitory), cells.ownership(ownership)) == expected


def test_a_russian_name_stays_russian(data_folder: Path, known: Known) -> None:
    header = ["Наименование", "Область", "Город"]
    names = ["Колледж «Денсаулық»", "Колледж имени Ғабита Мүсірепова", "Аксуат\u00adский колледж"]
    content = book(Лист=[header, *[[name, "KZ-10", "Семей"] for name in names]])
    found = [one.values["name_ru"] for one in read(data_folder, known, content).colleges]
    assert found == [*names[:2], "Аксуатский колледж"]
