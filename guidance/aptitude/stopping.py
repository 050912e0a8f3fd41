"""When enough has been asked, and how far a person is."""

from typing import NamedTuple

import numpy as np

from guidance.aptitude.normal import BoolArray, FloatArray, IntArray, chance_below
from guidance.aptitude.posterior import Forecast
from guidance.aptitude.selection import ranking

SHORTEST = 10
LONGEST = 24
LONGEST_ON_REQUEST = 30
# The answers are clear when both are reached; chosen so that about 17 questions are asked on the average.
_CLEAR_LEADER = 0.85
_CLEAR_TOP_THREE = 0.50
# Share of the progress bar that the questions asked of everybody take.
_COMMON_SHARE = 0.6


class Certainty(NamedTuple):
    """How certain the order of the scores is, person by person."""

    leader: FloatArray
    """(P) chance that the first truly beats the second."""
    top_three: FloatArray
    """(P) chance that the first three are truly the first three."""
    neighbours: FloatArray
    """(P, 5) chance that the first beats the second, the second the third, and so on."""


def order_certainty(forecast: Forecast) -> Certainty:
    r"""How certain the order is.

    One scale beats another with chance :math:`\Phi(d/s)`, d their expected difference and s its standard deviation.
    The first three are the true ones where each beats each of the others; the nine chances are multiplied as if they
    were independent, which is somewhat too modest where they are small (docs/aptitude.md).
    """
    ranked = ranking(forecast.scores)
    scores = np.take_along_axis(forecast.scores, ranked, axis=1)
    people = np.arange(len(ranked))[:, None, None]
    covariance = forecast.covariance[people, ranked[:, :, None], ranked[:, None, :]]
    own = np.einsum("paa->pa", covariance)
    variance = np.maximum(own[:, :, None] + own[:, None, :] - 2 * covariance, 1e-9)
    beats = chance_below((scores[:, :, None] - scores[:, None, :]) / np.sqrt(variance))
    neighbours = np.stack([beats[:, place, place + 1] for place in range(ranked.shape[1] - 1)], axis=1)
    return Certainty(neighbours[:, 0], beats[:, :3, 3:].prod(axis=(1, 2)), neighbours)


def is_clear(answered: int | IntArray, certainty: Certainty) -> BoolArray:
    """Whether (P) the answers are clear enough to stop, never before ``SHORTEST``."""
    sure = (certainty.leader >= _CLEAR_LEADER) & (certainty.top_three >= _CLEAR_TOP_THREE)
    return sure & (np.asarray(answered) >= SHORTEST)


def progress(answered: int, limit: int = LONGEST) -> float:
    """How far a person is, 0 to 1, while still being asked; show 1 when :meth:`Engine.next_item` returns None.

    It depends on the number of answers alone, so it never runs backwards, not even when an answer is changed.

    Args:
        answered: answers so far.
        limit: where the questionnaire ends at the latest.
    """
    if answered <= SHORTEST:
        return _COMMON_SHARE * answered / SHORTEST
    return min(1.0, _COMMON_SHARE + (1 - _COMMON_SHARE) * (answered - SHORTEST) / (limit - SHORTEST))
