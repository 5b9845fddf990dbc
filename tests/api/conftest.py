"""A knowledge base of six small documents: a city's measures, its reply to a proposal, its province's plan,
another city's draft, a ministry's rules and an excerpt that does not say whose it is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from api.answers import answer
from api.candidates import Candidates, gather
from api.citations import CitationBook
from api.field import Field, survey
from api.profile import parse_profile
from api.question import Question, read_question
from api.records import Answer
from index.build import build
from index.models.loading import load_encoder
from index.search import KnowledgeBase
from ingest.extract.extracted import Cell, Extracted, Table
from ingest.pipeline import facts_of, ingest_extracted
from ingest.records import Clause, Document
from ingest.validity import status_on

FIXTURES = Path(__file__).parent / "fixtures"
TODAY = date(2026, 11, 21)
CardBase = Callable[[str, Sequence[tuple[str, str]]], KnowledgeBase]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    encoder = load_encoder(None)
    folder = tmp_path_factory.mktemp("town") / "kb"
    documents = [document for path in sorted(FIXTURES.iterdir()) for document in _read(path)]
    build(folder, [(document, facts_of(document)) for document in documents], encoder)
    with KnowledgeBase.open(folder, encoder) as kb:
        yield kb


@pytest.fixture(scope="session")
def card_base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CardBase]:
    """Make a knowledge base of one card from its heading and its rows of label and value."""
    encoder = load_encoder(None)
    opened: list[KnowledgeBase] = []

    def make(heading: str, rows: Sequence[tuple[str, str]]) -> KnowledgeBase:
        text, cells = f"{heading}\n", []
        for number, (label, value) in enumerate(rows):
            cells.append(Cell(len(text), len(text) + len(label), number, 0))
            text += label + ("\n" if "\n" in value else "\t")
            cells.append(Cell(len(text), len(text) + len(value), number, 1))
            text += value + "\n"
        table = Table(len(heading) + 1, len(text) - 1, tuple(cells))
        documents = ingest_extracted(Extracted(text, settled=True, tables=(table,)), "明白卡.pdf", "0" * 64)
        folder = tmp_path_factory.mktemp("card") / "kb"
        build(folder, [(document, facts_of(document)) for document in documents], encoder)
        opened.append(KnowledgeBase.open(folder, encoder))
        return opened[-1]

    yield make
    for kb in opened:
        kb.close()


def _read(path: Path) -> list[Document]:
    decoded = path.read_text("utf-8")
    return ingest_extracted(Extracted(decoded), path.name, sha256(decoded.encode()).hexdigest())


@pytest.fixture(scope="session")
def ids(town: KnowledgeBase) -> Mapping[str, str]:
    """The ids of the documents by the names of their files without the ending."""
    return {row.source.removesuffix(".txt"): row.id for row in town.documents}


@pytest.fixture(scope="session")
def ask(town: KnowledgeBase) -> Callable[..., Answer]:
    def asked(text: str, profile: object = None, as_of: date = TODAY) -> Answer:
        return answer(town, text, parse_profile(profile), as_of)

    return asked


@pytest.fixture(scope="session")
def surveyed(town: KnowledgeBase) -> Callable[..., Field]:
    def field_of(text: str, profile: object = None, as_of: date = TODAY) -> Field:
        return survey(town, read_question(text, parse_profile(profile)), as_of)

    return field_of


@pytest.fixture(scope="session")
def gathered(town: KnowledgeBase) -> Callable[..., tuple[Question, Candidates]]:
    def found_for(text: str, profile: object = None, colloquial: bool = False) -> tuple[Question, Candidates]:
        question = read_question(text, parse_profile(profile))
        field = survey(town, question, TODAY)
        return question, gather(town, question, field, colloquial=colloquial)

    return found_for


@pytest.fixture
def book(town: KnowledgeBase) -> CitationBook:
    return CitationBook(town.document, {row.id: status_on(row.metadata, TODAY) for row in town.documents})


@pytest.fixture(scope="session")
def clause_at(town: KnowledgeBase, ids: Mapping[str, str]) -> Callable[[str, str], Clause]:
    """Return the clause of a file by its path in the document's structure."""
    return lambda file, path: town.clause(f"{ids[file]}#{path}")


@pytest.fixture(scope="session")
def source_text() -> Callable[[str], str]:
    """Return the decoded text of a file, in which source offsets count."""
    return lambda file: (FIXTURES / f"{file}.txt").read_text("utf-8")
