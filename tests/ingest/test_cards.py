"""One-policy cards: found, cut to clauses, and read for what they say of themselves."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.cards import cut_cards
from ingest.clean import clean
from ingest.extract import extract
from ingest.extract.extracted import Cell, Extracted, Table
from ingest.fields import field_of, field_table
from ingest.pipeline import facts_of, ingest_extracted
from ingest.records import Document, Facts

GUIDE = Path(__file__).parents[3] / "shared/real/beijing_policy_guide_part1.pdf"
Rows = Sequence[Sequence[str]]
LOAN: Rows = (
    ("清江市首贷贴息实施办法",),
    ("依据文件", "《清江市首贷贴息实施办法》"),
    ("发文机构", "黄石市经济和信息化局、黄石市财政局"),
    ("发文字号", "黄经信发〔2023〕12 号"),
    ("发布日期", "2023-04-18"),
    ("工具分类", "资金支持", "服务对象", "国家高新技术企业和创新型中小企业"),
    (
        "服务内容",
        "1．支持方式\n（1）投资补助。按照设备投资额 20%的比例给予补助，最高不超过 300 万元。\n"
        "（2）贷款贴息。给予不超过 2 年的贴息支持，总金额不超过 80 万元。\n2．企业应当配合绩效评价。",
    ),
    (
        "条件要求",
        "申报企业应符合以下条件：\n1．上年度营业收入在 2 亿元（含）以下；\n"
        "2．研发费用占比 5%以上，至少拥有 1 家市级研发机构；\n3．具备符合条件的财务人员。",
    ),
    ("服务流程", "企业申报→部门审核→公示→兑付"),
    ("时间/频度", "2023 年 5 月 1 日起，有效期 3 年"),
    ("联络方式", "黄石市经济和信息化局：6520012；政策咨询：0714-6351188"),
)
CLOUD: Rows = (
    ("政策依据", "《企业上云奖补细则》（黄政办发〔2024〕3 号）"),
    ("政策名称", "企业上云奖补"),
    ("主管部门", "黄石市科学技术局"),
    ("文号", "无"),
    ("适用对象", "规上工业企业"),
    ("奖补标准", "按合同额的 30%给予补助，每家最高 10 万元"),
    ("申报时间", "每年3月至4月"),
    ("联系人及电话", "刘工 13800001234"),
)


def laid(*parts: str | Rows) -> Extracted:
    """Return a settled source of lines of text and tables; a row of one cell goes over all columns."""
    text, tables = "", []
    for part in parts:
        if isinstance(part, str):
            text += part + "\n"
            continue
        start, cells = len(text), []
        width = max(map(len, part))
        for number, row in enumerate(part):
            separator = "\n" if any("\n" in value for value in row) else "\t"
            for column, value in enumerate(row):
                text += separator if column else ""
                if value:
                    columns = width if len(row) == 1 else 1
                    cells.append(Cell(len(text), len(text) + len(value), number, column, 1, columns))
                text += value
            text += "\n"
        tables.append(Table(start, len(text) - 1, tuple(cells)))
    return Extracted(text, settled=True, tables=tuple(tables))


def read(*parts: str | Rows) -> list[Document]:
    return list(ingest_extracted(laid(*parts), "指南.pdf", "0" * 64))


def facts(document: Document, label: str) -> Facts:
    [found] = [
        each
        for clause, each in zip(document.clauses, facts_of(document), strict=True)
        if clause.id == f"{document.id}#{label}"
    ]
    return found


@pytest.fixture(scope="module")
def loan() -> Document:
    [document] = read("一、金融篇", "3. 黄石市首次贷款贴息", LOAN)
    return document


def assert_parted(document: Document) -> None:
    """Assert that the clauses partition the text but for blanks and have ids of their own."""
    at = 0
    for clause in document.clauses:
        assert clause.text == document.text[clause.start : clause.end]
        assert clause.text
        assert clause.start >= at
        assert not document.text[at : clause.start].strip()
        at = clause.end
    assert not document.text[at:].strip()
    assert len({clause.id for clause in document.clauses}) == len(document.clauses)


def test_a_card_says_what_it_is_and_where_it_says_so(loan: Document) -> None:
    metadata = loan.metadata
    assert metadata.title is not None
    assert metadata.title.value == "黄石市首次贷款贴息"
    assert [each.value for each in metadata.issuers] == ["黄石市经济和信息化局", "黄石市财政局"]
    assert metadata.doc_number is not None
    assert metadata.doc_number.value == "黄经信发〔2023〕12号"
    assert metadata.issued_on is not None
    assert metadata.issued_on.value == date(2023, 4, 18)
    assert metadata.region is not None
    assert metadata.region.value.name == "黄石市"
    assert metadata.level is not None
    assert metadata.level.value == "市"
    assert metadata.kind is not None
    assert metadata.kind.value == "申报指南"
    assert metadata.effective_from is not None
    assert metadata.effective_from.value == date(2023, 5, 1)
    assert metadata.expires_on is not None
    assert metadata.expires_on.value == date(2026, 4, 30)
    source = laid("一、金融篇", "3. 黄石市首次贷款贴息", LOAN).text
    for each in (metadata.title, metadata.doc_number, metadata.issued_on, metadata.expires_on):
        assert each.span is not None
        assert source[each.span.start : each.span.end] == each.span.text


def test_the_rows_of_a_card_are_its_clauses(loan: Document) -> None:
    assert_parted(loan)
    assert [clause.id.partition("#")[2] for clause in loan.clauses] == [
        "题", "依据文件", "发文机构", "发文字号", "发布日期", "工具分类", "服务对象", "服务内容",
        "服务内容/1", "服务内容/1/(1)", "服务内容/1/(2)", "服务内容/2",
        "条件要求", "条件要求/1", "条件要求/2", "条件要求/3", "服务流程", "时间-频度", "联络方式",
    ]  # fmt: skip
    title, grant = loan.clauses[0], loan.clauses[9]
    assert title.text == "3.黄石市首次贷款贴息\n清江市首贷贴息实施办法"
    assert grant.path == ("一、金融篇", "服务内容", "1．支持方式", "（1）投资补助")
    assert loan.clauses[6].text == "服务对象\t国家高新技术企业和创新型中小企业"


def test_what_a_card_gives_is_read_with_its_shares_and_caps(loan: Document) -> None:
    grant, loans = facts(loan, "服务内容/1/(1)"), facts(loan, "服务内容/1/(2)")
    assert [(fund.min_yuan, fund.max_yuan, fund.basis) for fund in grant.funds] == [
        (None, 3_000_000, "按照设备投资额20%")
    ]
    assert [measure.text for measure in loans.measures] == ["给予不超过2年的贴息支持，总金额不超过80万元"]
    assert [fund.max_yuan for fund in loans.funds] == [800_000]
    assert facts(loan, "依据文件").measures == ()


def test_what_a_card_asks_is_read_with_its_bounds(loan: Document) -> None:
    asked = [
        (each.kind, each.value, each.minimum, each.maximum, each.unit)
        for label in ("服务对象", "条件要求/1", "条件要求/2")
        for each in facts(loan, label).conditions
    ]
    assert asked == [
        ("资质", "高新技术企业|创新型中小企业", None, None, None),
        ("规模", "营业收入", None, 200_000_000, "元"),
        ("经营指标", "研发投入占比", 5, None, "%"),
        ("经营指标", "市级研发机构", 1, None, "家"),
    ]
    [other] = facts(loan, "条件要求/3").conditions
    assert (other.kind, other.text) == ("其他", "具备符合条件的财务人员")


def test_a_card_says_when_and_whom_to_ask(loan: Document) -> None:
    [window] = facts(loan, "时间-频度").windows
    assert (window.opens, window.closes) == (date(2023, 5, 1), date(2026, 4, 30))
    contacts = facts(loan, "联络方式").contacts
    assert [(each.name, each.phone) for each in contacts] == [
        ("黄石市经济和信息化局", "6520012"),
        ("政策咨询", "0714-6351188"),
    ]


def test_labels_of_other_cities_name_the_same_fields() -> None:
    [card] = read(CLOUD)
    assert_parted(card)
    assert card.metadata.title is not None
    assert card.metadata.title.value == "企业上云奖补"
    assert [each.value for each in card.metadata.issuers] == ["黄石市科学技术局"]
    assert card.metadata.doc_number is not None
    assert card.metadata.doc_number.value == "黄政办发〔2024〕3号"  # stands behind the title of its basis
    assert (card.metadata.effective_from, card.metadata.expires_on) == (None, None)
    assert [each.phone for each in facts(card, "联系人及电话").contacts] == ["13800001234"]
    assert [(fund.max_yuan, fund.basis) for fund in facts(card, "奖补标准").funds] == [
        (None, "按合同额的30%"),
        (100_000, "每家"),
    ]


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("时间/频度", "时间/频度"),
        (" 联 系 人 及 电 话：", "联络方式"),
        ("三、申报条件", "条件要求"),
        ("扶持标准（2024年）", "服务内容"),
        ("申报条件及标准", "条件要求"),
        ("企业名称", None),
        ("为进一步促进中小企业发展，制定本办法", None),
    ],
)
def test_a_label_names_its_field_however_it_is_written(label: str, field: str | None) -> None:
    assert field_of(label) == field


def test_no_label_names_two_fields() -> None:
    assert len(field_table().fields) > 400
    assert all(field_of(label) == field for label, field in field_table().fields.items())


def test_headings_between_cards_are_no_documents_and_prose_is() -> None:
    preface = "为方便企业了解政策，我们编印了本指南。请留意各项政策的时间。"
    between = "以下政策由市科学技术局解释。企业可以向窗口咨询。"
    loans, clouds = ("一、金融篇", "1. 首次贷款贴息", LOAN), ("二、数字篇", "（一）上云", CLOUD)
    documents = read("黄石市惠企政策指南", preface, *loans, *clouds, between)
    titles = [each.metadata.title.value if each.metadata.title else None for each in documents]
    assert titles == ["黄石市惠企政策指南", "首次贷款贴息", "企业上云奖补", None]
    assert [each.clauses[0].path[:2] for each in documents[1:3]] == [
        ("一、金融篇", "首次贷款贴息"),
        ("二、数字篇", "（一）上云"),
    ]
    assert preface in documents[0].text
    assert documents[3].text == between
    for each in documents:
        assert_parted(each)


def test_a_list_of_policies_is_no_card() -> None:
    rows: Rows = (
        ("序号", "政策名称", "支持内容", "申报条件", "责任部门", "咨询电话"),
        ("1", "首贷贴息", "最高 10 万元", "首次贷款", "市金融办", "6520011"),
        ("2", "上云补贴", "最高 5 万元", "规上企业", "市经信局", "6520012"),
    )
    source = laid("黄石市惠企政策清单", rows)
    cards, parts = cut_cards(clean(source.text, settled=True), source.tables)
    assert (len(cards), len(parts)) == (0, 1)


def test_a_form_to_be_filled_in_is_no_card() -> None:
    rows: Rows = (("企业名称", ""), ("联系电话", ""), ("申报时间", ""), ("主管部门", "（盖章）"))
    source = laid("申报表", rows)
    cards, _ = cut_cards(clean(source.text, settled=True), source.tables)
    assert cards == []


def test_several_cards_may_stand_in_one_table() -> None:
    documents = read((*LOAN, ("企业上云奖补细则",), ("依据文件", "《企业上云奖补细则》"), *CLOUD[2:]))
    assert [each.metadata.title.value for each in documents if each.metadata.title] == [
        "清江市首贷贴息实施办法",
        "企业上云奖补细则",
    ]
    for each in documents:
        assert_parted(each)


def test_a_card_saved_as_a_web_page_is_a_card(tmp_path: Path) -> None:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in CLOUD)
    page = f"<html><body><h3>企业上云奖补政策明白卡</h3><table>{rows}</table></body></html>"
    path = tmp_path / "卡片.html"
    path.write_text(page, encoding="utf-8")
    documents = ingest_extracted(extract(path), "卡片.html", "0" * 64)
    titles = [each.metadata.title.value for each in documents if each.metadata.title]
    assert titles == ["企业上云奖补"]
    assert [fund.max_yuan for fund in facts(documents[0], "奖补标准").funds] == [None, 100_000]


WORDS = st.text("申报企业条件支持1．（一）。；：元 \n", max_size=60)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(sorted(field_table().fields)), WORDS), min_size=1, max_size=8))
def test_whatever_its_rows_say_the_clauses_of_a_card_are_its_text(rows: list[tuple[str, str]]) -> None:
    fixed = (("服务内容", "给予补贴"), ("申报条件", "规上企业"), ("咨询电话", "6520012"))
    source = laid("1. 某项补贴", (*fixed, *rows))
    cleaned = clean(source.text, settled=True)
    cards, _ = cut_cards(cleaned, source.tables)
    for document in ingest_extracted(source, "卡片.pdf", "0" * 64):
        assert_parted(document)
        facts_of(document)
    assert cards


@pytest.mark.skipif(not GUIDE.exists(), reason="needs the guide of ../shared")
def test_every_card_of_a_real_guide_is_found() -> None:
    extracted = extract(GUIDE)
    cards, _ = cut_cards(clean(extracted.text, extracted.settled), extracted.tables)
    assert len(cards) == 70
    fields = [{row.field for row in card.grid.rows} for card in cards]
    assert all({"依据文件", "服务内容", "联络方式"} <= each for each in fields)
    assert all(card.title is not None and card.sections for card in cards)


MEETING: Rows = (
    ("时间", "2025年6月20日上午9时"),
    ("对象", "各县（市、区）科技局分管负责人"),
    ("内容", "解读科技创新券政策，布置申领工作"),
    ("联系人", "陈工 0714-6354444"),
)
BEFORE, AFTER = "现就宣讲会有关事项通知如下。", "请各单位认真组织，按时参会。"


def test_labels_any_table_has_make_no_card_in_the_prose_of_a_document() -> None:
    [notice] = read("关于举办政策宣讲会的通知", BEFORE, MEETING, AFTER)
    assert "2025年6月20日" in notice.text
    assert AFTER in notice.text


def test_a_card_with_labels_of_a_policy_is_one_in_prose_too() -> None:
    documents = read("关于发布政策明白卡的通知", BEFORE, CLOUD, AFTER)
    assert "企业上云奖补" in [each.metadata.title.value for each in documents if each.metadata.title]


def test_plain_labels_make_a_card_where_nothing_else_stands_or_others_have_them_too() -> None:
    assert read("一、政策宣讲", MEETING)[0].clauses[-1].heading == "联系人"
    several = read("说明", BEFORE, "1．上云", MEETING, "2．上规", MEETING)
    assert len(several) == 3
