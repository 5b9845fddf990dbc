"""Tune the judge: a cross-encoder that says how probably a passage answers a query.

Source: Nogueira and Cho (2019), Passage Re-ranking with BERT; a listwise and a pointwise loss added, so that
it ranks and its output can be calibrated.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from index.training.pretrained.encoder import Show, Tuning, learn
from index.training.pretrained.lists import RankedList, batches
from index.training.pretrained.model import Pooled, run, threads


def tune_judge(start: Path, lists: Sequence[RankedList], out: Path, how: Tuning, show: Show) -> None:
    """Tune a cross-encoder from the weights in `start` on lists and write it to `out`."""
    threads()
    torch.manual_seed(how.seed)
    model = Pooled(start, head=True)
    model.freeze(how.frozen)

    def loss_of(rows: list[RankedList]) -> Tensor:
        return _loss(model, rows, how)

    steps = [b for turn in range(how.passes) for b in batches(lists, how.batch, how.seed + turn)]
    learn(model, steps, loss_of, how, show)
    model.save(out)


@torch.inference_mode()
def logits(model: Pooled, pairs: Sequence[tuple[str, str]], longest: int) -> Tensor:
    """Return the logit of each (query, passage) pair."""
    model.eval()
    return run(model, model.pairs(pairs, longest))


def _loss(model: Pooled, rows: list[RankedList], how: Tuning) -> Tensor:
    pairs = [(row.query, passage) for row in rows for passage in row.passages]
    said = run(model, model.pairs(pairs, how.longest), 6)
    grades = torch.tensor([grade for row in rows for grade in row.grades])
    loss = binary_cross_entropy_with_logits(said, grades)
    lists, at = [], 0
    for row in rows:
        part, at = said[at : at + len(row.grades)], at + len(row.grades)
        if 1.0 in row.grades and len(row.grades) > 1:
            right = [place for place, grade in enumerate(row.grades) if grade == 1.0]
            wrong = [place for place, grade in enumerate(row.grades) if grade < 1.0]
            lists += [cross_entropy(part[[place, *wrong]][None], torch.tensor([0])) for place in right]
    return loss + torch.stack(lists).mean() if lists else loss
