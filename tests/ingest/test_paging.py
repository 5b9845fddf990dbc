"""What a document keeps of how its pages were read; the pages are laid out here line by line."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ingest.extract.extracted import OCR, TEXT, Extracted, LaidLine, LaidPage, Page, PlacedLine
from ingest.extract.layout import compose
from ingest.paging import placed
from ingest.pipeline import ingest_extracted
from ingest.records import Box, Document

SIZE = 12.0
TITLE = "湖州市扶持冷链物流若干措施"
FIRST = "第一条　新建冷库的企业，依照造价给予补助，单个项目最高六十万元。"
SECOND = "第二条　购置新能源配送车辆的，按照购车价款的百分之八予以补贴。"
THIRD = "第三条　主管部门应当自收到申请之日起十五个工作日内审核完毕。"


def _page(number: int, texts: Sequence[str], sure: float | None) -> LaidPage:
    lines = tuple(
        LaidLine(text, 90, 100 + 30 * at, 90 + SIZE * len(text), 112 + 30 * at, SIZE, False, sure)
        for at, text in enumerate(texts)
    )
    return LaidPage(number, 595, 842, lines, TEXT if sure is None else OCR)


def _read(*pages: tuple[Sequence[str], float | None]) -> Document:
    extracted = compose([_page(number, texts, sure) for number, (texts, sure) in enumerate(pages, 1)])
    (document,) = ingest_extracted(extracted, "措施.pdf", "0" * 64)
    return document


def test_a_scan_says_how_surely_and_which_pages_were_hardly_read() -> None:
    document = _read(([TITLE, FIRST], 0.98), ([SECOND], 0.6), ([THIRD], 0.95))
    counts = [len(TITLE + FIRST), len(SECOND), len(THIRD)]
    sure = sum(n * c for n, c in zip(counts, (0.98, 0.6, 0.95), strict=True)) / sum(counts)
    assert document.scanned == 1.0
    assert document.doubtful_pages == (2,)
    assert document.quality == pytest.approx(sure, abs=0.01)


def test_of_a_half_scanned_file_only_the_scanned_part_counts() -> None:
    document = _read(([TITLE, FIRST], None), ([SECOND], 0.9))
    share = len(SECOND) / len(TITLE + FIRST + SECOND)
    assert document.scanned == pytest.approx(share, abs=0.01)
    assert document.doubtful_pages == ()
    assert document.quality == pytest.approx(1 - share * 0.1, abs=0.01)


def test_a_text_layer_is_read_surely() -> None:
    document = _read(([TITLE, FIRST], None), ([SECOND], None))
    assert (document.scanned, document.doubtful_pages, document.quality) == (0.0, (), 1.0)


def test_a_page_of_which_nothing_was_read_is_doubtful_in_the_document_around_it() -> None:
    document = _read(([TITLE, FIRST], 0.98), ([], 0.0), ([SECOND, THIRD], 0.98))
    assert document.doubtful_pages == (2,)
    assert document.pages == 2


def test_a_source_without_pages_stays_as_it_is() -> None:
    document = replace(_read(([TITLE, FIRST], None)), pages=None)
    assert placed(document, Extracted(document.text)) is document


def test_each_document_of_a_file_has_its_own_pages() -> None:
    document = _read(([TITLE, FIRST], 0.98))
    length = len(document.text)
    lines = (
        PlacedLine(0, length, Box(1, 0, 0, 9, 9)),
        PlacedLine(length + 1, length + 9, Box(2, 0, 0, 9, 9)),
    )
    pages = (Page(1, OCR, 0.97), Page(2, OCR, 0.3))
    plain = replace(document, doubtful_pages=())
    assert (
        placed(plain, Extracted(document.text + "\n其他文件的内容", lines=lines, pages=pages)).doubtful_pages
        == ()
    )
