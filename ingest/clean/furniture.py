"""Page furniture: page numbers, running heads, letters left of a letterhead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.clean.lines import Cut, Line, cut_line, squeezed
from ingest.clean.shapes import is_heading, is_prose, is_tabular, shapes

REASON = "页眉页脚"
MARKED_NUMBER = re.compile(
    r"[-—–－―·~_]+\d{1,4}[-—–－―·~_]+"
    r"|第[\d一二三四五六七八九十百]{1,4}页(?:[,，/]?共[\d一二三四五六七八九十百]{1,4}页)?|共\d{1,4}页第\d{1,4}页"
    r"|(?:page|p\.?)\d{1,4}(?:(?:of|/)\d{1,4})?|[-—–]+[ivxlc]{1,6}[-—–]+|\d{1,4}/\d{1,4}(?:页)?",
    re.IGNORECASE,
)
BARE_NUMBER = re.compile(r"\d{1,3}|[ivx]{1,5}|[IVX]{1,5}")
LEAST_PAGE = 50  # characters of the shortest page, where the numbers count on
PAGE_APART = 150  # characters between two bare page numbers; cells of a table lie closer
LONGEST_HEAD = 40  # characters of a running head
HEAD_LINES = 40  # lines in which a letterhead stands
FIELD = re.compile(r"[:：]|\d{5}")  # a field with its value, a telephone number
LEAST_PAGES = 0.4  # share of pages, for heads of odd or even pages alone
LEAST_HEADS = 3  # pages a line must stand on to be taken for a running head


def furniture_cuts(lines: Sequence[Line]) -> Iterator[Cut]:
    """Yield page numbers, running heads beside them, and single letters above the title."""
    numbers = page_numbers(lines)
    for at in sorted(numbers | running_heads(lines, numbers) | _letterhead(lines)):
        yield cut_line(lines[at], REASON)


def page_numbers(lines: Sequence[Line]) -> set[int]:
    """Return the indices of lines that are page numbers."""
    texts = [squeezed(line.text) for line in lines]
    bare = [at for at, text in enumerate(texts) if BARE_NUMBER.fullmatch(text)]
    ends = [0]
    for text in texts:
        ends.append(ends[-1] + len(text))
    numbers = {at for at, text in enumerate(texts) if MARKED_NUMBER.fullmatch(text)}
    for before, at, after in zip([None, *bare], bare, [*bare[1:], None], strict=False):
        apart_before = before is None or ends[at] - ends[before + 1] >= PAGE_APART
        apart_after = after is None or ends[after] - ends[at + 1] >= PAGE_APART
        if apart_before and apart_after and not _numbers_a_heading(lines, at):
            numbers.add(at)
    return numbers | _next_pages(texts, bare, numbers, ends)


def _next_pages(
    texts: Sequence[str], bare: Sequence[int], numbers: set[int], ends: Sequence[int]
) -> set[int]:
    """Return the bare numbers that count on from the page number above."""
    if sum(texts[at].isdigit() for at in bare if at in numbers) < LEAST_HEADS:
        return set()
    found: set[int] = set()
    last: int | None = None
    for at in (at for at in bare if texts[at].isdigit()):
        counts_on = last is not None and int(texts[at]) == int(texts[last]) + 1
        if at in numbers:
            last = at
        elif counts_on and last is not None and ends[at] - ends[last + 1] >= LEAST_PAGE:
            found.add(at)
            last = at
    return found


def _numbers_a_heading(lines: Sequence[Line], at: int) -> bool:
    """Say whether a bare number belongs to the lines around it: inside a table or a broken sentence."""
    around = [lines[i] for i in (at - 1, at + 1) if 0 <= i < len(lines)]
    if any("\t" in line.text for line in around):
        return True
    short = [line for line in around if not is_prose(line.text) and len(line.text) < LONGEST_HEAD // 2]
    return len(short) == len(around) > 1 and all(line.gap == 0 for line in lines[at : at + 2])


def running_heads(lines: Sequence[Line], numbers: set[int]) -> set[int]:
    """Return the indices of short lines repeated at the edges of pages; a first one above all prose stays."""
    texts = [squeezed(line.text) for line in lines]
    edges = {at for number in numbers for at in (number - 1, number + 1)}
    short = [at for at, line in enumerate(lines) if is_heading(line.text) and at not in numbers]
    often = Counter(texts[at] for at in short)
    at_edge = Counter(texts[at] for at in short if at in edges)
    prose_from = _first_prose(lines)
    heads = {
        text
        for text, times in at_edge.items()
        if times >= max(LEAST_HEADS, LEAST_PAGES * len(numbers))
        and 2 * times >= often[text]
        and not shapes().weak.match(text)
        and not FIELD.search(text)
    }
    stays = {text: next(at for at in short if texts[at] == text) for text in heads}
    return {at for at in short if texts[at] in heads and not at == stays[texts[at]] < prose_from}


def _first_prose(lines: Sequence[Line]) -> int:
    return next((at for at, line in enumerate(lines) if "。" in line.text), len(lines))


def _letterhead(lines: Sequence[Line]) -> set[int]:
    """Return single Latin letters standing alone between short lines in the head of a document."""
    return {
        at
        for at, line in enumerate(lines[:HEAD_LINES])
        if re.fullmatch("[A-Za-zＡ-Ｚ]", line.text)
        and all(near.gap > 0 for near in lines[max(at, 1) : at + 2])
        and not any(is_prose(near.text) or is_tabular(near.text) for near in lines[max(at - 1, 0) : at + 2])
    }
