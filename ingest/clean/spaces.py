"""Blanks: which of them separate words, items or cells, and which a converter put between characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.clean.shapes import is_prose

BLANK = re.compile(r"\s+")
QUOTES = "“”‘’"
# After these openers a heading is set off by a blank.
SET_OFF = re.compile(
    r"(?:第\s*[一二三四五六七八九十百千零〇\d]{1,6}\s*(?:编|分编|章|节|条|款|部分)|专栏\s*[一二三四五六七八九十\d]{1,3}"
    r"|附\s*[件表图]\s*[一二三四五六七八九十\d]{0,3}|[表图]\s*[一二三四五六七八九十\d]{1,3}"
    r"|\d{1,2}(?:\.\d{1,2}){1,3}(?!\s*[亿万千百元个家户人年月日倍亩吨公平%]))(?=\s)"
)
NUMBERED = re.compile(r"\d{1,2}(?=\s+[一-鿿])(?!\s*[亿万千百元个家户人年月日倍亩吨公平])")
BOXES = re.compile(r"[（(]?[□☐☑✓√✔×○●]?[)）]?")
UNITS = frozenset("年月日时分号期个家户万亿千百元人项条款章节页级类位名%％")
LEAST_ITEM = 2  # Chinese characters that make an item of their own


@dataclass(frozen=True, slots=True)
class Gap:
    """A run of blanks: half-open range in a text."""

    start: int
    end: int


def kept_blanks(text: str, joints: Sequence[int] = ()) -> dict[int, str]:
    """Return the index of each blank of `text` to keep and what it stands as: a space or a tab.

    `joints` are the indices of blanks that are line breaks inside the paragraph.
    """
    breaks = frozenset(joints)
    found = (blank.span() for blank in BLANK.finditer(text))
    gaps = [Gap(start, end) for start, end in found if 0 < start and end < len(text)]
    kept = {gap.start: " " for gap in gaps if _between_words(text, gap, breaks)}
    if not is_prose(text):
        plain = [gap for gap in gaps if breaks.isdisjoint(range(gap.start, gap.end))]
        kept |= {gap.start: " " for gap in _between_items(text, plain)}
    opener = SET_OFF.match(text) or (None if is_prose(text) else NUMBERED.match(text))
    if opener:
        kept[opener.end()] = " "
    kept |= {gap.start: "\t" for gap in gaps if "\t" in text[gap.start : gap.end]}
    return kept


def _between_words(text: str, gap: Gap, breaks: frozenset[int]) -> bool:
    """Say whether a gap parts two words that are not Chinese; a number broken by a line is one number."""
    left, right = text[gap.start - 1], text[gap.end]
    if gap.start in breaks and (left.isdigit() or right.isdigit()):
        return False
    if "|" in (left, right):
        return True
    if left in QUOTES and gap.start > 1:
        left = text[gap.start - 2]
    if right in QUOTES and gap.end + 1 < len(text):
        right = text[gap.end + 1]
    return left.isascii() and right.isascii() and (left.isalnum() or right.isalnum())


def _between_items(text: str, gaps: Sequence[Gap]) -> list[Gap]:
    """Return the gaps between whole items: names, cells, halves of a headline."""
    wide = [gap.end - gap.start > 1 for gap in gaps]
    pieces = _pieces(text, gaps)
    inner = {
        gap
        for gap, is_wide, (left, right) in zip(gaps, wide, pairwise(pieces), strict=False)
        if not is_wide and 1 in (len(left), len(right))
    }
    outer = [gap for gap in gaps if gap not in inner]
    return [
        gap
        for gap, (left, right) in zip(outer, pairwise(_pieces(text, outer)), strict=False)
        if _ends_item(left) and _begins_item(right) and not (left[-1].isdigit() and right[0] in UNITS)
    ]


def _pieces(text: str, gaps: Sequence[Gap]) -> list[str]:
    starts = [0, *(gap.end for gap in gaps)]
    ends = [*(gap.start for gap in gaps), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _ends_item(piece: str) -> bool:
    return bool(BOXES.fullmatch(piece)) or (_letters(piece) >= LEAST_ITEM and piece[-1] not in "、，．.")


def _begins_item(piece: str) -> bool:
    return bool(BOXES.fullmatch(piece)) or (_letters(piece) >= LEAST_ITEM and piece[0] not in "（(")


def _letters(piece: str) -> int:
    return sum("一" <= char <= "鿿" for char in piece)
