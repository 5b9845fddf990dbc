"""Glyphs to lines: characters with places are grouped along baselines and parted at wide gaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from ingest.extract.extracted import LaidLine
from ingest.extract.layout.drops import drop_heads, with_drop_heads

SAME_BASE = 0.4  # of a character's size: baselines closer than this are one line
WORD_GAP = 0.2  # of a size: a blank between two words
HAN_GAP = 0.5  # of a size: a blank beside a Chinese character, where justified lines are stretched
WIDE_GAP = 1.0  # of a size: a blank between two items
APART = 1.4  # of a size: a gap at which columns may part
OPENER = re.compile(
    r"第[一二三四五六七八九十百千零〇\d]{1,6}(?:编|分编|章|节|条)|\d{1,2}(?:\.\d{1,2}){0,3}|附件?\d{0,2}"
)
LONGEST_OPENER = 24  # pieces of text before the heading: characters and the room between them
LEAST_GAPS = 3  # between Chinese characters, which tell how far a line was stretched
DOUBLE_X = 0.3  # of a glyph's width: how far a second drawing of it is moved to make it bold
DOUBLE_Y = 0.15  # of a size
RAISED = 0.75  # of the line's size: a smaller glyph is a mark above or below the line
MOSTLY = 0.8  # share of a line's characters that are bold for the line to be


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character as drawn: its box and its baseline in points from the top left, its size in points."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    strong: bool = False


def folded(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return `glyphs` without those drawn again a little aside to look bold; what was doubled is strong."""
    kept: list[Glyph] = []
    recent: dict[str, list[int]] = {}
    for glyph in glyphs:
        places = recent.setdefault(glyph.text, [])
        for at in reversed(places[-8:]):
            if _is_double(kept[at], glyph):
                first = kept[at]
                kept[at] = Glyph(
                    first.text,
                    first.x0,
                    first.top,
                    first.x1,
                    first.bottom,
                    first.base,
                    first.size,
                    True,
                )
                break
        else:
            places.append(len(kept))
            kept.append(glyph)
    return kept


def _is_double(first: Glyph, second: Glyph) -> bool:
    if not second.text.strip():
        return False
    aside = abs(first.x0 - second.x0) < DOUBLE_X * max(first.x1 - first.x0, 0.1)
    return aside and abs(first.base - second.base) < DOUBLE_Y * max(first.size, 1.0)


def rows_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Return the rows from the top, each from the left, small marks with the row they stand on."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: one.base):
        if rows and glyph.base - rows[-1][-1].base <= SAME_BASE * min(glyph.size, rows[-1][-1].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    joined = _with_marks(rows)
    return [sorted(row, key=lambda one: (one.x0, one.x1)) for row in joined]


def _with_marks(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Join rows of small raised or lowered marks to the row that they overlap and continue."""
    kept: list[list[Glyph]] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        if at + 1 < len(rows) and _is_mark_of(row, rows[at + 1]):
            rows[at + 1] = [*row, *rows[at + 1]]
        elif kept and _is_mark_of(row, kept[-1]):
            kept[-1] = [*kept[-1], *row]
        else:
            kept.append(row)
        at += 1
    return kept


def _is_mark_of(row: Sequence[Glyph], other: Sequence[Glyph]) -> bool:
    """Say whether `row` is small marks that stand within the height of `other` beside its characters."""
    size = median(glyph.size for glyph in other)
    if len(row) > 12 or max(glyph.size for glyph in row) > RAISED * size:
        return False
    top, bottom = min(glyph.top for glyph in other), max(glyph.bottom for glyph in other)
    if not all(top - 0.2 * size <= (g.top + g.bottom) / 2 <= bottom + 0.2 * size for g in row):
        return False
    return all(
        any(abs(g.x0 - o.x1) < size or abs(o.x0 - g.x1) < size or abs(g.x0 - o.x0) < size for o in other)
        for g in row
    )


def pieces_of(row: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Yield the stretches of a row that wide gaps part; blanks alone are none."""
    piece: list[Glyph] = []
    right = 0.0
    for glyph in row:
        if not glyph.text.strip():
            if piece:
                piece.append(glyph)
            continue
        if piece and glyph.x0 - right > APART * max(glyph.size, piece[-1].size):
            yield _stripped(piece)
            piece = []
        piece.append(glyph)
        right = max(right, glyph.x1) if len(piece) > 1 else glyph.x1
    if piece:
        yield _stripped(piece)


def _stripped(piece: list[Glyph]) -> list[Glyph]:
    while piece and not piece[-1].text.strip():
        piece.pop()
    return piece


def line_of(piece: Sequence[Glyph]) -> LaidLine:
    """Return the line that a stretch of glyphs reads."""
    seen = [glyph for glyph in piece if glyph.text.strip()]
    size = median(glyph.size for glyph in seen)
    strong = sum(glyph.strong for glyph in seen) >= MOSTLY * len(seen)
    return LaidLine(
        text_of(piece),
        min(glyph.x0 for glyph in seen),
        min(glyph.top for glyph in seen),
        max(glyph.x1 for glyph in seen),
        max(glyph.bottom for glyph in seen),
        size,
        strong,
    )


def text_of(piece: Sequence[Glyph]) -> str:
    """Return the characters of a stretch with a blank where words and two where items stand apart."""
    text: list[str] = []
    before: Glyph | None = None
    blank = False
    stretched = _stretched(piece)
    for glyph in piece:
        if not glyph.text.strip():
            blank = True
            continue
        if before is not None:
            opener = len(text) <= LONGEST_OPENER and bool(OPENER.fullmatch("".join(text)))
            text.append(_gap(before, glyph, blank, stretched) or _set_off(opener, before, glyph, stretched))
        text.append(glyph.text)
        before, blank = glyph, False
    return "".join(text)


def _gap(before: Glyph, glyph: Glyph, blank: bool, stretched: float) -> str:
    """Return the blanks between two glyphs of a stretch, in which characters stand `stretched` apart."""
    size = max(before.size, glyph.size)
    words = before.text.isascii() and glyph.text.isascii()
    gap = glyph.x0 - before.x1 - (0.0 if words else stretched)
    if gap > WIDE_GAP * size:
        return "  "
    narrow = WORD_GAP if words else HAN_GAP
    return " " if blank or gap > narrow * size else ""


def _set_off(opener: bool, before: Glyph, glyph: Glyph, stretched: float) -> str:
    """Return the narrow blank that sets a heading off its number, which some writers draw as room alone."""
    room = glyph.x0 - before.x1 - stretched
    return " " if opener and glyph.text > "\u2e7f" and room > WORD_GAP * glyph.size else ""


def _stretched(piece: Sequence[Glyph]) -> float:
    """Return how far apart, in points, the characters of a line stand that was stretched to its measure."""
    pairs = pairwise(piece)
    gaps = [b.x0 - a.x1 for a, b in pairs if a.text > "\u2e7f" and b.text > "\u2e7f"]
    return max(median(gaps), 0.0) if len(gaps) >= LEAST_GAPS else 0.0


def lines_of(glyphs: Sequence[Glyph]) -> list[LaidLine]:
    """Return the lines of glyphs, parted at wide gaps, from the top and from the left."""
    single = folded(glyphs)
    heads = drop_heads(single)
    plain = [glyph for glyph in single if glyph not in heads] if heads else single
    return with_drop_heads([line_of(piece) for row in rows_of(plain) for piece in pieces_of(row)], heads)


def without_raised(glyphs: Sequence[Glyph], marks: frozenset[str], above: float) -> list[Glyph]:
    """Return `glyphs` without the small ones that call a footnote, looking at rows higher than `above`.

    `marks` are what the footnotes of the page begin with. A small figure after a Latin letter stays: m2.
    """
    called: set[int] = set()
    for row in rows_of(glyph for glyph in glyphs if glyph.bottom <= above):
        size = median(glyph.size for glyph in row)
        for small, run in groupby(enumerate(row), key=lambda one: one[1].size <= RAISED * size):
            each = list(run)
            first = each[0][0]
            after_letter = first > 0 and row[first - 1].text.isascii() and row[first - 1].text.isalpha()
            if small and not after_letter and "".join(glyph.text for _, glyph in each).strip() in marks:
                called |= {id(glyph) for _, glyph in each}
    return [glyph for glyph in glyphs if id(glyph) not in called]
