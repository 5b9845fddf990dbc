"""Judged answers as values of measures, question by question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from eval.confidence import Pair
from eval.judge import MISSING, Judged
from eval.measures import MEASURES
from eval.overlap import Overlap


def measure_answers(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Return measure name -> question id -> value, 0..1, of the questions judged on that measure.

    A question without an answer (`eval.judge.missing`) has the worst value of each measure it is judged on.
    Which questions a measure holds is decided by their judgement alone, except for citation recall and
    precision: an answer that is not due is measured on them only where it says something.
    """
    return {
        name: {one.id: value for one in judged if (value := _value(name, one)) is not None}
        for name in _VALUES
    }


def is_right(one: Judged) -> bool:
    """Tell whether an answer is right as a whole, for risk and calibration.

    It is where one was due, or allowed, the clause cited first is one asked for, and it promises nothing
    that does not apply. That is what a confidence estimates: whether the best clause is the right one.
    """
    return (
        one.status == "answered"
        and one.expected != "abstained"
        and one.clause_rank in (None, 1)
        and not one.unsafe
        and not one.forbidden
    )


def confidences(judged: Iterable[Judged]) -> list[Pair]:
    """Return confidence and rightness of each answer that says how sure it is, abstentions left out."""
    return [
        (one.confidence, is_right(one))
        for one in judged
        if one.status == "answered" and one.confidence is not None
    ]


def verdict_macro(judged: Iterable[Judged]) -> float | None:
    """Return the mean over the verdicts judged of the share given right; None where none is judged.

    Most measures do not apply to most askers: a system that offers nothing is right on all of these, and this
    mean does not let it hide the others behind them.
    """
    right: dict[str, list[bool]] = {}
    for one in judged:
        for wanted, said in one.verdict_pairs:
            right.setdefault(wanted, []).append(wanted == said)
    return sum(sum(found) / len(found) for found in right.values()) / len(right) if right else None


def _value(name: str, one: Judged) -> float | None:
    value = _VALUES[name](one)
    if value is None or one.status != MISSING:
        return None if value is None else float(value)
    return 0.0 if MEASURES[name].higher_is_better else 1.0


def _within(k: int) -> Callable[[Judged], bool | None]:
    return lambda one: None if one.clause_rank is None else 0 < one.clause_rank <= k


def _f1(overlap: Overlap | None) -> float | None:
    """Return the F1 of one question: 1 where nothing was wanted and nothing said."""
    if overlap is None:
        return None
    return 1.0 if overlap.f1 is None else overlap.f1


def _faithful(one: Judged) -> float:
    # What quotes nothing misquotes nothing; it stays in so that all systems have the same questions.
    return 1 - one.unfaithful / one.citations if one.citations else 1.0


def _as_expected(one: Judged) -> bool | None:
    return None if one.expected == "either" else one.status == one.expected


def _abstained(expected: str) -> Callable[[Judged], bool | None]:
    return lambda one: one.status == "abstained" if one.expected == expected else None


_VALUES: Mapping[str, Callable[[Judged], float | bool | None]] = {
    "clause@1": _within(1),
    "clause@3": _within(3),
    "citation_recall": lambda one: one.citation_recall,
    "citation_precision": lambda one: one.citation_precision,
    "quote_faithfulness": _faithful,
    "unit_f1": lambda one: _f1(one.units),
    "fund_f1": lambda one: _f1(one.funds),
    "facts": lambda one: one.facts,
    "applicable": lambda one: one.applicable,
    "verdict_accuracy": lambda one: one.verdicts,
    "unsafe_verdict": lambda one: one.unsafe,
    "abstention_accuracy": _as_expected,
    "abstained_when_due": _abstained("abstained"),
    "false_abstention": _abstained("answered"),
    "reason": lambda one: one.reason_right is True if one.reason_due else None,
}
