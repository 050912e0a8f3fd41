import itertools
import statistics
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from guidance.aptitude.engine import AnswersError, Engine
from guidance.aptitude.interests import Interest
from guidance.aptitude.normal import chance_below, cut
from guidance.aptitude.parameters import Parameters, ParametersError
from guidance.aptitude.stopping import LONGEST, LONGEST_ON_REQUEST, SHORTEST, progress
from tests.guidance.aptitude import simulated

SIXTY = Engine(Parameters.default(simulated.scales(10)))
SMALL = Engine(Parameters.default(simulated.scales(2)))


def asked(engine: Engine, answer: dict[str, int], limit: int = LONGEST) -> list[tuple[str, int]]:
    answers: list[tuple[str, int]] = []
    while (item := engine.next_item(answers, limit=limit)) is not None:
        answers.append((item, answer[item]))
    return answers


answers_of_all = st.lists(st.integers(1, 5), min_size=60, max_size=60).map(
    lambda values: dict(zip(SIXTY.parameters.scales, values, strict=True))
)


@given(answers_of_all)
@settings(max_examples=25, deadline=None)
def test_whatever_is_answered_nothing_repeats_and_every_scale_is_asked(answer: dict[str, int]) -> None:
    answers = asked(SIXTY, answer)

    items = [item for item, _ in answers]
    assert len(set(items)) == len(items)
    assert SHORTEST <= len(items) <= LONGEST
    assert {item[0] for item in items[:10]} == set(Interest)
    more = asked(SIXTY, answer, LONGEST_ON_REQUEST)
    assert more[: len(answers)] == answers
    assert len(more) == len(answers) or len(answers) == LONGEST
    assert len(more) <= LONGEST_ON_REQUEST


@given(answers_of_all, st.integers(0, 30))
@settings(max_examples=25, deadline=None)
def test_an_estimate_is_sane_after_any_number_of_answers(answer: dict[str, int], number: int) -> None:
    estimate = SIXTY.estimate(list(answer.items())[:number])

    assert all(1 <= score <= 5 for score in estimate.scores)
    assert all(0 <= deviation < 2 for deviation in estimate.deviations)
    assert np.linalg.eigvalsh(np.array(estimate.covariance))[0] > -1e-9
    # Of interests that are even, rounding may leave a hair less than one half.
    assert 0.5 - 1e-6 <= estimate.leader_certainty <= 1
    assert 0 <= estimate.top_three_certainty <= 1
    ranked = estimate.profile.ranked
    assert set(estimate.close_pairs) <= set(itertools.pairwise(ranked))


def test_before_the_first_answer_everybody_is_alike() -> None:
    estimate = SIXTY.estimate([])

    assert estimate.scores == pytest.approx([3.0] * 6)
    assert estimate.leader_certainty == pytest.approx(0.5)
    assert len(estimate.close_pairs) == 5
    assert SIXTY.fit([]) == 0


def test_when_all_is_answered_the_scores_are_plain_means() -> None:
    answers = [(item, 1 + place * place % 5) for place, item in enumerate(SMALL.parameters.scales)]

    estimate = SMALL.estimate(answers)

    means = [statistics.mean(answer for item, answer in answers if item[0] == scale) for scale in Interest]
    assert estimate.scores == pytest.approx(means)
    assert estimate.deviations == pytest.approx([0] * 6)
    assert SMALL.further_item(answers) is None
    assert SMALL.next_item(answers) is None


def test_an_answer_moves_its_scale_most_and_its_neighbours_along() -> None:
    before, after = SIXTY.estimate([]), SIXTY.estimate([("S1", 5)])

    moves = dict(zip(Interest, np.subtract(after.scores, before.scores), strict=True))
    assert moves[Interest.SOCIAL] > moves[Interest.ARTISTIC] > moves[Interest.INVESTIGATIVE] > -1e-12
    assert after.deviations[3] < before.deviations[3]


def test_the_next_item_follows_from_the_answers_alone() -> None:
    answer = {item: 1 + place % 5 for place, item in enumerate(SIXTY.parameters.scales)}
    answers = asked(SIXTY, answer)

    restarted = Engine(Parameters.model_validate_json(SIXTY.parameters.model_dump_json()))
    for number in range(len(answers)):
        assert restarted.next_item(answers[:number]) == answers[number][0]


def test_a_seed_chooses_among_equals() -> None:
    parameters = SIXTY.parameters

    firsts = {Engine(parameters, seed=seed).next_item([]) for seed in range(10)}

    assert len(firsts) > 1
    assert Engine(parameters, seed=3).next_item([]) == Engine(parameters, seed=3).next_item([])


def test_a_clear_person_is_asked_less_than_an_undecided_one() -> None:
    clear = {item: 5 if item[0] == "S" else 4 if item[0] in "AE" else 1 for item in SIXTY.parameters.scales}
    undecided = dict.fromkeys(SIXTY.parameters.scales, 3)

    assert len(asked(SIXTY, clear)) < 15
    assert len(asked(SIXTY, undecided)) == LONGEST
    assert SIXTY.next_item(asked(SIXTY, clear), limit=LONGEST_ON_REQUEST) is None
    assert SIXTY.next_item(asked(SIXTY, undecided), limit=LONGEST_ON_REQUEST) is not None


def test_fit_tells_likings_from_dice() -> None:
    consistent = [(item, 5 if item[0] in "SA" else 2) for item in SIXTY.parameters.scales][::3]
    dice = [(item, 1 + 4 * (place % 3 % 2)) for place, (item, _) in enumerate(consistent)]

    assert SIXTY.fit(consistent) > SIXTY.fit(dice) + 0.3
    assert not SIXTY.looks_careless(consistent)
    assert SIXTY.looks_careless(dice)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ([("X1", 3)], "item X1 is not in the bank"),
        ([("R1", 0)], "the answer to R1 is 0, not 1 to 5"),
        ([("R1", 3), ("R1", 4)], "an item is answered twice"),
    ],
)
def test_answers_that_cannot_be_are_refused(answers: list[tuple[str, int]], message: str) -> None:
    with pytest.raises(AnswersError, match=f"^{message}$"):
        SIXTY.estimate(answers)


def test_a_step_is_quick_in_a_bank_of_sixty() -> None:
    engine = Engine(SIXTY.parameters)
    answers: list[tuple[str, int]] = []
    took = []
    for number in range(LONGEST_ON_REQUEST):
        started = time.perf_counter()
        item = engine.further_item(answers)
        took.append(time.perf_counter() - started)
        assert item is not None
        answers.append((item, 1 + number * number % 5))

    # Under 1 ms on an ordinary machine; the bound leaves room for a busy one.
    assert statistics.median(took) < 0.005


def test_progress_never_runs_backwards() -> None:
    shown = [progress(number) for number in range(LONGEST + 1)]

    assert shown == sorted(set(shown))
    assert (shown[0], shown[-1]) == (0, 1)
    assert progress(LONGEST_ON_REQUEST) == 1
    assert 0 < progress(LONGEST, LONGEST_ON_REQUEST) < 1


@given(st.floats(-12, 12))
def test_the_normal_distribution_is_right_in_its_tails(x: float) -> None:
    assert float(chance_below(np.array(x))) == pytest.approx(statistics.NormalDist().cdf(x), rel=1e-6, abs=1e-15)


@given(st.floats(-3, 3), st.floats(0.01, 4))
def test_the_intervals_hold_all_of_a_distribution(mean: float, variance: float) -> None:
    cells = cut(np.array(mean), np.array(variance), np.array([-np.inf, -0.8, -0.2, 0.2, 0.8, np.inf]))

    assert float(cells.chance.sum()) == pytest.approx(1, abs=1e-6)
    assert float(cells.chance @ cells.shift) == pytest.approx(0, abs=1e-5)
    # The law of total variance.
    assert float(cells.chance @ (cells.shrink + cells.shift**2)) == pytest.approx(1, abs=1e-3)


def test_parameters_survive_a_file(tmp_path: Path) -> None:
    SMALL.parameters.save(tmp_path / "parameters.json")

    assert Parameters.load(tmp_path / "parameters.json") == SMALL.parameters


def test_a_part_of_a_bank_keeps_what_is_known_of_it() -> None:
    part = SIXTY.parameters.only(["C1", "R1", "R2", "I1", "A1", "S1", "E1"])

    assert list(part.scales) == ["C1", "R1", "R2", "I1", "A1", "S1", "E1"]
    assert part.correlations[1][:3] == [0.2, 1.0, 0.5]
    with pytest.raises(ParametersError, match="know nothing of item Q9"):
        SIXTY.parameters.only(["Q9"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"thresholds": [(0.0, 0.0, 1.0, 2.0)] * 12}, "do not increase"),
        ({"thresholds": [(0.0, 1.0, 2.0, 3.0)]}, "differ in number"),
        ({"correlations": [[1.0] * 12] * 12}, "not positive definite"),
        ({"correlations": [[1.0, 0.5]] * 12}, "not a square"),
        ({"correlations": (np.eye(12) + np.eye(12, k=1) / 2).tolist()}, "not symmetric"),
        ({"scales": {f"R{number}": "R" for number in range(12)}}, "all six scales"),
        ({"least_fit": {}}, "no entry for 0"),
    ],
)
def test_parameters_that_do_not_hang_together_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Parameters.model_validate(SMALL.parameters.model_dump() | change)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"[1, 2]"])
def test_a_broken_file_of_parameters_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(content)

    with pytest.raises(ParametersError, match=r"^broken\.json: .+$"):
        Parameters.load(path)
    with pytest.raises(ParametersError, match=r"^none\.json cannot be read: No such file"):
        Parameters.load(tmp_path / "none.json")
    with pytest.raises(ParametersError, match=r"cannot be written"):
        SMALL.parameters.save(tmp_path / "no" / "folder.json")
