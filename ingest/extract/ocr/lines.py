"""Recognised pieces of a page to lines: pieces side by side are joined, wide gaps part them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.extract.extracted import LaidLine
from ingest.extract.ocr.marks import mended

WORD_GAP, WIDE_GAP, APART = 0.2, 1.0, 1.4  # of a size: a blank, two blanks, another line
_SAME_ROW = 0.5  # share of the lower of two pieces that stands beside the other
_SQUARE = 0.93  # of a size: the ink of a Chinese character is about that high
_DIGIT = 0.75  # the ink of a digit
_SHORT = 6.0  # characters: the blanks beside the first and the last count too much in a shorter piece
_HAN = re.compile("[㐀-鿿]")
_OPENING, _CLOSING = "（《“‘〔【「『", "，。、；：？！）》”’〕】」』"
_LATIN_END, _LATIN_START = re.compile(r"[A-Za-z0-9]$"), re.compile(r"^[A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of recognised text: the box of its ink in points from the top left, its confidence (0..1)."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    confidence: float

    @property
    def size(self) -> float:
        """The size of its characters: from its length, which cannot hide what its height can."""
        wide, high = self.x1 - self.x0, self.bottom - self.top
        if high > 2 * wide and len(self.text) > 1:
            return wide / _SQUARE  # a column of characters
        along = sum(_advance(character) for character in self.text)
        tall = high / (_SQUARE if _HAN.search(self.text) else _DIGIT)
        return tall if along < _SHORT else min(wide / (along - _blank_ends(self.text)), tall * 1.15)


def lines_of(pieces: Iterable[Piece]) -> tuple[LaidLine, ...]:
    """Return the lines that pieces form, from the top and from the left."""
    return tuple(
        _line(together) for row in _rows(pieces) for together in _together(sorted(row, key=lambda p: p.x0))
    )


def _rows(pieces: Iterable[Piece]) -> list[list[Piece]]:
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: (one.top + one.bottom) / 2):
        row = next((row for row in rows[-4:] if _belongs(piece, row)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    return rows


def _belongs(piece: Piece, row: Sequence[Piece]) -> bool:
    """Say whether a piece stands beside the last of a row, and below or above none of it."""
    last = row[-1]
    shared = min(last.bottom, piece.bottom) - max(last.top, piece.top)
    if shared < _SAME_ROW * min(last.bottom - last.top, piece.bottom - piece.top):
        return False
    return all(
        min(one.x1, piece.x1) - max(one.x0, piece.x0) <= 0.5 * min(one.x1 - one.x0, piece.x1 - piece.x0)
        for one in row
    )


def _together(row: Sequence[Piece]) -> list[list[Piece]]:
    """Part a row where its pieces stand far from each other."""
    parts = [[row[0]]]
    for piece in row[1:]:
        before = parts[-1][-1]
        size = max(before.size, piece.size)
        if _gap(before, piece) > APART * size:
            parts.append([piece])
        else:
            parts[-1].append(piece)
    return parts


def _line(pieces: Sequence[Piece]) -> LaidLine:
    text = pieces[0].text
    for before, piece in pairwise(pieces):
        text += _blank(before, piece) + piece.text
    whole = replace(
        pieces[0],
        text=text,
        top=min(piece.top for piece in pieces),
        x1=max(piece.x1 for piece in pieces),
        bottom=max(piece.bottom for piece in pieces),
    )
    size = max(piece.size for piece in pieces)
    top, bottom = _upright_span(whole, size)
    characters = sum(len(piece.text) for piece in pieces)
    sure = sum(piece.confidence * len(piece.text) for piece in pieces) / characters
    x0, x1 = whole.x0, whole.x1 + (size / 2 if text[-1] in _CLOSING else 0.0)
    return LaidLine(mended(text), x0, top, x1, bottom, round(size, 2), confidence=round(sure, 4))


def _upright_span(piece: Piece, size: float) -> tuple[float, float]:
    """Return top and bottom as the characters' squares have them: the ink of 一 fills a strip of its."""
    if piece.bottom - piece.top > size:
        return piece.top, piece.bottom
    middle = (piece.top + piece.bottom) / 2
    return middle - size / 2, middle + size / 2


def _gap(before: Piece, piece: Piece) -> float:
    """Return the gap between two pieces, less the blank halves of marks that belong to them."""
    halves = (before.text[-1] in _CLOSING) + (piece.text[0] in _OPENING)
    return piece.x0 - before.x1 - halves * max(before.size, piece.size) / 2


def _blank(before: Piece, piece: Piece) -> str:
    size, gap = max(before.size, piece.size), _gap(before, piece)
    if gap > WIDE_GAP * size:
        return "  "
    words = _LATIN_END.search(before.text) and _LATIN_START.search(piece.text)
    return " " if gap > (WORD_GAP if words else 2 * WORD_GAP) * size else ""


def _advance(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.52


def _blank_ends(text: str) -> float:
    return ((text[0] in _OPENING) + (text[-1] in _CLOSING)) / 2
