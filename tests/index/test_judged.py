"""A judge within a search: any reranker, with any encoder."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.fusion import Fusion
from index.models import Encoder, Vectors
from index.order import _odds
from index.search import KnowledgeBase

ASKED = "企业厂房加层改造，还要补交土地价款吗？"
PLAIN = Fusion(structure=False, colloquial=False)


class LongestFirst:
    """A reranker that takes the longer passage for the better one, and remembers what it was given."""

    fingerprint = "longest"
    fused_share = 0.0
    answerable_from = 0.5

    def __init__(self) -> None:
        self.given: list[str] = []

    def probabilities(self, query: str, passages: Sequence[str]) -> Vectors:
        self.given = list(passages)
        return np.array([len(passage) / 10_000 for passage in passages], dtype=np.float32)


@pytest.fixture
def judge() -> LongestFirst:
    return LongestFirst()


@pytest.fixture
def kb(shared_home: Path, encoder: Encoder, judge: LongestFirst) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(shared_home, encoder, judge) as opened:
        yield opened


def test_the_best_of_the_fused_order_are_judged_and_come_first(
    kb: KnowledgeBase, judge: LongestFirst
) -> None:
    ten = {hit.clause_id for hit in kb.search(ASKED, 10, fusion=PLAIN)}
    judged = kb.search(ASKED, 50, fusion=replace(PLAIN, rerank=10))
    assert len(judge.given) == 10
    probabilities = [hit.probability for hit in judged[:10]]
    assert None not in probabilities
    assert probabilities == sorted(probabilities, reverse=True)
    assert {hit.clause_id for hit in judged[:10]} == ten


def test_a_clause_that_is_not_judged_stays_behind_without_a_probability(kb: KnowledgeBase) -> None:
    judged = kb.search(ASKED, 100, fusion=replace(PLAIN, rerank=10))
    assert all(hit.probability is None for hit in judged[10:])
    scores = [hit.score for hit in judged]
    assert scores == sorted(scores, reverse=True)


def test_a_passage_is_judged_with_its_title_and_path(kb: KnowledgeBase, judge: LongestFirst) -> None:
    kb.search("厂房加层改造", 5, fusion=Fusion(words=1, bigrams=1, dense=0, rerank=1))
    (passage,) = judge.given
    header, _, text = passage.partition("\n")
    assert "行动方案" in header
    assert "加层改造" in text


def test_of_a_long_clause_the_chunk_that_lies_nearest_is_judged(
    kb: KnowledgeBase, judge: LongestFirst
) -> None:
    chunks = kb._tables.clause_of_chunk
    clause = next(c for c in kb.clauses() if np.count_nonzero(chunks == _number(kb, c.id)) > 2)
    last = clause.text[-120:]
    kb.search(last, 3, {clause.document_id}, fusion=replace(PLAIN, rerank=1))
    (passage,) = judge.given
    text = passage.partition("\n")[2]
    assert len(text) < len(clause.text)
    assert text in clause.text


def test_where_the_judge_is_followed_in_part_the_fused_order_counts_too(
    kb: KnowledgeBase, judge: LongestFirst
) -> None:
    first = kb.search(ASKED, 1, fusion=PLAIN)[0].clause_id
    judged = replace(PLAIN, rerank=10)
    assert kb.search(ASKED, 1, fusion=judged)[0].clause_id != first
    judge.fused_share = 8.0
    assert kb.search(ASKED, 1, fusion=judged)[0].clause_id == first


def test_a_prior_multiplies_odds_so_that_what_is_sure_stays_sure() -> None:
    made = _odds(np.array([6.0, 0.0], dtype=np.float32), np.array([0.5, 1.0], dtype=np.float32))
    assert made[0] > 0.99
    assert made[1] == 0.5


def test_weights_fitted_for_the_encoder_rank_where_it_has_any(kb: KnowledgeBase, encoder: Encoder) -> None:
    assert kb.fitted(PLAIN) == PLAIN
    fitted = KnowledgeBase(
        kb._store, kb._tables, replace(encoder, weights=(1.0, 2.0, 3.0)), kb._manifest, None
    )  # type: ignore[type-var]
    assert fitted.fitted(PLAIN) == replace(PLAIN, method="standardised", words=1.0, bigrams=2.0, dense=3.0)


def _number(kb: KnowledgeBase, clause_id: str) -> int:
    return next(number for number, clause in enumerate(kb.clauses()) if clause.id == clause_id)
