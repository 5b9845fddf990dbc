"""Places named in running text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.region_mentions import find_regions
from ingest.regions import resolve


def named(text: str) -> list[tuple[str, str]]:
    return [
        (each.region.name, text[each.start : each.end]) for each in find_regions(text) if not each.in_name
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("湖北省黄石市阳新县的企业", [("阳新县", "湖北省黄石市阳新县")]),
        ("武汉有什么政策", [("武汉市", "武汉")]),
        ("在黄石和咸宁", [("黄石市", "黄石"), ("咸宁市", "咸宁")]),
        ("黄石港区的企业", [("黄石港区", "黄石港区")]),
        ("黄石金融监管分局", [("黄石市", "黄石")]),
        ("宜昌市夷陵区", [("夷陵区", "宜昌市夷陵区")]),
        ("海南的企业", [("海南省", "海南")]),
        ("湖北企业可以去北京证券交易所上市吗", [("湖北省", "湖北")]),
        ("朝阳产业", []),
        ("山西路88号", []),
        ("南京东路步行街", []),
        ("嘉宾与来宾", []),
        ("加大连接力度", []),
        ("打通化工产业链", []),
        ("阳新的企业", [("阳新县", "阳新")]),
        ("我公司在安吉，刚认定为高新技术企业", [("安吉县", "安吉")]),
        ("苏州昆山的高新技术企业", [("昆山市", "苏州昆山")]),
        ("慈溪一家小家电企业想上市", [("慈溪市", "慈溪")]),
        ("在义乌开厂", [("义乌市", "义乌")]),
        ("安吉路12号", []),
        ("昆山杯创业大赛", []),
        ("在合作的过程中", []),
        ("在资源有限的情况下", []),
        ("平安的企业文化", []),
        ("鼓励优先发展的企业", []),
        ("鼓楼区的企业", []),
        ("大中小企业", []),
    ],
)
def test_places_are_found_and_words_left_alone(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "北京证券交易所",
        "湖北师范大学",
        "武汉都市圈",
        "中山大学",
        "长江质量奖与湖北精品",
        "武汉股权托管交易中心",
    ],
)
def test_a_place_inside_the_name_of_a_body_is_marked(text: str) -> None:
    assert all(each.in_name for each in find_regions(text))


def test_a_shared_county_name_needs_its_parent() -> None:
    assert named("南京市鼓楼区与鼓楼区的企业") == [("鼓楼区", "南京市鼓楼区"), ("鼓楼区", "鼓楼区")]
    assert [each.region.code for each in find_regions("鼓楼区的企业", within=resolve("福州"))] == ["350102"]


@given(st.text(alphabet="湖北省黄石市阳新县中山大学路朝区海南京东西", max_size=40))
def test_mentions_are_in_order_and_do_not_overlap(text: str) -> None:
    at = 0
    for mention in find_regions(text):
        assert at <= mention.start < mention.end <= len(text)
        at = mention.end


def test_a_lake_or_its_basin_is_no_county_of_that_name() -> None:
    assert find_regions("梁子湖流域的项目总投资是多少") == ()
    assert [m.region.name for m in find_regions("我公司在安吉，想上市")] == ["安吉县"]
