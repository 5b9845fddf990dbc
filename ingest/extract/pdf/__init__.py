"""PDF: the text layer page by page where it is good, OCR where it is not, laid out as one text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import SourceError
from ingest.extract.extracted import Extracted, LaidPage
from ingest.extract.garbage import is_garbage, is_little, is_pictured
from ingest.extract.layout import compose
from ingest.extract.layout.footnotes import body_size, footnotes, marks_of
from ingest.extract.layout.grid import GridTable
from ingest.extract.layout.lines import Glyph, lines_of, without_raised
from ingest.extract.pdf.glyphs import PageGlyphs, View, page_glyphs, view_of
from ingest.extract.pdf.grids import page_grids
from ingest.extract.pdf.opening import opened, page_at
from ingest.extract.pdf.pictures import covered, picture_of
from ingest.extract.pdf.rules import Rule, page_rules
from ingest.pages import page_read

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MOST_GLYPHS = 60_000  # characters of a page: ten times a full page of small type
MOST_OBJECTS = 200_000  # things drawn on a page
TITLE_SIZE, LEAST_TITLE = 15.0, 5  # points and characters of a title; a scanner's stamp is small
FOOT_RULE = (0.08, 0.5)  # shares of the page's width that a rule above footnotes takes


@dataclass(frozen=True, slots=True)
class _Read:
    """A page as read: its lines, its tables, the heights of rules that footnotes may stand under."""

    page: LaidPage
    tables: tuple[GridTable, ...] = ()
    rules: tuple[float, ...] = ()


def read_pdf(path: Path) -> Extracted:
    """Return the text of the PDF at `path`; raise SourceError where it cannot be read.

    Each page whose text layer is missing or garbage is read by OCR, the others never are.
    """
    with opened(path) as document:
        pages: list[_Read] = []
        for index in range(len(document)):
            pages.append(_read_page(document, index, path))
            page_read(index + 1, len(document))
    tables = [table for page in pages for table in page.tables]
    rules = {page.page.number: page.rules for page in pages if page.rules}
    return compose([page.page for page in pages], tables, rules)


def _read_page(document: PdfDocument, index: int, path: Path) -> _Read:
    page = page_at(document, index, path)
    try:
        view = view_of(page)
        try:
            found = page_glyphs(page, view, MOST_GLYPHS)
        except ValueError as error:
            raise SourceError(
                f"PDF“{path.name}”的第 {index + 1} 页内容异常庞大，已拒绝读取：请检查文件或重新导出"
            ) from error
        if needs_ocr(page, view, found):
            return _recognised(page, view, index + 1)
        return _laid(page, view, found, index + 1)
    finally:
        page.close()


def needs_ocr(page: PdfPage, view: View, found: PageGlyphs) -> bool:
    """Say whether the text layer of a page does not say what the page shows."""
    text = "".join(glyph.text for glyph in found.glyphs)
    if is_garbage(text, found.unmapped):
        return True
    if not is_little(text) or _is_titled(found.glyphs):
        return False
    return is_pictured(text, covered(page, view))


def _is_titled(glyphs: Sequence[Glyph]) -> bool:
    """Say whether a page says little because it is a cover: a title in large type over a picture."""
    return sum(glyph.size >= TITLE_SIZE and glyph.text > "\u3400" for glyph in glyphs) >= LEAST_TITLE


def _recognised(page: PdfPage, view: View, number: int) -> _Read:
    from ingest.extract.ocr import read_page

    found = read_page(picture_of(page, view), number, view.width, view.height)
    return _Read(found.laid, found.tables)


def _laid(page: PdfPage, view: View, found: PageGlyphs, number: int) -> _Read:
    rules = page_rules(page, view, MOST_OBJECTS) or []
    grids = page_grids(number, rules, found.glyphs)
    heights = _foot_rules(rules, view, grids.tables)
    laid = LaidPage(number, view.width, view.height, tuple(lines_of(grids.outside)))
    notes = footnotes(laid, heights, body_size([laid]))
    marks = marks_of(notes)
    if marks:
        plain = without_raised(grids.outside, marks, notes[0].top)
        laid = LaidPage(number, view.width, view.height, tuple(lines_of(plain)))
    return _Read(laid, grids.tables, heights)


def _foot_rules(rules: list[Rule], view: View, tables: tuple[GridTable, ...]) -> tuple[float, ...]:
    """Return the heights of short level rules outside tables."""
    least, most = (share * view.width for share in FOOT_RULE)
    return tuple(
        rule.top
        for rule in rules
        if rule.level
        and least <= rule.x1 - rule.x0 <= most
        and not any(table.top - 3 <= rule.top <= table.bottom + 3 for table in tables)
    )
