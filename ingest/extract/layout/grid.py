"""Ruled tables as they stand on one page, before they are joined over page breaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.extract.extracted import LaidLine

EDGE = 3.0  # points: edges closer than this are one


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of the grid with its borders in points and the lines that stand in it, from the top."""

    row: int
    column: int
    rows: int
    columns: int
    x0: float
    x1: float
    lines: tuple[LaidLine, ...]


@dataclass(frozen=True, slots=True)
class GridTable:
    """A ruled table on one page: `edges` are where its columns begin, and where the last one ends.

    `cells` holds every cell, empty ones too, in reading order. Points count from the top left of the page.
    """

    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    edges: tuple[float, ...]
    rows: int
    cells: tuple[GridCell, ...]

    @property
    def columns(self) -> int:
        """The number of columns."""
        return len(self.edges) - 1


@dataclass(frozen=True, slots=True)
class Frame:
    """The borders of a cell in points from the top left."""

    x0: float
    top: float
    x1: float
    bottom: float


def clustered(values: Iterable[float], within: float = EDGE) -> list[float]:
    """Return sorted values where those that follow each other closer than `within` are one, their mean."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= within:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def nearest(edges: Sequence[float], value: float) -> int:
    """Return the index of the edge nearest to `value`."""
    return min(range(len(edges)), key=lambda at: abs(edges[at] - value))


def grid_of(page: int, frames: Sequence[Frame], lines: Sequence[Sequence[LaidLine]]) -> GridTable:
    """Return the table that the cells at `frames` make, with the lines of each."""
    xs = clustered(x for frame in frames for x in (frame.x0, frame.x1))
    ys = clustered(y for frame in frames for y in (frame.top, frame.bottom))
    cells = []
    for frame, inside in zip(frames, lines, strict=True):
        row, column = nearest(ys, frame.top), nearest(xs, frame.x0)
        rows = max(nearest(ys, frame.bottom) - row, 1)
        columns = max(nearest(xs, frame.x1) - column, 1)
        cells.append(GridCell(row, column, rows, columns, frame.x0, frame.x1, tuple(inside)))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return GridTable(page, xs[0], ys[0], xs[-1], ys[-1], tuple(xs), len(ys) - 1, tuple(cells))
