"""The figures of a system by measure, which of them are best, and which differ from the reference's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.measures import MEASURES, Measure
from eval.results import Comparison, SuiteResult, SystemResult

GROUPS = {
    "retrieval": "检索",
    "answer": "回答",
    "verdict": "适用结论",
    "abstention": "弃答与置信度",
    "cost": "时延与成本",
}
NONE = "–"
_SAME = 1e-9  # the same mean, summed in another order


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure; its 95 % interval and number of questions where it is a mean over questions."""

    value: float
    low: float | None = None
    high: float | None = None
    questions: int | None = None


@dataclass(frozen=True, slots=True)
class Against:
    """How a system does against the reference on a measure: `gain` is above 0 where it is better."""

    comparison: Comparison
    gain: float

    @property
    def mark(self) -> str:
        """Return `better` or `worse` where the difference is significant, else nothing."""
        if not self.comparison.significant:
            return ""
        return "better" if self.gain > 0 else "worse"


def cells(system: SystemResult) -> dict[str, Cell]:
    """Return every figure of a system by the name of its measure."""
    return {
        **{
            name: Cell(measured.mean, measured.low, measured.high, len(measured.values))
            for name, measured in system.measures.items()
        },
        **{name: Cell(value) for name, value in system.totals.items()},
        **{f"latency_{name}": Cell(value) for name, value in system.latency_ms.items()},
        **{name: Cell(value) for name, value in system.cost.items()},
    }


def known(name: str) -> Measure:
    """Return the measure of that name; one without definition where the registry has none."""
    return MEASURES.get(name) or Measure(name, name, "本版本没有登记这项指标的定义。", "不详", "answer")


def displayed(systems: Sequence[SystemResult]) -> list[Measure]:
    """Return the measures of which some system has a figure, as ordered in the registry."""
    names = dict.fromkeys(name for system in systems for name in cells(system))
    order = {name: place for place, name in enumerate(MEASURES)}
    return [known(name) for name in sorted(names, key=lambda name: order.get(name, len(order)))]


def title_of(system: SystemResult) -> str:
    """Return what a system is called in tables: the title of its row, else its name."""
    return str(system.row.get("title") or system.name)


def titles(suite: SuiteResult) -> dict[str, str]:
    """Return the titles of the systems of a suite by name."""
    return {system.name: title_of(system) for system in suite.systems}


def label(measure: Measure) -> str:
    """Return the short name of a measure: the field's own for retrieval, the Chinese title otherwise."""
    return measure.name if measure.group == "retrieval" else measure.title


def directed(measure: Measure) -> str:
    """Return the short name, and that low is good where it is."""
    return label(measure) if measure.higher_is_better else f"{label(measure)}（越低越好）"


def reference(suite: SuiteResult) -> SystemResult | None:
    """Return the system others are held against: the last that answers, else the last; None where alone."""
    if len(suite.systems) < 2:
        return None
    answering = [system for system in suite.systems if system.row.get("answers")]
    return answering[-1] if answering else suite.systems[-1]


def against_reference(suite: SuiteResult) -> Mapping[tuple[str, str], Against]:
    """Return by system and measure how the others do against the reference."""
    base = reference(suite)
    found: dict[tuple[str, str], Against] = {}
    for one in suite.comparisons:
        if base is None or base.name not in (one.a, one.b):
            continue
        other, before, after = (
            (one.b, one.mean_a, one.mean_b) if one.a == base.name else (one.a, one.mean_b, one.mean_a)
        )
        found[other, one.measure] = Against(one, known(one.measure).gain(before, after))
    return found


def best(measure: Measure, values: Mapping[str, float]) -> set[str]:
    """Return the names of the best of at least two systems; none where all are the same."""
    if len(values) < 2 or max(values.values()) - min(values.values()) <= _SAME:
        return set()
    top = (max if measure.higher_is_better else min)(values.values())
    return {name for name, value in values.items() if abs(value - top) <= _SAME}


def number(value: float, group: str = "") -> str:
    """Return a figure as it is shown: three decimals, or rounded as its size allows for costs."""
    if group != "cost":
        return f"{value:.3f}"
    decimals = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{decimals}f}"


def p_value(p: float) -> str:
    """Return a p value with its sign: `p=0.012`, `p<0.001`."""
    return "p<0.001" if p < 0.001 else f"p={p:.3f}"
