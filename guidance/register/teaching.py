"""What the colleges teach while a register is compared with them: no specialty twice at one college."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from guidance.register.known import Record
from guidance.register.programmes import Taught
from guidance.search.folding import fold


class Teaching:
    """The rows of programmes.csv, and those that a register adds to them."""

    def __init__(self, rows: Iterable[Record]) -> None:
        """Index what is taught by college."""
        self.rows = list(rows)
        self._codes: defaultdict[str, set[str]] = defaultdict(set)
        # By name, whether a row of it has no specialty that tells it from others of the name.
        self._names: defaultdict[str, dict[str, bool]] = defaultdict(dict)
        for row in self.rows:
            self._index(row)

    def add(self, college: str, one: Taught, source: Mapping[str, str]) -> None:
        """Add a specialty to a college, unless it is known there by its specialty, its code or its name."""
        names = self._names[college]
        is_known_by_name = fold(one.name) in names and (not one.specialty or names[fold(one.name)])
        if is_known_by_name or (one.specialty or one.code) in self._codes[college]:
            return
        row = {
            "college": college,
            "specialty": one.specialty,
            "code": one.code,
            "name_ru": one.name,
            "base_grade": "",
            "languages": "",
            "certainty": "good",
            **source,
        }
        self.rows.append(row)
        self._index(row)

    def _index(self, row: Record) -> None:
        if code := row["specialty"] or row["code"]:
            self._codes[row["college"]].add(code)
        name = fold(row["name_ru"])
        names = self._names[row["college"]]
        names[name] = names.get(name, False) or not row["specialty"]
