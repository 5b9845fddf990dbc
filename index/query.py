"""Read a query for the index: weighted words and bigrams, and the parts that a clause should cover."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.lay import WeightedTerm, expand
from index.lexical import Phrase, Terms
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
    """A query cut for each index: its own tokens, and what each of its colloquial phrases may stand for.

    `reading` joins the policy terms that its colloquial phrases stand for, "" where it has none.
    """

    text: str
    reading: str
    word_terms: Terms
    bigram_terms: Terms
    parts: tuple[Part, ...]

    @property
    def words(self) -> dict[str, float]:
        """Return every word with its weight, that of a policy term which a phrase stands for below 1."""
        weights = dict.fromkeys(self.word_terms.own, 1.0)
        for phrase in self.word_terms.phrases:
            for alternative in phrase.alternatives:
                for token in alternative:
                    weights[token] = max(weights.get(token, 0.0), phrase.weight)
        return weights


def read_query(text: str, colloquial: bool = True) -> Query:
    """Cut, weigh and, where it may be `colloquial`, expand a query; stop words alone give no terms."""
    terms = expand(text) if colloquial else []
    return Query(
        text=text,
        reading=" ".join(term.text for term in terms),
        word_terms=Terms(_once(words(text)), _phrases(terms, words)),
        bigram_terms=Terms(_once(content_bigrams(text)), _phrases(terms, _pairs)),
        parts=_parts(text, terms),
    )


def _once(found: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


def _phrases(terms: Sequence[WeightedTerm], cut: Callable[[str], list[str]]) -> tuple[Phrase, ...]:
    spans: dict[tuple[int, int], list[WeightedTerm]] = {}
    for term in terms:
        spans.setdefault((term.start, term.end), []).append(term)
    return tuple(
        Phrase(max(term.weight for term in group), tuple(_once(cut(term.text)) for term in group))
        for group in spans.values()
    )


def _pairs(term: str) -> list[str]:
    # single characters of a policy term would match anything
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
