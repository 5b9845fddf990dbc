"""Documents drawn as Word files, PDFs and scans."""

import shutil
import subprocess
from pathlib import Path

import pytest

from eval.rendering import (
    BODY,
    CELLS,
    HEAD,
    TITLE,
    RenderingError,
    Shown,
    render_docx,
    render_pdfs,
    shown_lines,
)
from eval.rendering_scan import CLEAN, TILTED, Scanner, scan, scanned_pages
from ingest.extract.extracted import Extracted
from ingest.pipeline import ingest_extracted
from ingest.records import Document

TEXT = """江湾市支持企业参展若干措施
一、展位补助
（一）补助标准。企业参加境外展会的，每个展位补助2万元。
地区\t补助
亚洲\t4000元
（二）补助程序。企业在展会结束后30日内提出申请。
江湾市商务局
2025年2月17日"""


def _can_draw() -> bool:
    """Tell whether LibreOffice and a Chinese font are installed."""
    if not shutil.which("soffice") or not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout)


OFFICE, NO_OFFICE = _can_draw(), "LibreOffice or a Chinese font is not installed"


@pytest.fixture
def document() -> Document:
    (document,) = ingest_extracted(Extracted(TEXT), "展位补助.txt", "0" * 64)
    return document


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """Return a PDF of two pages with black bars on them."""
    from PIL import Image

    pages = []
    for number in range(2):
        page = Image.new("L", (596, 842), 255)
        page.paste(0, (100, 200 + 40 * number, 496, 220 + 40 * number))
        pages.append(page)
    path = tmp_path / "bars.pdf"
    pages[0].save(path, "PDF", save_all=True, append_images=pages[1:], resolution=72)
    return path


def test_each_line_is_set_as_what_it_is(document: Document) -> None:
    lines = shown_lines(document)
    assert "\n".join(line.text for line in lines) == document.text
    assert lines[0] == Shown("江湾市支持企业参展若干措施", TITLE, 13)
    assert lines[1] == Shown("一、展位补助", HEAD, 6)
    assert lines[2].style == BODY
    assert lines[2].text[: lines[2].strong] == "（一）补助标准"
    assert [line.text for line in lines if line.style == CELLS] == ["地区\t补助", "亚洲\t4000元"]


def test_a_word_file_holds_the_text_its_table_and_page_furniture(document: Document, tmp_path: Path) -> None:
    import docx

    path = tmp_path / "a.docx"
    render_docx(document, path)
    word = docx.Document(str(path))
    assert [each.text for each in word.paragraphs] == [
        line.text for line in shown_lines(document) if line.style != CELLS
    ]
    (table,) = word.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["地区", "补助"], ["亚洲", "4000元"]]
    assert word.sections[0].header.paragraphs[0].text == "江湾市支持企业参展若干措施"
    assert "PAGE" in word.sections[0].footer.paragraphs[0]._p.xml
    assert [run.bold for run in word.paragraphs[2].runs] == [True, False]


def test_a_short_row_widens_its_last_cell(tmp_path: Path) -> None:
    import docx

    (document,) = ingest_extracted(
        Extracted("江湾市意见表\n姓名\t甲\t单位\t乙\n题目\t丙"), "表.txt", "0" * 64
    )
    render_docx(document, tmp_path / "a.docx")
    (table,) = docx.Document(str(tmp_path / "a.docx")).tables
    assert [cell.text for cell in table.rows[1].cells] == ["题目", "丙", "丙", "丙"]
    assert table.rows[1].cells[1]._tc is table.rows[1].cells[3]._tc


def test_a_scan_has_pictures_and_no_text(pdf: Path, tmp_path: Path) -> None:
    import pypdfium2

    scan(pdf, tmp_path / "scan.pdf", TILTED)
    file = pypdfium2.PdfDocument(tmp_path / "scan.pdf")
    try:
        assert len(file) == 2
        assert file[0].get_textpage().count_chars() == 0
        width, height = file[0].get_size()
        assert (round(width), round(height)) == pytest.approx((596, 842), abs=1)
    finally:
        file.close()


def test_the_same_pages_scanned_twice_are_the_same_bytes(pdf: Path, tmp_path: Path) -> None:
    for name in ("one.pdf", "two.pdf"):
        scan(pdf, tmp_path / name, TILTED)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_a_tilted_scan_turns_the_page_by_its_angle(pdf: Path) -> None:
    """A bar rises by tan(0.7°) = 1.2 points in a hundred from left to right."""
    import numpy as np

    straight, turned = (
        np.asarray(next(iter(scanned_pages(pdf, scanner)))) for scanner in (CLEAN, Scanner(tilt=0.7))
    )
    scale = CLEAN.dpi / 72

    def top(pixels: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]", x: float) -> int:
        return int(np.argmax(pixels[:, int(x * scale)] < 128))

    assert top(straight, 110) == top(straight, 486)
    assert (top(turned, 110) - top(turned, 486)) / scale == pytest.approx(
        376 * np.tan(np.radians(0.7)), abs=0.8
    )


def test_a_noisy_scan_is_struck_by_as_much_salt_as_asked(pdf: Path) -> None:
    import numpy as np

    page = np.asarray(next(iter(scanned_pages(pdf, Scanner(salt=0.01)))))
    margin = page[:200]
    assert np.mean(margin == 0) == pytest.approx(0.005, abs=0.002)


def test_without_libreoffice_the_remedy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RenderingError, match=r"LibreOffice.*请安装"):
        render_pdfs([tmp_path / "a.docx"], tmp_path)


@pytest.mark.skipif(not OFFICE, reason=NO_OFFICE)
def test_a_pdf_of_the_document_has_its_text(document: Document, tmp_path: Path) -> None:
    import pypdfium2

    render_docx(document, tmp_path / "a.docx")
    (path,) = render_pdfs([tmp_path / "a.docx"], tmp_path)
    file = pypdfium2.PdfDocument(path)
    try:
        text = "".join(file[0].get_textpage().get_text_range().split())
    finally:
        file.close()
    assert "每个展位补助2万元" in text
    assert text.count("江湾市支持企业参展若干措施") == 2  # running head and title
