"""The search that is judged: the engine over the project's own tables."""

from pathlib import Path

import pytest

from guidance.catalogue.catalogue import Catalogue
from guidance.funding.routes import load_routes
from guidance.search.search import SearchEngine
from guidance.search.vocabulary import load_vocabulary


@pytest.fixture(scope="session")
def engine(catalogue: Catalogue, data_folder: Path) -> SearchEngine:
    routes = load_routes(data_folder / "funding" / "routes")
    return SearchEngine(catalogue, routes, load_vocabulary(data_folder / "vocabulary", catalogue, routes))
