import shutil
from pathlib import Path

import pytest

from guidance.register.source import Source
from guidance.register.versions import Versions

SOURCE = Source("Реестр управления образования", "2026-11-01", "https://example.kz/reestr")


@pytest.fixture
def folder(data_folder: Path, tmp_path: Path) -> Path:
    """A copy of the real tables, to be changed."""
    return Path(shutil.copytree(data_folder, tmp_path / "data", ignore=shutil.ignore_patterns("imports")))


@pytest.fixture
def versions(folder: Path) -> Versions:
    return Versions(folder)


@pytest.fixture
def source() -> Source:
    return SOURCE


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of the catalogue but what the imports keep."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "imports" not in path.relative_to(folder).parts
    }
