"""Read a scanned page: its lines with their places and confidence, and its ruled tables.

Everything is told in points from the top left of the page *as it is read*: turned upright and level. A page
that lies on its side in the scan swaps its width and height.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.extract.extracted import OCR, LaidPage
from ingest.extract.layout.grid import Frame, GridTable
from ingest.extract.ocr.cells import in_order, laid_out
from ingest.extract.ocr.lines import Piece

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    from ingest.extract.ocr.deskew import Pixels
    from ingest.extract.ocr.grids import Rules
    from ingest.extract.ocr.picture import Upright

    Quad = NDArray[np.float64]

_SPECK = 0.5  # confidence below which one or two characters are dirt on the paper
_WALL = 0.7  # share of a piece's height that a rule runs down to part it
_NARROWEST = 8  # pixels between two rules that can hold text
_ASLANT = 0.17  # of its length: a piece that rises more is a watermark, not a line


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A scanned page as it was read: `laid` holds the lines outside of its ruled tables."""

    laid: LaidPage
    tables: tuple[GridTable, ...]


def read_picture(picture: Image.Image, number: int, width: float, height: float) -> LaidPage:
    """Return the lines of a scanned page of `width` x `height` points, those of tables cell by cell.

    `number` counts from 1. Raises SourceError where the models of the OCR engine are missing.
    """
    page = read_page(picture, number, width, height)
    return replace(page.laid, lines=tuple(in_order(page.laid.lines, page.tables)))


def read_page(picture: Image.Image, number: int, width: float, height: float) -> ReadPage:
    """Return the lines of a scanned page and its ruled tables apart, as `layout.compose` takes them."""
    from ingest.extract.ocr.grids import rules_of
    from ingest.extract.ocr.picture import upright

    page = upright(picture, width, height)
    rules = rules_of(page.ink)
    frames = [[_scaled(frame, page.scale) for frame in table] for table in rules.tables]
    lines, tables = laid_out(_pieces(page, rules), frames, number)
    return ReadPage(LaidPage(number, page.width, page.height, lines, OCR), tables)


def _scaled(frame: Frame, scale: tuple[float, float]) -> Frame:
    across, down = scale
    return Frame(frame.x0 * across, frame.top * down, frame.x1 * across, frame.bottom * down)


def _pieces(page: Upright, rules: Rules) -> Iterator[Piece]:
    from ingest.extract.ocr.engine import read_text
    from ingest.extract.ocr.picture import crop_of, is_tall
    from ingest.extract.ocr.tall import read_tall
    from ingest.extract.ocr.widths import with_widths

    image, ink = _without_rules(page, rules)
    parts = [part for quad in page.quads if not _is_aslant(quad) for part in _parted(quad, rules.down)]
    level = [part for part in parts if not is_tall(part)]
    tall = [part for part in parts if is_tall(part)]
    readings = read_text([crop_of(image, part) for part in level])
    readings += [read_tall(crop_of(image, part), crop_of(ink, part)) for part in tall]
    for part, reading in zip(level + tall, readings, strict=True):
        text = with_widths(reading.text, reading.places).strip()
        if text and (reading.confidence >= _SPECK or len(text) > 2):
            yield _piece(text, reading.confidence, part, ink, page.scale)


def _without_rules(page: Upright, rules: Rules) -> tuple[Pixels, Pixels]:
    """Return the image and the ink of a page with the rules of its tables blanched."""
    import numpy as np

    if not rules.tables:
        return page.image, page.ink
    drawn = (rules.across | rules.down) > 0
    image, ink = page.image.copy(), page.ink.copy()
    image[drawn] = np.percentile(page.image[~drawn], 75, axis=0).astype(np.uint8)
    ink[drawn] = 0
    return image, ink


def _parted(quad: Quad, down: Pixels) -> list[Quad]:
    """Cut a piece of text where the rules of a table run down through it."""
    import numpy as np

    left, top, right, bottom = _bounds(quad, down.shape)
    if right <= left or bottom <= top:
        return []
    walls = np.flatnonzero(down[top:bottom, left:right].mean(axis=0) > _WALL)
    if not walls.size:
        return [quad]
    edges = [left - 1, *(left + walls).tolist(), right]
    return [
        np.array([[x0 + 1, top], [x1, top], [x1, bottom], [x0 + 1, bottom]], dtype=np.float64)
        for x0, x1 in pairwise(edges)
        if x1 - x0 > _NARROWEST
    ]


def _piece(text: str, confidence: float, quad: Quad, ink: Pixels, scale: tuple[float, float]) -> Piece:
    """Place a reading where its ink is: the piece that was found reaches further on every side."""
    import numpy as np

    left, top, right, bottom = _bounds(quad, ink.shape)
    inside = ink[top:bottom, left:right] > 0
    columns, rows = np.flatnonzero(inside.sum(axis=0) > 1), np.flatnonzero(inside.sum(axis=1) > 1)
    if columns.size and rows.size:
        left, right = left + int(columns[0]), left + int(columns[-1]) + 1
        top, bottom = top + int(rows[0]), top + int(rows[-1]) + 1
    across, down = scale
    return Piece(text, left * across, top * down, right * across, bottom * down, confidence)


def _bounds(quad: Quad, shape: Sequence[int]) -> tuple[int, int, int, int]:
    left, top = quad.min(axis=0)
    right, bottom = quad.max(axis=0)
    return max(0, int(left)), max(0, int(top)), min(shape[1], int(right) + 1), min(shape[0], int(bottom) + 1)


def _is_aslant(quad: Quad) -> bool:
    wide, high = abs(quad[1] - quad[0]), abs(quad[3] - quad[0])
    length, thick = float((wide**2).sum() ** 0.5), float((high**2).sum() ** 0.5)
    if length > 3 * thick:
        return bool(wide[1] > _ASLANT * length)
    return thick > 3 * length and bool(high[0] > _ASLANT * thick)
