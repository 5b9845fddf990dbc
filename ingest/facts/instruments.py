"""Name the instrument and the force of a support action from weighted words."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from ingest.facts.folded import fold
from ingest.facts.statements import Statement
from ingest.facts.tables import any_of, toml_table

DEFAULT = "服务"


def instrument_of(action: str) -> str:
    """Return the instrument whose words weigh most in `action`; 服务 where none is named."""
    weights: Counter[str] = Counter()
    for word in _pattern().finditer(fold(action)):
        for instrument, weight in _words().get(word[0], ()):
            weights[instrument] += weight
    if not weights:
        return DEFAULT
    order = list(_table())
    return min(weights, key=lambda instrument: (-weights[instrument], order.index(instrument)))


def is_action(sentence: str) -> bool:
    """Tell whether a sentence has a verb of support or administration at all."""
    return _listed("actions").search(sentence) is not None


def names_instrument(sentence: str) -> bool:
    """Tell whether a sentence has a word of an instrument."""
    return any(word[0] in _words() for word in _pattern().finditer(fold(sentence)))


def force_of(sentence: str, statement: Statement) -> str:
    """Return the force of a sentence: 事实, 目标, 优先, 应当 or 支持."""
    if statement.is_past:
        return "事实"
    if states_goal(sentence, statement):
        return "目标"
    must = _expressions("must").search(sentence)
    if _listed("first").search(sentence):
        return "优先"
    if must and not _listed("soften").search(sentence, 0, must.start()):
        return "应当"
    return "支持"


def states_goal(sentence: str, statement: Statement) -> bool:
    """Tell whether a sentence of a plan says what is to be reached and not what is to be done."""
    if not statement.is_plan or _expressions("must").search(sentence):
        return False
    if _expressions("goal_only").search(sentence):
        return True
    return re.search(r"\d", sentence) is not None and not _listed("goal_starts").match(sentence)


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    table = toml_table("instruments")["instruments"]
    if not isinstance(table, dict):
        raise ValueError("table instruments: instruments is not a table")
    return table


@cache
def _words() -> dict[str, list[tuple[str, int]]]:
    """Return the instruments and weights of each word."""
    found: dict[str, list[tuple[str, int]]] = {}
    for instrument, weights in _table().items():
        for weight, listed in weights.items():
            for word in listed:
                found.setdefault(fold(word), []).append((instrument, int(weight)))
    return found


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(any_of([*_words(), *(fold(word) for word in _list("blind"))]))


@cache
def _listed(key: str) -> re.Pattern[str]:
    return re.compile(any_of(_list(key)))


@cache
def _expressions(key: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in _list(key)))


def _list(key: str) -> list[str]:
    words = toml_table("instruments")["words"]
    found = words.get(key) if isinstance(words, dict) else None
    if not isinstance(found, list):
        raise ValueError(f"table instruments: words.{key} is not a list")
    return [str(word) for word in found]
