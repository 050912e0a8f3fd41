from dataclasses import replace

import numpy as np
import pytest

from guidance.aptitude.answer_table import AnswerTableError
from guidance.aptitude.calibration import calibrate
from guidance.aptitude.engine import Engine
from guidance.aptitude.parameters import Parameters, ParametersError
from guidance.aptitude.replay import Replay, agreement, replay, walk
from guidance.aptitude.stopping import LONGEST, SHORTEST
from tests.guidance.aptitude import simulated

PEOPLE = simulated.people(250, seed=20, items_a_scale=6)


@pytest.fixture(scope="module")
def parameters() -> Parameters:
    return calibrate(simulated.people(300, seed=21, items_a_scale=6)).parameters


@pytest.fixture(scope="module")
def found(parameters: Parameters) -> Replay:
    return replay(parameters, PEOPLE, [6, 18, 24], random_people=300)


def test_the_batch_is_the_bot(parameters: Parameters) -> None:
    """Replay and the bot's engine ask the same items and find the same, answer by answer."""
    for known in (parameters, Parameters.default(PEOPLE.scales)):
        engine = Engine(known)
        walked = walk(known, PEOPLE.answers[:8], 24)
        for person, recorded in enumerate(PEOPLE.answers[:8]):
            answer = dict(zip(PEOPLE.scales, recorded.tolist(), strict=True))
            answers: list[tuple[str, int]] = []
            for number in range(25):
                estimate = engine.estimate(answers)
                assert estimate.scores == pytest.approx(walked.scores[number, person], abs=2e-7)
                assert estimate.leader_certainty == pytest.approx(walked.leader[number, person], abs=1e-7)
                assert estimate.top_three_certainty == pytest.approx(walked.top_three[number, person], abs=1e-7)
                assert engine.fit(answers) == pytest.approx(walked.fit[number, person], abs=1e-9)
                stopped = engine.next_item(answers) is None
                assert stopped == (number == LONGEST or bool(walked.clear[number, person]))
                if number < 24:
                    item = engine.further_item(answers)
                    assert item is not None
                    assert item == list(PEOPLE.scales)[walked.asked[number, person]]
                    answers.append((item, answer[item]))


def test_model_scores_beat_plain_means(found: Replay) -> None:
    """Three random items a scale and their means, against eighteen asked by the engine."""
    rng = np.random.default_rng(0)
    chosen = np.concatenate([start + rng.permutation(6)[:3] for start in range(0, 36, 6)])
    plain = np.stack([PEOPLE.answers[:, chosen[3 * s : 3 * s + 3]].mean(axis=1) for s in range(6)], axis=1)
    naive = agreement(18, plain, PEOPLE.full_scores, 18)
    six, eighteen, longer = found.agreement[:3]

    assert eighteen.profile_r > naive.profile_r + 0.03
    assert eighteen.top1 > naive.top1
    assert eighteen.top3 > naive.top3
    assert eighteen.rmse < naive.rmse
    assert six.profile_r < eighteen.profile_r < longer.profile_r


def test_stopping_by_itself_spends_questions_where_they_are_needed(found: Replay) -> None:
    adaptive = found.agreement[-1]

    assert adaptive.length == "adaptive"
    assert SHORTEST <= adaptive.mean_items <= LONGEST
    assert adaptive.top1 > 0.8


def test_random_answering_is_told_from_people(found: Replay) -> None:
    six, eighteen, longer = found.carelessness

    assert six.random_caught < eighteen.random_caught < longer.random_caught
    assert eighteen.random_caught > 0.7
    assert eighteen.caught_as_calibrated > 0.7
    assert eighteen.suspected_as_calibrated < 0.12


def test_ties_count_as_right_and_flat_profiles_as_nothing() -> None:
    full = np.array([[5.0, 5.0, 4.0, 3.0, 3.0, 1.0]])
    swapped = np.array([[4.0, 5.0, 3.5, 2.0, 3.0, 1.0]])
    flat = np.full((1, 6), 3.0)

    right, nothing = agreement(1, swapped, full, 1), agreement(1, flat, full, 1)

    assert (right.top1, right.top2, right.top3, right.code) == (1, 1, 1, 1)
    assert nothing.profile_r == 0
    assert agreement(1, full, flat, 1).profile_r == 0
    assert agreement(1, np.array([[5.0, 4.0, 4.5, 1.0, 1.0, 2.0]]), full, 1).top2 == 0


def test_only_those_who_answered_everything_are_asked_again(parameters: Parameters) -> None:
    answers = PEOPLE.answers[:20].copy()
    answers[0, 0] = 0
    answers[1] = answers[2]
    answers[3] = 5

    assert (
        replay(parameters, replace(PEOPLE, answers=answers, ages=PEOPLE.ages[:20]), [6], random_people=1).people == 17
    )
    with pytest.raises(AnswerTableError, match="nobody among these people"):
        replay(parameters, PEOPLE.rows(PEOPLE.ages > 99), [6])


def test_what_cannot_be_replayed_is_one_sentence(parameters: Parameters) -> None:
    with pytest.raises(AnswerTableError, match=r"^37 answers cannot be asked of a bank of 36 items$"):
        replay(parameters, PEOPLE, [37])
    with pytest.raises(AnswerTableError, match=r"^0 answers cannot be asked"):
        replay(parameters, PEOPLE, [0])
    with pytest.raises(ParametersError, match="know nothing of item R7"):
        replay(parameters, simulated.people(10, items_a_scale=9), [6])


def test_after_all_items_nothing_is_left_to_chance() -> None:
    small = simulated.people(50, items_a_scale=2)

    whole, adaptive = replay(Parameters.default(small.scales), small, [12], random_people=1).agreement

    assert whole.profile_r == pytest.approx(1)
    assert (whole.top1, whole.top2, whole.top3, whole.code) == (1, 1, 1, 1)
    assert whole.rmse == pytest.approx(0)
    assert adaptive.mean_items <= 12
