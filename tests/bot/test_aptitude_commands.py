import json
from pathlib import Path

import pytest

from bot.aptitude_commands import aptitude_app
from bot.settings import StartError
from tests.guidance.aptitude import simulated


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("answers") / "answers.csv"
    simulated.write(simulated.people(400, seed=30, items_a_scale=4), path)
    return path


def aptitude(*arguments: object) -> None:
    # A command that has done its work leaves with 0.
    with pytest.raises(SystemExit) as left:
        aptitude_app([str(argument) for argument in arguments])
    assert left.value.code == 0


def test_calibrate_and_replay_on_people_never_used(
    answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "params.json"
    aptitude("calibrate", "--answers", answers, "--out", out, "--half", 1, "--seed", 3, "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["people"] == 200
    assert set(report["alpha"]) == set("RIASEC")
    assert len(report["items"]) == 24
    assert set(report["to_drop"]) <= {"I3"}

    aptitude(
        "replay", "--answers", answers, "--params", out, "--items", "6,12,18,24", "--half", 2, "--seed", 3, "--json"
    )
    found = json.loads(capsys.readouterr().out)
    assert found["people"] == 200
    rows = found["agreement"]
    assert [row["length"] for row in rows] == [6, 12, 18, 24, "adaptive"]
    assert set(rows[0]) == {"length", "profile_r", "top1", "top2", "top3", "code", "rmse", "mean_items"}
    assert [row["mean_items"] for row in rows[:4]] == [6, 12, 18, 24]
    assert rows[0]["profile_r"] < rows[2]["profile_r"]


def test_without_parameters_the_engine_is_shown_uncalibrated(answers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    aptitude("replay", "--answers", answers, "--items", "6", "--ages", "13-18")

    shown = capsys.readouterr().out
    assert "profile r" in shown
    assert "adaptive" in shown


def test_the_report_is_shown_as_tables(answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    aptitude("calibrate", "--answers", answers, "--out", tmp_path / "p.json", "--ages", "13-20")

    shown = capsys.readouterr().out
    assert "400 people" in shown
    assert "alpha" in shown
    assert "S4" in shown


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--ages", "young"], "--ages must be two ages, like 13-18, not 'young'"),
        (["--ages", "18-13"], "--ages must be two ages, like 13-18, not '18-13'"),
        (["--items", "six"], "--items must be numbers, like 6,12,18,24, not 'six'"),
        (["--items", "6,99"], "99 answers cannot be asked of a bank of 24 items"),
        (["--ages", "90-99"], "nobody among these people answered every item"),
        (["--params", "none.json"], "none.json cannot be read: No such file or directory"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(answers: Path, options: list[str], message: str) -> None:
    with pytest.raises(StartError) as caught:
        aptitude_app(["replay", "--answers", str(answers), *options])
    assert str(caught.value) == message


def test_too_few_answers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "few.csv"
    simulated.write(simulated.people(20), path)

    with pytest.raises(StartError, match=r"^20 people are too few to calibrate with; 100 are needed$"):
        aptitude_app(["calibrate", "--answers", str(path), "--out", str(tmp_path / "p.json")])
