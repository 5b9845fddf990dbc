"""Paragraphs of laid lines: put together by indent, fullness, gaps, type and openers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.clean.shapes import (
    NEVER_FIRST,
    is_bracketed,
    is_finished,
    is_heading,
    is_open,
    is_own_line,
    is_prose,
    shapes,
)
from ingest.extract.layout.flow import FlowLine

INDENT = 1.2  # of a size: a line set in deeper begins a paragraph
FULL = 1.6  # of a size: room at the end of a line that is full
NARROW = 8.0  # of a size: a column in which lines are filled to the last character
LOOSE = 1.4  # of the usual distance of lines: a wider gap parts paragraphs
PARTED = 1.25  # the same below the end of a sentence
OTHER_SIZE = 0.08  # share by which sizes of different type differ at least
HANGING = 5.0  # of a size: the most that a number and its blank, or a label, take before an item
CENTRED = 2.0  # of a size: room on both sides of a centred line
LEAST_INDENTED = 0.5  # share of paragraphs that begin set in, where a text does so
TOKEN = re.compile(r"[（《“‘【〔「『]*(?:[\x21-\x7e]+|.)[，。、；：！？）》”’】〕」』％%]*")


@dataclass(frozen=True, slots=True)
class Setting:
    """How a text is set: the usual distance of its lines in sizes, and whether paragraphs begin set in."""

    pitch: float
    indented: bool


def setting_of(lines: Sequence[FlowLine]) -> Setting:
    """Return how `lines` are set."""
    pairs = [(a, b) for a, b in pairwise(lines) if _next_below(a, b)]
    pitches = Counter(round(_pitch(a, b), 2) for a, b in pairs if is_full(a, b))
    afters = [b for a, b in pairs if not is_full(a, b) and is_finished(a.text)]
    indented = sum(line.indent > INDENT * line.size for line in afters)
    # without a paragraph seen to end, lines that go on at the margin below one set in tell the same
    hanging = sum(
        a.indent > INDENT * a.size and abs(b.indent) < 0.5 * b.size for a, b in pairs if is_full(a, b)
    )
    by_share = indented >= LEAST_INDENTED * len(afters) if afters else hanging > 0
    return Setting(pitches.most_common(1)[0][0] if pitches else 0.0, by_share)


def _next_below(a: FlowLine, b: FlowLine) -> bool:
    return a.page == b.page and a.column == b.column and b.line.top > a.line.top


def _pitch(a: FlowLine, b: FlowLine) -> float:
    return (b.line.bottom - a.line.bottom) / max(a.size, b.size, 1.0)


def is_full(line: FlowLine, following: FlowLine) -> bool:
    """Say whether `line` had no room for the first word of the line after it."""
    need = _width(following.text) * line.size
    if line.right - line.left < NARROW * line.size:  # a cell, whose borders are known
        return line.slack < 0.95 * max(need, line.size)
    return line.slack < max(FULL * line.size, need + 0.6 * line.size)


def _had_room(line: FlowLine, following: FlowLine) -> bool:
    """Say whether the first word of the next line would have stood at the end of `line` after all."""
    return line.slack > _width(following.text) * line.size + 0.1 * line.size


def _width(text: str) -> float:
    """Return how wide the first word of `text` is, in sizes."""
    token = TOKEN.match(text)
    return min(sum(0.55 if char.isascii() else 1.0 for char in token.group()), 12.0) if token else 0.0


def is_centred(line: FlowLine) -> bool:
    """Say whether a line stands in the middle between its margins with room on both sides."""
    least = CENTRED * line.size
    return line.indent > least and line.slack > least and abs(line.indent - line.slack) < least


def paragraphs_of(lines: Sequence[FlowLine], setting: Setting | None = None) -> list[list[FlowLine]]:
    """Group lines in reading order to paragraphs."""
    setting = setting or setting_of(lines)
    paragraphs: list[list[FlowLine]] = []
    for line in lines:
        if paragraphs and _joins(paragraphs[-1], line, setting):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def _joins(paragraph: list[FlowLine], line: FlowLine, setting: Setting) -> bool:
    last = paragraph[-1]
    if is_centred(line) and not _hangs(last, line) and not _goes_down(last, line):
        return False
    if len(paragraph) == 1 and is_centred(last):
        return False
    if len(paragraph) == 1 and last.indent > INDENT * last.size and shapes().date.match(last.text):
        return False  # the day under a signature
    if _is_row(last.text) or _is_row(line.text):
        return False
    if _other_type(paragraph, line, setting) or is_bracketed(last.text) or not is_full(last, line):
        return _must_go_on(paragraph, line)
    if _set_in(paragraph, line, setting):
        return False
    text = "".join(each.text for each in paragraph)
    going_on = setting.indented and line.indent < 0.5 * line.size
    if _loose(last, line, setting, is_finished(text)) and not (going_on and not is_finished(text)):
        return False
    if is_open(text) or line.text[0] in NEVER_FIRST:
        return True
    finished = is_finished(text)
    if going_on and not (finished and len(paragraph) == 1 and paragraph[0].indent < 0.5 * line.size):
        return True
    if finished and not _next_below(last, line) and not setting.indented:
        return False
    if (shapes().weak if finished or is_heading(text) else shapes().strong).match(line.text):
        return False
    return not (finished and (shapes().label.match(line.text) or is_own_line(line.text)))


def _is_row(text: str) -> bool:
    """Say whether a line is items set apart: a name and its value, two names."""
    return "\t" in text or ("  " in text.strip() and not is_prose(text))


def _must_go_on(paragraph: list[FlowLine], line: FlowLine) -> bool:
    """Say whether a line that visibly ends must go on all the same: it stops at a comma, in a title."""
    last = paragraph[-1]
    if abs(last.size - line.size) > 0.3 * last.size:
        return False
    return line.text[0] in NEVER_FIRST or (
        last.text[-1] in "，、（《“〔" and line.indent < INDENT * line.size
    )


def _other_type(paragraph: list[FlowLine], line: FlowLine, setting: Setting) -> bool:
    """Say whether a line differs in size or weight; the end of a paragraph may be all one weight."""
    last = paragraph[-1]
    if last.line.confidence is not None or line.line.confidence is not None:
        return abs(last.size - line.size) > 0.25 * last.size
    if abs(last.size - line.size) > OTHER_SIZE * last.size:
        return True
    heading = last.line.strong and not line.line.strong and is_heading(last.text)
    return heading and not _runs_in(paragraph, line, setting)


def _runs_in(paragraph: list[FlowLine], line: FlowLine, setting: Setting) -> bool:
    """Say whether bold words at the head of a paragraph are cut by the end of their line."""
    if not is_full(paragraph[-1], line) or line.indent > 0.5 * line.size:
        return False
    set_in = paragraph[0].indent > INDENT * line.size
    return set_in if setting.indented else paragraph[-1].slack < 0.5 * line.size


def _set_in(paragraph: list[FlowLine], line: FlowLine, setting: Setting) -> bool:
    """Say whether a line is set in deeper than the paragraph goes on."""
    last = paragraph[-1]
    least = INDENT * line.size
    if line.indent <= least:
        return False
    if len(paragraph) > 1:
        return line.indent > last.indent + least / 2
    if abs(line.indent - last.indent) < least / 2:  # a block set in, or two paragraphs of a line each
        bold_ends = last.line.strong and not line.line.strong
        return setting.indented and (bold_ends or is_finished(last.text) or _had_room(last, line))
    return line.indent > last.indent and not _hangs(last, line)


def _hangs(last: FlowLine, line: FlowLine) -> bool:
    """Say whether a line stands under the words of a numbered item whose number hangs out before them."""
    if not is_full(last, line) or _had_room(last, line) or is_finished(last.text):
        return False
    if not 0 < line.indent - last.indent <= HANGING * line.size:
        return False
    opened = shapes().weak.match(last.text) or shapes().closed_label.match(last.text)
    return bool(opened) and not shapes().weak.match(line.text)


def _goes_down(last: FlowLine, line: FlowLine) -> bool:
    """Say whether a line stands right under the one before, which is full, as in a block set in."""
    return abs(line.indent - last.indent) < 0.5 * line.size and is_full(last, line) and not is_centred(last)


def _loose(last: FlowLine, line: FlowLine, setting: Setting, finished: bool) -> bool:
    if not setting.pitch or not _next_below(last, line):
        return False
    return _pitch(last, line) > (PARTED if finished else LOOSE) * setting.pitch
