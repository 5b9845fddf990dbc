"""Evaluate systems on suites: run, measure, compare, keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from api.console.progress import Progress
from eval.answered import parse_answer
from eval.answering import confidences, measure_answers, verdict_macro
from eval.asking import askable, run_suite
from eval.bases import Base, Bases, source_names
from eval.compare import compare_systems
from eval.confidence import aurc, calibration, ece, risk_coverage
from eval.judge import Judged, judge, missing
from eval.kinds import kind_name
from eval.measures import MEASURES
from eval.questions import Question
from eval.ranking import measure_ranking
from eval.results import SCHEMA, CalibrationBin, Measured, Results, RiskPoint, SuiteResult, SystemResult
from eval.runs import Run, RunFacts, write_run
from eval.slices import slice_measures
from eval.sources import find_sources
from eval.stale import MOVED, Resolved, Stale, check, resolve
from eval.statistics import interval
from eval.suite import JudgedClause, Suite
from eval.summary import faults
from eval.systems import System
from eval.worst import Outcome, worst_questions
from ingest.errors import QuestionError

PERCENTILES = (50, 95, 99)
FAITHFULNESS = "quote_faithfulness"
_DIGITS = 6  # of a value in measures.json


@dataclass(frozen=True, slots=True)
class Plan:
    """What to evaluate: systems on suites, over the base at `home`, to the folder `out`.

    `sources` is where to look for files of the base that are not where they were, to check quotes against;
    `depth` is how many clauses a system may return; `command` is kept so that results can be made again.
    """

    suites: tuple[Suite, ...]
    systems: tuple[System, ...]
    home: Path
    out: Path
    sources: Path
    depth: int
    command: str


def evaluate(plan: Plan, progress: Progress) -> Results:
    """Run every system on every suite, write the runs under `plan.out/runs` and return the results.

    Raises QuestionError, HomeError or SourceError where something cannot be used, OSError as the disk does.
    """
    bases = Bases(plan.home, plan.out / "bases", progress)
    try:
        suites = tuple(_on_suite(plan, suite, bases, progress) for suite in plan.suites)
    finally:
        bases.close()
    created = datetime.now(UTC).isoformat(timespec="seconds")
    return Results(SCHEMA, created, version("huice"), plan.command, suites)


def _on_suite(plan: Plan, suite: Suite, bases: Bases, progress: Progress) -> SuiteResult:
    warnings: dict[str, None] = {}
    systems = [_on_system(plan, suite, system, bases, warnings, progress) for system in plan.systems]
    kinds: dict[str, int] = {}
    for question in suite.questions:
        name = kind_name(question.kind)
        kinds[name] = kinds.get(name, 0) + 1
    return SuiteResult(
        name=suite.name,
        path=str(suite.folder),
        digest=suite.digest,
        questions=len(suite.questions),
        kinds=kinds,
        stale=tuple(warnings),
        systems=tuple(systems),
        comparisons=compare_systems(suite.name, systems),
    )


def _on_system(
    plan: Plan, suite: Suite, system: System, bases: Bases, warnings: dict[str, None], progress: Progress
) -> SystemResult:
    """Run and measure one system; what could not be judged is added to `warnings`."""
    base = bases.open(suite, system.encoder, system.reranker)
    resolved, stale = _judgements(suite, base)
    texts, lost = _sources(plan, suite, system, base)
    run = run_suite(suite, askable(base, system, suite, plan.depth), system.title, progress)
    _keep(plan, suite, system, base, run)
    fit = frozenset(question.id for question in suite.questions) - {one.question_id for one in stale}
    judged = judge_run(suite, run, texts.get, fit) if system.answers else []
    measures = _measures(measure_ranking(resolved.qrels, run.scores), judged)
    if lost:
        measures.pop(FAITHFULNESS, None)
    warnings |= {f"{one.question_id} {one.clause_id}：{one.why}": None for one in stale}
    warnings |= {f"{name}：读不到原文，未核对引文": None for name in lost}
    return _result(suite, system, base, Outcome(run, measures, _faults(judged), _lookup(suite, base)), judged)


def _judgements(suite: Suite, base: Base) -> tuple[Resolved, list[Stale]]:
    """Return the judgements that hold in a base and those that do not; raise QuestionError if none holds."""
    clauses, sources = list(base.kb.clauses()), source_names(base.kb)
    resolved = resolve(suite, clauses, sources)
    stale = [one for one in check(suite, clauses, sources) if one.why != MOVED]
    if stale and not any(resolved.qrels.values()):
        raise QuestionError(
            f"试题 {suite.name} 的判定没有一条对得上知识库 {base.home}；请用 --home 给出它所问的那个知识库"
        )
    return resolved, stale


def _sources(plan: Plan, suite: Suite, system: System, base: Base) -> tuple[dict[str, str], list[str]]:
    if not system.answers or all(question.judgement is None for question in suite.questions):
        return {}, []
    if suite.collection is not None:
        return {}, [suite.collection.name]
    return find_sources((row.source for row in base.kb.documents), plan.sources)


def _keep(plan: Plan, suite: Suite, system: System, base: Base, run: Run) -> None:
    snapshot, model = base.kb.fingerprint, base.encoder.fingerprint
    facts = RunFacts(suite.name, suite.digest, system.name, system.row, snapshot, model, plan.depth)
    write_run(plan.out / "runs", run, facts)


def _faults(judged: Sequence[Judged]) -> dict[str, tuple[str, ...]]:
    return {one.id: names for one, names in faults(judged)}


def _result(
    suite: Suite, system: System, base: Base, outcome: Outcome, judged: Sequence[Judged]
) -> SystemResult:
    pairs = confidences(judged)
    curve, bins = risk_coverage(pairs, len(judged)) if pairs else (), calibration(pairs)
    return SystemResult(
        name=system.name,
        row=system.row,
        snapshot=base.kb.fingerprint,
        model=base.encoder.fingerprint,
        measures=outcome.measures,
        slices=slice_measures(suite, outcome.measures),
        latency_ms=_latency(outcome.run),
        cost=_cost(outcome.run, system, base),
        totals=_totals(curve, bins, judged),
        risk_coverage=curve,
        calibration=bins,
        worst=worst_questions(suite, outcome),
    )


def _totals(
    curve: Sequence[RiskPoint], bins: Sequence[CalibrationBin], judged: Sequence[Judged]
) -> dict[str, float]:
    found = {"aurc": aurc(curve), "ece": ece(bins)} if curve else {}
    macro = verdict_macro(judged)
    return found if macro is None else {"verdict_macro": macro, **found}


def judge_run(
    suite: Suite, run: Run, source_of: Callable[[str], str | None], fit: frozenset[str] | None = None
) -> list[Judged]:
    """Judge the answers of a run on the questions that have a judgement; one without an answer is wrong.

    `fit` holds the ids of the questions whose judgement still fits the documents, None for all.
    """
    return [
        _judged(question, run, source_of)
        for question in suite.questions
        if question.judgement is not None and (fit is None or question.id in fit)
    ]


def _judged(question: Question, run: Run, source_of: Callable[[str], str | None]) -> Judged:
    if question.id not in run.answers:
        return missing(question)
    return judge(question, parse_answer(run.answers[question.id]), run.clauses, source_of)


def _measures(ranked: Mapping[str, Mapping[str, float]], judged: Sequence[Judged]) -> dict[str, Measured]:
    """Return every measure that some question is judged on, in the order of the registry."""
    values = {**ranked, **(measure_answers(judged) if judged else {})}
    return {name: _measured(values[name]) for name in MEASURES if values.get(name)}


def _measured(values: Mapping[str, float]) -> Measured:
    mean, low, high = interval(list(values.values()))
    return Measured(mean, low, high, {key: round(value, _DIGITS) for key, value in values.items()})


def _latency(run: Run) -> dict[str, float]:
    """Return milliseconds of a question: of the answer where there is one, else of the search."""
    import numpy as np

    seconds = list((run.ask_s or run.search_s).values())
    if not seconds:
        return {}
    found = {f"p{percent}": 1000 * float(np.percentile(seconds, percent)) for percent in PERCENTILES}
    return {**found, "mean": 1000 * float(np.mean(seconds))}


def _cost(run: Run, system: System, base: Base) -> dict[str, float]:
    model = {"model_mb": base.model_mb} if system.fusion.dense else {}
    built = {"build_s": base.build_s} if base.build_s else {}
    return {
        "index_mb": base.index_mb,
        **model,
        **built,
        "cpu_ms": 1000 * run.cpu_s / max(1, len(run.rankings)),
    }


def _lookup(suite: Suite, base: Base) -> Callable[[str], JudgedClause]:
    """Return a function that gives a clause by the id judgements use; it raises KeyError for none."""
    ids: dict[str, str] = {}
    if suite.collection is not None:
        ids = {suite.judged_id(clause.id): clause.id for clause in base.kb.clauses()}
    rows = {row.id: row for row in base.kb.documents}

    def clause_of(clause_id: str) -> JudgedClause:
        clause = base.kb.clause(ids.get(clause_id, clause_id))
        row = rows[clause.document_id]
        return JudgedClause(clause_id, Path(row.source).name, row.title, clause.path, clause.text)

    return clause_of
