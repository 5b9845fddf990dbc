"""The systems from outside on the corpus; those that need the extra are skipped without it."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from langsmith import tracing_context
from langsmith.utils import tracing_is_enabled

from eval.outside import KINDS, OutsideIndex, build_outside, made_by
from eval.outside.chunks import CreditedChunk
from eval.outside.langchain import LangChainIndex, jieba_words, with_ensemble
from eval.systems import OUTSIDE
from index.models import Encoder, Vectors
from index.models.loading import load_encoder
from index.search import KnowledgeBase
from ingest.errors import QuestionError
from ingest.records import Document

NEEDED = {"langchain": ("langchain_community", "langchain_classic", "rank_bm25"), "txtai": ("txtai",)}
QUESTION, ANSWER = "厂房加层要不要补缴土地价款？", "加层"
SENSIBLE = tuple(kind for kind in KINDS if kind != "langchain-bm25")  # which takes a line for one word


class Listened:
    """An encoder that remembers what it was asked for."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.dimensions, self.fingerprint = encoder.dimensions, encoder.fingerprint
        self.asked: list[tuple[str, int]] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.asked.append(("queries", len(texts)))
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.asked.append(("passages", len(texts)))
        return self._encoder.encode_passages(texts)


def _need(kind: str) -> None:
    for module in NEEDED[kind.split("-")[0]]:
        pytest.importorskip(module)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


@pytest.fixture(scope="module")
def documents(home: Path, encoder: Encoder) -> list[Document]:
    with KnowledgeBase.open(home, encoder) as base:
        return [base.document(row.id) for row in base.documents]


@pytest.fixture(scope="module", params=KINDS)
def index(request: pytest.FixtureRequest, documents: list[Document], encoder: Encoder) -> OutsideIndex:
    _need(request.param)
    return build_outside(request.param, documents, encoder)


@pytest.fixture(scope="module")
def texts(documents: list[Document]) -> dict[str, str]:
    return {clause.id: clause.text for document in documents for clause in document.clauses}


def test_every_row_gives_known_clauses_in_strict_order(index: OutsideIndex, texts: dict[str, str]) -> None:
    found = index.search(QUESTION, 10)
    names, scores = zip(*found, strict=True)
    assert len(set(names)) == 10
    assert set(names) <= texts.keys()
    assert list(scores) == sorted(set(scores), reverse=True)
    assert found == index.search(QUESTION, 10)


def test_asking_for_more_than_there_is_ends(index: OutsideIndex, texts: dict[str, str]) -> None:
    names = [name for name, _ in index.search(QUESTION, len(texts) + 100)]
    assert 10 < len(names) == len(set(names)) <= len(texts)


def test_a_blank_question_finds_nothing(index: OutsideIndex) -> None:
    assert index.search(" \n", 5) == []
    with pytest.raises(ValueError, match="at least 1"):
        index.search(QUESTION, 0)


@pytest.mark.parametrize("kind", SENSIBLE)
def test_a_row_that_reads_chinese_finds_the_clause_that_says_it(
    kind: str, documents: list[Document], texts: dict[str, str], encoder: Encoder
) -> None:
    _need(kind)
    index = build_outside(kind, documents, encoder)
    assert any(ANSWER in texts[name] for name, _ in index.search(QUESTION, 10))


@pytest.mark.parametrize("kind", ["langchain-faiss", "langchain-ensemble", "txtai"])
def test_dense_rows_use_our_encoder_for_passages_and_for_questions(
    kind: str, documents: list[Document], encoder: Encoder
) -> None:
    _need(kind)
    listened = Listened(encoder)
    index = build_outside(kind, documents, listened)
    assert {what for what, _ in listened.asked} == {"passages"}
    listened.asked.clear()
    index.search(QUESTION, 1)
    assert set(listened.asked) == {("queries", 1)}


def test_the_same_text_in_two_documents_is_found_in_both(encoder: Encoder) -> None:
    _need("langchain-ensemble")
    chunks = [
        CreditedChunk(text, (name,)) for name, text in (("a", QUESTION), ("b", "总则"), ("c", QUESTION))
    ]
    assert {name for name, _ in with_ensemble(chunks, encoder).search(QUESTION, 3)} == {"a", "b", "c"}


def test_an_unknown_kind_and_documents_without_text_are_refused(encoder: Encoder) -> None:
    with pytest.raises(QuestionError, match=r"“langchain”.*langchain-ensemble、txtai"):
        build_outside("langchain", [], encoder)
    with pytest.raises(QuestionError, match="没有可以索引的文字"):
        build_outside("txtai", [], encoder)


@pytest.mark.parametrize(
    ("kind", "module"),
    [
        ("langchain-bm25", "langchain_community.retrievers.bm25"),
        ("langchain-bm25-jieba", "rank_bm25"),
        ("langchain-faiss", "langchain_community.vectorstores.faiss"),
        ("langchain-ensemble", "langchain_classic.retrievers.ensemble"),
        ("txtai", "txtai"),
    ],
)
def test_without_the_extra_the_command_that_installs_it_is_named(
    kind: str, module: str, documents: list[Document], encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)  # type: ignore[arg-type]  # Python's mark of a module that is not there
    with pytest.raises(QuestionError, match=r"载入不了.*pip install 'huice\[outside\]'"):
        build_outside(kind, documents, encoder)


def test_the_rows_of_the_systems_file_are_those_that_can_be_built() -> None:
    assert KINDS == OUTSIDE


def test_a_stored_run_can_name_the_libraries_that_made_it() -> None:
    assert "jieba 0.42.1" in made_by("langchain-bm25-jieba")
    assert made_by("txtai").startswith("txtai ")


def test_questions_are_never_sent_to_a_tracing_service() -> None:
    seen = []

    class Retriever:
        def invoke(self, query: str) -> list[object]:
            seen.append(tracing_is_enabled())
            return []

    with tracing_context(enabled=True):
        assert LangChainIndex([CreditedChunk("", ("a",))], lambda depth: Retriever()).search("企业", 1) == []
        assert tracing_is_enabled()
    assert seen == [False]


@pytest.fixture
def empty_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("empty_temporary_folder")
def test_jieba_cuts_words_and_leaves_no_cache_behind() -> None:
    assert jieba_words()("给予贷款贴息支持") == ["给予", "贷款", "贴息", "支持"]
