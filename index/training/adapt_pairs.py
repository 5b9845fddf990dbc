"""Pairs that a user's own documents give without a label: a part of a clause and what stands around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.training.batches import FEWEST_WORDS, LONGEST_PASSAGE, TITLE_CHANCE, Batch
from index.training.corpus import Ids, PairSet, Passages, Ragged, encode_rows, split_sentences
from ingest.records import Document

HELD_OUT_EACH = 5
MOST_HELD_OUT = 1_000
TITLE_SHARE = 0.15
CLOZE_SHARE = 0.35
CLOZE_KEPT = 0.1
LONGEST_CLOZE = 12
LABELLED_SHARE = 0.3
NEIGHBOURS = 16


@dataclass(frozen=True, slots=True)
class Grounds:
    """What pairs are drawn from, as word numbers; `titles` and `headings` run parallel to `clauses`.

    `labelled` are questions and clause texts, `answers` the number of the clause of each, -1 where the text
    is none of the clauses.
    """

    clauses: Passages
    titles: Ragged
    headings: Ragged
    labelled: PairSet
    answers: NDArray[np.int64]
    documents: int


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Sentences kept out of every pair, each with the number of the clause that it was taken from."""

    sentences: Ragged
    clauses: NDArray[np.int64]


def read_grounds(
    documents: Iterable[Document], labelled: Sequence[tuple[str, str]], tokenizer: Tokenizer
) -> Grounds:
    """Cut the clauses to sentences and all texts to words; blank clauses are left out."""
    titles: list[str] = []
    headings: list[str] = []
    sentences: list[str] = []
    starts = [0]
    numbers: dict[str, int] = {}
    seen = 0
    for document in documents:
        seen += 1
        title = document.metadata.title.value if document.metadata.title else ""
        for clause in document.clauses:
            if pieces := split_sentences(clause.text):
                numbers.setdefault(clause.text.strip(), len(titles))
                titles.append(title)
                headings.append(" ".join(clause.path))
                sentences += pieces
                starts.append(len(sentences))
    questions, answers = [query for query, _ in labelled], [text for _, text in labelled]
    return Grounds(
        Passages(encode_rows(sentences, tokenizer), np.array(starts, dtype=np.int64)),
        encode_rows(titles, tokenizer),
        encode_rows(headings, tokenizer),
        PairSet(encode_rows(questions, tokenizer), encode_rows(answers, tokenizer)),
        np.array([numbers.get(text.strip(), -1) for text in answers], dtype=np.int64),
        seen,
    )


def hold_out(grounds: Grounds, rng: Generator) -> tuple[Grounds, HeldOut]:
    """Take one sentence from a fifth of the clauses of several sentences, a thousand at most."""
    clauses = grounds.clauses
    several = np.flatnonzero(np.diff(clauses.starts) > 1)
    chosen = np.sort(rng.permutation(several)[: min(MOST_HELD_OUT, len(several) // HELD_OUT_EACH)])
    first, last = clauses.starts[chosen], clauses.starts[chosen + 1]
    taken = first + (rng.random(len(chosen)) * (last - first)).astype(np.int64)
    long = np.diff(clauses.sentences.starts)[taken] >= FEWEST_WORDS
    chosen, taken = chosen[long], taken[long]
    kept = np.ones(len(clauses.sentences), dtype=bool)
    kept[taken] = False
    counts = np.diff(clauses.starts)
    counts[chosen] -= 1
    left = Passages(_take(clauses.sentences, np.flatnonzero(kept)), _starts(counts))
    return replace(grounds, clauses=left), HeldOut(_take(clauses.sentences, taken), chosen)


def draw_pairs(grounds: Grounds, size: int, rng: Generator) -> Batch:
    """Draw pairs of up to `size` different clauses; where there are labelled ones, they get their share.

    No clause comes twice, nor one that a labelled pair of the batch answers with: its other half would stand
    as a wrong answer beside it. Pairs without words on a side are left out, so a batch may be empty.
    """
    share = min(len(grounds.labelled), int(size * LABELLED_SHARE))
    labelled = rng.permutation(len(grounds.labelled))[:share]
    clauses = _neighbourhoods(len(grounds.clauses), rng)
    clauses = clauses[~np.isin(clauses, grounds.answers[labelled])][: size - share]
    pairs = [_draw(grounds, int(at), rng) for at in clauses]
    pairs += [_labelled(grounds, int(at), rng) for at in labelled]
    whole = [(query, passage) for query, passage in pairs if len(query) and len(passage)]
    return Batch(
        tuple(query[:LONGEST_PASSAGE] for query, _ in whole),
        tuple(passage[:LONGEST_PASSAGE] for _, passage in whole),
    )


def _neighbourhoods(clauses: int, rng: Generator) -> NDArray[np.int64]:
    """Return all clause numbers, runs of neighbours shuffled: in a batch, a document has several clauses."""
    numbers = (np.arange(clauses) + rng.integers(max(1, clauses))) % max(1, clauses)
    runs = np.array_split(numbers, np.arange(NEIGHBOURS, clauses, NEIGHBOURS))
    return np.concatenate([runs[at] for at in rng.permutation(len(runs))])


def _draw(grounds: Grounds, at: int, rng: Generator) -> tuple[Ids, Ids]:
    kind = rng.random()
    first, last = grounds.clauses.bounds(at)
    sentences = grounds.clauses.sentences
    if kind < TITLE_SHARE:
        return np.concatenate(_header(grounds, at)), sentences.rows(first, last)
    front = _header(grounds, at) if rng.random() < TITLE_CHANCE else []
    if kind < TITLE_SHARE + CLOZE_SHARE or last - first < 2:
        query, rest = _cloze(sentences.rows(first, last), rng)
        return query, np.concatenate([*front, rest])
    chosen = int(rng.integers(first, last))
    before, after = sentences.rows(first, chosen), sentences.rows(chosen + 1, last)
    return sentences.row(chosen), np.concatenate([*front, before, after])


def _cloze(words: Ids, rng: Generator) -> tuple[Ids, Ids]:
    """Cut a run of words out of a clause, one time in ten leave it in (Lee, Chang & Toutanova, 2019)."""
    longest = min(LONGEST_CLOZE, len(words) // 2)
    if longest < FEWEST_WORDS:
        return words[:0], words
    length = int(rng.integers(FEWEST_WORDS, longest + 1))
    start = int(rng.integers(len(words) - length + 1))
    run = words[start : start + length]
    if rng.random() < CLOZE_KEPT:
        return run, words
    return run, np.concatenate([words[:start], words[start + length :]])


def _labelled(grounds: Grounds, at: int, rng: Generator) -> tuple[Ids, Ids]:
    clause = int(grounds.answers[at])
    front = _header(grounds, clause) if clause >= 0 and rng.random() < TITLE_CHANCE else []
    return grounds.labelled.queries.row(at), np.concatenate([*front, grounds.labelled.passages.row(at)])


def _header(grounds: Grounds, at: int) -> list[Ids]:
    return [grounds.titles.row(at), grounds.headings.row(at)]


def _take(rows: Ragged, chosen: NDArray[np.int64]) -> Ragged:
    lengths = np.diff(rows.starts)[chosen]
    starts = _starts(lengths)
    within = np.arange(int(starts[-1]), dtype=np.int64) - np.repeat(starts[:-1], lengths)
    return Ragged(rows.flat[np.repeat(rows.starts[chosen], lengths) + within], starts)


def _starts(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths, dtype=np.int64)])
