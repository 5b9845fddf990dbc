"""Amounts of money, what they are for and measured on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.facts.funds import find_funds

WORDS = [
    *("最高", "不超过", "近", "100", "1,000", "五十", "万", "亿", "元"),
    *("以上", "以下", "至", "—", "、", "奖励", "%", "千", "\n"),
]


def bounds(text: str) -> list[tuple[str, float | None, float | None]]:
    return [(fund.text, fund.min_yuan, fund.max_yuan) for fund in find_funds(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("近100亿元", [("近100亿元", 1e10, 1e10)]),
        ("6000多万元", [("6000多万元", 6e7, None)]),
        ("超百亿元", [("超百亿元", 1e10, None)]),
        ("第十个千亿元产业", [("千亿元", 1e11, 1e11)]),
        ("1000—2000 万元", [("1000—2000 万元", 1e7, 2e7)]),
        ("1000万元至2000万元", [("1000万元至2000万元", 1e7, 2e7)]),
        ("100 万元以下", [("100 万元以下", None, 1e6)]),
        ("最高不超过500万元", [("最高不超过500万元", None, 5e6)]),
        ("最高给予300万元", [("最高给予300万元", None, 3e6)]),
        ("5 亿元以上", [("5 亿元以上", 5e8, None)]),
        ("五十万元", [("五十万元", 5e5, 5e5)]),
        ("处一万元以上五万元以下的罚款", [("一万元以上五万元以下", 1e4, 5e4)]),
        ("１，０００万元", [("１，０００万元", 1e7, 1e7)]),
        ("最高50万元、30万元", [("最高50万元", None, 5e5), ("30万元", None, 3e5)]),
        ("分别奖励10、20、30万元", [("10", 1e5, 1e5), ("20", 2e5, 2e5), ("30万元", 3e5, 3e5)]),
        ("总投资超100亿，", [("超100亿", 1e10, None)]),
        ("100万美元", [("100万美元", None, None)]),
    ],
)
def test_an_amount_has_its_bounds_in_yuan(
    text: str, found: list[tuple[str, float | None, float | None]]
) -> None:
    assert bounds(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *("17,431户", "0.5个百分点", "近10万人", "二元结构", "多元发展"),
        *("三元正极材料", "万元GDP能耗", "数百万元", "单元"),
    ],
)
def test_what_only_looks_like_money_is_none(text: str) -> None:
    assert bounds(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "basis"),
    [
        ("对新上规企业每户奖励10万元。", "奖补", "每户"),
        ("按设备投资额的10%给予补助，最高不超过500万元。", "补贴", "按设备投资额的10%"),
        ("降低企业融资成本6亿元。", "成本", None),
        ("全市担保贷款余额7.1亿元。", "担保", None),
        ("给予贷款贴息20万元。", "贴息", None),
        ("没收违法所得，并处五万元罚款。", "罚款", None),
        ("生活补助3000元/人·月。", "补贴", "/人·月"),
        ("利用外资100万美元。", "其他", "美元"),
    ],
)
def test_the_words_around_an_amount_tell_its_kind_and_basis(text: str, kind: str, basis: str | None) -> None:
    [fund] = find_funds(text)
    assert (fund.kind, fund.basis) == (kind, basis)


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=3)), max_size=30).map("".join))
def test_any_text_gives_amounts_that_stand_in_it_in_order(text: str) -> None:
    end = 0
    for fund in find_funds(text):
        assert end <= fund.start < fund.end
        assert text[fund.start : fund.end] == fund.text
        if fund.min_yuan is not None and fund.max_yuan is not None:
            assert fund.min_yuan <= fund.max_yuan
        end = fund.end
