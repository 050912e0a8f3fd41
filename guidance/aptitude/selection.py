"""Which item to ask next: the one that promises most for the three strongest interests."""

import math
from itertools import combinations

import numpy as np

from guidance.aptitude.normal import BoolArray, FloatArray, IntArray, chance_below
from guidance.aptitude.posterior import Forecast, Posterior

SCALES = 6
# By this many answers every scale has been asked about.
ALL_SCALES_BY = 10
# What the whole profile weighs beside the order of the strongest three: chosen on recorded answers between 0 (best
# code, worse profile) and 0.5 (the reverse); see docs/aptitude.md.
_PROFILE_WEIGHT = 0.1
# From this many answers on, answers that are foreseen no better than by guessing call for items easy to foresee.
_DOUBT_FROM = 6
_GUESSING = math.log(1 / 5)
_LEAST_VARIANCE = 1e-9
# Rounding must not decide between equals: one person and a batch are summed in different orders.
_EQUAL = 1e-7

_PAIRS = tuple(combinations(range(SCALES), 2))
_HIGH, _LOW = (np.array(ends) for ends in zip(*_PAIRS, strict=True))


def differences(scores: FloatArray) -> FloatArray:
    """Scores (..., 6) to the 15 differences of two scales (..., 15), in the order of ``combinations``."""
    difference: FloatArray = scores[..., _HIGH] - scores[..., _LOW]
    return difference


def variances(covariance: FloatArray) -> FloatArray:
    """Covariances of scores (..., 6, 6) to the variances of those 15 differences (..., 15)."""
    own = np.einsum("...aa->...a", covariance)
    both: FloatArray = own[..., _HIGH] + own[..., _LOW] - 2 * covariance[..., _HIGH, _LOW]
    return np.maximum(both, _LEAST_VARIANCE)


def ranking(scores: FloatArray) -> IntArray:
    """The places of the scales (P, 6) from the highest score to the lowest; equals keep the order of the hexagon."""
    ranked: IntArray = np.argsort(-np.round(scores / _EQUAL), axis=1, kind="stable")
    return ranked


def worth(forecast: Forecast) -> FloatArray:
    r"""What each item promises (P, J), in chances of a wrong order that it would remove.

    A pair of scales with expected difference d and standard deviation s is put in the wrong order with chance
    :math:`\Phi(-|d|/s)`. An answer moves d (``Forecast.changes``), and on the average over the five answers the
    variance falls by as much as the mean will move (law of total variance); so the chance of a wrong order after the
    item is foreseen for each answer and averaged: the knowledge gradient (Frazier, Powell & Dayanik 2008, SIAM J.
    Control Optim. 47). A pair counts as often as it would change the first letter, the first two or the first three.
    """
    chances = forecast.chances[..., None]
    moves = differences(forecast.changes)
    falls = np.sum(chances * moves**2, axis=2)
    now = differences(forecast.scores)
    variance = variances(forecast.covariance)
    left = np.sqrt(np.maximum(variance[:, None] - falls, _LEAST_VARIANCE))
    after = np.sum(chances * chance_below(-np.abs(now[:, None, None] + moves) / left[:, :, None]), axis=2)
    gain = chance_below(-np.abs(now) / np.sqrt(variance))[:, None] - after
    rank = np.minimum(np.argsort(ranking(forecast.scores), axis=1), 3)
    decides = np.abs(differences(rank))
    promise = np.sum(gain * decides[:, None], axis=2) + _PROFILE_WEIGHT * np.sum(falls, axis=2)
    entropy = -np.sum(forecast.chances * np.log(forecast.chances), axis=2)
    doubted = np.maximum(promise, 0.0) / np.maximum(entropy, 0.2) ** 2
    chosen: FloatArray = np.where(in_doubt(forecast.posterior)[:, None], doubted, promise)
    return chosen


def in_doubt(posterior: Posterior) -> BoolArray:
    """Whose answers (P) could so far have been guessed as well as foreseen.

    They are asked what should be easy to foresee: that tells careless answering from an unusual person soonest.
    """
    answered = posterior.answered
    doubted: BoolArray = (answered >= _DOUBT_FROM) & (posterior.log_chance < answered * _GUESSING)
    return doubted


def choose(forecast: Forecast, order: IntArray) -> IntArray:
    """The item (P) to ask each person next, by its place; everybody must have one left.

    Args:
        forecast: what is believed now.
        order: (J) places of all items; of items that promise the same, the first in this order is taken.
    """
    model = forecast.posterior.model
    asked = forecast.posterior.answers > 0
    member = model.shares > 0
    untouched: BoolArray = ~np.any(asked[:, :, None] & member, axis=1)
    questions_left = ALL_SCALES_BY - forecast.posterior.answered
    must = (untouched.sum(axis=1) >= questions_left) & (questions_left > 0)
    allowed = ~asked & (~must[:, None] | untouched[:, model.scales])
    promise = np.where(allowed, worth(forecast), -np.inf)
    best = promise.max(axis=1, keepdims=True)
    equal = promise >= best - _EQUAL * np.maximum(np.abs(best), 1e-3)
    chosen: IntArray = order[np.argmax(equal[:, order], axis=1)]
    return chosen
