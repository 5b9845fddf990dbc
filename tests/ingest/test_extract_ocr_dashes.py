"""Dashes and 一 come out as their ink has them; what finding cuts off or leaves out is read all the same."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from ingest.extract.layout.grid import Frame
from ingest.extract.ocr.dashes import with_dashes
from ingest.extract.ocr.missed import missed, with_noughts, with_slash
from ingest.extract.ocr.reach import reaching
from ingest.extract.ocr.strokes import strokes_in

if TYPE_CHECKING:
    from ingest.extract.ocr.deskew import Pixels
    from ingest.extract.ocr.picture import Quad

SIZE = 40
LENGTHS = {"—": 0.8, "一": 0.9, "-": 0.3}  # of a size: how much of its square a stroke fills


def _ink(printed: str) -> tuple[Pixels, list[float]]:
    """Draw a line of characters as blocks, 一 with its serif, dashes even; return where each one stands."""
    ink = np.zeros((SIZE + 8, SIZE * len(printed) + 8), dtype=np.uint8)
    for at, character in enumerate(printed):
        left, middle = 4 + at * SIZE, 4 + SIZE // 2
        long = round(LENGTHS.get(character, 0) * SIZE)
        start = left + (SIZE - long) // 2
        if character in LENGTHS:
            ink[middle : middle + 3, start : start + long] = 255
            if character == "一":
                ink[middle - 3 : middle, start + long - 6 : start + long] = 255
        elif character != " ":
            ink[8:SIZE, left + 3 : left + SIZE - 3 : 2] = 255
    for one, other in pairwise(range(len(printed))):  # a double dash is drawn through
        if printed[one] == printed[other] == "—":
            ink[4 + SIZE // 2 : 7 + SIZE // 2, 4 + one * SIZE + 20 : 4 + other * SIZE + 20] = 255
    return ink, [4 + (at + 0.5) * SIZE for at in range(len(printed))]


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("——坚持创新", "—坚持创新"),
        ("——坚持创新", "一坚持创新"),
        ("——坚持创新", "坚持创新"),
        ("试点——推广", "试点一推广"),
        ("研发—转化", "研发一转化"),
        ("一次性补贴", "次性补贴"),
        ("一次性补贴", "—次性补贴"),
        ("一企一策", "—企—策"),
        ("统一标准", "统-标准"),
    ],
)
def test_a_stroke_is_read_by_its_shape(printed: str, read: str) -> None:
    ink, places = _ink(printed)
    kept = [place for place, character in zip(places, printed, strict=True) if character not in "—一"]
    strokes = [place for place, character in zip(places, printed, strict=True) if character in "—一"]
    told, told_strokes = iter(kept), iter(strokes)
    seen = [next(told_strokes) if character in "—一-" else next(told) for character in read]
    assert with_dashes(read, seen, ink, SIZE) == printed


def test_a_stroke_of_a_character_is_no_dash() -> None:
    ink = np.zeros((48, 130), dtype=np.uint8)
    ink[10:13, 6:40] = ink[36:39, 6:40] = ink[24:27, 6:40] = 255  # 三
    ink[44:46, 50:120] = 255  # an underline
    assert strokes_in(ink, SIZE) == ()


def test_what_stays_without_places_and_without_ink() -> None:
    ink, _ = _ink("——")
    assert with_dashes("一二", (), ink, SIZE) == "一二"
    assert with_dashes("一", (20.0,), np.zeros((48, 48), dtype=np.uint8), SIZE) == "一"


def _quad(left: float, top: float, right: float, bottom: float) -> Quad:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float64)


def _page() -> Pixels:
    """Draw a line whose characters run from 200 to 400, 50 high."""
    ink = np.zeros((200, 600), dtype=np.uint8)
    ink[80:120, 200:400:2] = 255
    return ink


def test_a_piece_reaches_over_the_dashes_on_both_sides_of_it() -> None:
    ink = _page()
    ink[99:102, 120:190] = ink[99:102, 412:446] = 255
    (wider,) = reaching([_quad(198, 75, 402, 125)], ink)
    assert 105 < wider[0, 0] <= 120
    assert 446 <= wider[1, 0] < 460
    assert wider[:, 1].tolist() == [75, 75, 125, 125]


def test_a_piece_reaches_to_the_end_of_the_character_it_cuts() -> None:
    ink = _page()
    ink[99:102, 185:200] = 255  # the rest of a 一
    (wider,) = reaching([_quad(200, 75, 402, 125)], ink)
    assert 175 < wider[0, 0] <= 185


@pytest.mark.parametrize(
    "stroke",
    [(99, 100, 160), (120, 130, 190), (99, 20, 190)],
    ids=["far from the line", "an underline", "a rule"],
)
def test_a_piece_does_not_reach_over_what_is_not_its_own(stroke: tuple[int, int, int]) -> None:
    ink = _page()
    top, left, right = stroke
    ink[top : top + 3, left:right] = 255
    quad = _quad(198, 75, 402, 125)
    (same,) = reaching([quad], ink)
    assert same.tolist() == quad.tolist()


def test_a_dash_alone_in_a_cell_is_found_and_an_empty_cell_stays_empty() -> None:
    ink = np.zeros((60, 400), dtype=np.uint8)
    ink[10:50, 20:90:2] = 255
    ink[29:32, 240:272] = 255
    ink[20:22, 330:332] = 255  # a speck
    cells = [Frame(0, 0, 100, 60), Frame(100, 0, 200, 60), Frame(200, 0, 300, 60), Frame(300, 0, 400, 60)]
    (found,) = missed([_quad(15, 5, 95, 55)], cells, ink)
    assert found[:, 0].min() < 240 < 272 < found[:, 0].max()
    assert found[:, 1].min() > 0
    assert found[:, 1].max() < 60


def test_a_slash_that_was_read_as_a_figure_leans() -> None:
    slash, figure = np.zeros((40, 30), dtype=np.uint8), np.zeros((40, 30), dtype=np.uint8)
    for row in range(5, 35):
        slash[row, 20 - row // 3 : 23 - row // 3] = 255
    figure[5:35, 14:17] = figure[7:9, 10:14] = figure[33:35, 10:21] = 255
    assert [with_slash(text, ink) for text in ("1", "5") for ink in (slash, figure)] == ["/", "1", "5", "5"]


def test_the_nought_of_a_year_that_was_left_out_is_supplied_where_there_is_ink() -> None:
    ink, places = _ink("二〇三五年")
    seen = [places[0], *places[2:]]
    assert with_noughts("二三五年", seen, ink, SIZE) == "二〇三五年"
    ink[:, SIZE : 2 * SIZE + 8] = 0
    assert with_noughts("二三五年", seen, ink, SIZE) == "二三五年"
    assert with_noughts("三五年", places[2:], ink, SIZE) == "三五年"
