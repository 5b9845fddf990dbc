"""Split a page that holds several articles or documents.

Articles end with a credit, headlines stand before or after; documents begin with a title and a number.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.clean import Cleaned, Dropped
from ingest.records import OffsetMap, Run, Span
from ingest.split_official import official_starts

TABLE = Path(__file__).with_name("split.toml")
LEAST_BODY = 150  # characters of prose that make an article
LONGEST_HEADLINE = 45
LEAST_HEADLINE = 4
LONGEST_TRAILER = 160  # characters of a deck


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a source: its share of the text, the map to the source, what was left out there.

    `title` and `credit` (the unit that supplied it) are source spans whose `text` is the normalised text;
    None for an ordinary document, which says these things in its own text.
    """

    text: str
    offsets: OffsetMap
    dropped: tuple[Dropped, ...]
    title: Span | None = None
    credit: Span | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text at its text offset."""

    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Article:
    """Half-open range of paragraphs with the index of its credit line and of its headline."""

    first: int
    after: int
    credit: int
    headline: int | None


@dataclass(frozen=True, slots=True)
class Signs:
    """The compiled table."""

    credits: tuple[re.Pattern[str], ...]
    not_credits: re.Pattern[str]
    captions: tuple[re.Pattern[str], ...]
    goes_on: re.Pattern[str]


@cache
def signs() -> Signs:
    """Load the table of credits and captions."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return Signs(
        tuple(re.compile(rf"[（(【]\s*{row}\s*[）)】]") for row in table["credits"]),
        re.compile(table["not_credits"]),
        tuple(re.compile(row) for row in table["captions"]),
        re.compile(table["goes_on"]),
    )


def split(cleaned: Cleaned) -> list[Part]:
    """Return the documents of a source in text order; one part without title for an ordinary document.

    The texts of the parts do not overlap; with the line ends between them they are the whole text.
    """
    paragraphs = _paragraphs(cleaned.text)
    articles = articles_of([paragraph.text for paragraph in paragraphs])
    if not articles:
        return _official(cleaned, paragraphs)
    starts = [paragraphs[article.first].start for article in articles]
    ends = [paragraphs[article.after - 1].end for article in articles]
    dropped = _shares(cleaned, starts)
    return [
        Part(
            cleaned.text[start:end],
            _slice(cleaned.offsets, start, end),
            share,
            None if article.headline is None else _whole(cleaned, paragraphs[article.headline]),
            _unit(cleaned, paragraphs[article.credit]),
        )
        for article, start, end, share in zip(articles, starts, ends, dropped, strict=True)
    ]


def _official(cleaned: Cleaned, paragraphs: Sequence[Paragraph]) -> list[Part]:
    """Return the official documents of a source one below the other; one part where it is one document."""
    firsts = official_starts([paragraph.text for paragraph in paragraphs])
    if not firsts:
        return [Part(cleaned.text, cleaned.offsets, cleaned.dropped)]
    starts = [paragraphs[first].start for first in (0, *firsts)]
    ends = [*(paragraphs[first - 1].end for first in firsts), len(cleaned.text)]
    dropped = _shares(cleaned, starts)
    return [
        Part(cleaned.text[start:end], _slice(cleaned.offsets, start, end), share)
        for start, end, share in zip(starts, ends, dropped, strict=True)
    ]


def _paragraphs(text: str) -> list[Paragraph]:
    found: list[Paragraph] = []
    at = 0
    for line in text.split("\n"):
        found.append(Paragraph(at, line))
        at += len(line) + 1
    return found


def articles_of(lines: Sequence[str]) -> list[Article]:
    """Return the articles that credits part `lines` into; none for an ordinary document."""
    credits_at = _article_credits(lines)
    if not credits_at:
        return []
    above = is_trailer(lines[0])
    if above and len(credits_at) == 1:
        return []  # a document that names who supplied it, under its own title
    firsts = [0]
    for at in credits_at[:-1]:
        lead = _next_lead(lines, at + 1)
        firsts.append(at + 1 if above else lead)
    afters = [*firsts[1:], len(lines)]
    return [
        Article(first, after, credit, _headline(lines, first, after, credit, above))
        for first, after, credit in zip(firsts, afters, credits_at, strict=True)
    ]


def _article_credits(lines: Sequence[str]) -> list[int]:
    """Return the indices of credits that end an article; they have a body above and headlines beside."""
    found: list[int] = []
    body_from = 0
    for at, line in enumerate(lines):
        if read_credit(line) is None:
            continue
        body = sum(len(text) for text in lines[body_from:at] if not is_trailer(text))
        lead = _next_lead(lines, at + 1)
        if body < LEAST_BODY or not _stands_at_end(lines, at, lead):
            continue
        found.append(at)
        body_from = lead
    headed = is_trailer(lines[0]) or any(is_trailer(text) for at in found[-1:] for text in lines[at + 1 :])
    return found if headed else []


def _stands_at_end(lines: Sequence[str], at: int, lead: int) -> bool:
    """Say whether headlines or the end of the page follow the credit, and not the same document going on."""
    between = lines[at + 1 : lead]
    following = [*between, *lines[lead : lead + 1]]
    if any(signs().goes_on.match(text) for text in following):
        return False
    return lead == len(lines) or bool(between)


def _next_lead(lines: Sequence[str], at: int) -> int:
    """Return the index of the first paragraph of prose from `at` on."""
    return next((i for i in range(at, len(lines)) if not is_trailer(lines[i])), len(lines))


def is_trailer(text: str) -> bool:
    """Say whether `text` is a headline, caption or deck: no sentence with its full stop."""
    return len(text) <= LONGEST_TRAILER and "。" not in text and text[-1:] not in "；："


def read_credit(text: str) -> tuple[int, int] | None:
    """Return the range of the unit in a credit line, an empty one for a person; None for other lines."""
    if len(text) > LONGEST_HEADLINE or signs().not_credits.search(text.strip("（）()【】 ")):
        return None
    for pattern in signs().credits:
        found = pattern.fullmatch(text)
        if found:
            return found.span("unit") if "unit" in pattern.groupindex else (0, 0)
    return None


def _headline(lines: Sequence[str], first: int, after: int, credit: int, above: bool) -> int | None:
    """Return the index of the line that is the article's headline, its deck where there is none."""
    beside = range(first, _next_lead(lines, first)) if above else range(credit + 1, after)
    lines_beside = [at for at in beside if read_credit(lines[at]) is None]
    headlines = [at for at in lines_beside if _could_be_headline(lines[at])]
    if headlines:
        return headlines[0]
    decks = [at for at in lines_beside if not is_caption(lines[at])]
    return next(iter(decks or lines_beside), None)


def _could_be_headline(text: str) -> bool:
    return LEAST_HEADLINE <= len(text) <= LONGEST_HEADLINE and not is_caption(text)


def is_caption(text: str) -> bool:
    """Say whether `text` reads as the caption of a picture."""
    return any(caption.fullmatch(text) for caption in signs().captions)


def _whole(cleaned: Cleaned, paragraph: Paragraph) -> Span:
    return span_of(cleaned, paragraph.start, paragraph.end)


def _unit(cleaned: Cleaned, paragraph: Paragraph) -> Span | None:
    start, end = read_credit(paragraph.text) or (0, 0)
    return span_of(cleaned, paragraph.start + start, paragraph.start + end) if end > start else None


def span_of(cleaned: Cleaned, start: int, end: int) -> Span:
    """Return the source span of the text range ``start:end``; its `text` is the normalised text."""
    return Span(*cleaned.offsets.to_source_range(start, end), cleaned.text[start:end])


def _slice(offsets: OffsetMap, start: int, end: int) -> OffsetMap:
    """Return the map of the text range ``start:end`` taken for a text of its own."""
    runs: list[Run] = []
    for run in offsets.runs:
        first = max(run.text_start, start)
        last = min(run.text_start + run.length, end)
        if first < last:
            runs.append(Run(first - start, run.source_start + first - run.text_start, last - first))
    return OffsetMap(tuple(runs))


def _shares(cleaned: Cleaned, starts: Sequence[int]) -> list[tuple[Dropped, ...]]:
    """Return what was dropped in each part: up to where the next part begins in the source."""
    borders = [cleaned.offsets.to_source(start) for start in starts[1:]]
    shares: list[list[Dropped]] = [[] for _ in starts]
    for item in cleaned.dropped:
        shares[bisect_right(borders, item.span.start)].append(item)
    return [tuple(share) for share in shares]
