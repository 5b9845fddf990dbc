"""What one asks of a card besides what it gives is answered from its rows."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from api.answers import answer
from api.card_rows import rows_asked
from api.console.render import answer_text
from api.profile import parse_profile
from api.records import Answer
from index.search import KnowledgeBase

ROWS = (
    ("依据文件", "《丽水市竹产业扶持办法》"),
    ("发文机构", "丽水市林业局"),
    ("发文字号", "丽林〔2024〕9号"),
    ("支持对象", "在丽水市注册的竹产品加工企业"),
    ("支持内容", "对新购竹材分解设备的，按购置额的20%给予补助，最高30万元。"),
    ("申报条件", "1．上一年度竹产品销售收入不低于500万元。\n2．设备已安装使用。"),
    ("办理流程", "企业网上申报→县级初审→市级评审→公示→拨付"),
    ("申报材料", "申请表、购置合同、发票"),
    ("申报时间", "每年3月1日至3月31日"),
    ("咨询电话", "丽水市林业局产业科：0578-2123456"),
)


@pytest.fixture(scope="module")
def bamboo(card_base: Callable[[str, Sequence[tuple[str, str]]], KnowledgeBase]) -> KnowledgeBase:
    return card_base("2. 丽水市竹产业设备购置补助", ROWS)


def asked(kb: KnowledgeBase, question: str, region: str = "浙江省丽水市") -> Answer:
    return answer(kb, question, parse_profile({"region": region}), date(2024, 6, 1))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("竹产业设备购置补助什么时候申报？", ["每年3月1日至3月31日"]),
        ("竹产业设备购置补助怎么申请？", ["企业网上申报→县级初审→市级评审→公示→拨付"]),
        ("申请竹产业设备补助要交哪些材料？", ["申请表、购置合同、发票"]),
        ("竹产业设备补助有什么条件？", ["1．上一年度竹产品销售收入不低于500万元。", "2．设备已安装使用。"]),
        ("竹产业设备购置补助找谁，电话多少？", ["丽水市林业局产业科：0578-2123456"]),
    ],
)
def test_a_row_asked_for_is_told_word_for_word(bamboo: KnowledgeBase, question: str, said: list[str]) -> None:
    found = asked(bamboo, question)
    assert [fact.text for fact in found.facts] == said
    assert [found.citations[fact.citation - 1].quote for fact in found.facts] == said


def test_who_asks_whom_to_call_gets_a_contact(bamboo: KnowledgeBase) -> None:
    (contact,) = asked(bamboo, "竹产业设备购置补助找谁联系？").contacts
    assert (contact.name, contact.phone) == ("丽水市林业局产业科", "0578-2123456")


def test_measures_and_the_rows_asked_for_with_them_are_both_told(bamboo: KnowledgeBase) -> None:
    found = asked(bamboo, "我们买竹材分解设备能补多少钱，怎么申请？")
    assert found.measures[0].funds[-1].max_yuan == 300_000
    assert [fact.text for fact in found.facts] == ["企业网上申报→县级初审→市级评审→公示→拨付"]
    assert "文件里还说：" in answer_text(found)


@pytest.mark.parametrize("question", ["茶叶出口补助什么时候申报？", "月球基地建设怎么申请？"])
def test_another_matter_is_not_told_from_the_card(bamboo: KnowledgeBase, question: str) -> None:
    assert asked(bamboo, question).status == "abstained"


def test_a_question_for_what_is_given_asks_for_no_row() -> None:
    assert rows_asked("新购设备能补多少？") == ()
