"""Pages laid out here line by line, as OCR or a text layer gives them, composed to settled text."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.extracted import OCR, LaidLine, LaidPage
from ingest.extract.garbage import is_garbage, is_pictured
from ingest.extract.layout import compose

LEFT, RIGHT, SIZE, PITCH = 90.0, 450.0, 12.0, 20.0
ROW = 30  # characters of a full line
SENTENCE = (
    "各县市区要把扶持中小企业摆在突出位置，加强统筹协调，压实工作责任，细化政策举措，确保各项任务落到实处"
)


def _line(text: str, x0: float, top: float, size: float = SIZE, sure: float | None = None) -> LaidLine:
    return LaidLine(text, x0, top, x0 + size * len(text), top + size, size, False, sure)


def _paragraph(text: str, top: float, x0: float = LEFT, row: int = ROW) -> list[LaidLine]:
    """Set a paragraph in lines of `row` characters, the first of them two characters in."""
    lines = [_line(text[: row - 2], x0 + 2 * SIZE, top)]
    for at in range(row - 2, len(text), row):
        lines.append(_line(text[at : at + row], x0, top + PITCH * len(lines)))
    return lines


def _page(number: int, lines: Sequence[LaidLine], how: str = "text") -> LaidPage:
    return LaidPage(number, 595, 842, tuple(lines), how)


def _filled(number: int, *more: LaidLine) -> LaidPage:
    text = f"第{number}项工作：{SENTENCE}。"
    return _page(number, [*more, *_paragraph(text, 100), *_paragraph(text, 200), *_paragraph(text, 300)])


def test_a_paragraph_goes_on_over_a_page() -> None:
    whole = _paragraph(SENTENCE * 2 + "。", 700)
    split = [_line(line.text, line.x0, 100 + PITCH * at) for at, line in enumerate(whole[2:])]
    following = _paragraph(f"第二，{SENTENCE}。", 200)
    pages = [_page(1, [*_paragraph(f"第一，{SENTENCE}。", 100), *whole[:2]]), _page(2, [*split, *following])]
    assert compose(pages).text.split("\n") == [
        f"第一，{SENTENCE}。",
        SENTENCE * 2 + "。",
        f"第二，{SENTENCE}。",
    ]


def test_a_sentence_that_ends_a_full_line_goes_on_where_the_next_line_is_not_set_in() -> None:
    first = SENTENCE[:27] + "。"
    text = first + SENTENCE + "。"
    assert len(first) == ROW - 2
    assert compose([_page(1, [*_paragraph(text, 100), *_paragraph(text, 200)])]).text == f"{text}\n{text}"


def test_headings_and_the_lines_of_a_title_stay_lines_of_their_own() -> None:
    title = [_line("关于支持中小企业发展的", 204, 60), _line("若干措施", 246, 80)]
    body = [_line("一、总体要求", LEFT + 24, 120), *_paragraph(SENTENCE + "。", 140)]
    found = compose([_page(1, [*title, *body])])
    assert found.text.split("\n") == ["关于支持中小企业发展的", "若干措施", "一、总体要求", SENTENCE + "。"]


@pytest.mark.parametrize("shape", ["— {} —", "第 {} 页 共 9 页", "{}", "- {} -", "{}/9"])
def test_page_numbers_go(shape: str) -> None:
    pages = [_filled(at, _line(shape.format(at), 270, 800, 9)) for at in (1, 2, 3)]
    assert compose(pages).text.count("\n") == 8
    assert all(line.startswith("第") and line.endswith("。") for line in compose(pages).text.split("\n"))


def test_a_running_head_goes_and_numbered_annexes_in_its_place_stay() -> None:
    heads = [
        _filled(at, _line(f"政策汇编第{at}期" if at > 9 else "政策汇编", 250, 40, 9)) for at in range(1, 5)
    ]
    assert "政策汇编" not in compose(heads).text
    annexes = [_filled(at, _line(f"附件{at}", LEFT, 60)) for at in range(1, 5)]
    assert [f"附件{at}" in compose(annexes).text for at in range(1, 5)] == [True] * 4


def test_a_heading_in_one_place_on_some_pages_is_no_running_head() -> None:
    pages = [_filled(at, *([_line("附件：", LEFT, 60)] if at < 4 else [])) for at in range(1, 11)]
    assert compose(pages).text.count("附件：") == 3


def test_a_line_at_the_margin_goes_on_whatever_it_begins_with() -> None:
    text = (
        "符合条件的企业按照《专项资金管理办法》第三条第一款第"
        + "（二）项目申报的程序提出申请，由主管部门受理。"
    )
    first = text.index("（二）")
    lines = [_line(text[:first], LEFT + 24, 100), _line(text[first:], LEFT, 120)]
    lines[0] = LaidLine(lines[0].text, lines[0].x0, 100, RIGHT, 112, SIZE)
    found = compose(
        [_page(1, [*lines, *_paragraph(SENTENCE + "。", 160), *_paragraph(SENTENCE + "。", 220)])]
    )
    assert found.text.split("\n")[0] == text


def test_a_number_in_the_text_is_no_page_number() -> None:
    lines = [*_paragraph(SENTENCE + "。", 700), _line("2025", LEFT, 742)]
    assert compose([_page(1, lines)]).text.endswith("2025")


def test_footnotes_go_under_a_rule_or_in_small_type() -> None:
    note = _line("①按上年末的口径计算。", LEFT, 760, 9)
    assert "口径" not in compose([_filled(1, note)]).text
    plain = _line("所称企业按上年末的口径认定", LEFT, 760, 9)
    assert "口径" in compose([_filled(1, plain)]).text
    assert "口径" not in compose([_filled(1, plain)], rules={1: [750.0]}).text


def test_a_table_of_contents_goes_with_the_halves_of_its_long_entries() -> None:
    contents = [
        _line("目  录", 250, 60),
        _line("一、总体要求......................1", LEFT, 90),
        _line("二、支持首次认定的企业加大研究", LEFT, 110),
        _line("开发投入的措施....................3", LEFT, 130),
        _line("三、附则..........................8", LEFT, 150),
    ]
    body = [_line("一、总体要求", LEFT + 24, 100), *_paragraph(SENTENCE + "。", 120)]
    assert compose([_page(1, contents), _page(2, body)]).text == f"一、总体要求\n{SENTENCE}。"


def test_columns_are_read_one_after_the_other_under_a_title_across_both() -> None:
    left = [f"左栏第{n}段：{SENTENCE}。" for n in "一二三"]
    right = [f"右栏第{n}段：{SENTENCE}。" for n in "一二三"]
    lines = [_line("关于两个栏目的标题横跨全页的情况说明", 190, 60)]
    for at in range(3):
        lines += _paragraph(left[at], 100 + 120 * at, 60, 18) + _paragraph(right[at], 100 + 120 * at, 310, 18)
    assert compose([_page(1, lines)]).text.split("\n") == [lines[0].text, *left, *right]


def test_names_beside_values_are_no_columns() -> None:
    lines = [_line("联系人", LEFT, 100 + 20 * at) for at in range(6)]
    lines += [_line(f"市发展改革委第{n}科", 300, 100 + 20 * at) for at, n in enumerate("一二三四五六")]
    assert compose([_page(1, lines)]).text.split("\n")[0] == "联系人\t市发展改革委第一科"


def test_words_on_two_lines_stay_apart_and_numbers_together() -> None:
    first = "x" * 3 + "支" * 26 + "SME"
    second = "policy" + "持" * 25 + "20"
    third = "25年底。"
    lines = [_line(text, LEFT, 100 + PITCH * at) for at, text in enumerate((first, second, third))]
    wide = [LaidLine(line.text, line.x0, line.top, RIGHT, line.bottom, SIZE) for line in lines[:2]]
    assert compose([_page(1, [*wide, lines[2]])]).text == f"{first} {second}{third}"


def test_pages_that_were_hardly_readable_are_told() -> None:
    poor = _page(2, [_line("看不清的一页", LEFT, 100, sure=0.4)], OCR)
    good = _page(3, [_line("看得清的一页", LEFT, 100, sure=0.99)], OCR)
    found = compose([_filled(1), poor, good])
    assert found.notes == ("第 2 页文字识别的把握不大，引用前请对照原件",)
    assert [page.how for page in found.pages] == ["text", "ocr", "ocr"]
    assert found.pages[1].confidence == pytest.approx(0.4)


@given(st.lists(st.text("各县市区，。一二（）A1 ", min_size=1, max_size=30), max_size=25), st.integers(1, 4))
def test_every_placed_line_is_where_the_text_says(words: list[str], pages: int) -> None:
    lines = [_line(word.strip() or "无", LEFT, 150 + 25 * (at % 20)) for at, word in enumerate(words)]
    laid = [_page(number, lines[number - 1 :: pages]) for number in range(1, pages + 1)]
    found = compose(laid)
    ends = [0]
    for placed in found.lines:
        assert placed.start >= ends[-1]
        assert found.text[placed.start : placed.end].strip()
        ends.append(placed.end)
    assert len(found.pages) == pages


@pytest.mark.parametrize(
    "text",
    [
        "(cid:12)(cid:88)(cid:101)" * 8,
        "\ue012\ue113\uf0a7" * 20,
        "\x01\x02\x03\x04 \x05\x06" * 10,
        "ÖÐ¹úÈËÃñ¹²ºÍ¹úÖÐÑëÕþ¸®" * 4,
        "!\"#$%&'()*+,-./0123" * 6,
        "锟斤拷燙燚燛燜燝燞營燠燡燢燣燤燥燦燧燨燩燪燫燬燭燮" * 5,
    ],
)
def test_garbage_is_told_from_text(text: str) -> None:
    assert is_garbage(text)


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "目录 第一章 总则.............................................1",
        "联系电话：0714-6350000，电子邮箱：jxj@example.org，网址：https://www.example.org/a/b/c.html",
        "武汉光谷精密机械股份有限公司、黄石东贝压缩机有限公司、宜昌三峡制药集团有限责任公司、襄阳汽车轴承股份有限公司"
        * 2,
        "The People's Government encourages small and medium-sized enterprises to apply for support.",
        "為促進中小企業發展，依據有關規定訂定本辦法，主管機關應當給予輔導與協助，並編列預算支應所需經費。"
        * 2,
        "\uf06c 支持首次认定的企业；\uf06c 支持技术改造；\uf06c 支持绿色转型，推动全市工业经济高质量发展",
        "3",
        "",
    ],
)
def test_text_is_not_taken_for_garbage(text: str) -> None:
    assert not is_garbage(text)


def test_a_picture_with_a_stamp_of_words_is_read_from_the_picture() -> None:
    assert is_pictured("第 3 页", 0.95)
    assert not is_pictured(SENTENCE * 3, 0.95)
    assert not is_pictured("", 0.1)
