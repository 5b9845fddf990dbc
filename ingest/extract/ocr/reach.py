"""Pieces of text drawn out over what finding left out: thin strokes beside them, characters it cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.extract.ocr.picture import OF_HEIGHT, bounds_of
from ingest.extract.ocr.strokes import LONGEST, MIDDLE, boxes_of, is_alone

if TYPE_CHECKING:
    from ingest.extract.ocr.deskew import Pixels
    from ingest.extract.ocr.picture import Quad

_NEAR = 0.8  # of a size: a stroke further off does not belong to the piece


def reaching(quads: Sequence[Quad], ink: Pixels) -> list[Quad]:
    """Return the corners of level pieces of text, drawn out over the strokes beside them on their line."""
    import numpy as np

    if not quads:
        return []
    heights = [float(np.linalg.norm(quad[3] - quad[0])) for quad in quads]
    free = ink.copy()
    for quad in quads:
        left, top, right, bottom = bounds_of(quad, ink.shape)
        free[top:bottom, left:right] = 0
    boxes = boxes_of(free, OF_HEIGHT * float(np.median(heights)))
    return [
        _drawn_out(quad, OF_HEIGHT * height, boxes, free) for quad, height in zip(quads, heights, strict=True)
    ]


def _drawn_out(quad: Quad, size: float, boxes: Sequence[tuple[int, int, int, int]], free: Pixels) -> Quad:
    import numpy as np

    left, top, right, bottom = bounds_of(quad, free.shape)
    least, most = top + MIDDLE[0] * (bottom - top), top + MIDDLE[1] * (bottom - top)
    start, end = _uncut(free, left, -1, (top, bottom)), _uncut(free, right, 1, (top, bottom))
    beside = [
        box
        for box in boxes
        if least <= (box[1] + box[3]) / 2 <= most
        and box[2] - box[0] <= LONGEST * size
        and is_alone(free[top:bottom], (box[0], box[1] - top, box[2], box[3] - top))
    ]
    for x0, _, x1, _ in sorted(beside, key=lambda box: -box[0]):
        start = x0 if x0 < start <= x1 + _NEAR * size else start
    for x0, _, x1, _ in sorted(beside):
        end = x1 if x0 - _NEAR * size <= end < x1 else end
    along = (quad[1] - quad[0]) / max(1.0, float(np.linalg.norm(quad[1] - quad[0])))
    pad = size * 0.12
    before, after = (left - start + pad) * (start < left), (end - right + pad) * (end > right)
    shift = np.array([-before, after, after, -before])[:, None] * along
    return np.asarray(quad + shift, dtype=np.float64)


def _uncut(free: Pixels, edge: int, step: int, rows: tuple[int, int]) -> int:
    """Return where the character ends that the `edge` of a piece cuts."""
    quarter = (rows[1] - rows[0]) // 4
    written = free[rows[0] + quarter : rows[1] - quarter].max(axis=0, initial=0)
    farthest = edge + step * (rows[1] - rows[0])
    at = edge if step > 0 else edge - 1
    while at != farthest and 0 <= at < written.size and written[at]:
        at += step
    return at if step > 0 else at + 1
