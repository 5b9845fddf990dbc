"""Systems, or two runs of the same, compared on the same questions: paired, with correction.

Sources: Smucker, Allan and Carterette (2007) for the randomisation test, Holm (1979) for the correction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from eval.measures import MEASURES
from eval.results import Comparison, Measured, Results, SuiteResult, SystemResult
from eval.statistics import holm, randomisation
from ingest.errors import QuestionError


def main_measures(measures: Mapping[str, Measured]) -> list[str]:
    """Return the names of the main measures among `measures`, in the order of the registry."""
    return [name for name, measure in MEASURES.items() if measure.main and name in measures]


def compare_systems(suite: str, systems: Sequence[SystemResult]) -> tuple[Comparison, ...]:
    """Compare every two systems of a suite on each main measure; Holm over the pairs of a measure."""
    found: list[Comparison] = []
    for name in MEASURES:
        pairs = [
            compared
            for one, other in combinations(systems, 2)
            if MEASURES[name].main
            and name in one.measures
            and name in other.measures
            and (compared := _compare(suite, name, one, other, (one.name, other.name)))
        ]
        found.extend(_corrected(pairs))
    return tuple(found)


def compare_runs(
    before: Results, after: Results, labels: tuple[str, str], *, drops: bool = False
) -> tuple[Comparison, ...]:
    """Compare what two runs have in common, each main measure of each system of each suite; Holm over all.

    With `drops` only getting worse is tested (one-sided), which finds smaller drops. Raises QuestionError
    where they have no suite and system in common, or not a single question.
    """
    pairs = [
        compared
        for one, other in _common(before.suites, after.suites)
        for old in one.systems
        for new in other.systems
        if new.name == old.name
        for name in main_measures(old.measures)
        if name in new.measures
        and (compared := _compare(one.name, name, old, new, _labels(old.name, labels), drops))
    ]
    if not pairs:
        raise QuestionError(
            f"{labels[0]} 和 {labels[1]} 没有相同的试题和系统，无法比较；请用同一套题、同名的系统各运行一次"
        )
    return tuple(_corrected(pairs))


def _labels(system: str, labels: tuple[str, str]) -> tuple[str, str]:
    return f"{system}@{labels[0]}", f"{system}@{labels[1]}"


def _common(
    before: Iterable[SuiteResult], after: Iterable[SuiteResult]
) -> list[tuple[SuiteResult, SuiteResult]]:
    named = {suite.name: suite for suite in after}
    return [(suite, named[suite.name]) for suite in before if suite.name in named]


def _compare(
    suite: str,
    name: str,
    one: SystemResult,
    other: SystemResult,
    labels: tuple[str, str],
    drops: bool = False,
) -> Comparison | None:
    """Compare on the questions judged in both; None where there is none."""
    a, b = one.measures[name].values, other.measures[name].values
    shared = sorted(a.keys() & b.keys())
    if not shared:
        return None
    first, second = [a[key] for key in shared], [b[key] for key in shared]
    high = MEASURES[name].higher_is_better
    p = randomisation(*((first, second) if high else (second, first)), one_sided=drops)
    means = sum(first) / len(shared), sum(second) / len(shared)
    return Comparison(suite, name, *labels, len(shared), *means, p, p)


def _corrected(pairs: Sequence[Comparison]) -> list[Comparison]:
    corrected = holm([pair.p for pair in pairs]) if pairs else []
    return [replace(pair, p_corrected=p) for pair, p in zip(pairs, corrected, strict=True)]
