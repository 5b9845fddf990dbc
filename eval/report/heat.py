"""Heat maps of the slices: groups of questions by systems and by measures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from eval.measures import Measure
from eval.report.cells import displayed, label, reference, title_of
from eval.report.drawing import INK, ROW, Chart, blank, chart, distinct, wrapped
from eval.report.grid import DIMENSIONS, dimensions, groups_of, part
from eval.results import Part, SuiteResult, SystemResult

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_Column = tuple[str, SystemResult, Measure]

_PALE_TO_BLUE = ((0.0, "#fff7ec"), (0.5, "#c6dbef"), (1.0, "#6baed6"))  # dark figures stay legible on it


def slice_charts(suite: SuiteResult) -> Iterator[Chart]:
    """Yield for each dimension the systems by a measure they share, then the reference by its other ones."""
    mains = [one for one in displayed(suite.systems) if one.main]
    found = dimensions(suite)
    shared = {dimension: _shared(suite, dimension, mains) for dimension in found}
    for dimension, measure in shared.items():
        if measure:
            columns = [(title_of(system), system, measure) for system in suite.systems]
            yield from _heat(suite, dimension, label(measure), columns)
    base = reference(suite) or next(iter(suite.systems), None)
    for dimension, measure in shared.items():
        if base:
            columns = [(_arrowed(one), base, one) for one in mains if one is not measure]
            yield from _heat(suite, dimension, title_of(base), columns)


def _arrowed(measure: Measure) -> str:
    return label(measure) if measure.higher_is_better else f"{label(measure)} ↓"


def _shared(suite: SuiteResult, dimension: str, measures: Sequence[Measure]) -> Measure | None:
    """Return the first measure that at least two systems have."""
    return next((one for one in measures if len(_judged_on(suite, dimension, one)) > 1), None)


def _judged_on(suite: SuiteResult, dimension: str, measure: Measure) -> list[SystemResult]:
    groups = groups_of(suite, dimension)
    return [
        one for one in suite.systems if any(part(one, dimension, group, measure.name) for group in groups)
    ]


def _heat(suite: SuiteResult, dimension: str, what: str, columns: Sequence[_Column]) -> Iterator[Chart]:
    columns = [column for column in columns if column[1] in _judged_on(suite, dimension, column[2])]
    found = {
        group: [part(system, dimension, group, measure.name) for _, system, measure in columns]
        for group in groups_of(suite, dimension)
    }
    found = {group: parts for group, parts in found.items() if any(parts)}
    if not found:
        return
    names = distinct([_row_name(group, parts) for group, parts in found.items()])
    figure = _filled(found, [measure for _, _, measure in columns])
    figure.update_traces(x=distinct([wrapped(text, 5) for text, _, _ in columns]), y=names)
    figure.update_xaxes(side="top", type="category", showgrid=False, tickangle=0, ticks="")
    figure.update_yaxes(autorange="reversed", type="category", showgrid=False, ticks="")
    figure.update_layout(margin_b=6)
    row = ROW + 6 if any("<br>" in name for name in names) else ROW
    title = f"{DIMENSIONS.get(dimension, dimension)} × {what}"
    yield chart("slices", title, "", figure, 66 + row * len(found), 170 + 66 * len(columns))


def _row_name(group: str, parts: Sequence[Part | None]) -> str:
    most = max(one.questions for one in parts if one)
    return f"{wrapped(group, 13, lines=2)}（{most}）"


def _filled(found: Mapping[str, Sequence[Part | None]], measures: Sequence[Measure]) -> Figure:
    """Return a heat map without its names: the better the darker, the figures themselves as text."""
    figure = blank()
    figure.add_heatmap(
        z=[
            [
                None if one is None else one.mean if measure.higher_is_better else 1 - one.mean
                for one, measure in zip(parts, measures, strict=True)
            ]
            for parts in found.values()
        ],
        text=[[f"{one.mean:.2f}" if one else "–" for one in parts] for parts in found.values()],
        customdata=[[_hover(group, one) for one in parts] for group, parts in found.items()],
        texttemplate="%{text}",
        textfont={"color": INK},
        hovertemplate="%{customdata}<extra>%{x}</extra>",
        colorscale=[list(stop) for stop in _PALE_TO_BLUE],
        zmin=0,
        zmax=1,
        showscale=False,
        xgap=2,
        ygap=2,
    )
    return figure


def _hover(group: str, found: Part | None) -> str:
    figure = f"{found.mean:.3f}，{found.questions} 题" if found else "没有判定"
    return f"{escape(group, quote=False)}<br>{figure}"
