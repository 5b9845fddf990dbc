"""Questions about a document itself: its number, issuer, dates. Answered from its metadata."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from api.citations import CitationBook
from api.naming import named_documents
from api.question import Question, without_asks
from api.records import AnswerFact
from api.sentences import TermWeights, sentences_of
from index.search import KnowledgeBase
from index.store import DocumentRow
from index.tokens import words
from ingest.records import Clause, Document, Span

DESCRIBING = frozenset({"number", "issuer", "issued", "force"})
NAMED = 0.75  # share of the question's weight that a title carries to be the one meant


def described(
    kb: KnowledgeBase, question: Question, terms: TermWeights, book: CitationBook
) -> tuple[AnswerFact, ...]:
    """Return what the document meant says of itself, () where none is meant or it does not say."""
    row = _meant(question, kb.documents, terms)
    if row is None:
        return ()
    document = kb.document(row.id)
    facts = []
    for span in _spans(row, question):
        place = _place(document, span)
        if place:
            clause, start, end = place
            sentence = next((s for s in sentences_of(clause.text) if s.start <= start and end <= s.end), None)
            start, end = (sentence.start, sentence.end) if sentence else (start, end)
            facts.append(AnswerFact(clause.text[start:end], book.cite(clause, start, end)))
    return tuple(dict.fromkeys(facts))


def _meant(question: Question, rows: Sequence[DocumentRow], terms: TermWeights) -> DocumentRow | None:
    named = named_documents(question.text, rows)
    if named:
        return next(row for row in rows if row.id in named)
    about = TermWeights(
        {word: terms.weights.get(word, 1.0) for word in words(without_asks(question.text, question.asks))},
        words,
    )
    best = max(rows, key=lambda row: about.score(_name(row)), default=None)
    return best if best and about.total and about.score(_name(best)) >= NAMED * about.total else None


def _name(row: DocumentRow) -> str:
    kind = row.metadata.kind.value if row.metadata.kind else ""
    region = row.metadata.region.value.name if row.metadata.region else ""
    return f"{row.title} {kind} {region}"


def _spans(row: DocumentRow, question: Question) -> Iterable[Span]:
    metadata = row.metadata
    if "number" in question.asks and metadata.doc_number and metadata.doc_number.span:
        yield metadata.doc_number.span
    if "issuer" in question.asks:
        yield from (issuer.span for issuer in metadata.issuers if issuer.span)
    if "issued" in question.asks and metadata.issued_on and metadata.issued_on.span:
        yield metadata.issued_on.span
    if "force" in question.asks:
        dated = (metadata.effective_from, metadata.expires_on, metadata.period, metadata.stated_status)
        yield from dict.fromkeys(fact.span for fact in dated if fact and fact.span)


def _place(document: Document, span: Span) -> tuple[Clause, int, int] | None:
    """Find the clause that holds a span of the source, and where in it; None where it was left out."""
    first, last = document.offsets.to_text(span.start), document.offsets.to_text(span.end - 1)
    if first is None or last is None:
        return None
    for clause in document.clauses:
        if clause.start <= first and last < clause.end:
            return clause, first - clause.start, last + 1 - clause.start
    return None
