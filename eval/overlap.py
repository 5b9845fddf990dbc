"""Lists compared: responsible units by folded name, amounts by value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.questions import Bounds
from eval.sources import fold

# Names that name nobody; neither wanted nor wrong in a list of units.
NOBODY = frozenset({"各单位", "各有关单位", "各相关单位", "市级各有关单位", "各部门", "各有关部门"})
SHORT = (("市场监督管理", "市场监管"), ("经济和信息化", "经信"), ("科学技术", "科技"))


@dataclass(frozen=True, slots=True)
class Overlap:
    """Counts behind precision and recall of a list: right, too many, missing."""

    right: int = 0
    extra: int = 0
    missing: int = 0

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall, None where there was nothing to find or say."""
        both = 2 * self.right + self.extra + self.missing
        return 2 * self.right / both if both else None


def unit_name(name: str) -> str:
    """Return the name folded for comparison: widths, white space, three common abbreviations."""
    folded = fold(name)
    for long, short in SHORT:
        folded = folded.replace(long, short)
    return folded


def compare_units(given: Iterable[str], wanted: Iterable[str]) -> Overlap:
    """Compare two lists of units as sets of folded names, collective names left out."""
    nobody = {fold(name) for name in NOBODY}
    said = {unit_name(name) for name in given} - nobody
    gold = {unit_name(name) for name in wanted} - nobody
    return Overlap(len(said & gold), len(said - gold), len(gold - said))


def same_amount(given: Bounds, wanted: Bounds) -> bool:
    """Tell whether two amounts are equal; a single amount may be given with one side open (近, 多)."""
    if wanted[0] is not None and wanted[0] == wanted[1]:
        stated = {bound for bound in given if bound is not None}
        return len(stated) == 1 and abs(stated.pop() - wanted[0]) < 0.5
    return all(
        (a is None) == (b is None) and (a is None or b is None or abs(a - b) < 0.5)
        for a, b in zip(given, wanted, strict=True)
    )


def compare_funds(given: Sequence[Bounds], wanted: Sequence[Bounds]) -> Overlap:
    """Match every wanted amount with one given; an amount given twice counts once."""
    left = list(dict.fromkeys(given))
    right = 0
    for gold in wanted:
        match = next((amount for amount in left if same_amount(amount, gold)), None)
        if match is not None:
            left.remove(match)
            right += 1
    return Overlap(right, len(left), len(wanted) - right)
