"""What is written on a page that stands upright: its pieces of text found, read, set right and placed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from ingest.extract.ocr.dashes import with_dashes
from ingest.extract.ocr.engine import read_text
from ingest.extract.ocr.lines import Piece
from ingest.extract.ocr.missed import missed, with_noughts, with_slash
from ingest.extract.ocr.picture import OF_HEIGHT, bounds_of, crop_of, is_tall
from ingest.extract.ocr.reach import reaching
from ingest.extract.ocr.tall import read_tall
from ingest.extract.ocr.widths import size_of, usually_wide, with_widths
from ingest.extract.ocr.years import with_years

if TYPE_CHECKING:
    from ingest.extract.ocr.deskew import Pixels
    from ingest.extract.ocr.engine import Reading
    from ingest.extract.ocr.grids import Rules
    from ingest.extract.ocr.picture import Quad, Upright

_SPECK = 0.5  # confidence below which one or two characters are dirt on the paper
_WALL = 0.7  # share of a piece's height that a rule runs down to part it
_NARROWEST = 8  # pixels between two rules that can hold text
_AROUND = 7  # pieces that tell the size of one that is too short to tell its own
_ASLANT = 0.17  # of its length: a piece that rises more is a watermark, not a line


def pieces_of(page: Upright, rules: Rules) -> Iterator[Piece]:
    """Yield what is written on a page, read and placed in points, with `rules` its tables."""
    image, ink = _without_rules(page, rules)
    parts = [part for quad in page.quads if not _is_aslant(quad) for part in _parted(quad, rules.down)]
    tall = [part for part in parts if is_tall(part)]
    level = _levels([part for part in parts if not is_tall(part)], tall, rules, ink)
    readings = _by_ink(read_text([crop_of(image, part) for part in level]), level, ink)
    readings += [read_tall(crop_of(image, part), crop_of(ink, part)) for part in tall]
    for part, reading in zip(level + tall, readings, strict=True):
        text = reading.text.strip()
        if text and (reading.confidence >= _SPECK or len(text) > 2):
            yield _piece(text, reading.confidence, part, ink, page.scale)


def _levels(level: Sequence[Quad], tall: Sequence[Quad], rules: Rules, ink: Pixels) -> list[Quad]:
    """Return the level pieces with the strokes beside them, and those in cells that were not found."""
    found = reaching(level, ink)
    cells = [cell for table in rules.tables for cell in table]
    return found + list(missed([*level, *tall], cells, ink))


def _by_ink(readings: Sequence[Reading], quads: Sequence[Quad], ink: Pixels) -> list[Reading]:
    """Set right what the room and the shape of signs tell better than recognition does."""
    wide = usually_wide((each.text, each.places) for each in readings)
    found = []
    for each, quad, size in zip(readings, quads, _sizes(readings, quads), strict=True):
        own = crop_of(ink, quad)
        text = with_widths(each.text, each.places, wide)
        text = with_years(text, each.places, own, size)
        mended = with_dashes(text, each.places, own, size)
        if mended == text:
            mended = with_noughts(text, each.places, own, size)
        found.append(replace(each, text=with_slash(mended, own)))
    return found


def _sizes(readings: Sequence[Reading], quads: Sequence[Quad]) -> list[float]:
    """Return the size of the characters of each piece in pixels; a short one goes by those around."""
    import numpy as np

    sizes = [size_of(each.text, each.places) for each in readings]
    told = [(float(quad[:, 1].mean()), size) for quad, size in zip(quads, sizes, strict=True) if size]
    found = []
    for quad, size in zip(quads, sizes, strict=True):
        at, high = float(quad[:, 1].mean()), float(np.linalg.norm(quad[3] - quad[0]))
        around = [other for _, other in sorted((abs(place - at), other) for place, other in told)[:_AROUND]]
        found.append(size or min(median(around) if around else OF_HEIGHT * high, high))
    return found


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

    left, top, right, bottom = bounds_of(quad, down.shape)
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

    left, top, right, bottom = bounds_of(quad, ink.shape)
    inside = ink[top:bottom, left:right] > 0
    columns, rows = np.flatnonzero(inside.sum(axis=0) > 1), np.flatnonzero(inside.sum(axis=1) > 1)
    if columns.size and rows.size:
        left, right = left + int(columns[0]), left + int(columns[-1]) + 1
        top, bottom = top + int(rows[0]), top + int(rows[-1]) + 1
    across, down = scale
    return Piece(text, left * across, top * down, right * across, bottom * down, confidence)


def _is_aslant(quad: Quad) -> bool:
    wide, high = abs(quad[1] - quad[0]), abs(quad[3] - quad[0])
    length, thick = float((wide**2).sum() ** 0.5), float((high**2).sum() ** 0.5)
    if length > 3 * thick:
        return bool(wide[1] > _ASLANT * length)
    return thick > 3 * length and bool(high[0] > _ASLANT * thick)
