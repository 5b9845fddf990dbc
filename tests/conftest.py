"""A knowledge base of the corpus, built once for all tests that only read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from api.building import build_home
from api.engine import Engine

settings.register_profile("untimed", deadline=None)  # how fast an example runs is no property
settings.load_profile("untimed")

CORPUS = Path(__file__).parent.parent / "corpus"


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "kb"
    build_home(folder, [CORPUS], None, lambda stage, done, total: None)
    return folder


@pytest.fixture(scope="session")
def engine(home: Path) -> Iterator[Engine]:
    return Engine.open(home)
