"""Tables of contents and the cover pages before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from unicodedata import normalize

from ingest.clean.lines import Cut, Line, cut_line, squeezed
from ingest.clean.shapes import FINAL, LONGEST_HEADING, is_finished, is_prose, shapes

CONTENTS, COVER = "目录", "封面"
HEAD = re.compile(r"[（(【]?(?:目录|目次|contents|目錄)[）)】]?", re.IGNORECASE)
# Words, dots leading to the right, the page.
LED = re.compile(r"\S.*?(?:\.[ \t]*){2,}[ \t]*[-—(（]?\d{1,4}[-—)）]?|\S.*?[…·‥．。—_]{3,}[ \t]*\d{1,4}")
LED_WITHIN = re.compile(r"[.…·‥．]{4,}[ \t]*\d{1,4}(?!\d)")
TABBED = re.compile(r"(?P<words>[^\t]*[一-鿿][^\t]*?)(?:\t+|[ \u3000]{1,})(?P<page>\d{1,4})")
LEAST_ENTRIES = 3  # entries that make a table of contents where nothing says so
WIDEST_HOLE = 3  # lines between two entries that may be the first halves of broken entries
COVER_LINES = 8  # lines a cover may have
LEAST_TITLE = 6  # characters of a title
LONGEST_TITLE = 60


def contents_cuts(lines: Sequence[Line]) -> Iterator[Cut]:
    """Yield every table of contents and the cover lines above it that the text repeats."""
    spans = list(contents_spans(lines))
    for start, end in spans:
        yield from (cut_line(line, CONTENTS) for line in lines[start:end])
    first, after = spans[0] if spans else (len(lines), len(lines))
    yield from (cut_line(lines[at], COVER) for at in sorted(cover_lines(lines, first, after)))


def contents_spans(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of lines that are tables of contents."""
    later = _line_starts(lines)
    at = 0
    while at < len(lines):
        end = _contents_end(lines, at, later)
        if end > at:
            yield at, end
        at = max(end, at + 1)


def _line_starts(lines: Sequence[Line]) -> dict[str, int]:
    """Map the first characters of every line to the last line that begins so."""
    return {_key(line.text): at for at, line in enumerate(lines)}


def _key(text: str) -> str:
    """Return the first characters of the words, which an entry and its heading have in common."""
    words = re.sub(r"[ \t.…·‥\u3000]*\d{0,4}$", "", text)
    marker = shapes().strong.match(words)
    return normalize("NFKC", squeezed(words[marker.end() if marker else 0 :]))[:6]


def _contents_end(lines: Sequence[Line], at: int, later: dict[str, int]) -> int:
    """Return where the table of contents that begins at line `at` ends; `at` where none begins."""
    titled = bool(HEAD.fullmatch(squeezed(lines[at].text)))
    if not titled and not _is_entry(lines[at].text):
        return at + _is_flat(lines[at].text)
    first = at + titled
    end, entries = _run(lines, first)
    if titled and len(entries) < 2:
        return max(_unpaged(lines, first, later), _flat_end(lines, first), at)
    if titled or _convinces([lines[i].text for i in entries], entries, later):
        return end
    return at


def _is_flat(text: str) -> bool:
    """Say whether a whole table of contents stands in this one line."""
    entries = len(LED_WITHIN.findall(text))
    return entries >= LEAST_ENTRIES and len(text) <= entries * LONGEST_TITLE


def _flat_end(lines: Sequence[Line], first: int) -> int:
    return first + 1 if first < len(lines) and _is_flat(lines[first].text) else 0


def _is_entry(text: str) -> bool:
    return len(text) < 2 * LONGEST_TITLE and bool(LED.fullmatch(text) or TABBED.fullmatch(text))


def _run(lines: Sequence[Line], first: int) -> tuple[int, list[int]]:
    """Return where the run of entries from `first` ends and which lines are entries."""
    entries: list[int] = []
    at = first
    while at < len(lines) and at - (entries[-1] if entries else first) <= WIDEST_HOLE:
        text = lines[at].text
        if _is_entry(text):
            entries.append(at)
        elif is_prose(text) or is_finished(text) or len(text) > LONGEST_TITLE:
            break
        at += 1
    return (entries[-1] + 1 if entries else first), entries


def _convinces(texts: Sequence[str], entries: Sequence[int], later: dict[str, int]) -> bool:
    """Say whether entries without a head are a table of contents and not a table of numbers."""
    if len(texts) < LEAST_ENTRIES:
        return False
    if sum(bool(LED.fullmatch(text)) for text in texts) >= LEAST_ENTRIES:
        return True
    pages = [int(found["page"]) for text in texts if (found := TABBED.fullmatch(text))]
    if any(second < first for first, second in pairwise(pages)):
        return False
    again = sum(later[_key(text)] > entries[-1] for text in texts if _key(text) in later)
    return 2 * again >= len(texts)


def _unpaged(lines: Sequence[Line], first: int, later: dict[str, int]) -> int:
    """Return where a table of contents without page numbers ends: every entry comes again below."""
    seen: set[str] = set()
    at = end = first
    while at < len(lines) and at - end <= WIDEST_HOLE:
        text = lines[at].text
        key = _key(text)
        if is_prose(text) or len(text) > LONGEST_HEADING or key in seen:
            break
        at += 1
        if later.get(key, 0) >= at:
            seen.add(key)
            end = at
    return end if len(seen) >= LEAST_ENTRIES else 0


def cover_lines(lines: Sequence[Line], contents_from: int, contents_to: int) -> set[int]:
    """Return the lines of a cover page: short lines with a title that the text says again.

    The cover stands right above the table of contents or, without one, at the very top. A document
    number is never part of it.
    """
    if contents_from < len(lines):
        block = _short_lines(lines, contents_from - 1, -1)
        again = [squeezed(line.text) for line in lines[contents_to : contents_to + COVER_LINES]]
    else:
        top = _short_lines(lines, 0, 1)
        block, again = _until_title_again(lines, top)
    if not _says_title(lines, block, again):
        return set()
    return {at for at in block if not _only_here(squeezed(lines[at].text), again)}


def _only_here(text: str, again: Sequence[str]) -> bool:
    """Say whether a cover line tells what is told nowhere else: a document number, a draft mark."""
    return bool(shapes().number.match(text) or (shapes().bracketed.match(text) and text not in again))


def _short_lines(lines: Sequence[Line], start: int, step: int) -> list[int]:
    """Return up to `COVER_LINES` indices of short lines without sentences from `start` on."""
    found: list[int] = []
    at = start
    while 0 <= at < len(lines) and len(found) < COVER_LINES:
        text = lines[at].text
        if is_prose(text) or FINAL.search(text) or len(text) > LONGEST_TITLE or shapes().strong.match(text):
            break
        found.append(at)
        at += step
    return sorted(found)


def _until_title_again(lines: Sequence[Line], top: list[int]) -> tuple[list[int], list[str]]:
    """Split the top of a text where its title is said for the second time."""
    for second in top[1:]:
        title = squeezed(lines[second].text)
        above = top[:second]
        if len(title) >= LEAST_TITLE and any(title in said for said in _stretches(lines, above)):
            dated = any(shapes().date.match(squeezed(lines[at].text)) for at in above)
            return (above, [title]) if dated else ([], [])
    return [], []


def _says_title(lines: Sequence[Line], block: Sequence[int], again: Sequence[str]) -> bool:
    titles = set(_stretches(lines, block))
    return any(text in titles for text in again if len(text) >= LEAST_TITLE)


def _stretches(lines: Sequence[Line], block: Sequence[int]) -> Iterator[str]:
    """Yield the block's lines and what two or three neighbours say together."""
    for first in range(len(block)):
        for size in (1, 2, 3):
            part = block[first : first + size]
            if len(part) == size:
                yield "".join(squeezed(lines[at].text) for at in part)
