"""Whether a system knows when it is right: risk against coverage, confidence against accuracy.

Everywhere `pairs` holds for each answer given its confidence, 0..1, and whether it was right.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from eval.results import CalibrationBin, RiskPoint

Pair = tuple[float, bool]


def risk_coverage(pairs: Sequence[Pair], total: int) -> tuple[RiskPoint, ...]:
    """Return the share of wrong answers at each coverage, the most confident answers first.

    One point for each distinct confidence: answers of one confidence are given together or not at all, so
    their order cannot flatter. `total` counts the questions, those abstained from too. Raises ValueError
    where there are more answers than questions or a confidence is not 0..1.

    Source: El-Yaniv & Wiener 2010; Geifman & El-Yaniv 2017.
    """
    _check(pairs)
    if len(pairs) > total:
        raise ValueError(f"{len(pairs)} answers to {total} questions")
    points, given, wrong = [], 0, 0
    for threshold, group in groupby(sorted(pairs, reverse=True), key=lambda pair: pair[0]):
        outcomes = [right for _, right in group]
        given += len(outcomes)
        wrong += outcomes.count(False)
        points.append(RiskPoint(given / total, wrong / given, threshold))
    return tuple(points)


def aurc(points: Sequence[RiskPoint]) -> float:
    """Return the area under the risk-coverage curve divided by the coverage reached: the mean risk, 0..1.

    Where no two confidences are equal this is the mean of the risks after each answer (Geifman, Uziel &
    El-Yaniv 2019). Raises ValueError without points.
    """
    if not points:
        raise ValueError("no answer carries a confidence: there is no curve")
    area = before = 0.0
    for point in points:
        area += point.risk * (point.coverage - before)
        before = point.coverage
    return area / before


def calibration(pairs: Sequence[Pair], bins: int = 10) -> tuple[CalibrationBin, ...]:
    """Return mean confidence and share right of the answers in bins of equal width, empty ones left out.

    A bin holds its lower end, the last one both. Raises ValueError where a confidence is not 0..1 or `bins`
    is below 1. Source: Guo, Pleiss, Sun & Weinberger 2017.
    """
    _check(pairs)
    if bins < 1:
        raise ValueError(f"{bins} bins")
    groups: list[list[Pair]] = [[] for _ in range(bins)]
    for pair in pairs:
        groups[min(int(pair[0] * bins), bins - 1)].append(pair)
    return tuple(_bin(place / bins, (place + 1) / bins, group) for place, group in enumerate(groups) if group)


def ece(bins: Sequence[CalibrationBin]) -> float:
    """Return the expected calibration error, 0..1: the mean gap of confidence and accuracy over the answers.

    Raises ValueError without bins. Source: Naeini, Cooper & Hauskrecht 2015; Guo et al. 2017.
    """
    answers = sum(one.answers for one in bins)
    if not answers:
        raise ValueError("no answer carries a confidence: nothing is calibrated")
    return sum(one.answers * abs(one.confidence - one.accuracy) for one in bins) / answers


def _bin(low: float, high: float, group: Sequence[Pair]) -> CalibrationBin:
    confidence = sum(value for value, _ in group) / len(group)
    return CalibrationBin(low, high, confidence, sum(right for _, right in group) / len(group), len(group))


def _check(pairs: Sequence[Pair]) -> None:
    if bad := [value for value, _ in pairs if not 0 <= value <= 1]:
        raise ValueError(f"a confidence lies in 0..1, not {bad[0]}")
