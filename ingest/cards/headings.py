"""What stands above a card: its own title, and the headings of the sections it is in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.structure.headings import heading_of
from ingest.structure.lines import Line, is_bare, lines_of
from ingest.structure.markers import read_marker

LONGEST_TITLE = 80
LONGEST_HEADING = 45
MOST_TITLE_LINES = 3
SECTIONS = ("编", "章", "节", "一、", "（一）", "附件")
NUMBERED = re.compile(
    r"(?:[（(]\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[)）]|\d{1,3}\s*[.．、)）]|[①-⑳]"
    r"|(?:政策|事项|卡片)?[一二三四五六七八九十]{1,3}\s*[、:：.．]|(?:政策|事项|卡片)\s*\d{1,3}\s*[、:：.．]?)\s*"
)
STOPS = "。；;！？!?：:"
UNMARKED = -1.0


@dataclass(frozen=True, slots=True)
class Section:
    """The heading of a section; `rank` orders them, small above large."""

    heading: str
    rank: float


@dataclass(frozen=True, slots=True)
class Above:
    """What a stretch of text above a card holds: prose up to `prose_end`, sections, from `title` its title.

    `title` is None where the card has no title above it.
    """

    prose_end: int
    sections: tuple[Section, ...]
    title: int | None


def read_above(text: str, start: int, end: int, is_first: bool, is_named: bool) -> Above:
    """Read ``text[start:end]``, which ends where a card begins; above the first one a preface may stand.

    The title is the last line, or the lines from a numbered one on; of a card that `is_named` in its table
    only a numbered line is. Headings before it are sections. What is no heading is prose, kept with all
    before it.
    """
    lines = list(lines_of(text[start:end]))
    titled = _title_lines(lines, is_named)
    title = start + lines[-titled].start if titled else None
    rest = lines[: len(lines) - titled]
    sections: list[Section] = []
    loose = not is_first or not any(_is_prose(line) for line in rest)
    while rest and (section := _section(rest[-1], loose)) is not None:
        if section.rank == UNMARKED and sections and sections[-1].rank == UNMARKED:
            sections.pop()  # a cover: its first line says what it is
        sections.append(section)
        rest.pop()
    if rest and not is_first and not any(_is_prose(line) for line in rest):
        rest = []
    return Above(start + (rest[-1].end if rest else 0), tuple(reversed(sections)), title)


def nested(opened: Sequence[Section], sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return the sections that are open after `sections` follow those `opened` before."""
    open_now = list(opened)
    for section in sections:
        while open_now and open_now[-1].rank >= section.rank:
            open_now.pop()
        open_now.append(section)
    return tuple(open_now)


def ordinal_length(title: str) -> int:
    """Return how many characters of a card's title are its ordinal and the blanks behind it."""
    found = NUMBERED.match(title)
    return found.end() if found and found.end() < len(title) and not title[found.end()].isdigit() else 0


def _title_lines(lines: Sequence[Line], is_named: bool) -> int:
    """Return how many of the last lines are a card's title, 0 where the last is none."""
    if not lines or not _may_title(lines[-1]):
        return 0
    for count in range(1, min(MOST_TITLE_LINES, len(lines)) + 1):
        line = lines[-count]
        if not _may_title(line):
            break
        if is_named and _section(line, loose=False) is not None:
            break  # 二、金融篇 above a card that bears its title itself
        if ordinal_length(line.text):
            return count
    return 0 if is_named else 1


def _may_title(line: Line) -> bool:
    return 2 <= len(line.text) <= LONGEST_TITLE and line.text[-1] not in STOPS and "\t" not in line.text


def _section(line: Line, loose: bool) -> Section | None:
    """Return the section a line heads; unless `loose` only a line with an ordinal does."""
    marker = read_marker(line.text)
    if marker is not None and marker.kind in SECTIONS:
        alone = heading_of(marker.kind, line.text[marker.length :]).alone
        return Section(line.text, marker.rank) if alone and not _is_prose(line) else None
    return Section(line.text, UNMARKED) if loose and is_bare(line.text, LONGEST_HEADING) else None


def _is_prose(line: Line) -> bool:
    return "。" in line.text or len(line.text) > LONGEST_HEADING or "\t" in line.text
