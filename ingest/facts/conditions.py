"""Find what a measure asks of the enterprise it helps: title, size, figures, place, industry, first time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from ingest.facts.beneficiaries import beneficiaries, helped, named
from ingest.facts.conditions_figures import find_described
from ingest.facts.conditions_rows import asked_in_row, asks, demands, given_in_row
from ingest.facts.folded import Piece, fold
from ingest.facts.instruments import states_goal
from ingest.facts.metrics import find_metrics
from ingest.facts.qualifications import find_qualifications
from ingest.facts.statements import Statement, statements
from ingest.facts.tables import any_of, toml_table, word_lists
from ingest.fields import CONTENT, NAME, row_field
from ingest.records import Condition

MODIFIES = re.compile(r"[^，,。;；:\n]{0,24}?(?:的|企业|项目|单位)")
NEIGHBOURS = 8  # conditions back to which one may lie inside another
DESCRIBED = re.compile(
    r"(?:^|[，,;；:。\s(]|优先|积极|大力|重点)(?:对|支持|鼓励|给|为|奖励|资助|扶持)(?!于|企业|各|社会|金融|银行|高校|有关)"
    r"(?P<how>(?:(?!企业|单位|项目的)[^，,。;；:的\n]){4,26})的(?=[^，,。;；:的\n]{0,16}?(?:企业|单位|机构|公司))"
)
TITLED = re.compile(r"(?:已)?(?:获得|获评|获批|取得|拥有|具有|入选|通过|(?:被)?(?:认定|评定|评)为)")
LINK = r"(?:、|和|及|与|以及|或)"
FIRST, OTHER = "首次", "其他"
ELIGIBILITY_HEADINGS = re.compile("条件|标准|对象|范围|资格|门槛|要求")


def find_conditions(text: str, path: Sequence[str] = ()) -> tuple[Condition, ...]:
    """Return the predicates on an enterprise in `text`, sorted; goals and reports of the past hold none."""
    if row_field(path) not in (None, CONTENT, NAME) and not asks(path):
        return ()  # a row of a card that tells who, when or how
    folded = fold(text)
    found: list[Condition] = []
    for statement in statements(text, tuple(path)):
        known = _of_statement(text, folded, statement, path)
        if asks(path):
            found.extend(asked_in_row(text, folded, statement.piece, known, path))
        elif not (statement.is_past or statement.is_creed or statement.is_heading):
            found.extend(_of_sentence(text, folded, statement, list(known), path))
    found.sort(key=lambda condition: (condition.start, -condition.end))
    return tuple(_distinct(found))


def _of_sentence(
    text: str, folded: str, statement: Statement, known: list[Condition], path: Sequence[str]
) -> list[Condition]:
    """Return the conditions of a sentence that is no row of conditions; a goal holds none of its own."""
    piece = statement.piece
    is_row = row_field(path) == CONTENT
    if states_goal(folded[piece.start : piece.end], statement):
        return given_in_row(text, folded, piece, (), path) if is_row and demands(path) else []
    known += _described(text, folded, piece, known)
    if is_row:
        return given_in_row(text, folded, piece, known, path)
    return known if statement.is_plan else [*known, *_more(known, find_described(text, folded, piece))]


def _more(known: Sequence[Condition], others: Iterable[Condition]) -> Iterator[Condition]:
    """Yield the conditions that stand elsewhere than all known ones."""
    for each in others:
        if not any(one.start < each.end and each.start < one.end for one in known):
            yield each


def industries_named(text: str) -> list[str]:
    """Return the keys of the industries an asker names as its own: 纺织行业优质企业, 做阀门的机械厂."""
    found = [m for m in _own_industry_pattern().finditer(fold(text)) if not named(text, *m.span(1))]
    return list(dict.fromkeys(_industry_keys()[match[1]] for match in found))


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
    yield from _chosen(text, folded, piece)
    for kind, pattern in _patterns():
        for match in pattern.finditer(folded, piece.start, piece.end):
            if kind == FIRST and _listed_behind().match(folded, match.end()):
                continue
            written = text[match.start() : match.end()].removesuffix("的")
            yield Condition(written, kind, written, match.start(), match.start() + len(written))
    if not statement.is_plan:
        for condition in find_metrics(text, folded, piece):
            if _asks(folded, piece, condition, path):
                yield condition


def _chosen(text: str, folded: str, piece: Piece) -> Iterator[Condition]:
    """Yield what marks the enterprises or projects helped as chosen ones: 保障重点企业用能."""
    for match in _chosen_pattern().finditer(folded, piece.start, piece.end):
        if helped(folded, piece, match.start(), match.end()):
            written = text[match.start() : match.end()]
            yield Condition(written, OTHER, written, match.start(), match.end())


def _described(text: str, folded: str, piece: Piece, others: Sequence[Condition]) -> Iterator[Condition]:
    """Yield what describes the enterprises helped in words of no table: 对迁入本市的企业给予…."""
    for match in DESCRIBED.finditer(folded, piece.start, piece.end):
        start, end = match.span("how")
        if any(each.start < end and start < each.end for each in others):
            continue
        written = text[start:end]
        titles = find_qualifications(written) if TITLED.match(written) else []
        if len(titles) == 1:
            yield Condition(written, titles[0].kind, titles[0].key, start, end, titles[0].at_least)
        else:
            yield Condition(written, OTHER, written, start, end)


def _asks(folded: str, piece: Piece, condition: Condition, path: Sequence[str]) -> bool:
    """Tell whether a figure is asked for and not merely stated."""
    if MODIFIES.match(folded, condition.end, piece.end):
        return True
    if any(ELIGIBILITY_HEADINGS.search(heading) for heading in path):
        return True
    return _follow_pattern().search(folded, piece.start, piece.end) is not None


@cache
def _chosen_pattern() -> re.Pattern[str]:
    return re.compile(any_of(words("chosen")))


@cache
def _listed_behind() -> re.Pattern[str]:
    return re.compile(str(toml_table("conditions")["listed_behind"]))


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
def _own_industry_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\u4e00-\u9fff]业)({any_of(_industry_keys())})(?:制造|加工)?(?:行业|产业|领域|业)?(?:的)?"
        r"(?:优质|龙头|骨干|小微|小型|中型|大型|中小)?(?:企业|公司|工厂|厂)"
    )


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
