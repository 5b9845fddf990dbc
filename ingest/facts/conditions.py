"""Find what a measure asks of the enterprise it helps: title, size, figures, place, industry, first time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ingest.facts.beneficiaries import beneficiaries, helped, named
from ingest.facts.folded import Piece, fold
from ingest.facts.instruments import states_goal
from ingest.facts.metrics import find_metrics
from ingest.facts.statements import Statement, statements
from ingest.facts.tables import any_of, toml_table, word_lists
from ingest.records import Condition

MODIFIES = re.compile(r"[^，,。;；:\n]{0,24}?(?:的|企业|项目|单位)")
NEIGHBOURS = 8  # conditions back to which one may lie inside another
LINK = r"(?:、|和|及|与|以及|或)"
ELIGIBILITY_HEADINGS = re.compile("条件|标准|对象|范围|资格|门槛|要求")


def find_conditions(text: str, path: Sequence[str] = ()) -> tuple[Condition, ...]:
    """Return the predicates on an enterprise in `text`, sorted; goals and reports of the past hold none."""
    folded = fold(text)
    found: list[Condition] = []
    for statement in statements(text, tuple(path)):
        piece = statement.piece
        if statement.is_past or statement.is_creed or statement.is_heading:
            continue
        if not states_goal(folded[piece.start : piece.end], statement):
            found.extend(_of_statement(text, folded, statement, path))
    found.sort(key=lambda condition: (condition.start, -condition.end))
    return tuple(_distinct(found))


def words(key: str) -> list[str]:
    """Return a list of words of the table of conditions; raise ValueError where there is none."""
    found = toml_table("conditions").get(key)
    if not isinstance(found, list):
        raise ValueError(f"table conditions: {key} is not a list")
    return [str(word) for word in found]


def _of_statement(text: str, folded: str, statement: Statement, path: Sequence[str]) -> Iterator[Condition]:
    piece = statement.piece
    yield from beneficiaries(text, folded, piece)
    yield from _industries(text, folded, piece)
    for kind, pattern in _patterns():
        for match in pattern.finditer(folded, piece.start, piece.end):
            written = text[match.start() : match.end()].removesuffix("的")
            yield Condition(written, kind, written, match.start(), match.start() + len(written))
    if not statement.is_plan:
        for condition in find_metrics(text, folded, piece):
            if _asks(folded, piece, condition, path):
                yield condition


def _asks(folded: str, piece: Piece, condition: Condition, path: Sequence[str]) -> bool:
    """Tell whether a figure is asked for and not merely stated."""
    if MODIFIES.match(folded, condition.end, piece.end):
        return True
    if any(ELIGIBILITY_HEADINGS.search(heading) for heading in path):
        return True
    return _follow_pattern().search(folded, piece.start, piece.end) is not None


@cache
def _follow_pattern() -> re.Pattern[str]:
    return re.compile(any_of(words("conditions_follow")))


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    table = toml_table("conditions")["patterns"]
    if not isinstance(table, dict):
        raise ValueError("table conditions: patterns is not a table")
    return [
        (str(kind), re.compile("|".join(f"(?:{fold(str(each))})" for each in listed)))
        for kind, listed in table.items()
    ]


@cache
def _industry_keys() -> dict[str, str]:
    """Return the industry each of its names stands for."""
    return {name: key for key, names in word_lists("industries").items() for name in (*names, key)}


@cache
def _industry_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the pattern of industries before 企业, and that of one industry."""
    one = rf"(?:{any_of(_industry_keys())})(?:制造业|产业|行业|领域|业)?"
    run = rf"(?P<run>{one}(?:{LINK}{one})*)(?:等)?(?:重点|传统|优势|特色|支柱|主导)*"
    holders = r"(?:行业|产业|领域|类|业)?(?:的)?(?:[\u4e00-\u9fff]{0,6}?)(?:企业|项目|单位)"
    return re.compile(run + holders), re.compile(any_of(_industry_keys()))


def _industries(text: str, folded: str, piece: Piece) -> Iterator[Condition]:
    """Yield the industries whose enterprises a sentence helps; several are alternatives joined by |."""
    if "企业" not in folded[piece.start : piece.end] and "项目" not in folded[piece.start : piece.end]:
        return
    run, one = _industry_patterns()
    for match in run.finditer(folded, piece.start, piece.end):
        start, end = match.span("run")
        if named(text, start, match.end("run")) or not helped(folded, piece, start, match.end()):
            continue
        keys = dict.fromkeys(_industry_keys()[name[0]] for name in one.finditer(folded, start, end))
        yield Condition(text[start:end], "行业", "|".join(keys), start, end)


def _distinct(found: list[Condition]) -> Iterator[Condition]:
    """Yield each condition once; one inside another of its kind is left out."""
    kept: list[Condition] = []
    for condition in found:
        if any(other.kind == condition.kind and other.end >= condition.end for other in kept[-NEIGHBOURS:]):
            continue
        kept.append(condition)
        yield condition
