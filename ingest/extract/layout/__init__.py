"""Laid pages to settled text: what is no text of the document goes, paragraphs and tables come together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ingest.extract.extracted import OCR, Extracted, LaidPage, Page
from ingest.extract.layout.contents import without_contents
from ingest.extract.layout.flow import FlowLine, flow_of
from ingest.extract.layout.footnotes import body_size, without_footnotes
from ingest.extract.layout.furniture import without_furniture
from ingest.extract.layout.grid import GridTable
from ingest.extract.layout.paragraphs import Setting, paragraphs_of, setting_of
from ingest.extract.layout.tables import Joined, JoinedTable, is_label, joined
from ingest.extract.layout.writing import Paragraph, Writing

HARDLY = 0.8  # mean confidence under which a page was hardly readable
MOST_LISTED = 30  # pages named in one note


def compose(
    pages: Sequence[LaidPage],
    tables: Sequence[GridTable] = (),
    rules: Mapping[int, Sequence[float]] | None = None,
    notes: Sequence[str] = (),
) -> Extracted:
    """Return the settled text of `pages`; lines that stand in `tables` are given there alone.

    `rules` are the heights of short horizontal rules by page number, in points from the top: footnotes
    stand under one. Heads, feet, page numbers, footnotes and tables of contents are left out.
    """
    body = body_size(pages)
    plain = without_footnotes(without_furniture(pages, tables, body), rules or {}, body)
    flow = joined(without_contents(flow_of(plain, tables)))
    inside = setting_of([line for item in flow if isinstance(item, JoinedTable) for line in _cells(item)])
    writing = Writing()
    for block in _blocks(flow):
        if writing.length:
            writing.put("\n")
        if isinstance(block, JoinedTable):
            writing.put_table(block, inside)
        else:
            writing.put_paragraph(block)
    told = tuple(_page(page, tables) for page in pages)
    return Extracted(
        "".join(writing.parts),
        True,
        tuple(writing.lines),
        told,
        tuple(writing.tables),
        (*notes, *_unreadable(told)),
    )


def _blocks(flow: Sequence[Joined]) -> Iterator[Paragraph | JoinedTable]:
    """Yield tables and the paragraphs between them."""
    lines = [item for item in flow if isinstance(item, FlowLine)]
    setting: Setting = setting_of(lines)
    run: list[FlowLine] = []
    for item in flow:
        if isinstance(item, FlowLine):
            run.append(item)
            continue
        yield from paragraphs_of(run, setting)
        run = []
        yield item
    yield from paragraphs_of(run, setting)


def _cells(table: JoinedTable) -> Iterator[FlowLine]:
    for cell in table.cells:
        if not is_label(cell.lines):
            yield from cell.lines


def _page(page: LaidPage, tables: Sequence[GridTable]) -> Page:
    if page.how != OCR:
        return Page(page.number, page.how)
    cells = (cell for table in tables if table.page == page.number for cell in table.cells)
    ruled = (line for cell in cells for line in cell.lines)
    read = [(len(each.text), each.confidence or 0.0) for each in (*page.lines, *ruled)]
    chars = sum(length for length, _ in read)
    return Page(page.number, page.how, sum(n * sure for n, sure in read) / chars if chars else 0.0)


def _unreadable(pages: Sequence[Page]) -> list[str]:
    poor = [page.number for page in pages if page.confidence is not None and page.confidence < HARDLY]
    if not poor:
        return []
    named = "、".join(str(number) for number in poor[:MOST_LISTED])
    more = f" 等 {len(poor)} 页" if len(poor) > MOST_LISTED else " 页"
    return [f"第 {named}{more}文字识别的把握不大，引用前请对照原件"]
