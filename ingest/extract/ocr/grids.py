"""Ruled tables on a scanned page: the rules are found in its ink, the cells between them told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.extract.layout.grid import Frame

if TYPE_CHECKING:
    from ingest.extract.ocr.deskew import Pixels

_ACROSS = 0.05  # of the width of the page: a column is no narrower
_DOWN = 0.013  # of its height: a row is no lower
_SLACK = 3  # pixels by which a rule may wander
_DRAWN = 0.6  # share of a cell's side that is ruled
_SHORTEST = 10  # pixels between two rules


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of the tables of a page, (height, width), not 0 where one is drawn.

    `tables` holds the borders of the cells of each table, in pixels; merged cells are one.
    """

    across: Pixels
    down: Pixels
    tables: tuple[tuple[Frame, ...], ...]


def rules_of(ink: Pixels) -> Rules:
    """Return the ruled tables in the `ink` of a level page and where their rules are drawn."""
    import cv2
    import numpy as np

    height, width = ink.shape
    least_across, least_down = max(_SHORTEST, round(width * _ACROSS)), max(_SHORTEST, round(height * _DOWN))
    across, down = _strokes(ink, (least_across, 1)), _strokes(ink, (1, least_down))
    count, labels, parts, _ = cv2.connectedComponentsWithStats(across | down, connectivity=8)
    tables: list[tuple[Frame, ...]] = []
    kept = np.zeros(count, dtype=bool)
    for label in range(1, count):
        x, y, w, h = (int(value) for value in parts[label, :4])
        if w < least_across or h < least_down:
            continue
        own = (labels[y : y + h, x : x + w] == label).astype(np.uint8)
        cells = _cells(across[y : y + h, x : x + w] * own, down[y : y + h, x : x + w] * own)
        if len(cells) > 1:
            kept[label] = True
            tables.append(tuple(Frame(c.x0 + x, c.top + y, c.x1 + x, c.bottom + y) for c in cells))
    ours = kept[labels].astype(np.uint8)
    tables.sort(key=lambda cells: (cells[0].top, cells[0].x0))
    return Rules(across * ours, down * ours, tuple(tables))


def _strokes(ink: Pixels, shape: tuple[int, int]) -> Pixels:
    """Return the straight strokes of `ink` as long as `shape` (width, height), a little thickened."""
    import cv2
    import numpy as np

    thick = (1, _SLACK) if shape[0] > shape[1] else (_SLACK, 1)
    whole = cv2.dilate(ink, np.ones(thick[::-1], np.uint8))
    strokes = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones(shape[::-1], np.uint8))
    return np.asarray(cv2.dilate(strokes, np.ones((_SLACK, _SLACK), np.uint8)) > 0, dtype=np.uint8)


def _cells(across: Pixels, down: Pixels) -> list[Frame]:
    """Return the borders of the cells of one table, in pixels from its corner, row by row."""
    rows, columns = _places(across, 1), _places(down, 0)
    if len(rows) < 2 or len(columns) < 2:
        return []
    owner = _merged(across, down, rows, columns)
    spans: dict[int, list[tuple[int, int]]] = {}
    for place, first in owner.items():
        spans.setdefault(first, []).append(place)
    return sorted(
        (_frame(places, rows, columns) for places in spans.values()), key=lambda cell: (cell.top, cell.x0)
    )


def _places(strokes: Pixels, axis: int) -> list[int]:
    """Return where the rules across (`axis` 1) or down (0) run, each once."""
    import numpy as np

    places: list[list[int]] = []
    for at in np.flatnonzero(strokes.any(axis=axis)).tolist():
        if places and at - places[-1][-1] <= _SHORTEST:
            places[-1].append(at)
        else:
            places.append([at])
    return [(group[0] + group[-1]) // 2 for group in places]


def _merged(
    across: Pixels, down: Pixels, rows: Sequence[int], columns: Sequence[int]
) -> dict[tuple[int, int], int]:
    """Number the spaces between rules; spaces that no rule parts share a number."""
    wide, high = len(columns) - 1, len(rows) - 1
    owner = list(range(wide * high))

    def root(one: int) -> int:
        while owner[one] != one:
            one = owner[one]
        return one

    for one, other in _open_sides(across, down, rows, columns):
        a, b = sorted((root(one), root(other)))
        owner[b] = a
    return {(row, column): root(row * wide + column) for row in range(high) for column in range(wide)}


def _open_sides(
    across: Pixels, down: Pixels, rows: Sequence[int], columns: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of neighbouring spaces without a rule between them."""
    wide = len(columns) - 1
    for row in range(len(rows) - 1):
        for column in range(wide):
            here = row * wide + column
            left, right = columns[column] + _SLACK, columns[column + 1] - _SLACK
            top, bottom = rows[row] + _SLACK, rows[row + 1] - _SLACK
            if column + 1 < wide and not _is_drawn(down, top, bottom, columns[column + 1], 0):
                yield here, here + 1
            if row + 2 < len(rows) and not _is_drawn(across, left, right, rows[row + 1], 1):
                yield here, here + wide


def _is_drawn(strokes: Pixels, first: int, last: int, at: int, axis: int) -> bool:
    """Say whether a rule runs from `first` to `last`, down (`axis` 0) or across (1), at `at`."""
    low, high = max(0, at - _SHORTEST // 2), at + _SHORTEST // 2 + 1
    band = strokes[first:last, low:high] if axis == 0 else strokes[low:high, first:last]
    return band.size == 0 or float(band.max(axis=1 - axis).mean()) >= _DRAWN


def _frame(places: Sequence[tuple[int, int]], rows: Sequence[int], columns: Sequence[int]) -> Frame:
    top, bottom = min(row for row, _ in places), max(row for row, _ in places) + 1
    left, right = min(column for _, column in places), max(column for _, column in places) + 1
    return Frame(columns[left], rows[top], columns[right], rows[bottom])
