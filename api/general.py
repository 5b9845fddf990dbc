"""Words that any clause on help may hold: who asks, help of any kind, how it is come by."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from api.candidates import Candidates
from api.evidence import Candidate
from api.sentences import TermWeights

COMMON = 0.5  # of the rarity of the rarest word asked with


def names_the_matter(candidate: Candidate, found: Candidates) -> bool:
    """Tell whether a clause, its headings or its document's title hold a word of the matter asked about.

    What an everyday phrase stands for is matter, and so is a general word that is rare in these documents.
    A question of general words alone has none; every clause is taken to name it.
    """
    if found.own.weights.keys() <= _general_words():
        return True
    matter = found.terms.weights.keys() - _general_in(found.own)
    return not matter.isdisjoint(found.terms.terms_of(_read_with(candidate)))


def _general_in(own: TermWeights) -> set[str]:
    """Return the general words of a question that are much commoner here than its rarest word."""
    rarest = max(own.weights.values(), default=0.0)
    return {
        word for word, weight in own.weights.items() if word in _general_words() and weight <= COMMON * rarest
    }


@cache
def _general_words() -> frozenset[str]:
    table = tomllib.loads(files("api").joinpath("tables/general.toml").read_text("utf-8"))
    return frozenset(word for words in table.values() for word in words)


def _read_with(candidate: Candidate) -> str:
    title = candidate.document.metadata.title
    return "\n".join([title.value if title else "", *candidate.clause.path, candidate.clause.text])
