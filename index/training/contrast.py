"""The trainable table of vectors: in-batch contrast and an Adam that touches only the rows in use.

InfoNCE: van den Oord et al., 2018. Every other passage of the batch is a negative, save those equal to the
right one or answering an equal query. Sparse Adam: Kingma & Ba, 2015, moments of rows unused stand still.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from index.training.batches import Batch, keys
from index.training.corpus import Ragged
from index.training.parts import Selection, select

SCALE = 20.0
DECAY_FIRST = 0.9
DECAY_SECOND = 0.999
EPSILON = 1e-8
GAIN_RATE = 0.25


@dataclass(slots=True)
class Table:
    """Part vectors (V x D), logarithmic word gains (V x 1), their Adam moments, and the steps made.

    A word is the mean of the vectors of its parts (`index.training.parts`) times the exponential of its gain.
    """

    vectors: Tensor
    gains: Tensor
    vectors_first: Tensor
    vectors_second: Tensor
    gains_first: Tensor
    gains_second: Tensor
    steps: int = 0


def new_table(gains: Tensor, dimensions: int, seed: int) -> Table:
    """Make a table of random vectors of about unit length for the words that start with these `gains`."""
    words = len(gains)
    generator = torch.Generator().manual_seed(seed)
    vectors = torch.randn(words, dimensions, generator=generator) / dimensions**0.5
    return Table(
        vectors,
        gains.reshape(-1, 1).clone(),
        torch.zeros(words, dimensions),
        torch.zeros(words, dimensions),
        torch.zeros(words, 1),
        torch.zeros(words, 1),
    )


def train_batch(table: Table, parts: Ragged, batch: Batch, rate: float) -> float:
    """Make one step on `batch` with the learning `rate`; return its loss."""
    used, ids, starts = _used_rows(batch)
    chosen = select(parts, used)
    pieces, words = torch.from_numpy(chosen.used), torch.from_numpy(used)
    vectors = table.vectors[pieces].requires_grad_()
    gains = table.gains[words].requires_grad_()
    bags = functional.embedding_bag(ids, compose(vectors, chosen) * gains.exp(), starts, mode="mean")
    loss = contrast(bags, batch)
    torch.autograd.backward(loss)
    table.steps += 1
    if vectors.grad is None or gains.grad is None:
        raise ValueError("the loss does not depend on the table")
    moments = (table.vectors_first, table.vectors_second)
    _adam(table.vectors, moments, pieces, vectors.grad, rate, table.steps)
    moments = (table.gains_first, table.gains_second)
    _adam(table.gains, moments, words, gains.grad, rate * GAIN_RATE, table.steps)
    return float(loss.detach())


def word_rows(table: Table, parts: Ragged) -> Tensor:
    """Return the finished row of each word (V x D); the unknown token, number 0, is nothing."""
    chosen = select(parts, np.arange(len(parts)))
    rows = compose(table.vectors[torch.from_numpy(chosen.used)], chosen) * table.gains.exp()
    rows[0] = 0
    return rows


def compose(vectors: Tensor, chosen: Selection) -> Tensor:
    """Return the mean of each word's part `vectors` (P x D); a word without parts is zero."""
    positions, starts = torch.from_numpy(chosen.positions), torch.from_numpy(chosen.starts)
    return functional.embedding_bag(positions, vectors, starts, mode="mean")


def contrast(bags: Tensor, batch: Batch) -> Tensor:
    """Return the InfoNCE loss of 2n bags, queries first, their passages after, in both directions."""
    size = len(batch.queries)
    unit = functional.normalize(bags, dim=1)
    scores = SCALE * unit[:size] @ unit[size:].T
    scores = scores.masked_fill(_false_negatives(batch), -torch.inf)
    right = torch.arange(size)
    forth = functional.cross_entropy(scores, right)
    back = functional.cross_entropy(scores.T, right)
    return (forth + back) / 2


def _false_negatives(batch: Batch) -> Tensor:
    queries = torch.from_numpy(keys(batch.queries))
    passages = torch.from_numpy(keys(batch.passages))
    same = (queries[:, None] == queries) | (passages[:, None] == passages)
    return same.fill_diagonal_(False)


def _used_rows(batch: Batch) -> tuple[NDArray[np.int64], Tensor, Tensor]:
    """Return the word numbers in use, the batch's words as positions among these, the starts of the bags."""
    rows = batch.queries + batch.passages
    lengths = np.array([0] + [len(row) for row in rows[:-1]], dtype=np.int64)
    used, positions = np.unique(np.concatenate(rows), return_inverse=True)
    return (
        used.astype(np.int64),
        torch.from_numpy(positions.astype(np.int64).reshape(-1)),
        torch.from_numpy(np.cumsum(lengths)),
    )


def _adam(
    moved: Tensor, moments: tuple[Tensor, Tensor], used: Tensor, grad: Tensor, rate: float, steps: int
) -> None:
    first = moments[0][used].mul_(DECAY_FIRST).add_(grad, alpha=1 - DECAY_FIRST)
    second = moments[1][used].mul_(DECAY_SECOND).addcmul_(grad, grad, value=1 - DECAY_SECOND)
    moments[0][used] = first
    moments[1][used] = second
    bias = (1 - DECAY_SECOND**steps) ** 0.5 / (1 - DECAY_FIRST**steps)
    moved[used] -= rate * bias * first / (second.sqrt() + EPSILON)
