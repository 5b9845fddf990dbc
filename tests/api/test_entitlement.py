from collections.abc import Callable
from datetime import date

from api.candidates import Candidates
from api.citations import CitationBook
from api.entitlement import KEEP, MOST_PER_CLAUSE, offer, precedents_of, relevant_measures
from api.entitlement_windows import Calendar
from api.profile import parse_profile
from api.question import Question
from index.search import KnowledgeBase

Gathered = Callable[..., tuple[Question, Candidates]]
HERE = {"region": "湖州市"}


def days(town: KnowledgeBase) -> Calendar:
    return Calendar(date(2026, 11, 21), town.facts)


def test_only_measures_of_documents_that_apply_are_offered(
    town: KnowledgeBase, gathered: Gathered, ids: dict[str, str], book: CitationBook
) -> None:
    question, found = gathered("我们购买云服务能拿上云补贴吗？", HERE)
    everything = (*found.others, *found.fitting)
    offered = offer(everything, question.profile, found.terms, book, days(town))
    assert offered.measures
    cited = {citation.document_id for citation in book.citations()}
    assert cited <= {ids["湖州市若干措施"], ids["工业和信息化部办法"]}


def test_a_reply_of_the_own_city_and_a_goal_of_a_plan_are_no_measures(
    town: KnowledgeBase, gathered: Gathered, book: CitationBook
) -> None:
    question, found = gathered("我们竹木加工企业设备更新有补助吗？", HERE)
    reported = [c for c in found.others if "竹木加工企业完成设备更新" in c.clause.text]
    assert len(reported) == 1
    assert offer(reported, question.profile, found.terms, book, days(town)).measures == ()
    assert relevant_measures(reported[0], found.terms) == ()


def test_measures_with_an_unmet_condition_come_last(
    town: KnowledgeBase, gathered: Gathered, book: CitationBook
) -> None:
    needed = "我们想要建设用地指标和贷款贴息，有吗？"
    able = {"region": "湖州市", "qualifications": ["小巨人"], "metrics": {"营业收入": "3000万元"}}
    small = {**able, "qualifications": ["创新型中小企业"]}
    ordered = []
    for profile in (able, small):
        question, found = gathered(needed, profile)
        measures = offer(found.fitting, question.profile, found.terms, book, days(town)).measures
        ordered.append([(measure.instrument, measure.verdict) for measure in measures])
    assert ordered[0] == [("用地", "符合"), ("贴息", "部分符合")]
    assert ordered[1] == [("贴息", "部分符合"), ("用地", "不符合")]


def test_what_would_decide_a_verdict_is_named(
    town: KnowledgeBase, gathered: Gathered, book: CitationBook
) -> None:
    question, found = gathered("我们想做智能化改造，有贴息吗？", HERE)
    best = [c for c in found.fitting if "贴息" in c.clause.text]
    offered = offer(best, question.profile, found.terms, book, days(town))
    assert offered.missing == ("营业收入", "制造业企业")
    somewhere = offer(best, parse_profile({"industry": "制造业企业"}), found.terms, book, days(town))
    assert [c.state for c in somewhere.measures[0].conditions] == ["unknown", "met"]


def test_a_threshold_of_a_condition_is_no_money_given(
    town: KnowledgeBase, gathered: Gathered, book: CitationBook
) -> None:
    question, found = gathered("我们想做智能化改造，有贴息吗？", HERE)
    best = [c for c in found.fitting if "贴息" in c.clause.text]
    (measure,) = offer(best, question.profile, found.terms, book, days(town)).measures
    assert "2000万元以上" in measure.text
    assert [fund.text for fund in measure.funds] == ["最高不超过100万元"]


def test_a_measure_carries_the_units_of_its_clause_and_its_own_amounts(
    town: KnowledgeBase, gathered: Gathered, book: CitationBook
) -> None:
    question, found = gathered("新认定的省级专精特新中小企业有一次性奖励吗？", HERE)
    best = [c for c in found.fitting if "一次性奖励" in c.clause.text]
    measures = offer(best, question.profile, found.terms, book, days(town)).measures
    by_amount = {measure.text: [fund.text for fund in measure.funds] for measure in measures}
    assert by_amount["对新认定的省级专精特新中小企业给予一次性奖励20万元"] == ["20万元"]
    assert [unit.name for unit in measures[0].units] == ["市经信局", "市财政局"]
    assert {unit.citation for unit in measures[0].units} == {measures[0].citation}


def test_measures_that_meet_the_question_half_as_well_as_the_best_are_left_out(gathered: Gathered) -> None:
    _, found = gathered("新认定的省级专精特新中小企业有一次性奖励吗？", HERE)
    for candidate in found.fitting:
        shares = [share for share, _ in relevant_measures(candidate, found.terms)]
        assert shares == sorted(shares, reverse=True)
        assert len(shares) <= MOST_PER_CLAUSE
        assert all(share >= KEEP * shares[0] for share in shares)


def test_precedents_say_why_they_are_none_of_the_askers(
    town: KnowledgeBase, gathered: Gathered, book: CitationBook
) -> None:
    _, found = gathered("我们竹木加工企业购买云服务、设备更新有补助吗？", HERE)
    kept = precedents_of(found.others, found.terms, book)
    whys = {item.why for item in kept}
    assert {"他地经验", "事实报道"} <= whys
    for item in kept:
        assert item.text in book.citations()[item.citation - 1].quote


def test_a_candidate_that_applies_is_no_precedent(
    town: KnowledgeBase, gathered: Gathered, book: CitationBook
) -> None:
    _, found = gathered("我们想做智能化改造，有贴息吗？", HERE)
    assert found.fitting
    assert precedents_of(found.fitting, found.terms, book) == ()


def test_a_precedent_is_no_heading_and_no_purpose(
    town: KnowledgeBase, gathered: Gathered, book: CitationBook
) -> None:
    _, found = gathered("中小企业数字化转型行动方案", HERE)
    titles = [each.clause.text for each in found.others if "行动方案" in each.clause.text]
    assert titles
    kept = precedents_of(found.others, found.terms, book)
    assert kept
    assert not any(item.text.endswith(("行动方案", "制定本方案。", "（征求意见稿）")) for item in kept)
