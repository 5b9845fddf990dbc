"""Many judged answers as figures, and the list of what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from eval.judge import Judged
from eval.overlap import Overlap


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures over a group of questions, shares 0..1; None where no question of the group is judged on it."""

    questions: int
    clause_at_1: float | None
    clause_at_3: float | None
    search_at_1: float | None
    search_at_3: float | None
    search_at_10: float | None
    unit_f1: float | None
    fund_f1: float | None
    facts: float | None
    applicable: float | None
    abstention: float | None  # share of the questions to abstain from that were abstained from
    false_abstention: float | None  # share of the answerable questions that were abstained from
    reason: float | None
    forbidden: int  # measures offered that do not apply
    faithful: float | None  # share of the citations whose quote is the source at its offsets
    dangling: int  # things said that lean on a citation not listed


def _mean(values: Iterable[float | None]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _within(ranks: Iterable[int | None], k: int) -> float | None:
    return _mean(None if rank is None else 0 < rank <= k for rank in ranks)


def _f1(overlaps: Iterable[Overlap | None]) -> float | None:
    return sum((overlap for overlap in overlaps if overlap is not None), Overlap()).f1


def figures(judged: Sequence[Judged]) -> Figures:
    """Sum up judged answers: shares over questions, F1 micro-averaged over list entries."""
    citations = sum(one.citations for one in judged)
    clause, search = [one.clause_rank for one in judged], [one.search_rank for one in judged]
    return Figures(
        questions=len(judged),
        clause_at_1=_within(clause, 1),
        clause_at_3=_within(clause, 3),
        search_at_1=_within(search, 1),
        search_at_3=_within(search, 3),
        search_at_10=_within(search, 10),
        unit_f1=_f1(one.units for one in judged),
        fund_f1=_f1(one.funds for one in judged),
        facts=_mean(one.facts for one in judged),
        applicable=_mean(one.applicable for one in judged),
        abstention=_mean(one.status == "abstained" for one in judged if one.expected == "abstained"),
        false_abstention=_mean(one.status == "abstained" for one in judged if one.expected == "answered"),
        reason=_mean(one.reason_right for one in judged),
        forbidden=sum(one.forbidden for one in judged),
        faithful=1 - sum(one.unfaithful for one in judged) / citations if citations else None,
        dangling=sum(one.dangling for one in judged),
    )


def figures_by_kind(judged: Sequence[Judged]) -> dict[str, Figures]:
    """Return the figures of each kind of question, in the order the kinds appear."""
    kinds = dict.fromkeys(one.kind for one in judged)
    return {kind: figures([one for one in judged if one.kind == kind]) for kind in kinds}


_FAULTS: tuple[tuple[str, Callable[[Judged], bool]], ...] = (
    ("该答却弃答", lambda one: one.expected == "answered" and one.status == "abstained"),
    ("该弃答却作答", lambda one: one.expected == "abstained" and one.status == "answered"),
    ("弃答理由不对", lambda one: one.reason_right is False),
    ("首条引文不是应引条款", lambda one: one.status == "answered" and one.clause_rank not in (None, 1)),
    ("前三条引文没有应引条款", lambda one: one.clause_rank is not None and not 0 < one.clause_rank <= 3),
    ("责任单位不符", lambda one: one.units is not None and (one.units.f1 or 0) < 1),
    ("金额不符", lambda one: one.funds is not None and (one.funds.f1 or 0) < 1),
    ("事实不全", lambda one: one.facts is not None and one.facts < 1),
    ("适用措施不全", lambda one: one.applicable is not None and one.applicable < 1),
    ("把不适用的措施当作适用", lambda one: one.forbidden > 0),
    ("引文与原文不符", lambda one: one.unfaithful > 0),
    ("引文编号落空", lambda one: one.dangling > 0),
)


def faults(judged: Iterable[Judged]) -> list[tuple[Judged, tuple[str, ...]]]:
    """Return every judged answer that has a fault, with the names of its faults."""
    named = ((one, tuple(name for name, broken in _FAULTS if broken(one))) for one in judged)
    return [(one, names) for one, names in named if names]
