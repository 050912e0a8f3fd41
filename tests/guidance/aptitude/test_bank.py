import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from guidance.aptitude.bank import ITEMS_A_SCALE, BankError, ItemBank, load_bank
from guidance.aptitude.interests import Interest

Records = list[dict[str, str]]


def test_the_real_bank(bank: ItemBank) -> None:
    assert len(bank.items) == ITEMS_A_SCALE * len(Interest)
    assert [item.short_form for item in bank.short_form] == list(range(1, len(bank.short_form) + 1))
    for scale in Interest:
        asked = [item for item in bank.short_form if item.scale is scale]
        assert len(asked) == len(bank.short_form) / len(Interest)
        # Girls and boys both find themselves on every scale.
        orientations = {item.orientation for item in bank.items.values() if item.scale is scale}
        assert {"things", "people"} <= orientations
    for item in bank.items.values():
        assert (item.text("ru"), item.text("kk")) == (item.ru, item.kk)
        assert item.ru != item.kk


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda items: items.pop(), "scale C has 9 items, not 10"),
        (lambda items: items.clear(), "scale R has 0 items, not 10"),
        (lambda items: items.append(dict(items[0])), "id 'R01' stands 2 times"),
        (lambda items: items[1].update(ru=items[0]["ru"]), "^items.csv: ru .* stands 2 times"),
        (lambda items: items[1].update(kk=items[0]["kk"]), "^items.csv: kk .* stands 2 times"),
        (lambda items: items[0].update(scale="I"), "item R01 is on scale I"),
        (lambda items: items[0].update(scale="X"), "line 2, column scale: "),
        (lambda items: items[2].update(id="R3"), "line 4, column id: "),
        (lambda items: items[0].update(ru="Шить"), "line 2, column ru: "),
        (lambda items: items[0].update(kk=""), "line 2, column kk: "),
        (lambda items: items[0].update(orientation="animals"), "line 2, column orientation: "),
        (lambda items: items[0].update(short_form="first"), "line 2, column short_form: "),
        (lambda items: _asked(items, "1").update(short_form="60"), "the places of the short form are not 1, 2"),
        (lambda items: _asked(items, "1").update(short_form="2"), "the places of the short form are not 1, 2"),
        (lambda items: _asked(items, "").update(short_form="19"), "does not ask every scale equally often"),
        (lambda items: [item.pop("kk") for item in items], "line 1, column kk: "),
        (lambda items: [item.update(author="me") for item in items], "line 1, column author: "),
    ],
)
def test_a_broken_bank(data_folder: Path, tmp_path: Path, change: Callable[[Records], object], sentence: str) -> None:
    with (data_folder / "aptitude" / "items.csv").open(encoding="utf-8", newline="") as file:
        items = list(csv.DictReader(file))
    header = list(items[0])
    change(items)
    with (tmp_path / "items.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(items[0]) if items else header)
        writer.writeheader()
        writer.writerows(items)

    _is_refused(tmp_path / "items.csv", sentence)


@pytest.mark.parametrize("cells", [["R01", "R"], ["R01", "R", "1", "things", "Шить одежду на заказ", "Киім тігу", "?"]])
def test_a_row_of_another_length(data_folder: Path, tmp_path: Path, cells: list[str]) -> None:
    lines = (data_folder / "aptitude" / "items.csv").read_text(encoding="utf-8").splitlines()
    lines[1] = ",".join(cells)
    (tmp_path / "items.csv").write_text("\n".join(lines), encoding="utf-8")

    _is_refused(tmp_path / "items.csv", "line 2")


@pytest.mark.parametrize("content", [None, "id,scale\nR01,Шить".encode("cp1251")])
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "items.csv").write_bytes(content)

    _is_refused(tmp_path / "items.csv", "items.csv: the file is")


def _asked(items: Records, place: str) -> dict[str, str]:
    return next(item for item in items if item["short_form"] == place)


def _is_refused(path: Path, sentence: str) -> None:
    with pytest.raises(BankError, match=sentence) as caught:
        load_bank(path)
    assert "\n" not in str(caught.value)
