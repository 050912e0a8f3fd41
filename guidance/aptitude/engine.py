"""The adaptive questionnaire: what to ask next, when to stop, and the profile with its certainty.

An engine holds no person's state: everything follows from the answers given, in their order, so a person can pause,
come back after a restart and go on at the same item. ``docs/aptitude.md`` tells how it works and what is known of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import sqrt

import numpy as np

from guidance.aptitude.bank import HIGHEST_ANSWER, LOWEST_ANSWER
from guidance.aptitude.interests import Interest
from guidance.aptitude.normal import FloatArray, IntArray
from guidance.aptitude.parameters import Parameters
from guidance.aptitude.posterior import Forecast, Model, Posterior
from guidance.aptitude.profile import Profile
from guidance.aptitude.selection import choose, ranking
from guidance.aptitude.stopping import LONGEST, Certainty, is_clear, order_certainty

# People differ in how readily they use the ends of the answer scale; how an answer fits is judged for all these
# stretches of the thresholds and averaged, so that a decided or a cautious person is not taken for a careless one.
STRETCHES = (0.7, 1.0, 1.4)
# Neighbours whose order is less certain than this are too close to call.
CLOSE_CALL = 0.75
# Of the latest answers, how many are kept at hand; only speed depends on it.
_REMEMBERED = 512


def fit_of_stretches(log_chances: FloatArray) -> FloatArray:
    """Log of the mean chance over the stretches.

    Args:
        log_chances: (stretches, ...) summed log-chances of the answers.
    """
    best: FloatArray = log_chances.max(axis=0)
    mean: FloatArray = np.mean(np.exp(log_chances - best), axis=0)
    return best + np.log(mean)


class AnswersError(ValueError):
    """Answers cannot be used; the message says why in one sentence."""


@dataclass(frozen=True)
class Estimate:
    """What the answers say, in the order R, I, A, S, E, C where six numbers stand together.

    The scores are those of the whole bank: answers given and, for items not asked, answers expected.
    """

    scores: tuple[float, ...]
    """Six, from 1 (not mine) to 5 (very much mine)."""
    deviations: tuple[float, ...]
    """Six standard deviations, in answer points: how far the whole bank's score may lie off."""
    covariance: tuple[tuple[float, ...], ...]
    """Six by six, in squared answer points."""
    leader_certainty: float
    """Chance (0.5 to 1) that the strongest interest truly beats the second."""
    top_three_certainty: float
    """Chance (0 to 1) that the three strongest are truly the three strongest, in whatever order."""
    close_pairs: tuple[tuple[Interest, Interest], ...]
    """Neighbours in the ranking that are too close to call, the higher first."""

    @property
    def profile(self) -> Profile:
        """The scores as a profile."""
        return Profile(dict(zip(Interest, self.scores, strict=True)))


class Engine:
    """Asks and scores one bank of items."""

    def __init__(self, parameters: Parameters, *, seed: int | None = None) -> None:
        """Prepare a bank.

        Args:
            parameters: of the bank, or of the part of it to ask (``Parameters.only``).
            seed: equal items are taken in a random order drawn with it; None: in the order of the parameters.
        """
        self.parameters = parameters
        self._places = {item: place for place, item in enumerate(parameters.scales)}
        self._items = tuple(parameters.scales)
        self._order: IntArray = np.arange(len(self._items))
        if seed is not None:
            self._order = np.random.default_rng(seed).permutation(len(self._items))
        self._priors = {stretch: Posterior.prior(Model.of(parameters, stretch)) for stretch in STRETCHES}
        self._posterior = lru_cache(maxsize=_REMEMBERED)(self._computed)
        self._forecast = lru_cache(maxsize=_REMEMBERED)(self._foreseen)

    def next_item(self, answers: Iterable[tuple[str, int]], *, limit: int = LONGEST) -> str | None:
        """The item to ask next; None when the answers are clear enough, the limit is reached or no item is left.

        Args:
            answers: item id and answer (1 to 5), in the order they were given.
            limit: ask no more than this many. With ``LONGEST_ON_REQUEST`` the questionnaire goes on
                where the usual limit left the result open; where it was clear, it stays finished.

        Raises:
            AnswersError: an item is unknown or answered twice, or an answer is out of range.
        """
        given = self._checked(answers)
        if len(given) >= limit or is_clear(len(given), self._certainty(given)):
            return None
        return self._further(given)

    def further_item(self, answers: Iterable[tuple[str, int]]) -> str | None:
        """The item to ask next however clear the answers are; None when no item is left.

        Raises:
            AnswersError: see :meth:`next_item`.
        """
        return self._further(self._checked(answers))

    def estimate(self, answers: Iterable[tuple[str, int]]) -> Estimate:
        """The profile and its certainty.

        Raises:
            AnswersError: see :meth:`next_item`.
        """
        forecast = self._forecast(self._checked(answers))
        scores, covariance = forecast.scores[0], forecast.covariance[0]
        certainty = order_certainty(forecast)
        ranked = ranking(forecast.scores)[0]
        interests = list(Interest)
        return Estimate(
            # Rounded, so that what ranking() holds for equal is equal.
            scores=tuple(round(float(np.clip(score, LOWEST_ANSWER, HIGHEST_ANSWER)), 7) for score in scores),
            deviations=tuple(sqrt(max(variance, 0.0)) for variance in np.diag(covariance)),
            covariance=tuple(tuple(map(float, row)) for row in covariance),
            leader_certainty=float(certainty.leader[0]),
            top_three_certainty=float(certainty.top_three[0]),
            close_pairs=tuple(
                (interests[high], interests[low])
                for (high, low), chance in zip(pairwise(ranked), certainty.neighbours[0], strict=True)
                if chance < CLOSE_CALL
            ),
        )

    def fit(self, answers: Iterable[tuple[str, int]]) -> float:
        """How well the answers hang together: the mean log-chance of an answer, foreseen from those before it.

        0 would be foreseen for certain, -1.6 is no better than guessing; 0 where there is no answer.

        Raises:
            AnswersError: see :meth:`next_item`.
        """
        given = self._checked(answers)
        if not given:
            return 0.0
        chances = [self._posterior(given, stretch).log_chance[0] for stretch in STRETCHES]
        return float(fit_of_stretches(np.array(chances))) / len(given)

    def looks_careless(self, answers: Iterable[tuple[str, int]]) -> bool:
        """Whether the answers fit worse than those of (about) 95 % of the people of the calibration.

        Raises:
            AnswersError: see :meth:`next_item`.
        """
        given = tuple(answers)
        return self.fit(given) < self.parameters.least_fit_after(len(given))

    def _checked(self, answers: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
        given = tuple(answers)
        for item, answer in given:
            if item not in self._places:
                raise AnswersError(f"item {item} is not in the bank")
            if not LOWEST_ANSWER <= answer <= HIGHEST_ANSWER:
                raise AnswersError(f"the answer to {item} is {answer}, not {LOWEST_ANSWER} to {HIGHEST_ANSWER}")
        if len({item for item, _ in given}) != len(given):
            raise AnswersError("an item is answered twice")
        return given

    def _computed(self, given: tuple[tuple[str, int], ...], stretch: float) -> Posterior:
        if not given:
            return self._priors[stretch]
        item, answer = given[-1]
        return self._posterior(given[:-1], stretch).after(np.array([self._places[item]]), np.array([answer]))

    def _foreseen(self, given: tuple[tuple[str, int], ...]) -> Forecast:
        return Forecast.of(self._posterior(given, 1.0))

    def _certainty(self, given: tuple[tuple[str, int], ...]) -> Certainty:
        return order_certainty(self._forecast(given))

    def _further(self, given: tuple[tuple[str, int], ...]) -> str | None:
        if len(given) == len(self._items):
            return None
        return self._items[int(choose(self._forecast(given), self._order)[0])]
