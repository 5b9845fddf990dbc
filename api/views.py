"""The JSON shapes of documents, clauses and hits, shared by the command line and the HTTP API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.store import DocumentRow
from ingest.records import (
    Box,
    Clause,
    Contact,
    Document,
    Facts,
    Fund,
    Measure,
    Reference,
    Sourced,
    Span,
    Target,
    Unit,
    Window,
)
from ingest.validity import status_on

_DIGITS = 3


@dataclass(frozen=True, slots=True)
class EndedBy:
    """The document by which another one is ended or changed, from the day `on`; None where none is known."""

    relation: str  # 废止 | 代替 | 修订 | 正式印发 | 新版本 | 延期 | 接续
    document_id: str
    title: str
    on: date | None
    until: date | None = None  # the new last day of a 延期


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document as listed; `spans` tells for each field where in the source it was read."""

    id: str
    title: str | None
    issuers: tuple[str, ...]
    doc_number: str | None
    region: str | None
    region_code: str | None
    level: str | None
    kind: str | None
    issued_on: date | None
    effective_from: date | None
    expires_on: date | None
    period: str | None
    status: str
    ended_by: tuple[EndedBy, ...]
    source: str
    sha256: str
    pages: int | None
    quality: float | None  # share of the source read as text, times how sure OCR was of it, 0..1
    scanned: float  # share of the characters read by OCR
    doubtful_pages: tuple[int, ...]  # pages that OCR could hardly read
    clauses: int
    spans: dict[str, Span]


def document_view(document: DocumentRow, as_of: date) -> DocumentView:
    """Show a document as it stands on the day `as_of`."""
    metadata = document.metadata
    region = metadata.region.value if metadata.region else None
    period = metadata.period.value if metadata.period else None
    return DocumentView(
        id=document.id,
        title=value_of(metadata.title),
        issuers=tuple(issuer.value for issuer in metadata.issuers),
        doc_number=value_of(metadata.doc_number),
        region=region.name if region else None,
        region_code=region.code if region else None,
        level=value_of(metadata.level),
        kind=value_of(metadata.kind),
        issued_on=metadata.issued_on.value if metadata.issued_on else None,
        effective_from=metadata.effective_from.value if metadata.effective_from else None,
        expires_on=metadata.expires_on.value if metadata.expires_on else None,
        period=f"{period.first_year}—{period.last_year}" if period else None,
        status=status_on(metadata, as_of, document.ended),
        ended_by=tuple(
            EndedBy(each.relation, each.by_id, each.by_title, each.on, each.until) for each in document.ended
        ),
        source=document.source,
        sha256=document.sha256,
        pages=document.pages,
        quality=_rounded(document.quality),
        scanned=round(document.scanned, _DIGITS),
        doubtful_pages=document.doubtful_pages,
        clauses=document.clauses,
        spans=_spans(document),
    )


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, _DIGITS)


def value_of(sourced: Sourced[str] | None) -> str | None:
    """Return the value of a sourced field, None where the document does not say."""
    return sourced.value if sourced else None


def _spans(document: DocumentRow) -> dict[str, Span]:
    metadata = document.metadata
    single = {
        "title": metadata.title,
        "doc_number": metadata.doc_number,
        "region": metadata.region,
        "level": metadata.level,
        "kind": metadata.kind,
        "issued_on": metadata.issued_on,
        "effective_from": metadata.effective_from,
        "expires_on": metadata.expires_on,
        "period": metadata.period,
        "status": metadata.stated_status,
    }
    spans = {name: sourced.span for name, sourced in single.items() if sourced and sourced.span}
    issuers = {f"issuers.{n}": issuer.span for n, issuer in enumerate(metadata.issuers) if issuer.span}
    return spans | issuers


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A clause with its facts; `start`/`end` are offsets in the decoded source."""

    id: str
    document_id: str
    path: tuple[str, ...]
    ordinal: str
    heading: str
    text: str
    start: int
    end: int
    page: int | None
    boxes: tuple[Box, ...]
    measures: tuple[Measure, ...]
    funds: tuple[Fund, ...]
    targets: tuple[Target, ...]
    units: tuple[Unit, ...]
    windows: tuple[Window, ...]
    references: tuple[Reference, ...]
    contacts: tuple[Contact, ...] = ()


def clause_view(clause: Clause, document: Document, facts: Facts) -> ClauseView:
    """Show a clause and what was read from it."""
    start, end = document.offsets.to_source_range(clause.start, clause.end)
    return ClauseView(
        id=clause.id,
        document_id=clause.document_id,
        path=clause.path,
        ordinal=clause.ordinal,
        heading=clause.heading,
        text=clause.text,
        start=start,
        end=end,
        page=clause.page,
        boxes=clause.boxes,
        measures=facts.measures,
        funds=facts.funds,
        targets=facts.targets,
        units=facts.units,
        windows=facts.windows,
        references=facts.references,
        contacts=facts.contacts,
    )


@dataclass(frozen=True, slots=True)
class HitView:
    """One search hit; `status` is that of its document on the day asked for."""

    rank: int
    score: float
    clause_id: str
    document_id: str
    source: str
    title: str | None
    status: str
    path: tuple[str, ...]
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Documents not in force on the day that would have had hits: how many, and how many of each status."""

    documents: int
    statuses: dict[str, int]


@dataclass(frozen=True, slots=True)
class SearchView:
    """The hits of one query, best first; `left_out` is None where no document was left out."""

    query: str
    hits: tuple[HitView, ...]
    left_out: LeftOut | None = None
