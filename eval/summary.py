"""What went wrong in judged answers, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from eval.judge import MISSING, Judged

_FAULTS: tuple[tuple[str, Callable[[Judged], bool]], ...] = (
    ("没有答案", lambda one: one.status == MISSING),
    ("该答却弃答", lambda one: one.expected == "answered" and one.status == "abstained"),
    ("该弃答却作答", lambda one: one.expected == "abstained" and one.status == "answered"),
    ("弃答理由不对", lambda one: one.reason_right is False),
    ("首条引文不是应引条款", lambda one: one.status == "answered" and one.clause_rank not in (None, 1)),
    ("前三条引文没有应引条款", lambda one: one.clause_rank is not None and not 0 < one.clause_rank <= 3),
    ("责任单位不符", lambda one: one.units is not None and one.units.extra + one.units.missing > 0),
    ("金额不符", lambda one: one.funds is not None and one.funds.extra + one.funds.missing > 0),
    ("事实不全", lambda one: one.facts is not None and one.facts < 1),
    ("适用措施不全", lambda one: one.applicable is not None and one.applicable < 1),
    ("适用判断不对", lambda one: one.verdicts is not None and one.verdicts < 1),
    ("把不适用的措施当作适用", lambda one: one.forbidden > 0),
    ("错误许诺", lambda one: one.unsafe is True and one.forbidden == 0),
    ("引文与原文不符", lambda one: one.unfaithful > 0),
    ("引文编号落空", lambda one: one.dangling > 0),
    ("所说没有引文支持", lambda one: one.status == "answered" and one.citation_recall not in (None, 1)),
)


def faults(judged: Iterable[Judged]) -> list[tuple[Judged, tuple[str, ...]]]:
    """Return every judged answer that has a fault, with the names of its faults."""
    named = ((one, tuple(name for name, broken in _FAULTS if broken(one))) for one in judged)
    return [(one, names) for one, names in named if names]
