"""Questions about one card: its rows say when and how to apply, who may, with what, and whom to call."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from api.candidates import Candidates, question_terms
from api.citations import CitationBook
from api.matching_cards import is_card
from api.records import AnswerFact
from api.sentences import TermWeights
from ingest.facts.folded import fold
from ingest.fields import CONTENT, row_field, says_nothing
from ingest.records import Clause, Document

MEANT = 0.6  # share of the question's weight that the title and the best clause of a card carry
FIRST = 5  # of the documents found
MOST_FACTS = 12
_LABEL = re.compile(r"[^\t\n]*[\t\n]")


@dataclass(frozen=True, slots=True)
class Told:
    """What the rows asked for say, and the card they stand in."""

    facts: tuple[AnswerFact, ...]
    document: Document
    share: float = 1.0  # of the question's weight that the card carries


@dataclass(frozen=True, slots=True)
class _Patterns:
    rows: tuple[tuple[str, re.Pattern[str]], ...]
    around: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    table = tomllib.loads(files("api").joinpath("tables/rows.toml").read_text("utf-8"))
    rows = tuple((field, re.compile("|".join(words))) for field, words in table["rows"].items())
    return _Patterns(rows, re.compile("|".join(table["around"]["words"])))


def rows_asked(text: str) -> tuple[str, ...]:
    """Return the fields of a card that a question asks for."""
    folded = fold(text)
    return tuple(field for field, pattern in _patterns().rows if pattern.search(folded))


def told_by_rows(
    text: str, found: Candidates, rarity: Callable[[str], float], book: CitationBook
) -> Told | None:
    """Return what the rows asked for say in the card that a question means.

    None where it asks for none, means no card that applies, or the card does not say.
    """
    share, document = _meant(text, found, rarity) if rows_asked(text) else (0.0, None)
    told = rows_of(document, text, book) if document and share >= MEANT else None
    return replace(told, share=share) if told else None


def rows_of(document: Document, text: str, book: CitationBook) -> Told | None:
    """Return what the rows that a question asks for say in one card, None where it has none of them."""
    wanted = rows_asked(text) if is_card(document) else ()
    clauses = [clause for field in wanted for clause in _rows(document, field)][:MOST_FACTS]
    facts = tuple(
        AnswerFact(clause.text[start:end], book.cite(clause, start, end))
        for clause in clauses
        for start, end in [_value(clause)]
    )
    return Told(facts, document) if facts else None


def _meant(text: str, found: Candidates, rarity: Callable[[str], float]) -> tuple[float, Document | None]:
    """Return the card of the first documents found that carries most of what the question is about.

    With it the share of the question's weight that its title, place and best clause carry.
    """
    about = question_terms(_matter(text), rarity, False)
    if not about.total:
        return 0.0, None
    best = _best_clauses(found)
    shares: list[tuple[float, Document | None]] = [
        (_share(about, document, clause), document) for document, clause in best if is_card(document)
    ]
    return max(shares, key=lambda pair: pair[0], default=(0.0, None))


def _best_clauses(found: Candidates) -> list[tuple[Document, Clause]]:
    seen: dict[str, tuple[Document, Clause]] = {}
    for candidate in found.fitting:
        seen.setdefault(candidate.document.id, (candidate.document, candidate.clause))
    return list(seen.values())[:FIRST]


def _share(about: TermWeights, document: Document, clause: Clause) -> float:
    title = document.metadata.title.value if document.metadata.title else ""
    region = document.metadata.region.value.name if document.metadata.region else ""
    return about.score(f"{title} {region} {clause.text}") / about.total


def _matter(text: str) -> str:
    """Return a question without the words that ask for a row and those around it."""
    left = fold(text)
    for _, pattern in _patterns().rows:
        left = pattern.sub(" ", left)
    return _patterns().around.sub(" ", left)


def _rows(document: Document, field: str) -> Iterator[Clause]:
    """Yield the clauses of a row that say something: a label alone does not."""
    for clause in document.clauses:
        if row_field(clause.path) == field and field != CONTENT:
            start, end = _value(clause)
            if not says_nothing(clause.text[start:end]):
                yield clause


def _value(clause: Clause) -> tuple[int, int]:
    """Return the range of a row's text without its label."""
    label = _LABEL.match(clause.text) if clause.path and clause.heading == clause.path[-1] else None
    own = row_field(clause.path[-1:]) is not None
    if not own:
        return 0, len(clause.text)
    return (label.end(), len(clause.text)) if label else (len(clause.text), len(clause.text))
