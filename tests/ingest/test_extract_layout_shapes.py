"""Shapes of pages that are not the plain ones: run-in heads, hanging items, running heads, drop heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ingest.extract.extracted import OCR, LaidLine, LaidPage
from ingest.extract.layout import compose
from ingest.extract.layout.grid import GridCell, GridTable
from ingest.extract.layout.lines import Glyph, lines_of

LEFT, RIGHT, SIZE, PITCH = 90.0, 450.0, 12.0, 20.0
ROW = 30  # characters of a full line
SENTENCE = "各县市区要把培育企业摆在突出位置，加强统筹协调，压实工作责任，细化政策举措，确保任务落到实处。"


def _line(text: str, x0: float, top: float, size: float = SIZE, strong: bool = False) -> LaidLine:
    return LaidLine(text, x0, top, x0 + size * len(text), top + size, size, strong)


def _paragraph(text: str, top: float) -> list[LaidLine]:
    lines = [_line(text[: ROW - 2], LEFT + 2 * SIZE, top)]
    for at in range(ROW - 2, len(text), ROW):
        lines.append(_line(text[at : at + ROW], LEFT, top + PITCH * len(lines)))
    return lines


def _page(lines: Sequence[LaidLine], number: int = 1, how: str = "text") -> LaidPage:
    return LaidPage(number, 595, 842, tuple(lines), how)


def _texts(lines: Sequence[LaidLine]) -> list[str]:
    return compose([_page(lines)]).text.split("\n")


def test_bold_words_that_head_a_paragraph_go_on_in_the_next_line() -> None:
    text = f"（一）支持企业购置先进设备开展数字化改造和绿色化改造并给予贷款贴息。{SENTENCE}"
    lines = _paragraph(text, 200)
    lines[0] = replace(lines[0], strong=True)
    assert "。" not in lines[0].text
    assert _texts([*_paragraph(SENTENCE, 100), *lines]) == [SENTENCE, text]


def test_a_bold_heading_that_fills_its_line_ends_where_the_next_line_is_set_in() -> None:
    heading = _paragraph("二、" + "推动企业做优做强" * 4, 100)[:1]
    heading = [replace(heading[0], strong=True)]
    assert len(heading[0].text) == ROW - 2
    found = _texts([*heading, *_paragraph(SENTENCE, 120), *_paragraph(SENTENCE, 200)])
    assert found == [heading[0].text, SENTENCE, SENTENCE]


def test_a_line_that_had_room_for_the_next_word_ends_its_paragraph() -> None:
    names = ["甲一平青川市政府办公室主任市委改革办副主任兼职", "乙文市财政局局长", "丙大海市科技局局长"]
    lines = [_line(name, LEFT + 24, 200 + 20 * at) for at, name in enumerate(names)]
    lines[0] = replace(lines[0], x1=RIGHT - 1.4 * SIZE)
    found = _texts([*_paragraph(SENTENCE, 100), *_paragraph(SENTENCE, 150), *lines])
    assert found[2:] == names


def test_an_item_goes_on_under_its_words_where_its_number_hangs_out() -> None:
    item = "1.在本市依法登记注册且具有独立法人资格，近三年没有发生重大安全和环保事故及失信行为；"
    lines = [
        _line(item[:28], LEFT + 24, 200),
        _line(item[28:], LEFT + 48, 220),
        _line("2.其他条件。", LEFT + 24, 240),
    ]
    assert _texts([*_paragraph(SENTENCE, 100), *lines]) == [SENTENCE, item, "2.其他条件。"]


@pytest.mark.parametrize(
    ("head", "size"),
    [("青川市中小企业政策汇编", 9.0), ("关于支持企业发展的通知", 10.5), ("11/21/26, 5:38 PM", 8.0)],
)
def test_a_small_line_apart_at_the_top_of_a_single_page_is_a_running_head(head: str, size: float) -> None:
    title = _line("关于支持企业发展的通知", 180, 90, 18)
    lines = [_line(head, 250, 40, size), title, *_paragraph(SENTENCE, 150), *_paragraph(SENTENCE, 250)]
    assert _texts(lines) == [title.text, SENTENCE, SENTENCE]


@pytest.mark.parametrize(
    ("head", "size"),
    [
        ("附件2", 9.0),
        ("青政办发〔2025〕7号", 9.0),
        ("索引号：ABC2025", 9.0),
        ("青川市财政局文件", 12.0),
        ("（征求意见稿）", 9.0),
    ],
)
def test_what_belongs_to_the_document_stays_at_the_top(head: str, size: float) -> None:
    lines = [_line(head, 90, 40, size), _line("办法", 250, 90, 18), *_paragraph(SENTENCE, 150)]
    assert _texts(lines)[0] == head


def test_the_address_that_a_browser_prints_goes() -> None:
    foot = _line("https://www.example.org/policy/1.html", LEFT, 815, 8)
    assert _texts([*_paragraph(SENTENCE, 100), foot]) == [SENTENCE]
    inside = _line("https://www.example.org/policy/1.html", LEFT, 300, 12)
    assert inside.text in compose([_page([*_paragraph(SENTENCE, 100), inside])]).text


def test_a_sentence_at_the_top_of_several_pages_is_no_running_head() -> None:
    pages = [
        _page([*_paragraph(SENTENCE, 60), *_paragraph(f"第{at}，{SENTENCE}", 160)], at) for at in (1, 2, 3)
    ]
    assert compose(pages).text.count(SENTENCE) == 6


@pytest.mark.parametrize("leader", ["……", "······", "．．．．", "———", "…………"])
def test_a_table_of_contents_goes_with_leaders_of_any_kind(leader: str) -> None:
    entries = [_line(f"{n}、支持方向{leader}{at}", LEFT, 100 + 20 * at) for at, n in enumerate("一二三", 1)]
    body = _paragraph(SENTENCE, 100)
    assert compose([_page([_line("目录", 250, 80), *entries]), _page(body, 2)]).text == SENTENCE


def test_short_lines_that_end_alike_are_no_margin() -> None:
    short = [_line("附件：1.申报材料清单", LEFT + 24, 140), _line("2.部门联系方式表", LEFT + 60, 160)]
    assert short[0].x1 != RIGHT
    short[1] = replace(short[1], x1=short[0].x1)
    lines = [
        _line("本措施自印发之日起施行，有效期三年。", LEFT + 24, 120),
        *short,
        _line("青川市人民政府办公室", 280, 220),
        _line("2025年3月18日", 290, 240),
        _line("（此件公开发布）", LEFT + 24, 260),
    ]
    found = compose([_page([*_paragraph(SENTENCE, 100), *_paragraph(SENTENCE, 300)]), _page(lines, 2)])
    assert found.text.split("\n")[2:] == [line.text for line in lines]


def test_rows_in_the_same_columns_are_parted_by_tabs() -> None:
    rows = [("姓名", "单位", "职称"), ("甲一平", "市检测研究所", "教授"), ("乙文", "市服务中心", "经济师")]
    lines = [
        _line(text, x, 200 + 20 * at)
        for at, row in enumerate(rows)
        for x, text in zip((LEFT, 200, 350), row, strict=True)
    ]
    assert _texts([*_paragraph(SENTENCE, 100), *lines])[1:] == ["\t".join(row) for row in rows]
    assert _texts([*_paragraph(SENTENCE, 100), *lines[:3]])[1:] == ["姓名  单位  职称"]


def test_a_page_that_is_all_table_has_the_confidence_of_its_cells() -> None:
    cells = tuple(
        GridCell(
            0,
            at,
            1,
            1,
            90 + 100.0 * at,
            190 + 100.0 * at,
            (replace(_line("支持内容", 95, 105), confidence=0.9),),
        )
        for at in (0, 1)
    )
    table = GridTable(1, 90, 100, 290, 130, (90, 190, 290), 1, cells)
    found = compose([_page([], 1, OCR)], [table])
    assert found.pages[0].confidence == pytest.approx(0.9)
    assert found.notes == ()


def _glyphs(text: str, x0: float, base: float, size: float = SIZE, wide: float = 0.0) -> list[Glyph]:
    step = size + wide
    return [
        Glyph(char, x0 + at * step, base - size, x0 + at * step + size, base, base, size)
        for at, char in enumerate(text)
    ]


def test_a_drop_head_leads_the_first_of_the_lines_beside_it() -> None:
    head = _glyphs("为", LEFT, 138, 40)
    beside = [*_glyphs("进一步激发企业活力", 132, 112), *_glyphs("推动经济平稳运行", 132, 132)]
    below = _glyphs("现就有关事项通知如下", LEFT, 152)
    found = lines_of([*head, *beside, *below])
    assert [line.text for line in found] == [
        "为进一步激发企业活力",
        "推动经济平稳运行",
        "现就有关事项通知如下",
    ]
    assert {line.x0 for line in found} == {LEFT}


def test_large_characters_of_a_title_and_of_a_line_are_no_drop_heads() -> None:
    title = _glyphs("通知", LEFT, 138, 40)
    aside = [*_glyphs("甲乙丙丁", 190, 112), *_glyphs("戊己庚辛", 190, 132)]
    assert "通知" in lines_of([*title, *aside])[-1].text
    number = [*_glyphs("第", LEFT, 112), *_glyphs("三", 102, 112, 24), *_glyphs("期政策汇编目录", 126, 112)]
    assert [line.text for line in lines_of(number)] == ["第三期政策汇编目录"]


def test_a_line_that_was_stretched_to_its_measure_has_no_blanks() -> None:
    (line,) = lines_of(_glyphs("企业优先参加评审", LEFT, 112, wide=9.0))
    assert line.text == "企业优先参加评审"
    (line,) = lines_of([*_glyphs("企业优先", LEFT, 112), *_glyphs("参加", LEFT + 60, 112)])
    assert line.text == "企业优先 参加"
