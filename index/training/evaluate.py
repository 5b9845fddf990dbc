"""Judge an encoder on the held-out statute questions: dense cosine alone, recall of the right articles."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.training import sources

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
Key = tuple[str, str]

_ORDINAL = re.compile(r"第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?")
_BRACKETS = re.compile(r"[（(][^（()）]*[）)]|[《》\s]")
_STATE = "中华人民共和国"


@dataclass(frozen=True, slots=True)
class Collection:
    """Article texts with the key of the article each is a version of; several texts may share a key."""

    keys: tuple[Key, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recall:
    """Mean recall at 10 and at 100 over `questions`, searched among `articles` merged articles.

    The fresh questions are those none of whose articles answers a training question; 0 where there is none.
    """

    at_10: float
    at_100: float
    questions: int
    fresh_at_10: float
    fresh_at_100: float
    fresh_questions: int
    articles: int


def evaluate(data: Path, encode: Encode) -> Recall:
    """Return the recall of `encode` on the questions held out, among the merged national articles.

    `encode` turns n texts into an (n, D) array; rows need not be normalised. Raises ValueError where no
    question is held out.
    """
    questions = list(sources.read_questions(data))
    asked = [question for question in questions if sources.is_held_out(question.query)]
    if not asked:
        raise ValueError("no question is held out")
    collection = national_collection(data)
    numbers = {key: number for number, key in enumerate(dict.fromkeys(collection.keys))}
    groups = np.array([numbers[key] for key in collection.keys])
    passages = unit_rows(encode(collection.texts))
    queries = unit_rows(encode([question.query for question in asked]))
    right = [_keys(question) for question in asked]
    found = np.zeros((len(asked), 2))
    for at, query in enumerate(queries):
        ranked = _ranking(query @ passages.T, groups, len(numbers))
        wanted = {numbers[key] for key in right[at]}
        found[at] = [len(wanted & set(ranked[:depth])) / len(wanted) for depth in (10, 100)]
    trained: set[Key] = set()
    for question in questions:
        if not sources.is_held_out(question.query):
            trained |= _keys(question)
    fresh = np.array([keys.isdisjoint(trained) for keys in right])
    among_all, among_fresh = found.mean(axis=0), found[fresh].sum(axis=0) / max(1, fresh.sum())
    return Recall(
        float(among_all[0]),
        float(among_all[1]),
        len(asked),
        float(among_fresh[0]),
        float(among_fresh[1]),
        int(fresh.sum()),
        len(numbers),
    )


def _keys(question: sources.Question) -> frozenset[Key]:
    return frozenset(statute_key(statute.name) for statute in question.statutes)


def national_collection(data: Path) -> Collection:
    """Gather the national articles, and those cited by the questions which are not among them."""
    keys: list[Key] = []
    texts: list[str] = []
    for article in sources.read_articles(data):
        ordinal = _ORDINAL.match(article.text)
        if article.scope == "national" and ordinal:
            keys.append((law_name(article.title), ordinal.group()))
            texts.append(f"{article.title} {article.text}")
    known = set(keys)
    for question in sources.read_questions(data):
        for statute in question.statutes:
            if (key := statute_key(statute.name)) not in known:
                known.add(key)
                keys.append(key)
                texts.append(f"{statute.name} {statute.text}")
    return Collection(tuple(keys), tuple(texts))


def statute_key(name: str) -> Key:
    """Split 商标法第十三条 to the law and the ordinal; without an ordinal the whole name is the law."""
    ordinal = _ORDINAL.search(name)
    if ordinal is None:
        return law_name(name), ""
    return law_name(name[: ordinal.start()]), ordinal.group()


def law_name(title: str) -> str:
    """Fold a law's title for comparison: no 《》, no bracketed year, no 中华人民共和国 in front."""
    return _BRACKETS.sub("", title).removeprefix(_STATE)


def unit_rows(vectors: Vectors) -> Vectors:
    """Scale each row to length one; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def _ranking(scores: Vectors, groups: NDArray[np.int64], count: int) -> list[int]:
    """Return the group numbers by the best score of their members, ties by number."""
    best = np.full(count, -np.inf, dtype=np.float32)
    np.maximum.at(best, groups, scores)
    return [int(number) for number in np.argsort(-best, kind="stable")]
