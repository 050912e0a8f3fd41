"""Recorded answers of many people, read from a file: the material of calibration and replay."""

import csv
import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Self, TextIO

import numpy as np

from guidance.aptitude.bank import HIGHEST_ANSWER
from guidance.aptitude.interests import Interest
from guidance.aptitude.normal import BoolArray, FloatArray, IntArray

_ITEM = re.compile(r"[RIASEC]\d{1,2}")
_GROUPS = ("language", "gender", "sex")
# Answers that hardly differ say nothing of what a person likes better.
_LEAST_SPREAD = 0.3


class AnswerTableError(ValueError):
    """A file of answers cannot be used; the message says why in one sentence."""


@dataclass(frozen=True, eq=False)
class AnswerTable:
    """Answers of N people to J items, and what else is known of the people."""

    scales: dict[str, Interest]
    """Item id to scale, in the order of the columns; every scale has an item."""
    answers: IntArray
    """(N, J) 1 to 5, 0 where there is none."""
    ages: IntArray
    """(N) in years, 0 where unknown."""
    groups: dict[str, tuple[str, ...]]
    """Of the columns language, gender, sex those that are there: one entry a person, empty where unknown."""

    @property
    def people(self) -> int:
        """How many people there are."""
        return len(self.answers)

    @property
    def full_scores(self) -> FloatArray:
        """(N, 6) mean answer of each scale; of complete rows only."""
        scale_of = np.array([list(Interest).index(scale) for scale in self.scales.values()])
        return np.stack([self.answers[:, scale_of == scale].mean(axis=1) for scale in range(len(Interest))], axis=1)

    @property
    def complete(self) -> BoolArray:
        """(N) who answered every item."""
        complete: BoolArray = np.all(self.answers > 0, axis=1)
        return complete

    def aged(self, ages: tuple[int, int] | None) -> BoolArray:
        """(N) whose age lies in a range, both ends included; everybody without a range."""
        if ages is None:
            return np.ones(self.people, dtype=np.bool_)
        aged: BoolArray = (self.ages >= ages[0]) & (self.ages <= ages[1])
        return aged

    def rows(self, chosen: BoolArray) -> Self:
        """The same table of some of the people."""
        groups = {
            column: tuple(value for value, keep in zip(values, chosen, strict=True) if keep)
            for column, values in self.groups.items()
        }
        return replace(self, answers=self.answers[chosen], ages=self.ages[chosen], groups=groups)

    def usable(self) -> Self:
        """Without repeated rows and without people whose answers hardly differ (standard deviation below 0.3)."""
        firsts = np.zeros(self.people, dtype=np.bool_)
        firsts[np.unique(self.answers, axis=0, return_index=True)[1]] = True
        given = self.answers > 0
        number = np.maximum(given.sum(axis=1), 1)
        mean = self.answers.sum(axis=1) / number
        variance = (self.answers**2).sum(axis=1) / number - mean**2
        return self.rows(firsts & (variance >= _LEAST_SPREAD**2))

    def half(self, part: Literal[1, 2], seed: int) -> Self:
        """One of two random halves of the people; the same seed gives the same halves."""
        drawn = np.random.default_rng(seed).permutation(self.people) % 2
        return self.rows(drawn == part - 1)


def read_answers(path: Path) -> AnswerTable:
    """Read a CSV file (plain or gzip) with item columns like R1 or R01 and optionally age, language, gender, sex.

    The letter of an item column is its scale. Empty and 0 mean no answer; other columns are left alone.

    Raises:
        AnswerTableError: the file is missing or broken, a scale has no column, or a cell is not 0 to 5.
    """
    try:
        with _opened(path) as file:
            return _table(path.name, csv.reader(file))
    except (OSError, EOFError, UnicodeDecodeError, csv.Error, zlib.error) as error:
        raise AnswerTableError(f"{path.name} cannot be read: {error}") from error


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _table(name: str, rows: Iterator[list[str]]) -> AnswerTable:
    header = next(rows, [])
    if repeated := [column for column in header if header.count(column) > 1]:
        raise AnswerTableError(f"{name}: column {repeated[0]} stands there twice")
    places = {column: place for place, column in enumerate(header)}
    items = [column for column in header if _ITEM.fullmatch(column)]
    missing = [scale for scale in Interest if not any(item.startswith(scale) for item in items)]
    if missing:
        raise AnswerTableError(f"{name}: no column for an item of scale {missing[0]}, like {missing[0]}1")
    answers: list[list[int]] = []
    ages: list[int] = []
    groups: dict[str, list[str]] = {column: [] for column in _GROUPS if column in places}
    for line, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise AnswerTableError(f"{name}, line {line}: {len(row)} cells, not {len(header)}")
        answers.append([_answer(name, line, item, row[places[item]]) for item in items])
        age = row[places["age"]].strip() if "age" in places else ""
        ages.append(int(age) if age.isdecimal() and len(age) <= len("100") else 0)
        for column, values in groups.items():
            values.append(row[places[column]].strip())
    if not answers:
        raise AnswerTableError(f"{name} holds nobody's answers")
    return AnswerTable(
        scales={item: Interest(item[0]) for item in items},
        answers=np.array(answers, dtype=np.int64),
        ages=np.array(ages, dtype=np.int64),
        groups={column: tuple(values) for column, values in groups.items()},
    )


def _answer(name: str, line: int, item: str, cell: str) -> int:
    text = cell.strip() or "0"
    if len(text) != 1 or not "0" <= text <= str(HIGHEST_ANSWER):
        raise AnswerTableError(f"{name}, line {line}, column {item}: {cell!r} is not an answer (1 to 5, 0 for none)")
    return int(text)
