"""Read a scanned page: its lines with their places and confidence, and its ruled tables.

Everything is told in points from the top left of the page *as it is read*: turned upright and level. A page
that lies on its side in the scan swaps its width and height.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.extract.extracted import OCR, LaidPage
from ingest.extract.layout.grid import Frame, GridTable
from ingest.extract.ocr.cells import laid_out

if TYPE_CHECKING:
    from PIL import Image


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A scanned page as it was read: `laid` holds the lines outside of its ruled tables."""

    laid: LaidPage
    tables: tuple[GridTable, ...]


def read_page(picture: Image.Image, number: int, width: float, height: float) -> ReadPage:
    """Return the lines of a scanned page and its ruled tables apart, as `layout.compose` takes them."""
    from ingest.extract.ocr.grids import rules_of
    from ingest.extract.ocr.picture import upright
    from ingest.extract.ocr.pieces import pieces_of

    page = upright(picture, width, height)
    rules = rules_of(page.ink)
    frames = [[_scaled(frame, page.scale) for frame in table] for table in rules.tables]
    lines, tables = laid_out(pieces_of(page, rules), frames, number)
    return ReadPage(LaidPage(number, page.width, page.height, lines, OCR), tables)


def _scaled(frame: Frame, scale: tuple[float, float]) -> Frame:
    across, down = scale
    return Frame(frame.x0 * across, frame.top * down, frame.x1 * across, frame.bottom * down)
