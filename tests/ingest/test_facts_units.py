"""Responsible units: brackets, lines, running text, names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.facts.units import find_units, normalise_unit, same_unit

WORDS = [
    *("（", "）", "(", ")", "责任单位：", "牵头", "、", "，", "；"),
    *("市经信局", "负责", "等单位", "\n", "。", "县"),
]


def listed(text: str) -> list[tuple[str, str]]:
    return [(unit.name, unit.role) for unit in find_units(text)]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (
            "（牵头单位：市科技局；配合单位：市财政局、市人社局）",
            [("市科技局", "牵头"), ("市财政局", "配合"), ("市人社局", "配合")],
        ),
        ("(省教育厅牵头，各单位按职责分工负责)", [("省教育厅", "牵头"), ("各单位", "按职责分工")]),
        (
            "（省民政厅、省水利厅等单位按职责分工负责）",
            [("省民政厅", "按职责分工"), ("省水利厅", "按职责分工")],
        ),
        (
            "[责任单位：县财政局，各县（市、区）人民政府]",
            [("县财政局", "责任"), ("各县（市、区）人民政府", "责任")],
        ),
        ("责任单位：区商务局、区税务局等单位", [("区商务局", "责任"), ("区税务局", "责任")]),
        ("（责任单位：市财政局、市商务局、市财政局）", [("市财政局", "责任"), ("市商务局", "责任")]),
        (
            "（税务总局、财政部负责，排在第一位的部门为牵头部门）",
            [("税务总局", "牵头"), ("财政部", "责任")],
        ),
        (
            "（商务部、扶贫办等和各省级人民政府负责）",
            [("商务部", "责任"), ("扶贫办", "责任"), ("各省级人民政府", "责任")],
        ),
        ("（责任单位：各市、州、县人民政府）", [("各市、州、县人民政府", "责任")]),
    ],
)
def test_a_bracket_or_line_gives_its_units_with_their_roles(text: str, units: list[tuple[str, str]]) -> None:
    assert listed(text) == units


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (
            "由省住房和城乡建设厅牵头，会同省财政厅等部门制定细则。",
            [("省住房和城乡建设厅", "牵头"), ("省财政厅", "配合")],
        ),
        ("市推进新型工业化领导小组办公室负责统筹推进。", [("市推进新型工业化领导小组办公室", "责任")]),
        (
            "第三条 市工业和信息化局负责目录制定、资格审定;市财政局负责资金预算安排;",
            [("市工业和信息化局", "责任"), ("市财政局", "责任")],
        ),
        (
            "牵头单位为市教育局，配合单位为市人社局。",
            [("市教育局", "牵头"), ("市人社局", "配合")],
        ),
    ],
)
def test_running_text_names_units_by_their_duty(text: str, units: list[tuple[str, str]]) -> None:
    assert listed(text) == units


@pytest.mark.parametrize(
    "text",
    [
        "（文图由某市财政局提供）",
        "督促税务、人社、金融、住建等部门加大政策落实力度。",
        "公司负责人应当如实报告。",
        "本办法由市财政局负责解释。",
        "市财政局、市商务局：",
        "企业负责项目建设。",
    ],
)
def test_a_mention_is_no_responsible_unit(text: str) -> None:
    assert listed(text) == []


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("省经济和信息化厅", "省经信厅"),
        ("市市场监督管理局", "市市监局"),
        ("国家发展和改革委员会", "国家发展改革委"),
        ("市人力资源和社会保障局", "市人社局"),
        ("省地方金融监督管理局", "省金融办"),
        ("各县（市、区）人民政府", "各县市区政府"),
        ("中国人民银行某某市分行", "人行某某市分行"),
    ],
)
def test_long_and_short_names_are_one_unit(long: str, short: str) -> None:
    assert normalise_unit(long) == normalise_unit(short)


def test_a_place_that_only_one_name_has_does_not_part_two_units() -> None:
    assert same_unit("黄石市经信局", "市经济和信息化局")
    assert not same_unit("黄石市经信局", "咸宁市经信局")
    assert not same_unit("省科技厅", "市科技局")


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=4)), max_size=30).map("".join))
def test_any_text_gives_units_that_stand_in_it_in_order(text: str) -> None:
    units = find_units(text)
    assert all(text[unit.start : unit.end] == unit.name for unit in units)
    assert [unit.start for unit in units] == sorted(unit.start for unit in units)
    assert len({unit.normalised for unit in units}) == len(units)
