"""Lines: what is left of a source after cuts, seen line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import east_asian_width

# Everything str.splitlines takes for a line end.
BREAK = re.compile("[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Cut:
    """A range of the source to leave out and why (目录 · 封面 · 页眉页脚 · 转换残留 · 重影 · 网页残留)."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something on it.

    `at` are the source offsets of its kept characters without the outer blanks, `text` those characters.
    `indent` is the blank before it in cells (a Chinese character is two), `gap` counts the empty lines
    before it, `width` is the display width of `text` without blanks beside Chinese.
    """

    at: tuple[int, ...]
    text: str
    indent: int
    gap: int
    width: int


def apply_cuts(kept: Sequence[bool], cuts: Iterable[Cut]) -> list[bool]:
    """Return `kept` with the cut ranges set to False."""
    after = list(kept)
    for cut in cuts:
        after[cut.start : cut.end] = [False] * (cut.end - cut.start)
    return after


def lines_of(source: str, kept: Sequence[bool]) -> list[Line]:
    """Return the lines of `source` that still show something, counting the empty ones between."""
    lines: list[Line] = []
    gap = 0
    for start, end in _bounds(source):
        at = [i for i in range(start, end) if kept[i]]
        shown = [i for i in at if not source[i].isspace()]
        if not shown:
            gap += 1
            continue
        indent = cells(source[i] for i in at if i < shown[0])
        at = [i for i in at if shown[0] <= i <= shown[-1]]
        width = cells(source[i] for i in shown)
        lines.append(Line(tuple(at), "".join(source[i] for i in at), indent, gap, width))
        gap = 0
    return lines


def _bounds(source: str) -> Iterable[tuple[int, int]]:
    start = 0
    for found in BREAK.finditer(source):
        yield start, found.start()
        start = found.end()
    yield start, len(source)


def cut_line(line: Line, reason: str) -> Cut:
    """Return the cut that removes the whole of `line`."""
    return Cut(line.at[0], line.at[-1] + 1, reason)


def cells(chars: Iterable[str]) -> int:
    """Return the display width in cells: two for wide and ambiguous characters, one for others."""
    return sum(_cell(char) for char in chars)


@lru_cache(maxsize=8192)
def _cell(char: str) -> int:
    return 2 if char == "\t" or east_asian_width(char) in "WFA" else 1


def squeezed(text: str) -> str:
    """Return `text` without blanks, for comparing lines that a converter spaced differently."""
    return "".join(text.split())
