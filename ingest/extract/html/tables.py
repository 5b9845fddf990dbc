"""Tables of a web page: which are data, which only lay the page out, which hold its metadata."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.extract.flow import Grid, GridCell, header_rows, trimmed
from ingest.extract.html.words import COLON, is_label, label_start, squeezed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_SPAN = 200  # rows or columns of a merged cell
LARGE_CELL = 5  # paragraphs of a cell that is a part of the page
MAIN_SHARE = 0.6  # share of a table's text in the cell that is the page
FEW_ROWS = 3
LONGEST_VALUE = 200  # characters of a value of metadata
LEAST_PAIRS = 2
BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
# Reads the paragraphs of a cell.
ReadCell = Callable[["HtmlElement"], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A label of metadata and its value."""

    label: str
    value: str

    def line(self) -> str:
        """Return the pair as one line."""
        return f"{self.label.rstrip(COLON + ' ')}：{self.value}"


def rows_of(table: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the rows of a table, those of tables inside it apart."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def read_grid(table: HtmlElement, read: ReadCell) -> Grid:
    """Return the grid of a table; a merged cell stands once, at its first row and column."""
    taken: set[tuple[int, int]] = set()
    cells: list[GridCell] = []
    heads = 0
    for row, element in enumerate(rows_of(table)):
        column = 0
        marked = [cell.tag == "th" for cell in element if cell.tag in ("td", "th")]
        heads += heads == row and (element.getparent().tag == "thead" or (len(marked) > 1 and all(marked)))
        for cell in element:
            if cell.tag not in ("td", "th"):
                continue
            while (row, column) in taken:
                column += 1
            rows, columns = _span(cell, "rowspan"), _span(cell, "colspan")
            taken |= {(row + down, column + right) for down in range(rows) for right in range(columns)}
            strong = cell.tag == "th" or _bold(cell)
            cells.append(GridCell(read(cell), row, column, rows, columns, strong))
            column += columns
    return Grid(tuple(cells), heads or header_rows(cells))


def _span(cell: HtmlElement, name: str) -> int:
    told = (cell.get(name) or "").strip()
    return max(1, min(int(told), MOST_SPAN)) if told.isdecimal() and len(told) < 6 else 1


def _bold(cell: HtmlElement) -> bool:
    """Tell whether all text of a cell is bold."""
    if BOLD.search(cell.get("style") or ""):
        return True
    whole = len(squeezed(cell.text_content()))
    bold = 0
    for element in cell.iter():
        if element.tag in ("b", "strong") or BOLD.search(element.get("style") or ""):
            if not any(up.tag in ("b", "strong") for up in element.iterancestors("b", "strong", "td", "th")):
                bold += len(squeezed(element.text_content()))
    return 0 < whole <= bold


def is_layout(table: HtmlElement, grid: Grid) -> bool:
    """Tell whether a table lays the page out: a table of data has rows and columns that are alike."""
    if (table.get("role") or "").lower() in ("presentation", "none"):
        return True
    sizes = [sum(map(len, cell.paragraphs)) for cell in grid.cells]
    whole = sum(sizes)
    nested = sum(len(squeezed(inner.text_content())) for inner in table.iterdescendants("table"))
    if nested > whole / 2:
        return True
    filled = [cell for cell in grid.cells if cell.paragraphs]
    if len({cell.row for cell in filled}) < 2 or len({cell.column for cell in filled}) < 2:
        return True
    largest = max(filled, key=lambda cell: sum(map(len, cell.paragraphs)))
    rows = len({cell.row for cell in filled})
    dominant = sum(map(len, largest.paragraphs)) > MAIN_SHARE * whole
    return dominant and len(largest.paragraphs) >= LARGE_CELL and rows <= FEW_ROWS


def pairs_of(grid: Grid) -> list[Pair]:
    """Return the labels and values of a table of metadata, [] for any other table."""
    texts = [
        " ".join(line for part in cell.paragraphs if (line := trimmed(part)))
        for cell in sorted(grid.cells, key=lambda cell: (cell.row, cell.column))
    ]
    if any(len(text) > LONGEST_VALUE for text in texts):
        return []
    pairs: list[Pair] = []
    at = known = loose = 0
    while at < len(texts):
        text = texts[at]
        whole = label_start().match(text)
        if is_label(text) or (text and text[-1] in COLON):
            follows = texts[at + 1] if at + 1 < len(texts) and not _labelled(texts[at + 1]) else None
            known += is_label(text)
            if follows:
                pairs.append(Pair(text, follows))
            at += 1 if follows is None else 2
            continue
        if whole:
            known += 1
            pairs.append(Pair(text[: whole.end()], text[whole.end() :].strip()))
        elif text:
            loose += 1
        at += 1
    return [pair for pair in pairs if pair.value] if known >= LEAST_PAIRS and loose <= known / 2 else []


def _labelled(text: str) -> bool:
    return is_label(text) or label_start().match(text) is not None
