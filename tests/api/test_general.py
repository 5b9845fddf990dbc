from collections.abc import Callable
from dataclasses import replace

import pytest

from api.candidates import Candidates
from api.general import names_the_matter
from api.question import Question
from api.records import Answer
from api.sentences import TermWeights
from api.support import measure_support, supporting_measures, supporting_others

Gathered = Callable[..., tuple[Question, Candidates]]
HERE = {"region": "湖州市"}


def asking(found: Candidates, **weights: float) -> Candidates:
    terms = TermWeights(weights, found.terms.terms_of)
    return replace(found, terms=terms, own=terms)


def test_a_clause_that_shares_only_general_words_does_not_name_the_matter(gathered: Gathered) -> None:
    _, found = gathered("我们想做智能化改造，有贴息吗？", HERE)
    best = found.fitting[0]
    assert "企业" in best.clause.text
    assert "给予" in best.clause.text
    assert not names_the_matter(best, asking(found, 企业=1, 给予=2, 月球=6))
    assert names_the_matter(best, asking(found, 企业=1, 给予=2, 智能化=6))


def test_a_general_word_that_is_rare_here_names_the_matter(gathered: Gathered) -> None:
    _, found = gathered("我们想做智能化改造，有贴息吗？", HERE)
    assert names_the_matter(found.fitting[0], asking(found, 企业=1, 给予=5, 月球=6))


def test_what_an_everyday_phrase_stands_for_is_matter(gathered: Gathered) -> None:
    _, found = gathered("我们想做智能化改造，有贴息吗？", HERE)
    own = asking(found, 甜头=6).own
    assert names_the_matter(found.fitting[0], replace(asking(found, 甜头=6, 给予=2), own=own))


def test_a_question_of_general_words_has_no_matter_to_name(gathered: Gathered) -> None:
    _, found = gathered("我们想做智能化改造，有贴息吗？", HERE)
    assert names_the_matter(found.fitting[0], asking(found, 企业=1, 公司=2))


def test_support_by_general_words_alone_is_none(gathered: Gathered) -> None:
    _, found = gathered("我们想做智能化改造，有贴息吗？", HERE, True)
    assert supporting_measures(found)
    elsewhere = asking(found, 企业=1, 给予=2, 月球=6)
    assert measure_support(elsewhere.fitting[0]) > 0
    assert supporting_measures(elsewhere) == ()
    assert supporting_others(replace(elsewhere, others=found.fitting)) == ()


@pytest.mark.parametrize("text", ["企业上月球开矿有什么支持？", "公司养鲸鱼有什么支持？"])
def test_a_matter_of_no_document_is_not_answered_with_any_subsidy(
    ask: Callable[..., Answer], text: str
) -> None:
    answer = ask(text, HERE)
    assert (answer.status, answer.measures, answer.precedents) == ("abstained", (), ())
