"""Footnotes: small type at the foot of a page, under a short rule or begun by a mark."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ingest.extract.extracted import LaidLine, LaidPage

MARK = re.compile(
    r"\s*(\[\d{1,3}\]|〔\d{1,3}〕|［\d{1,3}］|[①-⑳]|[*＊†]{1,3}|\d{1,2}(?![\d.．、，年月日%％]))"
)
SMALL = 0.93  # of the size of the text: a footnote's type under a rule
SMALLER = 0.88  # the same without a rule
LOWER = 0.4  # share of the page's height under which footnotes stand


def body_size(pages: Iterable[LaidPage]) -> float:
    """Return the size most characters have, in half points; 0.0 where there are none."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def without_footnotes(
    pages: Sequence[LaidPage], rules: Mapping[int, Sequence[float]], body: float
) -> list[LaidPage]:
    """Return the pages without footnotes; `rules` are the heights of short rules by page, in points."""
    kept = []
    for page in pages:
        notes = set(footnotes(page, rules.get(page.number, ()), body))
        kept.append(replace(page, lines=tuple(line for line in page.lines if line not in notes)))
    return kept


def footnotes(page: LaidPage, rules: Sequence[float], body: float) -> list[LaidLine]:
    """Return the lines of a page that are footnotes, from the top."""
    if not body or not page.lines:
        return []
    lines = sorted(page.lines, key=lambda line: (line.top, line.x0))
    for rule in sorted(rules):
        below = [line for line in lines if line.top >= rule - 2]
        if rule > LOWER * page.height and below and _are_notes(below, body):
            return below
    tail: list[LaidLine] = []
    for line in reversed(lines):
        if line.size > SMALLER * body or line.top < LOWER * page.height:
            break
        tail.insert(0, line)
    while tail and not MARK.match(tail[0].text):
        tail.pop(0)
    return tail if page.how != "ocr" else []


def _are_notes(lines: Sequence[LaidLine], body: float) -> bool:
    small = all(line.size <= SMALL * body for line in lines)
    return small or bool(MARK.match(lines[0].text) and all(line.size <= body for line in lines))


def marks_of(notes: Sequence[LaidLine]) -> frozenset[str]:
    """Return the marks that footnotes begin with."""
    return frozenset(found.group(1) for line in notes if (found := MARK.match(line.text)))
