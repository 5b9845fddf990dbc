"""A list is answered whole: the lead that ends with a colon and the items below it."""

from __future__ import annotations

from ingest.records import Clause, Document

MOST_ITEMS = 12
_LEADS_ON = ("：", ":")


def enumeration_of(clause: Clause, document: Document) -> tuple[Clause, ...]:
    """Return the lead and items of the list that `clause` leads or stands in, () where it does neither."""
    lead = clause if _leads(clause) else _parent(clause, document)
    if lead is None or not _leads(lead):
        return ()
    items = [other for other in document.clauses if _parent_id(other.id) == lead.id]
    return (lead, *items[:MOST_ITEMS]) if len(items) > 1 else ()


def _leads(clause: Clause) -> bool:
    return clause.text.rstrip().endswith(_LEADS_ON)


def _parent(clause: Clause, document: Document) -> Clause | None:
    above = _parent_id(clause.id)
    return next((other for other in document.clauses if other.id == above), None)


def _parent_id(clause_id: str) -> str:
    document, mark, path = clause_id.partition("#")
    upper, slash, _ = path.rpartition("/")
    return f"{document}{mark}{upper}" if slash else ""
