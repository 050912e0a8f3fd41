from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from guidance.funding.routes import Bilingual, RoutesError, load_routes

Records = list[dict[str, Any]]


@pytest.fixture(scope="session")
def file(data_folder: Path) -> Path:
    return data_folder / "funding" / "routes.yaml"


def test_the_real_routes(file: Path) -> None:
    records = yaml.safe_load(file.read_text(encoding="utf-8"))

    routes = load_routes(file)

    assert list(routes) == [record["id"] for record in records]
    assert len(routes) >= 5
    for name, route in routes.items():
        assert route.id == name
        texts = [text for _, text in route if isinstance(text, Bilingual)]
        assert len(texts) >= 6
        for text in texts:
            assert (text.text("ru"), text.text("kk")) == (text.ru, text.kk)
            assert text.ru != text.kk


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda routes: routes[1].pop("who"), r"routes.yaml, 1.who: Field required"),
        (lambda routes: routes[0]["name"].pop("kk"), r"routes.yaml, 0.name.kk: Field required"),
        (lambda routes: routes[0]["name"].update(kk=" "), r"routes.yaml, 0.name.kk: .*at least 1 character"),
        (lambda routes: routes[0].update(price=5), r"routes.yaml, 0.price: "),
        (lambda routes: routes[0].update(certainty="D"), r"routes.yaml, 0.certainty: "),
        (lambda routes: routes[2].update(as_of=2025), r"routes.yaml, 2.as_of: "),
        (lambda routes: routes[0].update(id="State order"), r"routes.yaml, 0.id: "),
        (lambda routes: routes[0].update(sources=[]), r"routes.yaml, 0.sources: .*at least 1 item"),
        (lambda routes: routes[0]["sources"][0].update(url="zan"), r"routes.yaml, 0.sources.0.url: .*URL"),
        (lambda routes: routes[0]["sources"][0].update(date="2999"), r"0.sources.0.date: .*the future"),
        (lambda routes: routes.append(routes[0]), r"routes.yaml: an id stands twice"),
    ],
)
def test_a_broken_record(file: Path, tmp_path: Path, change: Callable[[Records], object], sentence: str) -> None:
    records = yaml.safe_load(file.read_text(encoding="utf-8"))
    change(records)
    (tmp_path / "routes.yaml").write_text(yaml.safe_dump(records, allow_unicode=True), encoding="utf-8")

    with pytest.raises(RoutesError, match=sentence):
        load_routes(tmp_path / "routes.yaml")


@pytest.mark.parametrize(
    "content",
    [None, b"", b"- id: [", b"id: state-order", b"- just a line", "- имя".encode("cp1251"), b"- \x00"],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "routes.yaml").write_bytes(content)

    with pytest.raises(RoutesError, match=r"^routes\.yaml"):
        load_routes(tmp_path / "routes.yaml")


def test_a_date_may_be_written_plainly(file: Path, tmp_path: Path) -> None:
    """YAML reads a bare date as a date and a bare year as a number."""
    first = yaml.safe_load(file.read_text(encoding="utf-8"))[0]
    text = yaml.safe_dump([{**first, "sources": []}], allow_unicode=True).replace(
        "sources: []",
        "sources: [{url: 'https://a.kz', date: 2025-06-30}, {url: 'https://b.kz', date: 2024}]",
    )
    (tmp_path / "routes.yaml").write_text(text, encoding="utf-8")

    (route,) = load_routes(tmp_path / "routes.yaml").values()
    assert [source.date for source in route.sources] == ["2025-06-30", "2024"]
