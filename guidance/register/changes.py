"""What a register would change in the catalogue."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from guidance.register.faults import RegisterFault
from guidance.register.known import Known, Record, Table, name_of, sorted_colleges, sorted_programmes
from guidance.register.matching import Matching
from guidance.register.preview import Added, Changed, Changes, Missing, Preview, ProgrammeAdded, Unclear
from guidance.register.reading import Register, RegisterCollege
from guidance.register.source import Source
from guidance.register.teaching import Teaching
from guidance.search.folding import fold

_DIGITS = 3
_PLACE = ("city_ru", "city_kk")
# A register that still changes something when it is taken in for the fifth time contradicts itself.
_MOST_PASSES = 5


def compare(register: Register, known: Known, source: Source, given_ids: Iterable[str]) -> Changes:
    """Work out what a register changes.

    What it says goes before what is known; what it leaves empty changes nothing. ``given_ids`` are ids that earlier
    imports gave, which are never given again.

    A row may be told from others only once another has taken a name or a BIN, so the register is gone through until
    nothing changes any more: whoever brings the same file in again changes nothing.
    """
    given, similar, now = set(given_ids), dict[str, tuple[str, ...]](), known
    for _ in range(_MOST_PASSES):
        one_pass = _Pass(now, source, given)
        for college in register.colleges:
            one_pass.take(college)
        similar = one_pass.similar | similar
        after = replace(now, colleges=one_pass.colleges(), programmes=one_pass.programmes())
        if (after.colleges, after.programmes) == (now.colleges, now.programmes):
            break
        now = after
    return _changes(known, now, one_pass, register, source, similar)


class _Pass:
    """One going through the register; the rows that it changes do not name their new source yet."""

    def __init__(self, known: Known, source: Source, given_ids: set[str]) -> None:
        self._known, self._source = known, source
        self._matching = Matching(known)
        self._rows = {row["id"]: row for row in known.colleges.rows}
        self._teaching = Teaching(known.programmes.rows)
        self._identities = {_identity(row): row["id"] for row in known.colleges.rows}
        self._numbers = _highest_numbers({*self._rows, *given_ids})
        # Which row of the register each college is, and which colleges a row only may be.
        self._taken: set[str] = set()
        self._mentioned: set[str] = set()
        self._regions: set[str] = set()
        self._unclear: list[Unclear] = []
        self._not_taken: list[RegisterFault] = []
        self.similar: dict[str, tuple[str, ...]] = {}

    def take(self, college: RegisterCollege) -> None:
        found = self._matching.find(college)
        candidates = found.candidates
        # Two rows of the register for one college: the second is left for a person to look at.
        is_taken = any(row["id"] in self._taken for row in candidates)
        if len(candidates) > 1 or is_taken or not found.is_certain:
            self._leave(college, candidates)
            return
        before = candidates[0] if candidates else None
        row = self._changed_row(before, college) if before else college.values
        if self._identities.get(_identity(row), before and before["id"]) != (before and before["id"]):
            # Of one name and place but another BIN: nobody could tell the two apart on a screen.
            self._leave(college, candidates)
            return
        if before is None:
            row = self._new_row(college)
        elif self._says_less(before, college):
            value = {"value": college.values.get("city_ru") or college.values["city_kk"]}
            self._not_taken.append(RegisterFault("bad_value", college.sheet, college.row, "", value))
        self._identities[_identity(row)] = row["id"]
        self._rows[row["id"]] = row
        self._taken.add(row["id"])
        self._regions.add(row["region"])
        for one in college.programmes:
            self._teaching.add(row["id"], one, self._own_source())

    def colleges(self) -> Table:
        return Table(self._known.colleges.columns, sorted_colleges(self._rows.values()))

    def programmes(self) -> Table:
        return Table(self._known.programmes.columns, sorted_programmes(self._teaching.rows))

    def unclear(self) -> tuple[Unclear, ...]:
        return tuple(self._unclear)

    def not_taken(self) -> tuple[RegisterFault, ...]:
        return tuple(self._not_taken)

    def missing(self) -> tuple[Missing, ...]:
        """The colleges of the register's regions that it does not name."""
        named = self._taken | self._mentioned
        return tuple(
            Missing(row["id"], name_of(row))
            for row in self._known.colleges.rows
            if row["region"] in self._regions and row["status"] != "closed" and row["id"] not in named
        )

    def _leave(self, college: RegisterCollege, candidates: Iterable[Record]) -> None:
        names = []
        for row in candidates:
            names.append(f"{row['id']} {name_of(row)}")
            self._mentioned.add(row["id"])
            self._regions.add(row["region"])
        self._unclear.append(Unclear(college.sheet, college.row, name_of(college.values), tuple(names)))

    def _changed_row(self, before: Record, college: RegisterCollege) -> Record:
        after = before | {name: text for name, text in college.values.items() if text}
        after |= self._place(before, college)
        for language in ("ru", "kk"):
            self._rename(before, after, language, is_proved=bool(college.values.get("bin")))
        return after

    def _place(self, before: Record, college: RegisterCollege) -> Record:
        """The place of a college: the register's, except where that is the known one or says less than it."""
        known = {name: before[name] for name in _PLACE}
        given = {name: college.values.get(name, "") for name in _PLACE}
        if _folded(known) & _folded(given):
            return {name: known[name] or given[name] for name in _PLACE}
        return known if not _folded(given) or self._says_less(before, college) else given

    def _says_less(self, before: Record, college: RegisterCollege) -> bool:
        """Whether the register names a district, or what no table knows, where the town is known."""
        given = {name: college.values.get(name, "") for name in _PLACE}
        return bool(
            _folded(given)
            and self._known.is_town(before)
            and not self._known.is_town(given | {"region": before["region"]})
        )

    @staticmethod
    def _rename(before: Record, after: Record, language: str, *, is_proved: bool) -> None:
        """Take the register's name where it is another: beside a BIN, or in the place of our own translation."""
        column = f"name_{language}"
        is_own = not before[column] or before["name_basis"] in (f"{language}_translated", "both_translated")
        # The same name in other letters is no new name; without a BIN it may be a former one that we know.
        if before[column] and (fold(after[column]) == fold(before[column]) or not (is_proved or is_own)):
            after[column] = before[column]
        elif after[column] != before[column]:
            after["aliases"] = _with_alias(after["aliases"], before[column])
            after["name_basis"] = _basis_without(after["name_basis"], language)

    def _new_row(self, college: RegisterCollege) -> Record:
        values = college.values
        row = dict.fromkeys(self._known.colleges.columns, "") | values
        row |= {"id": self._next_id(values["region"]), "status": "open", "certainty": "good", **self._own_source()}
        row["name_basis"] = (
            "both" if row["name_ru"] and row["name_kk"] else f"{'kk' if row['name_ru'] else 'ru'}_missing"
        )
        self.similar[row["id"]] = tuple(f"{one['id']} {name_of(one)}" for one in self._matching.alike(college))
        return row

    def _next_id(self, region: str) -> str:
        digits = region.removeprefix("KZ-")
        self._numbers[digits] = number = self._numbers.get(digits, 0) + 1
        return f"{digits}-{number:0{_DIGITS}}"

    def _own_source(self) -> Record:
        source = self._source
        return {
            "source_url": source.url,
            "source_note": source.note,
            "source_date": source.date,
            "source_kind": "register",
        }


def _changes(
    known: Known, now: Known, last: _Pass, register: Register, source: Source, similar: Mapping[str, tuple[str, ...]]
) -> Changes:
    """What differs between the tables of before and of now, each changed row with its source."""
    before = {row["id"]: row for row in known.colleges.rows}
    rows, added, changed = list[Record](), list[Added](), list[Changed]()
    for row in now.colleges.rows:
        old = before.get(row["id"])
        if old is None:
            added.append(Added(row["id"], name_of(row), row["city_ru"] or row["city_kk"], similar.get(row["id"], ())))
            rows.append(row)
            continue
        columns = [name for name in known.colleges.columns if row[name] != old[name]]
        changed += [Changed(row["id"], name_of(old), name, old[name], row[name]) for name in columns]
        rows.append(_confirmed(row, columns, source) if columns else old)
    names = {row["id"]: name_of(row) for row in rows}
    taught = {id(row) for row in known.programmes.rows}
    preview = Preview(
        added=tuple(added),
        changed=tuple(changed),
        programmes=tuple(
            ProgrammeAdded(row["college"], names[row["college"]], row["specialty"] or row["code"], row["name_ru"])
            for row in now.programmes.rows
            if id(row) not in taught
        ),
        missing=last.missing(),
        unclear=last.unclear(),
        not_taken=(*register.not_taken, *last.not_taken()),
        unused=tuple(register.unused),
        rows=register.rows,
    )
    return Changes(preview, Table(known.colleges.columns, tuple(rows)), now.programmes)


def _confirmed(row: Record, columns: Iterable[str], source: Source) -> Record:
    """Name the register beside the source that the row has, with what of the row is from it."""
    told = f"{source.note} ({source.date}): {', '.join(columns)}"
    notes = dict.fromkeys(note for note in (row["source_note"].removesuffix(f"; {told}"), told) if note)
    urls = dict.fromkeys([*row["source_url"].split(), *source.url.split()])
    return row | {"source_note": "; ".join(notes), "source_url": " ".join(urls)}


def _highest_numbers(ids: Iterable[str]) -> dict[str, int]:
    highest: dict[str, int] = {}
    for one in ids:
        region, number = one.split("-")
        highest[region] = max(highest.get(region, 0), int(number))
    return highest


def _identity(row: Mapping[str, str]) -> tuple[str, str, str]:
    """What people tell colleges apart by: region, place and name."""
    place = row.get("city_ru") or row.get("city_kk", "")
    return (row.get("region", ""), fold(place), fold(row.get("name_ru") or row.get("name_kk", "")))


def _folded(cells: Mapping[str, str]) -> set[str]:
    return {fold(text) for text in cells.values()} - {""}


def _with_alias(aliases: str, name: str) -> str:
    return "|".join(dict.fromkeys(one for one in (*aliases.split("|"), name) if one))


def _basis_without(basis: str, language: str) -> str:
    """What is said of the names once the one of this language is the register's."""
    other = "ru" if language == "kk" else "kk"
    if basis == "both_translated":
        return f"{other}_translated"
    return basis if basis.startswith(other) else "both"
