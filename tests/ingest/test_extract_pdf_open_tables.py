"""Tables with level rules alone, cells cut by a page, watermarks, and drawings that never end."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.extract.layout.grid import Frame
from ingest.extract.layout.lines import Glyph
from ingest.extract.pdf import read_pdf
from ingest.extract.pdf.forms import check_forms
from ingest.extract.pdf.open_tables import open_tables
from ingest.extract.pdf.rules import Rule

SIZE = 12.0


def _glyphs(text: str, x0: float, base: float) -> list[Glyph]:
    return [
        Glyph(char, x0 + at * SIZE, base - SIZE, x0 + at * SIZE + SIZE, base, base, SIZE)
        for at, char in enumerate(text)
    ]


def _level(*tops: float) -> list[Rule]:
    return [Rule(90, top, 490, top) for top in tops]


def _cells(frames: list[Frame], glyphs: list[Glyph]) -> list[str]:
    return [
        "".join(
            glyph.text
            for glyph in glyphs
            if frame.x0 < glyph.x0 + 6 < frame.x1 and frame.top < glyph.base - 6 < frame.bottom
        )
        for frame in frames
    ]


def test_a_table_with_three_rules_has_a_head_and_rows() -> None:
    rows = [("类型", "比例", "最高"), ("小微企业", "一成五", "一百万元"), ("中型企业", "一成二", "二百万元")]
    glyphs = [
        glyph
        for at, row in enumerate(rows)
        for x, text in zip((95, 230, 380), row, strict=True)
        for glyph in _glyphs(text, x, 118 + 24 * at)
    ]
    (frames,) = open_tables(_level(100, 124, 172), glyphs)
    assert _cells(frames, glyphs) == [text for row in rows for text in row]


def test_cells_of_several_lines_stay_together_in_the_middle_of_their_row() -> None:
    glyphs = [*_glyphs("事项", 95, 118), *_glyphs("内容", 230, 118)]
    glyphs += [
        *_glyphs("设备更新", 95, 151),
        *_glyphs("对购置设备的企业", 230, 142),
        *_glyphs("给予补助", 230, 160),
    ]
    glyphs += [
        *_glyphs("上云用数", 95, 196),
        *_glyphs("对购买服务的企业", 230, 187),
        *_glyphs("给予奖励", 230, 205),
    ]
    (frames,) = open_tables(_level(100, 124, 212), glyphs)
    assert _cells(frames, glyphs)[2:] == [
        "设备更新",
        "对购置设备的企业给予补助",
        "上云用数",
        "对购买服务的企业给予奖励",
    ]


def test_text_between_two_tables_is_in_neither() -> None:
    glyphs = []
    for down in (0, 120):
        for at, row in enumerate([("类型", "比例"), ("甲", "乙")]):
            for x, text in zip((95, 380), row, strict=True):
                glyphs += _glyphs(text, x, 118 + down + 24 * at)
    glyphs += _glyphs("下表所列标准自明年起施行由财政部门负责解释", 95, 180)
    found = list(open_tables(_level(100, 124, 148, 220, 244, 268), glyphs))
    assert [(frames[0].top, frames[-1].bottom) for frames in found] == [(100, 148), (220, 268)]


@pytest.mark.parametrize(
    "rows",
    [
        [("抄送：市委各部门市人大常委会办公室", ""), ("市政府办公室", "三月印发")],
        [("正文的一行文字", ""), ("正文的又一行文字", "")],
        [("甲", "乙"), ("横跨两栏的一整行文字从左边一直写到右边没有空处", "")],
    ],
)
def test_rules_around_anything_else_are_no_table(rows: list[tuple[str, str]]) -> None:
    glyphs = [
        glyph
        for at, row in enumerate(rows)
        for x, text in zip((95, 330), row, strict=True)
        for glyph in _glyphs(text, x, 118 + 24 * at)
    ]
    assert list(open_tables(_level(100, 124, 148), glyphs)) == []


def _pdf(path: Path, content: str, forms: list[tuple[str, str]] | None = None) -> Path:
    """Write a page that shows `content`; `forms` are the content and the resources of objects 7, 8, …"""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R>>/XObject<</D 7 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type0/BaseFont/SongTi/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/SongTi/DW 1000"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
    ]
    for said, resources in forms or []:
        head = f"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]{resources}/Length {len(said)}>>"
        objects.append(f"{head}stream\n{said}\nendstream")
    out, starts = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        starts.append(len(out))
        out += f"{number} 0 obj\n{each}\nendobj\n".encode()
    size = len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    path.write_bytes(out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer)
    return path


def _shown(text: str, x: float, y: float, size: float = SIZE, colour: str = "0 g") -> str:
    return f"{colour} BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"


def test_a_light_mark_in_large_type_is_no_text_and_small_light_text_is(tmp_path: Path) -> None:
    words = ["对首次认定的企业给予一次性奖励", "所需资金由两级财政按比例分担", "本办法由市财政局负责解释"]
    content = "".join(_shown(text, 90, 700 - 20 * at) for at, text in enumerate(words))
    marked = _shown("样稿", 150, 690, 60, "0.8 g") + content + _shown("浅色的小字", 90, 600, 12, "0.8 g")
    text = read_pdf(_pdf(tmp_path / "a.pdf", marked)).text
    assert "样" not in text
    assert all(each in text for each in [*words, "浅色的小字"])
    assert "样稿" in read_pdf(_pdf(tmp_path / "b.pdf", _shown("样稿", 150, 690, 60) + content)).text


def _nested(depth: int, times: int) -> list[tuple[str, str]]:
    calls = [("/D Do " * times, f"/Resources<</XObject<</D {8 + at} 0 R>>>>") for at in range(depth - 1)]
    return [*calls, ("0 0 1 1 re f", "")]


def test_drawings_that_call_each_other_without_end_are_refused(tmp_path: Path) -> None:
    bomb = _pdf(tmp_path / "bomb.pdf", "/D Do", _nested(12, 10))
    with pytest.raises(SourceError, match=r"bomb\.pdf.*层层嵌套"):
        read_pdf(bomb)


def test_drawings_in_drawings_are_read_where_they_come_to_an_end(tmp_path: Path) -> None:
    check_forms(_pdf(tmp_path / "a.pdf", "/D Do", _nested(5, 8)))
    check_forms(_pdf(tmp_path / "b.pdf", "/D Do", [("/D Do " * 9, "/Resources<</XObject<</D 7 0 R>>>>")]))
    named_apart = [
        ("/D Do " * 400, "/Resources 9 0 R"),
        ("/D Do " * 400, "/Resources<</XObject<</D 9 0 R>>>>"),
    ]
    check_forms(_pdf(tmp_path / "c.pdf", "/D Do", [*named_apart, ("0 0 1 1 re f", "")]))
