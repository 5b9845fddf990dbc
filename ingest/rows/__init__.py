"""Rows of data tables as clauses, with the header in their path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.extract.extracted import Table
from ingest.facts.rows_cells import SEPARATOR
from ingest.records import Clause
from ingest.rows.grid import Grid, GridCell, GridRow, grids_of
from ingest.rows.headers import header_above, header_rows, is_labelled
from ingest.split import Part

ROW = "行"
AFTER = "续"
LONGEST_NAME = 40  # characters of the cell that names a row


@dataclass(frozen=True, slots=True)
class _Data:
    """A table that says what its columns or rows are; `first` is the index of its first row of data."""

    grid: Grid
    first: int

    @property
    def start(self) -> int:
        return self.grid.rows[self.first].start

    @property
    def end(self) -> int:
        return self.grid.end


def cut_rows(clauses: tuple[Clause, ...], part: Part, tables: Sequence[Table]) -> tuple[Clause, ...]:
    """Return `clauses` with each row of a data table as a clause of its own; they still partition the text.

    A row's id is that of the clause it stands in and 行<n>, its path that clause's and the headers of its
    cells joined by " | ", or its label. A row whose cells have several paragraphs is cut into its cells. The
    header itself stays with the clause around the table.
    """
    found = list(clauses)
    if not found:
        return clauses
    counts: Counter[str] = Counter()
    for grid in grids_of(part.text, part.offsets, tables):
        data = _data(grid)
        if data is not None:
            found = _with_table(found, part.text, data, counts)
    return tuple(found)


def _data(grid: Grid) -> _Data | None:
    heads = header_rows(grid)
    if heads and len(grid.rows) > heads:
        return _Data(grid, heads)
    return _Data(grid, 0) if is_labelled(grid) else None


def _with_table(clauses: Sequence[Clause], text: str, data: _Data, counts: Counter[str]) -> list[Clause]:
    """Return `clauses` with the rows of one table instead of what stood there."""
    before = [each for each in clauses if each.start < data.start]
    around = before[-1] if before else clauses[0]
    gone = [each for each in clauses if data.start <= each.start < data.end]
    after = [each for each in clauses if each.start >= data.end]
    if before and around.end > data.start:
        before[-1] = _cut(around, text, around.start, data.start)
    rows = list(_rows(text, data, around, _path_of(around, data), counts))
    last = gone[-1] if gone else around
    tail = text[data.end : last.end].strip() if last.end > data.end else ""
    if tail:
        start = text.index(tail, data.end)
        label = f"{around.id}/{AFTER}{counts[around.id]}"
        end = start + len(tail)
        path = _path_of(around, data)
        rest = Clause(label, around.document_id, path, "", "", tail, start, end)
        rows.append(rest)
    return [*before, *rows, *(_rehung(each, gone, around) for each in after)]


def _path_of(around: Clause, data: _Data) -> tuple[str, ...]:
    """Return the path of the clause around a table, without a heading that is the table's own first line."""
    inside = around.start >= data.grid.start and around.heading
    return around.path[:-1] if inside else around.path


def _cut(clause: Clause, text: str, start: int, end: int) -> Clause:
    end = start + len(text[start:end].rstrip())
    return replace(clause, text=text[start:end], end=end)


def _rehung(clause: Clause, gone: Iterable[Clause], around: Clause) -> Clause:
    """Take from the path of a clause behind the table what was read as a heading in the table."""
    for each in gone:
        if clause.id.startswith(f"{each.id}/") and clause.path[: len(each.path)] == each.path:
            return replace(clause, path=(*around.path, *clause.path[len(each.path) :]))
    return clause


def _rows(
    text: str, data: _Data, around: Clause, path: tuple[str, ...], counts: Counter[str]
) -> Iterator[Clause]:
    rows = data.grid.rows[data.first :]
    ends = [*(row.start for row in rows[1:]), data.end]
    group: tuple[str, ...] = ()
    for row, end in zip(rows, ends, strict=True):
        counts[around.id] += 1
        label = f"{around.id}/{ROW}{counts[around.id]}"
        if _is_group(data.grid, row):
            group = (" ".join(row.cells[0].text.split()),)
            yield _clause(label, around, text, row.start, end, (*path, *group))
            continue
        above = (*path, *group, *_spanning(data.grid, row))
        headers = [header_above(data.grid, data.first, cell) for cell in row.cells]
        if not data.first:
            yield _clause(label, around, text, row.start, end, (*above, row.cells[0].text))
        elif "\n" in text[row.start : end].strip():
            yield from _cells(label, around, text, row, end, above, headers)
        else:
            yield _clause(label, around, text, row.start, end, (*above, SEPARATOR.join(headers)))


def _is_group(grid: Grid, row: GridRow) -> bool:
    """Tell whether a row is one short cell over all columns: it names the rows below it."""
    cell = row.cells[0]
    return len(row.cells) == 1 and cell.columns == grid.width > 1 and len(cell.text) <= LONGEST_NAME


def _cells(
    label: str,
    around: Clause,
    text: str,
    row: GridRow,
    end: int,
    above: tuple[str, ...],
    headers: Sequence[str],
) -> Iterator[Clause]:
    """Yield the cells of a row one by one; the first that says more than a number names the row."""
    name = next((cell.text for cell in row.cells if not cell.text.isdigit()), "")
    named = (" ".join(name.split()),) if 0 < len(name) <= LONGEST_NAME else ()
    ends = [*(cell.start for cell in row.cells[1:]), end]
    taken: Counter[str] = Counter()
    for cell, header, stop in zip(row.cells, headers, ends, strict=True):
        taken[header] += 1
        part = header.replace("/", "-") + (f"~{taken[header]}" if taken[header] > 1 else "")
        yield _clause(f"{label}/{part}", around, text, cell.start, stop, (*above, *named, header))


def _clause(clause_id: str, around: Clause, text: str, start: int, end: int, path: tuple[str, ...]) -> Clause:
    end = start + len(text[start:end].rstrip())
    return Clause(clause_id, around.document_id, path, "", path[-1], text[start:end], start, end)


def _spanning(grid: Grid, row: GridRow) -> Iterator[str]:
    """Yield the short cells of rows above that reach down into `row`: what a group of rows is about."""
    at = min(cell.row for cell in row.cells)
    for other in grid.rows:
        yield from (cell.text for cell in other.cells if _reaches(cell, at))


def _reaches(cell: GridCell, at: int) -> bool:
    return cell.row < at < cell.row + cell.rows and len(cell.text) <= LONGEST_NAME and not cell.text.isdigit()
