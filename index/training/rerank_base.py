"""The statutes as a knowledge base would hold them, and the questions with the articles that answer them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.dense import build_dense, load_dense
from index.models import Encoder
from index.tables import Passage, Tables, TableWriter, encode_passages, load_tables
from index.training import sources
from index.training.evaluate import Key, law_name, statute_key
from index.training.train import Progress, Report

STAGE = "建立法条索引"
_TOLD_EACH = 1_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the numbers of the articles that answer it, and whether it was kept out of training."""

    query: str
    right: frozenset[int]
    held_out: bool


@dataclass(frozen=True, slots=True)
class Statutes:
    """Articles in the order of the tables; versions of one article share a number in `articles`."""

    titles: tuple[str, ...]
    texts: tuple[str, ...]
    articles: NDArray[np.int64]
    asked: tuple[Asked, ...]

    @property
    def passages(self) -> list[Passage]:
        """Return the articles as they are indexed, one chunk each, the title above."""
        pairs = zip(self.titles, self.texts, strict=True)
        return [Passage(number, title, text) for number, (title, text) in enumerate(pairs)]


def gather(data: Path) -> Statutes:
    """Read national articles, those cited by questions beside them, law after law, and all questions.

    Raises SourceError for broken training files.
    """
    found: list[tuple[str, str, Key]] = []
    for article in sources.read_articles(data):
        before, ordinal = statute_key(article.text)
        if article.scope == "national" and ordinal and not before:
            found.append((article.title, article.text, (law_name(article.title), ordinal)))
    questions = list(sources.read_questions(data))
    known = {key for _, _, key in found}
    for question in questions:
        for statute in question.statutes:
            if (key := statute_key(statute.name)) not in known:
                known.add(key)
                found.append((statute.name, statute.text, key))
    found.sort(key=lambda row: row[0])  # the articles of a document must follow each other
    numbers = {key: number for number, key in enumerate(dict.fromkeys(key for _, _, key in found))}
    asked = tuple(
        Asked(
            question.query,
            frozenset(numbers[statute_key(statute.name)] for statute in question.statutes),
            sources.is_held_out(question.query),
        )
        for question in questions
    )
    articles = np.array([numbers[key] for _, _, key in found], dtype=np.int64)
    return Statutes(tuple(row[0] for row in found), tuple(row[1] for row in found), articles, asked)


def statute_tables(statutes: Statutes, encoder: Encoder, run: Path, tell: Report) -> Tables:
    """Return the tables of the statutes with the vectors of `encoder`; read from `run` where it has them."""
    folder = run / "tables"
    if not folder.is_dir():
        aside = run / "tables.aside"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        _write(statutes, encoder, aside, tell)
        aside.rename(folder)
    return load_tables(folder)


def _write(statutes: Statutes, encoder: Encoder, folder: Path, tell: Report) -> None:
    writer = TableWriter(encoder)
    for number, passage in enumerate(statutes.passages):
        writer.add(passage)
        if number % _TOLD_EACH == 0:
            tell(Progress(STAGE, number, len(statutes.texts)))
    counts = [len(list(law)) for _, law in groupby(statutes.titles)]
    writer.write(folder, counts, [1.0] * len(statutes.texts))


def encoded_by(tables: Tables, statutes: Statutes, encoder: Encoder) -> Tables:
    """Return the same tables with the vectors of another encoder."""
    vectors = encode_passages(encoder, statutes.passages)
    return replace(tables, dense=load_dense(build_dense(vectors)))
