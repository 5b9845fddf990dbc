"""The page of an evaluation: one file, no network; tables and text stand without JavaScript."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from eval.measures import METHODS
from eval.report.cells import cells, displayed, label, number, p_value, reference, title_of, titles
from eval.report.charts import suite_charts
from eval.report.drawing import Chart
from eval.report.grid import Grid, SliceTable, slice_tables, summary_grids
from eval.report.marking import marked, words_of
from eval.report.wording import change, findings, stale_words
from eval.results import Results, SuiteResult, SystemResult

if TYPE_CHECKING:
    from jinja2 import Environment, Template

# so that JSON cannot end the script element it stands in
_UNSAFE = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)
_SECTIONS = (
    ("measures", "主要指标"),
    ("slices", "分类看"),
    ("confidence", "把握与对错"),
    ("latency", "时延"),
)
_STALE_SHOWN = 5


@dataclass(frozen=True, slots=True)
class PlacedChart:
    """A chart and its number on the page."""

    place: int
    chart: Chart


@dataclass(frozen=True, slots=True)
class SuiteView:
    """What the page shows of a suite; `anchor` is the name of its section."""

    anchor: str
    suite: SuiteResult
    reference: SystemResult | None
    findings: Sequence[str]
    grids: Sequence[Grid]
    sections: Sequence[tuple[str, str, Sequence[PlacedChart]]]
    slices: Sequence[SliceTable]
    titles: dict[str, str]
    stale: str


def render_report(results: Results) -> str:
    """Return the page of `results`, in Chinese, as one self-contained HTML document."""
    views, figures = _views(results)
    return _template().render(
        results=results,
        views=views,
        measures=displayed([system for suite in results.suites for system in suite.systems]),
        methods=list(METHODS.values()),
        stale_shown=_STALE_SHOWN,
        style=_read("page.css"),
        script=_read("page.js"),
        figures=inline_figures(figures),
        plotly=_plotly() if figures else "",
    )


def _views(results: Results) -> tuple[list[SuiteView], list[str]]:
    """Return what to show of each suite, and every figure in the order of its number."""
    views: list[SuiteView] = []
    figures: list[str] = []
    for number_of, suite in enumerate(results.suites, 1):
        placed = []
        for chart in suite_charts(suite):
            placed.append(PlacedChart(len(figures), chart))
            figures.append(chart.figure)
        views.append(_view(f"suite-{number_of}", suite, placed))
    return views, figures


def _view(anchor: str, suite: SuiteResult, placed: Sequence[PlacedChart]) -> SuiteView:
    tables = slice_tables(suite)
    sections = [(key, title, [one for one in placed if one.chart.section == key]) for key, title in _SECTIONS]
    return SuiteView(
        anchor=anchor,
        suite=suite,
        reference=reference(suite),
        findings=findings(suite),
        grids=summary_grids(suite),
        sections=[section for section in sections if section[2] or (section[0] == "slices" and tables)],
        slices=tables,
        titles=titles(suite),
        stale=stale_words(suite),
    )


def inline_figures(figures: Sequence[str]) -> str:
    """Return the figures as a JSON list that can stand inside a script element."""
    return json.dumps([json.loads(one) for one in figures], ensure_ascii=False, allow_nan=False).translate(
        _UNSAFE
    )


def _plotly() -> str:
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs())


def _read(name: str) -> str:
    return files("eval.report").joinpath(name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment: Environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.filters.update(marked=marked, number=number, label=label, title_of=title_of, p_value=p_value)
    environment.globals.update(words_of=words_of, change=change, cells=cells)
    return environment.from_string(_read("page.html"))
