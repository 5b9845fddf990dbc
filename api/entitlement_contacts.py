"""Whom to ask about the measures of an answer: the contacts their documents name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from api.citations import CitationBook
from api.matching_cards import row_clauses
from api.records import AnswerContact
from ingest.facts.contacts import CUE
from ingest.fields import CONTACT, field_in
from ingest.records import Clause, Document, Facts

MOST_CONTACTS, MOST_PER_DOCUMENT = 6, 3
NUMBER = re.compile(r"\d{5}")


def contacts_of(
    clauses: Sequence[tuple[Clause, Document]], facts_of: Callable[[str], Facts], book: CitationBook
) -> tuple[AnswerContact, ...]:
    """Return whom to ask about what stands in `clauses`, cited; each number once.

    A row of a table that names a number tells that one, else the first ones of the document count.
    """
    found: dict[tuple[str, str], AnswerContact] = {}
    for place in dict.fromkeys(tuple(_places(clause, document, facts_of)) for clause, document in clauses):
        here = 0
        for clause in place:
            for contact in facts_of(clause.id).contacts:
                if here < MOST_PER_DOCUMENT and (contact.name, contact.phone) not in found:
                    n = book.cite(clause, contact.start, contact.end)
                    found[contact.name, contact.phone] = AnswerContact(contact.name, contact.phone, n)
                    here += 1
    return tuple(found.values())[:MOST_CONTACTS]


def _places(clause: Clause, document: Document, facts_of: Callable[[str], Facts]) -> list[Clause]:
    row = row_clauses(clause, document)
    if any(facts_of(each.id).contacts for each in row):
        return row
    return list(filter(_may_name, document.clauses))


def _may_name(clause: Clause) -> bool:
    """Tell whether a clause is worth looking up: it holds a number and says that it is one to call."""
    if NUMBER.search(clause.text) is None and "-" not in clause.text:
        return False
    return field_in(clause.path[-1:]) == CONTACT or CUE.search(clause.text) is not None
