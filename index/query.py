"""Read a query for the index: weighted words and bigrams, and the parts that a clause should cover."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.lay import WeightedTerm, expand
from index.tokens import content_bigrams, content_tokens, stop_words, subwords, tokens, words


@dataclass(frozen=True, slots=True)
class Part:
    """A content word of the query: itself, its sub-words, and what each colloquial reading of it means.

    `readings` holds the words of each policy term that a phrase over this word stands for.
    """

    word: str
    subwords: tuple[str, ...]
    readings: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """The terms of a query with their weights; a term of the query itself weighs 1, an expansion less.

    `reading` joins the policy terms that its colloquial phrases stand for, "" where it has none.
    """

    text: str
    reading: str
    words: Mapping[str, float]
    bigrams: Mapping[str, float]
    parts: tuple[Part, ...]


def read_query(text: str) -> Query:
    """Cut, weigh and expand a query; a text of stop words alone has no terms."""
    terms = expand(text)
    return Query(
        text=text,
        reading=" ".join(term.text for term in terms),
        words=_weigh(words(text), [(words(term.text), term.weight) for term in terms]),
        bigrams=_weigh(content_bigrams(text), [(_pairs(term.text), term.weight) for term in terms]),
        parts=_parts(text, terms),
    )


def _weigh(own: list[str], expansions: list[tuple[list[str], float]]) -> dict[str, float]:
    weights = dict.fromkeys(own, 1.0)
    for expansion, weight in expansions:
        for token in expansion:
            weights[token] = max(weights.get(token, 0.0), weight)
    return weights


def _pairs(term: str) -> list[str]:
    # single characters of an expansion would match anything
    return [token for token in content_bigrams(term) if len(token) > 1]


def _parts(text: str, terms: list[WeightedTerm]) -> tuple[Part, ...]:
    stop = stop_words()
    parts: dict[str, Part] = {}
    for token in content_tokens(text):
        readings = tuple(
            tuple(part.text for part in tokens(term.text) if part.text not in stop)
            for term in terms
            if term.start < token.end and token.start < term.end
        )
        inside = tuple(part for part in subwords(token.text) if part not in stop)
        parts.setdefault(token.text, Part(token.text, inside, readings))
    return tuple(parts.values())
