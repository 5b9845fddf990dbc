"""Whom to ask about the measures of an answer: the contacts their documents name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from api.citations import CitationBook
from api.records import AnswerContact
from ingest.facts.contacts import CUE
from ingest.fields import CONTACT, field_in
from ingest.records import Clause, Document, Facts

MOST_CONTACTS, MOST_PER_DOCUMENT = 6, 3
NUMBER = re.compile(r"\d{5}")


def contacts_of(
    documents: Sequence[Document], facts_of: Callable[[str], Facts], book: CitationBook
) -> tuple[AnswerContact, ...]:
    """Return the first contacts of each of `documents`, cited; each number once."""
    found: dict[tuple[str, str], AnswerContact] = {}
    for document in documents:
        here = 0
        for clause in filter(_may_name, document.clauses):
            for contact in facts_of(clause.id).contacts:
                if here < MOST_PER_DOCUMENT and (contact.name, contact.phone) not in found:
                    n = book.cite(clause, contact.start, contact.end)
                    found[contact.name, contact.phone] = AnswerContact(contact.name, contact.phone, n)
                    here += 1
    return tuple(found.values())[:MOST_CONTACTS]


def _may_name(clause: Clause) -> bool:
    """Tell whether a clause is worth looking up: it holds a number and says that it is one to call."""
    if NUMBER.search(clause.text) is None and "-" not in clause.text:
        return False
    return field_in(clause.path[-1:]) == CONTACT or CUE.search(clause.text) is not None
