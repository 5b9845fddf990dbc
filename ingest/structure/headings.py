"""The heading a paragraph carries: a line of its own, a first sentence run in, or none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.numerals import fold
from ingest.structure.lines import Line, ends_sentence, is_bare

LONGEST = 30
RUN_IN = re.compile(r"([^。！？，,；;：:\d%％]{3,25})。(?=.)")
NO_RUN_IN = re.compile(
    r"(?:各|本|其|为|经|据|现|特此|我们|你们|今年|近年|目前|此外|同时|以上|上述|请|附|注|不|如|未|应|可)"
)
NUMBERED = frozenset(
    ("编", "章", "节", "条", "一、", "（一）", "1", "1.", "1.1", "1.1.1", "（1）", "1）", "①")
)
TITLED = frozenset(("编", "章", "节", "附件", "专栏"))
SHORT = 16  # characters of the heading of an article
PROVIDES = re.compile(r"应当?|不得|可以|适用|是|由|有权|属于|^本|必须|依法|依照|负责|实行|禁止|国家")
BRACKETED = re.compile(r"[【\[(]([^】\])]{2,30})[】\])]")
LEAD = re.compile(r"([^，,。；;：:（(]{2,14})[：:]")


@dataclass(frozen=True, slots=True)
class Heading:
    """The words of a heading without closing punctuation, and whether its line holds nothing else."""

    text: str
    alone: bool


def heading_of(kind: str, rest: str) -> Heading:
    """Return the heading in `rest`, the text of a marked paragraph after its ordinal."""
    if not rest:
        return Heading("", True)
    if kind == "条":
        return _article_heading(rest)
    if not ends_sentence(rest) and "。" not in rest and len(rest) <= 2 * LONGEST:
        return Heading(rest, True)
    lead = LEAD.match(rest)
    if lead:
        return Heading(lead.group(1).strip(), lead.end() == len(rest))
    end = rest.find("。")
    sentence = rest[:end] if end >= 0 else ""
    if not sentence or len(sentence) > LONGEST or "；" in sentence or "：" in sentence:
        return Heading("", False)
    return Heading(sentence.strip(), end == len(rest) - 1)


def _article_heading(rest: str) -> Heading:
    found = BRACKETED.match(fold(rest))
    if found:
        return Heading(rest[found.start(1) : found.end(1)], found.end() == len(rest))
    if not ends_sentence(rest) and "。" not in rest and len(rest) <= LONGEST:
        return Heading(rest, True)
    words = run_in(rest)
    return Heading("" if len(words) > SHORT or PROVIDES.search(words) else words, False)


def run_in(text: str) -> str:
    """Return the short sentence that heads an unnumbered paragraph, "" where there is none."""
    found = RUN_IN.match(text)
    if not found or NO_RUN_IN.match(text) or found.group(1)[-1] in "了的":
        return ""
    return found.group(1).strip()


def run_in_lines(lines: Sequence[Line], breaks: Sequence[bool]) -> tuple[bool, ...]:
    """Return which lines are headed by a run-in sentence.

    `breaks[i]` says that line i is no plain paragraph. Such heads come in groups: within a stretch of plain
    paragraphs at least two, and at least half of those after the first, must have the shape.
    """
    marked = [False] * len(lines)
    start = 0
    for index in range(len(lines) + 1):
        if index < len(lines) and not breaks[index]:
            continue
        block = range(start, index)
        shaped = [at for at in block if run_in(lines[at].text)]
        if len(shaped) >= 2 and len(shaped) * 2 >= len(block) - 1:
            for at in shaped:
                marked[at] = True
        start = index + 1
    return tuple(marked)


def heading_lines(lines: Sequence[Line], roles: Sequence[str]) -> tuple[int, ...]:
    """Return for each line how many lines the bare heading that begins there takes: 0, 1 or 2.

    A bare heading has no ordinal, is short, ends without a stop, follows a finished paragraph or a heading
    and leads a paragraph. A run of more than two such lines is a list or a table, not a heading.
    """
    counts = [0] * len(lines)
    index = 0
    while index < len(lines):
        stop = index
        while stop < len(lines) and _heading_shape(lines[stop], roles[stop]):
            stop += 1
        if (
            index < stop <= index + 2
            and stop < len(lines)
            and roles[stop] == ""
            and _after_end(lines, roles, index)
        ):
            counts[index] = stop - index
        index = max(stop, index + 1)
    return tuple(counts)


def _heading_shape(line: Line, role: str) -> bool:
    return role == "" and line.marker is None and is_bare(line.text)


def _after_end(lines: Sequence[Line], roles: Sequence[str], index: int) -> bool:
    if index == 0 or roles[index - 1] != "":
        return True
    before = lines[index - 1]
    if before.marker is not None:
        return heading_of(before.marker.kind, before.text[before.marker.length :]).alone or ends_sentence(
            before.text
        )
    return ends_sentence(before.text)
