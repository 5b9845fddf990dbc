"""The judgements name what really stands in the corpus."""

from collections import Counter
from pathlib import Path

import pytest

from eval.questions import KINDS, Question, load_suite
from eval.sources import read_source, squeeze

ROOT = Path(__file__).parents[2]
SUITES = ("five", "second", "held_out")
TEXTS = {path.name: squeeze(read_source(path)) for path in (ROOT / "corpus" / "sources").iterdir()}


def suite(name: str) -> tuple[Question, ...]:
    return load_suite(ROOT / "eval" / "suites" / name)


@pytest.mark.parametrize("name", SUITES)
def test_every_gold_quote_stands_exactly_once_in_its_source(name: str) -> None:
    for question in suite(name):
        for snippet in (*question.judgement.clauses, *question.judgement.applicable):
            assert TEXTS[snippet.source].count(squeeze(snippet.quote)) == 1, (question.id, snippet)


@pytest.mark.parametrize("name", SUITES)
def test_every_wanted_fact_and_unit_is_written_in_a_gold_source(name: str) -> None:
    for question in suite(name):
        gold = question.judgement
        for words in (*gold.facts, *(gold.units or ())):
            assert any(squeeze(words) in TEXTS[c.source] for c in gold.clauses), (question.id, words)


@pytest.mark.parametrize("name", SUITES)
def test_a_question_to_answer_has_a_clause_and_one_to_abstain_from_has_a_reason(name: str) -> None:
    for question in suite(name):
        gold = question.judgement
        assert gold.clauses if gold.status == "answered" else gold.reasons or gold.clauses, question.id
        assert set(gold.forbidden_sources) <= TEXTS.keys()


@pytest.mark.parametrize("name", SUITES)
def test_no_measure_that_applies_comes_from_a_forbidden_source(name: str) -> None:
    for question in suite(name):
        sources = {snippet.source for snippet in question.judgement.applicable}
        assert not sources & set(question.judgement.forbidden_sources), question.id


def test_the_suites_cover_every_kind_and_share_no_question() -> None:
    suites = {name: suite(name) for name in SUITES}
    assert {name: len(questions) for name, questions in suites.items()} == {
        "five": 165,
        "second": 110,
        "held_out": 84,
    }
    for questions in suites.values():
        assert set(Counter(q.kind for q in questions)) == set(KINDS)
    asked = Counter(q.question for questions in suites.values() for q in questions)
    assert not [question for question, times in asked.items() if question and times > 1]
