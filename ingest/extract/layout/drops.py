"""Drop heads: a first character set over several lines, which leads the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

from ingest.extract.extracted import LaidLine

if TYPE_CHECKING:
    from ingest.extract.layout.lines import Glyph

LARGE = 1.8  # of the usual size of the page
NEAR = 1.5  # of its size: room between a drop head and the lines beside it
LEAST_BESIDE = 2  # lines


def drop_heads(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return the Chinese characters of `glyphs` that stand alone in large type beside several lines."""
    if not glyphs:
        return []
    usual = median(glyph.size for glyph in glyphs)
    large = [glyph for glyph in glyphs if glyph.size >= LARGE * usual and glyph.text > "\u2e7f"]
    plain = [glyph for glyph in glyphs if glyph.size < LARGE * usual and glyph.text.strip()]
    return [head for head in large if _is_alone(head, large) and len(_bases(head, plain)) >= LEAST_BESIDE]


def _is_alone(head: Glyph, large: Sequence[Glyph]) -> bool:
    return not any(other is not head and abs(other.base - head.base) < head.size for other in large)


def _bases(head: Glyph, plain: Sequence[Glyph]) -> set[int]:
    """Return the base lines, in points, of what begins right of a large character within its height."""
    return {
        round(glyph.base)
        for glyph in plain
        if 0 <= glyph.x0 - head.x1 + 0.2 * glyph.size <= NEAR * glyph.size and _within(head, glyph.base)
    }


def _within(head: Glyph, base: float) -> bool:
    return head.base - head.size < base <= head.base + 0.2 * head.size


def with_drop_heads(lines: Sequence[LaidLine], heads: Sequence[Glyph]) -> list[LaidLine]:
    """Return lines with each head before the first line beside it; those lines all begin where it does."""
    kept = list(lines)
    for head in heads:
        beside = [at for at, line in enumerate(kept) if _stands_beside(head, line)]
        for place, at in enumerate(beside):
            text = kept[at].text if place else head.text + kept[at].text
            kept[at] = replace(kept[at], text=text, x0=head.x0)
        if not beside:
            box = head.x0, head.top, head.x1, head.bottom
            kept.append(LaidLine(head.text, *box, head.size, head.strong))
    return kept


def _stands_beside(head: Glyph, line: LaidLine) -> bool:
    room = line.x0 - head.x1 + 0.2 * line.size
    return 0 <= room <= NEAR * line.size and _within(head, line.bottom - 0.2 * (line.bottom - line.top))
