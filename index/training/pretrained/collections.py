"""The passages that training questions are asked of: a guide, State Council texts, policy_qa, statutes."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from index.tokens import count_tokens
from index.training import sources
from ingest.chunks import chunks_of
from ingest.pipeline import read_source
from ingest.versions.shingles import folded, shingles

GUIDE, STATE, POLICY_QA, LAWS = "guide", "state_council", "policy_qa", "laws"
VALIDATION_SHARE = 5  # one document in so many is never trained on
_PIECE = 300  # characters of a policy_qa text, which has no structure, that make one passage
_TITLE = 40
_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]?\s*")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零]+条")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands: the document by title or id, the clause by structure, offsets or ordinal."""

    collection: str
    document: str
    clause: str


@dataclass(frozen=True, slots=True)
class Text:
    """A passage as models read it."""

    place: Place
    header: str
    text: str

    @property
    def whole(self) -> str:
        """Return header and text in one piece."""
        return f"{self.header}\n{self.text}" if self.header else self.text


def is_validation(document: str) -> bool:
    """Tell whether a document is kept from training, by the hash of its title or id alone."""
    return _hash(document) % VALIDATION_SHARE == 0


def is_fitting(document: str) -> bool:
    """Tell whether thresholds and weights may be fitted on a document: every second one kept from training.

    By another hash than the first, by whose parity the documents at hand may have been chosen.
    """
    return is_validation(document) and _hash(f"fit {document}") % 2 == 0


def twins(real: Path, most: float = 0.3) -> frozenset[str]:
    """Return the validation documents of policy_qa that share a part of their text with one trained on.

    More than a share `most` of their shingles stands in one other document: a copy, an excerpt, a text put
    together from others. Nothing is measured on them.
    """
    found = {identity: shingles(folded(text)) for identity, text in policy_qa(real)}
    trained = [rows for identity, rows in found.items() if not is_validation(identity)]
    return frozenset(
        identity
        for identity, rows in found.items()
        if is_validation(identity)
        and any(len(np.intersect1d(rows, other, assume_unique=True)) > most * len(rows) for other in trained)
    )


def _hash(document: str) -> int:
    return int(sha256(document.encode()).hexdigest(), 16)


def read_policies(real: Path) -> Iterator[Text]:
    """Yield the passages of the guide, the State Council texts and policy_qa in the folder `real`."""
    for collection, path in (
        *((GUIDE, path) for path in sorted(real.glob("*.pdf"))),
        *((STATE, path) for path in sorted((real / STATE).glob("*.html"))),
    ):
        for document in read_source(path, path.name).documents:
            title = document.metadata.title.value if document.metadata.title else ""
            for clause in document.clauses:
                for chunk in chunks_of(clause, title, count_tokens):
                    place = Place(collection, title, clause.id.partition("#")[2])
                    yield Text(place, chunk.header, chunk.text)
    yield from read_policy_qa(real)


def read_policy_qa(real: Path) -> Iterator[Text]:
    """Yield the passages of policy_qa, whose texts have no structure: pieces of whole sentences."""
    for identity, text in policy_qa(real):
        for start, end in pieces(text):
            place = Place(POLICY_QA, identity, f"{start}-{end}")
            yield Text(place, text.strip()[:_TITLE], text[start:end])


def policy_qa(real: Path) -> Iterator[tuple[str, str]]:
    """Yield id and text of each document of policy_qa."""
    with lzma.open(real / POLICY_QA / "documents.jsonl.xz", "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            yield row["id"], row["text"]


def pieces(text: str, length: int = _PIECE) -> Iterator[tuple[int, int]]:
    """Yield the offsets of pieces of whole sentences, about `length` characters each."""
    start = end = 0
    for match in _SENTENCE.finditer(text):
        if end > start and match.end() - start > length:
            yield start, end
            start = end
        end = match.end()
        while end - start > length * 1.6:
            yield start, start + length
            start += length
    if text[start:end].strip():
        yield start, end


def read_laws(training: Path, titles: frozenset[str]) -> Iterator[Text]:
    """Yield the articles of the statutes named, the last version of each article."""
    found: dict[Place, Text] = {}
    for article in sources.read_articles(training):
        if article.title in titles and (ordinal := _ARTICLE.match(article.text)):
            place = Place(LAWS, article.title, ordinal[0])
            found[place] = Text(place, article.title, article.text)
    yield from found.values()
