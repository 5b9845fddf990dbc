"""The glyphs of a PDF page as pdfium reads them, turned upright and put in points from the top left."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import atan2, hypot, pi
from statistics import median
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from ingest.extract.layout.lines import Glyph

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

BOLD = 600  # weight of a font from which it is bold
BOLD_NAMES = ("bold", "heavy", "black", "simhei", "heiti", "-demi")
OUTLINED = 2  # text drawn filled and stroked, which writers use for bold
SOFT = "\u00ad"
HYPHENS = "\ufffe\u0002"  # what pdfium gives for a hyphen at a line's end, which may belong to a number
LOST = 0xFFFD  # the mark of a lost character
SHEER, LIGHT, WHITE = 150, 150, 250  # of 255: opacity and lightness of watermarks, lightness of a ground
LARGER = 1.5  # of the size of the text: the type of a watermark
LEAST_SLANT = pi / 18  # a glyph turned further from upright is a watermark
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PageGlyphs:
    """The glyphs of a page; `unmapped` counts those without a Unicode value, `slanted` those left out."""

    glyphs: tuple[Glyph, ...]
    unmapped: int
    slanted: int


@dataclass(frozen=True, slots=True)
class View:
    """How page space is turned to points from the top left of the page as it is shown."""

    width: float
    height: float
    x0: float
    y0: float
    x1: float
    y1: float
    turn: int  # quarter turns clockwise

    def point(self, x: float, y: float) -> Point:
        """Return where a point of page space stands."""
        if self.turn == 0:
            return x - self.x0, self.y1 - y
        if self.turn == 1:
            return y - self.y0, x - self.x0
        if self.turn == 2:
            return self.x1 - x, y - self.y0
        return self.y1 - y, self.x1 - x

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Return x0, top, x1, bottom of a box of page space."""
        a, b = self.point(left, bottom)
        c, d = self.point(right, top)
        return min(a, c), min(b, d), max(a, c), max(b, d)


def view_of(page: PdfPage) -> View:
    """Return the view of a page as it is shown."""
    x0, y0, x1, y1 = page.get_bbox()
    turn = page.get_rotation() // 90 % 4
    width, height = x1 - x0, y1 - y0
    return View(*((height, width) if turn % 2 else (width, height)), x0, y0, x1, y1, turn)


@dataclass(frozen=True, slots=True)
class _Style:
    """What the glyphs of one text object have in common."""

    size: float
    strong: bool
    angle: float
    faint: bool = False


def page_glyphs(page: PdfPage, view: View, most: int) -> PageGlyphs:
    """Return the glyphs of a page; raise ValueError where it has more than `most`."""
    from pypdfium2 import raw

    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count > most:
            raise ValueError(f"{count} characters on one page")
        return _read(raw, textpage.raw, count, view)
    finally:
        textpage.close()


def _read(raw: Any, textpage: Any, count: int, view: View) -> PageGlyphs:  # noqa: ANN401  ctypes
    style = _styles(raw, textpage)
    rect, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    found: list[tuple[Glyph, _Style]] = []
    unmapped = 0
    for at, char in _characters(raw, textpage, count):
        unmapped += raw.FPDFText_HasUnicodeMapError(textpage, at) == 1
        raw.FPDFText_GetLooseCharBox(textpage, at, rect)
        raw.FPDFText_GetCharOrigin(textpage, at, x, y)
        of = style(at)
        box = view.box(rect.left, rect.bottom, rect.right, rect.top)
        base = view.point(x.value, y.value)[1]
        found.append((Glyph(char, *box, base, of.size or box[3] - box[1], of.strong), of))
    turns = [(glyph, _slant(of.angle, view)) for glyph, of in _spread(_without_watermarks(found))]
    upright = _main(turns)
    glyphs = tuple(glyph for glyph, turn in turns if turn == upright)
    return PageGlyphs(glyphs, unmapped, len(found) - len(glyphs))


def _characters(raw: Any, textpage: Any, count: int) -> Iterator[tuple[int, str]]:  # noqa: ANN401  ctypes
    """Yield the characters that are drawn, without blanks and line ends that pdfium made up."""
    upper = 0
    for at in range(count):
        if raw.FPDFText_IsGenerated(textpage, at) == 1:
            continue
        code = raw.FPDFText_GetUnicode(textpage, at)
        if 0xD800 <= code < 0xDC00:  # some builds give characters beyond the BMP as two halves
            upper = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((upper - 0xD800) << 10) + code - 0xDC00 if upper else LOST
            upper = 0
        char = readable(chr(code if 0 < code < 0x110000 else LOST))
        if char:
            yield at, char


def _spread(found: Sequence[tuple[Glyph, _Style]]) -> Iterator[tuple[Glyph, _Style]]:
    """Yield the glyphs, the characters that one drawn sign stands for side by side in its box."""
    for _, group in groupby(found, key=lambda one: (one[0].x0, one[0].x1, one[0].base, id(one[1]))):
        same = list(group)
        if len(same) == 1:
            yield same[0]
            continue
        x0, wide = same[0][0].x0, (same[0][0].x1 - same[0][0].x0) / len(same)
        for at, (glyph, of) in enumerate(same):
            yield replace(glyph, x0=x0 + at * wide, x1=x0 + (at + 1) * wide), of


def _without_watermarks(found: Sequence[tuple[Glyph, _Style]]) -> list[tuple[Glyph, _Style]]:
    """Return the glyphs without the light ones of large type that lie under the text."""
    plain = [glyph.size for glyph, of in found if not of.faint and glyph.text.strip()]
    if 2 * len(plain) <= len(found):
        return list(found)
    most = LARGER * median(plain)
    return [(glyph, of) for glyph, of in found if not of.faint or glyph.size < most]


def _main(found: list[tuple[Glyph, int]]) -> int:
    """Return the turn most glyphs have: 0 where any good share of them stands upright."""
    turns = Counter(turn for glyph, turn in found if glyph.text.strip())
    return 0 if turns[0] >= sum(turns.values()) / 4 or not turns else turns.most_common(1)[0][0]


def _slant(angle: float, view: View) -> int:
    """Return the quarter turns of a glyph as it is shown, -1 for one that is slanted."""
    turned = (-angle + view.turn * pi / 2) % (2 * pi)
    quarter = round(turned / (pi / 2))
    return quarter % 4 if abs(turned - quarter * pi / 2) < LEAST_SLANT else -1


def readable(char: str) -> str:
    """Return a character as it is written: radicals and compatibility forms of Han folded, soft ends gone."""
    if char in SOFT:
        return ""
    if char in HYPHENS:
        return "-"
    code = ord(char)
    if 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F:
        return RADICALS.get(char) or normalize("NFKC", char)
    return " " if char.isspace() else char


# Radicals of the supplement that fonts put in place of the characters and that NFKC does not fold.
RADICALS = dict(
    zip(
        "⺁⺇⺌⺍⺕⺗⺟⺠⺩⺫⺬⺮⺼⺾⻁⻄⻅⻆⻉⻋⻌⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⻋⺝",
        "厂几小小彐心母民王目示竹肉艹虎西见角贝车辶長长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟车月",
        strict=True,
    )
)


def _styles(raw: Any, textpage: Any) -> Callable[[int], _Style]:  # noqa: ANN401  ctypes
    known: dict[int, _Style] = {}
    names: dict[int, bool] = {}

    def style(at: int) -> _Style:
        of = raw.FPDFText_GetTextObject(textpage, at)
        key = ctypes.cast(of, ctypes.c_void_p).value or -1
        if key not in known:
            known[key] = _style(raw, textpage, at, of, names)
        return known[key]

    return style


def _style(raw: Any, textpage: Any, at: int, of: Any, names: dict[int, bool]) -> _Style:  # noqa: ANN401
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(textpage, at, matrix)
    size = raw.FPDFText_GetFontSize(textpage, at) * hypot(matrix.c, matrix.d)
    strong = raw.FPDFText_GetFontWeight(textpage, at) >= BOLD
    if of and not strong:
        strong = raw.FPDFTextObj_GetTextRenderMode(of) == OUTLINED or _bold_font(raw, of, names)
    return _Style(size, strong, atan2(matrix.b, matrix.a), bool(of) and _is_faint(raw, of))


def _is_faint(raw: Any, of: Any) -> bool:  # noqa: ANN401  ctypes
    """Say whether a text is light or sheer; white stands on a dark ground."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(of, red, green, blue, alpha):
        return False
    return alpha.value < SHEER or LIGHT <= min(red.value, green.value, blue.value) < WHITE


def _bold_font(raw: Any, of: Any, names: dict[int, bool]) -> bool:  # noqa: ANN401  ctypes
    font = raw.FPDFTextObj_GetFont(of)
    key = ctypes.cast(font, ctypes.c_void_p).value or -1
    if font and key not in names:
        buffer = ctypes.create_string_buffer(128)
        raw.FPDFFont_GetBaseFontName(font, buffer, 128)
        name = buffer.value.decode("utf-8", "replace").lower()
        names[key] = any(each in name for each in BOLD_NAMES)
    return names.get(key, False)
