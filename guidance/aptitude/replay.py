"""Recorded answers asked again: how near the adaptive questionnaire comes to the whole bank.

Everybody is asked by the arithmetic that the bot uses, hundreds at a time; what they answered when they filled in the
whole bank is what they answer now. The whole bank's six means are the criterion.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from guidance.aptitude.answer_table import AnswerTable, AnswerTableError
from guidance.aptitude.bank import HIGHEST_ANSWER
from guidance.aptitude.engine import STRETCHES, fit_of_stretches
from guidance.aptitude.normal import BoolArray, FloatArray, IntArray
from guidance.aptitude.parameters import Parameters
from guidance.aptitude.posterior import Forecast, Model, Posterior
from guidance.aptitude.selection import choose, ranking
from guidance.aptitude.stopping import LONGEST, is_clear, order_certainty

FALSE_ALARMS = 0.05
# So many people at a time that their covariances fit into the processor's cache.
_CHUNK = 128
_EQUAL = 1e-9


@dataclass(frozen=True, eq=False)
class Walk:
    """People walked through the questionnaire; index n on the first axis is after n answers."""

    scores: FloatArray
    """(n + 1, P, 6)."""
    leader: FloatArray
    """(n + 1, P) certainty of the first letter."""
    top_three: FloatArray
    """(n + 1, P) certainty of the first three as a set."""
    clear: BoolArray
    """(n + 1, P) whether the questionnaire might stop."""
    fit: FloatArray
    """(n + 1, P) mean log-chance of an answer; 0 before the first."""
    asked: IntArray
    """(n, P) places of the items, in the order asked."""


@dataclass(frozen=True)
class Agreement:
    """How well scores after some answers agree with those of the whole bank."""

    length: int | Literal["adaptive"]
    profile_r: float
    """Mean over people of Pearson's correlation of six with six scores, 0 where one profile is flat."""
    top1: float
    """Share of people whose first letter is right; where the whole bank has a tie, either is."""
    top2: float
    """The first two as a set."""
    top3: float
    """The first three as a set."""
    code: float
    """The first three in their order."""
    rmse: float
    """Root mean squared error of a score, in answer points."""
    mean_items: float


@dataclass(frozen=True)
class Carelessness:
    """How well answering at random is told from people, after some answers."""

    length: int
    random_caught: float
    """Share of random answering caught where 5 % of the people are suspected wrongly."""
    caught_as_calibrated: float
    """The same with the threshold of the parameters,"""
    suspected_as_calibrated: float
    """and the share of people it suspects."""


@dataclass(frozen=True)
class Replay:
    """What a replay found."""

    people: int
    agreement: list[Agreement]
    carelessness: list[Carelessness]


def replay(
    parameters: Parameters, table: AnswerTable, lengths: list[int], *, random_people: int = 1000, seed: int = 0
) -> Replay:
    """Ask everybody again who answered the whole bank.

    Args:
        parameters: of the bank; those items of the table that they know are asked.
        table: recorded answers; rows that are repeated, flat or not complete are left out.
        lengths: numbers of answers after which to compare; the questionnaire that stops by itself is added.
        random_people: how many who answer at random are set against the people.
        seed: of the random answering.

    Raises:
        AnswerTableError: nobody answered the whole bank, or a length is longer than it.
        ParametersError: the parameters do not know an item.
    """
    known = parameters.only(list(table.scales))
    people = table.usable()
    people = people.rows(people.complete)
    if not people.people:
        raise AnswerTableError("nobody among these people answered every item")
    if too_long := [length for length in lengths if not 1 <= length <= len(table.scales)]:
        raise AnswerTableError(f"{too_long[0]} answers cannot be asked of a bank of {len(table.scales)} items")
    longest = min(LONGEST, len(table.scales))
    walked = walk(known, people.answers, max(*lengths, longest))
    random = np.random.default_rng(seed).integers(1, HIGHEST_ANSWER + 1, (random_people, len(table.scales)))
    random_walked = walk(known, random, max(lengths))
    full = people.full_scores
    stops = np.argmax(np.concatenate([walked.clear[:longest], np.ones((1, people.people), np.bool_)]), axis=0)
    return Replay(
        people=people.people,
        agreement=[
            *(agreement(length, walked.scores[length], full, float(length)) for length in lengths),
            agreement("adaptive", walked.scores[stops, np.arange(people.people)], full, float(stops.mean())),
        ],
        carelessness=[
            _carelessness(length, walked.fit[length], random_walked.fit[length], known) for length in lengths
        ],
    )


def walk(parameters: Parameters, answers: IntArray, length: int) -> Walk:
    """Walk people through the questionnaire, never stopping early.

    Args:
        parameters: of the bank.
        answers: (P, J) of every person to every item, 1 to 5.
        length: how many items to ask, at most J.
    """
    models = [Model.of(parameters, stretch) for stretch in STRETCHES]
    chunks = [answers[start : start + _CHUNK] for start in range(0, len(answers), _CHUNK)]
    walks = [_walk(models, chunk, length) for chunk in chunks]
    fields = ("scores", "leader", "top_three", "clear", "fit", "asked")
    return Walk(**{field: np.concatenate([getattr(one, field) for one in walks], axis=1) for field in fields})


def _walk(models: list[Model], answers: IntArray, length: int) -> Walk:
    posteriors = [Posterior.prior(model, len(answers)) for model in models]
    plain = STRETCHES.index(1.0)
    order = np.arange(answers.shape[1])
    people = np.arange(len(answers))
    scores, leader, top_three, clear, fit, asked = [], [], [], [], [], []
    for answered in range(length + 1):
        forecast = Forecast.of(posteriors[plain])
        certainty = order_certainty(forecast)
        scores.append(forecast.scores)
        leader.append(certainty.leader)
        top_three.append(certainty.top_three)
        clear.append(is_clear(answered, certainty))
        fit.append(fit_of_stretches(np.stack([one.log_chance for one in posteriors])) / max(answered, 1))
        if answered < length:
            items = choose(forecast, order)
            asked.append(items)
            posteriors = [one.after(items, answers[people, items]) for one in posteriors]
    return Walk(
        scores=np.stack(scores),
        leader=np.stack(leader),
        top_three=np.stack(top_three),
        clear=np.stack(clear),
        fit=np.stack(fit),
        asked=np.stack(asked) if asked else np.empty((0, len(answers)), dtype=np.int64),
    )


def agreement(length: int | Literal["adaptive"], scores: FloatArray, full: FloatArray, mean_items: float) -> Agreement:
    """Compare scores (P, 6) with those of the whole bank (P, 6); ties in the whole bank count as right."""
    own = scores - scores.mean(axis=1, keepdims=True)
    true = full - full.mean(axis=1, keepdims=True)
    size = np.sqrt((own**2).sum(axis=1) * (true**2).sum(axis=1))
    correlations = np.where(size > _EQUAL, (own * true).sum(axis=1) / np.maximum(size, _EQUAL), 0.0)
    chosen = np.take_along_axis(full, ranking(scores), axis=1)
    best = -np.sort(-full, axis=1)
    # The k chosen are a right answer to "which are the first k" where none of them lies below the true k-th.
    right = {k: chosen[:, :k].min(axis=1) >= best[:, k - 1] - _EQUAL for k in (1, 2, 3)}
    ordered = np.all(np.abs(chosen[:, :3] - best[:, :3]) < _EQUAL, axis=1)
    return Agreement(
        length=length,
        profile_r=float(correlations.mean()),
        top1=float(right[1].mean()),
        top2=float(right[2].mean()),
        top3=float(right[3].mean()),
        code=float(ordered.mean()),
        rmse=float(np.sqrt(((scores - full) ** 2).mean())),
        mean_items=mean_items,
    )


def _carelessness(length: int, people: FloatArray, random: FloatArray, parameters: Parameters) -> Carelessness:
    threshold = parameters.least_fit_after(length)
    return Carelessness(
        length=length,
        random_caught=float((random < np.quantile(people, FALSE_ALARMS)).mean()),
        caught_as_calibrated=float((random < threshold).mean()),
        suspected_as_calibrated=float((people < threshold).mean()),
    )
