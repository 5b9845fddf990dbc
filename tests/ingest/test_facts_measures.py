"""Measures with force, instrument and conditions; targets; any text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.facts.conditions import find_conditions
from ingest.facts.read import read_facts
from ingest.facts.targets import find_targets

WORDS = [
    *("支持", "专精特新中小企业", "给予", "奖励", "50万元", "。", "，", "；", "\n", "（", "）"),
    *("责任单位：", "市经信局", "到2026年", "力争", "30家", "达到75%以上", "《", "》", "一、", "对"),
    *("〔2024〕1号", "根据", "同时废止", "2月30日", "截止", "申报", "首贷企业"),
]


@pytest.mark.parametrize(
    ("text", "instrument", "force"),
    [
        ("对通过认定的企业给予一次性奖励30万元。", "奖补", "应当"),
        ("优先保障专精特新中小企业技改项目的能耗指标。", "用能", "优先"),
        ("鼓励企业开展知识产权质押和专利导航。", "知识产权", "支持"),
        ("探索对首贷企业给予贴息。", "贴息", "支持"),
        ("到2026年，力争培育龙头企业25家。", "培育", "目标"),
        ("截至5月末，全市担保贷款余额7.1亿元，减免担保费553万元。", "担保", "事实"),
        ("允许企业联合参加工业用地招拍挂。", "用地", "应当"),
        ("对不裁员的参保企业，可返还其上年度实际缴纳失业保险费的50%。", "税费", "应当"),
        ("由境外单位支付的所得，免予缴纳个人所得税。", "税费", "应当"),
    ],
)
def test_a_sentence_has_its_instrument_and_force(text: str, instrument: str, force: str) -> None:
    [measure] = read_facts(text).measures
    assert (measure.instrument, measure.force) == (instrument, force)
    assert measure.text == text.rstrip("。")


def test_heading_creed_and_bracket_are_no_measures() -> None:
    text = (
        "8.加力推动数字化转型。鼓励企业实施低成本、易运维的数字化改造。"
        "为深入贯彻落实有关部署，制定本方案。（责任单位：市经信局、市财政局）"
    )
    assert [measure.text for measure in read_facts(text).measures] == [
        "鼓励企业实施低成本、易运维的数字化改造"
    ]


def test_the_bracket_of_units_is_cut_from_the_measure_it_ends() -> None:
    [measure] = read_facts("支持企业建设研发机构（责任单位：市科技局）。").measures
    assert measure.text == "支持企业建设研发机构"


def test_a_sentence_that_helps_two_groups_is_two_measures() -> None:
    text = "对国家级小巨人企业给予奖励50万元，对高新技术企业给予奖励20万元。"
    values = [[each.value for each in measure.conditions] for measure in read_facts(text).measures]
    assert values == [["国家级专精特新小巨人企业"], ["高新技术企业"]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "支持有条件的小巨人企业申报国家级单项冠军。",
            [("其他", "有条件"), ("资质", "国家级专精特新小巨人企业")],
        ),
        ("力争专精特新中小企业占规上企业总数比重达30%。", []),
        ("到2026年，培育专精特新中小企业30家。", []),
        (
            "对在我市注册的小微企业和个体工商户给予补贴。",
            [("地区", "在我市注册"), ("规模", "小微企业|个体工商户")],
        ),
        ("鼓励钢铁、纺织等行业优质企业使用清洁能源。", [("行业", "钢铁|纺织服装")]),
        ("对园区内的高新技术企业，按规定简化管理。", [("地区", "园区内"), ("资质", "高新技术企业")]),
    ],
)
def test_whom_a_sentence_helps_is_its_condition(text: str, found: list[tuple[str, str]]) -> None:
    assert [(each.kind, each.value) for each in find_conditions(text)] == found


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("对年营业收入1000万元至2000万元的工业企业给予奖励。", ("营业收入", 1e7, 2e7, "元")),
        ("申报企业研发投入占比不低于3%。", ("研发投入占比", 3.0, None, "%")),
        ("申报企业资产负债率不高于60%。", ("资产负债率", None, 60.0, "%")),
        ("申报企业职工人数300人以上。", ("从业人员", 300.0, None, "人")),
    ],
)
def test_a_figure_asked_for_has_bounds(
    text: str, bounds: tuple[str, float | None, float | None, str]
) -> None:
    [found] = [each for each in find_conditions(text) if each.unit]
    assert (found.value, found.minimum, found.maximum, found.unit) == bounds


def test_a_target_is_its_part_of_the_sentence_with_year_and_scale() -> None:
    [target] = find_targets("到2026年，力争培育国家级专精特新“小巨人”企业30家。")
    assert target.text == "力争培育国家级专精特新“小巨人”企业30家"
    assert (target.quantity, target.unit, target.year) == (30, "家", 2026)
    [target] = find_targets("到“十四五”末，规上企业总数达到1.8万家左右。")
    assert (target.quantity, target.unit, target.year) == (18000, "家", 2025)


@pytest.mark.parametrize(
    "text",
    [
        "截至2020年底，高新技术企业达到10404家，是2015年的3.15倍。",
        "2022年，新增贷款户数500户。",
        "围绕16条重点产业链开展工作。",
    ],
)
def test_a_statistic_of_the_past_is_no_target(text: str) -> None:
    assert find_targets(text) == ()


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=4)), max_size=40).map("".join))
def test_facts_of_any_text_stand_in_it_in_order(text: str) -> None:
    facts = read_facts(text, ("一、主要目标",), date(2024, 3, 1))
    found = (facts.measures, facts.funds, facts.targets, facts.conditions, facts.windows, facts.references)
    for kind in found:
        assert all(text[each.start : each.end] == each.text and each.start < each.end for each in kind)
        assert [each.start for each in kind] == sorted(each.start for each in kind)
    assert all(text[unit.start : unit.end] == unit.name for unit in facts.units)
