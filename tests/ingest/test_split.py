"""A page with several articles becomes several parts; an ordinary document stays whole."""

from pathlib import Path

import pytest

from ingest.clean import clean
from ingest.extract.text import read_text
from ingest.split import is_caption, read_credit, split

SOURCES = sorted((Path(__file__).parents[2] / "corpus" / "sources").glob("*.txt"))
NEWSPAPER = next(path for path in SOURCES if "报纸" in path.stem)
BODY = "各地各部门要结合实际，制定具体措施，切实为企业办实事解难题。" * 6


def test_a_newspaper_page_becomes_its_three_articles() -> None:
    parts = split(clean(read_text(NEWSPAPER)))
    assert [part.title.text if part.title else None for part in parts] == [
        "梯度培育促发展 “专精特新”强后劲",
        "湖北咸宁市财政局抓住咸宁入选财政支持深化民营和小微企业金融服务综合改革试点城市契机，"
        "累计为中小微企业新增近100亿元融资，降低融资成本6亿元，惠及民生近10万人",
        "全力打造武汉都市圈自然生态公园城市",
    ]
    assert [part.credit.text if part.credit else None for part in parts] == [
        "咸宁市经信局", "咸宁市财政局", "咸宁市自然资源和规划局",
    ]  # fmt: skip
    assert [part.text[:8] for part in parts] == ["近年来，湖北省咸", "2020年6月，", "湖北省第十二次党"]


def test_parts_cover_the_text_and_map_to_the_source() -> None:
    source = read_text(NEWSPAPER)
    cleaned = clean(source)
    parts = split(cleaned)
    assert "\n".join(part.text for part in parts) == cleaned.text
    assert [len(part.dropped) for part in parts] == [0, 0, 4]
    for part in parts:
        for at, char in enumerate(part.text):
            read = source[part.offsets.to_source(at)]
            assert read == char or (read.isspace() and char in " \t\n")
        assert part.title is not None
        assert source[part.title.start] == part.title.text[0]
        assert source[part.title.end - 1] == part.title.text[-1]


@pytest.mark.parametrize("path", [path for path in SOURCES if path != NEWSPAPER], ids=lambda p: p.stem[:10])
def test_an_ordinary_document_is_one_part(path: Path) -> None:
    cleaned = clean(read_text(path))
    (part,) = split(cleaned)
    assert (part.text, part.offsets, part.dropped, part.title, part.credit) == (
        cleaned.text, cleaned.offsets, cleaned.dropped, None, None,
    )  # fmt: skip


def test_headlines_before_the_bodies_belong_to_the_body_below() -> None:
    page = f"服务企业再提速\n{BODY}\n（某市商务局供稿）\n数字赋能开新局\n{BODY}\n（作者单位：某市数据局）"
    first, second = split(clean(page))
    assert [first.title and first.title.text, first.credit and first.credit.text] == [
        "服务企业再提速", "某市商务局",
    ]  # fmt: skip
    assert [second.title and second.title.text, second.credit and second.credit.text] == [
        "数字赋能开新局", "某市数据局",
    ]  # fmt: skip
    assert second.text.startswith("数字赋能开新局\n")


def test_captions_and_decks_do_not_take_the_place_of_a_headline() -> None:
    deck = (
        "某市税务局聚焦重点产业，创新服务方式，为企业减负增效提供有力支撑，推动全市经济高质量发展迈上新台阶"
    )
    page = f"{BODY}\n（文图由某市税务局提供）\n技术人员正在检修设备\n{deck}\n税惠春风暖企心"
    (part,) = split(clean(page))
    assert part.title is not None
    assert part.title.text == "税惠春风暖企心"


def test_appendices_and_brackets_of_units_do_not_split_a_document() -> None:
    policy = (
        f"某市若干措施\n一、加大支持\n{BODY}\n（责任单位：市经信局、市财政局）\n二、优化服务\n{BODY}\n"
        f"（责任单位：市商务局）\n（来源：市统计局）\n三、附则\n{BODY}\n附件：1.任务清单\n附件1\n任务清单\n{BODY}"
    )
    assert len(split(clean(policy))) == 1


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("（文图由咸宁市经信局提供）", "咸宁市经信局"),
        ("（某区发改局供稿）", "某区发改局"),
        ("（作者单位：湖北省社科院）", "湖北省社科院"),
        ("（来源：省财政厅）", "省财政厅"),
        ("(供稿：市科技局)", "市科技局"),
    ],
)
def test_a_credit_names_its_unit(line: str, unit: str) -> None:
    found = read_credit(line)
    assert found is not None
    assert line[found[0] : found[1]] == unit


@pytest.mark.parametrize(
    "line", ["（责任单位：市经信局）", "（市委改革办供图）", "（数据来源：统计局）", "（征求意见稿）"]
)
def test_other_brackets_are_no_credits(line: str) -> None:
    assert read_credit(line) is None


def test_captions_are_told_from_headlines() -> None:
    assert is_caption("第四批省级专精特新“小巨人”授牌仪式")
    assert is_caption("市民在公园城市里游玩")
    assert not is_caption("全力打造武汉都市圈自然生态公园城市")
