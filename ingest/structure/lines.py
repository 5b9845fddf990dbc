"""The lines of a text and the ordinals that hold: a marker out of sequence is a part of its sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.structure.markers import Marker, read_marker

STOPS = "。；：！？…，、;:!?,"
CLOSERS = "”’』」）)》】"
GAP = 4  # how many ordinals may be lost in a row before a higher one is not believed
UNCOUNTED = ("——", "•", "附件", "专栏")


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the text, at text offsets without the blanks around it, and its ordinal if any."""

    start: int
    end: int
    text: str
    marker: Marker | None


def lines_of(text: str) -> tuple[Line, ...]:
    """Return the lines of `text` that are not blank, with the ordinals that are in sequence."""
    found: list[Line] = []
    at = 0
    for raw in text.split("\n"):
        bare = raw.strip()
        if bare:
            start = at + raw.index(bare[0])
            found.append(Line(start, start + len(bare), bare, read_marker(bare)))
        at += len(raw) + 1
    return tuple(_believed(found))


def _believed(lines: Sequence[Line]) -> Iterable[Line]:
    last: dict[str, int] = {}
    for index, line in enumerate(lines):
        marker = line.marker
        if marker is None or marker.number is None or marker.kind in UNCOUNTED:
            yield line
        elif _in_sequence(marker, last.get(marker.kind), lines[index + 1 :]):
            last[marker.kind] = marker.number
            yield line
        else:
            yield replace(line, marker=None)


def _in_sequence(marker: Marker, last: int | None, rest: Sequence[Line]) -> bool:
    number = marker.number or 0
    if marker.kind in ("一是", "第一，", "其一") and number == 1:
        return _follows(marker, rest, stop_at_higher=True)
    if number == 1 or (last is not None and last <= number <= last + GAP):
        return True
    if number <= 2 and last is None:
        return True
    return _follows(marker, rest)


def _follows(marker: Marker, rest: Sequence[Line], stop_at_higher: bool = False) -> bool:
    """Whether the next ordinal of the same kind among `rest` is the one after `marker`."""
    for line in rest:
        if line.marker is None:
            continue
        if line.marker.kind == marker.kind:
            return line.marker.number == (marker.number or 0) + 1
        if stop_at_higher and line.marker.rank < marker.rank and line.marker.kind not in UNCOUNTED:
            return False
    return False


def ends_sentence(text: str) -> bool:
    """Whether `text` ends with a mark that closes or continues a sentence, quotes and brackets apart."""
    bare = text.rstrip(CLOSERS + " ")
    return bool(bare) and (bare[-1] in STOPS or text[-1] in STOPS)


def is_bare(text: str, longest: int = 30) -> bool:
    """Whether `text` has the shape of a heading that stands alone: short, no stop, no table cell."""
    plain = text.strip()
    return (
        2 <= len(plain) <= longest
        and not any(stop in plain for stop in "。；！？;!?\t|")
        and plain[-1] not in STOPS
        and plain[0] not in "（(【[，。、：；)）"
        and sum("一" <= char <= "龥" for char in plain) >= max(2, len(plain) // 2)
    )
