"""Marks are mended by what stands beside them; words, numbers and Latin text stay as they were read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.extract.ocr.marks import mended
from ingest.extract.ocr.widths import usually_wide, with_widths
from ingest.extract.ocr.years import with_years

if TYPE_CHECKING:
    from ingest.extract.ocr.deskew import Pixels


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("各县、区,市直各单位:", "各县、区，市直各单位："),
        ("增长5.5%,高于全市;其中", "增长5.5%，高于全市；其中"),
        ("同比增长2.9%;", "同比增长2.9%；"),
        ("是否报备?应当报备.", "是否报备？应当报备。"),
        ("〔2021]8号）同时废止", "〔2021〕8号）同时废止"),
        ("云政发[2023〕15号", "云政发〔2023〕15号"),
        ("补助100万元一500万元", "补助100万元—500万元"),
        ("按30%一50%贴息", "按30%—50%贴息"),
        ("“小升规”一“专精特新”", "“小升规”—“专精特新”"),
        ("上限 （万元）", "上限（万元）"),
        ("3%0", "3‰"),
        ("—、总体要求", "一、总体要求"),
        ("十—、附则", "十一、附则"),
        ("（—）加强领导", "（一）加强领导"),
        ("第—章 总则", "第一章 总则"),
        ("主要措施：—是减税", "主要措施：一是减税"),
        ("2021一2025年", "2021—2025年"),
        ("（以下简称专项资金)", "（以下简称专项资金）"),
    ],
)
def test_a_confused_mark_is_mended(read: str, printed: str) -> None:
    assert mended(read) == printed


@pytest.mark.parametrize(
    "text",
    [
        "补助1,000万元，比例1:3",
        "ISO 9001:2015, CMMI(L5)",
        "policy@example.com; http://www.example.com/a?b=1",
        "(工信部联政法〔2021〕70号)",
        "自2023年(含)以后",
        "企业在2023年度(2023)5项",
        "一一对应——逐项落实",
        "一.总则",
        "2023年一季度",
        "增长3%，5人一组",
        "增长0.5%05项",
        "提案[2021]8号",
        "增减(—)",
        "GB/T 2589-2020;",
    ],
)
def test_what_is_not_confused_stays(text: str) -> None:
    assert mended(text) == text


@example("一（):")
@given(st.text("一二年号。，、（）〔〕(),.:;-—0129A ", max_size=30))
def test_mending_twice_changes_nothing_more(text: str) -> None:
    once = mended(text)
    assert mended(once) == once
    assert len(once.replace(" ", "")) == len(text.replace(" ", ""))


_ASCII = str.maketrans("（）", "()")


def _places(text: str) -> list[float]:
    """Return where the middle of each character stands when a Chinese one takes five steps."""
    places, right = [], 0.0
    for character in text:
        room = 1.7 if character in "()" else 2.6 if character.isascii() else 5.0
        places.append(right + room / 2)
        right += room
    return places


@pytest.mark.parametrize(
    "printed",
    [
        "各县（市、区）人民政府",
        "企业(机构)应当依法登记",
        "期限最长3年（36个月）为止",
    ],
)
def test_a_bracket_is_as_wide_as_the_room_it_takes(printed: str) -> None:
    for shapes in ("()", "（）"):
        read = printed.translate(str.maketrans("()（）", shapes * 2))
        assert with_widths(read, _places(printed)) == printed


def test_a_bracket_at_the_end_of_a_line_goes_by_its_partner() -> None:
    printed = "第二年房租减半收取（须签订书面合同）"
    assert with_widths(printed[:-1] + ")", _places(printed)) == printed


def test_a_bracket_at_the_end_of_a_line_is_as_wide_as_most_of_the_page() -> None:
    lines = ["各县（市、区）人民政府", "各镇（街道、园区）管委会", "减半收取（须签订"]
    pages = [[(line.translate(shapes), _places(line)) for line in lines] for shapes in (_ASCII, {})]
    for page in pages:
        assert usually_wide(page) is True
        assert with_widths("牵头的（市科技局", (), usually_wide(page)) == "牵头的（市科技局"
        assert with_widths("(市科技局牵头", (), usually_wide(page)) == "（市科技局牵头"
        assert with_widths("CMMI(L5)", (), usually_wide(page)) == "CMMI(L5)"
    assert usually_wide([("企业(机构)应当依法登记", _places("企业(机构)应当依法登记"))]) is False
    assert usually_wide([("没有括号", ())]) is None


def test_a_full_bracket_that_is_set_close_to_another_mark_stays_full() -> None:
    printed = "依照《办法》（市财企发文）执行"
    squeezed = [place - 2.5 * (at > printed.index("》")) for at, place in enumerate(_places(printed))]
    assert with_widths(printed, squeezed) == printed


def test_brackets_stay_where_places_are_not_known() -> None:
    assert with_widths("企业(机构)应当依法登记", ()) == "企业(机构)应当依法登记"


def _brackets(shape: str) -> Pixels:
    """Draw the two brackets of "发[2021]5号" in an otherwise empty line: square, bent or round."""
    ink = np.zeros((48, 200), dtype=np.uint8)
    for row in range(6, 42):
        from_end = min(row - 6, 41 - row)
        bent = {"[]": 0, "〔〕": max(0, 4 - from_end), "()": max(0, (13 - from_end) // 2)}[shape]
        ink[row, 50 + bent : 53 + bent] = ink[row, 147 - bent : 150 - bent] = 255
    if shape == "[]":
        ink[6:8, 50:58] = ink[40:42, 50:58] = ink[6:8, 142:150] = ink[40:42, 142:150] = 255
    return ink


@pytest.mark.parametrize("shape", ["[]", "〔〕", "()"])
@pytest.mark.parametrize("read", ["[]", "〔〕", "（）", "(]"])
def test_the_brackets_of_a_document_number_are_told_by_their_shape(shape: str, read: str) -> None:
    text = f"发{read[0]}2021{read[1]}5号"
    places = [20.0, 52.0, 70.0, 90.0, 110.0, 130.0, 146.0, 165.0, 180.0]
    assert with_years(text, places, _brackets(shape), 40) == f"发{shape[0]}2021{shape[1]}5号"


def test_a_document_number_has_its_usual_brackets_where_the_ink_does_not_tell() -> None:
    blank = np.zeros((48, 200), dtype=np.uint8)
    assert with_years("云政办发(2023）5号", (), blank, 40) == "云政办发〔2023〕5号"
    assert with_years("企业在2023年度(2023)5项", (), blank, 40) == "企业在2023年度(2023)5项"
