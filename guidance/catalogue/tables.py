"""Reading one CSV table into its model, with a fault that names file, row and column."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

RowModel = TypeVar("RowModel", bound=BaseModel)


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in the data; ``line`` counts from 1, the header being line 1; 0 is the whole file."""

    file: str
    line: int
    column: str
    sentence: str

    def __str__(self) -> str:
        """One line for a person: ``colleges.csv, line 7, column phone: ...``."""
        line = f", line {self.line}" if self.line else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}{line}{column}: {self.sentence}"


@dataclass(frozen=True)
class Line:
    """Where a row stands, so that a later check can point at it."""

    file: str
    number: int

    def fault(self, column: str, sentence: str) -> Fault:
        """A fault in this row."""
        return Fault(self.file, self.number, column, sentence)


def read_table(path: Path, model: type[RowModel]) -> tuple[list[tuple[Line, RowModel]], list[Fault]]:
    """Read every row of a UTF-8 CSV file; a bad row becomes faults and is left out."""
    rows: list[tuple[Line, RowModel]] = []
    faults: list[Fault] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if faults := list(_header_faults(path.name, reader.fieldnames or (), model)):
                return rows, faults
            for record in reader:
                line = Line(path.name, reader.line_num)
                if None in record:
                    faults.append(line.fault("", "the row has more cells than the header"))
                    continue
                if None in record.values():
                    faults.append(line.fault("", "the row has fewer cells than the header"))
                    continue
                try:
                    rows.append((line, model.model_validate(record)))
                except ValidationError as error:
                    faults.extend(_row_faults(line, error))
    except FileNotFoundError:
        faults.append(Fault(path.name, 0, "", "the file is missing"))
    except OSError as error:
        faults.append(Fault(path.name, 0, "", f"the file cannot be read ({error.strerror})"))
    except UnicodeDecodeError:
        faults.append(Fault(path.name, 0, "", "the file is not UTF-8; save it as UTF-8 CSV"))
    except csv.Error as error:
        faults.append(Fault(path.name, reader.line_num, "", f"the CSV is broken: {error}"))
    return rows, faults


def _header_faults(file: str, names: Iterable[str], model: type[BaseModel]) -> Iterator[Fault]:
    seen, wanted = set(names), set(model.model_fields)
    for name in sorted(wanted - seen):
        yield Fault(file, 1, name, "the column is missing")
    for name in sorted(seen - wanted):
        yield Fault(file, 1, name, "the column is unknown")


def _row_faults(line: Line, error: ValidationError) -> Iterator[Fault]:
    for detail in error.errors(include_url=False):
        column = str(detail["loc"][0]) if detail["loc"] else ""
        sentence = detail["msg"].removeprefix("Value error, ")
        if column:
            sentence = f"{sentence} (got {detail['input']!r})"
        yield line.fault(column, sentence)
