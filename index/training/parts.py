"""The words inside words: each word of a vocabulary with the shorter ones its characters spell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.training.corpus import Ragged


@dataclass(frozen=True, slots=True)
class Selection:
    """The parts of some words: ``used`` part numbers, each word's as positions in ``used``, its start."""

    used: NDArray[np.int64]
    positions: NDArray[np.int64]
    starts: NDArray[np.int64]


def parts_of(tokenizer: Tokenizer) -> Ragged:
    """Return, row by row, the numbers of the words of the vocabulary contained in each word, itself included.

    A single character has itself alone, the unknown token (number 0) none.
    """
    vocabulary = tokenizer.get_vocab()
    rows: list[list[int]] = [[] for _ in vocabulary]
    for word, number in vocabulary.items():
        if number:
            pieces = {word[i:j] for i in range(len(word)) for j in range(i + 1, len(word) + 1)}
            rows[number] = sorted(vocabulary[piece] for piece in pieces if piece in vocabulary)
    starts = np.cumsum([0] + [len(row) for row in rows], dtype=np.int64)
    return Ragged(np.array([part for row in rows for part in row], dtype=np.int32), starts)


def select(parts: Ragged, words: NDArray[np.int64]) -> Selection:
    """Gather the parts of `words`, the numbers of the distinct ones and where each word's begin."""
    lengths = parts.starts[words + 1] - parts.starts[words]
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
    within = np.arange(int(lengths.sum()), dtype=np.int64) - np.repeat(starts, lengths)
    flat = parts.flat[np.repeat(parts.starts[words], lengths) + within]
    used, positions = np.unique(flat, return_inverse=True)
    return Selection(used.astype(np.int64), positions.astype(np.int64).reshape(-1), starts)
