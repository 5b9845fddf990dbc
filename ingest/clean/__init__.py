"""Clean a decoded source: drop what is no text of the document and put its paragraphs together again.

`clean` leaves characters out and rewrites none, so every character of the result maps to the source.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.clean.contents import contents_cuts
from ingest.clean.furniture import furniture_cuts
from ingest.clean.leftovers import double_cuts, leftover_cuts, web_cuts
from ingest.clean.lines import BREAK, Cut, Line, apply_cuts, lines_of
from ingest.clean.paragraphs import paragraphs_of
from ingest.clean.spaces import kept_blanks
from ingest.records import OffsetMap, Run, Span

MOST_PASSES = 8  # real documents need one, and one to see that nothing is left


@dataclass(frozen=True, slots=True)
class Dropped:
    """A stretch of the source left out: 目录 · 封面 · 页眉页脚 · 转换残留 · 网页残留 · 重影."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The normalised text, one paragraph a line, its map to the source, and what was left out.

    The characters of `text` and of `dropped` and blanks make up the source. A blank of the source may
    stand as a space, a tab or a line end.
    """

    text: str
    offsets: OffsetMap
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class _Draft:
    """One pass: the characters kept, where each was read, and what was cut."""

    text: str
    at: tuple[int, ...]
    cuts: tuple[Cut, ...]


def clean(source: str, settled: bool = False) -> Cleaned:
    """Return the text of `source`; cleaning the result again changes nothing.

    Of a `settled` source every line is a whole paragraph and page furniture is gone already.
    """
    draft = _pass(source, settled)
    at, reasons = draft.at, _reasons(draft.cuts)
    for _ in range(MOST_PASSES):
        further = _pass(draft.text, settled)
        if further.text == draft.text:
            break
        reasons |= {at[i]: reason for i, reason in _reasons(further.cuts).items()}
        at = tuple(at[i] for i in further.at)
        draft = further
    return Cleaned(draft.text, offset_map(at), _dropped(source, reasons))


def _pass(source: str, settled: bool) -> _Draft:
    cuts: list[Cut] = list(leftover_cuts(source))
    kept = apply_cuts([True] * len(source), cuts)
    for find in (web_cuts, contents_cuts) if settled else (web_cuts, furniture_cuts, contents_cuts):
        found = list(find(lines_of(source, kept)))
        kept = apply_cuts(kept, found)
        cuts += found
    lines = lines_of(source, kept)
    paragraphs = [[line] for line in lines if line.text.strip()] if settled else paragraphs_of(lines)
    doubles = [cut for lines in paragraphs if len(lines) == 1 for cut in double_cuts(lines[0])]
    kept = apply_cuts(kept, doubles)
    text: list[str] = []
    at: list[int] = []
    for paragraph in paragraphs:
        if at:
            text.append("\n")
            at.append(_break_after(source, at[-1]))
        for char, i in _shown(source, kept, paragraph):
            text.append(char)
            at.append(i)
    return _Draft("".join(text), tuple(at), (*cuts, *doubles))


def _break_after(source: str, offset: int) -> int:
    found = BREAK.search(source, offset)
    if found is None:
        raise ValueError(f"no line ends after offset {offset}")
    return found.start()


def _shown(source: str, kept: Sequence[bool], lines: Sequence[Line]) -> Iterable[tuple[str, int]]:
    """Yield the characters of a paragraph with their source offsets, blanks sifted."""
    at: list[int] = []
    joints: list[int] = []
    for line in lines:
        if at:
            joints.append(len(at))
            at.append(_break_after(source, at[-1]))
        at += [i for i in line.at if kept[i]]
    text = "".join(source[i] for i in at)
    blanks = kept_blanks(text, joints)
    for here, (char, i) in enumerate(zip(text, at, strict=True)):
        if here in blanks:
            yield blanks[here], i
        elif not char.isspace():
            yield char, i


def offset_map(at: Sequence[int]) -> OffsetMap:
    """Return the map of a text whose character ``i`` was read at source offset ``at[i]``."""
    runs: list[Run] = []
    start = 0
    for i in range(1, len(at) + 1):
        if i == len(at) or at[i] != at[i - 1] + 1:
            runs.append(Run(start, at[start], i - start))
            start = i
    return OffsetMap(tuple(runs))


def _reasons(cuts: Iterable[Cut]) -> dict[int, str]:
    reasons: dict[int, str] = {}
    for cut in cuts:
        for i in range(cut.start, cut.end):
            reasons.setdefault(i, cut.reason)
    return reasons


def _dropped(source: str, reasons: dict[int, str]) -> tuple[Dropped, ...]:
    """Return the cut stretches; blanks alone are no loss and bridge two cuts of one reason."""
    stretches: list[tuple[int, int, str]] = []
    for i in sorted(reasons):
        if source[i].isspace():
            continue
        start, end, reason = stretches[-1] if stretches else (0, -1, "")
        if reason == reasons[i] and not source[end:i].strip():
            stretches[-1] = (start, i + 1, reason)
        else:
            stretches.append((i, i + 1, reasons[i]))
    return tuple(Dropped(Span(start, end, source[start:end]), reason) for start, end, reason in stretches)
