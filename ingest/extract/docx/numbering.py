"""Automatic numbers of a Word file written out: 第一条, 一、, （一）, 1., ①.

Source: ECMA-376, part 1, 17.9 (numbering).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.extract.docx.numerals import numeral
from ingest.extract.docx.package import W, flag, number, value
from ingest.extract.docx.styles import Style

if TYPE_CHECKING:
    from lxml.etree import _Element

LEVELS = 9
HIGHEST = 999_999  # no list is longer; a broken start value counts no further
PLACE = re.compile(r"%([1-9])")
BULLET = "•"
SHOWN_BULLETS = "—－●◆■★☆▲▪◇□○※"


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: first number, format, text with %1 to %9, and the style that counts in it."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None  # the level (from 1) after which it begins again, 0 for never
    legal: bool = False  # higher levels in Arabic digits
    style: str | None = None


@dataclass(frozen=True, slots=True)
class List:
    """A list that paragraphs name: which counters it shares, its levels, where it starts anew."""

    shared: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]


class Numbering:
    """The lists of a file and how far each has counted."""

    def __init__(self, root: _Element | None) -> None:
        self._lists = {} if root is None else _lists(root)
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, properties: _Element | None, style: Style, style_id: str | None) -> str:
        """Count a paragraph and return its number, "" where it has none."""
        list_id, level = self._place(properties, style, style_id)
        found = self._lists.get(list_id or "")
        if found is None or level not in found.levels:
            return ""
        counts = self._counted(found, list_id or "", level)
        return _shown(found, level, counts)

    def _place(
        self, properties: _Element | None, style: Style, style_id: str | None
    ) -> tuple[str | None, int]:
        direct = None if properties is None else properties.find(f"{W}numPr")
        own = None if direct is None else value(direct.find(f"{W}numId"))
        level = None if direct is None else number(value(direct.find(f"{W}ilvl")))
        list_id = own if own is not None else style.list_id
        if level is None:
            level = style.level or 0
            found = self._lists.get(list_id or "")
            if own is None and found is not None:
                linked = (at for at, each in found.levels.items() if style_id and each.style == style_id)
                level = next(linked, level)
        return list_id, level

    def _counted(self, found: List, list_id: str, level: int) -> list[int | None]:
        counts = self._counts.setdefault(found.shared, [None] * LEVELS)
        count = counts[level]
        if (list_id, level) not in self._begun and level in found.starts:
            count = None
        self._begun.add((list_id, level))
        start = found.starts.get(level, found.levels[level].start)
        counts[level] = start if count is None else min(count + 1, HIGHEST)
        for below in range(level + 1, LEVELS):
            restart = found.levels[below].restart if below in found.levels else None
            if restart is None or level < restart:
                counts[below] = None
        return counts


def _shown(found: List, level: int, counts: list[int | None]) -> str:
    here = found.levels[level]
    if here.form == "bullet":
        mark = here.text.strip()
        return mark if mark and mark in SHOWN_BULLETS else BULLET if mark else ""

    def fill(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        of = found.levels.get(at, Level())
        count = counts[at] if at < LEVELS else None
        form = "decimal" if here.legal and at < level else of.form
        return numeral(of.start if count is None else count, form)

    return PLACE.sub(fill, here.text).strip()


def _lists(root: _Element) -> dict[str, List]:
    abstract = {each.get(f"{W}abstractNumId", ""): each for each in root.findall(f"{W}abstractNum")}
    by_style = {
        value(link): each for each in abstract.values() if (link := each.find(f"{W}styleLink")) is not None
    }
    found = {}
    for each in root.findall(f"{W}num"):
        shared = value(each.find(f"{W}abstractNumId")) or ""
        base = abstract.get(shared)
        if base is None:
            continue
        linked = value(base.find(f"{W}numStyleLink"))
        base = by_style.get(linked, base) if linked else base
        shared = base.get(f"{W}abstractNumId", shared)
        levels = dict(_level(level) for level in base.findall(f"{W}lvl"))
        starts = {}
        for override in each.findall(f"{W}lvlOverride"):
            at = number(override.get(f"{W}ilvl")) or 0
            start = number(value(override.find(f"{W}startOverride")))
            if start is not None:
                starts[at] = start
            levels |= dict(_level(level) for level in override.findall(f"{W}lvl"))
        levels = {at: level for at, level in levels.items() if 0 <= at < LEVELS}
        found[each.get(f"{W}numId", "")] = List(shared, levels, starts)
    return found


def _level(element: _Element) -> tuple[int, Level]:
    start = number(value(element.find(f"{W}start")))
    return number(element.get(f"{W}ilvl")) or 0, Level(
        1 if start is None else start,
        value(element.find(f".//{W}numFmt")) or "decimal",
        value(element.find(f"{W}lvlText")) or "",
        number(value(element.find(f"{W}lvlRestart"))),
        bool(flag(element.find(f"{W}isLgl"))),
        value(element.find(f"{W}pStyle")),
    )


def numbered(label: str, text: str) -> str:
    """Return a paragraph with its number before it, set off by a space where the two would run together."""
    if not label or not text:
        return text
    apart = label[-1].isalpha() or label[-1].isdecimal() or (label[-1].isascii() and text[0].isascii())
    return f"{label} {text}" if apart else label + text
