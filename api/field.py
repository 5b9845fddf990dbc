"""The field a question is put to: how each document stands for this place and day, and which may answer."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from api.citations import Term, term_of
from api.matching import Standing, standing_of
from api.naming import document_priors, named_documents
from api.question import LOOKUP, Question
from index.search import KnowledgeBase
from index.store import DocumentRow
from ingest.records import Region
from ingest.regions import covers
from ingest.validity import status_on


@dataclass(frozen=True, slots=True)
class Field:
    """Documents by id: status, term, standing, prior; `fitting` ones may answer, `others` may not.

    `fitting` are the documents that apply (situation) or that speak of the place asked about (look-up).
    `at_home` says that one of them is of the very place the asker is in.
    """

    statuses: Mapping[str, str]
    terms: Mapping[str, Term]
    standings: Mapping[str, Standing]
    priors: Mapping[str, float]
    fitting: AbstractSet[str]
    others: AbstractSet[str]
    at_home: bool


def survey(kb: KnowledgeBase, question: Question, as_of: date) -> Field:
    """Judge every document for a question on a day."""
    rows = {row.id: row for row in kb.documents}
    who = question.profile
    statuses = {row.id: status_on(row.metadata, as_of, row.ended) for row in rows.values()}
    standings = {row.id: standing_of(row.metadata, statuses[row.id], who) for row in rows.values()}
    named = named_documents(question.text, rows.values()) or rows.keys()
    if question.mode != LOOKUP:
        fitting = {document for document in named if standings[document].why_not is None}
    else:
        fitting = {document for document in named if _speaks_of(rows[document], question)}
    return Field(
        statuses=statuses,
        terms={row.id: term_of(row.metadata, as_of, row.ended) for row in rows.values()},
        standings=standings,
        priors=document_priors(question.text, question.regions, rows.values()),
        fitting=frozenset(fitting),
        others=frozenset(rows.keys() - fitting),
        at_home=any(_place(rows[document]) == who.region for document in fitting) if who.region else False,
    )


def _place(row: DocumentRow) -> Region | None:
    return row.metadata.region.value if row.metadata.region else None


def _speaks_of(row: DocumentRow, question: Question) -> bool:
    """Tell whether a document is of a region that the question names, holds it, or lies in it."""
    place = _place(row)
    if place is None or not question.regions:
        return True
    return any(covers(place, region) or covers(region, place) for region in question.regions)
