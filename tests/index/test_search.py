import pytest

from index.fusion import Fusion
from index.search import KnowledgeBase
from ingest.records import Document, Facts

Input = tuple[Document, tuple[Facts, ...]]


LEXICAL = Fusion(words=0.5, bigrams=0.5, dense=0)  # the model of these tests is random


def _text(knowledge: KnowledgeBase, query: str) -> str:
    return knowledge.clause(knowledge.search(query, 1, fusion=LEXICAL)[0].clause_id).text


def test_a_clause_is_found_by_its_own_words(knowledge: KnowledgeBase) -> None:
    assert _text(knowledge, "知识产权质押融资入园惠企行动").startswith("6.推进知识产权强企建设")


def test_a_clause_is_found_by_words_it_does_not_use(knowledge: KnowledgeBase) -> None:
    assert "厂房加层改造" in _text(knowledge, "在厂子楼上再加盖一层")


def test_hits_are_ranked_and_carry_each_signal(knowledge: KnowledgeBase) -> None:
    hits = knowledge.search("专精特新首贷企业贴息", 10, fusion=LEXICAL)
    assert [hit.rank for hit in hits] == list(range(1, 11))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    best = hits[0]
    assert best.words > 0
    assert best.bigrams > 0
    assert -1 <= best.dense <= 1
    assert best.coverage > 0.9
    assert knowledge.clause(best.clause_id).document_id == best.document_id


def test_the_same_query_gives_the_same_hits(knowledge: KnowledgeBase) -> None:
    assert knowledge.search("人才引进奖励", 20) == knowledge.search("人才引进奖励", 20)


def test_an_empty_filter_returns_nothing(knowledge: KnowledgeBase) -> None:
    assert knowledge.search("专精特新", 10, allowed_documents=()) == []
    assert knowledge.search("专精特新", 10, allowed_documents=["不存在"]) == []


def test_only_allowed_documents_are_searched(knowledge: KnowledgeBase) -> None:
    allowed = knowledge.documents[2].id
    hits = knowledge.search("融资担保", 300, allowed_documents=[allowed])
    assert hits
    assert {hit.document_id for hit in hits} == {allowed}
    assert len(hits) <= knowledge.documents[2].clauses


def test_the_prior_of_a_document_moves_its_clauses(knowledge: KnowledgeBase) -> None:
    best = knowledge.search("融资担保", 1, fusion=LEXICAL)[0]
    priors = {best.document_id: 0.1}
    demoted = knowledge.search("融资担保", 5, document_priors=priors, fusion=LEXICAL)
    assert demoted[0].document_id != best.document_id


def test_a_blank_query_finds_nothing_and_k_must_be_positive(knowledge: KnowledgeBase) -> None:
    assert knowledge.search(" \n", 5) == []
    with pytest.raises(ValueError, match="k must be"):
        knowledge.search("融资", 0)


def test_a_query_of_stop_words_or_of_other_scripts_does_not_fail(knowledge: KnowledgeBase) -> None:
    for query in ("这是什么呢", "？？！", "lorem ipsum", "\U0001f600", "𠀀𠀁", "a" * 3000):
        for hit in knowledge.search(query, 3):
            assert hit.coverage == 0


def test_coverage_counts_the_words_that_are_there(knowledge: KnowledgeBase) -> None:
    full = knowledge.search("厂房加层改造", 1, fusion=LEXICAL)[0]
    assert full.coverage == pytest.approx(1)
    none = knowledge.search("火星移民签证", 1, fusion=LEXICAL)[0]
    assert none.coverage < 0.2


def test_a_colloquial_word_is_covered_only_by_reading_it(knowledge: KnowledgeBase) -> None:
    hit = next(
        hit
        for hit in knowledge.search("加盖一层楼", 5, fusion=LEXICAL)
        if "厂房加层改造" in knowledge.clause(hit.clause_id).text
    )
    assert hit.read_coverage > hit.coverage


def test_a_rare_word_has_a_greater_idf_than_a_common_one(knowledge: KnowledgeBase) -> None:
    rarity = knowledge.rarity(())
    assert rarity("火星") > rarity("加层") > rarity("企业") > 0


def test_every_clause_can_be_found_by_its_text(knowledge: KnowledgeBase, documents: list[Input]) -> None:
    for document, _ in documents[:2]:
        for clause in (clause for clause in document.clauses if len(clause.text) > 30):
            hits = knowledge.search(clause.text[:200], 3, fusion=LEXICAL)
            assert clause.id in {hit.clause_id for hit in hits}, clause.text[:50]


def test_the_records_are_those_that_were_built(knowledge: KnowledgeBase, documents: list[Input]) -> None:
    document, facts = documents[3]
    assert knowledge.document(document.id) == document
    assert list(knowledge.clauses(document.id)) == list(document.clauses)
    assert knowledge.facts(document.clauses[5].id) == facts[5]
