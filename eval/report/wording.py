"""What the comparisons say, in words."""

from __future__ import annotations

from collections.abc import Sequence

from eval.measures import Measure
from eval.ranking import NAMES as RANKED
from eval.report.cells import Cell, cells, displayed, known, label, number, p_value, titles
from eval.results import Comparison, SuiteResult

_MOST_NAMED = 8


def stale_words(suite: SuiteResult) -> str:
    """Return what became of the judgements left out; where none holds the base may be a wrong one."""
    if any(name in system.measures for system in suite.systems for name in RANKED):
        return "文件改动后对不上的判定没有计分，请重新判定后再评测。"
    return "没有一条对得上，下面的分数没有意义：知识库多半不是判题时的那个，请检查 --home。"


def findings(suite: SuiteResult) -> list[str]:
    """Return one sentence for each main measure: who is best, and whom it beats significantly.

    Measures that a single system has are told together, in one sentence for that system.
    """
    found, alone = [], dict[str, list[str]]()
    for measure in [one for one in displayed(suite.systems) if one.main]:
        have = {system.name: cells(system).get(measure.name) for system in suite.systems}
        present = {name: cell for name, cell in have.items() if cell is not None}
        if len(present) == 1:
            name, cell = next(iter(present.items()))
            alone.setdefault(titles(suite)[name], []).append(f"{label(measure)} {_figure(cell)}")
        else:
            found.append(_leader(suite, measure, present))
    return found + [f"{title}：{'，'.join(told)}。" for title, told in alone.items()]


def _figure(cell: Cell) -> str:
    interval = f"（{cell.low:.3f}–{cell.high:.3f}）" if cell.low is not None and cell.low != cell.high else ""
    return f"{number(cell.value)}{interval}"


def _leader(suite: SuiteResult, measure: Measure, present: dict[str, Cell]) -> str:
    pick = max if measure.higher_is_better else min
    name = pick(present, key=lambda key: present[key].value)
    named = titles(suite)
    rivals = {
        one.b if one.a == name else one.a: one.significant
        for one in suite.comparisons
        if one.measure == measure.name and name in (one.a, one.b)
    }
    beaten = "、".join(named.get(key, key) for key, sure in rivals.items() if sure)
    level = "、".join(
        named.get(key, key)
        for key, sure in rivals.items()
        if not sure and present[key].value != present[name].value
    )
    equal = [named[key] for key, cell in present.items() if cell.value == present[name].value]
    first = f"{'、'.join(equal)} 并列最好" if len(equal) > 1 else f"{named[name]} 最好"
    parts = [f"{label(measure)}：{first}，{_figure(present[name])}"]
    if beaten:
        parts.append(f"显著好于 {beaten}")
    if level:
        parts.append(f"与 {level} 没有显著差别")
    return "；".join(parts) + "。"


def significant_words(suite: SuiteResult) -> list[str]:
    """Return for each measure and system whom it beats significantly, by how much and with which p."""
    named = titles(suite)
    beaten: dict[tuple[str, str], list[tuple[float, str]]] = {}
    for one in suite.comparisons:
        if not one.significant:
            continue
        gain = known(one.measure).gain(one.mean_a, one.mean_b)
        winner, loser = (one.b, one.a) if gain > 0 else (one.a, one.b)
        told = f"{named.get(loser, loser)}（差 {abs(one.difference):.3f}，{p_value(one.p_corrected)}）"
        beaten.setdefault((one.measure, winner), []).append((abs(gain), told))
    return [
        f"{label(known(measure))}：{named.get(winner, winner)} 显著优于 {_listed(rivals)}"
        for (measure, winner), rivals in beaten.items()
    ]


def _listed(rivals: Sequence[tuple[float, str]]) -> str:
    told = [text for _, text in sorted(rivals, key=lambda rival: -rival[0])]
    more = f" 等 {len(told)} 个" if len(told) > _MOST_NAMED else ""
    return "、".join(told[:_MOST_NAMED]) + more


def change(one: Comparison) -> str:
    """Return what a comparison says of `b` against `a`; whether a change is good where that is not plain."""
    measure = known(one.measure)
    gain = measure.gain(one.mean_a, one.mean_b)
    if one.significant and one.difference:
        verdict = "显著上升" if one.difference > 0 else "显著下降"
        if measure.higher_is_better:
            return verdict
        return f"{verdict}（{'变好' if gain > 0 else '变差'}）"
    return "无显著差别，但安全指标变差" if unsafe(one) else "无显著差别"


def unsafe(one: Comparison) -> bool:
    """Tell whether a safety measure became worse at all: the gate does not wait for significance there."""
    measure = known(one.measure)
    return measure.safety and measure.gain(one.mean_a, one.mean_b) < -1e-9
