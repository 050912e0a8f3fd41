from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import yaml

from guidance.catalogue.catalogue import Catalogue
from guidance.funding.funding import load_funding
from guidance.funding.records import Bilingual, RecordsError
from guidance.funding.routes import GROUPS, load_routes

Records = list[dict[str, Any]]
# The route, in its file, that the broken copies are made of.
GROUP, PLACE = "support", 2


@pytest.fixture(scope="session")
def folder(data_folder: Path) -> Path:
    return data_folder / "funding" / "routes"


def test_the_real_routes(folder: Path) -> None:
    records = [one for group in GROUPS for one in yaml.safe_load((folder / f"{group}.yaml").read_text("utf-8"))]

    routes = load_routes(folder)

    assert list(routes) == [record["id"] for record in records]
    assert len(routes) >= 30
    for name, route in routes.items():
        assert route.id == name
        texts = [text for _, text in route if isinstance(text, Bilingual)]
        texts += [rule.because for rule in route.rules] + [amount.what for amount in route.amounts]
        assert len(texts) >= 6
        for text in texts:
            assert (text.text("ru"), text.text("kk")) == (text.ru, text.kk)
            # Some names are Kazakh in both.
            assert text.ru != text.kk or text is route.name


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda route: route.pop("who"), r"support.yaml, travel.who: Field required"),
        (lambda route: route["name"].pop("kk"), r"support.yaml, travel.name.kk: Field required"),
        (lambda route: route["name"].update(kk=" "), r"support.yaml, travel.name.kk: .*at least 1 character"),
        (lambda route: route.update(price=5), r"support.yaml, travel.price: "),
        (lambda route: route.update(certainty="D"), r"support.yaml, travel.certainty: "),
        (lambda route: route.update(as_of=2025), r"support.yaml, travel.as_of: "),
        (lambda route: route.update(id="State order"), r"support.yaml, State order.id: "),
        (lambda route: route.update(id=None), r"support.yaml, None.id: "),
        (lambda route: route.update(id="meals"), r"support.yaml: an id stands twice"),
        (lambda route: route.update(id="abroad"), r"abroad.yaml: another file has abroad too"),
        (lambda route: route.update(sources=[]), r"support.yaml, travel.sources: .*at least 1 item"),
        (lambda route: route["sources"][0].update(url="zan"), r"travel.sources.0.url: .*URL"),
        (lambda route: route["sources"][0].update(date="2999"), r"travel.sources.0.date: .*the future"),
        (lambda route: route["rules"].pop(), r"travel: the last rule must be for everybody else"),
        (lambda route: route["rules"][0].update(verdict="yes"), r"travel.rules.0.verdict: "),
        (lambda route: route["rules"][0]["when"].update(grade=["grade10"]), r"travel.rules.0.when.grade.0: "),
        (lambda route: route["rules"][0].update(source=99), r"travel: there is no source 99"),
        (lambda route: route["amounts"][0].update(tenge=5), r"travel.amounts.0: an amount has either mci or tenge"),
        (lambda route: route.update(documents=["passport"]), r"support.yaml, travel.documents: there is no passport"),
        (lambda route: route.update(windows=["spring"]), r"support.yaml, travel.windows: there is no spring"),
        (lambda route: route.update(specialties=["99999999"]), r"travel.specialties: there is no 99999999"),
        (lambda route: route.update(topic="weather"), r"support.yaml, travel.topic: there is no weather"),
    ],
)
def test_a_broken_record(
    data_folder: Path,
    catalogue: Catalogue,
    tmp_path: Path,
    change: Callable[[dict[str, Any]], object],
    sentence: str,
) -> None:
    for name in ("funding", "admission"):
        copytree(data_folder / name, tmp_path / name)
    file = tmp_path / "funding" / "routes" / f"{GROUP}.yaml"
    records = yaml.safe_load(file.read_text(encoding="utf-8"))
    route = next(one for one in records if one["id"] == "travel")
    change(route)
    file.write_text(yaml.safe_dump(records, allow_unicode=True), encoding="utf-8")

    with pytest.raises(RecordsError, match=sentence):
        load_funding(tmp_path, catalogue)


def test_what_is_unconfirmed_cannot_be_promised(folder: Path, tmp_path: Path) -> None:
    copytree(folder, tmp_path, dirs_exist_ok=True)
    records = yaml.safe_load((folder / "abroad.yaml").read_text(encoding="utf-8"))
    doubtful = next(one for one in records if one["standing"] == "unconfirmed")
    doubtful["rules"][0]["verdict"] = "may"
    (tmp_path / "abroad.yaml").write_text(yaml.safe_dump(records, allow_unicode=True), encoding="utf-8")

    with pytest.raises(RecordsError, match=f"{doubtful['id']}: what is unconfirmed may not be promised"):
        load_routes(tmp_path)


@pytest.mark.parametrize(
    "content",
    [None, b"", b"- id: [", b"id: state-order", b"- just a line", "- имя".encode("cp1251"), b"- \x00"],
)
def test_a_file_that_cannot_be_used(folder: Path, tmp_path: Path, content: bytes | None) -> None:
    copytree(folder, tmp_path, dirs_exist_ok=True)
    (tmp_path / "support.yaml").unlink()
    if content is not None:
        (tmp_path / "support.yaml").write_bytes(content)

    with pytest.raises(RecordsError, match=r"^support\.yaml"):
        load_routes(tmp_path)


def test_a_date_may_be_written_plainly(folder: Path, tmp_path: Path) -> None:
    """YAML reads a bare date as a date and a bare year as a number."""
    copytree(folder, tmp_path, dirs_exist_ok=True)
    first = yaml.safe_load((folder / "abroad.yaml").read_text(encoding="utf-8"))[0]
    text = yaml.safe_dump([{**first, "rules": [], "sources": []}], allow_unicode=True).replace(
        "sources: []",
        "sources: [{url: 'https://a.kz', date: 2025-06-30}, {url: 'https://b.kz', date: 2024}]",
    )
    (tmp_path / "abroad.yaml").write_text(text, encoding="utf-8")

    assert [source.date for source in load_routes(tmp_path)[first["id"]].sources] == ["2025-06-30", "2024"]
