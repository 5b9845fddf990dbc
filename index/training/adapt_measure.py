"""Find held-out sentences again: known-item search among all clauses, as the dense index would do it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from index.models.static import HEADER_SHARE
from index.training.adapt_pairs import Grounds, HeldOut
from index.training.batches import Batch
from index.training.contrast import contrast
from index.training.corpus import Passages, Ragged
from index.training.evaluate import Vectors, unit_rows

_AT_ONCE = 64  # sentences whose scores with all clauses are in memory at once


@dataclass(frozen=True, slots=True)
class KnownItem:
    """How sentences find the clauses they were taken from: recall at 1 and 10, mean reciprocal rank.

    `loss` is the contrastive loss of the sentences among each other's clauses. All are 0 where no sentence
    could be held out.
    """

    at_1: float
    at_10: float
    reciprocal_rank: float
    loss: float


def known_item(grounds: Grounds, held_out: HeldOut, rows: Vectors) -> KnownItem:
    """Rank all clauses for each sentence held out, with the word vectors `rows` (V x D).

    `grounds` are the clauses without these sentences.
    """
    if not len(held_out.clauses):
        return KnownItem(0.0, 0.0, 0.0, 0.0)
    table = torch.from_numpy(rows)
    texts = _bags(_whole(grounds.clauses), table)
    above = _bags(grounds.titles, table, "sum") + _bags(grounds.headings, table, "sum")
    clauses = unit_rows(unit_rows(texts) + np.float32(HEADER_SHARE) * unit_rows(above))
    asked = _bags(held_out.sentences, table)
    ranks = _ranks(unit_rows(asked), clauses, held_out)
    loss = _loss(grounds, held_out, np.concatenate([asked, clauses[held_out.clauses]]))
    return KnownItem(float((ranks <= 1).mean()), float((ranks <= 10).mean()), float((1 / ranks).mean()), loss)


def _ranks(queries: Vectors, clauses: Vectors, held_out: HeldOut) -> Vectors:
    found = []
    for first in range(0, len(queries), _AT_ONCE):
        scores = queries[first : first + _AT_ONCE] @ clauses.T
        own = held_out.clauses[first : first + _AT_ONCE]
        right = scores[np.arange(len(own)), own][:, None]
        found.append(1 + (scores > right).sum(axis=1))
    return np.concatenate(found).astype(np.float32)


def _loss(grounds: Grounds, held_out: HeldOut, vectors: Vectors) -> float:
    rest = _whole(grounds.clauses)
    batch = Batch(
        tuple(held_out.sentences.row(at) for at in range(len(held_out.sentences))),
        tuple(rest.row(int(at)) for at in held_out.clauses),
    )
    return float(contrast(torch.from_numpy(vectors), batch))


def _bags(texts: Ragged, table: Tensor, mode: str = "mean") -> Vectors:
    """Return the mean or sum of the word vectors of each text (n x D); a text without words is zero."""
    flat, starts = torch.from_numpy(texts.flat).long(), torch.from_numpy(texts.starts[:-1])
    vectors: Vectors = functional.embedding_bag(flat, table, starts, mode=mode).numpy()
    return vectors


def _whole(passages: Passages) -> Ragged:
    return Ragged(passages.sentences.flat, passages.sentences.starts[passages.starts])
