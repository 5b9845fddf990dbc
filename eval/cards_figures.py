"""Amounts and conditions as they were read against those a person read: paired, counted, and what is left."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from eval.cards_truth import TrueAmount, TrueCard, TrueCondition, TrueRatio
from eval.sources import fold, squeeze
from ingest.records import Condition, Fund

T = TypeVar("T")
R = TypeVar("R")

SAME_UNITS = {"名": "人", "位": "人", "户": "家", "年度": "年"}
SHARE = re.compile(r"(\d+(?:\.\d+)?)(%|‰)")
FIRST = re.compile(r"(\d+(?:\.\d+)?)%?(?:-|—|至|到)(?=\d)")
SHARED = 4  # characters that two spans of one figure have in common, at least


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of what is wanted were found, and how many were found that nobody wants."""

    right: int = 0
    missed: int = 0
    extra: int = 0

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right; 1 where nothing was found."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        """Return the share of what is wanted that was found; 1 where nothing is wanted."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        both = 2 * self.right + self.missed + self.extra
        return 2 * self.right / both if both else 1.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.missed + other.missed, self.extra + other.extra)


@dataclass(frozen=True, slots=True)
class Miss:
    """What is not as it should be in the card `key`: `what` is a row, an amount or a condition."""

    key: str
    what: str
    wanted: str
    read: str


def tally_conditions(
    card: TrueCard,
    figures: Sequence[Condition],
    same: Callable[[TrueCondition, Condition], bool],
    misses: list[Miss],
) -> Tally:
    """Tally the sure conditions; a figure that only an unsure one asks for is no mistake."""
    sure = [each for each in card.conditions if each.sure]
    _, left = _matched(sure, figures, same)
    unsure = [each for each in card.conditions if not each.sure]
    _, wrong = _matched(unsure, left, same)
    spared = [each for each in left if not any(each is other for other in wrong)]
    kept = [each for each in figures if not any(each is other for other in spared)]
    return tally(card, "条件", sure, kept, same, misses)


def tally(
    card: TrueCard,
    what: str,
    wanted: Sequence[T],
    read: Sequence[R],
    same: Callable[[T, R], bool],
    misses: list[Miss],
) -> Tally:
    missed, extra = _matched(wanted, read, same)
    misses += (Miss(card.key, what, _shown(each), "") for each in missed)
    misses += (Miss(card.key, what, "", _shown(each)) for each in extra)
    return Tally(len(wanted) - len(missed), len(missed), len(extra))


def _matched(wanted: Sequence[T], read: Sequence[R], same: Callable[[T, R], bool]) -> tuple[list[T], list[R]]:
    """Pair each that is wanted with the first that is the same, in order; return what is left of both."""
    left = list(read)
    missed: list[T] = []
    for each in wanted:
        at = next((i for i, other in enumerate(left) if same(each, other)), None)
        if at is None:
            missed.append(each)
        else:
            del left[at]
    return missed, left


def _shown(each: object) -> str:
    if isinstance(each, Fund):
        return f"{squeeze(each.text)} [{_bounds(each.min_yuan, each.max_yuan)}]"
    if isinstance(each, Condition):
        return f"{squeeze(each.text)} [{each.value} {_bounds(each.minimum, each.maximum)} {each.unit}]"
    if isinstance(each, TrueAmount):
        return f"{each.row}：{each.text} [{_bounds(each.low, each.high)}]"
    if isinstance(each, TrueRatio):
        return f"{_bounds(each.low, each.high)} {each.unit}"
    if isinstance(each, TrueCondition):
        return f"{each.row}：{each.text} [{each.what} {_bounds(each.low, each.high)} {each.unit}]"
    return str(each)


def _bounds(low: float | None, high: float | None) -> str:
    return f"{'' if low is None else f'{low:.12g}'}..{'' if high is None else f'{high:.12g}'}"


def same_amount(wanted: TrueAmount, fund: Fund) -> bool:
    return (wanted.low, wanted.high) == (fund.min_yuan, fund.max_yuan)


def same_text(wanted: TrueAmount, fund: Fund) -> bool:
    return fold(wanted.text) in fold(fund.text)


def is_ratio(fund: Fund) -> bool:
    """Tell whether a fund is a share of something and no amount."""
    return fund.min_yuan is None and fund.max_yuan is None and SHARE.search(fold(fund.text)) is not None


def shares_of(funds: Sequence[Fund]) -> list[str]:
    """Return the shares the funds of a clause are and those their amounts are measured on, each once."""
    own = [fund.text for fund in funds if is_ratio(fund)]
    bases = [
        fund.basis for fund in funds if not is_ratio(fund) and fund.basis and SHARE.search(fold(fund.basis))
    ]
    return [*own, *(basis for basis in dict.fromkeys(bases) if not any(basis in text for text in own))]


def same_ratio(wanted: TrueRatio, share: str) -> bool:
    """Tell whether `share` names the percentages wanted; on which side it is open, it does not tell."""
    named = SHARE.findall(fold(share))
    numbers = {float(number) for number, _ in named}
    numbers |= {float(first) for first in FIRST.findall(fold(share))}
    bounds = {each for each in (wanted.low, wanted.high) if each is not None}
    return numbers == bounds and all(unit == wanted.unit for _, unit in named)


def same_figure(wanted: TrueCondition, figure: Condition) -> bool:
    return (wanted.low, wanted.high) == (figure.minimum, figure.maximum) and _unit(wanted.unit) == _unit(
        figure.unit or ""
    )


def _unit(unit: str) -> str:
    """Return a unit for comparison: money per square metre is money, 名 and 位 count people."""
    plain = fold(unit).partition("/")[0]
    return SAME_UNITS.get(plain, plain)


def same_figure_and_text(wanted: TrueCondition, figure: Condition) -> bool:
    if not same_figure(wanted, figure):
        return False
    one, two = fold(wanted.text), fold(figure.text)
    pieces = (one[at : at + SHARED] for at in range(max(len(one) - SHARED, 0) + 1))
    return any(piece in two for piece in pieces)
