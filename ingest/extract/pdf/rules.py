"""The straight lines that a PDF page draws: table borders, rules above footnotes, underlines."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ingest.extract.pdf.glyphs import Point, View

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

THIN = 3.0  # points: a bar up to this is a line
STRAIGHT = 0.75  # points that a line may rise
SHORTEST = 3.0  # points of a line that may be a border
DEEPEST = 8  # forms in forms
STROKED, FILLED = "stroked", "filled"
Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal or vertical line in points from the top left; one of its extents is zero."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def level(self) -> bool:
        """Whether it lies."""
        return self.x1 - self.x0 > self.bottom - self.top


def page_rules(page: PdfPage, view: View, most: int) -> list[Rule] | None:
    """Return the rules of a page, None for a drawing that has more than `most` objects or rules."""
    from pypdfium2 import raw

    found: list[Rule] = []
    seen = 0
    for path, matrix in _paths(raw, page.raw, None, UNIT, 0):
        seen += 1
        if seen > most or len(found) > most:
            return None
        how = _drawn(raw, path) if path is not None else None
        if how is not None:
            parts = [[view.point(*at) for at in part] for part in _subpaths(raw, path, matrix)]
            if how == STROKED or len(parts) > 1 or any(_is_thin(part) for part in parts):
                found += (rule for part in parts for rule in _rules(part))
    inside = (rule for rule in found if _touches(rule, view))
    return sorted(set(inside), key=lambda rule: (rule.top, rule.x0, rule.x1, rule.bottom))


def _touches(rule: Rule, view: View) -> bool:
    return rule.x1 > 0 and rule.x0 < view.width and rule.bottom > 0 and rule.top < view.height


def _paths(raw: Any, page: Any, form: Any, outer: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:  # noqa: ANN401
    """Yield the paths of a page, and None for its other objects so that they can be counted."""
    count = raw.FPDFFormObj_CountObjects(form) if form else raw.FPDFPage_CountObjects(page)
    for at in range(max(count, 0)):
        each = raw.FPDFFormObj_GetObject(form, at) if form else raw.FPDFPage_GetObject(page, at)
        kind = raw.FPDFPageObj_GetType(each)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            yield each, _product(_matrix(raw, each), outer)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
            yield None, UNIT
            yield from _paths(raw, page, each, _product(_matrix(raw, each), outer), depth + 1)
        else:
            yield None, UNIT


def _matrix(raw: Any, each: Any) -> Matrix:  # noqa: ANN401  ctypes
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(each, matrix):
        return UNIT
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _product(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _drawn(raw: Any, path: Any) -> str | None:  # noqa: ANN401  ctypes
    """Return how a path is drawn, None where nothing of it is seen."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(path, fill, stroke):
        return None
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if stroke.value:
        raw.FPDFPageObj_GetStrokeColor(path, red, green, blue, alpha)
        return STROKED if alpha.value else None
    if not fill.value:
        return None
    raw.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
    seen = alpha.value and (red.value, green.value, blue.value) != (255, 255, 255)
    return FILLED if seen else None


def _subpaths(raw: Any, path: Any, matrix: Matrix) -> Iterator[list[Point]]:  # noqa: ANN401  ctypes
    """Yield the corners of each part of a path; parts with curves are none."""
    a, b, c, d, e, f = matrix
    points: list[Point] = []
    curved = False
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(min(raw.FPDFPath_CountSegments(path), 20_000)):
        segment = raw.FPDFPath_GetPathSegment(path, at)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == raw.FPDF_SEGMENT_BEZIERTO
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        points.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if raw.FPDFPathSegment_GetClose(segment) and points[-1] != points[0]:
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points


def _bounds(points: list[Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _is_thin(points: list[Point]) -> bool:
    """Say whether points bound a line, or the bar that a writer fills for one; shades are no borders."""
    x0, top, x1, bottom = _bounds(points)
    return min(x1 - x0, bottom - top) <= THIN


def _rules(points: list[Point]) -> Iterator[Rule]:
    x0, top, x1, bottom = _bounds(points)
    if _is_thin(points):
        if max(x1 - x0, bottom - top) >= SHORTEST:
            yield _middle(x0, top, x1, bottom)
        return
    for (ax, ay), (bx, by) in pairwise(points):
        straight = min(abs(ax - bx), abs(ay - by)) <= STRAIGHT
        if straight and max(abs(ax - bx), abs(ay - by)) >= SHORTEST:
            yield _middle(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def _middle(x0: float, top: float, x1: float, bottom: float) -> Rule:
    if x1 - x0 > bottom - top:
        return Rule(x0, (top + bottom) / 2, x1, (top + bottom) / 2)
    return Rule((x0 + x1) / 2, top, (x0 + x1) / 2, bottom)
