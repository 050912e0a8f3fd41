"""What can be wrong with a register, by code: people read it in their language, the command line in English."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# English sentences; the texts of the bot stand under register.fault.<code> in locales/.
SENTENCES: Mapping[str, str] = {
    "empty_file": "the file is empty",
    "too_big": "the file is larger than {megabytes} MB; leave only the sheets with colleges",
    "too_big_unpacked": "unpacked, the file is larger than {megabytes} MB; leave only the sheets with colleges",
    "too_many_rows": "there are more than {rows} rows, blank ones included; delete the blank rows below the table",
    "too_many_columns": "there are more than {columns} columns; delete those that are not needed",
    "cell_too_long": "the cell holds more than {signs} characters",
    "broken_file": "the file is damaged or was not sent whole; save it anew and send it again",
    "old_excel": "this is an old Excel file, or one with a password; save it as .xlsx without a password",
    "html": "this is a web page, not a table, whatever its name says; open it in Excel and save it as .xlsx",
    "not_a_table": "this is neither an .xlsx nor a .csv table",
    "encoding": "the text cannot be read; save the file as .xlsx, or as CSV in UTF-8",
    "formula": "the cell holds a formula; write its value in its place",
    "no_header": "no sheet has a row of headings with a column of names (see vocabulary/headings.csv)",
    "no_rows": "below the headings there is no college",
    "no_name": "the row has no name of a college",
    "no_region": "the region cannot be told; give it a column of its own",
    "unknown_region": "the region {value} is not known",
    "bad_bin": "{value} is not a BIN: twelve digits of which the last proves the others",
    "bin_lost": "the BIN {value} has lost its digits; format the column as text and write the numbers anew",
    "repeated_bin": "the BIN {value} stands with two names: here and in row {other}",
    "bad_value": "{value} does not fit here, so the cell is left out",
    "own_columns": "a table exported from the catalogue needs all its columns; missing: {columns}",
    "repeated_id": "{value} stands twice with different cells",
    "gone": "no such import waits any more",
    "stale": "the catalogue has changed since this preview; a new preview is needed",
    "busy": "another import is running; try again in a minute",
    "not_writable": "the folder of the catalogue cannot be written ({reason})",
    "unsound": "the catalogue would have faults then, the first: {fault}",
    "unfinished": "import {number} has begun and cannot be written to its end; the next start ends it",
    "broken_tables": "the tables of the catalogue have faults now, the first: {fault}",
    "nothing_to_undo": "there is no import to take back",
    "edited": "{file} was edited after import {number}; taking that back would lose the edits",
}


@dataclass(frozen=True)
class RegisterFault:
    """One thing wrong; ``row`` counts as the spreadsheet shows it, 0 where no row is to blame."""

    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """One English line: ``sheet Алматы, row 7, БИН: ...``."""
        where = [f"sheet {self.sheet}"] if self.sheet else []
        where += [f"row {self.row}"] if self.row else []
        where += [self.column] if self.column else []
        sentence = SENTENCES[self.code].format(**self.values)
        return f"{', '.join(where)}: {sentence}" if where else sentence


class RegisterError(Exception):
    """The register cannot be used, or not now; nothing was changed."""

    def __init__(self, faults: RegisterFault | Iterable[RegisterFault]) -> None:
        """Keep the faults, and say the first."""
        self.faults = (faults,) if isinstance(faults, RegisterFault) else tuple(faults)
        super().__init__(str(self.faults[0]))


def refuse(code: str, **values: object) -> RegisterError:
    """The error of one fault that lies in no single row."""
    return RegisterError(RegisterFault(code, values={name: str(value) for name, value in values.items()}))
