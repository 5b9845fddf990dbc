"""Leftovers of converters and web pages: tags, entities, Markdown signs, page buttons, bold set twice."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.clean.lines import Cut, Line, cut_line, squeezed

TABLE = Path(__file__).with_name("tables") / "leftovers.toml"
CONVERTER, WEB, DOUBLE = "转换残留", "网页残留", "重影"
LONGEST_DOUBLE = 160  # characters of a line that is looked at for text set twice
LEAST_DOUBLE = 4  # Chinese characters that must have been set twice
LEAST_ECHO = 8  # length of a stretch inside a line that is taken for set twice

VALUE = r"""(?:"[^"\n]{0,800}"|'[^'\n]{0,800}'|[^\s"'<>]{1,200})"""
ATTRIBUTE = rf"[a-z_:@][a-z0-9_:.\-]*(?:[ \t]*=[ \t]*{VALUE})?"


@dataclass(frozen=True, slots=True)
class Patterns:
    """The compiled table of leftovers."""

    stretches: tuple[re.Pattern[str], ...]
    lines: tuple[re.Pattern[str], ...]


@cache
def patterns() -> Patterns:
    """Load the table of leftovers."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    silent = "|".join(table["silent"])
    tags = "|".join(table["tags"])
    first = (
        rf"(?i)<(?P<silent>{silent})\b[^<>]{{0,500}}>(?:(?!</(?P=silent)>)[\s\S]){{0,3000}}</(?P=silent)>",
        rf"(?i)</?(?:{tags})(?:[ \t]+{ATTRIBUTE})*[ \t]*/?>",
    )
    return Patterns(
        tuple(re.compile(row) for row in (*first, *(row["pattern"] for row in table["stretches"]))),
        tuple(re.compile(row["pattern"], re.IGNORECASE) for row in table["lines"]),
    )


def leftover_cuts(source: str) -> Iterator[Cut]:
    """Yield the stretches of markup, keeping what stands inside a pair of marks."""
    for pattern in patterns().stretches:
        for found in pattern.finditer(source):
            start, end = found.span()
            if "keep" in pattern.groupindex:
                yield Cut(start, found.start("keep"), CONVERTER)
                yield Cut(found.end("keep"), end, CONVERTER)
            else:
                yield Cut(start, end, CONVERTER)


def web_cuts(lines: list[Line]) -> Iterator[Cut]:
    """Yield the lines that belong to a web page around the document."""
    for line in lines:
        text = squeezed(line.text)
        if any(pattern.fullmatch(text) for pattern in patterns().lines):
            yield cut_line(line, WEB)


def double_cuts(line: Line) -> Iterator[Cut]:
    """Yield the second copies in a line set twice to look bold, letter by letter or phrase by phrase.

    Give it only lines that are paragraphs: broken prose may say a phrase twice within one line.
    """
    shown = [(i, char) for i, char in zip(line.at, line.text, strict=True) if not char.isspace()]
    text = "".join(char for _, char in shown)
    if not 2 * LEAST_DOUBLE <= len(text) <= LONGEST_DOUBLE:
        return
    parts = _all_doubled(text) if len(text) % 2 == 0 else ()
    if sum(_chinese(text[at : at + size]) for at, size in parts) < LEAST_DOUBLE:
        parts = _echoes(text)
    for at, size in parts:
        copies = [i for i, _ in shown[at + size : at + 2 * size]]
        firsts = [i for i, _ in shown[at : at + size]]
        if size > 1 and copies[0] - firsts[-1] != 1:
            continue  # two equal words with a blank between are two items
        yield from (Cut(i, i + 1, DOUBLE) for i in copies)


def _chinese(text: str) -> int:
    return sum("一" <= char <= "鿿" for char in text)


def _all_doubled(text: str) -> tuple[tuple[int, int], ...]:
    """Return (start, size) of phrases each followed by its copy that make up all of `text`, else ()."""
    came_by: dict[int, int] = {0: 0}
    for at in range(0, len(text), 2):
        if at not in came_by:
            continue
        for size in range(1, (len(text) - at) // 2 + 1):
            if text.startswith(text[at : at + size], at + size):
                came_by.setdefault(at + 2 * size, size)
    parts: list[tuple[int, int]] = []
    at = len(text)
    while at and at in came_by:
        size = came_by[at]
        at -= 2 * size
        parts.append((at, size))
    return tuple(reversed(parts))


def _echoes(text: str) -> tuple[tuple[int, int], ...]:
    """Return (start, size) of long stretches of Chinese that are at once said again."""
    found = re.finditer(rf"([一-鿿“”]{{{LEAST_ECHO},60}}?)(?=\1)", text)
    parts: list[tuple[int, int]] = []
    for echo in found:
        if not parts or echo.start() >= parts[-1][0] + 2 * parts[-1][1]:
            parts.append((echo.start(), len(echo[1])))
    return tuple(parts)
