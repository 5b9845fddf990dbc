"""Qualifications: mentions, what profiles write, ladders."""

import pytest

from ingest.facts.qualifications import find_qualifications, meets, parse_qualification


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("国家级专精特新“小巨人”企业", ["国家级专精特新小巨人企业"]),
        ("“专精特新”中小企业", ["省级专精特新中小企业"]),
        ("获评省级及以上的专精特新中小企业", ["省级专精特新中小企业"]),
        ("国家级、省级专精特新中小企业", ["省级专精特新中小企业"]),
        ("市级专精特新中小企业", ["市级专精特新中小企业"]),
        ("国家级重点“小巨人”企业", ["国家级重点小巨人企业"]),
        ("高新技术企业、规上工业企业和首贷户", ["高新技术企业", "规上工业企业", "首贷企业"]),
    ],
)
def test_a_text_names_qualifications_with_their_level(text: str, keys: list[str]) -> None:
    assert [mention.key for mention in find_qualifications(text)] == keys


def test_the_award_of_a_rung_is_for_that_rung_only() -> None:
    assert not find_qualifications("对新认定的省级专精特新中小企业")[0].at_least
    assert find_qualifications("支持省级专精特新中小企业")[0].at_least


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("省级专精特新", "省级专精特新中小企业"),
        ("专精特新", "省级专精特新中小企业"),
        ("小巨人", "国家级专精特新小巨人企业"),
        ("国高", "高新技术企业"),
        ("高企", "高新技术企业"),
        ("规上", "规上企业"),
        ("省级单项冠军", "省级制造业单项冠军企业"),
        ("不知道", None),
    ],
)
def test_what_a_profile_writes_is_understood(written: str, key: str | None) -> None:
    assert parse_qualification(written) == key


@pytest.mark.parametrize(
    ("have", "need", "verdict"),
    [
        (["小巨人"], "省级专精特新中小企业", True),
        (["省级专精特新"], "国家级专精特新小巨人企业", False),
        (["高企"], "省级专精特新中小企业", None),
        ([], "小微企业", None),
        (["省级专精特新"], "中小企业", True),
        (["单项冠军"], "国家级制造业单项冠军企业", None),
        (["国家级单项冠军"], "制造业单项冠军企业", True),
        (["高企"], "省级专精特新中小企业|高新技术企业", True),
        (["创新型中小企业"], "省级专精特新中小企业|国家级专精特新小巨人企业", False),
    ],
)
def test_a_ladder_decides_only_what_it_can(have: list[str], need: str, verdict: bool | None) -> None:
    assert meets(have, need) is verdict
