"""The clause tree of the real documents, and of the shapes other documents take."""

import csv
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pipeline import read_source
from ingest.records import Document
from ingest.structure import clauses_of

HERE = Path(__file__).parent
SOURCES = sorted((HERE.parents[1] / "corpus" / "sources").glob("*.txt"))
NAMES = [path.name for path in SOURCES]


@cache
def documents(name: str) -> tuple[Document, ...]:
    path = next(path for path in SOURCES if path.name == name)
    return tuple(read_source(path, name).documents)


def expected() -> dict[str, list[tuple[str, str, str]]]:
    rows: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    with (HERE / "structure_expected.tsv").open(encoding="utf-8", newline="") as file:
        for name, part, identity, heading in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            rows[name].append((part, identity, heading))
    return rows


def ids(text: str, title: str | None = None) -> list[str]:
    return [clause.id.removeprefix("d#") for clause in clauses_of("d", text, title)]


@pytest.mark.parametrize("name", NAMES)
def test_a_real_document_has_exactly_the_clauses_a_reader_sees(name: str) -> None:
    read = [
        (str(part), clause.id.split("#", 1)[1], clause.path[-1] if clause.path else "")
        for part, document in enumerate(documents(name), 1)
        for clause in document.clauses
    ]
    assert read == expected()[name]


@pytest.mark.parametrize("name", NAMES)
def test_every_bracketed_ordinal_of_a_real_document_begins_a_clause(name: str) -> None:
    for document in documents(name):
        starts = {clause.start for clause in document.clauses}
        ordinals = [
            found.start()
            for found in re.finditer(r"^[（(]\s*[一二三四五六七八九十]+\s*[）)]", document.text, re.M)
        ]
        assert set(ordinals) <= starts


@pytest.mark.parametrize("name", NAMES)
def test_the_clauses_of_a_real_document_partition_its_text(name: str) -> None:
    for document in documents(name):
        assert_partition(document.text, document.clauses)


def assert_partition(text: str, clauses: tuple) -> None:
    at = 0
    for clause in clauses:
        assert text[at : clause.start].strip() == ""
        assert text[clause.start : clause.end] == clause.text
        assert clause.text.strip()
        at = clause.end
    assert text[at:].strip() == ""
    assert len({clause.id for clause in clauses}) == len(clauses)


LINES = st.sampled_from(
    [
        "一、总则",
        "二、目标",
        "（一）甲。乙丙。",
        "(二)乙",
        "1.加强领导。各地要落实。",
        "2、服务",
        "——市场主导。遵循规律。",
        "第一章 总则",
        "第一条 为了发展，制定本条例。",
        "专栏1 行动",
        "附件1",
        "附件：1.清单",
        "同时，也应看到问题。",
        "培育主体。大力实施。",
        "总体思路",
        "某市人民政府",
        "2024年1月1日",
        "抄送：各单位",
        "各县（市、区）人民政府：",
        "一是甲；二是乙。",
        "关于印发某办法的通知",
        "普通段落，没有标题。",
        "",
        "  ",
    ]
)


@given(st.lists(LINES, max_size=30), st.sampled_from([None, "关于印发某办法的通知"]))
def test_any_order_of_lines_is_partitioned(lines: list[str], title: str | None) -> None:
    text = "\n".join(lines)
    assert_partition(text, clauses_of("d", text, title))


@given(st.text(alphabet="一二（）()1.、第条章节是。；：\n 甲乙丙—专栏附件①", max_size=120))
def test_any_text_is_partitioned(text: str) -> None:
    assert_partition(text, clauses_of("d", text, None))


def test_the_path_leads_from_the_top_to_the_clause() -> None:
    document = documents(next(name for name in NAMES if "行动方案" in name))[0]
    clause = next(clause for clause in document.clauses if clause.id.endswith("#三/(五)/13"))
    assert clause.path == ("三、重点任务", "（五）实施资本助力工程", "13.优化金融服务")
    assert (clause.heading, clause.ordinal) == ("优化金融服务", "13")
    assert clause.text.startswith("13.优化金融服务。积极推广")
    assert clause.text.endswith("各县（市、区）人民政府）")


def test_a_law_nests_chapters_articles_and_items() -> None:
    text = (
        "某省中小企业促进条例\n第一章 总则\n第一条 为了促进发展，制定本条例。\n"
        "第二条 依照第一条规定执行。\n第二章 财税支持\n第三条 企业应当符合下列条件：\n"
        "（一）依法登记；\n（二）信用良好。\n符合前款规定的，给予补助。\n第四条 本条例自2024年1月1日起施行。"
    )
    assert ids(text, "某省中小企业促进条例") == [
        "题",
        "第一章",
        "第一章/第一条",
        "第一章/第二条",
        "第二章",
        "第二章/第三条",
        "第二章/第三条/(一)",
        "第二章/第三条/(二)",
        "第二章/第三条/¶1",
        "第二章/第四条",
    ]


def test_a_chapter_takes_the_title_on_the_line_below() -> None:
    clauses = clauses_of("d", "第一章\n总则\n第一条 甲乙丙丁。\n第二章\n分则\n第二条 戊己庚辛。", None)
    assert [clause.path[-1] for clause in clauses] == ["第一章 总则", "第一条", "第二章 分则", "第二条"]


def test_a_notice_its_signature_and_its_attachment_are_apart() -> None:
    title = "某市经济和信息化局关于印发《某市技改补助实施细则》的通知"
    text = (
        f"{title}\n某经信〔2024〕5号\n各县区经信局：\n现将细则印发给你们，请遵照执行。\n附件：1.某市技改补助实施细则\n某市经济和信息化局\n"
        "2024年3月1日\n附件1\n某市技改补助实施细则\n一、补助对象\n在本市登记的企业。\n二、补助标准\n（一）设备补助。按投资额的10%补助。\n（二）贷款贴息。按利息的50%贴息。"
    )
    assert ids(text, title) == [
        "题",
        "主送",
        "前言",
        "附件",
        "落款",
        "附件1",
        "附件1/一",
        "附件1/二",
        "附件1/二/(一)",
        "附件1/二/(二)",
    ]


def test_the_measures_of_a_notice_stand_under_their_own_title() -> None:
    title = "某市人民政府印发关于支持民营经济发展若干措施的通知"
    text = (
        f"{title}\n某府〔2023〕6号\n各区人民政府：\n现印发给你们。\n某市人民政府\n2023年10月8日\n关于支持民营经济发展的若干措施\n为支持发展，制定如下措施。\n"
        "一、降低成本\n第一条 落实税费优惠。按规定落实减免政策。\n第二条 企业应当守法。违者处罚。"
    )
    clauses = clauses_of("d", text, title)
    assert [clause.id for clause in clauses] == [
        "d#题",
        "d#主送",
        "d#前言",
        "d#落款",
        "d#题~2",
        "d#前言~2",
        "d#一",
        "d#一/第一条",
        "d#一/第二条",
    ]
    assert [clause.heading for clause in clauses[-2:]] == ["落实税费优惠", ""]


def test_a_missing_first_ordinal_is_restored_from_its_successor() -> None:
    assert ids("总体思路\n坚持稳中求进，推动发展。\n二、主要目标\n到2026年达到目标。") == ["一", "二"]


def test_a_missing_middle_ordinal_is_restored_from_its_successor() -> None:
    text = (
        "一、甲组\n（一）对象。企业。\n（二）标准。十万元。\n"
        "保障机制\n加强领导，落实责任。\n三、乙组\n另行通知各单位。"
    )
    assert ids(text) == ["一", "一/(一)", "一/(二)", "二", "三"]


def test_numbering_that_goes_on_across_parents_stays() -> None:
    text = (
        "一、任务\n（一）甲\n1.甲一。内容。\n2.甲二。内容。\n（二）乙\n3.乙一。内容。\n二、保障\n4.丙。内容。"
    )
    assert ids(text) == ["一", "一/(一)", "一/(一)/1", "一/(一)/2", "一/(二)", "一/(二)/3", "二", "二/4"]


def test_a_kind_that_stands_below_a_lower_one_is_its_child() -> None:
    text = "一、条件\n（1）企业应当：\n1.依法登记；\n2.信用良好。\n（2）项目应当：\n1.依法备案。"
    assert ids(text) == ["一", "一/(1)", "一/(1)/1", "一/(1)/2", "一/(2)", "一/(2)/1"]


def test_a_box_ends_where_the_series_before_it_goes_on() -> None:
    text = (
        "（一）主体\n1.培育。甲乙丙丁。\n专栏1 行动\n"
        "1.建库。内容甲。\n2.入库。内容乙。\n（二）创新\n1.平台。内容丙。"
    )
    assert ids(text) == ["(一)", "(一)/1", "(一)/专栏1", "(一)/专栏1/1", "(一)/专栏1/2", "(二)", "(二)/1"]


def test_a_paragraph_that_sums_up_stands_beside_the_items() -> None:
    text = "基本原则\n——市场主导。遵循规律。\n——政府引导。加强服务。\n总之，各地要抓好落实。"
    assert ids(text) == ["基本原则", "基本原则/—1", "基本原则/—2", "基本原则/¶1"]


def test_a_table_of_short_lines_is_no_row_of_headings() -> None:
    text = "一、材料\n提交以下材料：\n营业执照\n审计报告\n纳税证明\n信用报告\n以上材料一式两份。"
    assert ids(text) == ["一"]


def test_a_line_out_of_sequence_is_a_part_of_its_sentence() -> None:
    text = "第一条 企业应当依照本法\n第九十条 确定的标准申报。\n第二条 本办法自发布之日起施行。"
    assert ids(text) == ["第一条", "第二条"]


def test_repeated_headings_get_distinct_ids() -> None:
    text = (
        "政策引导\n加大奖补。对企业奖补。\n加强增信。为企业增信。\n"
        "政策引导\n加大奖补。对个体奖补。\n加强增信。为个体增信。"
    )
    assert ids(text) == [
        "政策引导",
        "政策引导/加大奖补",
        "政策引导/加强增信",
        "政策引导~2",
        "政策引导~2/加大奖补",
        "政策引导~2/加强增信",
    ]


def test_an_empty_text_has_no_clause() -> None:
    assert clauses_of("d", "\n \n", None) == ()


def test_items_that_begin_with_a_project_are_items() -> None:
    path = Path(__file__).parent / "fixtures" / "application_notice.txt"
    (document,) = read_source(path, path.name).documents
    found = [clause.id.split("#")[1] for clause in document.clauses]
    wanted = ["四", "四/(一)", "四/(二)", "四/(三)", "四/(四)"]
    assert [each for each in found if each.startswith("四")] == wanted
    text = "一、目标\n（一）目标任务。到2027年。\n（二）项目安排。每年一批。"
    assert ids(text) == ["一", "一/(一)", "一/(二)"]


def test_an_article_may_begin_without_a_blank() -> None:
    text = "第一条为规范管理，制定本办法。\n第二条中小企业是指小微企业。\n第三条所需资金由财政安排。"
    assert ids(text) == ["第一条", "第二条", "第三条"]


def test_a_lead_ending_in_a_colon_is_no_addressee() -> None:
    text = "某市若干措施\n为促进发展，制定如下措施：\n一、降低成本\n减税。"
    assert ids(text, "某市若干措施") == ["题", "前言", "一"]
