import pytest

from api.profile import parse_profile
from api.question import MAX_CHARACTERS, read_question
from ingest.errors import QuestionError
from ingest.records import Profile


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("用地保障由哪个部门负责？", "units"),
        ("这件事该找谁办？", "units"),
        ("试点一共拿到多少奖补资金？", "funds"),
        ("全市要培育多少家企业？", "quantity"),
        ("什么时候开始申报？", "time"),
        ("联系电话是多少？", "contact"),
        ("有哪些支持政策？", "measures"),
    ],
)
def test_what_a_question_wants_to_be_told_is_recognised(text: str, asks: str) -> None:
    assert asks in read_question(text, Profile()).asks


@pytest.mark.parametrize(
    "text",
    [
        "我们是武汉的一家小巨人企业，想上市，有什么支持？",
        "想建绿色工厂，能不能拿补贴？",
        "本公司招工难怎么办？",
        "高新技术企业可以享受哪些优惠？",
    ],
)
def test_an_enterprise_that_speaks_of_its_need_asks_for_what_applies(text: str) -> None:
    assert read_question(text, Profile()).mode == "situation"


@pytest.mark.parametrize(
    "text",
    [
        "规划提出到2025年培育多少家小巨人企业？",
        "咸宁以前有没有发过这类奖补？",
        "行动方案的主要目标是什么？",
        "用地保障由谁负责？",
    ],
)
def test_a_question_about_what_a_document_says_is_a_look_up(text: str) -> None:
    assert not read_question(text, Profile()).mode == "situation"


def test_the_profile_is_completed_by_the_question_and_never_overruled() -> None:
    asked = read_question("我们是武汉的小巨人企业，想上市", Profile())
    assert asked.profile.region is not None
    assert asked.profile.region.code == "420100"
    assert asked.profile.qualifications
    given = parse_profile({"region": "黄石", "qualifications": ["高新技术企业"]})
    kept = read_question("武汉的小巨人企业有什么政策，我们能用吗？", given)
    assert kept.profile == given


def test_a_place_inside_a_name_is_no_region_of_the_asker() -> None:
    assert read_question("想到北京证券交易所上市，有什么支持？", Profile()).regions == ()


def test_the_topic_of_a_situation_leaves_out_who_asks_and_adds_the_needs() -> None:
    asked = read_question("我们是黄石的小巨人企业，想上市", parse_profile({"needs": ["融资"]}))
    assert "黄石" not in asked.topic
    assert "小巨人" not in asked.topic
    assert "上市" in asked.topic
    assert asked.topic.endswith("融资")


@pytest.mark.parametrize("text", ["", "   \n", "？？！", "问" * (MAX_CHARACTERS + 1), "长" * 100_000])
def test_an_empty_or_endless_question_is_refused(text: str) -> None:
    with pytest.raises(QuestionError):
        read_question(text, Profile())
