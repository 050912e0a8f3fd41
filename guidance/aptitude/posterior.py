"""What is believed about people's likings after some answers: a Gaussian, updated answer by answer.

All arrays hold several people on the first axis. The bot passes one person, replay and calibration pass hundreds:
the arithmetic is the same.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from guidance.aptitude.bank import HIGHEST_ANSWER
from guidance.aptitude.interests import Interest
from guidance.aptitude.normal import FloatArray, IntArray, cut
from guidance.aptitude.parameters import Parameters


@dataclass(frozen=True, eq=False)
class Model:
    """Parameters as arrays; J items."""

    items: tuple[str, ...]
    scales: IntArray
    """(J) place of the item's scale among the six."""
    shares: FloatArray
    """(J, 6) what an item weighs in the mean of a scale: one over the number of its items, or 0."""
    edges: FloatArray
    """(J, 6) the intervals of the five answers, infinite ends included."""
    correlations: FloatArray
    """(J, J) prior covariance of the likings."""

    @classmethod
    def of(cls, parameters: Parameters, stretch: float = 1.0) -> Self:
        """Make arrays of parameters.

        Args:
            parameters: the bank.
            stretch: factor on all thresholds: below 1 people who like to use the ends of the scale, above 1 its middle.
        """
        order = list(Interest)
        scales = np.array([order.index(scale) for scale in parameters.scales.values()])
        member = scales[:, None] == np.arange(len(order))
        thresholds = stretch * np.array(parameters.thresholds)
        ends = np.full((len(scales), 1), np.inf)
        return cls(
            items=tuple(parameters.scales),
            scales=scales,
            shares=member / member.sum(axis=0),
            edges=np.hstack([-ends, thresholds, ends]),
            correlations=np.array(parameters.correlations),
        )


@dataclass(frozen=True, eq=False)
class Posterior:
    """What is believed about P people; never changed, only followed by a new one."""

    model: Model
    mean: FloatArray
    """(P, J) expected likings."""
    covariance: FloatArray
    """(P, J, J)."""
    answers: IntArray
    """(P, J) answers given, 0 where there is none."""
    log_chance: FloatArray
    """(P) summed log-chances of the answers, each foreseen from those before it."""

    @classmethod
    def prior(cls, model: Model, people: int = 1) -> Self:
        """Before the first answer."""
        items = len(model.items)
        return cls(
            model=model,
            mean=np.zeros((people, items)),
            covariance=np.broadcast_to(model.correlations, (people, items, items)),
            answers=np.zeros((people, items), dtype=np.int64),
            log_chance=np.zeros(people),
        )

    @property
    def answered(self) -> IntArray:
        """(P) how many items each person answered."""
        counted: IntArray = np.sum(self.answers > 0, axis=1)
        return counted

    def after(self, items: IntArray, answers: IntArray) -> Self:
        r"""Take in one answer a person.

        The answer cuts the item's liking :math:`y_j` to an interval; the posterior stays Gaussian by keeping the first
        two moments (assumed-density filtering). With :math:`v=V_{jj}` and shift and shrink as in
        :func:`~guidance.aptitude.normal.cut`:
        :math:`m \leftarrow m + V_{\cdot j}\,shift/\sqrt v`,
        :math:`V \leftarrow V - V_{\cdot j}V_{j\cdot}\,(1-shrink)/v`.

        Args:
            items: (P) the item each person was asked, by its place.
            answers: (P) 1 to 5; 0 leaves the person as they were.
        """
        people = np.arange(len(items))
        column = self.covariance[people, :, items]
        variance = column[people, items]
        cells = cut(self.mean[people, items], variance, self.model.edges[items])
        given = answers > 0
        chosen = np.where(given, answers - 1, 0)
        shift = np.where(given, cells.shift[people, chosen], 0.0)
        shrink = np.where(given, cells.shrink[people, chosen], 1.0)
        followed = self.answers.copy()
        followed[people[given], items[given]] = answers[given]
        loss = column * ((1 - shrink) / variance)[:, None]
        return type(self)(
            model=self.model,
            mean=self.mean + column * (shift / np.sqrt(variance))[:, None],
            covariance=self.covariance - loss[:, :, None] * column[:, None, :],
            answers=followed,
            log_chance=self.log_chance + np.where(given, np.log(cells.chance[people, chosen]), 0.0),
        )


@dataclass(frozen=True, eq=False)
class Forecast:
    """The scores that a posterior expects, and what each further answer would do to them."""

    posterior: Posterior
    chances: FloatArray
    """(P, J, 5) of each answer to each item."""
    scores: FloatArray
    """(P, 6) mean over all items of a scale of the answer given or expected; 1 to 5."""
    covariance: FloatArray
    """(P, 6, 6) of those scores."""
    changes: FloatArray
    """(P, J, 5, 6) by how much each answer to each item would change the scores."""

    @classmethod
    def of(cls, posterior: Posterior) -> Self:
        r"""Foresee all answers that were not given.

        The answer to item k is a step function of its liking; its covariance with any liking l is exactly
        :math:`g_k V_{kl}` with the mean slope :math:`g_k=\sum_c \varphi(z_{kc})/\sqrt{V_{kk}}` over the thresholds
        (Stein's lemma). Two answers covary :math:`g_k g_l V_{kl}` to first order; an answer's own variance is exact.
        """
        model = posterior.model
        variance = np.maximum(np.einsum("pjj->pj", posterior.covariance), 1e-6)
        deviation = np.sqrt(variance)
        cells = cut(posterior.mean, variance, model.edges)
        answer = np.arange(1, HIGHEST_ANSWER + 1)
        expected = cells.chance @ answer
        spread = cells.chance @ answer**2 - expected**2
        # Sum of the densities at the thresholds, from the truncated means: each threshold ends one interval.
        slope = (cells.chance * cells.shift) @ answer / deviation
        open_ = posterior.answers == 0
        expected_or_given = np.where(open_, expected, posterior.answers)
        slope = np.where(open_, slope, 0.0)
        own = np.where(open_, np.maximum(spread - slope**2 * variance, 0.0), 0.0)
        weighted = slope[:, :, None] * model.shares
        pulled = posterior.covariance @ weighted
        covariance = np.swapaxes(weighted, 1, 2) @ pulled
        covariance += np.einsum("pj,ja,jb->pab", own, model.shares, model.shares, optimize=True)
        others = (pulled - variance[:, :, None] * weighted) / deviation[:, :, None]
        itself = answer - expected[:, :, None]
        changes = cells.shift[..., None] * others[:, :, None, :] + itself[..., None] * model.shares[:, None, :]
        return cls(posterior, cells.chance, expected_or_given @ model.shares, covariance, changes)
