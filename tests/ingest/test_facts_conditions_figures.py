"""Bounded quantities that are asked for, in the rows of cards."""

import pytest

from ingest.facts.conditions import find_conditions

ASKED, GIVEN = ("申报条件",), ("支持内容",)


def figures(text: str, path: tuple[str, ...]) -> list[tuple[str, float | None, float | None, str | None]]:
    found = [each for each in find_conditions(text, path) if (each.minimum, each.maximum) != (None, None)]
    assert all(text[each.start : each.end] == each.text for each in found)
    return [(each.value, each.minimum, each.maximum, each.unit) for each in found]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("年营业收入在2亿元（含）以下", ("营业收入", None, 200_000_000, "元")),
        ("厂房入驻率应不低于70%", ("厂房入驻率", 70, None, "%")),
        ("注册资本不低于1000万元人民币", ("注册资本", 10_000_000, None, "元")),
        ("企业成立满3年", ("成立年限", 3, None, "年")),
        ("经营面积不少于3000平方米", ("占地面积", 3000, None, "平方米")),
        ("研发费用占比5%以上", ("研发投入占比", 5, None, "%")),
        ("至少拥有1家市级研发机构", ("市级研发机构", 1, None, "家")),
        ("持股比例超过50%", ("持股比例", 50, None, "%")),
        ("法人股东持股占全部股份1/2以上", ("法人股东持股占全部股份", 50, None, "%")),
        ("有两个以上法人股东", ("法人股东", 2, None, "个")),
        ("园区年营业收入不低于100亿元", ("园区年营业收入", 10_000_000_000, None, "元")),
        ("外包业务收入不低于企业总收入的35%", ("外包业务收入", 35, None, "%")),
        ("单位面积税收超过2万元/亩", ("单位面积税收", 20_000, None, "元/亩")),
        ("细分市场占有率全省前10名", ("细分市场占有率全省", None, 10, "名")),
        ("职工人数20人至300人", ("从业人员", 20, 300, "人")),
        ("年营业收入（指上一年度的）≥500万元", ("营业收入", 5_000_000, None, "元")),
    ],
)
def test_a_bound_that_is_asked_for_is_read(
    text: str, figure: tuple[str, float | None, float | None, str | None]
) -> None:
    assert figures(text, ASKED) == [figure]


@pytest.mark.parametrize(
    "text",
    ["近3年内无失信记录。", "2023年1月1日以来未发生事故。", "提前1个月提交申请。", "第3条所列企业。"],
)
def test_a_number_without_a_bound_is_no_figure(text: str) -> None:
    assert figures(text, ASKED) == []


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("出资额在3亿元至5亿元（含）的，给予500万元奖励。", ("出资额", 300_000_000, 500_000_000, "元")),
        ("对产值首次突破1亿元的企业给予奖励。", ("产值", 100_000_000, None, "元")),
        ("改造后的节能率应不低于15%。", ("改造后的节能率", 15, None, "%")),
    ],
)
def test_what_is_given_has_tiers_and_demands(
    text: str, figure: tuple[str, float | None, float | None, str | None]
) -> None:
    assert figures(text, GIVEN) == [figure]


@pytest.mark.parametrize(
    "text",
    [
        "按照投资总额30%的比例给予补助，最高不超过5000万元。",
        "给予不超过2年的贴息支持，总金额不超过5000万元。",
        "支持周期一般不超过3年。",
    ],
)
def test_what_is_given_is_no_condition(text: str) -> None:
    assert figures(text, GIVEN) == []


def test_a_sentence_in_other_words_is_a_condition_as_a_whole() -> None:
    [found] = find_conditions("2．具备健全的财务管理制度；", ASKED)
    assert (found.kind, found.text) == ("其他", "具备健全的财务管理制度")


@pytest.mark.parametrize(
    "text", ["申报企业应符合以下条件：", "具体要求详见附件。", "创新企业是指有专利的法人。"]
)
def test_a_sentence_that_leads_on_or_refers_is_none(text: str) -> None:
    assert [each for each in find_conditions(text, ASKED) if each.kind == "其他"] == []


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("全市范围", [("地区", "全市范围")]),
        ("国家高新技术企业和科技型中小企业", [("资质", "高新技术企业|科技型中小企业")]),
        ("婚庆服务领域重点企业", [("行业", "婚庆服务")]),
        ("技能大师工作室", [("其他", "技能大师工作室")]),
    ],
)
def test_whom_a_card_helps_is_a_condition(text: str, conditions: list[tuple[str, str]]) -> None:
    found = find_conditions(f"支持对象\t{text}", ("支持对象",))
    assert [(each.kind, each.value) for each in found] == conditions
