"""Simulated people: their answers follow a model that is not the engine's default."""

import csv
from pathlib import Path

import numpy as np

from guidance.aptitude.answer_table import AnswerTable
from guidance.aptitude.interests import Interest
from guidance.aptitude.normal import FloatArray, IntArray

ITEMS_A_SCALE = 8
_STEPS = np.abs(np.arange(6)[:, None] - np.arange(6))
HEXAGON = np.array([1, 0.4, 0.15, 0])[np.minimum(_STEPS, 6 - _STEPS)]


def scales(items_a_scale: int = ITEMS_A_SCALE) -> dict[str, Interest]:
    return {f"{scale}{number}": scale for scale in Interest for number in range(1, items_a_scale + 1)}


def _items(items_a_scale: int) -> tuple[FloatArray, FloatArray]:
    """Strength and popularity of each item."""
    drawn = np.random.default_rng(7)
    return drawn.uniform(0.45, 0.9, 6 * items_a_scale), drawn.normal(-0.2, 0.5, 6 * items_a_scale)


def latent_correlations(items_a_scale: int) -> FloatArray:
    """How the likings of the items truly hang together."""
    loading = _items(items_a_scale)[0]
    scale_of = np.repeat(np.arange(6), items_a_scale)
    correlations: FloatArray = np.outer(loading, loading) * HEXAGON[scale_of][:, scale_of]
    np.fill_diagonal(correlations, 1)
    return correlations


def people(number: int, seed: int = 0, *, items_a_scale: int = ITEMS_A_SCALE) -> AnswerTable:
    """Six correlated interests, items of unlike strength and popularity, a share of whims in each answer."""
    bank = scales(items_a_scale)
    drawn = np.random.default_rng(seed)
    loading, popularity = _items(items_a_scale)
    # A hexagon's correlations have equal eigenvalues, whose vectors are another choice on every kind of processor.
    interests = drawn.multivariate_normal(np.zeros(6), HEXAGON, number, method="cholesky")
    scale_of = np.repeat(np.arange(6), items_a_scale)
    whims = drawn.normal(size=(number, len(bank))) * np.sqrt(1 - loading**2)
    liking = loading * interests[:, scale_of] + whims + popularity
    answers: IntArray = 1 + np.sum(liking[:, :, None] > np.array([-0.9, -0.3, 0.4, 1.1]), axis=2)
    return AnswerTable(bank, answers, drawn.integers(13, 30, number), {})


def write(table: AnswerTable, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*table.scales, "age", *table.groups])
        groups = list(zip(*table.groups.values(), strict=True)) or [()] * table.people
        for answers, age, group in zip(table.answers.tolist(), table.ages.tolist(), groups, strict=True):
            writer.writerow([*answers, age, *group])
