"""Grids of a Word file: merged cells, header rows, tables in cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.extract.docx.package import MC, W, flag, number, value
from ingest.extract.docx.styles import Styles
from ingest.extract.docx.text import chosen, is_contents
from ingest.extract.flow import Grid, GridCell, header_rows

if TYPE_CHECKING:
    from lxml.etree import _Element

WIDEST = 63  # columns a Word table can have
THROUGH = frozenset(f"{W}{name}" for name in ("ins", "moveTo", "customXml", "smartTag", "sdt", "sdtContent"))
ALTERNATE = f"{MC}AlternateContent"
# Reads the content of a cell: its paragraphs, and whether all of them are bold.
ReadCell = Callable[["_Element"], tuple[tuple[str, ...], bool]]


@dataclass(frozen=True, slots=True)
class _Span:
    """A cell as its row gives it: where it begins, how wide it is, whether it goes on from above."""

    element: _Element
    column: int
    columns: int
    merged: str  # "" | restart | continue


def inside(element: _Element, *tags: str) -> Iterator[_Element]:
    """Yield the children with one of `tags`, looking through content controls and accepted changes."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag in THROUGH and not is_contents(child):
            yield from inside(child, *tags)
        elif child.tag == ALTERNATE:
            yield from inside_all(chosen(child), *tags)


def inside_all(elements: _Element | list[_Element], *tags: str) -> Iterator[_Element]:
    """Yield as `inside` does from an alternative, which may be none."""
    if not isinstance(elements, list):
        yield from inside(elements, *tags)


def read_grid(table: _Element, styles: Styles, read: ReadCell) -> Grid:
    """Return the grid of a w:tbl; a merged cell stands once, at its first row."""
    cells: list[GridCell] = []
    open_at: dict[int, int] = {}  # column -> the cell that goes on below
    heads = 0
    bold_head = _bold_head(table, styles)
    for row, element in enumerate(_rows(table)):
        repeated = flag(element.find(f"{W}trPr/{W}tblHeader"))
        heads += bool(repeated) and heads == row
        for span in _spans(element):
            above = open_at.get(span.column)
            if span.merged == "continue" and above is not None:
                more = cells[above].paragraphs + read(span.element)[0]
                cells[above] = replace(cells[above], rows=row - cells[above].row + 1, paragraphs=more)
                continue
            paragraphs, bold = read(span.element)
            strong = bold or bool(repeated) or (bold_head and row == 0)
            open_at[span.column] = len(cells)
            cells.append(GridCell(paragraphs, row, span.column, 1, span.columns, strong))
    return Grid(tuple(cells), heads or header_rows(cells))


def _rows(table: _Element) -> Iterator[_Element]:
    for row in inside(table, f"{W}tr"):
        if row.find(f"{W}trPr/{W}del") is None:
            yield row


def _bold_head(table: _Element, styles: Styles) -> bool:
    properties = table.find(f"{W}tblPr")
    style = None if properties is None else styles.get(value(properties.find(f"{W}tblStyle")))
    look = None if properties is None else properties.find(f"{W}tblLook")
    if style is None or look is None or not style.bold_head:
        return False
    bits = look.get(f"{W}val", "0")
    first = look.get(f"{W}firstRow")
    return first in ("1", "true", "on") if first is not None else bool(int(bits, 16) & 0x20)


def _spans(row: _Element) -> Iterator[_Span]:
    column = number(value(row.find(f"{W}trPr/{W}gridBefore"))) or 0
    for cell in inside(row, f"{W}tc"):
        properties = cell.find(f"{W}tcPr")
        if properties is not None and properties.find(f"{W}cellDel") is not None:
            continue
        columns = 1 if properties is None else number(value(properties.find(f"{W}gridSpan"))) or 1
        columns = max(1, min(columns, WIDEST))
        merge = None if properties is None else properties.find(f"{W}vMerge")
        merged = "" if merge is None else value(merge) or "continue"
        yield _Span(cell, column, columns, merged)
        column += columns
