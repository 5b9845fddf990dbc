"""The brackets around the year of a document number: 〔2021〕 as a rule, [2021] or (2021) if printed so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.extract.ocr.deskew import Pixels

_YEAR = re.compile(r"(?<![A-Za-z0-9])[〔\[(（【〈［]((?:19|20)\d\d)[〕\])）】〉］](?=第?\d{1,5}号)")
_SQUARE = 0.93  # of its height: the upright of [ runs from end to end, that of 〔 is bent in
_ROUND = 0.68  # that of ( hardly stands upright anywhere
_LEAST = 16  # pixels: a lower bracket is too coarse to tell
_HIGH = 0.7  # of a size: a bracket is no lower


def with_years(text: str, places: Sequence[float], ink: Pixels, size: float) -> str:
    """Return `text` with the brackets of document numbers as `ink` has them, 〔〕 where it does not tell.

    `places` tells where the middle of each character stands in `ink` and `size` how wide one is, in pixels.
    """

    def put(found: re.Match[str]) -> str:
        pair = "〔〕"
        if len(places) == len(text):
            ends = [places[found.start()], places[found.end() - 1]]
            pair = _shape(ink, ends, size)
        return f"{pair[0]}{found[1]}{pair[1]}"

    return _YEAR.sub(put, text)


def _shape(ink: Pixels, ends: Sequence[float], size: float) -> str:
    parts = [_bracket(ink, place, size) for place in ends]
    straight = [_straight(part, mirrored) for part, mirrored in zip(parts, (False, True), strict=True)]
    if any(share is None for share in straight):
        return "〔〕"
    sure = [share for share in straight if share is not None]
    if min(sure) >= _SQUARE:
        return "[]"
    return "()" if max(sure) <= _ROUND else "〔〕"


def _bracket(ink: Pixels, place: float, size: float) -> Pixels:
    """Return the ink of the tall narrow sign nearest to `place`, empty where there is none."""
    import cv2
    import numpy as np

    written = (ink > 127).astype(np.uint8)
    _, labels, parts, _ = cv2.connectedComponentsWithStats(written, connectivity=8)
    fits = [
        (abs(x + w / 2 - place), label)
        for label, (x, _, w, h, _) in enumerate(parts.tolist())
        if label and h >= _HIGH * size and w <= 0.5 * size and abs(x + w / 2 - place) < 0.6 * size
    ]
    if not fits:
        return np.zeros((0, 0), dtype=np.uint8)
    x, y, w, h, _ = parts[min(fits)[1]].tolist()
    own = labels[y : y + h, x : x + w] == min(fits)[1]
    return np.asarray(own, dtype=np.uint8)


def _straight(part: Pixels, mirrored: bool) -> float | None:
    """Return the share of its height a bracket's outer edge stands upright, None where it is too small."""
    import numpy as np

    if part.shape[0] < _LEAST:
        return None
    edges = np.argmax(part[:, ::-1] if mirrored else part, axis=1)
    return float((edges <= max(1, round(part.shape[0] * 0.03))).mean())
