"""Fit what decides: how signals are weighed, how sure a judge is, from when it is believed.

All of it on documents that no training has seen, half of those kept apart; the other half tells how well it
holds. Sources: McFadden (1974), conditional logit for weights; Platt (1999) for probabilities; Clopper and
Pearson (1934) for the bound on the risk; Naeini et al. (2015) for the calibration error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import beta
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

Floats = NDArray[np.float32]
_STEPS = 500
_RATE = 0.05
_BINS = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """What is known of the candidates of a question, (candidates, features), and which is right."""

    features: Floats
    right: int


def conditional_logit(choices: Sequence[Choice]) -> Floats:
    """Return the weight of each feature, none below 0, that makes the right choices most probable."""
    weights = torch.full((choices[0].features.shape[1],), 1.0, requires_grad=True)
    rows = [torch.from_numpy(choice.features) for choice in choices]
    right = [torch.tensor([choice.right]) for choice in choices]

    def loss() -> Tensor:
        said = [
            cross_entropy((row @ weights.clamp(min=0))[None], at) for row, at in zip(rows, right, strict=True)
        ]
        return torch.stack(said).mean()

    _descend(weights, loss)
    return np.asarray(weights.detach().clamp(min=0).numpy(), dtype=np.float32)


def platt(logits: Floats, right: Floats) -> tuple[float, float]:
    """Return scale and shift that make the best probabilities of logits; `right` holds 0 or 1 for each."""
    weights = torch.tensor([1.0, 0.0], requires_grad=True)
    said, labels = torch.from_numpy(logits), torch.from_numpy(right)
    _descend(weights, lambda: binary_cross_entropy_with_logits(weights[0] * said + weights[1], labels))
    scale, shift = weights.detach().tolist()
    return round(scale, 4), round(shift, 4)


def _descend(weights: Tensor, loss: Callable[[], Tensor]) -> None:
    optimizer = torch.optim.Adam([weights], lr=_RATE)
    for _ in range(_STEPS):
        optimizer.zero_grad()
        loss().backward()  # type: ignore[no-untyped-call]  # torch's stubs lack it
        optimizer.step()


def calibration_error(probabilities: Floats, right: Floats, bins: int = _BINS) -> float:
    """Return the expected calibration error over `bins` bins of equal width."""
    at = np.minimum((probabilities * bins).astype(int), bins - 1)
    gaps = [
        (at == each).mean() * abs(probabilities[at == each].mean() - right[at == each].mean())
        for each in range(bins)
        if (at == each).any()
    ]
    return float(sum(gaps))


def reliability(probabilities: Floats, right: Floats, bins: int = _BINS) -> list[tuple[float, float, int]]:
    """Return for each bin that is not empty the mean probability, the share that is right, and the count."""
    at = np.minimum((probabilities * bins).astype(int), bins - 1)
    return [
        (float(probabilities[at == each].mean()), float(right[at == each].mean()), int((at == each).sum()))
        for each in range(bins)
        if (at == each).any()
    ]


def area_under_curve(scores: Floats, right: Floats) -> float:
    """Return the probability that something right scores above something wrong, ties for a half."""
    good, bad = scores[right > 0.5], np.sort(scores[right <= 0.5])
    below = np.searchsorted(bad, good, side="left") + np.searchsorted(bad, good, side="right")
    return float(below.mean() / (2 * len(bad)))


def threshold(wrong: Floats, risk: float, confidence: float = 0.95) -> float:
    """Return the lowest threshold that with `confidence` lets pass at most a share `risk`.

    `wrong` holds the highest probability that a judge gave to each unanswerable question. 1 where none will
    do.
    """
    ordered = np.sort(wrong)[::-1]
    best = 1.0
    for passed, score in enumerate(ordered):
        bound = (
            float(beta.ppf(confidence, passed + 1, len(ordered) - passed)) if passed < len(ordered) else 1.0
        )
        if bound > risk:
            break
        best = float(score)
    return round(min(best + 1e-4, 1.0), 4)
