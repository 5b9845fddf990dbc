"""Pages as pictures: how much of a page its pictures cover, and the page drawn for OCR."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

from ingest.extract.pdf.glyphs import View
from ingest.limits import LARGEST_PICTURE

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage

DPI = 200  # what a scanner gives; OCR gains nothing from more
POINTS = 72
MOST_PIECES = 5_000  # things on a page that are looked at
OUTLINES = 60  # curved paths on a page without text: text drawn as outlines
MOST_SEGMENTS = 60  # of a path that are looked at


def covered(page: PdfPage, view: View) -> float:
    """Return the share of a page that is covered by pictures, or 1.0 where it is drawn of outlines."""
    from pypdfium2 import raw

    area, outlines, seen = 0.0, 0, 0
    for each in page.get_objects(max_depth=4):
        seen += 1
        if seen > MOST_PIECES:
            break
        if each.type == raw.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = each.get_bounds()
            area += max(min(x1, view.x1) - max(x0, view.x0), 0) * max(min(y1, view.y1) - max(y0, view.y0), 0)
        elif each.type == raw.FPDF_PAGEOBJ_PATH:
            outlines += _is_curved(raw, each)
    if outlines >= OUTLINES:
        return 1.0
    return area / (view.width * view.height) if view.width * view.height else 0.0


def _is_curved(raw: Any, path: Any) -> bool:  # noqa: ANN401  ctypes
    """Say whether a path has curves, as outlines of characters have and borders have not."""
    for at in range(min(raw.FPDFPath_CountSegments(path), MOST_SEGMENTS)):
        if raw.FPDFPathSegment_GetType(raw.FPDFPath_GetPathSegment(path, at)) == raw.FPDF_SEGMENT_BEZIERTO:
            return True
    return False


def picture_of(page: PdfPage, view: View) -> Image:
    """Return the page drawn at `DPI`, at less where it would be larger than the limit."""
    scale = DPI / POINTS
    pixels = view.width * view.height * scale * scale
    if pixels > LARGEST_PICTURE:
        scale *= sqrt(LARGEST_PICTURE / pixels)
    bitmap = page.render(scale=scale, may_draw_forms=False)
    try:
        picture: Image = bitmap.to_pil()
        return picture.convert("RGB")
    finally:
        bitmap.close()
