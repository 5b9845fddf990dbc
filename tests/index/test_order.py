"""The reranker within a search."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from api.engine import RERANKED, Engine
from index.build import build
from index.fusion import Fusion
from index.models import Encoder
from index.models.loading import load_encoder
from index.order import _above_the_rest
from index.search import KnowledgeBase
from ingest.errors import HomeError
from ingest.pipeline import facts_of, read_source

SOURCES = Path(__file__).parents[2] / "corpus" / "sources"
ASKED = "企业把厂房往上加一层，土地价款还要不要补交？"


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    home = tmp_path_factory.mktemp("order") / "home"
    documents = [one for path in sorted(SOURCES.iterdir()) for one in read_source(path, path.name).documents]
    build(home, [(document, facts_of(document)) for document in documents], load_encoder())
    return KnowledgeBase.open(home)


def test_reranking_keeps_the_candidates_and_changes_their_order(kb: KnowledgeBase) -> None:
    plain = kb.search(ASKED, 50)
    again = kb.search(ASKED, 50, fusion=replace(Fusion(), rerank=50))
    assert {hit.clause_id for hit in again} == {hit.clause_id for hit in plain}
    assert [hit.clause_id for hit in again] != [hit.clause_id for hit in plain]


def test_the_right_clause_stays_in_front(kb: KnowledgeBase) -> None:
    best = kb.search(ASKED, 1, fusion=replace(Fusion(), rerank=50))[0]
    assert "不再增收土地价款" in kb.clause(best.clause_id).text


def test_clauses_that_are_not_reranked_stay_behind(kb: KnowledgeBase) -> None:
    ten = kb.search(ASKED, 10)
    again = kb.search(ASKED, 100, fusion=replace(Fusion(), rerank=10))
    assert {hit.clause_id for hit in again[:10]} == {hit.clause_id for hit in ten}
    scores = [hit.score for hit in again]
    assert scores == sorted(scores, reverse=True)


def test_the_rest_keeps_its_order_below_what_was_reranked() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.6], dtype=np.float32)
    again = _above_the_rest(scores, np.array([0, 1]), np.array([0.2, 0.5], dtype=np.float32))
    assert again[:2] == pytest.approx([0.2, 0.5])
    assert 0.2 > again[2] > again[3]


def test_an_engine_reranks_with_the_shipped_encoder_and_not_with_another(
    model_folder: Path, encoder: Encoder, shared_home: Path, kb: KnowledgeBase, tmp_path: Path
) -> None:
    assert kb.can_rerank
    engine = Engine.open(shared_home, model_folder)
    assert engine.find("融资担保", 3)
    with pytest.raises(HomeError, match="重排模型只配自带的编码器"):
        Engine.open(shared_home, model_folder, rerank=RERANKED)
    with KnowledgeBase.open(shared_home, encoder) as other, pytest.raises(HomeError, match="重排"):
        other.search("融资担保", 3, fusion=replace(Fusion(), rerank=5))


def test_a_query_that_finds_nothing_is_not_reranked(kb: KnowledgeBase) -> None:
    assert kb.search("  ", 5, fusion=replace(Fusion(), rerank=50)) == []
