from datetime import date

import pytest

from api.matching import (
    ELSEWHERE,
    EVIDENCE,
    UNTOLD,
    Standing,
    judged,
    missing_facts,
    standing_of,
    state_of,
)
from api.profile import parse_profile
from ingest.facts.read import read_facts
from ingest.records import Measure, Metadata, Profile, Sourced
from ingest.regions import resolve
from ingest.validity import status_on

REWARD = "对新认定的省级专精特新中小企业给予一次性奖励20万元。"
LAND = "对省级以上专精特新中小企业的新建厂房项目，优先安排用地指标。"
INTEREST = "对年营业收入2000万元以上的制造业企业开展智能化改造的，按贷款利息的30%给予贴息。"


def measure_in(text: str) -> Measure:
    (measure,) = read_facts(text).measures
    return measure


def states(text: str, profile: object) -> list[str]:
    who = parse_profile(profile)
    return [state_of(condition, who) for condition in measure_in(text).conditions]


def verdict(text: str, profile: object, region_known: bool = True) -> str:
    return judged(measure_in(text), parse_profile(profile), region_known)[0]


def metadata(region: str | None = None, kind: str | None = None) -> Metadata:
    return Metadata(region=Sourced(resolve(region)) if region else None, kind=Sourced(kind) if kind else None)


def test_a_higher_rung_of_the_ladder_meets_and_a_lower_one_does_not() -> None:
    assert states(LAND, {"qualifications": ["小巨人"]}) == ["met"]
    assert states(LAND, {"qualifications": ["省级专精特新"]}) == ["met"]
    assert states(LAND, {"qualifications": ["创新型中小企业"]}) == ["unmet"]


def test_a_qualification_of_another_ladder_or_none_leaves_it_open() -> None:
    assert states(LAND, {"qualifications": ["高新技术企业"]}) == ["unknown"]
    assert states(LAND, None) == ["unknown"]


def test_whether_an_award_is_new_is_not_known_from_holding_it() -> None:
    assert states(REWARD, {"qualifications": ["省级专精特新中小企业"]}) == ["unknown", "unknown"]
    assert states(REWARD, {"qualifications": ["小巨人"]}) == ["unknown", "unknown"]
    assert states(REWARD, {"qualifications": ["创新型中小企业"]}) == ["unknown", "unmet"]


@pytest.mark.parametrize(
    ("income", "state"), [("2000万元", "met"), ("0.3亿元", "met"), ("1999万元", "unmet"), (20_000_000, "met")]
)
def test_a_metric_is_held_against_its_minimum_in_yuan(income: str | int, state: str) -> None:
    assert states(INTEREST, {"metrics": {"营业收入": income}})[0] == state


def test_a_metric_is_held_against_its_maximum() -> None:
    text = "对年营业收入不超过500万元的企业，给予房租补贴。"
    assert states(text, {"metrics": {"年营业收入": "300万元"}}) == ["met"]
    assert states(text, {"metrics": {"年营业收入": "501万元"}}) == ["unmet"]
    assert states(text, {"metrics": {"员工人数": 20}}) == ["unknown"]


def test_an_industry_is_met_by_its_own_name_and_never_denied() -> None:
    assert states(INTEREST, {"industry": "制造业"})[1] == "met"
    assert states(INTEREST, {"industry": "餐饮"})[1] == "unknown"


def test_a_size_is_met_where_the_condition_names_it() -> None:
    text = "对小微企业购买云服务的费用，给予补贴。"
    assert states(text, {"size": "小微企业"}) == ["met"]
    assert states(text, {}) == ["unknown"]


def test_all_met_is_a_yes_some_met_is_partly_and_none_is_undecided() -> None:
    whole = {"industry": "制造业", "metrics": {"营业收入": "3000万元"}}
    assert verdict(INTEREST, whole) == "符合"
    assert verdict(INTEREST, {"industry": "制造业"}) == "部分符合"
    assert verdict(INTEREST, {}) == "信息不足"


def test_one_unmet_condition_is_a_no_whatever_else_is_met() -> None:
    assert verdict(INTEREST, {"industry": "制造业", "metrics": {"营业收入": "300万元"}}) == "不符合"


def test_without_the_region_only_a_no_is_sure() -> None:
    assert verdict(LAND, {"qualifications": ["小巨人"]}, region_known=False) == "信息不足"
    assert verdict(LAND, {"qualifications": ["创新型中小企业"]}, region_known=False) == "不符合"


def test_a_measure_without_conditions_is_decided_only_where_it_speaks_of_enterprises() -> None:
    assert judged(Measure("对全部企业减免水费", "税费", "应当", 0, 9), Profile(), True) == ("符合", ())
    assert judged(Measure("建设口袋公园", "服务", "支持", 0, 6), Profile(), True) == ("信息不足", ())


def test_what_is_missing_is_named_once_region_first() -> None:
    conditions = [(condition, "unknown") for condition in measure_in(INTEREST).conditions]
    assert missing_facts(conditions * 2, False) == ("所在地区", "营业收入", "制造业企业")
    assert missing_facts([(conditions[0][0], "met")], True) == ()


@pytest.mark.parametrize(
    ("place", "asker", "why"),
    [
        ("湖州市", "浙江省湖州市德清县", None),
        ("浙江省", "湖州市", None),
        ("100000", "湖州市", None),
        ("绍兴市", "湖州市", ELSEWHERE),
        ("湖北省", "湖州市", ELSEWHERE),
        ("湖州市", "浙江省", "仅限湖州市"),
    ],
)
def test_a_document_gives_to_those_in_its_region_and_to_nobody_else(
    place: str, asker: str, why: str | None
) -> None:
    standing = standing_of(metadata(place, "若干措施"), "现行", Profile(region=resolve(asker)))
    assert standing == Standing(why, True)


def test_the_region_is_open_where_the_asker_names_none() -> None:
    assert standing_of(metadata("湖州市", "若干措施"), "现行", Profile()) == Standing(None, False)
    assert standing_of(metadata("100000", "管理办法"), "现行", Profile()) == Standing(None, True)


@pytest.mark.parametrize("status", ["已到期", "失效", "废止", "未生效"])
def test_a_document_out_of_force_gives_nothing(status: str) -> None:
    assert standing_of(metadata("湖州市", "若干措施"), status, Profile()).why_not == status


def test_a_draft_is_offered() -> None:
    here = Profile(region=resolve("湖州市"))
    assert standing_of(metadata("湖州市", "行动方案"), "征求意见稿", here).why_not is None


@pytest.mark.parametrize("kind", ["答复", "新闻材料"])
def test_news_and_replies_bind_nobody(kind: str) -> None:
    here = Profile(region=resolve("湖州市"))
    status = status_on(metadata("湖州市", kind), date(2026, 11, 21))
    assert standing_of(metadata("湖州市", kind), status, here).why_not == EVIDENCE


def test_a_text_that_says_neither_what_nor_whose_it_is_gives_nothing() -> None:
    assert standing_of(Metadata(), "未知", Profile()).why_not == UNTOLD
    assert standing_of(metadata(kind="管理办法"), "现行", Profile()) == Standing(None, False)


def test_a_measure_that_names_a_kind_of_enterprise_is_not_said_for_another() -> None:
    measure = Measure("健全专精特新中小企业融资促进机制，探索提供应急转贷资金支持", "贷款", "支持", 0, 31)
    assert judged(measure, Profile(qualifications=("省级专精特新",)), True)[0] == "符合"
    assert judged(measure, Profile(qualifications=("创新型中小企业",)), True)[0] == "信息不足"
    assert judged(measure, Profile(), True)[0] == "信息不足"


@pytest.mark.parametrize(
    ("asked", "size", "state"),
    [
        ("小微企业", "微型", "met"),
        ("小微企业", "中型", "unmet"),
        ("中小微企业", "中型", "met"),
        ("中小企业", "微型", "met"),
        ("中小企业", "大型", "unmet"),
        ("专精特新中小企业", "大型", "unmet"),
        ("专精特新中小企业", "小型", "unknown"),
        ("小微企业", "中小企业", "unknown"),
        ("大型企业", "小微企业", "unmet"),
        ("大型企业", "规上", "unknown"),
    ],
)
def test_a_size_covers_what_the_standard_says_it_covers(asked: str, size: str, state: str) -> None:
    assert states(f"对{asked}购买云服务的费用，给予补贴。", {"size": size}) == [state]


def test_the_size_that_a_title_implies_counts_where_none_is_said() -> None:
    text = "对中小微企业购买云服务的费用，给予补贴。"
    assert states(text, {"qualifications": ["小巨人"]}) == ["met"]
    assert states(text, {"qualifications": ["小巨人"], "size": "大型"}) == ["unmet"]
    assert states(text, {"qualifications": ["制造业单项冠军"]}) == ["unknown"]


def test_a_title_of_an_unclear_level_is_met_by_its_own_words() -> None:
    text = "优先推荐专精特新“小巨人”企业纳入融资“白名单”。"
    assert states(text, {"qualifications": ["省级专精特新小巨人"]}) == ["met"]
    denied = Profile(qualifications=("省级专精特新小巨人",), denied=("小巨人",))
    assert state_of(measure_in(text).conditions[0], denied) == "unmet"


def test_of_alternatives_one_is_enough_and_none_met_is_judged_by_all() -> None:
    text = "以年营业收入1000万元至2000万元的小微企业和固定资产投资2000万元以上的项目为对象，给予贷款贴息。"
    assert verdict(text, {"size": "小型", "metrics": {"营业收入": "1500万元"}}) == "符合"
    assert verdict(text, {"size": "小型", "metrics": {"营业收入": "3500万元"}}) == "不符合"


def test_what_an_asker_states_in_the_very_words_is_met_unless_others_judge_it() -> None:
    text = "对规划环评合规园区内的企业，给予用能保障。"
    inside = Profile(told=("工厂在规划环评合规的园区里",))
    assert judged(measure_in(text), inside, True) == ("符合", ("met",))
    assert judged(measure_in(text), Profile(), True)[0] == "信息不足"
    fit = "对符合条件的企业给予贷款贴息。"
    assert judged(measure_in(fit), Profile(told=("我们是符合条件的企业",)), True)[0] == "信息不足"


def test_an_industry_is_met_by_any_of_those_listed() -> None:
    text = "鼓励钢铁、纺织、食品等行业企业开展绿色改造，给予补助。"
    assert states(text, {"industry": "纺织服装"}) == ["met"]
