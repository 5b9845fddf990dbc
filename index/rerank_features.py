"""Describe the candidates of a query by numbers that mean the same in a small base and in a large one.

Every feature is the deviation of a candidate from the mean of all candidates, in standard deviations: how
high BM25 or a cosine is on the whole differs from base to base, which candidate stands out does not. No place
in a document, no name and no rarity in the base is among them, so that a statute and a policy document are
described alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.models.static import StaticEncoder
from index.rerank_text import KERNELS, Cut, Floats, ask, compare, cutter, lay_out, unit

FEATURES = (
    "words",
    "bigrams",
    "dense",
    "found",
    "found_in_text",
    "found_in_header",
    "found_in_a_sentence",
    "found_exactly",
    "found_nearly",
    "found_alike",
    "weightiest",
    "weakest",
    *(f"words_at_{middle}" for middle in KERNELS),
    "answered",
    "header_cosine",
    "sentence_cosine",
    "sentence_under_header_cosine",
    "same_document",
    "near_the_first",
    "near_the_likely",
    "echoed",
    "central",
)
_SHARES = (0.1, 0.3, 0.6)  # of words, bigrams and vectors in the first guess
_SHARPNESS = 12.0
_FIRST = 5  # candidates that stand for what is asked
_TINY = 1e-6
_LEAST_SPREAD = 1e-4  # rounding must not tell equal candidates apart


@dataclass(frozen=True, slots=True)
class Candidates:
    """Clauses to be put in order, aligned: what they say and what each signal says of them, unfused.

    `headers` are title and path joined by spaces, as indexed. `documents` number the documents, by any
    numbers. `words` and `bigrams` are BM25 sums, `dense` cosines, each of shape (clauses,).
    """

    headers: tuple[str, ...]
    texts: tuple[str, ...]
    documents: NDArray[np.integer]
    words: Floats
    bigrams: Floats
    dense: Floats

    def __post_init__(self) -> None:
        """Raise ValueError when the fields are not of one length."""
        others = (self.texts, self.documents, self.words, self.bigrams, self.dense)
        if any(len(other) != len(self.headers) for other in others):
            raise ValueError(f"candidates not aligned: {len(self.headers)}, {[len(o) for o in others]}")

    def __len__(self) -> int:
        return len(self.headers)


def features(
    query: str, candidates: Candidates, encoder: StaticEncoder, reading: str = "", cut: Cut | None = None
) -> Floats:
    """Return the features of each candidate, shape (candidates, FEATURES).

    `reading` holds the policy terms that colloquial words of the query stand for (`index.query.Query`);
    `cut` is a `cutter` of the encoder that remembers, None to cut anew.
    """
    if not len(candidates):
        return np.zeros((0, len(FEATURES)), dtype=np.float32)
    layout = lay_out(candidates.headers, candidates.texts, cut or cutter(encoder))
    compared = compare(ask(query, reading, encoder), layout, encoder)
    signals = {"words": candidates.words, "bigrams": candidates.bigrams, "dense": candidates.dense}
    guess = _first_guess(list(signals.values()))
    found = compared.features | signals
    found |= _among_each_other(guess, candidates.documents, compared.vectors)
    raw = np.stack([found[name] for name in FEATURES], axis=1).astype(np.float32)
    return np.asarray((raw - raw.mean(axis=0)) / (raw.std(axis=0) + np.float32(_LEAST_SPREAD)))


def _first_guess(signals: list[Floats]) -> Floats:
    scaled = [np.maximum(signal, 0) / max(float(signal.max()), _TINY) for signal in signals]
    return np.asarray(np.array(_SHARES, dtype=np.float32) @ np.stack(scaled), dtype=np.float32)


def _among_each_other(guess: Floats, documents: NDArray[np.integer], vectors: Floats) -> dict[str, Floats]:
    """Return how much each candidate agrees with the others that look likely."""
    likely = np.exp((guess - guess.max()) * _SHARPNESS)
    likely /= likely.sum()
    together = documents[:, None] == documents[None, :]
    cosines = vectors @ vectors.T
    first = np.argsort(-guess, kind="stable")[:_FIRST]
    return {
        "same_document": together @ likely - likely,
        "near_the_first": vectors @ unit(vectors[first].mean(axis=0)),
        "near_the_likely": vectors @ unit(likely @ vectors),
        "echoed": cosines @ likely - likely,
        "central": cosines.mean(axis=1),
    }
