"""From lines to entries: the beginnings of clauses in text order, not yet nested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.structure.frame import BODY, roles_of
from ingest.structure.headings import (
    NUMBERED,
    TITLED,
    Heading,
    heading_lines,
    heading_of,
    run_in,
    run_in_lines,
)
from ingest.structure.lines import Line, lines_of
from ingest.structure.markers import Marker, inline_items

HEADING, RUN_IN, PARAGRAPH = "heading", "run-in", "paragraph"
PLAIN_RANK = 99.0
RESTORED = ("一、", "（一）", "1.")
CHINESE = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Entry:
    """The beginning of a clause at text offset `start`.

    `kind` is a kind of ordinal, a role of the frame, or heading, run-in, paragraph. `shown` is the element
    it adds to a path, `alone` says that its line is a heading and nothing else, `inline` that it begins
    inside a paragraph.
    """

    start: int
    kind: str
    rank: float
    number: int | None
    label: str
    heading: str
    shown: str
    alone: bool
    inline: bool = False
    text: str = ""


def entries_of(text: str, title: str | None) -> tuple[Entry, ...]:
    """Return the beginnings of all clauses of `text`, whose title is `title`, in text order."""
    lines = lines_of(text)
    roles = roles_of(lines, title)
    bare = heading_lines(lines, roles)
    breaks = [
        bool(role or count or line.marker) for role, count, line in zip(roles, bare, lines, strict=True)
    ]
    headed = run_in_lines(lines, breaks)
    return tuple(_restore_ordinals(list(_entries(lines, roles, bare, headed))))


def _entries(
    lines: Sequence[Line], roles: Sequence[str], bare: Sequence[int], headed: Sequence[bool]
) -> Iterator[Entry]:
    index = 0
    while index < len(lines):
        line, count = lines[index], 1
        if roles[index] != BODY:
            while index + count < len(lines) and roles[index + count] == roles[index]:
                count += 1
            yield Entry(line.start, roles[index], -2, None, roles[index], "", "", False)
        elif line.marker is not None:
            count = _title_below(lines, roles, bare, index)
            yield from _marked(line, line.marker, [below.text for below in lines[index + 1 : index + count]])
        elif bare[index]:
            count = bare[index]
            words = " ".join(each.text for each in lines[index : index + count])
            yield Entry(line.start, HEADING, PLAIN_RANK, None, "", words, words, True)
        elif headed[index]:
            words = run_in(line.text)
            yield from _with_items(line, Entry(line.start, RUN_IN, PLAIN_RANK, None, "", words, words, False))
        else:
            yield from _with_items(line, Entry(line.start, PARAGRAPH, PLAIN_RANK, None, "", "", "", False))
        index += count


def _title_below(lines: Sequence[Line], roles: Sequence[str], bare: Sequence[int], index: int) -> int:
    """Return how many lines an ordinal takes with the title that stands on the lines below it."""
    line = lines[index]
    if line.marker is None or line.marker.kind not in TITLED or line.text[line.marker.length :].strip(" :："):
        return 1
    if index + 1 < len(lines) and (bare[index + 1] or roles[index + 1] == "题"):
        return 1 + max(1, bare[index + 1])
    return 1


def _marked(line: Line, marker: Marker, below: Sequence[str]) -> Iterator[Entry]:
    rest = " ".join((line.text[marker.length :], *below)).strip()
    entry = _marked_entry(line.start, line.text[: marker.length], marker, rest, bool(below))
    yield from _with_items(line, entry)


def _marked_entry(start: int, ordinal: str, marker: Marker, rest: str, below: bool = False) -> Entry:
    listed = marker.kind == "附件" and marker.number is None and not below
    heading = Heading("", False) if listed else heading_of(marker.kind, rest)
    words = heading.text.rstrip("。：:；; ")
    gap = " " if below and not ordinal.endswith((" ", "\u3000")) else ""
    shown = (ordinal + gap + words if words else ordinal).strip()
    return Entry(start, marker.kind, marker.rank, marker.number, marker.label, words, shown, heading.alone)


def _with_items(line: Line, entry: Entry) -> Iterator[Entry]:
    """Yield `entry` and the items enumerated inside its paragraph."""
    yield replace(entry, text=line.text)
    items = inline_items(line.text)
    for place, (offset, marker) in enumerate(items):
        if offset == 0:
            continue
        stop = items[place + 1][0] if place + 1 < len(items) else len(line.text)
        ordinal = line.text[offset : offset + marker.length]
        rest = line.text[offset + marker.length : stop].strip()
        yield replace(_marked_entry(line.start + offset, ordinal, marker, rest), inline=True)


def _restore_ordinals(entries: list[Entry]) -> list[Entry]:
    """Give a bare heading the ordinal that is missing before its successor."""
    for index, entry in enumerate(entries):
        if entry.kind not in RESTORED or entry.number is None or entry.number < 2 or entry.inline:
            continue
        headings: list[int] = []
        before = 0
        for at in range(index - 1, -1, -1):
            other = entries[at]
            if other.kind == entry.kind and not other.inline:
                before = other.number or 0
                break
            if other.rank < entry.rank:
                break
            if other.kind == HEADING:
                headings.append(at)
        if headings and before == entry.number - 2:
            entries[headings[-1]] = _numbered(entries[headings[-1]], entry)
    return entries


def _numbered(heading: Entry, successor: Entry) -> Entry:
    number = (successor.number or 0) - 1
    digits = str(number) if successor.kind == "1." else _chinese(number)
    label = f"({digits})" if successor.kind == "（一）" else digits
    return replace(heading, kind=successor.kind, rank=successor.rank, number=number, label=label)


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else CHINESE[tens - 1] + "十")
    return head + (CHINESE[ones - 1] if ones else "")


def is_numbered(entry: Entry) -> bool:
    """Whether `entry` carries a counted ordinal of the document's own outline."""
    return entry.kind in NUMBERED
