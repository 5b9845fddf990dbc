from collections.abc import Callable

import pytest

from api.candidates import Candidates
from api.citations import CitationBook
from api.lookup import Stated, find, state
from api.question import Question
from api.records import AnswerFund

Gathered = Callable[..., tuple[Question, Candidates]]
States = Callable[[str], Stated]


@pytest.fixture
def stated(gathered: Gathered, book: CitationBook) -> States:
    def of(text: str) -> Stated:
        question, found = gathered(text)
        best = find(found.fitting, question, found.terms, found.own)[0]
        return state(best, question, found.own, book)

    return of


def amounts(stated: Stated) -> list[str]:
    return [fund.text for fund in stated.funds]


def test_of_several_amounts_in_a_sentence_the_one_asked_for_is_given(stated: States) -> None:
    assert amounts(stated("新认定的省级专精特新中小企业奖励多少钱？")) == ["20万元"]
    assert amounts(stated("新认定的国家级小巨人企业奖励多少钱？")) == ["50万元"]


def test_a_question_for_several_gets_one_amount_for_each_part_in_text_order(stated: States) -> None:
    given = stated("新认定的省级专精特新企业和小巨人企业分别奖励多少万元？")
    assert amounts(given) == ["50万元", "20万元"]


def test_an_amount_is_given_in_yuan_with_its_kind_and_citation(stated: States) -> None:
    given = stated("智能化改造贴息最高不超过多少万元？")
    assert given.funds == (AnswerFund("最高不超过100万元", "贴息", None, 1_000_000.0, 1),)


def test_an_amount_for_each_of_something_is_told_from_the_total(stated: States) -> None:
    assert amounts(stated("竹木加工企业平均每家获得补助多少钱？")) == ["33万元"]
    assert amounts(stated("竹木产业转型专项资金有多少？")) == ["1200万元"]
    assert amounts(stated("竹木产业转型专项资金安排了每户多少钱？")) == ["33万元"]


def test_an_amount_that_the_question_names_is_given_back(stated: States) -> None:
    assert amounts(stated("面值5000元的法律咨询服务券发给哪些企业？")) == ["5000元"]
    assert amounts(stated("新认定的国家级小巨人企业奖励的是不是200000元？")) == ["50万元", "20万元"]


def test_no_amount_is_given_where_none_is_asked_for(stated: States) -> None:
    given = stated("竹木加工企业设备更新支持了多少家？")
    assert given.funds == ()
    assert "36家" in given.facts[0].text


def test_the_units_of_the_clause_are_given_with_their_roles(stated: States) -> None:
    given = stated("降低担保成本由谁负责？")
    assert [(unit.name, unit.role) for unit in given.units] == [("市金融办", "牵头"), ("市财政局", "配合")]


def test_the_units_are_in_the_quote_of_their_citation(stated: States, book: CitationBook) -> None:
    (unit, _) = stated("降低担保成本由谁负责？").units
    quote = book.citations()[unit.citation - 1].quote
    assert quote.endswith("（牵头单位：市金融办；配合单位：市财政局）")


def test_a_clause_without_units_does_not_answer_who_is_responsible(gathered: Gathered) -> None:
    question, found = gathered("法律咨询服务券由哪个部门负责？")
    findings = find(found.fitting, question, found.terms, found.own)
    assert findings
    assert all(finding.candidate.facts.units for finding in findings)


def test_a_list_asked_for_is_quoted_whole_each_item_with_its_citation(stated: States) -> None:
    given = stated("申报需要提交什么材料？")
    assert [fact.text for fact in given.facts] == [
        "（六）申报人应当提交以下材料：",
        "1.营业执照复印件；",
        "2.上一年度财务审计报告；",
        "3.项目申报书。",
    ]
    assert [fact.citation for fact in given.facts] == [1, 2, 3, 4]


def test_only_sentences_that_hold_what_is_asked_are_quoted(stated: States) -> None:
    given = stated("申报咨询电话是多少？")
    assert len(given.facts) == 1
    assert "0572-2398765" in given.facts[0].text


def test_nothing_is_found_where_no_clause_holds_what_is_asked(gathered: Gathered) -> None:
    question, found = gathered("上云补贴在哪个网站申报？")
    assert found.fitting
    assert find(found.fitting, question, found.terms, found.own) == ()


def test_findings_come_best_first(gathered: Gathered) -> None:
    question, found = gathered("企业能拿到多少奖励和补贴？")
    strengths = [finding.strength for finding in find(found.fitting, question, found.terms, found.own)]
    assert strengths == sorted(strengths, reverse=True)
    assert len(strengths) > 1
