"""Text that runs down the page: characters one below the other, or a line turned on its side."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.extract.ocr.deskew import Pixels
    from ingest.extract.ocr.engine import Reading

_LEAST = 0.45  # of the width: a character is no lower


def read_tall(crop: Pixels, ink: Pixels) -> Reading:
    """Return what a BGR picture of one tall piece says, `ink` not 0 where written on.

    It is read as a column of upright characters and as a line turned to either side; the surest is told.
    """
    import numpy as np

    from ingest.extract.ocr.engine import read_text

    ways = [_laid_down(crop, ink), np.rot90(crop), np.rot90(crop, 3)]
    readings = read_text([np.ascontiguousarray(way) for way in ways])
    return max(readings, key=lambda reading: reading.confidence)


def _laid_down(crop: Pixels, ink: Pixels) -> Pixels:
    """Return the characters of a column side by side."""
    import cv2
    import numpy as np

    square = crop.shape[1]
    cells = [crop[top:bottom] for top, bottom in _characters(ink)]
    paper = np.full((square, square, 3), np.percentile(crop, 90), dtype=np.uint8)
    row = []
    for cell in cells or [crop]:
        high = min(cell.shape[0], square)
        place = paper.copy()
        start = (square - high) // 2
        place[start : start + high] = cv2.resize(cell, (square, high), interpolation=cv2.INTER_AREA)
        row.append(place)
    return np.hstack(row)


def _characters(ink: Pixels) -> list[tuple[int, int]]:
    """Return top and bottom of each character: stretches of ink, short ones with the one that follows."""
    import numpy as np

    written = np.flatnonzero((ink > 0).sum(axis=1) > 1)
    stretches: list[tuple[int, int]] = []
    for at in written.tolist():
        if stretches and at - stretches[-1][1] <= 1:
            stretches[-1] = (stretches[-1][0], at + 1)
        elif stretches and at + 1 - stretches[-1][0] <= 0.8 * ink.shape[1] and _is_low(stretches[-1], ink):
            stretches[-1] = (stretches[-1][0], at + 1)
        else:
            stretches.append((at, at + 1))
    return [(max(0, top - 2), bottom + 2) for top, bottom in stretches]


def _is_low(stretch: tuple[int, int], ink: Pixels) -> bool:
    return bool(stretch[1] - stretch[0] < _LEAST * ink.shape[1])
