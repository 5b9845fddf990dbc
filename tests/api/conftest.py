"""A knowledge base of six small documents: a city's measures, its reply to a proposal, its province's plan,
another city's draft, a ministry's rules and an excerpt that does not say whose it is."""

from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from api.answers import answer
from api.candidates import Candidates, gather
from api.citations import CitationBook
from api.field import survey
from api.profile import parse_profile
from api.question import Question, read_question
from api.records import Answer
from index.build import build
from index.encoder import load_encoder
from index.search import KnowledgeBase
from ingest.pipeline import facts_of, ingest_text
from ingest.records import Clause, Document
from ingest.validity import status_on

FIXTURES = Path(__file__).parent / "fixtures"
TODAY = date(2026, 11, 21)


class Town:
    """The small base with the steps of an answer, each as the library takes it."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.ids = {row.source.removesuffix(".txt"): row.id for row in kb.documents}

    def ask(self, text: str, profile: object = None, as_of: date = TODAY) -> Answer:
        return answer(self.kb, text, parse_profile(profile), as_of)

    def gather(
        self, text: str, profile: object = None, as_of: date = TODAY, colloquial: bool = False
    ) -> tuple[Question, Candidates]:
        question = read_question(text, parse_profile(profile))
        return question, gather(
            self.kb, question, survey(self.kb, question, as_of), colloquial=colloquial
        )

    def book(self, as_of: date = TODAY) -> CitationBook:
        statuses = {row.id: status_on(row.metadata, as_of) for row in self.kb.documents}
        return CitationBook(self.kb.document, statuses)

    def clause(self, source: str, path: str) -> Clause:
        return self.kb.clause(f"{self.ids[source]}#{path}")


def read_fixture(path: Path) -> list[Document]:
    decoded = path.read_text("utf-8")
    return ingest_text(decoded, path.name, sha256(decoded.encode()).hexdigest())


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    documents = [document for path in sorted(FIXTURES.iterdir()) for document in read_fixture(path)]
    encoder = load_encoder(None)
    folder = tmp_path_factory.mktemp("town") / "kb"
    build(folder, [(document, facts_of(document)) for document in documents], encoder)
    with KnowledgeBase.open(folder, encoder) as kb:
        yield Town(kb)


@pytest.fixture(scope="session")
def fixture_text() -> Callable[[str], str]:
    """Return the decoded text of a source, in which offsets count."""
    return lambda source: (FIXTURES / source).read_text("utf-8")
