"""Which college of the catalogue a college of the register is."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from guidance.register.known import Known, Record
from guidance.register.names import name_key
from guidance.register.reading import RegisterCollege
from guidance.search.folding import fold

# Names so alike (rapidfuzz's ratio, 0 to 100) may be one college written in two ways: a person has to look.
_ALIKE = 88
_MOST_ALIKE = 3


@dataclass(frozen=True)
class Found:
    """The colleges that may be meant. More than one, or one that is not certain, is for a person to look at."""

    candidates: tuple[Record, ...]
    is_certain: bool = True


class Matching:
    """The colleges of the catalogue by BIN, and by region and name."""

    def __init__(self, known: Known) -> None:
        """Index the catalogue."""
        self._by_bin = known.colleges_by_bin
        self._towns = known.towns_by_name
        self._by_name: Mapping[tuple[str, str], dict[str, Record]] = defaultdict(dict)
        self._names: Mapping[str, dict[str, str]] = defaultdict(dict)
        self._rows = {row["id"]: row for row in known.colleges.rows}
        for row in known.colleges.rows:
            for name in (row["name_ru"], row["name_kk"], *row["aliases"].split("|")):
                if key := name_key(name):
                    self._by_name[row["region"], key][row["id"]] = row
                    self._names[row["region"]].setdefault(key, row["id"])

    def find(self, college: RegisterCollege) -> Found:
        """The colleges that this one may be: by BIN one; by name and place one, none, or several."""
        values = college.values
        bin_ = values.get("bin", "")
        if row := self._by_bin.get(bin_):
            return Found((row,), is_certain=self._may_be(college, row))
        named: dict[str, Record] = {}
        for name in ("name_ru", "name_kk"):
            if key := name_key(values.get(name, "")):
                named |= self._by_name.get((values.get("region", ""), key), {})
        # Another BIN is another college, and so is one of the same name in another town.
        rows = [row for row in named.values() if not (bin_ and row["bin"])]
        if there := tuple(row for row in rows if self._same_place(values, row)):
            return Found(there)
        perhaps = tuple(row for row in rows if self._same_place(values, row) is None)
        return Found(perhaps, is_certain=not perhaps)

    def _may_be(self, college: RegisterCollege, row: Record) -> bool:
        """Whether a college of the same BIN may be this one: a typing error may have made it another's.

        A college does not move to another region; and where it has a wholly new name, it stands where it stood.
        """
        values = college.values
        if values.get("region") not in (None, "", row["region"]):
            return False
        if self._same_place(values, row):
            return True
        ours = [key for name in (row["name_ru"], row["name_kk"], *row["aliases"].split("|")) if (key := name_key(name))]
        theirs = [key for name in ("name_ru", "name_kk") if (key := name_key(values.get(name, "")))]
        return any(fuzz.ratio(one, other) >= _ALIKE for one in ours for other in theirs)

    def alike(self, college: RegisterCollege) -> list[Record]:
        """The colleges of the same region with much the same name."""
        names = self._names.get(college.values.get("region", ""), {})
        key = name_key(college.values.get("name_ru") or college.values.get("name_kk", ""))
        close = process.extract(key, list(names), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=_MOST_ALIKE)
        return [self._rows[found] for found in dict.fromkeys(names[name] for name, _, _ in close)]

    def _same_place(self, values: Mapping[str, str], row: Record) -> bool | None:
        """Whether both stand in one place; ``None`` where one names a district or village that may be the other's."""
        ours, theirs = _places(row), _places(values)
        if not ours or not theirs or ours & theirs:
            return True
        towns = [{town["id"] for name in names for town in self._towns.get(name, ())} for names in (ours, theirs)]
        if all(towns):
            return bool(towns[0] & towns[1])
        return None


def _places(row: Mapping[str, str]) -> set[str]:
    return {fold(row.get(name, "")) for name in ("city_ru", "city_kk")} - {""}
