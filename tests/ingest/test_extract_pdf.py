"""PDFs drawn here byte by byte, with the fonts that every reader knows by name, read back."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.extract.extracted import LaidLine, LaidPage
from ingest.extract.layout import compose
from ingest.extract.layout.lines import Glyph, lines_of
from ingest.extract.pdf import needs_ocr, read_pdf
from ingest.extract.pdf.bombs import LARGEST_STREAM
from ingest.extract.pdf.glyphs import page_glyphs, readable, view_of
from ingest.extract.pdf.opening import opened
from ingest.extract.pdf.pictures import DPI, picture_of
from ingest.limits import MOST_PAGES

GUIDE = Path(__file__).parents[3] / "shared" / "real" / "beijing_policy_guide_part1.pdf"
HEIGHT = 842
PICTURE = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID A EI Q"  # over the whole page
BODY = "对首次认定的企业给予一次性奖励，所需资金由市和县两级财政按比例分担"
MAPPED = b"<</Type/Font/Subtype/Type0/BaseFont/SongTi/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>"
UNMAPPED = b"<</Type/Font/Subtype/Type0/BaseFont/Odd/Encoding/Identity-H/DescendantFonts[7 0 R]>>"
GB = (
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/SongTi/DW 1000/W[1 95 500 814 939 500]"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 8 0 R>>"
)
IDENTITY = (
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/Odd/DW 1000"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 8 0 R>>"
)
METRICS = (
    b"<</Type/FontDescriptor/FontName/SongTi/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0"
    b"/Ascent 880/Descent -120/CapHeight 700/StemV 80>>"
)


@dataclass
class Sheet:
    """A page in the making; heights count from its top."""

    parts: list[str] = field(default_factory=list)
    width: int = 595
    turn: int = 0

    def text(self, x: float, top: float, words: str, size: float = 12, font: str = "F1") -> Sheet:
        code = words.encode("utf-16-be").hex()
        self.parts.append(f"BT /{font} {size} Tf 1 0 0 1 {x} {HEIGHT - top} Tm <{code}> Tj ET")
        return self

    def lines(self, x: float, top: float, words: Sequence[str], size: float = 12, pitch: float = 20) -> Sheet:
        for at, each in enumerate(words):
            self.text(
                x + (2 * size if each.startswith("\u3000") else 0), top + at * pitch, each.strip(), size
            )
        return self

    def rule(self, x0: float, top: float, x1: float, bottom: float) -> Sheet:
        self.parts.append(f"{x0} {HEIGHT - top} m {x1} {HEIGHT - bottom} l S")
        return self

    def grid(self, xs: Sequence[float], tops: Sequence[float]) -> Sheet:
        for top in tops:
            self.rule(xs[0], top, xs[-1], top)
        for x in xs:
            self.rule(x, tops[0], x, tops[-1])
        return self


def written(path: Path, sheets: Sequence[Sheet], lock: Lock | None = None) -> Path:
    """Write a PDF with a page a sheet; a `lock` encrypts what they show."""
    first = 9
    kids = " ".join(f"{first + 2 * at} 0 R" for at in range(len(sheets)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(sheets)}>>".encode(),
        b"<</Font<</F1 4 0 R/F2 5 0 R>>>>",
        MAPPED,
        UNMAPPED,
        GB,
        IDENTITY,
        METRICS,
    ]
    for at, sheet in enumerate(sheets):
        packed = zlib.compress("\n".join(sheet.parts).encode(), 9)
        if lock:
            packed = lock.encrypted(packed, first + 2 * at + 1)
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {sheet.width} {HEIGHT}]/Rotate {sheet.turn}"
            f"/Resources 3 0 R/Contents {first + 2 * at + 1} 0 R>>".encode()
        )
        head = f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n".encode()
        objects.append(head + packed + b"\nendstream")
    extra = b""
    if lock:
        objects.append(lock.entry)
        name = lock.identity.hex().encode()
        extra = b"/Encrypt %d 0 R/ID[<%s><%s>]" % (len(objects), name, name)
    path.write_bytes(_file(objects, extra))
    return path


def _file(objects: Sequence[bytes], extra: bytes = b"") -> bytes:
    out = b"%PDF-1.4\n"
    starts = []
    for number, each in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    trailer = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, extra, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer


@dataclass(frozen=True)
class Lock:
    """The standard handler, revision 2 (ISO 32000-1, 7.6): its dictionary, the file's identity, its key."""

    entry: bytes
    identity: bytes
    key: bytes

    def encrypted(self, data: bytes, number: int) -> bytes:
        own = hashlib.md5(self.key + number.to_bytes(3, "little") + bytes(2)).digest()[:10]
        return _rc4(own, data)


def _sheet(words: str = BODY) -> Sheet:
    return Sheet().lines(90, 100, [f"\u3000{words}", "本办法自发布之日起施行。"])


def _rc4(key: bytes, data: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def _lock(password: bytes) -> Lock:
    padding = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    identity = hashlib.md5(b"huice").digest()
    user = (password + padding)[:32]
    owner = _rc4(hashlib.md5(user).digest()[:5], user)
    rights = -4
    key = hashlib.md5(user + owner + rights.to_bytes(4, "little", signed=True) + identity).digest()[:5]
    entry = _rc4(key, padding)
    shown = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P %d>>"
    return Lock(shown % (owner.hex().encode(), entry.hex().encode(), rights), identity, key)


def _by_pdfplumber(path: Path, number: int) -> list[LaidLine]:
    """Read the same lines by the other library."""
    import pdfplumber

    with pdfplumber.open(path) as document:
        page = document.pages[number - 1]
        glyphs = []
        for char in page.chars:
            base = page.height - char["matrix"][5]
            for text in filter(None, (readable(each) for each in char["text"])):
                glyphs.append(
                    Glyph(text, char["x0"], char["top"], char["x1"], char["bottom"], base, char["size"])
                )
        return lines_of(glyphs)


def _by_pdfium(path: Path, number: int) -> list[LaidLine]:
    with opened(path) as document:
        page = document[number - 1]
        return lines_of(page_glyphs(page, view_of(page), 60_000).glyphs)


def _texts(lines: Sequence[LaidLine]) -> list[str]:
    return ["".join(line.text.split()) for line in lines]


@pytest.fixture(scope="module")
def chinese_font(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skip where pdfium finds no Chinese font: where a text brings none, it then loses lone characters."""
    from pypdfium2 import PdfDocument

    sheet = Sheet().text(90, 100, "甲")
    document = PdfDocument(written(tmp_path_factory.mktemp("font") / "a.pdf", [sheet]))
    count = document[0].get_textpage().count_chars()
    document.close()
    if not count:
        pytest.skip("needs a Chinese font, as PDFs do that bring none: apt-get install fonts-noto-cjk")


@pytest.mark.usefixtures("chinese_font")
def test_lines_become_paragraphs_with_their_places(tmp_path: Path) -> None:
    lines = ["\u3000第一条为了规范专项资金的使用，提高资金使用的效益，结合本", "地实际，制定本办法。"]
    found = read_pdf(written(tmp_path / "a.pdf", [Sheet().lines(90, 100, [*lines, *lines])]))
    paragraph = "第一条为了规范专项资金的使用，提高资金使用的效益，结合本地实际，制定本办法。"
    assert found.settled
    assert found.text == f"{paragraph}\n{paragraph}"
    second = found.lines[1]
    assert found.text[second.start : second.end] == "地实际，制定本办法。"
    assert (second.box.page, round(second.box.x0), round(second.box.bottom)) == (1, 90, 121)


def test_both_libraries_read_the_same_lines(tmp_path: Path) -> None:
    sheet = _sheet().text(90, 300, "2024 年 8 月 SME 中小企业").text(300, 300, "另一栏")
    sheet.text(90, 340, "第二章", 16).text(92, 400, "注1", 7)
    path = written(tmp_path / "a.pdf", [sheet])
    assert _texts(_by_pdfium(path, 1)) == _texts(_by_pdfplumber(path, 1))
    assert len(_by_pdfium(path, 1)) == 6


@pytest.mark.skipif(not GUIDE.exists(), reason="the shared documents are not here")
@pytest.mark.parametrize("number", [2, 11, 23, 62, 73, 145])
def test_both_libraries_read_the_same_lines_of_a_real_guide(number: int) -> None:
    assert _texts(_by_pdfium(GUIDE, number)) == _texts(_by_pdfplumber(GUIDE, number))


def test_characters_drawn_twice_to_look_bold_are_read_once_and_are_strong(tmp_path: Path) -> None:
    sheet = Sheet().text(90, 100, "人人享有").text(90.4, 100, "人人享有").text(90.2, 100.2, "人人享有")
    path = written(tmp_path / "a.pdf", [sheet])
    assert [line.text for line in _by_pdfium(path, 1)] == ["人人享有"]
    (line,) = _by_pdfplumber(path, 1)
    assert (line.text, line.strong) == ("人人享有", True)


def test_radicals_that_fonts_put_for_characters_are_folded_and_nothing_else() -> None:
    assert [readable(char) for char in "⽂⼀⻓"] == ["文", "一", "长"]
    assert [readable(char) for char in "１（①㎡"] == ["１", "（", "①", "㎡"]
    assert readable("\ufffe") == readable("\u0002") == "-"
    assert readable("\u00ad") == ""


@pytest.mark.usefixtures("chinese_font")
def test_a_turned_page_is_read_as_it_is_shown(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.pdf", [Sheet([f"BT /F1 12 Tf 0 1 -1 0 300 100 Tm <{_hex(BODY)}> Tj ET"], turn=90)]
    )
    found = read_pdf(path)
    assert found.text == BODY
    assert round(found.lines[0].box.x0) == 100
    assert found.lines[0].box.bottom - found.lines[0].box.top < 20


def _hex(words: str) -> str:
    return words.encode("utf-16-be").hex()


def test_a_slanted_watermark_is_no_text(tmp_path: Path) -> None:
    mark = f"BT /F1 40 Tf 0.7 0.7 -0.7 0.7 100 300 Tm <{_hex('内部资料')}> Tj ET"
    found = read_pdf(written(tmp_path / "a.pdf", [Sheet([mark, *_sheet().parts])]))
    assert "内部" not in found.text
    assert BODY in found.text


def test_a_footnote_goes_with_the_mark_that_calls_it(tmp_path: Path) -> None:
    sheet = Sheet().lines(90, 100, [f"\u3000{BODY}", "所称企业的范围按统计口径确定"])
    sheet.text(258, 114, "1", 6).text(262, 120, "，另有规定的从其规定。").text(90, 160, "厂房面积200m").text(
        162, 154, "1", 6
    )
    sheet.rule(90, 700, 200, 700).text(90, 715, "1", 5).text(94, 718, "见统计公报。", 9)
    found = read_pdf(written(tmp_path / "a.pdf", [sheet]))
    assert "统计公报" not in found.text
    assert "口径确定，另有规定的从其规定。" in found.text
    assert "200m1" in found.text


def test_a_ruled_table_becomes_rows_of_cells(tmp_path: Path) -> None:
    sheet = Sheet().text(90, 80, "分工表").grid([90, 150, 350, 450], [100, 130, 160, 190])
    for row, cells in enumerate(
        (("序号", "任务", "时限"), ("1", "建设标准厂房", "三月"), ("2", "开展培训", "五月"))
    ):
        for x, words in zip((96, 156, 356), cells, strict=True):
            sheet.text(x, 120 + 30 * row, words)
    found = read_pdf(written(tmp_path / "a.pdf", [sheet.text(90, 220, "本表由牵头单位解释。")]))
    assert (
        found.text
        == "分工表\n序号\t任务\t时限\n1\t建设标准厂房\t三月\n2\t开展培训\t五月\n本表由牵头单位解释。"
    )
    (table,) = found.tables
    assert table.header_rows == 1
    assert found.text[table.start : table.end].startswith("序号")
    assert [(cell.row, cell.column) for cell in table.cells] == [
        (row, column) for row in range(3) for column in range(3)
    ]


def test_a_table_is_joined_over_pages_with_its_header_once_and_its_cut_row_whole(tmp_path: Path) -> None:
    xs = [90, 160, 322]
    first = Sheet().grid(xs, [640, 670, 720, 780]).text(96, 660, "事项").text(166, 660, "内容")
    first.text(96, 690, "申报").text(166, 690, "向县级部门提出。")
    first.text(96, 740, "审核").lines(166, 740, ["市级部门会同财政部门，组", "织专家对申报材料的真实"])
    second = Sheet().grid(xs, [80, 110, 150, 190]).text(96, 100, "事项").text(166, 100, "内容")
    second.text(166, 130, "性进行审核并公示。").text(96, 170, "拨付").text(166, 170, "按程序拨付。")
    found = read_pdf(
        written(tmp_path / "a.pdf", [first.text(290, 820, "1", 9), second.text(290, 820, "2", 9)])
    )
    assert found.text.split("\n") == [
        "事项\t内容",
        "申报\t向县级部门提出。",
        "审核\t市级部门会同财政部门，组织专家对申报材料的真实性进行审核并公示。",
        "拨付\t按程序拨付。",
    ]
    assert [line.box.page for line in found.lines][-4:] == [1, 2, 2, 2]
    assert len(found.tables) == 1


@pytest.mark.usefixtures("chinese_font")
def test_a_narrow_cell_breaks_a_label_and_lists_units(tmp_path: Path) -> None:
    sheet = Sheet().grid([90, 130, 190, 400], [100, 160, 220])
    for x, top, words in ((98, 120, "条件"), (98, 140, "要求"), (136, 120, "财政局"), (136, 140, "税务局")):
        sheet.text(x, top, words)
    sheet.text(196, 120, "甲").text(98, 180, "其他").text(196, 180, "乙")
    found = read_pdf(written(tmp_path / "a.pdf", [sheet]))
    assert found.text == "条件要求\n财政局\n税务局\n甲\n其他\t乙"


def test_two_tables_with_a_heading_between_stay_two(tmp_path: Path) -> None:
    sheets = [
        Sheet()
        .text(90, 80, name)
        .grid([90, 160, 340], [100, 130, 160])
        .text(96, 120, "依据")
        .text(166, 120, "办法")
        for name in ("一、资金支持", "二、用地支持")
    ]
    assert len(read_pdf(written(tmp_path / "a.pdf", sheets)).tables) == 2


@pytest.mark.usefixtures("chinese_font")
def test_a_table_without_outer_borders_or_a_last_line_is_a_table(tmp_path: Path) -> None:
    sheet = Sheet().rule(90, 100, 340, 100).rule(90, 130, 340, 130).rule(90, 160, 340, 160)
    sheet.rule(180, 100, 180, 160).text(96, 120, "档次").text(186, 120, "金额").text(96, 150, "甲").text(
        186, 150, "十万元"
    )
    found = read_pdf(written(tmp_path / "a.pdf", [sheet]))
    assert found.text == "档次\t金额\n甲\t十万元"


def test_a_frame_around_text_is_no_table(tmp_path: Path) -> None:
    sheet = _sheet().grid([80, 520], [60, 400])
    found = read_pdf(written(tmp_path / "a.pdf", [sheet]))
    assert found.tables == ()
    assert BODY in found.text


def test_a_page_is_judged_by_itself(tmp_path: Path) -> None:
    garbage = Sheet()
    for at in range(4):
        garbage.text(90, 100 + 20 * at, "\u0101\u0203\u0142\u0233" * 6, font="F2")
    path = written(tmp_path / "a.pdf", [_sheet(), garbage, _sheet()])
    with opened(path) as document:
        judged = [
            needs_ocr(page, view_of(page), page_glyphs(page, view_of(page), 60_000)) for page in document
        ]
    assert judged == [False, True, False]


def test_a_form_of_empty_cells_and_a_cover_are_read_from_their_text(tmp_path: Path) -> None:
    form = Sheet().text(90, 80, "申请表").grid(range(90, 400, 10), range(100, 700, 10))
    cover = Sheet([PICTURE]).text(90, 300, "支持中小企业若干措施", 22)
    stamp = Sheet([PICTURE]).text(90, 820, "由扫描软件生成", 9)
    path = written(tmp_path / "a.pdf", [form, cover])
    with opened(written(tmp_path / "b.pdf", [stamp])) as document:
        assert needs_ocr(
            document[0], view_of(document[0]), page_glyphs(document[0], view_of(document[0]), 99)
        )
    assert [page.how for page in read_pdf(path).pages] == ["text", "text"]


@pytest.mark.skipif(not GUIDE.exists(), reason="the shared documents are not here")
def test_a_scanned_page_is_recognised(tmp_path: Path) -> None:
    with opened(GUIDE) as document:
        page = document[1]
        picture = picture_of(page, view_of(page))
    third = picture.height // 3
    picture.crop((0, 0, picture.width, third)).save(tmp_path / "scan.pdf", resolution=DPI)
    upper = [line for line in _by_pdfium(GUIDE, 2) if line.bottom < third * 72 / DPI]
    said = compose([LaidPage(1, 595, 842, tuple(upper))]).text
    found = read_pdf(tmp_path / "scan.pdf")
    assert [(page.how, page.confidence > 0.9) for page in found.pages if page.confidence] == [("ocr", True)]
    alike = SequenceMatcher(None, "".join(said.split()), "".join(found.text.split()), autojunk=False)
    assert alike.ratio() > 0.98


def test_a_locked_file_says_so_and_one_with_an_empty_password_opens(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"locked\.pdf.*加密.*密码"):
        read_pdf(written(tmp_path / "locked.pdf", [_sheet()], _lock(b"secret")))
    assert BODY in read_pdf(written(tmp_path / "open.pdf", [_sheet()], _lock(b""))).text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空文件"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "不是 PDF"),
        (b"%PDF-1.4\n" + bytes(5000), "不完整"),
        (b"%PDF-1.4\n" + bytes(50) + b"\nstartxref\n0\n%%EOF", "已损坏"),
        (_file([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]), "一页也没有"),
    ],
)
def test_what_is_no_whole_pdf_is_refused_with_its_name_and_the_cause(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "坏文件.pdf"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=f"坏文件.*{said}"):
        read_pdf(path)


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.pdf", [_sheet()] * 5)
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(SourceError, match="不完整"):
        read_pdf(path)


def test_too_many_pages_are_refused_before_any_is_read(tmp_path: Path) -> None:
    kids = b"3 0 R " * (MOST_PAGES + 1)
    pages = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, MOST_PAGES + 1)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    path = tmp_path / "a.pdf"
    path.write_bytes(_file([b"<</Type/Catalog/Pages 2 0 R>>", pages, page]))
    with pytest.raises(SourceError, match=f"{MOST_PAGES + 1} 页.*上限 {MOST_PAGES} 页"):
        read_pdf(path)


def test_a_stream_that_explodes_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.pdf", [_sheet(), Sheet([" " * (LARGEST_STREAM + 1)])])
    assert path.stat().st_size < 100_000
    with pytest.raises(SourceError, match="解压后超过"):
        read_pdf(path)
