import pytest

from api.question import read_question
from api.sentences import sentences_of
from api.slots import money_groups, slot_tests, suits
from ingest.facts.funds import find_funds
from ingest.facts.read import read_facts
from ingest.records import Profile


def passed(question: str, text: str) -> int | None:
    """Return the rank of the strictest test that the sentence passes, None where it passes none."""
    (sentence,) = sentences_of(text)
    facts = read_facts(text)
    tests = slot_tests(read_question(question, Profile()))
    return next((rank for rank, test in enumerate(tests) if test(sentence, facts)), None)


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("联系电话是多少？", "咨询电话：0572-2398765。", "请到窗口咨询，共3个。"),
        ("在哪个网站申报？", "登录浙江政务服务网网站填报。", "由县经信局受理。"),
        ("要交什么材料？", "提交营业执照复印件。", "由县经信局受理。"),
        ("制定依据是什么法律？", "根据《中华人民共和国中小企业促进法》，制定本办法。", "本办法共十条。"),
        ("一次性奖励多少钱？", "给予一次性奖励20万元。", "奖励先进企业20家。"),
        ("什么时候开始申报？", "每年3月1日开始申报。", "由县经信局受理申报。"),
        ("研发投入占比要达到百分之几？", "研发投入占比达到3.2%。", "研发机构达到3200家。"),
        ("要培育多少家企业？", "培育企业500家。", "大力培育企业。"),
    ],
)
def test_a_sentence_passes_only_where_it_holds_the_kind_of_thing_asked(
    question: str, holds: str, lacks: str
) -> None:
    assert passed(question, holds) == 0
    assert passed(question, lacks) is None


def test_a_number_with_the_counter_asked_for_passes_a_stricter_test_than_any_number() -> None:
    assert passed("要培育多少家企业？", "培育企业500户。") == 0
    assert passed("要培育多少家企业？", "增速达到5。") == 1


def test_a_reference_that_the_question_itself_names_does_not_answer() -> None:
    asked = "《管理办法》的制定依据是什么法律？"
    assert passed(asked, "现将《管理办法》印发给你们。") is None
    assert passed(asked, "根据《中小企业促进法》修订《管理办法》。") == 0


def test_any_sentence_will_do_for_units_and_for_a_question_that_asks_for_no_slot() -> None:
    assert slot_tests(read_question("用地保障由哪个部门负责？", Profile())) == ()
    assert slot_tests(read_question("什么是梯度培育？", Profile())) == ()


def test_an_amount_of_another_kind_of_money_does_not_answer() -> None:
    loan, reward = find_funds("发放贷款500万元。")[0], find_funds("给予奖励20万元。")[0]
    assert money_groups("奖励多少？") == {"grant"}
    assert suits(reward, money_groups("补贴多少？"))
    assert not suits(loan, money_groups("奖励多少？"))
    assert suits(loan, money_groups("授信多少？"))
    assert suits(loan, money_groups("一共多少？"))


def test_a_fee_for_a_guarantee_is_no_guarantee() -> None:
    assert money_groups("一共减免了多少担保费") == {"tax"}
    assert money_groups("担保贷款有多少") == {"credit"}
