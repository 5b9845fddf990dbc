"""Recognised pieces to the cells of the ruled tables they stand in, and to lines from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.extract.extracted import LaidLine
from ingest.extract.layout.grid import Frame, GridTable, grid_of
from ingest.extract.ocr.lines import Piece, lines_of


def laid_out(
    pieces: Iterable[Piece], tables: Sequence[Sequence[Frame]], page: int
) -> tuple[tuple[LaidLine, ...], tuple[GridTable, ...]]:
    """Return the lines of a page outside of its tables, from top to bottom, and its tables.

    `tables` holds the borders of the cells of each table, row by row, in points as the pieces are.
    """
    outside, cells = _sorted_into(pieces, tables)
    inside = [
        [lines_of(cells.get((at, place), ())) for place in range(len(table))]
        for at, table in enumerate(tables)
    ]
    return lines_of(outside), tuple(grid_of(page, *table) for table in zip(tables, inside, strict=True))


def _sorted_into(
    pieces: Iterable[Piece], tables: Sequence[Sequence[Frame]]
) -> tuple[list[Piece], dict[tuple[int, int], list[Piece]]]:
    """Part the pieces outside of tables from those in each cell: no line runs over two cells."""
    outside: list[Piece] = []
    cells: dict[tuple[int, int], list[Piece]] = {}
    for piece in pieces:
        place = _cell_of(piece, tables)
        (outside if place is None else cells.setdefault(place, [])).append(piece)
    return outside, cells


def _cell_of(piece: Piece, tables: Sequence[Sequence[Frame]]) -> tuple[int, int] | None:
    """Return the number of the table and of its cell in which the middle of a piece lies."""
    x, y = (piece.x0 + piece.x1) / 2, (piece.top + piece.bottom) / 2
    for at, table in enumerate(tables):
        for place, cell in enumerate(table):
            if cell.x0 <= x < cell.x1 and cell.top <= y < cell.bottom:
                return at, place
    return None
