"""The suites name what really stands in the corpus."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from eval.questions import Judgement
from eval.sources import read_source, squeeze
from eval.stale import check, refresh
from eval.suite import Suite, load_suite
from index.search import KnowledgeBase

ROOT = Path(__file__).parents[2]
SUITES = ("five", "second", "held_out")
TEXTS = {path.name: squeeze(read_source(path)) for path in (ROOT / "corpus" / "sources").iterdir()}
KINDS = {
    "lookup", "responsible", "fund", "situation", "colloquial",
    "other_city", "unanswerable", "precedent", "expired",
}  # fmt: skip


def suite(name: str) -> Suite:
    return load_suite(ROOT / "eval" / "suites" / name)


def judgements(name: str) -> list[tuple[str, Judgement]]:
    found = [(question.id, question.judgement) for question in suite(name).questions]
    return [(key, judgement) for key, judgement in found if judgement is not None]


@pytest.fixture(scope="module")
def kb(home: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(home) as opened:
        yield opened


@pytest.fixture(scope="module")
def sources(kb: KnowledgeBase) -> Mapping[str, str]:
    return {row.id: Path(row.source).name for row in kb.documents}


@pytest.mark.parametrize("name", SUITES)
def test_every_judged_clause_stands_in_the_base_as_it_was_judged(
    name: str, kb: KnowledgeBase, sources: Mapping[str, str]
) -> None:
    judged, ids = suite(name), {clause.id for clause in kb.clauses()}
    assert {clause for grades in judged.qrels.values() for clause in grades} == judged.judged.keys()
    assert judged.judged.keys() <= ids
    assert check(judged, kb.clauses(), sources) == ()


@pytest.mark.parametrize("name", SUITES)
def test_the_judged_clauses_are_those_of_the_quotes(
    name: str, kb: KnowledgeBase, sources: Mapping[str, str]
) -> None:
    judged = suite(name)
    again = refresh(judged, kb.clauses(), sources, {row.id: row.title for row in kb.documents})
    assert again.qrels == judged.qrels, f"huice eval check eval/suites/{name} --write"
    assert again.judged == judged.judged


@pytest.mark.parametrize("name", SUITES)
def test_every_question_to_answer_has_a_clause_that_was_asked_for(name: str) -> None:
    grades = suite(name).qrels
    for key, judgement in judgements(name):
        assert (key in grades) == bool(judgement.clauses), key
        assert not judgement.clauses or max(grades[key].values()) == 2, key


@pytest.mark.parametrize("name", SUITES)
def test_every_answer_is_judged(name: str) -> None:
    assert len(judgements(name)) == len(suite(name).questions)


@pytest.mark.parametrize("name", SUITES)
def test_every_gold_quote_stands_exactly_once_in_its_source(name: str) -> None:
    for key, judgement in judgements(name):
        for snippet in (*judgement.clauses, *judgement.applicable, *(judgement.verdicts or ())):
            assert TEXTS[snippet.source].count(squeeze(snippet.quote)) == 1, (key, snippet)


@pytest.mark.parametrize("name", SUITES)
def test_every_wanted_fact_and_unit_is_written_in_a_gold_source(name: str) -> None:
    for key, judgement in judgements(name):
        for words in (*judgement.facts, *(judgement.units or ())):
            assert any(squeeze(words) in TEXTS[c.source] for c in judgement.clauses), (key, words)


@pytest.mark.parametrize("name", SUITES)
def test_a_question_to_answer_has_a_clause_and_one_to_abstain_from_has_a_reason(name: str) -> None:
    for key, judgement in judgements(name):
        to_answer = judgement.status == "answered"
        assert judgement.clauses if to_answer else judgement.reasons or judgement.clauses, key
        assert set(judgement.forbidden_sources) <= TEXTS.keys()


@pytest.mark.parametrize("name", SUITES)
def test_no_measure_that_applies_comes_from_a_forbidden_source(name: str) -> None:
    for key, judgement in judgements(name):
        applicable = {snippet.source for snippet in judgement.applicable}
        assert not applicable & set(judgement.forbidden_sources), key


@pytest.mark.parametrize("name", SUITES)
def test_a_measure_that_must_be_offered_is_nowhere_judged_not_to_apply(name: str) -> None:
    for key, judgement in judgements(name):
        against = {(v.source, v.quote) for v in judgement.verdicts or () if v.verdict == "不适用"}
        assert not against & {(snippet.source, snippet.quote) for snippet in judgement.applicable}, key


def test_the_suites_cover_every_kind_and_share_no_question() -> None:
    asked = {name: [question.question for question in suite(name).questions] for name in SUITES}
    assert len(asked["five"]) >= 150
    for name in SUITES:
        kinds = Counter(question.kind for question in suite(name).questions)
        assert kinds.keys() >= KINDS
        assert min(kinds["unanswerable"], kinds["other_city"]) >= 5
    times = Counter(text for texts in asked.values() for text in texts)
    assert not [text for text, count in times.items() if count > 1]
