"""How well a ranking finds what was judged relevant: the measures of trec_eval, question by question."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ir_measures import Measure

Grades = Mapping[str, int]
Scores = Mapping[str, float]
JUDGED_DEPTH = 10
NAMES = ("nDCG@10", "R@10", "R@100", "RR", "AP", "Success@1", "Success@3", "Success@10", "Judged@10")


def measure_ranking(qrels: Mapping[str, Grades], run: Mapping[str, Scores]) -> dict[str, dict[str, float]]:
    """Return measure name -> question id -> value, 0..1, as trec_eval computes it.

    A grade of 1 or more is relevant, the grade is the gain of nDCG. Clauses of one score are ordered by id,
    descending, and scores are compared in single precision, as trec_eval does. A question judged but absent
    from `run`, or without hits, has 0 everywhere; one with no relevant clause is left out, as is one of `run`
    that was never judged. Source: trec_eval through ir_measures (MacAvaney, Macdonald & Ounis 2022).
    """
    judged = {key: grades for key, grades in qrels.items() if any(grade > 0 for grade in grades.values())}
    values = {name: dict.fromkeys(judged, 0.0) for name in NAMES}
    if not judged:
        return values
    asked = {key: dict(run[key]) for key in judged if run.get(key)}
    _add_trec_measures(values, judged, asked)
    for key, scores in asked.items():
        values[f"Judged@{JUDGED_DEPTH}"][key] = _judged_share(judged[key], scores)
    return values


def _trec_measures() -> dict[Measure, str]:
    from ir_measures import AP, RR, R, Success, nDCG

    wanted = (nDCG @ 10, R @ 10, R @ 100, RR, AP, Success @ 1, Success @ 3, Success @ 10)
    return {measure: str(measure) for measure in wanted}


def _add_trec_measures(
    values: dict[str, dict[str, float]], judged: Mapping[str, Grades], asked: Mapping[str, Scores]
) -> None:
    # The provider is named: ir_measures' own choice would depend on what else is installed.
    from ir_measures import pytrec_eval

    names = _trec_measures()
    for metric in pytrec_eval.evaluator(list(names), judged).iter_calc(asked):
        values[names[metric.measure]][metric.query_id] = metric.value


def _judged_share(grades: Grades, scores: Scores) -> float:
    # Not ir_measures' Judged: it orders equal scores by id ascending, so it would look at other clauses
    # than the measures beside it.
    top = list(islice(_ranked(scores), JUDGED_DEPTH))
    return sum(key in grades for key in top) / len(top)


def _ranked(scores: Scores) -> list[str]:
    import numpy as np

    single = np.fromiter(scores.values(), np.float32, len(scores)).tolist()
    return [key for _, key in sorted(zip(single, scores, strict=True), reverse=True)]
