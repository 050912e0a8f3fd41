"""What a register would change in the catalogue."""

from collections.abc import Iterable, Mapping, Sequence

from guidance.register.known import Known, Record, Table, name_of, sorted_colleges, sorted_programmes
from guidance.register.matching import Matching
from guidance.register.preview import Added, Changed, Changes, Missing, Preview, ProgrammeAdded, Unclear
from guidance.register.reading import Register, RegisterCollege
from guidance.register.source import Source
from guidance.search.folding import fold

_FIRST_NUMBER, _DIGITS = 1, 3


def compare(register: Register, known: Known, source: Source, given_ids: Iterable[str]) -> Changes:
    """Work out what a register changes.

    What it says goes before what is known; what it leaves empty changes nothing. ``given_ids`` are ids that earlier
    imports gave, which are never given again.
    """
    comparison = _Comparison(known, source, {row["id"] for row in known.colleges.rows} | set(given_ids))
    for college in register.colleges:
        comparison.take(college)
    return comparison.changes(register)


class _Comparison:
    def __init__(self, known: Known, source: Source, taken_ids: set[str]) -> None:
        self._known, self._source = known, source
        self._matching = Matching(known)
        self._rows = {row["id"]: row for row in known.colleges.rows}
        self._programmes = list(known.programmes.rows)
        self._taught = {(one["college"], _programme_key(one)) for one in self._programmes}
        self._identities = {_identity(row) for row in self._rows.values()}
        self._numbers = _highest_numbers(taken_ids)
        self._met: dict[str, RegisterCollege] = {}
        self._regions: set[str] = set()
        self._added: list[Added] = []
        self._changed: list[Changed] = []
        self._new_programmes: list[ProgrammeAdded] = []
        self._unclear: list[Unclear] = []

    def take(self, college: RegisterCollege) -> None:
        found = self._matching.find(college)
        candidates = found.candidates
        # Two rows of the register for one college: the second is left for a person to look at.
        is_taken = any(row["id"] in self._met for row in candidates)
        if len(candidates) > 1 or is_taken or (candidates and not found.is_certain):
            names = tuple(f"{row['id']} {name_of(row)}" for row in candidates)
            self._unclear.append(Unclear(college.sheet, college.row, name_of(college.values), names))
            self._regions.add(candidates[0]["region"])
            for row in candidates:
                self._met.setdefault(row["id"], college)
            return
        before = candidates[0] if candidates else None
        row = self._changed_row(before, college) if before else college.values
        if _identity(row) in self._identities and not (before and _identity(before) == _identity(row)):
            # Of one name and place but another BIN: nobody could tell the two apart on a screen.
            self._unclear.append(Unclear(college.sheet, college.row, name_of(college.values), ()))
            self._met.update((one["id"], college) for one in candidates)
            return
        row = self._note_changes(before, row) if before else self._add(college)
        self._identities.add(_identity(row))
        self._rows[row["id"]] = row
        self._met[row["id"]] = college
        self._regions.add(row["region"])
        self._teach(row, college)

    def _changed_row(self, before: Record, college: RegisterCollege) -> Record:
        after = before | {name: text for name, text in college.values.items() if text}
        if fold(after["city_ru"]) == fold(before["city_ru"]) and before["city_ru"]:
            after |= {"city_ru": before["city_ru"], "city_kk": before["city_kk"] or after["city_kk"]}
        for language in ("ru", "kk"):
            column = f"name_{language}"
            # The same name in other letters is no new name.
            if before[column] and fold(after[column]) == fold(before[column]):
                after[column] = before[column]
            elif after[column] != before[column]:
                after["aliases"] = _with_alias(after["aliases"], before[column])
                after["name_basis"] = _basis_without(after["name_basis"], language)
        return after

    def _note_changes(self, before: Record, after: Record) -> Record:
        columns = [name for name in self._known.colleges.columns if after[name] != before[name]]
        self._changed += [Changed(before["id"], name_of(before), name, before[name], after[name]) for name in columns]
        return self._confirmed(after, columns) if columns else before

    def _confirmed(self, row: Record, columns: Sequence[str]) -> Record:
        """Name the register beside the source that the row has, with what of the row is from it."""
        told = f"{self._source.note} ({self._source.date}): {', '.join(columns)}"
        note = f"{row['source_note']}; {told}" if row["source_note"] else told
        urls = dict.fromkeys([*row["source_url"].split(), *self._source.url.split()])
        return row | {"source_note": note, "source_url": " ".join(urls)}

    def _add(self, college: RegisterCollege) -> Record:
        values = college.values
        region = values["region"]
        row = dict.fromkeys(self._known.colleges.columns, "") | values
        row |= {"id": self._next_id(region), "status": "open", "certainty": "good", **self._own_source()}
        row["name_basis"] = (
            "both" if row["name_ru"] and row["name_kk"] else f"{'kk' if row['name_ru'] else 'ru'}_missing"
        )
        similar = tuple(f"{one['id']} {name_of(one)}" for one in self._matching.alike(college))
        self._added.append(Added(row["id"], name_of(row), row["city_ru"] or row["city_kk"], similar))
        return row

    def _next_id(self, region: str) -> str:
        digits = region.removeprefix("KZ-")
        self._numbers[digits] = number = self._numbers.get(digits, _FIRST_NUMBER - 1) + 1
        return f"{digits}-{number:0{_DIGITS}}"

    def _own_source(self) -> Record:
        source = self._source
        return {
            "source_url": source.url,
            "source_note": source.note,
            "source_date": source.date,
            "source_kind": "register",
        }

    def _teach(self, row: Record, college: RegisterCollege) -> None:
        for one in college.programmes:
            programme = dict.fromkeys(self._known.programmes.columns, "") | {
                "college": row["id"],
                "specialty": one.specialty,
                "code": one.code,
                "name_ru": one.name,
                "certainty": "good",
                **self._own_source(),
            }
            # It may be known already by its code, or by its name only.
            keys = {(row["id"], _programme_key(programme)), (row["id"], fold(one.name))}
            if keys & self._taught:
                continue
            self._taught.add((row["id"], _programme_key(programme)))
            self._programmes.append(programme)
            code = one.specialty or one.code
            self._new_programmes.append(ProgrammeAdded(row["id"], name_of(row), code, one.name))

    def changes(self, register: Register) -> Changes:
        missing = tuple(
            Missing(row["id"], name_of(row))
            for row in self._known.colleges.rows
            if row["region"] in self._regions and row["status"] != "closed" and row["id"] not in self._met
        )
        preview = Preview(
            added=tuple(self._added),
            changed=tuple(self._changed),
            programmes=tuple(self._new_programmes),
            missing=missing,
            unclear=tuple(self._unclear),
            not_taken=tuple(register.not_taken),
            unused=tuple(register.unused),
            rows=register.rows,
        )
        return Changes(
            preview,
            Table(self._known.colleges.columns, sorted_colleges(self._rows.values())),
            Table(self._known.programmes.columns, sorted_programmes(self._programmes)),
        )


def _programme_key(row: Record) -> str:
    """By what a programme of one college is told from its others: its specialty, else its code, else its name."""
    return row["specialty"] or row["code"] or fold(row["name_ru"])


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


def _with_alias(aliases: str, name: str) -> str:
    return "|".join(dict.fromkeys(one for one in (*aliases.split("|"), name) if one))


def _basis_without(basis: str, language: str) -> str:
    """What is said of the names once the one of this language is the register's."""
    other = "ru" if language == "kk" else "kk"
    if basis == "both_translated":
        return f"{other}_translated"
    return basis if basis.startswith(other) else "both"
