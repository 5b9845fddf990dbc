"""Train the reranker's network: the right candidates of a question against all its others.

Listwise softmax (Cao et al., 2007) over the candidates that a search proposes; a few networks of different
seeds are averaged, which as one hidden layer is a single wider network.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from index.rerank import CLIP, Network
from index.training.rerank_lists import NOTHING, Lists

HIDDEN = 64
NETWORKS = 3
PASSES = 20
QUESTIONS_AT_ONCE = 32
RATE = 3e-3
DECAY = 0.3
DROPPED = 0.4
NOISE = 0.3
_TINY = 1e-6

Chosen = NDArray[np.bool_]


def fit(lists: Lists, chosen: Chosen, seed: int) -> Network:
    """Return the network trained on the questions marked `chosen` (Q) that have a right candidate.

    Raises ValueError when there is none.
    """
    usable = chosen & lists.right.any(axis=1)
    if not usable.any():
        raise ValueError("no question to learn from has a right candidate")
    known = lists.ranked[usable][:, : lists.rows.shape[1]] != NOTHING
    rows, right = lists.rows[usable], lists.right[usable]
    mean = rows[known].mean(axis=0)
    scale = rows[known].std(axis=0) + np.float32(_TINY)
    inputs = torch.from_numpy(((rows - mean) / scale).clip(-CLIP, CLIP))
    targets = torch.from_numpy(right.astype(np.float32))
    layers = [
        _train(inputs, targets, torch.from_numpy(known), seed * NETWORKS + number)
        for number in range(NETWORKS)
    ]
    return Network(
        mean=mean,
        scale=scale,
        hidden=np.concatenate([hidden.weight.detach().numpy() for hidden, _ in layers]),
        bias=np.concatenate([hidden.bias.detach().numpy() for hidden, _ in layers]),
        out=np.asarray(
            np.concatenate([out.weight.detach().numpy()[0] for _, out in layers]) / NETWORKS, dtype=np.float32
        ),
    )


def _train(inputs: Tensor, targets: Tensor, known: Tensor, seed: int) -> tuple[nn.Linear, nn.Linear]:
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    hidden, out = nn.Linear(inputs.shape[2], HIDDEN), nn.Linear(HIDDEN, 1, bias=False)
    network = nn.Sequential(hidden, nn.GELU(approximate="tanh"), nn.Dropout(DROPPED), out)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    for done in range(PASSES):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - done / PASSES)
        order = rng.permutation(len(inputs))
        for first in range(0, len(order), QUESTIONS_AT_ONCE):
            batch = torch.from_numpy(order[first : first + QUESTIONS_AT_ONCE])
            noisy = inputs[batch] + NOISE * torch.randn_like(inputs[batch])
            logits = network(noisy)[:, :, 0].masked_fill(~known[batch], -1e9)
            shares = targets[batch] / targets[batch].sum(dim=1, keepdim=True)
            loss = -(shares * torch.log_softmax(logits, dim=1)).sum(dim=1).mean()
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
    return hidden, out


def scores(network: Network, lists: Lists) -> NDArray[np.float32]:
    """Return the scores of all candidates (Q x DEPTH), the lowest possible where there is none."""
    found = np.stack([network.scores(rows) for rows in lists.rows])
    known = lists.ranked[:, : found.shape[1]] != NOTHING
    return np.where(known, found, -np.inf).astype(np.float32)
