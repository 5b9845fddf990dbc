"""How far a scanned page is tilted, from its ink alone, and the page turned level again.

Rows of text that run level leave blank rows between them, so the ink counted along lines of the right slope
rises and falls most steeply (Postl, "Detection of linear oblique structures and skew scan in digitized
documents", 1986).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

MOST = 10.0  # degrees: what lies further off is not a page in a scanner
_STEPS = (0.25, 0.05, 0.01)
_LONGEST = 1000  # pixels looked at along the longer side: more tell no more
_CLEARER = 1.02  # a slope must gather the ink this much better than level does


def ink_of(image: Pixels) -> Pixels:
    """Return 255 where `image` (height, width, 3) or (height, width) is written on, else 0.

    The threshold follows the paper around each pixel, so that a shadow or grey paper is not ink.
    """
    import cv2
    import numpy as np

    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    grey = cv2.medianBlur(grey, 3)
    around = max(15, min(grey.shape) // 30) | 1
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, around, 24)
    return np.asarray(ink, dtype=np.uint8)


def skew(ink: Pixels) -> float:
    """Return by how many degrees the lines of `ink` fall towards the right, 0.0 where nothing tells.

    `ink` is (height, width), not 0 where written on. Tilts of up to ten degrees are found.
    """
    import numpy as np

    x, y = _points(ink)
    if len(x) < 200:
        return 0.0
    best = 0.0
    reach = MOST
    for step in _STEPS:
        angles = best + np.arange(-reach, reach + step / 2, step)
        best = float(max(angles, key=lambda angle: (_contrast(x, y, float(angle)), -abs(angle))))
        reach = step
    clearer = _contrast(x, y, best) > _CLEARER * _contrast(x, y, 0.0)
    return round(best, 2) if clearer and abs(best) < MOST else 0.0


def levelled(image: Pixels, degrees: float) -> Pixels:
    """Return `image` turned about its middle so that lines falling by `degrees` run level; same size."""
    import cv2
    import numpy as np

    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
    level = cv2.warpAffine(
        image, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(level, dtype=np.uint8)


def _points(ink: Pixels) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return x and y of the ink of characters: not specks, and not shadows along the edge of the paper."""
    import cv2
    import numpy as np

    scale = min(1.0, _LONGEST / max(ink.shape))
    size = (max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale)))
    small = (cv2.resize(ink, size, interpolation=cv2.INTER_AREA) > 80).astype(np.uint8)
    _, labels, parts, _ = cv2.connectedComponentsWithStats(small, connectivity=8)
    wide, high, area = parts[:, 2], parts[:, 3], parts[:, 4]
    kept = (area >= 4) & (high < size[1] * 0.06) & (wide < size[0] * 0.6)
    kept[0] = False
    y, x = np.nonzero(kept[labels])
    return x.astype(np.float64), y.astype(np.float64)


def _contrast(x: NDArray[np.float64], y: NDArray[np.float64], degrees: float) -> float:
    import numpy as np

    rows = y - x * np.tan(np.radians(degrees))
    counts = np.bincount((rows - rows.min()).astype(np.int64))
    return float((np.diff(counts.astype(np.float64)) ** 2).sum())
