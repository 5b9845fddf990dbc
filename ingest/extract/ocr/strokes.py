"""Level strokes that stand by themselves in a line: dashes and 一, which recognition loses or confuses.

Reading takes two dashes for one, or a dash for 一. The ink tells them apart: 一 fills nine tenths of its
square and often ends in a serif or rises, a dash is even and level.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.extract.ocr.deskew import Pixels

DASH, ONE = "—", "一"
_SHORTEST, LONGEST = 0.5, 3.2  # of a size: a hyphen is shorter, a rule longer
_THIN = 0.22  # of a size: with its serif
_CLEAR = 0.12  # share of its length above and below which a stroke of its own may have ink
MIDDLE = 0.3, 0.7  # of the height of the line, where a dash runs
_DASH = 0.72, 0.85  # of a size: 一 is longer, what is left of a faint one shorter
_TWO = 1.25  # of a size: two dashes; one is not that long
_SERIF = 1.6  # times its usual thickness
_RISE = 0.05  # of a size from end to end: a dash runs level


@dataclass(frozen=True, slots=True)
class Stroke:
    """A level stroke from `x0` to `x1` in pixels; `reads` tells what it is, "" where its shape does not."""

    x0: int
    top: int
    x1: int
    bottom: int
    reads: str


def strokes_in(ink: Pixels, size: float) -> tuple[Stroke, ...]:
    """Return the strokes at mid-height of the `ink` of one line, with nothing above or below, from the left.

    `size` is that of its characters, in pixels.
    """
    low, high = (share * ink.shape[0] for share in MIDDLE)
    return tuple(
        Stroke(x0, top, x1, bottom, _reading(ink, (x0, top, x1, bottom), size))
        for x0, top, x1, bottom in boxes_of(ink, size)
        if low <= (top + bottom) / 2 <= high and is_alone(ink, (x0, top, x1, bottom))
    )


def boxes_of(ink: Pixels, size: float) -> list[tuple[int, int, int, int]]:
    """Return left, top, right and bottom of the thin level strokes of `ink`, whatever stands beside them."""
    import cv2
    import numpy as np

    written = (ink > 0).astype(np.uint8)
    thick = cv2.dilate(written, np.ones((3, 1), np.uint8))  # a stroke may wander by a pixel
    level = np.ones((1, max(5, round(_SHORTEST * size))), np.uint8)
    _, _, parts, _ = cv2.connectedComponentsWithStats(cv2.morphologyEx(thick, cv2.MORPH_OPEN, level))
    boxes = [(int(x), int(y) + 1, int(x + w), int(y + h) - 1) for x, y, w, h, _ in parts[1:]]
    return sorted(box for box in boxes if 0 < box[3] - box[1] <= _THIN * size)


def is_alone(ink: Pixels, box: tuple[int, int, int, int]) -> bool:
    """Say whether nothing is written above and below a stroke."""
    x0, top, x1, bottom = box
    column = ink[:, x0 + 1 : x1 - 1] > 0
    beside = max(2, ink.shape[0] // 10)  # the serif of 一 is its own
    other = column[: max(0, top - beside)].any(axis=0) | column[bottom + beside :].any(axis=0)
    return bool(other.mean() <= _CLEAR)


def _reading(ink: Pixels, box: tuple[int, int, int, int], size: float) -> str:
    """Tell by its shape what a stroke says: dashes, 一, or nothing for sure."""
    length = (box[2] - box[0]) / size
    if length > LONGEST:
        return ""
    if length >= _TWO:
        return DASH * max(2, round(length))
    if _has_serif(ink, box) or _rise(ink, box) > _RISE * size:
        return ONE
    return DASH if _DASH[0] <= length <= _DASH[1] else ""


def _has_serif(ink: Pixels, box: tuple[int, int, int, int]) -> bool:
    """Say whether a stroke thickens to its right end."""
    import numpy as np

    x0, top, x1, bottom = box
    thick = (ink[max(0, top - 3) : bottom + 3, x0:x1] > 0).sum(axis=0)
    usual = float(np.median(thick))
    end = np.sort(thick[round(len(thick) * 0.6) :])[-3:]
    return bool(end.mean() >= max(_SERIF * usual, usual + 1.5))


def _rise(ink: Pixels, box: tuple[int, int, int, int]) -> float:
    """Return by how many pixels a stroke rises from its left end to its right one."""
    import numpy as np

    x0, top, x1, bottom = box
    part, third = ink[max(0, top - 2) : bottom + 2, x0:x1] > 0, max(1, (x1 - x0) // 3)
    left, right = (np.flatnonzero(end) // end.shape[1] for end in (part[:, :third], part[:, -third:]))
    return float(left.mean() - right.mean()) * 1.5 if left.size and right.size else 0.0


def groups(strokes: Sequence[Stroke], size: float) -> Iterator[tuple[Stroke, ...]]:
    """Yield strokes that follow each other as closely as the two halves of a dash."""
    group: list[Stroke] = []
    for stroke in strokes:
        if group and stroke.x0 - group[-1].x1 > 0.25 * size:
            yield tuple(group)
            group = []
        group.append(stroke)
    if group:
        yield tuple(group)
