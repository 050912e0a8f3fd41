"""Which college of the catalogue a college of the register is."""

from collections import defaultdict
from collections.abc import Mapping

from rapidfuzz import fuzz, process

from guidance.register.known import Known, Record
from guidance.register.names import name_key
from guidance.register.reading import RegisterCollege
from guidance.search.folding import fold

# Names so alike (rapidfuzz's ratio, 0 to 100) may be one college written in two ways: a person has to look.
_ALIKE = 88
_MOST_ALIKE = 3


class Matching:
    """The colleges of the catalogue by BIN, and by region and name."""

    def __init__(self, known: Known) -> None:
        """Index the catalogue."""
        self._by_bin = known.colleges_by_bin
        self._by_name: Mapping[tuple[str, str], dict[str, Record]] = defaultdict(dict)
        self._names: Mapping[str, dict[str, str]] = defaultdict(dict)
        self._rows = {row["id"]: row for row in known.colleges.rows}
        for row in known.colleges.rows:
            for name in (row["name_ru"], row["name_kk"], *row["aliases"].split("|")):
                if key := name_key(name):
                    self._by_name[row["region"], key][row["id"]] = row
                    self._names[row["region"]].setdefault(key, row["id"])

    def find(self, college: RegisterCollege) -> tuple[Record, ...]:
        """The colleges that this one may be: by BIN one; by name and place one, none, or several."""
        values = college.values
        bin_ = values.get("bin", "")
        if bin_ in self._by_bin:
            return (self._by_bin[bin_],)
        found: dict[str, Record] = {}
        for name in ("name_ru", "name_kk"):
            if key := name_key(values.get(name, "")):
                found |= self._by_name.get((values.get("region", ""), key), {})
        # Another BIN is another college, and so is one of the same name in another town.
        return tuple(row for row in found.values() if not (bin_ and row["bin"]) and _may_be_one_place(values, row))

    def alike(self, college: RegisterCollege) -> list[Record]:
        """The colleges of the same region with much the same name."""
        names = self._names.get(college.values.get("region", ""), {})
        key = name_key(college.values.get("name_ru") or college.values.get("name_kk", ""))
        close = process.extract(key, list(names), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=_MOST_ALIKE)
        return [self._rows[found] for found in dict.fromkeys(names[name] for name, _, _ in close)]


def _may_be_one_place(values: Mapping[str, str], row: Record) -> bool:
    ours = {fold(row[name]) for name in ("city_ru", "city_kk")} - {""}
    theirs = {fold(values.get(name, "")) for name in ("city_ru", "city_kk")} - {""}
    return not ours or not theirs or bool(ours & theirs)
