"""What is missed: a stroke, a dash or a figure alone in a cell of a table, a slash, the 〇 of a year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.extract.layout.grid import Frame
from ingest.extract.ocr.picture import OF_HEIGHT

if TYPE_CHECKING:
    from ingest.extract.ocr.deskew import Pixels
    from ingest.extract.ocr.picture import Quad

_EDGE = 4  # pixels: what is left of a rule beside its cell
_LEAST = 0.45  # of a size: the ink of a sign is as high or as long
_MOST = 1.6, 6.0  # of a size: how high and how long a lone sign is
_LEANS = 0.12  # of its height: a slash, not a figure
_DIGITS = frozenset("一二三四五六七八九〇")
_INKED = 0.4  # share of the columns between them that a third has ink in
_TWO_STEPS = 1.6, 2.4  # of a size: between two characters with a third amid them
_UPRIGHT = frozenset("1lI|丨丿")


def missed(quads: Sequence[Quad], cells: Sequence[Frame], ink: Pixels) -> Iterator[Quad]:
    """Yield the corners of what is written in those `cells` in which none of `quads` stands, in pixels."""
    import numpy as np

    if not quads:
        return
    size = OF_HEIGHT * float(np.median([np.linalg.norm(quad[3] - quad[0]) for quad in quads]))
    middles = [quad.mean(axis=0) for quad in quads]
    for cell in cells:
        if not any(cell.x0 <= x < cell.x1 and cell.top <= y < cell.bottom for x, y in middles):
            yield from _written(cell, ink, size)


def _written(cell: Frame, ink: Pixels, size: float) -> Iterator[Quad]:
    import numpy as np

    left, top = int(cell.x0) + _EDGE, int(cell.top) + _EDGE
    inside = ink[top : int(cell.bottom) - _EDGE, left : int(cell.x1) - _EDGE] > 0
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if not rows.size:
        return
    high, wide = int(rows[-1] - rows[0]) + 1, int(columns[-1] - columns[0]) + 1
    if not (_LEAST * size <= max(high, wide) and high <= _MOST[0] * size and wide <= _MOST[1] * size):
        return
    middle, around = top + (rows[0] + rows[-1]) / 2, max(size, high) * 0.6
    x0, x1 = left + columns[0] - size / 3, left + columns[-1] + 1 + size / 3
    y0, y1 = middle - around, middle + around
    yield np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=np.float64)


def with_slash(text: str, ink: Pixels) -> str:
    """Return / for a lone upright sign whose `ink` leans as a slash does, else `text`."""
    import numpy as np

    if text not in _UPRIGHT:
        return text
    rows, columns = np.nonzero(ink)
    if not rows.size or rows.max() - rows.min() < 4:
        return text
    third = (rows.max() - rows.min()) / 3
    upper, lower = columns[rows < rows.min() + third], columns[rows > rows.max() - third]
    if not (upper.size and lower.size):
        return text
    return "/" if upper.mean() - lower.mean() > _LEANS * (rows.max() - rows.min()) else text


def with_noughts(text: str, places: Sequence[float], ink: Pixels, size: float) -> str:
    """Return `text` with 〇 where recognition, which does not know it, left one out between two numerals.

    `places` tells where the middle of each character stands in `ink` and `size` how wide one is, in pixels.
    """
    if len(places) != len(text) or not size:
        return text
    least, most = _TWO_STEPS
    found = text[:1]
    for (one, left), (other, right) in pairwise(zip(text, places, strict=True)):
        middle = (left + right) / 2
        if one in _DIGITS and other in _DIGITS and least * size <= right - left <= most * size:
            between = ink[:, round(middle - size / 3) : round(middle + size / 3)] > 0
            found += "〇" if between.any(axis=0).mean() > _INKED else ""
        found += other
    return found
