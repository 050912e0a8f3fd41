import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from guidance.aptitude.answer_table import AnswerTable, AnswerTableError, read_answers
from guidance.aptitude.calibration import Calibration, calibrate
from guidance.aptitude.interests import Interest
from guidance.aptitude.item_analysis import analyse
from guidance.aptitude.parameters import Parameters
from guidance.aptitude.replay import replay
from tests.guidance.aptitude import simulated

HEADER = ",".join(simulated.scales(1))


@pytest.fixture(scope="module")
def fitted() -> Calibration:
    return calibrate(simulated.people(400, seed=1, items_a_scale=4))


def test_calibration_finds_how_items_hang_together_and_how_they_are_liked(fitted: Calibration) -> None:
    parameters = fitted.parameters
    default = Parameters.default(parameters.scales)
    truth = simulated.latent_correlations(4)

    def error(of: Parameters) -> float:
        return float(np.mean((np.array(of.correlations) - truth) ** 2))

    assert error(parameters) < error(default) / 2
    means = simulated.people(400, seed=1, items_a_scale=4).answers.mean(axis=0)
    assert np.corrcoef(np.array(parameters.thresholds).mean(axis=1), means)[0, 1] < -0.97
    assert parameters.people == 400


def test_calibration_helps_and_a_hundred_people_are_enough(fitted: Calibration) -> None:
    others = simulated.people(250, seed=3, items_a_scale=4)
    few = calibrate(simulated.people(100, seed=4, items_a_scale=4)).parameters

    r = [
        replay(parameters, others, [10], random_people=1).agreement[0].profile_r
        for parameters in (Parameters.default(others.scales), few, fitted.parameters)
    ]
    assert r[0] < r[1]
    assert r[0] + 0.02 < r[2]


def test_missing_answers_cost_little() -> None:
    whole = simulated.people(400, seed=5, items_a_scale=4)
    hole = np.random.default_rng(0).random(whole.answers.shape) < 0.4
    holed = calibrate(replace(whole, answers=np.where(hole, 0, whole.answers))).parameters
    parameters = calibrate(whole).parameters

    difference = np.array(holed.correlations) - np.array(parameters.correlations)
    assert np.sqrt(np.mean(difference**2)) < 0.08
    assert np.abs(np.array(holed.thresholds) - np.array(parameters.thresholds)).mean() < 0.1
    # Nobody answered everything, so there is no one to learn careless answering from.
    assert holed.least_fit == Parameters.default(whole.scales).least_fit


def test_ages_say_for_whom_the_bank_is_fitted() -> None:
    young = simulated.people(150, seed=6, items_a_scale=2)
    young = replace(young, ages=np.full(150, 15))
    old = simulated.people(150, seed=7, items_a_scale=2)
    dull = replace(old, answers=np.maximum(old.answers - 1, 1), ages=np.full(150, 40))
    both = AnswerTable(
        young.scales, np.concatenate([young.answers, dull.answers]), np.concatenate([young.ages, dull.ages]), {}
    )

    lowered, meant = calibrate(both).parameters, calibrate(both, (13, 18)).parameters

    assert np.mean(meant.thresholds) < np.mean(lowered.thresholds)
    with pytest.raises(AnswerTableError, match=r"^0 people are too few"):
        calibrate(both, (80, 90))


def test_too_few_people_and_unanswered_items_are_refused() -> None:
    with pytest.raises(AnswerTableError, match=r"^\d+ people are too few to calibrate with; 100 are needed$"):
        calibrate(simulated.people(99))
    table = simulated.people(120, items_a_scale=2)
    table.answers[:, 3] = 0
    with pytest.raises(AnswerTableError, match=r"^nobody answered item I2$"):
        calibrate(table)


def test_alpha_is_cronbachs() -> None:
    table = simulated.people(400, seed=8)

    report = analyse(table)

    r = table.answers[:, :8].astype(float)
    expected = 8 / 7 * (1 - r.var(axis=0, ddof=1).sum() / r.sum(axis=1).var(ddof=1))
    assert report.alpha[Interest.REALISTIC] == pytest.approx(expected)
    assert report.to_drop == {}


def test_items_that_measure_something_else_are_to_be_dropped() -> None:
    table = simulated.people(1200, seed=9)
    items = list(table.scales)
    rng = np.random.default_rng(0)
    table.answers[:, items.index("R1")] = rng.integers(1, 6, 1200)
    table.answers[:, items.index("E1")] = table.answers[:, items.index("S2")]

    drop = analyse(table).to_drop

    assert set(drop) == {"R1", "E1"}
    assert "below 0.30" in drop["R1"]
    assert drop["E1"].startswith(("goes with scale S", "goes with the rest of its scale by only"))


def test_dif_is_found_where_it_is_and_nowhere_else() -> None:
    table = simulated.people(1200, seed=10)
    speaks_kazakh = np.arange(1200) % 2 == 0
    shifted = list(table.scales).index("A3")
    table.answers[speaks_kazakh, shifted] = np.minimum(table.answers[speaks_kazakh, shifted] + 1, 5)
    language = tuple(np.where(speaks_kazakh, "kk", "ru").tolist())

    report = analyse(replace(table, groups={"language": language, "sex": ("",) * 1200}))

    assert [(dif.item, dif.column, dif.groups, dif.size) for dif in report.dif] == [
        ("A3", "language", ("kk", "ru"), "large")
    ]
    assert report.dif[0].effect > 0.4


def test_hardly_answered_items_are_not_judged() -> None:
    table = simulated.people(60, seed=11, items_a_scale=2)
    table.answers[:50, 0] = 0

    report = analyse(table)

    assert report.alpha[Interest.REALISTIC] is None
    assert report.items[0].rest_correlation is None
    assert report.items[0].answered == 10
    assert report.items[0].drop is None


def test_a_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    table = replace(simulated.people(30), groups={"gender": ("f", "") * 15})
    simulated.write(table, tmp_path / "answers.csv")
    packed = tmp_path / "answers.csv.gz"
    packed.write_bytes(gzip.compress((tmp_path / "answers.csv").read_bytes()))

    for path in (tmp_path / "answers.csv", packed):
        read = read_answers(path)
        assert read.scales == table.scales
        assert np.array_equal(read.answers, table.answers)
        assert np.array_equal(read.ages, table.ages)
        assert read.groups == table.groups


def test_repeated_and_flat_rows_are_not_used_and_halves_share_nobody() -> None:
    table = simulated.people(200, seed=12)
    table.answers[7] = table.answers[3]
    table.answers[9] = 4

    usable = table.usable()

    assert usable.people == 198
    one, two = usable.half(1, 5), usable.half(2, 5)
    assert one.people == two.people == 99
    assert not {tuple(row) for row in one.answers.tolist()} & {tuple(row) for row in two.answers.tolist()}
    assert np.array_equal(one.answers, usable.half(1, 5).answers)
    assert not np.array_equal(one.answers, usable.half(1, 6).answers)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no column for an item of scale R, like R1"),
        ("R1,I1,A1,S1,E1\n1,2,3,4,5\n", "no column for an item of scale C, like C1"),
        (f"{HEADER},R1\n", "column R1 stands there twice"),
        (f"{HEADER}\n", "holds nobody's answers"),
        (f"{HEADER}\n1,2,3,4,5\n", "line 2: 5 cells, not 6"),
        (f"{HEADER}\n1,2,3,4,5,0\n1,2,3,4,5,6\n", "line 3, column C1: '6' is not an answer"),
        (f"{HEADER}\n1,2,x,4,5,1\n", "line 2, column A1: 'x' is not an answer"),
        (f"{HEADER}\n1,2,٣,4,5,1\n", "line 2, column A1: '٣' is not an answer"),
    ],
)
def test_a_broken_file_of_answers_is_one_sentence(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(AnswerTableError) as caught:
        read_answers(path)
    assert str(caught.value).startswith("answers.csv")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    for name, content in (
        ("a.csv", b"R1,I1\xff\xfe\x00"),
        ("a.csv.gz", b"no gzip"),
        ("b.csv.gz", gzip.compress(b"x")[:-4]),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(AnswerTableError, match=rf"^{name} cannot be read: ."):
            read_answers(tmp_path / name)
    with pytest.raises(AnswerTableError, match="cannot be read"):
        read_answers(tmp_path / "none.csv")


def test_missing_ages_are_unknown(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        f"{HEADER},age\n1,2,3,4,5,,\n1,2,3,4,,1,sixteen\n5,2,3,4,0,1,16\n", encoding="utf-8"
    )

    table = read_answers(tmp_path / "a.csv")

    assert table.ages.tolist() == [0, 0, 16]
    assert table.answers[0, 5] == table.answers[1, 4] == 0
    assert table.complete.tolist() == [False, False, False]
    assert table.aged((13, 18)).tolist() == [False, False, True]
