"""Rows of data tables as clauses, and what their headers tell of their cells."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract.extracted import Cell, Extracted, Table
from ingest.facts.read import read_facts
from ingest.pipeline import ingest_extracted
from ingest.records import Clause, Document

Rows = Sequence[Sequence[str]]
Spans = Mapping[tuple[int, int], tuple[int, int]]
BEFORE = "某市支持企业发展若干措施\n一、总体目标\n支持企业上云，加快发展。\n二、任务分工\n各项任务见下表。\n"
AFTER = "三、保障措施\n（一）加强领导。各单位要抓好落实。\n"
TASKS: Rows = (
    ("序号", "主要任务", "责任单位", "配合单位", "补助金额（万元）", "完成时限"),
    ("1", "支持首贷企业贴息", "市经信局、市财政局", "市科技局", "50", "2026年12月底"),
    ("2", "开展技能培训", "市人社局", "", "20—30", "2025年"),
)


def document(
    rows: Rows, header_rows: int = 0, before: str = BEFORE, after: str = AFTER, spans: Spans | None = None
) -> Document:
    """Return the document with a table between two texts; empty cells are covered or have no words."""
    text, cells, start = before, [], len(before)
    for number, row in enumerate(rows):
        separator = "\n" if any("\n" in value for value in row) else "\t"
        first = True
        for column, value in enumerate(row):
            if value:
                text += "" if first else separator
                first = False
                size = (spans or {}).get((number, column), (1, 1))
                cells.append(Cell(len(text), len(text) + len(value), number, column, *size))
                text += value
        text += "\n"
    table = Table(start, len(text) - 1, tuple(cells), header_rows)
    [found] = ingest_extracted(Extracted(text + after, settled=True, tables=(table,)), "措施.docx", "0" * 64)
    return found


def clause(of: Document, label: str) -> Clause:
    return next(each for each in of.clauses if each.id == f"{of.id}#{label}")


def assert_parted(of: Document) -> None:
    at = 0
    for each in of.clauses:
        assert each.text == of.text[each.start : each.end]
        assert each.text
        assert each.start >= at
        assert not of.text[at : each.start].strip()
        at = each.end
    assert not of.text[at:].strip()
    assert len({each.id for each in of.clauses}) == len(of.clauses)


def test_a_row_is_a_clause_below_its_header() -> None:
    found = document(TASKS, header_rows=1)
    assert_parted(found)
    row = clause(found, "二/行2")
    assert row.text == "2\t开展技能培训\t市人社局\t20—30\t2025年"
    assert row.path == ("二、任务分工", "序号 | 主要任务 | 责任单位 | 补助金额（万元） | 完成时限")
    assert clause(found, "二").text.endswith("补助金额（万元）\t完成时限")
    assert clause(found, "三/(一)").path == ("三、保障措施", "（一）加强领导")


def test_a_header_that_nothing_marks_is_known_by_its_shape() -> None:
    assert [each.id for each in document(TASKS).clauses] == [
        each.id for each in document(TASKS, header_rows=1).clauses
    ]


def test_headers_tell_roles_units_of_money_and_times() -> None:
    row = clause(document(TASKS, header_rows=1), "二/行1")
    facts = read_facts(row.text, row.path)
    assert [(unit.name, unit.role) for unit in facts.units] == [
        ("市经信局", "责任"),
        ("市财政局", "责任"),
        ("市科技局", "配合"),
    ]
    assert [(fund.text, fund.min_yuan, fund.max_yuan) for fund in facts.funds] == [("50", 500_000, 500_000)]
    assert [(target.text, target.year) for target in facts.targets] == [("2026年12月底", 2026)]
    assert [measure.text for measure in facts.measures] == ["支持首贷企业贴息"]


@pytest.mark.parametrize(
    ("header", "cell", "fund"),
    [
        ("补助标准（元/户）", "3000", (3_000, 3_000, "/户")),
        ("贷款额度（亿元）", "1.5-2", (150_000_000, 200_000_000, None)),
        ("奖励金额（万元）", "最高100", (None, 1_000_000, None)),
        ("出口额（万美元）", "30", (None, None, "美元")),
        ("奖励金额（万元）", "最高3000元", (None, 3_000, None)),
    ],
)
def test_a_number_counts_in_the_unit_of_its_header(
    header: str, cell: str, fund: tuple[float | None, float | None, str | None]
) -> None:
    [found] = read_facts(f"市经信局\t{cell}", ("责任单位 | " + header,)).funds
    assert (found.min_yuan, found.max_yuan, found.basis) == fund


def test_a_row_of_long_cells_is_cut_to_its_cells() -> None:
    rows: Rows = (
        ("政策名称", "支持内容", "责任部门", "咨询电话"),
        ("首贷贴息", "给予首贷企业贷款利息50%的贴息。\n每户最高10万元。", "市金融办", "0700-1234567"),
        ("上云补贴", "按合同额补助，最高5万元", "市经信局", "0700-7654321"),
    )
    found = document(rows, header_rows=1)
    assert_parted(found)
    cell = clause(found, "二/行1/支持内容")
    assert cell.path == ("二、任务分工", "首贷贴息", "支持内容")
    assert [fund.max_yuan for fund in read_facts(cell.text, cell.path).funds][-1] == 100_000
    office = clause(found, "二/行1/责任部门")
    assert [unit.name for unit in read_facts(office.text, office.path).units] == ["市金融办"]
    row = clause(found, "二/行2")
    [contact] = read_facts(row.text, row.path).contacts
    assert (contact.name, contact.phone) == ("市经信局", "0700-7654321")


def test_a_group_of_rows_stands_in_their_paths() -> None:
    rows: Rows = (
        ("类别", "主要任务", "牵头单位"),
        ("创新支持", "建设研发平台", "市科技局"),
        ("", "引进技术人才", "市人社局"),
        ("金融支持类政策",),
        ("贷款", "开展首贷贴息", "市金融办"),
    )
    found = document(rows, header_rows=1, spans={(1, 0): (2, 1), (3, 0): (1, 3)})
    assert_parted(found)
    assert clause(found, "二/行2").path == ("二、任务分工", "创新支持", "主要任务 | 牵头单位")
    assert clause(found, "二/行4").path == ("二、任务分工", "金融支持类政策", "类别 | 主要任务 | 牵头单位")


def test_a_table_of_labels_needs_no_header() -> None:
    rows: Rows = (
        ("项目内容", "建设服务平台"),
        ("责任单位", "市发改委"),
        ("受理时间", "2025年3月1日至4月15日"),
    )
    found = document(rows)
    assert_parted(found)
    unit, time = clause(found, "二/行2"), clause(found, "二/行3")
    assert unit.path == ("二、任务分工", "责任单位")
    assert [(each.name, each.role) for each in read_facts(unit.text, unit.path).units] == [
        ("市发改委", "责任")
    ]
    [window] = read_facts(time.text, time.path).windows
    assert (window.opens, window.closes) == (date(2025, 3, 1), date(2025, 4, 15))


def test_prose_behind_a_table_keeps_its_section() -> None:
    found = document(TASKS, header_rows=1, after="各单位应当按月报送进度。\n" + AFTER)
    assert_parted(found)
    [tail] = [each for each in found.clauses if each.text == "各单位应当按月报送进度。"]
    assert tail.path == ("二、任务分工",)


WORDS = st.text("一、（）1.支持企业。\n ", max_size=12)


@settings(max_examples=40)
@given(
    st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=1, max_size=6),
    st.integers(0, 2),
    st.sampled_from([BEFORE, "", "二、任务\n"]),
    st.sampled_from([AFTER, "", "各单位应当落实。\n"]),
)
def test_whatever_a_table_holds_the_clauses_are_the_text(
    rows: list[list[str]], header_rows: int, before: str, after: str
) -> None:
    assert_parted(document([("甲", "乙", "丙"), *rows], header_rows, before, after))
