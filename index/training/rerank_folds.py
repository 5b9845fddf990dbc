"""Encoders that have not seen the labels of the questions they are asked: one a fold, from one common start.

The shipped encoder was trained on the labels of the very questions a reranker learns from, so its cosines
look better there than they will on any other question. An encoder of each fold makes the same steps, but
its last part draws the labelled questions of the other folds alone.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from index.models.static import StaticEncoder
from index.training import checkpoint, folder, sources
from index.training.batches import LAST_MIXTURE, MIXTURE, draw_batch, draw_kind
from index.training.checkpoint import Position, Settings
from index.training.contrast import Table, train_batch, word_rows
from index.training.corpus import Corpus, PairSet, Ragged, encode_rows, load_corpus
from index.training.parts import parts_of
from index.training.train import LAST_PART, RATE, Progress, Report, first_table

FOLDS = 5
STAGE = "训练交叉编码器"
_SAVED_EVERY = 250


def fold_of(query: str) -> int:
    """Return the fold of a training question, 0 up to `FOLDS`, by a hash of its text alone."""
    return zlib.crc32(f"fold {query.strip()}".encode()) % FOLDS


def cross_fitted(
    data: Path, final: StaticEncoder, run: Path, settings: Settings, tell: Report
) -> tuple[StaticEncoder, ...]:
    """Return the encoder of each fold, with the words and prompts of the `final` one.

    They are read from the folder `run` where it has them. Raises SourceError for broken training files,
    HomeError when `run` was made with other settings.
    """
    paths = [run / f"fold-{fold}.safetensors" for fold in range(FOLDS)]
    if not all(path.is_file() for path in paths):
        _train_missing(data, final.tokenizer, run, settings, paths, tell)
    return tuple(_load(path, final) for path in paths)


def _load(path: Path, final: StaticEncoder) -> StaticEncoder:
    weights = load_file(path)
    return replace(final, matrix=weights["embeddings"], scale=weights["weights"], fingerprint=path.stem)


def _train_missing(
    data: Path, tokenizer: Tokenizer, run: Path, settings: Settings, paths: Sequence[Path], tell: Report
) -> None:
    run.mkdir(parents=True, exist_ok=True)
    corpus, parts = load_corpus(data, tokenizer), parts_of(tokenizer)
    unlabelled = settings.steps - round(settings.steps * LAST_PART)
    found = checkpoint.load_table(run, settings)
    table, position = found or (first_table(corpus, tokenizer, settings), Position(0, 0.0))
    for first in range(position.steps, unlabelled, _SAVED_EVERY):
        last = min(first + _SAVED_EVERY, unlabelled)
        _make_steps(table, corpus, parts, settings, range(first, last), tell)
        checkpoint.save_table(run, table, settings, Position(last, 0.0))
    questions = [q for q in sources.read_questions(data) if not sources.is_held_out(q.query)]
    for fold, path in enumerate(paths):
        others = [question for question in questions if fold_of(question.query) != fold]
        mine, labelled = deepcopy(table), replace(corpus, statutes=_pairs(others, tokenizer))
        _make_steps(mine, labelled, parts, settings, range(unlabelled, settings.steps), tell)
        _save(path, mine, parts)


def _pairs(questions: Sequence[sources.Question], tokenizer: Tokenizer) -> PairSet:
    pairs = [(q.query, f"{s.name} {s.text}") for q in questions for s in q.statutes]
    return PairSet(
        encode_rows((query for query, _ in pairs), tokenizer),
        encode_rows((passage for _, passage in pairs), tokenizer),
    )


def _make_steps(
    table: Table, corpus: Corpus, parts: Ragged, settings: Settings, steps: range, tell: Report
) -> None:
    for step in steps:
        done = step / settings.steps
        rng = np.random.default_rng([settings.seed, step])
        kind = draw_kind(LAST_MIXTURE if done >= 1 - LAST_PART else MIXTURE, rng)
        batch = draw_batch(corpus, kind, settings.batch, rng)
        loss = train_batch(table, parts, batch, RATE * (1 - done))
        tell(Progress(STAGE, step + 1, settings.steps, loss))


def _save(path: Path, table: Table, parts: Ragged) -> None:
    quantised, scales = folder.quantise(word_rows(table, parts).numpy())
    aside = path.with_suffix(".aside")
    save_file({"embeddings": quantised, "weights": scales}, aside)
    aside.replace(path)
