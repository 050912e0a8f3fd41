"""How good the items of a bank are: reliability of the scales, items to drop, items that work unlike in two groups."""

import math
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from guidance.aptitude.answer_table import AnswerTable
from guidance.aptitude.interests import Interest
from guidance.aptitude.normal import BoolArray, FloatArray, IntArray

# An item that goes with the rest of its scale less than this measures something else.
LEAST_REST_CORRELATION = 0.30
# Standardised mean difference from which an item works noticeably, or greatly, unlike in two groups: the bounds in use
# at ETS for items with several answers (Zwick, Thayer & Mazzeo 1997, Applied Measurement in Education 10).
MODERATE_DIF, LARGE_DIF = 0.17, 0.25
_CERTAIN = 0.01
_LEAST_TOGETHER = 20
_LEAST_GROUP = 50
_STRATA = 5


@dataclass(frozen=True)
class ItemReport:
    """One item; None where too few people answered."""

    item: str
    answered: int
    mean: float | None
    rest_correlation: float | None
    """With the mean of the other items of its scale."""
    nearest_other: tuple[Interest, float] | None
    """The other scale with whose mean it goes best, and how well."""
    drop: str | None
    """Why it should be dropped, or None."""


@dataclass(frozen=True)
class Dif:
    """An item that two groups of equal interest answer differently."""

    column: str
    """Where the groups stand, like ``language``."""
    groups: tuple[str, str]
    item: str
    effect: float
    """Mean answer of the first group minus the second at equal rest scores, in standard deviations of the item."""
    p: float
    """Chance of at least this by accident (Mantel 1963, one degree of freedom)."""
    size: Literal["moderate", "large"]


@dataclass(frozen=True)
class BankReport:
    """The whole bank."""

    people: int
    alpha: dict[Interest, float | None]
    """Cronbach's alpha of each scale; None where two of its items were hardly ever answered by the same person."""
    items: list[ItemReport]
    dif: list[Dif]
    """Items of moderate or large effect that is no accident (p < .01), the largest first."""

    @property
    def to_drop(self) -> dict[str, str]:
        """Items to drop, with the reason."""
        return {item.item: item.drop for item in self.items if item.drop}


def analyse(table: AnswerTable) -> BankReport:
    """Report on every item and scale of a table of answers; missing answers are left out pair by pair."""
    items = list(table.scales)
    answers = np.where(table.answers > 0, table.answers, np.nan).astype(np.float64)
    scale_of = np.array([list(Interest).index(scale) for scale in table.scales.values()])
    return BankReport(
        people=table.people,
        alpha={scale: _alpha(answers[:, scale_of == place]) for place, scale in enumerate(Interest)},
        items=[_item(items, answers, scale_of, place) for place in range(len(items))],
        dif=sorted(_all_dif(table, items, answers, scale_of), key=lambda dif: -abs(dif.effect)),
    )


def _alpha(answers: FloatArray) -> float | None:
    number = answers.shape[1]
    if number == 1:
        return None
    covariances = np.array([[_covariance(answers[:, i], answers[:, j]) for j in range(number)] for i in range(number)])
    total = float(covariances.sum())
    if math.isnan(total) or total <= 0:
        return None
    return float(number / (number - 1) * (1 - np.trace(covariances) / total))


def _item(items: list[str], answers: FloatArray, scale_of: IntArray, place: int) -> ItemReport:
    own = answers[:, place]
    rest = _correlation(own, _rest(answers, scale_of, place, int(scale_of[place])))
    others = {
        scale: _correlation(own, _rest(answers, scale_of, place, number))
        for number, scale in enumerate(Interest)
        if number != scale_of[place]
    }
    known = {scale: value for scale, value in others.items() if value is not None}
    nearest = max(known.items(), key=lambda pair: pair[1]) if known else None
    drop = None
    if rest is not None and rest < LEAST_REST_CORRELATION:
        drop = f"goes with the rest of its scale by only {rest:.2f}, below {LEAST_REST_CORRELATION:.2f}"
    elif rest is not None and nearest is not None and nearest[1] > rest:
        drop = f"goes with scale {nearest[0]} ({nearest[1]:.2f}) better than with its own ({rest:.2f})"
    answered = int(np.sum(~np.isnan(own)))
    return ItemReport(items[place], answered, float(np.nanmean(own)) if answered else None, rest, nearest, drop)


def _all_dif(table: AnswerTable, items: list[str], answers: FloatArray, scale_of: IntArray) -> list[Dif]:
    found = []
    for column, values in table.groups.items():
        large = [value for value, count in Counter(values).most_common() if value and count >= _LEAST_GROUP]
        for first, second in combinations(sorted(large[:3]), 2):
            member = np.array(values)
            for place, item in enumerate(items):
                rest = _rest(answers, scale_of, place, int(scale_of[place]))
                compared = _mantel(answers[:, place], rest, member == first, member == second)
                if compared and abs(compared[0]) >= MODERATE_DIF and compared[1] < _CERTAIN:
                    size: Literal["moderate", "large"] = "large" if abs(compared[0]) >= LARGE_DIF else "moderate"
                    found.append(Dif(column, (first, second), item, *compared, size))
    return found


def _mantel(own: FloatArray, rest: FloatArray, first: BoolArray, second: BoolArray) -> tuple[float, float] | None:
    """Standardised mean difference at equal rest scores, and Mantel's p."""
    usable = ~np.isnan(own) & ~np.isnan(rest) & (first | second)
    if min(np.sum(usable & first), np.sum(usable & second)) < _LEAST_GROUP:
        return None
    cuts = np.quantile(rest[usable], np.arange(1, _STRATA) / _STRATA)
    stratum = np.searchsorted(cuts, rest, side="right")
    spread = float(own[usable].std())
    difference = weight = surplus = variance = 0.0
    for number in range(_STRATA):
        a, b = own[usable & first & (stratum == number)], own[usable & second & (stratum == number)]
        if not len(a) or not len(b):
            continue
        both = np.concatenate([a, b])
        shared = len(a) * len(b) / len(both)
        difference += shared * float(a.mean() - b.mean())
        weight += shared
        surplus += float(a.sum() - len(a) * both.mean())
        variance += shared * float(both.var(ddof=1)) if len(both) > 1 else 0.0
    if not weight or not spread or not variance:
        return None
    return difference / weight / spread, math.erfc(abs(surplus) / math.sqrt(2 * variance))


def _rest(answers: FloatArray, scale_of: IntArray, place: int, scale: int) -> FloatArray:
    """(N) mean of the answers to a scale, the item itself left out; nan where there is none."""
    chosen = scale_of == scale
    chosen[place] = False
    of_scale = answers[:, chosen]
    number = np.sum(~np.isnan(of_scale), axis=1)
    mean: FloatArray = np.where(number > 0, np.nansum(of_scale, axis=1) / np.maximum(number, 1), np.nan)
    return mean


def _together(a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray] | None:
    both = ~np.isnan(a) & ~np.isnan(b)
    return (a[both], b[both]) if np.sum(both) >= _LEAST_TOGETHER else None


def _covariance(a: FloatArray, b: FloatArray) -> float:
    pair = _together(a, b)
    return float(np.cov(*pair)[0, 1]) if pair else math.nan


def _correlation(a: FloatArray, b: FloatArray) -> float | None:
    pair = _together(a, b)
    if pair is None or not pair[0].std() or not pair[1].std():
        return None
    return float(np.corrcoef(*pair)[0, 1])
