"""What a document says of itself, each value with the span of the source it was read from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar

from ingest.metadata.dates import issued_on, period_of
from ingest.metadata.found import Found
from ingest.metadata.hint import agrees, hinted_title
from ingest.metadata.issuers import find_issuers, find_number, number_behind
from ingest.metadata.kinds import NEWS, kind_of, status_in
from ingest.metadata.labels import (
    Labelled,
    labelled,
    labelled_date,
    labelled_issuers,
    labelled_number,
    labelled_status,
    labelled_term,
    labelled_title,
)
from ingest.metadata.news import dateline, report_title
from ingest.metadata.places import place_of
from ingest.metadata.terms import effective_from, expires_on
from ingest.metadata.title import find_title
from ingest.metadata.units import split_units
from ingest.records import Metadata, OffsetMap, Run, Sourced, Span
from ingest.structure.frame import TITLE, roles_of
from ingest.structure.lines import Line, lines_of

T = TypeVar("T")
DRAFT = "征求意见稿"
ASKS = re.compile(
    r"(?:征求|征集)(?:对)?(?:社会|公众)?(?:对)?《.+》.{0,12}(?:意见|建议)|(?:征求|征集).{0,8}(?:意见|建议)的"
)
BRACKETS = ("（", "(", "【", "〔")


class Readable(Protocol):
    """A part of a source: its text, the map to the source, and the title and unit known from splitting."""

    @property
    def text(self) -> str: ...
    @property
    def offsets(self) -> OffsetMap: ...
    @property
    def title(self) -> Span | None: ...
    @property
    def credit(self) -> Span | None: ...


def read_metadata(part: Readable, source: str, hint: str | None = None) -> Metadata:
    """Return what `part` of the decoded `source` says of itself; what it does not say stays None or ().

    `hint` is what the file gives as its title outside the text; it only helps to find the title's lines.
    """
    text = part.text
    lines = lines_of(text)
    fields = labelled(lines)
    news = _given(part, part.credit) or dateline(lines)
    title, behind = _title(part, lines, fields, hint), None
    if title is not None:
        title, behind = number_behind(title, text)
    roles = roles_of(lines, None if title is None else title.value)
    number = find_number(lines) or behind or labelled_number(fields)
    issuers = _issuers(part, lines, roles, title) or labelled_issuers(fields)
    kind = _kind(title, news)
    issued = issued_on(lines, roles, labelled_date(fields, "issued"), issuers)
    effective, expires = _term(text, issued, title, fields)
    place = place_of(text, title, issuers, number, None if kind is None else kind.value)
    raw_title = "" if title is None else text[title.start : title.end]
    period = period_of(raw_title, 0 if title is None else title.start, text)
    status = _status(lines, roles, title) or labelled_status(fields)
    region = place.region

    def sourced(found: Found[T] | None) -> Sourced[T] | None:
        return None if found is None else _sourced(part, source, found)

    return Metadata(
        title=sourced(title),
        issuers=tuple(_sourced(part, source, each) for each in issuers),
        doc_number=sourced(number),
        region=sourced(region),
        level=sourced(Found(place.level, region.start, region.end)) if place.level and region else None,
        kind=sourced(kind),
        issued_on=sourced(issued),
        effective_from=sourced(effective),
        expires_on=sourced(expires),
        period=sourced(period),
        stated_status=sourced(status),
    )


def _term(
    text: str, issued: Found[date] | None, title: Found[str] | None, fields: Sequence[Labelled]
) -> tuple[Found[date] | None, Found[date] | None]:
    """Return the first and the last day, each from the text, else its own field, else a field of both."""
    name = None if title is None else title.value
    first, last = labelled_term(fields) or (None, None)
    effective = effective_from(text, issued, name) or labelled_date(fields, "effective") or first
    return effective, expires_on(text, effective, issued, name) or labelled_date(fields, "expires") or last


def _sourced(part: Readable, source: str, found: Found[T]) -> Sourced[T]:
    return Sourced(found.value, span_of(part.offsets, source, found.start, found.end))


def span_of(offsets: OffsetMap, source: str, start: int, end: int) -> Span:
    """Return the span of `source` that the text range start:end was read from."""
    first, last = offsets.to_source_range(start, end)
    return Span(first, last, source[first:last])


def _given(part: Readable, span: Span | None) -> Found[str] | None:
    """Return the text range of a source span that splitting found."""
    if span is None:
        return None
    runs = [run for run in part.offsets.runs if _overlaps(run, span)]
    if not runs:
        return None
    start = runs[0].text_start + max(span.start - runs[0].source_start, 0)
    end = runs[-1].text_start + min(span.end - runs[-1].source_start, runs[-1].length)
    value = re.sub(r"\s+", " ", re.sub(r"\s*\n\s*", "", part.text[start:end]))
    return Found(value, start, end)


def _overlaps(run: Run, span: Span) -> bool:
    return run.source_start < span.end and run.source_start + run.length > span.start


def _issuers(
    part: Readable, lines: Sequence[Line], roles: Sequence[str], title: Found[str] | None
) -> tuple[Found[str], ...]:
    credit = _given(part, part.credit)
    if credit is None:
        return find_issuers(lines, roles, title)
    units = split_units(credit.value)
    return tuple(Found(unit, credit.start, credit.end) for unit in units)


def _title(
    part: Readable, lines: Sequence[Line], fields: Sequence[Labelled], hint: str | None
) -> Found[str] | None:
    """Return the title found by splitting, else a report's headline, else the official or hinted title."""
    given = _given(part, part.title)
    if given is not None:
        return given
    lead = dateline(lines)
    if lead is not None and part.credit is None:
        return report_title(lines, lead.value)
    found, hinted = find_title(lines), hinted_title(lines, hint)
    if hinted is not None and (found is None or not agrees(found, hinted)):
        return hinted
    return found or labelled_title(fields)


def _kind(title: Found[str] | None, news: Found[str] | Found[int] | None) -> Found[str] | None:
    where = title or news
    kind = NEWS if news is not None else None if title is None else kind_of(title.value)
    return None if kind is None or where is None else Found(kind, where.start, where.end)


def _status(lines: Sequence[Line], roles: Sequence[str], title: Found[str] | None) -> Found[str] | None:
    """Return the status stated in the brackets of the title or on a bracketed line beside it."""
    for line, role in zip(lines, roles, strict=True):
        if role == TITLE and len(line.text) <= 30 and line.text.startswith(BRACKETS):
            status = status_in(line.text)
            if status:
                return Found(status, line.start, line.end)
    if title is None:
        return None
    if ASKS.search(title.value):
        return Found(DRAFT, title.start, title.end)
    at = max(title.value.rfind(bracket) for bracket in BRACKETS)
    while at > 0:
        status = status_in(title.value[at:].split("）")[0].split(")")[0])
        if status:
            return Found(status, title.start, title.end)
        at = max(title.value.rfind(bracket, 0, at) for bracket in BRACKETS)
    return None
