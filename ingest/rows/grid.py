"""Tables as they stand in a normalised text: their cells by rows, at text offsets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.extract.extracted import Table
from ingest.records import OffsetMap, Run


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell that is not empty: ``text[start:end]`` is `text`; its place in the grid, counted from 0."""

    start: int
    end: int
    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    strong: bool = False


@dataclass(frozen=True, slots=True)
class GridRow:
    """The cells that begin in one row, in reading order; never empty."""

    cells: tuple[GridCell, ...]

    @property
    def start(self) -> int:
        return min(cell.start for cell in self.cells)

    @property
    def end(self) -> int:
        return max(cell.end for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table at ``text[start:end]``; `width` is the number of its columns."""

    start: int
    end: int
    rows: tuple[GridRow, ...]
    header_rows: int
    width: int


def grids_of(text: str, offsets: OffsetMap, tables: Sequence[Table]) -> list[Grid]:
    """Return the tables that stand in `text`, in text order; a table inside another one is left out."""
    found: list[Grid] = []
    for table in sorted(tables, key=lambda each: (each.start, -each.end)):
        grid = _grid(text, offsets, table)
        if grid is not None and (not found or grid.start >= found[-1].end):
            found.append(grid)
    return found


def _grid(text: str, offsets: OffsetMap, table: Table) -> Grid | None:
    rows: dict[int, list[GridCell]] = {}
    for cell in sorted(table.cells, key=lambda each: (each.start, each.end)):
        place = text_range(offsets, cell.start, cell.end)
        if place is None:
            continue
        start, end = _trimmed(text, *place)
        if start < end:
            placed = GridCell(
                start, end, text[start:end], cell.row, cell.column, cell.rows, cell.columns, cell.strong
            )
            rows.setdefault(cell.row, []).append(placed)
    ordered = [GridRow(tuple(rows[number])) for number in sorted(rows)]
    ordered = [row for at, row in enumerate(ordered) if at == 0 or row.start >= ordered[at - 1].start]
    if not ordered:
        return None
    heads = sum(row.cells[0].row < table.header_rows for row in ordered)
    width = max(cell.column + cell.columns for row in ordered for cell in row.cells)
    return Grid(ordered[0].start, max(row.end for row in ordered), tuple(ordered), heads, width)


def text_range(offsets: OffsetMap, start: int, end: int) -> tuple[int, int] | None:
    """Return the text range of the source range start:end, None where nothing of it was kept."""
    runs = offsets.runs
    at = max(bisect_right(runs, start, key=_source_start) - 1, 0)
    stop = bisect_right(runs, end - 1, key=_source_start)
    inside = [run for run in runs[at:stop] if run.source_start < end and _source_end(run) > start]
    if end <= start or not inside:
        return None
    first, last = inside[0], inside[-1]
    return (
        first.text_start + max(start - first.source_start, 0),
        last.text_start + min(end - last.source_start, last.length),
    )


def _source_start(run: Run) -> int:
    return run.source_start


def _source_end(run: Run) -> int:
    return run.source_start + run.length


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
