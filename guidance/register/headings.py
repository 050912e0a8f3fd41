"""Telling what the columns of a register hold, from the words over them."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from guidance.register.faults import refuse
from guidance.register.sheets import Sheet
from guidance.search.folding import fold

# What the words of data/vocabulary/headings.csv may point at. Numbers of rows and what belongs to persons (a director's
# name, identity numbers) are recognised in order to be left alone.
LEFT_ALONE = frozenset({"number", "personal"})
NAMES = ("name", "name_ru", "name_kk")
FIELDS = frozenset(
    {
        *LEFT_ALONE,
        *NAMES,
        *("bin", "region", "place", "address", "phone", "email", "website", "ownership", "dormitory", "languages"),
        *("students", "founded", "dual", "after_grade", "specialties", "specialty_code", "specialty_name"),
    }
)
# The headings stand below titles, stamps and dates of approval, but not deeper than this.
_SEARCHED_ROWS = 30

Vocabulary = Mapping[str, str]


@dataclass(frozen=True)
class Header:
    """Where the headings of a sheet end, which columns (from 0) hold a field, and which headings are not used.

    ``written`` are the one or two rows of headings as they stand in the sheet.
    """

    last_row: int
    columns: Mapping[str, tuple[int, ...]]
    titles: Mapping[int, str]
    unused: tuple[str, ...]
    written: tuple[tuple[str, ...], ...]

    def is_repeated_by(self, cells: Sequence[str]) -> bool:
        """Whether a row only repeats headings, as the top of each printed page does."""
        filled = [(place, _one_line(text)) for place, text in enumerate(cells) if text]
        for row in self.written:
            titles = [_one_line(text) for text in row]
            if all(place < len(titles) and titles[place] == text for place, text in filled):
                # One word alone may be a name: «Колледж».
                return len(filled) > 1 or len([text for text in titles if text]) == 1
        return False


def load_headings(path: Path) -> Vocabulary:
    """The field of each folded heading, from ``data/vocabulary/headings.csv``.

    Raises:
        RegisterError: the file is missing or names a field that there is not.
    """
    found: dict[str, str] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                field = row["field"]
                if field not in FIELDS:
                    raise refuse("broken_tables", fault=f"{path.name}: the field {field!r} is unknown")
                found.setdefault(fold(row["heading"]), field)
    except (OSError, UnicodeDecodeError, KeyError, csv.Error) as error:
        raise refuse("broken_tables", fault=f"{path.name} cannot be read") from error
    return found


def find_header(sheet: Sheet, vocabulary: Vocabulary) -> Header | None:
    """The row, or the two rows, of headings: the first that has a name and most columns that are recognised."""
    best: Header | None = None
    for place, row in enumerate(sheet.rows[:_SEARCHED_ROWS]):
        below = sheet.rows[place + 1].cells if place + 1 < len(sheet.rows) else ()
        header = _header(row.number, row.cells, vocabulary)
        if two := _two_rows(sheet.rows[place + 1].number if below else 0, row.cells, below, vocabulary):
            # A title above headings adds nothing to them.
            header = max(header, _header(two.last_row, below, vocabulary), two, key=_weight)
        if any(name in header.columns for name in NAMES) and _weight(header) > _weight(best):
            best = header
    # One recognised word may stand in any text; two make a header.
    return best if _weight(best) > 1 else None


def _weight(header: Header | None) -> int:
    return len(header.columns) if header else 0


def _one_line(text: str) -> str:
    return " ".join(text.split()).casefold()


def _header(
    number: int, titles: Sequence[str], vocabulary: Vocabulary, written: tuple[Sequence[str], ...] = ()
) -> Header:
    columns: dict[str, list[int]] = {}
    unused = []
    for place, title in enumerate(titles):
        field = _field(title, vocabulary) if title else None
        if field is not None:
            columns.setdefault(field, []).append(place)
        if title and (field is None or field == "personal"):
            unused.append(title.replace("\n", " "))
    return Header(
        number,
        {field: tuple(places) for field, places in columns.items()},
        {place: title.replace("\n", " ") for place, title in enumerate(titles) if title},
        tuple(unused),
        tuple(tuple(row) for row in written or (titles,)),
    )


def _two_rows(number: int, above: Sequence[str], below: Sequence[str], vocabulary: Vocabulary) -> Header | None:
    """Headings of two rows: a merged one above «на русском» and «на казахском»."""
    if not any(_field(title, vocabulary) for title in below):
        return None
    titles, parent = [], ""
    for place in range(max(len(above), len(below))):
        upper = above[place] if place < len(above) else ""
        lower = below[place] if place < len(below) else ""
        parent = upper or (parent if lower else "")
        whole = f"{parent} {lower}".strip()
        titles.append(next((one for one in (whole, lower, upper) if one and _field(one, vocabulary)), lower or upper))
    return _header(number, titles, vocabulary, (above, below))


def _field(title: str, vocabulary: Vocabulary) -> str | None:
    """The field of a heading: word for word, without what stands in brackets, or by its beginning."""
    folded = fold(title)
    if folded in vocabulary:
        return vocabulary[folded]
    bare = fold(title.partition("(")[0])
    if bare in vocabulary:
        return vocabulary[bare]
    # Whatever is the director's is a person's, a telephone too.
    personal = tuple(known for known, field in vocabulary.items() if field == "personal" and " " not in known)
    if any(word.startswith(personal) for word in folded.split()):
        return "personal"
    beginnings = [known for known in vocabulary if len(known) > 4 and folded.startswith(f"{known} ")]  # noqa: PLR2004
    return vocabulary[max(beginnings, key=len)] if beginnings else None
