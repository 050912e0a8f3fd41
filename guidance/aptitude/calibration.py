"""Fitting the parameters of a bank to recorded answers.

The engine's own update is the expectation step, so answers may be missing as an adaptive questionnaire leaves them
missing: what was asked depended only on answers that are in the table (missing at random).
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from guidance.aptitude.answer_table import AnswerTable, AnswerTableError
from guidance.aptitude.bank import HIGHEST_ANSWER
from guidance.aptitude.item_analysis import BankReport, analyse
from guidance.aptitude.normal import FloatArray, IntArray, cut
from guidance.aptitude.parameters import Parameters
from guidance.aptitude.posterior import Model, Posterior
from guidance.aptitude.replay import FALSE_ALARMS, walk
from guidance.aptitude.stopping import LONGEST_ON_REQUEST

LEAST_PEOPLE = 100
# People of other ages know how items hang together as well, but less of how much each is liked.
OTHER_AGES_WEIGH = 0.25
# The default parameters count as much as so many people: for the correlations, and for the answers to each item.
_PRIOR_PEOPLE = 100
_PRIOR_ANSWERS = 10
_ROUNDS = 6
_CHUNK = 256
# So many people are enough for the twentieth part of them whose answers fit worst.
_FIT_PEOPLE = 1500
_DIGITS = 4


@dataclass(frozen=True)
class Calibration:
    """Fitted parameters, and what the answers say of the items."""

    parameters: Parameters
    report: BankReport


def calibrate(table: AnswerTable, ages: tuple[int, int] | None = None) -> Calibration:
    r"""Fit a bank to answers by expectation-maximisation.

    Each round takes every person's answers in (``Posterior.after``) and sets the covariance to
    :math:`\frac{\sum_i w_i (V_i + m_i m_i^\top) + \nu C_0}{\sum_i w_i + \nu}` scaled to a correlation matrix,
    :math:`C_0` being the default of :math:`\nu = 100` people (the mode under an inverse Wishart prior). The thresholds
    follow from the shares of the answers given and, where none was, expected, with ten people's even answers added.

    Args:
        table: answers; rows that are repeated or flat are left out.
        ages: whom the questionnaire is for; others weigh a quarter. None: everybody weighs the same.

    Raises:
        AnswerTableError: fewer than a hundred usable people (of these ages), or an item that nobody answered.
    """
    people = table.usable()
    meant = people.aged(ages)
    if meant.sum() < LEAST_PEOPLE:
        raise AnswerTableError(f"{meant.sum()} people are too few to calibrate with; {LEAST_PEOPLE} are needed")
    if not people.answers.any(axis=0).all():
        unanswered = list(people.scales)[int(np.argmin(people.answers.any(axis=0)))]
        raise AnswerTableError(f"nobody answered item {unanswered}")
    weights = np.where(meant, 1.0, OTHER_AGES_WEIGH)
    parameters = default = Parameters.default(people.scales)
    order = np.random.default_rng(0)
    for _ in range(_ROUNDS):
        parameters = _round(parameters, default, people.answers, weights, order.permutation(len(people.scales)))
    least_fit = _least_fit(parameters, people.answers[meant & people.complete])
    parameters = parameters.model_copy(update={"people": people.people, "least_fit": least_fit or parameters.least_fit})
    return Calibration(parameters, analyse(people))


def _round(
    parameters: Parameters, default: Parameters, answers: IntArray, weights: FloatArray, order: IntArray
) -> Parameters:
    model = Model.of(parameters)
    products = _PRIOR_PEOPLE * np.array(default.correlations)
    counts = np.full((len(order), HIGHEST_ANSWER), _PRIOR_ANSWERS / HIGHEST_ANSWER)
    for start in range(0, len(answers), _CHUNK):
        given, weight = answers[start : start + _CHUNK], weights[start : start + _CHUNK]
        posterior = Posterior.prior(model, len(given))
        for item in order:
            posterior = posterior.after(np.full(len(given), item), given[:, item])
        products += np.tensordot(weight, posterior.covariance, axes=1)
        products += (posterior.mean * weight[:, None]).T @ posterior.mean
        counts += _counts(posterior, weight)
    deviation = np.sqrt(np.diag(products))
    correlations = np.round(products / np.outer(deviation, deviation), _DIGITS)
    np.fill_diagonal(correlations, 1)
    below = np.cumsum(counts, axis=1)[:, :-1] / counts.sum(axis=1, keepdims=True)
    quantile = NormalDist().inv_cdf
    return Parameters(
        scales=parameters.scales,
        thresholds=[tuple(round(quantile(share), _DIGITS) for share in shares) for shares in below.tolist()],
        correlations=correlations.tolist(),
    )


def _counts(posterior: Posterior, weights: FloatArray) -> FloatArray:
    """(J, 5) how often each answer to each item was given or, where none was, is expected."""
    answers = posterior.answers
    given = answers[:, :, None] == np.arange(1, HIGHEST_ANSWER + 1)
    variance = np.maximum(np.einsum("pjj->pj", posterior.covariance), 1e-6)
    expected = cut(posterior.mean, variance, posterior.model.edges).chance
    counts: FloatArray = np.tensordot(weights, np.where((answers == 0)[:, :, None], expected, given), axes=1)
    return counts


def _least_fit(parameters: Parameters, answers: IntArray) -> dict[int, float]:
    """The fit below which 5 % of the people lie, after each number of answers; empty where too few answered all."""
    if len(answers) < LEAST_PEOPLE:
        return {}
    step = -(-len(answers) // _FIT_PEOPLE)
    longest = min(LONGEST_ON_REQUEST, answers.shape[1])
    fit = walk(parameters, answers[::step], longest).fit
    least = {n: round(float(np.quantile(fit[n], FALSE_ALARMS)), _DIGITS) for n in range(1, longest + 1)}
    return {0: least[1], **least}
