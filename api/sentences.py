"""The sentences of a clause, and how well each meets a question."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

SHORT = 120  # characters up to which a semicolon does not cut a clause
_END = re.compile(r"[。！？!?](?:[”’」』》）)]*)|[；;]|\n")

_REMEMBERED = 8_192  # texts; about 3 kB each


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text == clause.text[start:end]``, closing punctuation included, outer blanks not."""

    text: str
    start: int
    end: int


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """Cut a clause into sentences at 。！？； and line ends; brackets are never cut open."""
    found: list[Sentence] = []
    start = 0
    for match in _END.finditer(text):
        if match[0] in "；;" and len(text) <= SHORT:
            continue  # what a short clause says in parts it says once
        if _open_bracket(text, start, match.start()):
            continue
        found.extend(_trimmed(text, start, match.end()))
        start = match.end()
    found.extend(_trimmed(text, start, len(text)))
    return tuple(found)


def _open_bracket(text: str, start: int, end: int) -> bool:
    part = text[start:end]
    return (
        sum(part.count(c) for c in "（(") > sum(part.count(c) for c in "）)")
        and "\n" not in text[end : end + 1]
    )


def _trimmed(text: str, start: int, end: int) -> list[Sentence]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [Sentence(text[start:end], start, end)] if end > start else []


@lru_cache(_REMEMBERED)
def _distinct(terms_of: Callable[[str], list[str]], text: str) -> tuple[str, ...]:
    """Return each term of a text once, in order; cutting is slow and the same clauses come up again."""
    return tuple(dict.fromkeys(terms_of(text)))


@dataclass(frozen=True, slots=True)
class TermWeights:
    """The content terms of a question and what each is worth (idf, less for an expanded term)."""

    weights: Mapping[str, float]
    terms_of: Callable[[str], list[str]]

    def score(self, text: str) -> float:
        """Return the weight of the question's terms found in `text`, 0..sum of all weights."""
        return sum(self.weights.get(term, 0.0) for term in _distinct(self.terms_of, text))

    @property
    def total(self) -> float:
        """Return the weight of all terms, the most a text can score."""
        return sum(self.weights.values())
