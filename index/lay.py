"""Translate how business owners talk into the words of policy: 往上加一层 → 加层改造 容积率.

Each row of `lexicon/lay_terms.csv` holds phrases, separated by spaces, and the policy terms they stand for.
`(招|找|请)` is a choice, with an empty option it may be missing; `{机器}` a choice named once, by a row whose
only phrase it is; `…` up to six characters of the same sentence; `~` the same, its sides in either order;
`&` up to 16 characters of any kind, its sides in either order, for what is said in two breaths.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from index.tokens import fold

_GAP = "…"
_EITHER_ORDER = re.compile(r"[~&]")
_GAP_PATTERN = r"[^，、。；：！？,;:!?()“”\"\s]{0,6}?"
_FAR_GAP_PATTERN = r".{0,16}?"
_PIECE = re.compile(r"\((?P<choice>[^(){}]*)\)|\{(?P<name>[^(){}|]+)\}|(?P<text>[^(){}|]+)")
_CLASS_IN_CHOICE = re.compile(r"\{([^(){}|]+)\}(?=[^(]*\))")
_EXACT_WEIGHT = 0.6  # of a term whose phrase stands in the query without a gap
_GAP_WEIGHT = 0.5  # of one whose phrase is only there with a few other characters between
_FAR_WEIGHT = 0.4  # of one whose phrase is only there in pieces further apart


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """A policy term that ``fold(query)[start:end]`` may mean; `weight` lies between 0 and 1."""

    text: str
    weight: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """A colloquial pattern: each of its groups is a part without gap, every match holds one of `keys`."""

    pattern: re.Pattern[str]
    keys: frozenset[str]
    terms: tuple[str, ...]
    gap_weight: float


@dataclass(frozen=True, slots=True)
class _Hit:
    phrase: Phrase
    start: int
    end: int
    mask: int  # bit i is set where character i is spoken by the phrase, not by a gap

    @property
    def weight(self) -> float:
        gapless = self.mask.bit_count() == self.end - self.start
        return _EXACT_WEIGHT if gapless else self.phrase.gap_weight


def expand(query: str) -> list[WeightedTerm]:
    """Return the policy terms that the colloquial phrases of `query` stand for, longest phrase first.

    A phrase whose characters all belong to a longer matched phrase is passed over, a term of the query
    itself is not repeated, and each term comes once, with its greatest weight.
    """
    text = fold(query)
    best: dict[str, WeightedTerm] = {}
    for hit in _longest_hits(text):
        for term in hit.phrase.terms:
            known = best.get(term)
            if term not in text and (known is None or known.weight < hit.weight):
                best[term] = WeightedTerm(term, hit.weight, hit.start, hit.end)
    return list(best.values())


def read_table(text: str) -> list[Phrase]:
    """Compile the table `text`, CSV with the columns ``phrases`` and ``terms`` and ``#`` comment lines.

    Raises ValueError that names the row where a phrase is broken, a class unknown or the terms are missing.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    rows = [(row["phrases"].split(), (row["terms"] or "").split()) for row in csv.DictReader(lines)]
    classes = {row[0][0][1:-1]: tuple(row[1]) for row in rows if _names_class(row[0])}
    phrases: list[Phrase] = []
    for sources, terms in rows:
        if not sources or not terms:
            raise ValueError(f"lay_terms.csv 有一行缺少短语或政策用语：{sources} → {terms}；请补全或删去该行")
        if not _names_class(sources):
            folded = tuple(map(fold, terms))
            phrases += [phrase for source in sources for phrase in _compile(source, folded, classes)]
    return phrases


def _names_class(sources: list[str]) -> bool:
    return len(sources) == 1 and re.fullmatch(r"\{[^(){}|]+\}", sources[0]) is not None


def _compile(source: str, terms: tuple[str, ...], classes: dict[str, tuple[str, ...]]) -> list[Phrase]:
    sides = _EITHER_ORDER.split(source)
    if len(sides) > 2:
        raise ValueError(f"lay_terms.csv 的短语“{source}”有两个以上的“~”或“&”；一个短语只能用一个")
    gap, weight = (_FAR_GAP_PATTERN, _FAR_WEIGHT) if "&" in source else (_GAP_PATTERN, _GAP_WEIGHT)
    try:
        read = [[_pieces(part, classes) for part in side.split(_GAP)] for side in sides]
    except ValueError as error:
        raise ValueError(f"lay_terms.csv 的短语“{source}”有误：{error}") from error
    keys = _keys([part for side in read for part in side])
    patterns = [_GAP_PATTERN.join(map(_group, side)) for side in read]
    orders = (patterns, patterns[::-1])[: len(patterns)]
    return [Phrase(re.compile(gap.join(order)), keys, terms, weight) for order in orders]


_Piece = tuple[str, ...]  # the options for a stretch of a phrase


def _keys(parts: list[list[_Piece]]) -> frozenset[str]:
    required = [piece for part in parts for piece in part if "" not in piece]
    rarest = min(required, key=lambda piece: len({option[0] for option in piece}))
    return frozenset(option[0] for option in rarest)


def _group(part: list[_Piece]) -> str:
    return "(" + "".join(map(_alternatives, part)) + ")"


def _pieces(part: str, classes: dict[str, tuple[str, ...]]) -> list[_Piece]:
    text = _CLASS_IN_CHOICE.sub(lambda match: "|".join(_members(match[1], classes)), part)
    pieces: list[_Piece] = []
    position = 0
    while position < len(text):
        match = _PIECE.match(text, position)
        if match is None:
            raise ValueError(f"“{text[position:]}”的括号不成对，或“|”不在括号里")
        pieces.append(_options(match, classes))
        position = match.end()
    if all("" in piece for piece in pieces):
        raise ValueError("“…”“~”“&”的两边都要有必须出现的字")
    return pieces


def _options(match: re.Match[str], classes: dict[str, tuple[str, ...]]) -> _Piece:
    if match["name"] is not None:
        return tuple(map(fold, _members(match["name"], classes)))
    if match["choice"] is not None:
        return tuple(map(fold, match["choice"].split("|")))
    return (fold(match["text"]),)


def _members(name: str, classes: dict[str, _Piece]) -> _Piece:
    if name not in classes:
        raise ValueError(f"没有定义词类“{{{name}}}”，请加一行“{{{name}}},词 词”")
    return classes[name]


def _alternatives(options: _Piece) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(options, key=len, reverse=True))) + ")"


@cache
def _phrases_by_key() -> dict[str, list[Phrase]]:
    table = files("index").joinpath("lexicon", "lay_terms.csv").read_text(encoding="utf-8")
    by_key: dict[str, list[Phrase]] = {}
    for phrase in read_table(table):
        for key in phrase.keys:
            by_key.setdefault(key, []).append(phrase)
    return by_key


def _longest_hits(text: str) -> list[_Hit]:
    by_key = _phrases_by_key()
    candidates = {id(phrase): phrase for key in dict.fromkeys(text) for phrase in by_key.get(key, ())}
    hits = [_hit(phrase, match) for phrase in candidates.values() for match in phrase.pattern.finditer(text)]
    hits.sort(key=lambda hit: (-hit.mask.bit_count(), hit.start, hit.end, hit.phrase.pattern.pattern))
    kept: list[_Hit] = []
    for hit in hits:
        if not any(_gives_way(hit, longer) for longer in kept):
            kept.append(hit)
    return kept


def _gives_way(hit: _Hit, longer: _Hit) -> bool:
    inside = longer.start <= hit.start and hit.end <= longer.end
    return inside and hit.mask & longer.mask == hit.mask != longer.mask


def _hit(phrase: Phrase, match: re.Match[str]) -> _Hit:
    mask = 0
    for start, end in match.regs[1:]:
        mask |= (1 << end) - (1 << start)
    return _Hit(phrase, match.start(), match.end(), mask)
