"""Find every fund a clause names: the amounts of money, what each is for and what it is measured on."""

from __future__ import annotations

import re
from functools import cache

from ingest.facts.folded import Piece, fold, near, part_at, sentence_at
from ingest.facts.money import Amount, amounts
from ingest.facts.tables import any_of, toml_table
from ingest.records import Fund

OTHER = "其他"
PART = re.compile(r"[，,、:。;；!！?？\n]")
COMMA = re.compile(r"[，,。;；!！?？\n]")
RATIO = re.compile(
    r"(?:按照?[^，,。;；:、\n()]{0,40}?|[^，,。;；:、\n()]{2,24}的 ?)"
    r"\d+(?:\.\d+)? ?(?:%|‰)(?:-\d+(?:\.\d+)? ?%)?"
)
PER_BEFORE = re.compile(
    r"每(?:人次?|户|家|个|名|位|件|项|亩|吨|次|台|套|年|月|季度?|平方米|千瓦时|公里|百元|千元)(?:每(?:年|月|人|天))?"
    r"|每[^，,。;；:、\n每]{2,16}(?=给予|奖励|补助|补贴|奖补|资助|支持)"
)
PER_AFTER = re.compile(r" ?/ ?[\u4e00-\u9fff]{1,4}(?:[·/.•][\u4e00-\u9fff]{1,3})?")
CROSSING = 12  # characters that one separator between a word and an amount counts for
BEHIND = 3  # a word behind the amount is this much farther than one before it


def find_funds(text: str) -> tuple[Fund, ...]:
    """Return the funds of `text` in order; bounds are yuan, None where open or in a foreign currency."""
    folded = fold(text)
    found = amounts(text)
    return tuple(
        Fund(
            text=text[amount.start : amount.end],
            kind=kind_near(folded, amount.start, amount.end),
            min_yuan=amount.low,
            max_yuan=amount.high,
            start=amount.start,
            end=amount.end,
            basis=_basis(text, folded, amount),
        )
        for amount in found
    )


@cache
def kinds_by_word() -> dict[str, str]:
    """Return the kind of each word of the table."""
    kinds = toml_table("funds")["kinds"]
    if not isinstance(kinds, dict):
        raise ValueError("table funds: kinds is not a table")
    return {str(word): str(kind) for kind, words in kinds.items() for word in words}


@cache
def _kind_pattern() -> re.Pattern[str]:
    return re.compile(rf"({any_of(kinds_by_word())})(?:资金|经费|标准|金额|总额|额度|余额)?")


def kind_near(folded: str, start: int, end: int) -> str:
    """Return the kind named nearest to ``folded[start:end]`` in its sentence; separators make it farther."""
    sentence = near(sentence_at(folded, start), start, end)
    best, kind = float("inf"), OTHER
    for word in _kind_pattern().finditer(folded, sentence.start, sentence.end):
        distance = _distance(folded, start, end, word.start(), word.end())
        if distance < best or (distance == best and word.end() <= start):
            best, kind = distance, kinds_by_word()[word[1]]
    return kind


def _distance(folded: str, start: int, end: int, first: int, last: int) -> float:
    """Return how far the word ``folded[first:last]`` is from start:end, in characters with penalties."""
    if last <= start:
        between = folded[last:start]
        behind = 0
    elif first >= end:
        between = folded[end:first]
        behind = BEHIND
    else:
        return 0
    crossings = len(COMMA.findall(between)) * CROSSING * (3 if behind else 1)
    return len(between) + crossings + behind - (last - first) / 2


def _basis(text: str, folded: str, amount: Amount) -> str | None:
    """Return what the amount is paid for or measured on: /人·月, 每户, 按投资额的10%, or its currency."""
    after = PER_AFTER.match(folded, amount.end)
    if after:
        return text[after.start() : after.end()].strip()
    sentence = near(sentence_at(folded, amount.start), amount.start, amount.end)
    part = part_at(folded, sentence, amount.start, PART)
    per = PER_BEFORE.search(folded, part.start, amount.start)
    if per:
        return text[per.start() : per.end()].strip()
    ratio = _ratio(text, folded, Piece(sentence.start, amount.start), amount)
    if ratio or amount.currency == "元":
        return ratio
    return amount.currency


def _ratio(text: str, folded: str, before: Piece, amount: Amount) -> str | None:
    """Return the share an upper bound caps (按设备投资额的10%…，最高500万元), the last one before it."""
    if amount.high is None or amount.opens != "upper":
        return None
    shares = list(RATIO.finditer(folded, before.start, before.end))
    if not shares or COMMA.search(folded[shares[-1].end() : amount.start][8:]):
        return None
    return text[shares[-1].start() : shares[-1].end()].strip()
