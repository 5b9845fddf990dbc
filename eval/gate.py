"""The gate: a run may not be significantly worse than its baseline, nor less safe at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from eval.compare import compare_runs, main_measures
from eval.measures import MEASURES
from eval.results import Comparison, Results, SuiteResult, SystemResult
from ingest.errors import QuestionError

_SLACK = 1e-9  # of a mean: the same sum in another order


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says: every comparison, and those that fail it."""

    comparisons: tuple[Comparison, ...]
    failures: tuple[Comparison, ...]

    @property
    def passed(self) -> bool:
        """Tell whether nothing fails."""
        return not self.failures


def judge_gate(baseline: Results, run: Results) -> Verdict:
    """Compare a run with its baseline.

    A main measure fails where it is worse and the paired one-sided test is significant after Holm's
    correction; a safety measure fails where it is worse at all. Raises QuestionError where the run lacks a
    suite, a system or a measure of the baseline, or was made of other questions.
    """
    _check_complete(baseline, run)
    comparisons = compare_runs(baseline, run, ("基线", "本次"), drops=True)
    return Verdict(comparisons, tuple(one for one in comparisons if _fails(one)))


def baseline_of(results: Results) -> Results:
    """Return what a gate needs of a run and no more: the values of the main measures."""
    return replace(results, command="", suites=tuple(_bare_suite(suite) for suite in results.suites))


def _bare_suite(suite: SuiteResult) -> SuiteResult:
    return replace(suite, comparisons=(), systems=tuple(_bare_system(system) for system in suite.systems))


def _bare_system(system: SystemResult) -> SystemResult:
    measures = {name: system.measures[name] for name in main_measures(system.measures)}
    return replace(
        system, measures=measures, slices={}, latency_ms={}, cost={}, totals={},
        risk_coverage=(), calibration=(), worst=(),
    )  # fmt: skip


def _fails(one: Comparison) -> bool:
    measure = MEASURES[one.measure]
    worse = measure.gain(one.mean_a, one.mean_b) < -_SLACK
    return worse and (measure.safety or one.significant)


def _check_complete(baseline: Results, run: Results) -> None:
    suites = {suite.name: suite for suite in run.suites}
    for suite in baseline.suites:
        if suite.name not in suites:
            raise QuestionError(f"本次没有运行基线里的试题 {suite.name}；请把它的文件夹也给出来")
        if suite.digest != suites[suite.name].digest:
            raise QuestionError(
                f"试题 {suite.name} 与基线所用的不同（题目或判定改过）；请用 huice eval run 重新生成基线"
            )
        _check_systems(suite.name, suite.systems, suites[suite.name].systems)


def _check_systems(suite: str, old: Sequence[SystemResult], new: Sequence[SystemResult]) -> None:
    systems = {system.name: system for system in new}
    for system in old:
        if system.name not in systems:
            raise QuestionError(f"本次没有运行基线里的系统 {system.name}（试题 {suite}）；请检查 --systems")
        if lost := [name for name in system.measures if name not in systems[system.name].measures]:
            raise QuestionError(
                f"系统 {system.name} 在试题 {suite} 上少了指标 {'、'.join(lost)}；请检查 answers 一项"
            )
