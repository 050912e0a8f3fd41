"""The engine over the project's own tables, and what it is made of."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from guidance.catalogue.catalogue import Catalogue
from guidance.funding.routes import Route, load_routes
from guidance.search.search import SearchEngine
from guidance.search.vocabulary import Vocabulary, load_vocabulary


@pytest.fixture(scope="session")
def routes(data_folder: Path) -> Mapping[str, Route]:
    return load_routes(data_folder / "funding" / "routes")


@pytest.fixture(scope="session")
def vocabulary(data_folder: Path, catalogue: Catalogue, routes: Mapping[str, Route]) -> Vocabulary:
    return load_vocabulary(data_folder / "vocabulary", catalogue, routes)


@pytest.fixture(scope="session")
def engine(catalogue: Catalogue, routes: Mapping[str, Route], vocabulary: Vocabulary) -> SearchEngine:
    return SearchEngine(catalogue, routes, vocabulary)
