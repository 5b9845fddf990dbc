"""Collect the spans an answer uses and number their citations in order of weight."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from api.records import Amendment, Citation
from ingest.records import Clause, Document, Metadata, Unit
from ingest.relations import Ended
from ingest.validity import AMENDED, last_day


@dataclass(frozen=True, slots=True)
class Term:
    """Until when a document holds, as known on the day asked about, and what changes its words."""

    until: date | None = None
    amendments: tuple[Amendment, ...] = ()


def term_of(metadata: Metadata, as_of: date, ended: Sequence[Ended]) -> Term:
    """Return the term of a document on a day, `ended` being what others do to it."""
    changed = (each for each in ended if each.relation == AMENDED and (each.on is None or each.on <= as_of))
    return Term(
        last_day(metadata, as_of, ended),
        tuple(Amendment(each.by_id, each.by_title, each.on) for each in changed),
    )


_CLOSING = re.compile(r"[^（）()。；;]{0,40}[）)]")


@dataclass(slots=True)
class CitationBook:
    """One citation a clause; its quote grows to the smallest stretch that holds every span used."""

    document: Callable[[str], Document]
    statuses: Mapping[str, str]
    terms: Mapping[str, Term] = field(default_factory=dict)
    _clauses: list[Clause] = field(default_factory=list)
    _spans: dict[str, tuple[int, int]] = field(default_factory=dict)

    def cite(self, clause: Clause, start: int, end: int) -> int:
        """Use ``clause.text[start:end]`` and return the number of its citation, counted from 1."""
        if not 0 <= start < end <= len(clause.text):
            raise ValueError(f"span {start}:{end} lies outside clause {clause.id}")
        known = self._spans.get(clause.id)
        if known is None:
            self._clauses.append(clause)
            self._spans[clause.id] = (start, end)
        else:
            self._spans[clause.id] = (min(start, known[0]), max(end, known[1]))
        return next(n for n, cited in enumerate(self._clauses, 1) if cited.id == clause.id)

    def cite_units(self, clause: Clause, units: Sequence[Unit]) -> None:
        """Use the stretch from the first unit to the last, to the end of the bracket they stand in."""
        for unit in units:
            closing = _CLOSING.match(clause.text, unit.end)
            self.cite(clause, unit.start, closing.end() if closing else unit.end)

    def citations(self) -> tuple[Citation, ...]:
        """Return the citations made so far, in order of their numbers."""
        return tuple(self._citation(n, clause) for n, clause in enumerate(self._clauses, 1))

    def _citation(self, n: int, clause: Clause) -> Citation:
        document = self.document(clause.document_id)
        metadata = document.metadata
        term = self.terms.get(document.id, Term())
        start, end = self._spans[clause.id]
        source_start, source_end = document.offsets.to_source_range(clause.start + start, clause.start + end)
        return Citation(
            n=n,
            document_id=document.id,
            source=document.source,
            title=metadata.title.value if metadata.title else document.source,
            doc_number=metadata.doc_number.value if metadata.doc_number else None,
            issuer="、".join(issuer.value for issuer in metadata.issuers) or None,
            status=self.statuses[document.id],
            clause_id=clause.id,
            path=clause.path,
            quote=clause.text[start:end],
            start=source_start,
            end=source_end,
            page=clause.page,
            boxes=clause.boxes,
            until=term.until,
            amendments=term.amendments,
            doubtful=any(box.page in document.doubtful_pages for box in clause.boxes),
        )
