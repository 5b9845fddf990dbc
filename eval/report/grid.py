"""The tables of the page: systems by the measures of a group, groups of questions by systems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.measures import Measure
from eval.report.cells import (
    GROUPS,
    Against,
    Cell,
    against_reference,
    best,
    cells,
    displayed,
    label,
    number,
    p_value,
    reference,
    title_of,
    titles,
)
from eval.results import Part, SuiteResult, SystemResult

DIMENSIONS = {"kind": "题型", "document": "应引文件", "region": "地区", "length": "题目长度"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure as it stands in a table; `mark` is better, worse or nothing, `told` what a pointer shows."""

    text: str
    interval: str
    best: bool
    mark: str
    told: str


@dataclass(frozen=True, slots=True)
class Row:
    """A system and its figures, None where it was not judged."""

    title: str
    name: str
    reference: bool
    entries: tuple[Entry | None, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A measure; `questions` says how many questions it was judged on, nothing for costs."""

    measure: Measure
    label: str
    questions: str


@dataclass(frozen=True, slots=True)
class Grid:
    """One group of measures; `absent` are the systems without a single figure in it."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SliceTable:
    """One dimension: `heads` are measure and system, `rows` a group and its figures with their counts."""

    title: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def summary_grids(suite: SuiteResult) -> list[Grid]:
    """Return a table for each group of measures that some system has."""
    found = displayed(suite.systems)
    groups = {group: [one for one in found if one.group == group] for group in GROUPS}
    return [_grid(suite, GROUPS[group], measures) for group, measures in groups.items() if measures]


def _grid(suite: SuiteResult, title: str, measures: Sequence[Measure]) -> Grid:
    have = {system.name: cells(system) for system in suite.systems}
    against, base = against_reference(suite), reference(suite)
    tops = {one.name: best(one, _values(have, one.name)) for one in measures}
    rows = [
        Row(
            title_of(system),
            system.name,
            system is base,
            tuple(_entry(system, one, have, tops[one.name], against) for one in measures),
        )
        for system in suite.systems
    ]
    return Grid(
        title,
        tuple(Column(one, label(one), _counts(have, one.name)) for one in measures),
        tuple(row for row in rows if any(row.entries)),
        tuple(row.title for row in rows if not any(row.entries)),
    )


def _values(have: Mapping[str, Mapping[str, Cell]], measure: str) -> dict[str, float]:
    return {name: row[measure].value for name, row in have.items() if measure in row}


def _counts(have: Mapping[str, Mapping[str, Cell]], measure: str) -> str:
    counts = {row[measure].questions for row in have.values() if measure in row}
    told = sorted(count for count in counts if count is not None)
    return "–".join(map(str, dict.fromkeys((told[0], told[-1])))) if told else ""


def _entry(
    system: SystemResult,
    measure: Measure,
    have: Mapping[str, Mapping[str, Cell]],
    tops: set[str],
    against: Mapping[tuple[str, str], Against],
) -> Entry | None:
    cell = have[system.name].get(measure.name)
    if cell is None:
        return None
    held = against.get((system.name, measure.name))
    interval = "" if cell.low is None or cell.high is None else f"{cell.low:.2f}–{cell.high:.2f}"
    return Entry(
        text=number(cell.value, measure.group if cell.questions is None else ""),
        interval=interval,
        best=system.name in tops,
        mark=held.mark if held else "",
        told=_told(measure, held),
    )


def _told(measure: Measure, held: Against | None) -> str:
    text = f"{measure.title}：{measure.definition} 出处：{measure.source}。"
    if held is None:
        return text
    one = held.comparison
    sense = "好" if held.gain > 0 else "差"
    compared = f"比参照系统{sense} {abs(held.gain):.3f}" if held.gain else "与参照系统相同"
    return f"{text}\n{compared}，Holm 校正后 {p_value(one.p_corrected)}（{one.questions} 题配对）"


def slice_tables(suite: SuiteResult) -> list[SliceTable]:
    """Return a table of the main measures for each dimension that some system is sliced by."""
    mains = [one for one in displayed(suite.systems) if one.main]
    found = [_slice_table(suite, dimension, mains) for dimension in dimensions(suite)]
    return [table for table in found if table.heads]


def dimensions(suite: SuiteResult) -> list[str]:
    """Return the dimensions there are: those known in their order, then any other."""
    names = dict.fromkeys(name for system in suite.systems for name in system.slices)
    return [*(name for name in DIMENSIONS if name in names), *(n for n in names if n not in DIMENSIONS)]


def groups_of(suite: SuiteResult, dimension: str) -> list[str]:
    """Return the groups of a dimension in order of appearance."""
    return list(
        dict.fromkeys(group for system in suite.systems for group in system.slices.get(dimension, {}))
    )


def part(system: SystemResult, dimension: str, group: str, measure: str) -> Part | None:
    """Return what a system has there, None where nothing was judged."""
    return system.slices.get(dimension, {}).get(group, {}).get(measure)


def _slice_table(suite: SuiteResult, dimension: str, measures: Sequence[Measure]) -> SliceTable:
    groups = groups_of(suite, dimension)
    columns = [
        (measure, system)
        for measure in measures
        for system in suite.systems
        if any(part(system, dimension, group, measure.name) for group in groups)
    ]
    named = titles(suite)
    return SliceTable(
        DIMENSIONS.get(dimension, dimension),
        tuple((label(measure), named[system.name]) for measure, system in columns),
        tuple(
            (
                group,
                tuple(_share(part(system, dimension, group, measure.name)) for measure, system in columns),
            )
            for group in groups
        ),
    )


def _share(found: Part | None) -> str:
    return f"{found.mean:.3f}（{found.questions}）" if found else "–"
