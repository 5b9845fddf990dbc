"""What the reranker learns from: the candidates of each question, described, and which of them are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.fusion import Fusion, fuse
from index.models.static import StaticEncoder
from index.propose import Proposals, Proposer
from index.query import read_query
from index.rerank_features import FEATURES, Candidates, features
from index.tables import Tables
from index.training.rerank_base import Asked, Statutes, encoded_by
from index.training.rerank_folds import FOLDS, fold_of
from index.training.train import Progress, Report

DEPTH = 50
PROPOSED_BY = Fusion(words=0.1, bigrams=0.3, dense=0.6, structure=False)
HELD_OUT = FOLDS  # the fold of the questions kept out of training
NOTHING = -1
STAGE = "描述候选"
_KEPT = 100  # articles of the ranking that measures look at


@dataclass(frozen=True, slots=True)
class Lists:
    """Q questions with their best candidates, merged by article.

    `rows` (Q x DEPTH x FEATURES) describes the candidates, `right` (Q x DEPTH) marks the answering ones,
    `ranked` (Q x 100) holds the article numbers as proposed, `NOTHING` where there are fewer;
    `fused` (Q x DEPTH) is the score they were proposed with; `folds` (Q) says which encoder answered,
    `counts` (Q) how many articles are right.
    """

    rows: NDArray[np.float32]
    right: NDArray[np.bool_]
    ranked: NDArray[np.int64]
    fused: NDArray[np.float32]
    folds: NDArray[np.int64]
    counts: NDArray[np.int64]


def describe(
    statutes: Statutes,
    tables: Tables,
    encoders: Sequence[StaticEncoder],
    final: StaticEncoder,
    run: Path,
    tell: Report,
) -> Lists:
    """Return the lists of all questions, those of each fold asked of its encoder, held-out ones of `final`.

    They are read from the folder `run` where it has them.
    """
    path = run / "lists.npz"
    if not path.is_file():
        lists = _describe_all(statutes, tables, encoders, final, tell)
        aside = run / "lists.aside.npz"
        np.savez(aside, **{name: getattr(lists, name) for name in Lists.__slots__})
        aside.rename(path)
    with np.load(path, allow_pickle=False) as stored:
        return Lists(**{name: stored[name] for name in Lists.__slots__})


def _describe_all(
    statutes: Statutes,
    tables: Tables,
    encoders: Sequence[StaticEncoder],
    final: StaticEncoder,
    tell: Report,
) -> Lists:
    asked = statutes.asked
    folds = np.array([HELD_OUT if one.held_out else fold_of(one.query) for one in asked])
    lists = Lists(
        np.zeros((len(asked), DEPTH, len(FEATURES)), dtype=np.float32),
        np.zeros((len(asked), DEPTH), dtype=np.bool_),
        np.full((len(asked), _KEPT), NOTHING, dtype=np.int64),
        np.zeros((len(asked), DEPTH), dtype=np.float32),
        folds,
        np.array([len(one.right) for one in asked]),
    )
    documents = np.unique(np.array(statutes.titles), return_inverse=True)[1]
    done = 0
    for fold, encoder in enumerate((*encoders, final)):
        mine = tables if encoder is final else encoded_by(tables, statutes, encoder)
        proposer = Proposer(mine, encoder)
        for at in np.flatnonzero(folds == fold):
            _describe_one(lists, int(at), asked[at], proposer, statutes, documents, encoder)
            done += 1
            tell(Progress(STAGE, done, len(asked)))
    return lists


def _describe_one(
    lists: Lists,
    at: int,
    one: Asked,
    proposer: Proposer,
    statutes: Statutes,
    documents: NDArray[np.int64],
    encoder: StaticEncoder,
) -> None:
    found = proposer.propose(read_query(one.query, colloquial=False), None, _KEPT, PROPOSED_BY)
    fused = _fused(found)
    order = np.argsort(-fused, kind="stable")
    articles = statutes.articles[found.clauses[order]]
    firsts = np.sort(np.unique(articles, return_index=True)[1])[:_KEPT]  # the best version of each
    lists.ranked[at, : len(firsts)] = articles[firsts]
    best = order[firsts][:DEPTH]
    lists.fused[at, : len(best)] = fused[best]
    clauses = found.clauses[best]
    candidates = Candidates(
        headers=tuple(statutes.titles[clause] for clause in clauses),
        texts=tuple(statutes.texts[clause] for clause in clauses),
        documents=documents[clauses],
        words=found.words[best],
        bigrams=found.bigrams[best],
        dense=found.dense[best],
    )
    lists.rows[at, : len(best)] = features(one.query, candidates, encoder)
    lists.right[at, : len(best)] = [article in one.right for article in statutes.articles[clauses]]


def _fused(found: Proposals) -> NDArray[np.float32]:
    """Return the fused scores under the same weights for every query, whatever a search does by itself."""
    weights = (PROPOSED_BY.words, PROPOSED_BY.bigrams, PROPOSED_BY.dense)
    signals = zip(weights, (found.words, found.bigrams, found.dense), strict=True)
    return fuse(list(signals), PROPOSED_BY)
