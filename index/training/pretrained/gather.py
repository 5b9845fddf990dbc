"""Gather training lists: each question with what answers it and with passages that only look as if they did.

Hard negatives come from the encoder and from BM25: sisters of the same document, the same measure of another
place, near misses written as such. What ranks so high that it may well answer too is passed over.
"""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.tokens import bigrams
from index.training import sources
from index.training.evaluate import national_collection, statute_key
from index.training.pretrained.collections import (
    LAWS,
    POLICY_QA,
    Place,
    Text,
    is_validation,
    read_laws,
    read_policies,
    read_policy_qa,
)
from index.training.pretrained.lists import RankedList
from index.training.pretrained.questions import GRADES, read_asked

POLICY, LAW = "policy", "law"  # what a batch is made of
_ANSWERS = "policy_answers.jsonl.xz"
_LEAST_ANSWER = 15  # characters; less is no passage
_LONGEST = 400
_DEEP = 40  # candidates of each ranking
_TOO_GOOD = 2  # of the best of other documents, that may well answer too
_PER_ARTICLE = 6  # lay questions of the pairs that share one passage
_BLANK = re.compile(r"\s+")

# texts and whether they are queries → unit vectors
Encode = Callable[[Sequence[str], bool], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Pool:
    """Passages to draw negatives from, ranked for a query by vectors and by bigrams."""

    texts: tuple[str, ...]
    documents: tuple[str, ...]
    vectors: NDArray[np.float32]
    lexical: object

    def ranked(self, query: str, vector: NDArray[np.float32]) -> list[int]:
        """Return the passages that either ranking puts near the top, best mean reciprocal rank first."""
        near = np.argsort(-(self.vectors @ vector), kind="stable")[:_DEEP]
        words = self.lexical.get_scores(list(bigrams(query)) or ["\0"])  # type: ignore[attr-defined]
        scores: dict[int, float] = {}
        for order in (near, np.argsort(-words, kind="stable")[:_DEEP]):
            for rank, at in enumerate(order):
                scores[int(at)] = scores.get(int(at), 0.0) + 1 / (10 + rank)
        return sorted(scores, key=lambda at: -scores[at])


def pool_of(texts: Sequence[str], documents: Sequence[str], encode: Encode) -> Pool:
    """Index passages for mining."""
    import bm25s

    lexical = bm25s.BM25()
    lexical.index([list(bigrams(text)) or ["\0"] for text in texts], show_progress=False)
    return Pool(tuple(texts), tuple(documents), encode(texts, False), lexical)


def policy_lists(real: Path, training: Path, encode: Encode, seed: int) -> list[RankedList]:
    """Return the lists over policy documents, none of those kept from training."""
    every = list(read_asked())
    titles = frozenset(one.place.document for one in every if one.place.collection == LAWS)
    texts = [
        text
        for text in (*read_policies(real), *read_laws(training, titles))
        if not is_validation(text.place.document)
    ]
    places: dict[Place, list[int]] = {}
    for at, text in enumerate(texts):
        places.setdefault(text.place, []).append(at)
    queries = [
        *((one.question, places.get(one.place, []), GRADES[one.answers]) for one in every),
        *_of_policy_qa(real, texts),
    ]
    pool = pool_of([text.whole[:_LONGEST] for text in texts], [text.place.document for text in texts], encode)
    return _lists([one for one in queries if one[1]], pool, encode, seed)


def answer_lists(training: Path, encode: Encode, seed: int) -> list[RankedList]:
    """Return the lists over questions whose answer is known without its document, against other answers."""
    answers = list(_answers(training))
    pool = pool_of([passage for _, passage in answers], [str(at) for at in range(len(answers))], encode)
    queries = [(query, [at], 1.0) for at, (query, _) in enumerate(answers)]
    return _lists(queries, pool, encode, seed)


def _lists(
    queries: Sequence[tuple[str, list[int], float]], pool: Pool, encode: Encode, seed: int
) -> list[RankedList]:
    known: dict[str, set[int]] = {}
    for query, places, _ in queries:
        known.setdefault(query, set()).update(places)
    chance = random.Random(seed)
    return [
        _list(query, places, grade, pool, vector, known[query], chance)
        for (query, places, grade), vector in zip(
            queries, encode([query for query, _, _ in queries], True), strict=True
        )
    ]


def _list(
    query: str,
    places: Sequence[int],
    grade: float,
    pool: Pool,
    vector: NDArray[np.float32],
    known: set[int],
    chance: random.Random,
) -> RankedList:
    best = max(places, key=lambda at: float(pool.vectors[at] @ vector))
    home = pool.documents[best]
    ranked = [at for at in pool.ranked(query, vector) if at not in known]
    sisters = [at for at in ranked if pool.documents[at] == home]
    others = [at for at in ranked if pool.documents[at] != home][_TOO_GOOD:20]
    if grade == 0.0:
        wrong = sisters[:1]
    else:
        wrong = (sisters[:1] if grade == 1.0 else []) + chance.sample(others, min(len(others), 2))
    chosen = [best, *wrong]
    grades = (grade, *(0.0 for _ in wrong))
    return RankedList(query, tuple(pool.texts[at] for at in chosen), grades, POLICY)


def _of_policy_qa(real: Path, texts: Sequence[Text]) -> Iterator[tuple[str, list[int], float]]:
    by_document: dict[str, list[int]] = {}
    for at, text in enumerate(texts):
        if text.place.collection == POLICY_QA:
            by_document.setdefault(text.place.document, []).append(at)
    rows = (real / POLICY_QA / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    for row in map(json.loads, rows):
        answer = _BLANK.sub("", row["answer"])[:20]
        places = [at for at in by_document.get(row["docid"], ()) if answer in _BLANK.sub("", texts[at].text)]
        yield row["question"], places[:2], 1.0


def _answers(training: Path) -> Iterator[tuple[str, str]]:
    with lzma.open(training / _ANSWERS, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if len(row["passage"]) >= _LEAST_ANSWER:
                yield row["query"], row["passage"][:_LONGEST]


def law_lists(training: Path, encode: Encode, seed: int, deep: int = 20) -> list[RankedList]:
    """Return the lists over statutes: lay questions with the articles that answer them, and lay pairs.

    Negatives come from the articles that BM25 finds for the questions, which are all that is encoded.
    """
    import bm25s

    questions = [one for one in sources.read_questions(training) if not sources.is_held_out(one.query)]
    held = {one.query.strip() for one in sources.read_questions(training) if sources.is_held_out(one.query)}
    collection = national_collection(training)
    lexical = bm25s.BM25()
    lexical.index([list(bigrams(text)) or ["\0"] for text in collection.texts], show_progress=False)
    near: set[int] = set()
    for one in questions:
        scores = lexical.get_scores(list(bigrams(one.query)) or ["\0"])
        near.update(np.argpartition(-scores, deep)[:deep].tolist())
    at_key: dict[tuple[str, str], list[int]] = {}
    for at, key in enumerate(collection.keys):
        at_key.setdefault(key, []).append(at)
    for one in questions:
        for statute in one.statutes:
            near.update(at_key.get(statute_key(statute.name), ())[-1:])
    chosen = sorted(near)
    place = {at: number for number, at in enumerate(chosen)}
    keys = [collection.keys[at] for at in chosen]
    pool = pool_of([collection.texts[at][:_LONGEST] for at in chosen], [str(key) for key in keys], encode)
    chance = random.Random(seed)
    lists = []
    vectors = encode([one.query for one in questions], True)
    for one, vector in zip(questions, vectors, strict=True):
        right = {statute_key(statute.name) for statute in one.statutes}
        ranked = [at for at in pool.ranked(one.query, vector) if keys[at] not in right][_TOO_GOOD:30]
        for key in sorted(right)[:2]:
            places = [place[at] for at in at_key.get(key, ()) if at in place]
            if places:
                wrong = chance.sample(ranked, min(len(ranked), 3))
                texts = tuple(pool.texts[at] for at in (places[-1], *wrong))
                lists.append(RankedList(one.query, texts, (1.0, *(0.0 for _ in wrong)), LAW))
    return lists + _lay_pairs(training, held, encode, chance)


def _lay_pairs(training: Path, held: set[str], encode: Encode, chance: random.Random) -> list[RankedList]:
    pairs = list(_lay(training, held))
    texts = list(dict.fromkeys(passage for _, passage in pairs))
    at_text = {text: at for at, text in enumerate(texts)}
    vectors = encode(texts, False)
    lists = []
    for (query, passage), vector in zip(pairs, encode([query for query, _ in pairs], True), strict=True):
        order = [int(at) for at in np.argsort(-(vectors @ vector)) if at != at_text[passage]][5:30]
        wrong = chance.sample(order, 2)
        lists.append(RankedList(query, (passage, *(texts[at] for at in wrong)), (1.0, 0.0, 0.0), LAW))
    return lists


def _lay(training: Path, held: set[str]) -> Iterator[tuple[str, str]]:
    """Yield lay questions on law with the article or the answer given, none of the held-out questions."""
    counts: dict[str, int] = {}
    for pair in sources.read_pairs(training):
        lay = pair.source == "lawyer" and pair.passage.startswith("《") and len(pair.query) > 8
        if pair.query.strip() in held or not (lay or pair.source == "lawbench"):
            continue
        passage = pair.passage[:_LONGEST]
        counts[passage] = counts.get(passage, 0) + 1
        if counts[passage] <= _PER_ARTICLE:
            yield pair.query[:150], passage


def first_pairs(real: Path, training: Path) -> list[RankedList]:
    """Return pairs without negatives, none of our own questions: what the first tuning learns from."""
    every = list(sources.read_questions(training))
    held = {one.query.strip() for one in every if sources.is_held_out(one.query)}
    texts = [text for text in read_policy_qa(real) if not is_validation(text.place.document)]
    pairs = [(POLICY, query, passage) for query, passage in _answers(training)]
    pairs += [
        (POLICY, query, texts[places[0]].whole) for query, places, _ in _of_policy_qa(real, texts) if places
    ]
    pairs += [
        (LAW, one.query, f"{statute.name}\n{statute.text[:_LONGEST]}")
        for one in every
        if one.query.strip() not in held
        for statute in one.statutes
    ]
    pairs += [(LAW, query, passage) for query, passage in _lay(training, held)]
    return [RankedList(query, (passage,), (1.0,), source) for source, query, passage in pairs]
