"""Paragraphs: lines that a column or a page broke are put together again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clean.columns import RAGGED, Column, columns_of
from ingest.clean.lines import Line
from ingest.clean.shapes import (
    NEVER_FIRST,
    is_bracketed,
    is_finished,
    is_heading,
    is_open,
    is_own_line,
    is_prose,
    is_tabular,
    shapes,
)

FULL = 5  # cells a full line may lack at the end of a sentence
SHORT = 0.7  # share of the column under which a line without a stop is the last or a heading
HEADING = 0.75  # share of the column that a heading at most fills
ALMOST = 0.97  # share of the column that a heading followed by a run-in heading may fill
LONG_LINE = 60  # cells from which a line without a stop is prose that a page broke
LONG_HEADING = 90  # the same where the line begins as a heading does


@dataclass(frozen=True, slots=True)
class Situation:
    """What the decision to join looks at: the paragraph so far, its last line, the line after."""

    text: str
    lines: tuple[Line, ...]
    column: Column | None
    following: Line
    next_column: Column | None
    indented: bool
    headlines: bool  # a credit stands above with nothing but headlines, captions and decks since

    @property
    def last(self) -> Line:
        return self.lines[-1]


def paragraphs_of(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """Group lines to paragraphs."""
    columns = columns_of(lines)
    indents = _indents(lines, columns)
    paragraphs: list[list[Line]] = []
    text, headlines = "", False
    for at, line in enumerate(lines):
        done = tuple(paragraphs[-1]) if paragraphs else ()
        situation = Situation(text, done, columns[at - 1], line, columns[at], indents[at], headlines)
        if done and _joins(situation):
            paragraphs[-1].append(line)
            text += line.text
        else:
            headlines = bool(text) and (is_bracketed(text) or (headlines and is_heading(text)))
            paragraphs.append([line])
            text = line.text
    return [tuple(paragraph) for paragraph in paragraphs]


def _indents(lines: Sequence[Line], columns: Sequence[Column | None]) -> list[bool]:
    """Say of each line whether it is set in deeper than the lines of its kind that go on a sentence."""
    inner = [
        line.indent
        for before, line, column in zip(lines, lines[1:], columns[1:], strict=False)
        if column is not None and not is_finished(before.text)
    ]
    margin = sorted(inner)[len(inner) // 2] if inner else 0
    return [line.indent >= margin + 2 for line in lines]


def _joins(at: Situation) -> bool:
    following = at.following.text
    if is_tabular(following) or is_tabular(at.text) or is_bracketed(at.text):
        return False
    closed = is_finished(at.text) or _is_heading_line(at)
    if (shapes().weak if closed else shapes().strong).match(following):
        return False
    if is_open(at.text) or following[0] in NEVER_FIRST:
        return True
    if at.indented or shapes().closed_label.match(following):
        return False
    column = at.column
    if column is None or max(line.width for line in at.lines) > column.width + RAGGED // 2:
        return _joins_page(at)
    return _joins_column(at, column)


def _is_heading_line(at: Situation) -> bool:
    """Say whether the paragraph so far is one line that does not fill its column, or plainly a heading."""
    if len(at.lines) > 1 or not is_heading(at.text):
        return False
    return at.headlines or at.column is None or at.last.width <= SHORT * at.column.width


def _joins_page(at: Situation) -> bool:
    """Decide outside columns: only a sentence cut by a page goes on."""
    following = at.following
    if is_finished(at.text) or not is_prose(at.text) or shapes().closed_label.match(at.text):
        return False
    heading_to = LONG_HEADING if shapes().weak.match(at.text) else LONG_LINE
    if not {"。", "；"} & set(at.text) and at.last.width < heading_to:
        return False
    if not is_prose(following.text) or shapes().label.match(following.text):
        return False
    if at.headlines and is_finished(following.text):
        return False
    if at.next_column is not None and at.last.width > at.next_column.width:
        return False
    widest = max(line.width for line in at.lines)
    tight = max((line.gap for line in at.lines[1:]), default=following.gap)
    return not (at.last.width < SHORT * widest and following.gap > tight)


def _joins_column(at: Situation, column: Column) -> bool:
    """Decide inside a column: a full line goes on unless a paragraph visibly begins."""
    following, share = at.following, at.last.width / column.width
    if is_finished(at.text):
        full = at.last.width >= column.width - FULL
        return full and following.gap <= column.gap and not _begins(at, column)
    if len(at.lines) == 1 and not is_prose(at.text):
        return not _heads(at, share)
    if share > SHORT:
        return True
    return is_prose(following.text) and following.gap <= column.gap and not is_own_line(following.text)


def _heads(at: Situation, share: float) -> bool:
    """Say whether a first line without punctuation, filling `share` of its column, is a heading."""
    following = at.following.text
    if share <= HEADING or at.headlines or is_own_line(at.text) or is_own_line(following):
        return True
    if at.column is not None and at.following.gap > at.column.gap:
        return True
    if share > ALMOST:
        return False
    if shapes().titled.match(at.text):
        return at.following.width > share * at.last.width
    return bool(shapes().run_in.match(following)) and not shapes().weak.match(at.text)


def _begins(at: Situation, column: Column) -> bool:
    """Say whether the line after a full stop visibly begins a paragraph."""
    following = at.following
    heading = is_heading(following.text) and following.width <= SHORT * column.width
    first_address = len(at.lines) == 1 and shapes().salutation.match(at.text)
    marked = shapes().run_in.match(following.text) or shapes().label.match(following.text)
    return bool(heading or first_address or marked or is_bracketed(following.text))
