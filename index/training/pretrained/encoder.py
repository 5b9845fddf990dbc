"""Tune the encoder: a query nearer to the passage that answers it than to the others of its batch.

Sources: van den Oord et al. (2018), InfoNCE; Hofstätter et al. (2020), margin-MSE distillation from a
cross-encoder.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, mse_loss, normalize

from index.training.pretrained.lists import RankedList, batches
from index.training.pretrained.model import PASSAGE, QUERY, Pooled, run, threads


@dataclass(frozen=True, slots=True)
class Tuning:
    """How to tune; the defaults are those of the shipped models."""

    rate: float = 3e-5
    batch: int = 48
    longest: int = 128  # tokens of a passage; half as many of a query
    frozen: int = 3  # lowest layers left as they are, besides the word table
    temperature: float = 0.02
    negatives: int = 1  # of each list, besides those of the batch
    margin: float = 0.0  # weight of the judge's margins; 0 where it was not asked
    minutes: float = 20.0
    passes: int = 1
    seed: int = 0


Show = Callable[[int, int, float], None]  # steps made, steps in all, mean loss of late


def tune_encoder(start: Path, lists: Sequence[RankedList], out: Path, how: Tuning, show: Show) -> None:
    """Tune the encoder in `start` on lists and write it to `out`, after `minutes` at the latest.

    The rate falls to zero by whichever comes first, the end of the lists or of the time.
    """
    threads()
    torch.manual_seed(how.seed)
    model = Pooled(start, head=False)
    model.freeze(how.frozen)

    def loss_of(rows: list[RankedList]) -> Tensor:
        return _loss(model, rows, how)

    learn(
        model,
        [b for turn in range(how.passes) for b in batches(lists, how.batch, how.seed + turn)],
        loss_of,
        how,
        show,
    )
    model.save(out)


def learn(
    model: Pooled,
    steps: Sequence[list[RankedList]],
    loss_of: Callable[[list[RankedList]], Tensor],
    how: Tuning,
    show: Show,
) -> None:
    """Descend with AdamW; the rate warms up for a twentieth, then falls to zero by steps or time."""
    weights = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=how.rate, weight_decay=0.01)
    began, mean = time.monotonic(), 0.0
    model.train()
    for step, rows in enumerate(steps):
        done = max(step / len(steps), (time.monotonic() - began) / 60 / how.minutes)
        if done >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = how.rate * min((step + 1) / max(1, len(steps) // 20), 1 - done, 1.0)
        loss = loss_of(rows)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        said = float(loss.detach())
        mean = said if step == 0 else 0.95 * mean + 0.05 * said
        show(step + 1, len(steps), mean)
    model.eval()


def _loss(model: Pooled, rows: list[RankedList], how: Tuning) -> Tensor:
    chosen = [_chosen(row, how.negatives) for row in rows]
    texts = [PASSAGE + row.passages[at] for row, places in zip(rows, chosen, strict=True) for at in places]
    queries = normalize(
        run(model, model.texts([QUERY + row.query for row in rows], how.longest // 2), 2), dim=-1
    )
    passages = normalize(run(model, model.texts(texts, how.longest), 4), dim=-1)
    cosines = queries @ passages.T
    starts, at = [], 0
    for places in chosen:
        starts.append(at)
        at += len(places)
    loss = cross_entropy(cosines / how.temperature, torch.tensor(starts))
    if how.margin:
        loss = loss + how.margin * _margins(rows, chosen, starts, cosines, how)
    return loss


def _margins(
    rows: list[RankedList], chosen: list[list[int]], starts: list[int], cosines: Tensor, how: Tuning
) -> Tensor:
    said, made = [], []
    for at, (row, places) in enumerate(zip(rows, chosen, strict=True)):
        for step, place in enumerate(places[1:], 1):
            if row.scores:
                said.append(row.scores[places[0]] - row.scores[place])
                made.append((cosines[at, starts[at]] - cosines[at, starts[at] + step]) / how.temperature)
    if not said:
        return cosines.new_zeros(())
    return mse_loss(torch.stack(made), torch.tensor(said))


def _chosen(row: RankedList, negatives: int) -> list[int]:
    """Return the place of a right passage and those of the first wrong ones."""
    right = [at for at, grade in enumerate(row.grades) if grade > 0][:1]
    return right + [at for at, grade in enumerate(row.grades) if grade == 0][:negatives]
