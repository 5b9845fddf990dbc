"""What documents say of themselves, with the span it was read from."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from ingest.extract.text import read_text
from ingest.metadata import read_metadata
from ingest.metadata.units import split_units
from ingest.pipeline import read_source
from ingest.records import Metadata, OffsetMap, Period, Run, Sourced, Span

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "corpus" / "sources").glob("*.txt"))


@dataclass(frozen=True)
class Plain:
    text: str
    offsets: OffsetMap
    title: Span | None = None
    credit: Span | None = None


def of_text(text: str) -> Metadata:
    return read_metadata(Plain(text, OffsetMap((Run(0, 0, len(text)),))), text)


@cache
def of_source(word: str) -> tuple[Metadata, ...]:
    path = next(path for path in SOURCES if word in path.name)
    return tuple(document.metadata for document in read_source(path, path.name).documents)


def value(sourced: Sourced | None) -> object:
    return None if sourced is None else sourced.value


EXPECTED = [
    (
        "“十四五”规划",
        0,
        "省经信厅关于印发湖北省中小企业高质量发展“十四五”规划的通知",
        ["湖北省经济和信息化厅"],
        "鄂经信规划〔2021〕197号",
        "420000",
        "省",
        "规划",
        date(2021, 12, 31),
        Period(2021, 2025),
        None,
    ),
    (
        "行动方案",
        0,
        "黄石市促进专精特新中小企业高质量发展行动方案（2024-2026年）",
        [],
        None,
        "420200",
        "市",
        "行动方案",
        None,
        Period(2024, 2026),
        "征求意见稿",
    ),
    (
        "实施意见",
        0,
        "关于加快培育发展制造业优质企业的实施意见",
        ["省国资委", "省金融局", "湖北证监局"],
        "鄂经信产业〔2022〕13号",
        "420000",
        "省",
        "实施意见",
        None,
        None,
        None,
    ),
    (
        "答复",
        0,
        "关于对《关于促进黄石市中小企业健康快速发展》提案的答复",
        ["湖北省黄石市经济和信息化局"],
        None,
        "420200",
        "市",
        "答复",
        date(2021, 9, 6),
        None,
        None,
    ),
    (
        "报纸",
        0,
        "梯度培育促发展 “专精特新”强后劲",
        ["咸宁市经信局"],
        None,
        "421200",
        "市",
        "新闻材料",
        None,
        None,
        None,
    ),
    (
        "报纸",
        1,
        "湖北咸宁市财政局抓住咸宁入选财政支持深化民营和小微企业金融服务综合改革试点城市契机，累计为中小微企业新增近100亿元融资，"
        "降低融资成本6亿元，惠及民生近10万人",
        ["咸宁市财政局"],
        None,
        "421200",
        "市",
        "新闻材料",
        None,
        None,
        None,
    ),
    (
        "报纸",
        2,
        "全力打造武汉都市圈自然生态公园城市",
        ["咸宁市自然资源和规划局"],
        None,
        "421200",
        "市",
        "新闻材料",
        None,
        None,
        None,
    ),
]


@pytest.mark.parametrize("expected", EXPECTED, ids=[f"{row[0]}{row[1]}" for row in EXPECTED])
def test_the_real_documents_say_what_a_reader_reads(expected: tuple) -> None:
    word, part, *rest = expected
    metadata = of_source(word)[part]
    read = [
        value(metadata.title),
        [issuer.value for issuer in metadata.issuers],
        value(metadata.doc_number),
        metadata.region and metadata.region.value.code,
        value(metadata.level),
        value(metadata.kind),
        value(metadata.issued_on),
        value(metadata.period),
        value(metadata.stated_status),
    ]
    assert read == rest
    assert metadata.effective_from is None
    assert metadata.expires_on is None


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem[:8])
def test_every_value_carries_the_stretch_of_the_source_it_was_read_from(path: Path) -> None:
    source = read_text(path)
    for document in read_source(path, path.name).documents:
        metadata = document.metadata
        spans = [
            each.span
            for each in (metadata.title, metadata.doc_number, metadata.region, metadata.issued_on)
            if each
        ]
        for span in (*spans, *(issuer.span for issuer in metadata.issuers)):
            assert span is not None
            assert source[span.start : span.end] == span.text
        assert metadata.title is not None
        assert metadata.title.span is not None
        assert squeezed(metadata.title.span.text) == squeezed(metadata.title.value)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_a_title_broken_over_lines_is_joined() -> None:
    metadata = of_text(
        "湖南省人民政府办公厅\n关于印发《湖南省支持企业\n上市若干措施》的通知\n湘政办发〔2023〕8号\n各市州人民政府：\n现印发给你们。"
    )
    assert value(metadata.title) == "湖南省人民政府办公厅关于印发《湖南省支持企业上市若干措施》的通知"
    assert metadata.title is not None
    assert metadata.title.span == Span(
        0, 34, "湖南省人民政府办公厅\n关于印发《湖南省支持企业\n上市若干措施》的通知"
    )
    assert value(metadata.kind) == "若干措施"
    assert [(issuer.value, issuer.span and issuer.span.start) for issuer in metadata.issuers] == [
        ("湖南省人民政府办公厅", 0)
    ]
    assert (value(metadata.doc_number), metadata.region and metadata.region.value.code) == (
        "湘政办发〔2023〕8号",
        "430000",
    )


def test_a_number_cited_in_the_body_is_not_the_documents_own() -> None:
    metadata = of_text(
        "关于支持企业发展的通知\n各县区：\n根据国发〔2020〕1号文件，现通知如下。\n参照鄂政发〔2021〕3号执行。"
    )
    assert metadata.doc_number is None


@pytest.mark.parametrize(
    ("number", "region", "level"),
    [
        ("粤府办〔2024〕1号", "440000", "省"),
        ("国办发〔2024〕43号", "100000", "国家"),
        ("沪经信规范[2023]2号", "310000", "省"),
    ],
)
def test_the_number_tells_the_region_where_nothing_else_does(number: str, region: str, level: str) -> None:
    metadata = of_text(f"关于促进企业发展的若干措施\n{number}\n各单位：\n现将措施印发。")
    assert metadata.region is not None
    assert (metadata.region.value.code, value(metadata.level)) == (region, level)


def test_the_body_tells_the_region_where_nothing_else_does() -> None:
    metadata = of_text(
        "关于促进企业发展的若干措施\n为推动我市工业发展，结合宜昌实际，制定本措施。\n一、支持我市企业。\n在宜昌登记的企业给予补助。"
    )
    assert metadata.region is not None
    assert metadata.region.value.code == "420500"


@pytest.mark.parametrize(
    ("title", "kind", "code"),
    [
        ("中华人民共和国刑法", "法", "100000"),
        ("湖北省中小企业促进条例", "条例", "420000"),
        ("关于组织申报2024年技改项目的通知", "通知", None),
        ("某某产业发展规划（2021-2030年）", "规划", None),
        ("杭州市人民政府关于支持小微企业的若干意见", "意见", "330100"),
        ("专项资金管理办法（试行）", "管理办法", None),
        ("2024年高新技术企业申报指南", "申报指南", None),
        ("关于修改部分规章的决定", "决定", None),
        ("深圳市科技创新委员会关于第0123号提案的答复函", "答复", "440300"),
        ("政府工作报告（2024年某市）", "报告", None),
        ("关于支持中试基地建设的若干举措", "若干措施", None),
        ("柳溪市惠企政策二十条", "若干措施", None),
    ],
)
def test_kind_and_region_follow_from_the_title(title: str, kind: str, code: str | None) -> None:
    metadata = of_text(f"{title}\n为了促进发展，制定本文件，请遵照执行。")
    assert (value(metadata.kind), metadata.region and metadata.region.value.code) == (kind, code)


def test_a_ministry_issues_for_the_country_and_a_narrower_title_narrows() -> None:
    national = of_text(
        "工业和信息化部关于促进中小企业发展的指导意见\n工信部企业〔2024〕1号\n各省：\n现提出意见。"
    )
    narrow = of_text("国务院关于支持深圳建设先行示范区的意见\n国发〔2024〕2号\n各省：\n现提出意见。")
    assert national.region is not None
    assert (national.region.value.code, value(national.level)) == ("100000", "国家")
    assert narrow.region is not None
    assert (narrow.region.value.code, value(narrow.level)) == ("440300", "国家")


def test_the_term_of_a_measure_is_computed_from_its_start() -> None:
    metadata = of_text(
        "某市奖补办法\n"
        "第一条 为了促进发展，制定本办法。\n第二条 本办法自2022年1月1日起施行，有效期两年。"
        "原《某市奖励办法》同时废止。"
    )
    assert value(metadata.effective_from) == date(2022, 1, 1)
    assert value(metadata.expires_on) == date(2023, 12, 31)
    assert metadata.stated_status is None


def test_from_the_day_of_issue_means_the_day_it_was_signed() -> None:
    metadata = of_text(
        "关于奖补的若干措施\n本措施自发布之日起施行，有效期至2025年12月31日。\n黄冈市人民政府\n二〇二三年五月六日"
    )
    assert value(metadata.effective_from) == date(2023, 5, 6)
    assert value(metadata.expires_on) == date(2025, 12, 31)
    assert [issuer.value for issuer in metadata.issuers] == ["黄冈市人民政府"]


def test_the_start_of_another_document_is_not_its_own() -> None:
    assert (
        of_text("关于奖补的通知\n《中小企业促进法》自2018年1月1日起施行，各地要落实。").effective_from is None
    )


def test_a_month_alone_is_no_date_of_issue() -> None:
    assert of_text("某市产业规划方案\n二〇二一年十二月\n为了促进发展，编制本方案。").issued_on is None


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("某市产业发展规划（草案）\n为了促进发展，编制本规划。", "征求意见稿"),
        ("某市产业发展规划\n（公开征求意见稿）\n为了促进发展，编制本规划。", "征求意见稿"),
        ("某市产业扶持办法（已废止）\n为了促进发展，制定本办法。", "废止"),
        ("某市产业扶持办法\n为了促进发展，制定本办法。原《某市办法》同时废止。", None),
    ],
)
def test_only_a_status_stated_of_the_document_itself_counts(text: str, status: str | None) -> None:
    assert value(of_text(text).stated_status) == status


def test_an_unknown_text_stays_unknown() -> None:
    metadata = of_text("这里只有一段普通的文字，没有题目，也没有单位。")
    assert metadata == Metadata()


def test_a_number_in_a_collection_is_no_part_of_the_title() -> None:
    found = of_text("14.某市促进中小企业升规稳规的若干措施\n为了促进发展，制定本措施。").title
    assert value(found) == "某市促进中小企业升规稳规的若干措施"


def test_a_decree_below_the_name_of_the_page_names_the_issuer() -> None:
    metadata = of_text(
        "中华人民共和国个人所得税法实施条例\n中华人民共和国国务院令\n第707号\n"
        "现公布修订后的《中华人民共和国个人所得税法实施条例》，自2019年1月1日起施行。\n"
        "总理　李克强\n2018年12月18日\n中华人民共和国个人所得税法实施条例\n第一条　制定本条例。"
    )
    assert [issuer.value for issuer in metadata.issuers] == ["国务院"]
    assert value(metadata.doc_number) == "国令第707号"


@pytest.mark.parametrize(
    ("adopted", "issuer"),
    [
        (
            "（2022年9月28日云南省第十三届人民代表大会常务委员会第三十四次会议通过）",
            "云南省人民代表大会常务委员会",
        ),
        (
            "（2005年2月28日第十届全国人民代表大会常务委员会第十四次会议通过）",
            "全国人民代表大会常务委员会",
        ),
        (
            "（2021年8月26日绵阳市第七届人民代表大会第二次会议通过 2021年9月29日四川省第十三届"
            "人民代表大会常务委员会第三十次会议批准）",
            "绵阳市人民代表大会",
        ),
    ],
)
def test_the_congress_that_adopted_a_law_issues_it(adopted: str, issuer: str) -> None:
    metadata = of_text(f"某某产业促进条例\n{adopted}\n第一条 制定本条例。\n第二条 自2023年1月1日起施行。")
    assert [each.value for each in metadata.issuers] == [issuer]


def test_a_title_that_names_several_cities_is_for_the_province_they_lie_in() -> None:
    metadata = of_text(
        "国务院关于同意乌鲁木齐、昌吉、石河子高新技术产业开发区建设国家自主创新示范区的批复\n"
        "国函〔2018〕145号\n科技部、新疆维吾尔自治区人民政府：\n现批复如下：\n一、同意。\n国务院\n2018年11月23日"
    )
    assert metadata.region is not None
    assert metadata.region.value.code == "650000"


def test_the_day_of_printing_is_not_the_day_of_issue() -> None:
    metadata = of_text(
        "某市产业扶持办法\n第一条　为了促进发展，制定本办法。\n绍兴市人民政府\n2025年3月16日\n"
        "绍兴市人民政府办公室　2025年3月20日印发"
    )
    assert value(metadata.issued_on) == date(2025, 3, 16)


RULE = "某市促进民营经济发展若干措施\n第一条　为了促进发展，制定本措施。\n{}\n绍兴市人民政府\n2025年9月3日"


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("第二条　本措施自印发之日起实施，有效期2年。", date(2025, 9, 3), date(2027, 9, 2)),
        ("（本措施自印发之日起施行，有效期至2026年12月31日）", date(2025, 9, 3), date(2026, 12, 31)),
        ("本意见自发布之日起30日后施行，试行2年。", date(2025, 10, 3), date(2027, 10, 2)),
        ("本政策自2025年1月1日至2027年12月31日执行。", date(2025, 1, 1), date(2027, 12, 31)),
        ("有效期3年。", None, date(2028, 9, 2)),
    ],
)
def test_a_document_says_from_when_and_until_when(words: str, first: date | None, last: date) -> None:
    metadata = of_text(RULE.format(words))
    assert (value(metadata.effective_from), value(metadata.expires_on)) == (first, last)


@pytest.mark.parametrize(
    "words",
    [
        "第二条　实施降低失业保险费率政策，执行期限至2026年12月31日。",
        "第二条　对初创企业给予租金补贴，补贴自2025年1月1日至2025年12月31日执行。",
        "第二条　证书有效期3年。",
    ],
)
def test_the_term_of_one_measure_is_not_the_documents(words: str) -> None:
    assert of_text(RULE.format(words)).expires_on is None


def test_a_draft_put_up_for_comment_is_of_the_kind_it_will_be() -> None:
    metadata = of_text(
        "关于《合肥市支持人工智能产业发展若干政策（征求意见稿）》公开征求意见的公告\n"
        "现向社会公开征求意见。\n合肥市发展和改革委员会\n2026年11月5日\n"
        "合肥市支持人工智能产业发展若干政策\n（征求意见稿）\n1.支持算力建设。给予最高2000万元补贴。"
    )
    assert value(metadata.kind) == "若干政策"
    assert value(metadata.stated_status) == "征求意见稿"


def test_the_branch_of_a_central_body_is_one_body() -> None:
    rows = {
        "国家税务总局宁波市税务局": ("国家税务总局宁波市税务局",),
        "湖北省财政厅国家税务总局湖北省税务局": ("湖北省财政厅", "国家税务总局湖北省税务局"),
        "中国人民银行宁波市分行宁波市财政局": ("中国人民银行宁波市分行", "宁波市财政局"),
        "国家税务总局湖北省财政厅": ("国家税务总局", "湖北省财政厅"),
    }
    assert {row: split_units(row) for row in rows} == rows


def test_below_the_name_and_number_of_an_announcement_stands_its_title() -> None:
    metadata = of_text(
        "国家税务总局宁波市税务局公告\n2023年第12号\n国家税务总局宁波市税务局关于优化申报服务的公告\n"
        "为落实政策，现公告如下：\n一、无需备案。\n国家税务总局宁波市税务局\n2023年7月14日"
    )
    assert value(metadata.title) == "国家税务总局宁波市税务局关于优化申报服务的公告"
    assert [each.value for each in metadata.issuers] == ["国家税务总局宁波市税务局"]
    assert (value(metadata.doc_number), value(metadata.level)) == ("2023年第12号", "市")


def test_an_explanation_that_begins_with_the_name_of_what_it_explains_has_a_title() -> None:
    metadata = of_text("《柳溪市奖励办法（试行）》政策问答\n问：奖励多少？\n答：最高20万元。")
    assert (value(metadata.title), value(metadata.kind)) == ("《柳溪市奖励办法（试行）》政策问答", "解读")
