"""Tables joined over page breaks: repeated headers dropped, rows that a page cut put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.clean.shapes import is_finished, is_prose, shapes
from ingest.extract.layout.flow import FlowItem, FlowLine
from ingest.extract.layout.grid import GridCell, GridTable, clustered, nearest
from ingest.extract.layout.paragraphs import is_full

SAME_EDGE = 5.0  # points that a border may move from page to page
SAME_SCANNED = 14.0  # the same on scans, which lie a little apart
PADDING = 8.0  # points: the most that a cell keeps free beside its lines
LONGEST_LABEL = 4  # characters in each line of a label broken by a narrow column
NARROW = 6.0  # characters that such a column holds at most
UNIT_ENDS = "局委办厅院部会"  # lines that end so are units one below the other
LONGEST_HEAD = 14  # characters of a cell that names a column
LEAST_CUT = 6  # characters of a first cell that a page may have cut
HEADER_ROWS = 3  # rows at the top of a page that may repeat the header


@dataclass(frozen=True, slots=True)
class JoinedCell:
    """A cell of a whole table with its lines, which may stand on several pages."""

    row: int
    column: int
    rows: int
    columns: int
    lines: tuple[FlowLine, ...]

    @property
    def strong(self) -> bool:
        """Whether all its lines are bold."""
        return bool(self.lines) and all(line.line.strong for line in self.lines)

    @property
    def text(self) -> str:
        """Its characters without blanks."""
        return "".join("".join(line.text.split()) for line in self.lines)


@dataclass(frozen=True, slots=True)
class JoinedTable:
    """A table over all its pages, from `page` to `last_page`."""

    page: int
    last_page: int
    edges: tuple[float, ...]
    rows: int
    cells: tuple[JoinedCell, ...]
    header_rows: int = 0


Joined = FlowLine | JoinedTable


def joined(flow: Sequence[FlowItem]) -> list[Joined]:
    """Return the flow with its tables joined; what is no table after all comes as lines."""
    found: list[Joined] = []
    for item in flow:
        last = found[-1] if found else None
        if isinstance(item, FlowLine):
            found.append(item)
        elif isinstance(last, JoinedTable) and _goes_on(last, item):
            found[-1] = _appended(last, _of(item))
        else:
            found.append(_of(item))
    return [each for one in found for each in _told(one)]


def _told(item: Joined) -> Iterable[Joined]:
    """Yield a table with its header, or the lines of a frame that is none."""
    if isinstance(item, FlowLine):
        yield item
    elif len(item.edges) == 2 or sum(bool(cell.lines) for cell in item.cells) < 2:
        for cell in item.cells:
            yield from cell.lines
    else:
        yield replace(item, header_rows=item.header_rows or _header_rows(item))


def _of(table: GridTable) -> JoinedTable:
    cells = tuple(
        JoinedCell(cell.row, cell.column, cell.rows, cell.columns, _cell_lines(cell, table))
        for cell in table.cells
    )
    return JoinedTable(table.page, table.page, table.edges, table.rows, cells)


def _cell_lines(cell: GridCell, table: GridTable) -> tuple[FlowLine, ...]:
    if not cell.lines:
        return ()
    left = min(line.x0 for line in cell.lines)
    padding = min(max(left - cell.x0, 1.0), PADDING)
    lines = tuple(FlowLine(line, table.page, cell.x0 + padding, cell.x1 - padding) for line in cell.lines)
    return lines


def _goes_on(last: JoinedTable, table: GridTable) -> bool:
    """Say whether a table at the top of the next page has the columns of the one before and no new title."""
    if table.page != last.last_page + 1:
        return False
    scanned = any(line.confidence is not None for cell in table.cells for line in cell.lines)
    within = SAME_SCANNED if scanned else SAME_EDGE
    outer = ((last.edges[0], table.edges[0]), (last.edges[-1], table.edges[-1]))
    if any(abs(a - b) > within for a, b in outer):
        return False
    few, many = sorted((last.edges[1:-1], table.edges[1:-1]), key=len)
    same = sum(any(abs(edge - other) <= within for other in many) for edge in few)
    if 2 * same < len(few):
        return False
    return not _titled(table) or _repeated(last, _of(table)) > 0


def _titled(table: GridTable) -> bool:
    """Say whether the first row is one bold cell over several columns, which names a new table."""
    first = [cell for cell in table.cells if cell.row == 0]
    if len(first) != 1 or table.columns < 2 or not first[0].lines:
        return False
    return all(line.strong for line in first[0].lines)


def _repeated(last: JoinedTable, table: JoinedTable) -> int:
    """Return how many rows at the top say again what the table above begins with."""
    rows = 0
    while rows < min(HEADER_ROWS, table.rows - 1) and _row(last, rows) == _row(table, rows) != ():
        rows += 1
    return rows


def _row(table: JoinedTable, row: int) -> tuple[str, ...]:
    return tuple(cell.text for cell in table.cells if cell.row == row and cell.lines)


def _appended(last: JoinedTable, table: JoinedTable) -> JoinedTable:
    dropped = _repeated(last, table)
    edges = tuple(clustered([*last.edges, *table.edges], SAME_EDGE))
    above = [_moved(cell, last.edges, edges, 0) for cell in last.cells]
    below = [
        _moved(cell, table.edges, edges, last.rows - dropped) for cell in table.cells if cell.row >= dropped
    ]
    rows = last.rows + table.rows - dropped
    top = [cell for cell in below if cell.row == last.rows]
    bottom = [cell for cell in above if cell.row + cell.rows == last.rows]
    if _continues(bottom, top):
        above, below = _merged(above, below, last.rows)
        rows -= 1
    cells = tuple(sorted([*above, *below], key=lambda cell: (cell.row, cell.column)))
    return JoinedTable(last.page, table.last_page, edges, rows, cells, max(last.header_rows, dropped))


def _moved(cell: JoinedCell, old: Sequence[float], new: Sequence[float], down: int) -> JoinedCell:
    first = nearest(new, old[cell.column])
    after = nearest(new, old[cell.column + cell.columns])
    return replace(cell, row=cell.row + down, column=first, columns=max(after - first, 1))


def _pairs(bottom: Sequence[JoinedCell], top: Sequence[JoinedCell]) -> list[tuple[JoinedCell, JoinedCell]]:
    return [(a, b) for b in top for a in bottom if (a.column, a.columns) == (b.column, b.columns)]


def _continues(bottom: Sequence[JoinedCell], top: Sequence[JoinedCell]) -> bool:
    """Say whether the first row of a page goes on the last row of the page before."""
    pairs = _pairs(bottom, top)
    if not pairs or len(pairs) < len(top) or pairs[0][1].column != 0:
        return False
    (head, again), others = pairs[0], [(a, b) for a, b in pairs[1:] if b.lines]
    if not others:
        return len(pairs) == 1 and _is_cut(head, again)
    cut = any(_is_cut(a, b) for a, b in others) and not any(_is_over(a, b) for a, b in others)
    if not again.lines:
        return cut or all(_may_go_on(a, b) for a, b in others) or len(others) == 1 == len(pairs) - 1
    if not head.lines:
        return cut
    return cut and len(head.text) >= LEAST_CUT and _is_cut(head, again)


def _is_cut(above: JoinedCell, below: JoinedCell) -> bool:
    """Say whether the page cut a sentence between two cells."""
    return _may_go_on(above, below) and (is_prose(above.text) or len(above.lines) > 1)


def _may_go_on(above: JoinedCell, below: JoinedCell) -> bool:
    """Say whether a cell ends without a stop where its line was full."""
    if not above.lines or not below.lines:
        return False
    last, first = above.lines[-1], below.lines[0]
    return not is_finished(last.text) and not shapes().strong.match(first.text) and is_full(last, first)


def _is_over(above: JoinedCell, below: JoinedCell) -> bool:
    """Say whether the sentence of a cell ended on its page while the cell below says more."""
    return bool(above.lines and below.lines) and is_finished(above.lines[-1].text)


def _merged(
    above: Sequence[JoinedCell], below: Sequence[JoinedCell], at: int
) -> tuple[list[JoinedCell], list[JoinedCell]]:
    """Put the row at `at` of `below` onto the last row of `above`; move the rest one row up."""
    top = [cell for cell in below if cell.row == at]
    grown = list(above)
    for i, cell in enumerate(above):
        for more in top:
            bottom = cell.row + cell.rows == at
            if bottom and (cell.column, cell.columns) == (more.column, more.columns):
                grown[i] = replace(cell, rows=cell.rows + more.rows - 1, lines=(*cell.lines, *more.lines))
    return grown, [replace(cell, row=cell.row - 1) for cell in below if cell.row != at]


def is_label(lines: Sequence[FlowLine]) -> bool:
    """Say whether lines are one short label that a narrow cell broke."""
    texts = ["".join(line.text.split()) for line in lines]
    if len(texts) > 1 and all(text[-1] in UNIT_ENDS for text in texts):
        return False
    narrow = len(lines) <= 4 and all(line.right - line.left <= NARROW * line.size for line in lines)
    return narrow and all(len(text) <= LONGEST_LABEL and not is_prose(text) for text in texts)


def _header_rows(table: JoinedTable) -> int:
    """Return how many rows at the top name the columns: bold ones over others, or short names alone."""
    if table.rows < 2 or len(table.edges) < 3:
        return 0
    first = [cell for cell in table.cells if cell.row == 0]
    full = bool(first) and all(cell.lines for cell in first) and len(first) > 1
    if not full:
        return 0
    deep = max(cell.rows for cell in first)
    body = [cell for cell in table.cells if cell.row >= deep and cell.lines]
    if not body:
        return 0
    short = all(len(cell.text) <= LONGEST_HEAD and not is_prose(cell.text) for cell in first)
    if all(cell.strong for cell in first) and not all(cell.strong for cell in body):
        return deep if short or len(first) > 2 else 0
    plain = short and not any(cell.strong for cell in body) and len(first) >= 3
    digits = any(char.isdigit() for cell in first for char in cell.text)
    return deep if plain and not digits and max(len(cell.text) for cell in body) > 0 else 0
