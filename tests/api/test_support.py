from collections.abc import Callable
from dataclasses import replace

import pytest

from api.candidates import Candidates
from api.evidence import Candidate
from api.lookup import find
from api.question import Question
from api.support import (
    LEAST_COVERED,
    NEEDED_FOR_A_MEASURE,
    is_supported,
    measure_support,
    statement_support,
    supporting_measures,
    supporting_others,
)

Gathered = Callable[..., tuple[Question, Candidates]]
HERE = {"region": "湖州市"}


def scaled(candidate: Candidate, by: float) -> Candidate:
    hit = candidate.hit
    less = replace(
        hit, coverage=by * hit.coverage, read_coverage=by * hit.read_coverage, dense=by * hit.dense
    )
    return replace(candidate, hit=less, share=by * candidate.share)


def test_a_need_that_a_clause_carries_is_supported_at_its_word(gathered: Gathered) -> None:
    _, found = gathered("我们想新建厂房，优先安排用地指标", HERE)
    best = supporting_measures(found)[0]
    assert best.clause.id.endswith("#二/(四)")
    assert measure_support(best) >= 0.5


def test_a_need_that_nothing_covers_is_not_supported(gathered: Gathered) -> None:
    for colloquial in (False, True):
        _, found = gathered("我们想开一家宠物医院", HERE, colloquial)
        assert supporting_measures(found) == ()


def test_a_clause_without_the_words_of_a_need_carries_nothing_however_near_it_seems(
    gathered: Gathered,
) -> None:
    _, found = gathered("我们想新建厂房，优先安排用地指标", HERE)
    best = found.fitting[0]
    near = replace(best.hit, coverage=LEAST_COVERED / 2, read_coverage=LEAST_COVERED / 2, dense=1.0)
    assert measure_support(replace(best, hit=near, share=1.0)) == 0.0


def test_weak_support_is_none_beside_twice_as_much_elsewhere(gathered: Gathered) -> None:
    _, found = gathered("我们想新建厂房，优先安排用地指标", HERE, True)
    strong = found.fitting[0]
    weak = scaled(strong, 0.3 / measure_support(strong))
    assert NEEDED_FOR_A_MEASURE < measure_support(weak) < 0.4
    alone = replace(found, fitting=(weak,), others=())
    assert supporting_measures(alone) == (weak,)
    assert supporting_measures(replace(alone, others=(strong,))) == ()
    assert supporting_measures(replace(alone, others=(scaled(weak, 1.5),))) == (weak,)


def test_what_another_city_gives_is_kept_as_support_elsewhere(gathered: Gathered) -> None:
    _, found = gathered("我们购买云服务能拿上云补贴吗？", HERE)
    assert supporting_others(found)[0].standing.why_not == "他地经验"
    assert supporting_others(replace(found, others=())) == ()


@pytest.mark.parametrize(
    ("question", "supported"),
    [
        ("智能化改造贴息最高不超过多少万元？", True),
        ("降低担保成本由谁负责？", True),
        ("宠物医院洗护设备补贴多少万元？", False),
        ("申报智能渔业博览会展位由谁负责？", False),
    ],
)
def test_a_statement_is_supported_where_the_clause_is_about_what_is_asked(
    gathered: Gathered, question: str, supported: bool
) -> None:
    asked, found = gathered(question)
    finding = find(found.fitting, asked, found.terms, found.own)[0]
    assert is_supported(finding, asked, found) is supported


def test_the_support_of_a_statement_is_a_probability_that_grows_with_coverage(gathered: Gathered) -> None:
    asked, found = gathered("智能化改造贴息最高不超过多少万元？")
    finding = find(found.fitting, asked, found.terms, found.own)[0]
    less = replace(finding, candidate=scaled(finding.candidate, 0.5))
    assert 0 < statement_support(less, found) < statement_support(finding, found) < 1
