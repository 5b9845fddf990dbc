"""Compare the words of a query with those of candidate clauses, word by word, by the vectors of an encoder.

The length of a word's vector is what training found the word to be worth, so it serves as its weight and
nothing depends on what else a knowledge base holds.
Kernels over word cosines: Xiong et al. (2017), End-to-End Neural Ad-hoc Ranking with Kernel Pooling.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.models.static import HEADER_SHARE, StaticEncoder
from index.propose import READING_SHARE

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]
Rows = tuple[tuple[int, ...], ...]
Cut = Callable[[str, str], Rows]

KERNELS = (0.9, 0.7, 0.5, 0.3, 0.1)
_KERNEL_WIDTH = 0.02  # twice the variance
_SAME, _ALIKE, _RELATED = 0.999, 0.6, 0.4  # cosines of two words
_LONGEST = 2_000  # characters of a clause that are read, so that one long annex does not cost all the time
_SENTENCE_END = re.compile(r"(?<=[。；！？!?;\n])")
_SHORTEST = 6
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Layout:
    """The words of clauses in one row: header, then sentence after sentence, clause after clause.

    `pieces` holds where each header or sentence begins in `words`, `firsts` which piece is the header of each
    clause. A piece without words is the unknown word, whose vector is nothing.
    """

    words: Ids
    pieces: Ids
    firsts: Ids

    @property
    def clauses(self) -> Ids:
        """Return where each clause begins in `words`."""
        return self.pieces[self.firsts]


def sentences(text: str) -> list[str]:
    """Cut a text after 。；！？ and line ends, a very short piece joined to the one before; at least one."""
    pieces: list[str] = []
    for piece in _SENTENCE_END.split(text[:_LONGEST]):
        if pieces and len(piece.strip()) < _SHORTEST:
            pieces[-1] += piece
        elif piece.strip():
            pieces.append(piece)
    return pieces or [""]


def cutter(encoder: StaticEncoder, remembered: int = 0) -> Cut:
    """Return what cuts header and text to rows of words; it remembers the last `remembered` clauses."""

    def cut(header: str, text: str) -> Rows:
        return tuple(tuple(ids) or (0,) for ids in word_ids([header, *sentences(text)], encoder))

    return lru_cache(maxsize=remembered)(cut)


def lay_out(headers: Sequence[str], texts: Sequence[str], cut: Cut) -> Layout:
    """Lay out clauses, each a header and a text, as the words they are `cut` to."""
    rows: list[tuple[int, ...]] = []
    firsts: list[int] = []
    for header, text in zip(headers, texts, strict=True):
        firsts.append(len(rows))
        rows += cut(header, text)
    ends = np.cumsum([len(row) for row in rows])
    starts = np.concatenate(([0], ends[:-1]))
    return Layout(np.array([word for row in rows for word in row], dtype=np.int64), starts, np.array(firsts))


def word_ids(texts: Sequence[str], encoder: StaticEncoder) -> list[list[int]]:
    """Return the word numbers of each text."""
    found = encoder.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return [encoding.ids for encoding in found]


def word_vectors(words: Ids, encoder: StaticEncoder) -> Floats:
    """Return the vectors of words as the encoder adds them up, shape (words, dimensions)."""
    rows = encoder.matrix[words].astype(np.float32)
    return np.asarray(rows * encoder.scale[words][:, None], dtype=np.float32)


def unit(vectors: Floats) -> Floats:
    """Scale the last axis to length one; zeros stay."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), _TINY))


@dataclass(frozen=True, slots=True)
class Compared:
    """Features of each clause by name, shape (clauses,), and the unit vectors of the clauses."""

    features: dict[str, Floats]
    vectors: Floats


@dataclass(frozen=True, slots=True)
class Asked:
    """The vectors of a query's distinct words, what each is worth (adding up to 1), the query's vector."""

    vectors: Floats
    worth: Floats
    vector: Floats


def ask(query: str, reading: str, encoder: StaticEncoder) -> Asked:
    """Return what is asked: the words of the query, and those of its `reading` at `READING_SHARE`."""
    own, read = (np.array(ids, dtype=np.int64) for ids in word_ids([query, reading], encoder))
    words = np.unique(np.append(own, read)) if len(own) or len(read) else np.zeros(1, dtype=np.int64)
    vectors = word_vectors(words, encoder)
    shares = np.where(np.isin(words, own), 1, READING_SHARE)
    worth = shares * np.linalg.norm(vectors, axis=1)
    whole, meant = (unit(word_vectors(ids, encoder).sum(axis=0)) for ids in (own, read))
    vector = unit(whole + np.float32(READING_SHARE) * meant)
    return Asked(vectors, (worth / max(float(worth.sum()), _TINY)).astype(np.float32), vector)


def compare(asked: Asked, layout: Layout, encoder: StaticEncoder) -> Compared:
    """Compare the words, sentences and headers of clauses with what is asked."""
    known, where = np.unique(layout.words, return_inverse=True)
    vectors = word_vectors(known, encoder)
    weights = np.linalg.norm(vectors, axis=1).astype(np.float32)
    cosines = unit(asked.vectors) @ unit(vectors).T  # words asked by distinct words of the clauses
    features = _matches(cosines, where, layout, asked.worth)
    best = cosines.max(axis=0) * weights
    features["answered"] = _ratio(best[where], weights[where], layout.clauses)
    sums = np.add.reduceat(vectors[where], layout.pieces, axis=0)
    near, clauses = _by_vectors(sums, layout, asked.vector)
    return Compared(features | near, clauses)


def _matches(cosines: Floats, where: Ids, layout: Layout, weights: Floats) -> dict[str, Floats]:
    firsts = layout.firsts
    by_piece = np.maximum.reduceat(cosines[:, where], layout.pieces, axis=1)
    body = by_piece.copy()
    body[:, firsts] = -1
    of_clause = np.maximum.reduceat(by_piece, firsts, axis=1)
    of_piece = weights @ by_piece
    sentence = weights @ body
    features = {
        "found": weights @ of_clause,
        "found_in_text": weights @ np.maximum.reduceat(body, firsts, axis=1),
        "found_in_header": of_piece[firsts],
        "found_in_a_sentence": np.maximum.reduceat(sentence, firsts),
        "found_exactly": weights @ (of_clause > _SAME),
        "found_nearly": weights @ np.maximum(of_clause - _RELATED, 0),
        "found_alike": weights @ (of_clause > _ALIKE),
        "weightiest": of_clause[int(weights.argmax())],
        "weakest": of_clause.min(axis=0),
    }
    for middle in KERNELS:
        kernel = np.exp(-((cosines - np.float32(middle)) ** 2) / _KERNEL_WIDTH)
        counts = np.add.reduceat(kernel[:, where], layout.clauses, axis=1)
        features[f"words_at_{middle}"] = weights @ np.log1p(counts)
    return features


def _ratio(values: Floats, weights: Floats, starts: Ids) -> Floats:
    total = np.add.reduceat(weights, starts)
    return np.asarray(np.add.reduceat(values, starts) / np.maximum(total, _TINY))


def _by_vectors(sums: Floats, layout: Layout, query: Floats) -> tuple[dict[str, Floats], Floats]:
    """Return cosines of headers and sentences with the query, and the vectors of the clauses."""
    firsts = layout.firsts
    pieces = unit(sums)
    headers = pieces[firsts]
    counts = np.diff(np.append(firsts, len(pieces)))
    both = unit(pieces + np.float32(0.5) * np.repeat(headers, counts, axis=0)) @ query
    cosines = pieces @ query
    alone = cosines.copy()
    alone[firsts] = -1
    total = np.add.reduceat(sums, firsts, axis=0)
    clauses = unit(unit(total - sums[firsts]) + np.float32(HEADER_SHARE) * headers)
    features = {
        "header_cosine": cosines[firsts],
        "sentence_cosine": np.maximum.reduceat(alone, firsts),
        "sentence_under_header_cosine": np.maximum.reduceat(both, firsts),
    }
    return features, clauses
