"""What the engine knows about a bank of items before anybody answers; kept as a JSON file."""

from collections.abc import Collection, Mapping
from pathlib import Path
from statistics import NormalDist
from typing import Annotated, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from guidance.aptitude.interests import Interest

# Latent correlations of two different items by the distance of their scales on the hexagon (0: the same scale).
# With eight items a scale they make alpha .89, and scales correlate .36, .09 and 0 at distances 1, 2 and 3:
# Holland's hexagon as it is usually found (docs/aptitude.md).
_BY_DISTANCE = (0.5, 0.2, 0.05, 0.0)
# Nothing is known about how well an item is liked: each of the five answers is as likely as any other.
_EVEN = tuple(NormalDist().inv_cdf(share) for share in (0.2, 0.4, 0.6, 0.8))
# Mean log-chance of an answer below which answers are called careless, while there is no calibration.
_LEAST_FIT = -1.7

Correlation = Annotated[float, Field(ge=-1, le=1)]


class ParametersError(ValueError):
    """Parameters cannot be used; the message says why in one sentence."""


class Parameters(BaseModel):
    """A Gaussian model of a bank: how the liking of each item hangs together with that of every other.

    The liking of item j is a normal variable of mean 0 and variance 1; the answer is k where it lies between the
    thresholds k-1 and k (graded response, probit). Items are in one order throughout.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    scales: dict[str, Interest]
    """Item id to its scale; all six scales occur."""
    thresholds: list[tuple[float, float, float, float]]
    """Item by item, increasing: where the liking passes from one answer to the next."""
    correlations: list[list[Correlation]]
    """Latent (polychoric) correlations of the items; positive definite, ones on the diagonal."""
    least_fit: dict[int, float] = Field(default_factory=lambda: {0: _LEAST_FIT})
    """From this number of answers on: the fit (mean log-chance of an answer) below which answering looks careless."""
    people: Annotated[int, Field(ge=0)] = 0
    """How many people the numbers were fitted to; 0 without calibration."""

    @model_validator(mode="after")
    def _hang_together(self) -> Self:
        if not set(Interest) <= set(self.scales.values()):
            raise ValueError("all six scales need items")
        if not len(self.scales) == len(self.thresholds) == len(self.correlations):
            raise ValueError("items, thresholds and correlations differ in number")
        if 0 not in self.least_fit:
            raise ValueError("least_fit has no entry for 0 answers")
        if not np.all(np.diff(np.array(self.thresholds), axis=1) > 0):
            raise ValueError("the thresholds of an item do not increase")
        if any(len(row) != len(self.scales) for row in self.correlations):
            raise ValueError("the correlations are not a square")
        matrix = np.array(self.correlations)
        if not (np.allclose(matrix, matrix.T, atol=1e-6) and np.allclose(np.diag(matrix), 1)):
            raise ValueError("the correlations are not symmetric with ones on the diagonal")
        if np.linalg.eigvalsh(matrix)[0] <= 0:
            raise ValueError("the correlations are not positive definite")
        return self

    @classmethod
    def default(cls, scales: Mapping[str, Interest]) -> Self:
        """Parameters from the structure alone, without a single answer.

        Args:
            scales: item id to scale.

        Raises:
            ValidationError: a scale has no item.
        """
        place = {interest: number for number, interest in enumerate(Interest)}
        places = np.array([place[scale] for scale in scales.values()])
        steps = np.abs(places[:, None] - places[None])
        matrix = np.array(_BY_DISTANCE)[np.minimum(steps, len(place) - steps)]
        np.fill_diagonal(matrix, 1)
        return cls(scales=dict(scales), thresholds=[_EVEN] * len(scales), correlations=matrix.tolist())

    def least_fit_after(self, answered: int) -> float:
        """The least fit that does not look careless after so many answers."""
        return self.least_fit[max(number for number in self.least_fit if number <= answered)]

    def only(self, items: Collection[str]) -> Self:
        """The same knowledge about some of the items, in the order of the collection.

        Raises:
            ParametersError: an item is not known.
        """
        places = {item: place for place, item in enumerate(self.scales)}
        if unknown := [item for item in items if item not in places]:
            raise ParametersError(f"the parameters know nothing of item {unknown[0]}")
        chosen = [places[item] for item in items]
        return self.model_validate(
            self.model_dump()
            | {
                "scales": {item: self.scales[item] for item in items},
                "thresholds": [self.thresholds[place] for place in chosen],
                "correlations": [[self.correlations[row][column] for column in chosen] for row in chosen],
            }
        )

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read parameters from a JSON file.

        Raises:
            ParametersError: the file is missing or broken.
        """
        try:
            return cls.model_validate_json(path.read_bytes())
        except OSError as error:
            raise ParametersError(f"{path.name} cannot be read: {error.strerror}") from error
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"]))
            raise ParametersError(f"{path.name}: {where + ': ' if where else ''}{first['msg']}") from error

    def save(self, path: Path) -> None:
        """Write the parameters to a JSON file.

        Raises:
            ParametersError: the file cannot be written.
        """
        try:
            path.write_text(self.model_dump_json() + "\n", encoding="utf-8")
        except OSError as error:
            raise ParametersError(f"{path.name} cannot be written: {error.strerror}") from error
