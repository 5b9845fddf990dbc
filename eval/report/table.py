"""Results for the terminal: aligned by the width of characters, since a Chinese one takes two cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.measures import MEASURES, Measure
from eval.report.cells import (
    NONE,
    against_reference,
    best,
    cells,
    displayed,
    known,
    label,
    number,
    p_value,
    reference,
    title_of,
)
from eval.report.wording import change, significant_words, stale_words, unsafe
from eval.results import Comparison, Results, SuiteResult

_WIDEST = 110  # cells of a line; more measures go into a further table
_GAP = "  "
_COUNT = "题数"  # the last row
_SHOWN_COSTS = ("latency_p50",)
_MARKS = {"better": "+", "worse": "-", "": ""}


@dataclass(frozen=True, slots=True)
class _Column:
    """A heading and the text of each row; `left` aligns it so."""

    head: str
    rows: tuple[str, ...]
    left: bool = False

    @property
    def width(self) -> int:
        return max(map(_width, (self.head, *self.rows)))


def format_results(results: Results) -> str:
    """Return for each suite a table of systems by main measures, and what is significant in words."""
    told = [_suite(suite) for suite in results.suites]
    shown = [one for suite in results.suites for one in _measures(suite)]
    return "\n\n".join([*told, _definitions(dict.fromkeys(shown))])


def format_comparison(comparisons: Sequence[Comparison]) -> str:
    """Return a table of comparisons, what became significantly or unsafely worse first."""
    if not comparisons:
        return "没有可比较的指标。"
    rows = sorted(comparisons, key=_urgency)
    suites = len({one.suite for one in rows}) > 1
    names = [_names(one) for one in rows]
    columns = [
        *([_Column("试题", tuple(one.suite for one in rows), left=True)] if suites else []),
        _Column("系统", tuple(system for system, _, _ in names), left=True),
        _Column("指标", tuple(label(known(one.measure)) for one in rows), left=True),
        _Column("题数", tuple(str(one.questions) for one in rows)),
        _Column(_heading("甲", [a for _, a, _ in names]), tuple(number(one.mean_a) for one in rows)),
        _Column(_heading("乙", [b for _, _, b in names]), tuple(number(one.mean_b) for one in rows)),
        _Column("差", tuple(f"{one.difference:+.3f}" for one in rows)),
        _Column("校正后", tuple(p_value(one.p_corrected) for one in rows)),
        _Column("结论", tuple(change(one) for one in rows), left=True),
    ]
    return "\n".join(_lines(columns))


def _names(one: Comparison) -> tuple[str, str, str]:
    """Return what was compared, and the names of both sides: two runs of one system, or two systems."""
    (system, _, a), (other, _, b) = one.a.rpartition("@"), one.b.rpartition("@")
    return (system, a, b) if system and system == other else (f"{one.a} → {one.b}", "", "")


def _heading(default: str, names: Iterable[str]) -> str:
    found = set(names)
    return (found.pop() if len(found) == 1 else "") or default


def _urgency(one: Comparison) -> tuple[int, float]:
    gain = known(one.measure).gain(one.mean_a, one.mean_b)
    if one.significant and gain < 0:
        return 0, gain
    if unsafe(one):
        return 1, gain
    return (2, -gain) if one.significant else (3, gain)


def _suite(suite: SuiteResult) -> str:
    kinds = "，".join(f"{kind} {count}" for kind, count in suite.kinds.items())
    head = [f"试题 {suite.name}：{suite.questions} 题" + (f"（{kinds}）" if kinds else "")]
    if suite.stale:
        head.append(f"注意：{len(suite.stale)} 处判定已过时或无法核对（列在报告里）：{stale_words(suite)}")
    systems = _Column("系统", (*(title_of(system) for system in suite.systems), _COUNT), left=True)
    columns = [_column(suite, measure) for measure in _measures(suite)]
    blocks = ["\n".join(_lines(block)) for block in _blocks(systems, columns)] if suite.systems else []
    base = reference(suite)
    legend = "* 最好" + (f"；+ 显著好于、- 显著差于 {title_of(base)}（Holm 校正后 p<0.05）" if base else "")
    words = significant_words(suite)
    told = ["显著差别：", *(f"  {line}" for line in words)] if words else []
    if suite.comparisons and not words:
        told = ["各系统之间没有显著差别。"]
    return "\n".join(["\n".join(head), "\n\n".join(blocks), legend, *told])


def _measures(suite: SuiteResult) -> list[Measure]:
    return [one for one in displayed(suite.systems) if one.main or one.name in _SHOWN_COSTS]


def _column(suite: SuiteResult, measure: Measure) -> _Column:
    have = {system.name: cells(system).get(measure.name) for system in suite.systems}
    values = {name: cell.value for name, cell in have.items() if cell is not None}
    tops, against = best(measure, values), against_reference(suite)
    counts = {cell.questions for cell in have.values() if cell and cell.questions}
    texts = []
    for name in have:
        mark = against[name, measure.name].mark if (name, measure.name) in against else ""
        star = "*" if name in tops else ""
        # marks keep their place, so that the figures stand in line
        text = (
            f"{number(values[name], measure.group)}{star + _MARKS[mark]:<2}"
            if name in values
            else f"{NONE}  "
        )
        texts.append(text)
    return _Column(label(measure), (*texts, f"{max(counts)}  " if counts else ""))


def _blocks(first: _Column, columns: Sequence[_Column]) -> list[list[_Column]]:
    """Cut the columns into tables that fit the width, each beginning with the systems that have a figure."""
    blocks: list[list[_Column]] = []
    room = 0
    for column in columns:
        need = column.width + len(_GAP)
        if not blocks or need > room:
            blocks.append([])
            room = _WIDEST - first.width
        blocks[-1].append(column)
        room -= need
    return [_present(first, block) for block in blocks]


def _present(first: _Column, block: Sequence[_Column]) -> list[_Column]:
    keep = [
        place
        for place in range(len(first.rows))
        if any(column.rows[place].strip() not in (NONE, "") for column in block)
    ]
    return [
        _Column(column.head, tuple(column.rows[place] for place in keep), column.left)
        for column in (first, *block)
    ]


def _lines(columns: Sequence[_Column]) -> list[str]:
    rule = "─" * (sum(column.width for column in columns) + len(_GAP) * (len(columns) - 1))
    heads = _GAP.join(_padded(column.head, column) for column in columns)
    rows = (
        _GAP.join(_padded(column.rows[place], column) for column in columns)
        for place in range(len(columns[0].rows))
    )
    return [heads.rstrip(), rule, *(row.rstrip() for row in rows)]


def _padded(text: str, column: _Column) -> str:
    space = " " * (column.width - _width(text))
    return text + space if column.left else space + text


def _width(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def _definitions(measures: Iterable[Measure]) -> str:
    order = list(MEASURES)
    known_first = sorted(measures, key=lambda one: order.index(one.name) if one.name in order else len(order))
    named = "；".join(
        f"{one.name} {one.title}" if label(one) == one.name else f"{one.title} = {one.name}"
        for one in known_first
    )
    return f"指标：{named}。定义与出处见报告末尾。" if named else ""
