"""Fold full-width characters to half width, character for character, and cut a text to sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

WIDTHS = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0) not in ",!?;"}
DASHES = dict.fromkeys(map(ord, "—–―─－‐‑−～〜∼~"), "-")
BRACKETS = str.maketrans("【〔［】〕］﹙﹚％﹪〇", "[[[]]]()%%○")
SPACES = dict.fromkeys(map(ord, "\u3000\u00a0\u2002\u2003\t"), " ")
TABLE: dict[int, int | str] = {**WIDTHS, **DASHES, **BRACKETS, **SPACES}

SENTENCE_END = re.compile(r"[。;；!！?？\n]")
PART_END = re.compile(r"[，,、:。;；!！?？\n]")
PAIRS = (("（", "）"), ("(", ")"), ("《", "》"))
LONGEST_ASIDE = 120
REACH = 300
CACHED = 64


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch ``text[start:end]`` of a clause, without the mark that closes it."""

    start: int
    end: int


@lru_cache(maxsize=CACHED)
def fold(text: str) -> str:
    """Return `text` with full-width ASCII, dashes, brackets and spaces folded; the length never changes."""
    return text.translate(TABLE)


@lru_cache(maxsize=CACHED)
def sentences(text: str) -> tuple[Piece, ...]:
    """Cut `text` at 。；！？ and line ends outside brackets and quotes; blank pieces are left out."""
    pieces = []
    start = 0
    for mark in SENTENCE_END.finditer(text):
        if text[mark.start()] != "\n" and _enclosed(text, start, mark.start()):
            continue
        pieces.append(_trim(text, start, mark.start()))
        start = mark.end()
    pieces.append(_trim(text, start, len(text)))
    return tuple(piece for piece in pieces if piece.start < piece.end)


def sentence_at(text: str, offset: int) -> Piece:
    """Return the sentence that holds the character at `offset`, or an empty piece there."""
    pieces = sentences(text)
    at = bisect_right(pieces, offset, key=lambda piece: piece.start) - 1
    return pieces[at] if at >= 0 and offset < pieces[at].end else Piece(offset, offset)


def near(piece: Piece, start: int, end: int) -> Piece:
    """Return what of the sentence `piece` lies near ``start:end``; no sentence that is written is longer."""
    return Piece(max(piece.start, start - REACH), min(piece.end, end + REACH))


def part_at(folded: str, piece: Piece, offset: int, marks: re.Pattern[str] = PART_END) -> Piece:
    """Return the part of the sentence `piece` between two separators that holds `offset`."""
    piece = near(piece, offset, offset)
    start = piece.start
    for mark in marks.finditer(folded, piece.start, piece.end):
        if mark.start() >= offset:
            return Piece(start, mark.start())
        start = mark.end()
    return Piece(start, piece.end)


def _enclosed(text: str, start: int, end: int) -> bool:
    """Tell whether a bracket or quote opened since `start` (and not long ago) is still open at `end`."""
    start = max(start, end - LONGEST_ASIDE)
    return any(text.count(left, start, end) > text.count(right, start, end) for left, right in PAIRS)


def _trim(text: str, start: int, end: int) -> Piece:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Piece(start, end)
