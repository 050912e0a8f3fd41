"""The differences of an import as a workbook, for people to look through before they agree."""

from collections.abc import Mapping

from openpyxl import Workbook

from guidance.register.faults import RegisterFault
from guidance.register.own_form import add_sheet, workbook_bytes
from guidance.register.preview import Preview


def differences(preview: Preview, titles: Mapping[str, str]) -> bytes:
    """An .xlsx with a sheet for each kind of difference that there is.

    ``titles`` holds the words of the reader's language: ``sheet_added``, ``sheet_changed``, ``sheet_programmes``,
    ``sheet_missing``, ``sheet_unclear``, ``sheet_not_taken``; ``id``, ``name``, ``place``, ``similar``, ``column``,
    ``before``, ``after``, ``code``, ``sheet``, ``row``, ``candidates``, ``reason``; and ``fault.<code>``, a sentence
    with placeholders, for each code of :data:`guidance.register.faults.SENTENCES` that ``preview.not_taken`` has.
    """
    book = Workbook(write_only=True)
    sheets: dict[str, tuple[tuple[str, ...], list[tuple[str, ...]]]] = {
        "added": (
            ("id", "name", "place", "similar"),
            [(one.id, one.name, one.place, "; ".join(one.similar)) for one in preview.added],
        ),
        "changed": (
            ("id", "name", "column", "before", "after"),
            [(one.id, one.name, one.column, one.before, one.after) for one in preview.changed],
        ),
        "programmes": (
            ("id", "name", "code", "after"),
            [(one.college, one.college_name, one.code, one.name) for one in preview.programmes],
        ),
        "missing": (("id", "name"), [(one.id, one.name) for one in preview.missing]),
        "unclear": (
            ("sheet", "row", "name", "candidates"),
            [(one.sheet, str(one.row), one.name, "; ".join(one.candidates)) for one in preview.unclear],
        ),
        "not_taken": (
            ("sheet", "row", "column", "reason"),
            [(one.sheet, str(one.row), one.column, _reason(one, titles)) for one in preview.not_taken],
        ),
    }
    filled = {name: sheet for name, sheet in sheets.items() if sheet[1]}
    # A workbook has a sheet, also where nothing differs.
    for name, (header, rows) in (filled or {"changed": sheets["changed"]}).items():
        add_sheet(book, titles[f"sheet_{name}"][:31], [titles[title] for title in header], rows)
    return workbook_bytes(book)


def _reason(fault: RegisterFault, titles: Mapping[str, str]) -> str:
    return titles[f"fault.{fault.code}"].format(**fault.values)
