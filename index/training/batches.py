"""Draw batches of pairs that belong together, each batch of one kind, the kinds mixed by share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from index.training.corpus import Corpus, Ids, PairSet, Passages

LONGEST_PASSAGE = 128
TITLE_CHANCE = 0.7
NEIGHBOURS = 2
STATUTE_SHARE = 0.15
FEWEST_WORDS = 3

MIXTURE: Mapping[str, float] = {
    "sentence_of_article": 0.27,
    "title_of_article": 0.08,
    "neighbours_in_prose": 0.20,
    "question": 0.33,
    "paraphrase": 0.12,
}
LAST_MIXTURE: Mapping[str, float] = {
    "sentence_of_article": 0.20,
    "title_of_article": 0.05,
    "neighbours_in_prose": 0.15,
    "question": 0.25,
    "paraphrase": 0.05,
    "statute": 0.30,
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Queries and, row by row, their passages, as word numbers."""

    queries: tuple[Ids, ...]
    passages: tuple[Ids, ...]


Drawn = tuple[Ids, Ids]
Draw = Callable[[Corpus, Generator], Drawn]


def draw_batch(corpus: Corpus, kind: str, size: int, rng: Generator) -> Batch:
    """Draw `size` pairs of a `kind` named in `LAST_MIXTURE`; pairs without words on a side are redrawn.

    Raises ValueError for a kind unknown or when the corpus yields no usable pair of this kind.
    """
    if kind not in _DRAWS:
        raise ValueError(f"unknown kind of pair {kind!r}; known are {', '.join(_DRAWS)}")
    queries: list[Ids] = []
    passages: list[Ids] = []
    for _ in range(size * 20):
        query, passage = _DRAWS[kind](corpus, rng)
        if len(query) and len(passage):
            queries.append(query[:LONGEST_PASSAGE])
            passages.append(passage[:LONGEST_PASSAGE])
        if len(queries) == size:
            return Batch(tuple(queries), tuple(passages))
    raise ValueError(f"the corpus has no usable pairs of the kind {kind!r}")


def draw_kind(mixture: Mapping[str, float], rng: Generator) -> str:
    """Draw the kind of the next batch by the shares of `mixture`."""
    kinds = list(mixture)
    shares = np.array([mixture[kind] for kind in kinds])
    return kinds[int(rng.choice(len(kinds), p=shares / shares.sum()))]


def keys(rows: tuple[Ids, ...]) -> NDArray[np.int64]:
    """Number the rows so that equal rows, and only these, share a number."""
    seen: dict[bytes, int] = {}
    return np.array([seen.setdefault(row.tobytes(), len(seen)) for row in rows], dtype=np.int64)


def _sentence_of_article(corpus: Corpus, rng: Generator) -> Drawn:
    at = int(rng.integers(len(corpus.articles)))
    first, last = corpus.articles.bounds(at)
    if last - first < 2:
        return _title_of_article(corpus, rng)
    chosen = int(rng.integers(first, last))
    sentences = corpus.articles.sentences
    rest = [sentences.rows(first, chosen), sentences.rows(chosen + 1, last)]
    title = [corpus.titles.row(at)] if rng.random() < TITLE_CHANCE else []
    return sentences.row(chosen), np.concatenate(title + rest)


def _title_of_article(corpus: Corpus, rng: Generator) -> Drawn:
    at = int(rng.integers(len(corpus.articles)))
    query = np.concatenate([corpus.titles.row(at), corpus.headings.row(at)])
    return query, corpus.articles.whole(at)


def _neighbours_in_prose(corpus: Corpus, rng: Generator) -> Drawn:
    return _sentence_and_neighbours(corpus.prose, rng)


def _sentence_and_neighbours(passages: Passages, rng: Generator) -> Drawn:
    first, last = passages.bounds(int(rng.integers(len(passages))))
    if last - first < 2:
        nothing = passages.sentences.flat[:0]
        return nothing, nothing
    chosen = int(rng.integers(first, last))
    sentences = passages.sentences
    before = sentences.rows(max(first, chosen - NEIGHBOURS), chosen)
    after = sentences.rows(chosen + 1, min(last, chosen + 1 + NEIGHBOURS))
    query = sentences.row(chosen)
    return (query if len(query) >= FEWEST_WORDS else query[:0]), np.concatenate([before, after])


def _pair(pairs: PairSet, rng: Generator) -> Drawn:
    at = int(rng.integers(len(pairs)))
    return pairs.queries.row(at), pairs.passages.row(at)


def _question(corpus: Corpus, rng: Generator) -> Drawn:
    return _pair(corpus.questions, rng)


def _paraphrase(corpus: Corpus, rng: Generator) -> Drawn:
    return _pair(corpus.paraphrases, rng)


def _statute(corpus: Corpus, rng: Generator) -> Drawn:
    """Draw a labelled question, or mostly an article sentence: the articles are its negatives."""
    if rng.random() < STATUTE_SHARE:
        return _pair(corpus.statutes, rng)
    return _sentence_of_article(corpus, rng)


_DRAWS: Mapping[str, Draw] = {
    "sentence_of_article": _sentence_of_article,
    "title_of_article": _title_of_article,
    "neighbours_in_prose": _neighbours_in_prose,
    "question": _question,
    "paraphrase": _paraphrase,
    "statute": _statute,
}
