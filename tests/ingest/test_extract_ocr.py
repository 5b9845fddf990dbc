"""A scan is read line by line, upright, with its tables, and nothing is loaded before one is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from eval.character_error import character_error
from ingest.extract.ocr import ReadPage, read_page

# our own words, tilted by 0.8 degrees, with noise and six levels of grey, at 200 dpi
SCAN = Path(__file__).parent / "fixtures" / "scan_tilted.png"
WIDTH, HEIGHT = 420.0, 340.0
LINES = [
    "云川市扶持小微企业创新若干措施",
    "云政发〔2025〕6号",
    "一、发放创新券。对购买检测、设计服务的",
    "小微企业，按合同金额的40%给予补助，每年最",
    "高3.5万元。",
    "二、减免房租。入驻园区的企业首年免租，",
    "第二年减半（须签订合同）。",
    "2025年4月8日",
]
ROWS = [
    ["序号", "支持事项", "比例", "牵头单位"],
    ["1", "检测费用", "40%", "科技局"],
    ["2", "园区房租", "100%", "园区办"],
]


@pytest.fixture(scope="module")
def page() -> ReadPage:
    with Image.open(SCAN) as picture:
        return read_page(picture, 3, WIDTH, HEIGHT)


def test_a_tilted_scan_is_read_to_the_letter(page: ReadPage) -> None:
    assert [line.text for line in page.laid.lines] == LINES
    assert (page.laid.number, page.laid.how) == (3, "ocr")


def test_the_lines_stand_where_they_were_printed(page: ReadPage) -> None:
    heading, number, first, wrapped = page.laid.lines[:4]
    assert heading.size == pytest.approx(20, rel=0.08)
    assert first.size == pytest.approx(13, rel=0.08)
    assert (heading.x0, number.x0) == (pytest.approx(60, abs=3), pytest.approx(155, abs=3))
    assert first.x0 - wrapped.x0 == pytest.approx(2 * 13, abs=2)  # the first line is set in by two characters
    assert wrapped.top - first.top == pytest.approx(22, abs=2)


def test_each_line_tells_how_sure_it_is(page: ReadPage) -> None:
    assert all(line.confidence is not None and 0.8 < line.confidence <= 1 for line in page.laid.lines)


def test_a_ruled_table_comes_out_cell_by_cell(page: ReadPage) -> None:
    (table,) = page.tables
    assert (table.rows, table.columns) == (3, 4)
    texts = {(cell.row, cell.column): "".join(line.text for line in cell.lines) for cell in table.cells}
    assert texts == {(r, c): text for r, row in enumerate(ROWS) for c, text in enumerate(row)}


@pytest.mark.parametrize("degrees", [90, 270])  # one of them stands on its head once it is turned
def test_a_page_that_was_scanned_on_its_side_is_read_upright(degrees: int) -> None:
    with Image.open(SCAN) as picture:
        page = read_page(picture.convert("L").rotate(degrees, expand=True), 1, HEIGHT, WIDTH)
    assert (page.laid.width, page.laid.height) == (WIDTH, HEIGHT)
    *above, below = page.laid.lines
    inside = [line for table in page.tables for cell in table.cells for line in cell.lines]
    truth = "".join(LINES[:-1]) + "".join("".join(row) for row in ROWS) + LINES[-1]
    assert character_error(truth, "".join(line.text for line in [*above, *inside, below])) < 0.02


def test_a_red_seal_over_print_is_left_out() -> None:
    with Image.open(SCAN) as picture:
        sealed = picture.convert("RGB")
    print_only = np.asarray(sealed).copy()
    ImageDraw.Draw(sealed).ellipse((100, 150, 430, 480), outline=(215, 30, 30), width=12)
    ImageDraw.Draw(sealed).polygon([(265, 240), (230, 350), (320, 285)], fill=(215, 30, 30))
    mixed = Image.fromarray(np.minimum(np.asarray(sealed), print_only))
    assert [line.text for line in read_page(mixed, 1, WIDTH, HEIGHT).laid.lines][2:4] == LINES[2:4]


@pytest.mark.parametrize("mode", ["1", "L", "RGBA", "I;16"])
def test_an_empty_page_of_any_kind_has_no_lines(mode: str) -> None:
    picture = Image.new(mode, (400, 500), 65535 if mode == "I;16" else "white")
    assert read_page(picture, 1, 144, 180).laid.lines == ()


def test_nothing_is_loaded_until_a_page_is_read() -> None:
    code = (
        "import sys, ingest.extract.ocr\n"
        "heavy = {'numpy', 'cv2', 'PIL', 'rapidocr', 'onnxruntime'} & set(sys.modules)\n"
        "print(*sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "\n", "")


def test_the_engine_asks_nothing_of_the_network_and_says_nothing() -> None:
    code = (
        "import socket, sys, warnings\n"
        "warnings.simplefilter('error', DeprecationWarning)\n"
        "def refuse(*_, **__): raise AssertionError('network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "import numpy\n"
        "from ingest.extract.ocr.engine import find_text, on_their_head, read_text\n"
        "blank = numpy.full((64, 320, 3), 255, dtype=numpy.uint8)\n"
        "find_text(blank, 960); read_text([blank]); on_their_head([blank])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
