"""Train a static encoder from a folder of text and write it as a sentence-transformers folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.training import checkpoint, folder
from index.training.batches import LAST_MIXTURE, MIXTURE, draw_batch, draw_kind
from index.training.card import model_card
from index.training.checkpoint import Position, Settings
from index.training.contrast import Table, new_table, train_batch, word_rows
from index.training.corpus import Corpus, Ragged, all_texts, encode_rows, load_corpus
from index.training.evaluate import Encode, Recall, Vectors, evaluate
from index.training.parts import parts_of
from index.training.vocabulary import learn_vocabulary

STEPS = 1600
RATE = 0.02
LAST_PART = 0.15
SMOOTHING = 1e-3
UNKNOWN_GAIN = -20.0
CHECKPOINT_EVERY = 500
ENCODE_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `stage` in Chinese, the steps made of those planned, the last loss."""

    stage: str
    step: int
    steps: int
    loss: float | None = None


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What a run made: the folder, its size, the steps and seconds spent, the recall it reached."""

    out: Path
    words: int
    steps: int
    seconds: float
    loss: float
    recall: Recall
    bytes: int


Report = Callable[[Progress], None]


def train(
    data: Path,
    out: Path,
    *,
    steps: int = STEPS,
    minutes: float | None = None,
    words: int = 100_000,
    dimensions: int = 256,
    batch: int = 2048,
    seed: int = 0,
    threads: int = 2,
    progress: Report | None = None,
) -> TrainingReport:
    """Train on the four files of `data` and write the encoder folder `out`; continue an interrupted run.

    Stops after `steps`, or after `minutes` of stepping if these pass first; without `minutes` the same seed
    gives the same weights. Raises SourceError for broken training files, HomeError when `out` or its
    checkpoint is not ours to write, ValueError for settings out of range.
    """
    settings = Settings(steps, minutes, words, dimensions, batch, seed)
    _check(settings, threads)
    folder.check_target(out)
    tell = progress or _silent
    torch.set_num_threads(threads)
    run = checkpoint.folder_of(out)
    found = checkpoint.load_table(run, settings)
    tell(Progress("学习词表", 0, steps))
    tokenizer = checkpoint.load_vocabulary(run) or _vocabulary(data, run, words)
    tell(Progress("读取语料", 0, steps))
    corpus, parts = load_corpus(data, tokenizer), parts_of(tokenizer)
    table, position = found or (first_table(corpus, tokenizer, settings), Position(0, 0.0))
    position, loss = _train_steps(table, parts, corpus, settings, position, run, tell)
    tell(Progress("评测", position.steps, steps, loss))
    rows = folder.restore(*folder.quantise(word_rows(table, parts).numpy()))
    recall = evaluate(data, encoder_of(tokenizer, rows))
    folder.write_folder(out, tokenizer, rows, model_card(out.name, settings, position, recall))
    checkpoint.remove(run)
    size = sum(file.stat().st_size for file in out.iterdir())
    return TrainingReport(out, len(rows), position.steps, position.seconds, loss, recall, size)


def encoder_of(tokenizer: Tokenizer, rows: Vectors) -> Encode:
    """Return the function that turns n texts into the means (n x D) of the `rows` of their words."""
    weights = torch.from_numpy(rows)

    def encode(texts: Sequence[str]) -> Vectors:
        parts = []
        for first in range(0, len(texts), ENCODE_AT_ONCE):
            ids = encode_rows(texts[first : first + ENCODE_AT_ONCE], tokenizer)
            starts = torch.from_numpy(ids.starts[:-1])
            flat = torch.from_numpy(ids.flat).long()
            parts.append(torch.nn.functional.embedding_bag(flat, weights, starts, mode="mean").numpy())
        return np.concatenate(parts)

    return encode


def _vocabulary(data: Path, run: Path, words: int) -> Tokenizer:
    learned = learn_vocabulary(lambda: all_texts(data), words)
    tokenizer = Tokenizer.from_str(folder.compact_tokenizer(learned))
    checkpoint.save_vocabulary(run, tokenizer)
    return tokenizer


def first_table(corpus: Corpus, tokenizer: Tokenizer, settings: Settings) -> Table:
    """Start each word at the weight a / (a + p) of its probability p (Arora et al., 2017)."""
    size = tokenizer.get_vocab_size()
    asked = corpus.questions
    texts = (corpus.articles.sentences, corpus.prose.sentences, asked.queries, asked.passages)
    counts = _count(size, [rows.flat for rows in texts]) + 1
    shares = counts / counts.sum()
    gains = np.log(SMOOTHING / (SMOOTHING + shares)).astype(np.float32)
    gains[0] = UNKNOWN_GAIN
    return new_table(torch.from_numpy(gains), settings.dimensions, settings.seed)


def _count(size: int, flats: Iterable[NDArray[np.int32]]) -> NDArray[np.float64]:
    counts = np.zeros(size)
    for flat in flats:
        counts += np.bincount(flat, minlength=size)
    return counts


def _train_steps(
    table: Table, parts: Ragged, corpus: Corpus, settings: Settings, start: Position, run: Path, tell: Report
) -> tuple[Position, float]:
    """Make the steps that are left, saving every few hundred; return the end and the last loss."""
    position, loss = start, 0.0
    while (done := _share_done(settings, position)) < 1:
        began = time.monotonic()
        rng = np.random.default_rng([settings.seed, position.steps])
        kind = draw_kind(LAST_MIXTURE if done >= 1 - LAST_PART else MIXTURE, rng)
        batch = draw_batch(corpus, kind, settings.batch, rng)
        loss = train_batch(table, parts, batch, RATE * (1 - done))
        position = Position(position.steps + 1, position.seconds + time.monotonic() - began)
        tell(Progress("训练", position.steps, settings.steps, loss))
        if position.steps % CHECKPOINT_EVERY == 0:
            checkpoint.save_table(run, table, settings, position)
    return position, loss


def _share_done(settings: Settings, position: Position) -> float:
    by_steps = position.steps / settings.steps
    return by_steps if settings.minutes is None else max(by_steps, position.seconds / (settings.minutes * 60))


def _check(settings: Settings, threads: int) -> None:
    numbers = (settings.steps, settings.words, settings.dimensions, threads)
    if min(numbers) < 1 or settings.batch < 2 or (settings.minutes is not None and settings.minutes <= 0):
        raise ValueError(f"settings out of range: {settings}, {threads} threads")


def _silent(progress: Progress) -> None:
    """Tell nobody."""
