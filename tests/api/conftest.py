"""A knowledge base of six small documents: a city's measures, its reply to a proposal, its province's plan,
another city's draft, a ministry's rules and an excerpt that does not say whose it is."""

from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from api.answers import answer
from api.citations import CitationBook
from api.evidence import Candidate
from api.field import Field, survey
from api.question import read_question
from api.records import Answer
from api.sentences import TermWeights
from index.build import build
from index.encoder import load_encoder
from index.search import Hit, KnowledgeBase
from index.tokens import words
from ingest.pipeline import facts_of, ingest_text
from ingest.records import Document, Profile
from ingest.validity import status_on

FIXTURES = Path(__file__).parent / "fixtures"
TODAY = date(2026, 11, 21)

Ask = Callable[..., Answer]
Read = Callable[..., list[Candidate]]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    encoder = load_encoder(None)
    folder = tmp_path_factory.mktemp("town") / "kb"
    build(folder, [(document, facts_of(document)) for document in read_fixtures()], encoder)
    with KnowledgeBase.open(folder, encoder) as kb:
        yield kb


def read_fixtures() -> list[Document]:
    found = []
    for path in sorted(FIXTURES.iterdir()):
        decoded = path.read_text("utf-8")
        found += ingest_text(decoded, path.name, sha256(decoded.encode()).hexdigest())
    return found


@pytest.fixture(scope="session")
def ask(town: KnowledgeBase) -> Ask:
    """Answer a question from the small base, as of the day the tests are set on."""

    def asked(text: str, profile: Profile | None = None, as_of: date = TODAY) -> Answer:
        return answer(town, text, profile or Profile(), as_of)

    return asked
