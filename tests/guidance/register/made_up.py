"""A register as an education department keeps it, made up: for tests and measurements, never shipped as data."""

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.models import Specialty

HEADINGS_RU = (
    "№",
    "БИН/БСН",
    "Наименование организации образования",
    "Область",
    "Населённый пункт",
    "Адрес",
    "Телефон",
    "E-mail",
    "Форма собственности",
    "Общежитие",
    "ФИО директора",
    "Код специальности",
    "Специальность",
)
HEADINGS_KK = (
    "Р/с",
    "БСН",
    "Ұйымның атауы",
    "Облыс",
    "Елді мекен",
    "Мекенжайы",
    "Байланыс телефоны",
    "Электрондық пошта",
    "Меншік нысаны",
    "Жатақхана",
    "Басшының аты-жөні",
    "Мамандық коды",
    "Мамандық",
)


@dataclass(frozen=True)
class MadeUpCollege:
    """One college of the register with the specialties that it teaches."""

    bin: str
    name: str
    region: str
    town: str
    phone: str
    specialties: tuple[Specialty, ...]


def make_up(catalogue: Catalogue, colleges: int, specialties: int, seed: int = 1) -> list[MadeUpCollege]:
    """Colleges spread over all regions, named by trades and towns, with BINs that prove themselves."""
    chance = random.Random(seed)  # noqa: S311
    regions = list(catalogue.regions.values())
    towns = {
        region.iso: [town.name_ru for town in catalogue.towns.values() if town.region == region.iso and town.name_ru]
        for region in regions
    }
    known = list(catalogue.specialties.values())
    found = []
    for number in range(colleges):
        region = regions[number % len(regions)]
        town = chance.choice(towns[region.iso])
        found.append(
            MadeUpCollege(
                make_bin(number),
                f"КГКП «Учебный колледж № {number + 1} имени Составленного» управления образования",
                region.name_ru,
                f"г. {town}",
                f"8 (7172) {number:06d}"[:-2] + f"-{number % 100:02d}",
                tuple(chance.sample(known, specialties)),
            )
        )
    return found


def make_bin(number: int) -> str:
    """A BIN with the right last digit, another one for each number."""
    while True:
        digits = [int(digit) for digit in f"9901400{number % 10_000:04d}"]
        for shift in (0, 2):
            control = sum(((place + shift) % 11 + 1) * digit for place, digit in enumerate(digits)) % 11
            if control < 10:
                return "".join(map(str, digits)) + str(control)
        number += 5_000


def rows_of(colleges: Sequence[MadeUpCollege]) -> list[list[str]]:
    """A row a specialty, as in registers that are made to be counted."""
    return [
        [
            str(number),
            one.bin,
            one.name,
            one.region,
            one.town,
            f"ул. Составленная, {number}",
            one.phone,
            f"college{number}@example.kz",
            "государственная",
            "имеется" if number % 2 else "нет",
            "Составленный Человек",
            specialty.code,
            specialty.name_ru,
        ]
        for number, one in enumerate(colleges, start=1)
        for specialty in one.specialties
    ]


def xlsx(rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS_RU, titles: int = 2) -> bytes:
    """A workbook with merged title rows above the headings."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Реестр")
    for number in range(titles):
        sheet.append([f"Сводный реестр организаций образования, лист {number + 1}"])
        sheet.append([])
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_bytes(
    rows: Sequence[Sequence[str]],
    headings: Sequence[str] = HEADINGS_RU,
    encoding: str = "utf-8-sig",
    delimiter: str = ";",
) -> bytes:
    """The same as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().encode(encoding)
