"""What the rows of a card ask counts for what the card gives, and is cited where it stands."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pytest

from api.answers import answer
from api.console.render import answer_text
from api.profile import parse_profile
from api.records import Answer, AnswerMeasure
from index.search import KnowledgeBase

ROWS = (
    ("依据文件", "《黄石市科技信贷支持办法》"),
    ("发文机构", "黄石市科学技术局"),
    ("发文字号", "黄科发〔2024〕6号"),
    ("发布日期", "2024-02-01"),
    ("服务对象", "高新技术企业"),
    (
        "服务内容",
        "1．知识产权质押贷款贴息。对企业知识产权质押贷款给予50%的贴息，最高40万元。\n"
        "2．科技保险保费补贴。按实际保费的60%给予企业补贴，最高20万元。",
    ),
    (
        "条件要求",
        "1．知识产权质押贷款贴息条件\n（1）年营业收入在2亿元（含）以下；\n（2）注册地在黄石市。\n"
        "2．科技保险保费补贴条件\n（1）从业人员不少于20人。",
    ),
    ("联络方式", "黄石市科学技术局：0714-6512345"),
)
SMALL = {"region": "湖北省黄石市", "qualifications": ["高新技术企业"], "metrics": {"营业收入": "5000万元"}}
LOAN, INSURANCE = "我们做知识产权质押贷款有贴息吗？", "我们购买科技保险有保费补贴吗？"


@pytest.fixture(scope="module")
def cards(card_base: Callable[[str, Sequence[tuple[str, str]]], KnowledgeBase]) -> KnowledgeBase:
    return card_base("1. 黄石市科技信贷支持", ROWS)


def asked(kb: KnowledgeBase, question: str, profile: Mapping[str, object]) -> tuple[Answer, AnswerMeasure]:
    found = answer(kb, question, parse_profile(profile), date(2024, 6, 1))
    assert found.status == "answered"
    return found, found.measures[0]


def test_conditions_of_the_card_are_cited_where_they_stand(cards: KnowledgeBase) -> None:
    found, measure = asked(cards, LOAN, SMALL)
    cited = {
        each.text: found.citations[each.citation - 1].clause_id.partition("#")[2]
        for each in measure.conditions
    }
    assert cited == {
        "高新技术企业": "服务对象",
        "年营业收入在2亿元（含）以下": "条件要求/1/(1)",
        "注册地在黄石市": "条件要求/1/(2)",
    }
    assert [each.state for each in measure.conditions] == ["met", "met", "met"]
    assert measure.verdict == "符合"
    for each in measure.conditions:
        assert each.text in found.citations[each.citation - 1].quote


@pytest.mark.parametrize(
    ("profile", "verdict"),
    [
        ({**SMALL, "metrics": {"营业收入": "3亿元"}}, "不符合"),
        ({**SMALL, "metrics": {}}, "部分符合"),
        ({**SMALL, "metrics": {"营业收入增速": "30%"}}, "部分符合"),
    ],
)
def test_a_bound_of_the_card_decides_the_verdict(
    cards: KnowledgeBase, profile: Mapping[str, object], verdict: str
) -> None:
    assert asked(cards, LOAN, profile)[1].verdict == verdict


def test_an_item_of_conditions_is_asked_for_the_item_it_names(cards: KnowledgeBase) -> None:
    found, measure = asked(cards, INSURANCE, SMALL)
    assert [each.text for each in measure.conditions] == ["高新技术企业", "从业人员不少于20人"]
    assert [each.state for each in measure.conditions] == ["met", "unknown"]
    assert "从业人员" in found.missing


def test_an_answer_names_whom_to_ask(cards: KnowledgeBase) -> None:
    found, _ = asked(cards, LOAN, SMALL)
    [contact] = found.contacts
    assert (contact.name, contact.phone) == ("黄石市科学技术局", "0714-6512345")
    assert found.citations[contact.citation - 1].quote == "黄石市科学技术局：0714-6512345"
    assert f"联系：黄石市科学技术局 0714-6512345 [{contact.citation}]" in answer_text(found)
