"""A scanned page made ready to be read: upright, level, without stamps, at a size that recognition likes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.extract.ocr.deskew import ink_of, levelled, skew

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    from ingest.extract.ocr.deskew import Pixels
    from ingest.extract.ocr.engine import Quads

    Quad = NDArray[np.float64]

DPI = 200  # reading a finer scan takes longer and tells no more
_FINEST = 240
_FIND_DPI = 110  # pieces of text are found on a smaller picture
_FIND_LEAST, _FIND_MOST = 960, 2400  # pixels of its longer side
_LEAST_TILT = 0.12  # degrees: turning a page blurs it, so what reads well is left
_TALL = 2.0  # height for a width: a piece of text that runs down, not across
_ASKED = 9  # lines asked whether the page is upside down
OF_HEIGHT = 0.8  # of the height of a piece as it is found: about the size of its characters
_STAMP = (70.0, 170.0)  # points across a seal, which are 30 to 50 mm by rule


@dataclass(frozen=True, slots=True)
class Upright:
    """A page as it is read: BGR `image`, `ink`, size in points, the corners of its pieces of text."""

    image: Pixels
    ink: Pixels
    width: float
    height: float
    quads: Quads

    @property
    def scale(self) -> tuple[float, float]:
        """Points for a pixel, across and down."""
        return self.width / self.image.shape[1], self.height / self.image.shape[0]


def upright(picture: Image.Image, width: float, height: float) -> Upright:
    """Return a page of `width` x `height` points ready to be read; a page on its side swaps the two."""
    import numpy as np

    image = _without_stamps(_pixels(picture, width), width)
    page = _found(image, width, height)
    if _lies_on_its_side(page.quads):
        page = _found(np.ascontiguousarray(np.rot90(image)), height, width)
    return _turned_over(page) if _stands_on_its_head(page) else page


def crop_of(image: Pixels, quad: Quad) -> Pixels:
    """Return the picture of the piece of text between four corners, level."""
    import cv2
    import numpy as np

    corners = quad.astype(np.float32)
    wide = max(1, round(float(np.linalg.norm(corners[0] - corners[1]))))
    high = max(1, round(float(np.linalg.norm(corners[0] - corners[3]))))
    square = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], dtype=np.float32)
    turn = cv2.getPerspectiveTransform(corners, square)
    crop = cv2.warpPerspective(
        image, turn, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(crop, dtype=np.uint8)


def bounds_of(quad: Quad, shape: Sequence[int]) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of a piece of text, in pixels of a picture of `shape`."""
    left, top = quad.min(axis=0)
    right, bottom = quad.max(axis=0)
    return max(0, int(left)), max(0, int(top)), min(shape[1], int(right) + 1), min(shape[0], int(bottom) + 1)


def is_tall(quad: Quad) -> bool:
    """Say whether a piece of text runs down the page."""
    return _sides(quad)[1] > _TALL * _sides(quad)[0]


def _sides(quad: Quad) -> tuple[float, float]:
    import numpy as np

    return float(np.linalg.norm(quad[0] - quad[1])), float(np.linalg.norm(quad[0] - quad[3]))


def _pixels(picture: Image.Image, width: float) -> Pixels:
    """Return the picture as BGR on white paper, no finer than recognition needs."""
    import cv2
    import numpy as np
    from PIL import Image

    if picture.mode.startswith("I;16"):  # conversion would cut its 16 bits off at 255
        picture = Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    if "A" in picture.mode or "transparency" in picture.info:
        over = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", over.size, "white"), over)
    image = np.asarray(picture.convert("RGB"))[:, :, ::-1]
    dpi = image.shape[1] * 72 / width
    if dpi > _FINEST:
        size = tuple(max(1, round(side * DPI / dpi)) for side in (image.shape[1], image.shape[0]))
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(image, dtype=np.uint8)


def _without_stamps(image: Pixels, width: float) -> Pixels:
    """Return the page with red seals blanched; black print under them stays, red headings stay red."""
    import cv2
    import numpy as np

    blue, green, red = (image[:, :, i].astype(np.int16) for i in range(3))
    is_red = ((red - np.maximum(blue, green)) > 40).astype(np.uint8)
    if is_red.mean() < 1e-4:
        return image
    dpi = image.shape[1] * 72 / width
    least, most = (side * dpi / 72 for side in _STAMP)
    closed = cv2.morphologyEx(is_red, cv2.MORPH_CLOSE, np.ones((round(dpi / 12) | 1,) * 2, np.uint8))
    image = image.copy()
    for x, y, w, h, _ in cv2.connectedComponentsWithStats(closed, connectivity=8)[2][1:]:
        if least < min(w, h) and max(w, h) < most and max(w, h) < 1.35 * min(w, h):
            part = image[y : y + h, x : x + w]
            part[:] = part[:, :, 2:3]  # in red light the ink of a seal is white
    return image


def _found(image: Pixels, width: float, height: float) -> Upright:
    """Level a page and find its pieces of text."""
    from ingest.extract.ocr.engine import find_text

    ink = ink_of(image)
    tilt = skew(ink)
    if abs(tilt) >= _LEAST_TILT:
        image = levelled(image, tilt)
        ink = ink_of(image)
    longest = min(max(round(max(width, height) * _FIND_DPI / 72), _FIND_LEAST), _FIND_MOST)
    return Upright(image, ink, width, height, find_text(image, longest))


def _lies_on_its_side(quads: Quads) -> bool:
    across = down = 0.0
    for quad in quads:
        wide, high = _sides(quad)
        across += wide if wide > _TALL * high else 0.0
        down += high if high > _TALL * wide else 0.0
    return down > 2 * across


def _stands_on_its_head(page: Upright) -> bool:
    from ingest.extract.ocr.engine import on_their_head

    longest = sorted((quad for quad in page.quads if not is_tall(quad)), key=lambda q: -_sides(q)[0])[:_ASKED]
    beliefs = sorted(on_their_head([crop_of(page.image, quad) for quad in longest]))
    return bool(beliefs) and beliefs[len(beliefs) // 2] > 0.8


def _turned_over(page: Upright) -> Upright:
    import numpy as np

    high, wide = page.ink.shape
    quads = (np.array([wide - 1, high - 1]) - page.quads)[:, [2, 3, 0, 1]]
    image, ink = (np.ascontiguousarray(one[::-1, ::-1]) for one in (page.image, page.ink))
    return Upright(image, ink, page.width, page.height, quads[::-1])
