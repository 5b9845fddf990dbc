"""Adapt a static encoder to a user's own documents: tune its word vectors on pairs they give by themselves.

There are no checkpoints: a run takes minutes at most, and an interrupted one leaves nothing behind.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from index.models.loading import shipped_encoder
from index.training import folder
from index.training.adapt_card import AdaptReport, adapted_card
from index.training.adapt_folder import check_out, read_base, write_adapted
from index.training.adapt_measure import known_item
from index.training.adapt_pairs import Grounds, draw_pairs, hold_out, read_grounds
from index.training.contrast import Table, train_batch
from index.training.corpus import Ragged
from index.training.evaluate import Vectors
from index.training.train import Progress, Report
from ingest.errors import SourceError
from ingest.records import Document

STEPS = 100
BATCH = 1024
RATE = 0.003
TUNED_SHARE = 0.5
_FEWEST_PAIRS = 2


@dataclass(frozen=True, slots=True)
class _Run:
    steps: int
    seed: int
    tell: Report


def adapt(
    base: Path | None,
    documents: Iterable[Document],
    out: Path,
    *,
    labelled: Sequence[tuple[str, str]] = (),
    steps: int = STEPS,
    seed: int = 0,
    threads: int = 2,
    progress: Report | None = None,
) -> AdaptReport:
    """Tune the word vectors of `base`, the shipped encoder by default, on `documents`; write `out`.

    `labelled` are questions with the text of a clause that answers each. The same input and seed give the
    same bytes. Raises HomeError when `base` is no static encoder or `out` not ours to write, SourceError
    when the documents hold too little text, ValueError for settings out of range.
    """
    if steps < 1 or threads < 1:
        raise ValueError(f"{steps} steps on {threads} threads: both must be at least 1")
    began = time.monotonic()
    base = base or shipped_encoder()
    encoder = read_base(base)
    check_out(base, out)
    torch.set_num_threads(threads)
    run = _Run(steps, seed, progress or (lambda at: None))
    run.tell(Progress("读取文件", 0, steps))
    grounds, held_out = hold_out(
        read_grounds(documents, labelled, encoder.tokenizer), np.random.default_rng(seed)
    )
    start = encoder.matrix.astype(np.float32) * encoder.scale[:, None]
    tuned = folder.restore(*folder.quantise(_tune(start, grounds, run)))
    run.tell(Progress("评测", steps, steps))
    report = AdaptReport(
        out=out,
        base=base.resolve().name,
        fingerprint=encoder.fingerprint,
        documents=grounds.documents,
        clauses=len(grounds.clauses),
        labelled=len(grounds.labelled),
        held_out=len(held_out.clauses),
        steps=steps,
        batch=BATCH,
        seed=seed,
        before=known_item(grounds, held_out, start),
        after=known_item(grounds, held_out, tuned),
        seconds=time.monotonic() - began,
    )
    write_adapted(base, out, tuned, adapted_card(report, RATE, TUNED_SHARE), encoder.origin)
    return report


def _tune(start: Vectors, grounds: Grounds, run: _Run) -> Vectors:
    """Return the mean of the vectors at the start and at the end; words never met keep theirs."""
    length = float(np.sqrt(np.square(start).sum(axis=1).mean())) or 1.0
    table = _table(torch.from_numpy(start / np.float32(length)))
    own = _own_parts(len(start))
    for step in range(run.steps):
        batch = draw_pairs(grounds, BATCH, np.random.default_rng([run.seed, step]))
        if len(batch.queries) < _FEWEST_PAIRS:
            raise SourceError("文件里可用的条款太少，无法适配：请加入更多文件，至少要有几条成句的条款")
        loss = train_batch(table, own, batch, RATE * (1 - step / run.steps))
        run.tell(Progress("适配", step + 1, run.steps, loss))
    end = (table.vectors * table.gains.exp()).numpy() * np.float32(length)
    met = (table.vectors_second != 0).any(dim=1).numpy()
    mixed = start + np.float32(TUNED_SHARE) * (end - start)
    return np.where(met[:, None], mixed, start).astype(np.float32)


def _table(vectors: Tensor) -> Table:
    """Let each word be its own only part: a finished encoder knows no others."""
    moments, gains = torch.zeros_like(vectors), torch.zeros(len(vectors), 1)
    return Table(
        vectors.clone(), gains, moments, moments.clone(), torch.zeros_like(gains), torch.zeros_like(gains)
    )


def _own_parts(words: int) -> Ragged:
    return Ragged(np.arange(words, dtype=np.int32), np.arange(words + 1, dtype=np.int64))
