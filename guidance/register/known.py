"""What of the catalogue a register is read and compared with: its tables as text, and its names folded."""

import csv
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from guidance.catalogue.loading import catalogue_faults
from guidance.register.faults import refuse
from guidance.register.names import name_key
from guidance.search.folding import fold

Record = dict[str, str]

# The tables that an import writes, in an order in which no reader between two of them finds a code without its row.
WRITTEN = ("colleges.csv", "programmes.csv")


@dataclass(frozen=True)
class Table:
    """A table as it stands in its file: the columns, and the rows as text."""

    columns: tuple[str, ...]
    rows: tuple[Record, ...]


@dataclass(frozen=True)
class Known:
    """The tables of a catalogue's folder at one moment."""

    colleges: Table
    programmes: Table
    regions: tuple[Record, ...]
    towns: tuple[Record, ...]
    specialties: tuple[Record, ...]

    def region_called(self, text: str) -> str:
        """The code of the region that a text names, whole or without the word for region; else empty.

        «Алматы облысы» and «г. Алматы» are two: where the words for region and town are all that tells, they decide.
        """
        exact, bare = self._regions_by_name
        if found := exact.get(fold(text)):
            return found
        likely = bare.get(without_kind(text), ())
        if len(likely) > 1:
            is_region = not _REGION.isdisjoint(fold(text).split())
            likely = tuple(row for row in likely if (row["kind"] == "region") == is_region)
        return likely[0]["iso"] if len(likely) == 1 else ""

    @cached_property
    def _regions_by_name(self) -> tuple[Mapping[str, str], Mapping[str, tuple[Record, ...]]]:
        exact: dict[str, str] = {}
        bare: dict[str, list[Record]] = {}
        for row in self.regions:
            for name in (row["iso"], row["name_ru"], row["name_kk"]):
                exact[fold(name)] = row["iso"]
                if row not in bare.setdefault(without_kind(name), []):
                    bare[without_kind(name)].append(row)
        return exact, {name: tuple(rows) for name, rows in bare.items()}

    @cached_property
    def towns_by_name(self) -> Mapping[str, tuple[Record, ...]]:
        """The towns of each folded name or alias, the larger first."""
        found: dict[str, list[Record]] = {}
        for row in sorted(self.towns, key=lambda one: -int(one["population"] or 0)):
            for name in {fold(name) for name in (row["name_ru"], row["name_kk"], *row["aliases"].split("|"))}:
                if name:
                    found.setdefault(name, []).append(row)
        return {name: tuple(rows) for name, rows in found.items()}

    def is_town(self, college: Mapping[str, str]) -> bool:
        """Whether the place of a college is a town of its region."""
        names = {fold(college.get(name, "")) for name in ("city_ru", "city_kk")}
        return any(town["region"] == college["region"] for name in names for town in self.towns_by_name.get(name, ()))

    @cached_property
    def colleges_by_bin(self) -> Mapping[str, Record]:
        """The colleges whose BIN is known."""
        return {row["bin"]: row for row in self.colleges.rows if row["bin"]}

    @cached_property
    def college_keys(self) -> frozenset[str]:
        """What tells the names of the known colleges apart."""
        names = (
            name for row in self.colleges.rows for name in (row["name_ru"], row["name_kk"], *row["aliases"].split("|"))
        )
        return frozenset(key for name in names if (key := name_key(name)))

    @cached_property
    def specialty_codes(self) -> frozenset[str]:
        """The codes of the catalogue's specialties."""
        return frozenset(row["code"] for row in self.specialties)

    @cached_property
    def specialty_names(self) -> Mapping[str, str]:
        """The code of each folded name of a specialty that only one has."""
        found: dict[str, set[str]] = {}
        for row in self.specialties:
            for name in (row["name_ru"], row["name_kk"]):
                found.setdefault(fold(name), set()).add(row["code"])
        return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}


# Words that say what kind of place a name belongs to, folded.
_KINDS = frozenset(
    fold(word)
    for word in (
        "область", "обл", "облысы", "облыс", "город", "г", "гор", "қаласы", "қала", "қ", "республиканского", "значения",
        "район", "р-н", "ауданы", "аудан", "село", "с", "ауылы", "ауыл", "а", "поселок", "посёлок", "пос", "п", "кенті",
        "кент", "пгт", "аул", "станция", "ст", "с о", "сельский", "округ",
    )
)  # fmt: skip


_REGION = frozenset(fold(word) for word in ("область", "области", "обл", "облысы", "облыс", "облысының"))


def without_kind(name: str) -> str:
    """The folded name of a place without the words for region, town, village or district."""
    kept = [word for word in fold(name).split() if word not in _KINDS]
    return " ".join(kept)


def read_known(folder: Path) -> Known:
    """Read the tables of a catalogue.

    Raises:
        RegisterError: they have faults; nothing should be brought into them then.
    """
    if faults := catalogue_faults(folder):
        raise refuse("broken_tables", fault=faults[0])
    return Known(
        colleges=read_table_text(folder / "colleges.csv"),
        programmes=read_table_text(folder / "programmes.csv"),
        regions=read_table_text(folder / "regions.csv").rows,
        towns=read_table_text(folder / "towns.csv").rows,
        specialties=read_table_text(folder / "specialties.csv").rows,
    )


def read_table_text(path: Path) -> Table:
    """One table as text; it has been checked before."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        return Table(tuple(reader.fieldnames or ()), tuple(reader))


def name_of(row: Mapping[str, str]) -> str:
    """The name by which a college is listed: the Russian one, or the Kazakh where only that is known."""
    return row.get("name_ru") or row.get("name_kk", "")


def sorted_colleges(rows: Iterable[Record]) -> tuple[Record, ...]:
    """Colleges in the order of their table: by region and number."""
    return tuple(sorted(rows, key=lambda row: _id_order(row["id"])))


def sorted_programmes(rows: Iterable[Record]) -> tuple[Record, ...]:
    """Programmes in the order of their table: as the colleges, then by code and name."""
    return tuple(
        sorted(rows, key=lambda row: (_id_order(row["college"]), row["specialty"], row["code"], row["name_ru"]))
    )


def _id_order(college: str) -> tuple[str, int]:
    """The order of a college's id; a wrong one, which the checks refuse later, has a place too."""
    region, _, number = college.partition("-")
    return (region, int(number) if number.isascii() and number.isdigit() else 0)


def digest_of(folder: Path) -> str:
    """What tells one state of the tables from another: SHA-256 over all of them, as hexadecimal digits."""
    whole = hashlib.sha256()
    for path in sorted([*folder.glob("*.*"), folder / "vocabulary" / "headings.csv"]):
        if path.is_file() and not path.name.startswith("."):
            content = path.read_bytes()
            whole.update(f"{path.name} {len(content)}\n".encode())
            whole.update(content)
    return whole.hexdigest()
