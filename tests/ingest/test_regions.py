"""Names and codes of divisions, and which lies within which."""

import pytest

from ingest.records import Region
from ingest.regions import COUNTRY, abbreviated, covers, full_name, gazetteer, level_of, resolve

HUANGSHI = Region("420200", "黄石市")
HUBEI = Region("420000", "湖北省")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("湖北省黄石市", "420200"),
        ("黄石", "420200"),
        ("黄石市", "420200"),
        ("420200", "420200"),
        ("湖北", "420000"),
        ("湖北 黄石", "420200"),
        ("阳新县", "420222"),
        ("黄石阳新", "420222"),
        ("大冶", "420281"),
        ("全国", "100000"),
        ("中国", "100000"),
        ("吉林", "220000"),
        ("吉林市", "220200"),
        ("海南", "460000"),
        ("中山", "442000"),
        ("北京市朝阳区", "110105"),
        ("上海浦东新区", "310115"),
        ("仙桃市", "429004"),
        ("恩施州", "422800"),
        ("恩施市", "422801"),
        ("内蒙古", "150000"),
        ("广西", "450000"),
        ("重庆", "500000"),
        ("东莞", "441900"),
        ("香港", "810000"),
        ("新疆生产建设兵团石河子市", None),
        ("黄石市大冶湖高新区", "420200"),
        ("武汉东湖新技术开发区", "420100"),
    ],
)
def test_a_region_is_resolved(name: str, code: str | None) -> None:
    if code is None:
        with pytest.raises(ValueError, match="不认识的地区"):
            resolve(name)
    else:
        assert resolve(name).code == code


def test_an_ambiguous_name_lists_the_candidates() -> None:
    with pytest.raises(ValueError, match="2 种可能（北京市朝阳区、吉林省长春市朝阳区）：请在前面加上"):
        resolve("朝阳区")


@pytest.mark.parametrize("name", ["火星", "", "  ", "999999", "黄石市火星县"])
def test_an_unknown_name_is_refused_with_the_remedy(name: str) -> None:
    with pytest.raises(ValueError, match=r"不认识的地区“.*”：请写全称"):
        resolve(name)


def test_a_region_lies_in_its_province_and_country_only() -> None:
    assert covers(HUBEI, HUANGSHI)
    assert covers(COUNTRY, HUANGSHI)
    assert covers(HUANGSHI, HUANGSHI)
    assert not covers(HUANGSHI, HUBEI)
    assert not covers(HUANGSHI, COUNTRY)
    assert not covers(resolve("咸宁"), HUANGSHI)
    assert covers(HUBEI, resolve("仙桃"))


@pytest.mark.parametrize(
    ("name", "level"),
    [("全国", "国家"), ("湖北", "省"), ("北京", "省"), ("黄石", "市"), ("阳新县", "县"), ("仙桃", "县")],
)
def test_a_region_has_a_level(name: str, level: str) -> None:
    assert level_of(resolve(name)) == level


def test_the_full_name_of_every_region_resolves_to_it() -> None:
    for region in gazetteer().regions.values():
        assert resolve(full_name(region)) == region


def test_provinces_have_one_character_names() -> None:
    assert abbreviated("鄂") == HUBEI
    assert abbreviated("湘") == Region("430000", "湖南省")
    assert abbreviated("人") is None
