"""The normal distribution on arrays, and what is left of it inside the interval of an answer."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

# Beyond eight standard deviations there is nothing to count.
_FAR = 8.0
_LEAST_CHANCE = 1e-12
_LEAST_VARIANCE = 1e-4
# Chebyshev fit of erfc with a relative error below 1.2e-7 everywhere, tails included
# (Press et al., Numerical Recipes in C, 2nd ed., 1992, section 6.2), from the highest power down.
_ERFC = (
    0.17087277,
    -0.82215223,
    1.48851587,
    -1.13520398,
    0.27886807,
    -0.18628806,
    0.09678418,
    0.37409196,
    1.00002368,
    -1.26551223,
)


def density(x: FloatArray) -> FloatArray:
    """Density of the standard normal distribution."""
    return np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)


def chance_below(x: FloatArray) -> FloatArray:
    """Chance that a standard normal variable lies below ``x``; relative error below 1.2e-7, tails included."""
    z = np.abs(x) / math.sqrt(2)
    t = 1 / (1 + 0.5 * z)
    polynomial = np.zeros_like(t)
    for coefficient in _ERFC:
        polynomial = polynomial * t + coefficient
    tail = 0.5 * t * np.exp(polynomial - z * z)
    return np.where(x > 0, 1 - tail, tail)


class Cells(NamedTuple):
    """A normal variable cut into intervals: one entry an interval, on the last axis.

    ``chance`` is that of falling into the interval; there, ``shift`` is the change of the mean in former
    standard deviations and ``shrink`` the new variance over the former one (0 to 1).
    """

    chance: FloatArray
    shift: FloatArray
    shrink: FloatArray


def cut(mean: FloatArray, variance: FloatArray, edges: FloatArray) -> Cells:
    r"""Cut normal variables at edges: the moments of the truncated normal distribution.

    With :math:`a, b` the standardised edges, :math:`p=\Phi(b)-\Phi(a)`:
    :math:`shift=(\varphi(a)-\varphi(b))/p`, :math:`shrink=1+(a\varphi(a)-b\varphi(b))/p-shift^2`.

    Args:
        mean: any shape.
        variance: the same shape, positive.
        edges: that shape and one axis more, increasing, from minus to plus infinity.
    """
    z = np.clip((edges - mean[..., None]) / np.sqrt(variance)[..., None], -_FAR, _FAR)
    heights = density(z)
    heights[..., 0] = heights[..., -1] = 0.0
    # Differences of upper tails where the interval lies above the mean: 1 - 1 would lose all digits there.
    low, high = z[..., :-1], z[..., 1:]
    flip = np.where(low > 0, -1.0, 1.0)
    chance = np.maximum(flip * (chance_below(flip * high) - chance_below(flip * low)), _LEAST_CHANCE)
    shift = (heights[..., :-1] - heights[..., 1:]) / chance
    weighted = z * heights
    shrink = 1 + (weighted[..., :-1] - weighted[..., 1:]) / chance - shift * shift
    return Cells(chance, shift, np.clip(shrink, _LEAST_VARIANCE, 1.0))
