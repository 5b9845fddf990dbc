"""The charts of a suite, as plotly figures; each only where there is something to show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eval.measures import Measure
from eval.report.cells import cells, directed, displayed, label, number, title_of
from eval.report.certainty import confidence_charts
from eval.report.drawing import (
    COLOURS,
    GREY,
    ROW,
    SHARE,
    SYMBOLS,
    Chart,
    blank,
    chart,
    colour,
    distinct,
    rows_down,
    wrapped,
)
from eval.report.heat import slice_charts
from eval.results import SuiteResult, SystemResult

_LOG_FROM = 50  # times the least latency that the most one may be before the axis is logarithmic


def suite_charts(suite: SuiteResult) -> list[Chart]:
    """Return the charts of a suite in order of display."""
    makers = (_intervals, slice_charts, confidence_charts, _latency)
    return [chart for maker in makers for chart in maker(suite)]


def _intervals(suite: SuiteResult) -> Iterator[Chart]:
    """Yield a chart for each main measure that several systems have, and one for those only one has."""
    alone: dict[str, list[Measure]] = {}
    for measure in (one for one in displayed(suite.systems) if one.main):
        have = [system for system in suite.systems if measure.name in system.measures]
        if len(have) == 1:
            alone.setdefault(have[0].name, []).append(measure)
        elif have:
            rows = [(title_of(system), system, measure) for system in have]
            colours = [colour(suite, system) for system in have]
            note = "" if measure.higher_is_better else "越低越好"
            yield _dots(label(measure), _noted(measure.title, note, measure), rows, colours)
    for system in suite.systems:
        if measures := alone.get(system.name):
            rows = [(directed(measure), system, measure) for measure in measures]
            yield _dots(title_of(system), "只有这个系统参评的指标", rows, [colour(suite, system)] * len(rows))


def _noted(title: str, note: str, measure: Measure) -> str:
    return "，".join(text for text in (title if title != label(measure) else "", note) if text)


def _dots(
    title: str, caption: str, rows: Sequence[tuple[str, SystemResult, Measure]], colours: Sequence[str]
) -> Chart:
    measured = [system.measures[measure.name] for _, system, measure in rows]
    figure = blank()
    figure.add_scatter(
        x=[one.mean for one in measured],
        y=distinct([wrapped(text, 12) for text, _, _ in rows]),
        error_x={
            "type": "data",
            "array": [one.high - one.mean for one in measured],
            "arrayminus": [one.mean - one.low for one in measured],
            "color": GREY,
            "thickness": 1.6,
            "width": 4,
        },
        mode="markers+text",
        marker={"size": 11, "color": list(colours)},
        text=[number(one.mean) for one in measured],
        textposition="top center",
        textfont={"size": 11},
        customdata=[f"{one.low:.3f}–{one.high:.3f}，{len(one.values)} 题" for one in measured],
        hovertemplate="%{y}<br>%{x:.3f}（%{customdata}）<extra></extra>",
        cliponaxis=False,
    )
    shares = all(0 <= one.low and one.high <= 1 for one in measured)
    figure.update_xaxes(range=SHARE if shares else None)
    rows_down(figure, len(rows))
    return chart("measures", title, caption, figure, 62 + (ROW + 8) * len(rows))


def _latency(suite: SuiteResult) -> Iterator[Chart]:
    timed = [system for system in suite.systems if "p50" in system.latency_ms]
    if not timed:
        return
    figure = blank()
    names = distinct([wrapped(title_of(system), 12) for system in timed])
    for place, (percentile, words) in enumerate(
        (("p50", "中位数"), ("p95", "95 分位"), ("p99", "99 分位")),
    ):
        have = [(name, one) for name, one in zip(names, timed, strict=True) if percentile in one.latency_ms]
        values = [one.latency_ms[percentile] for _, one in have]
        figure.add_scatter(
            x=values,
            y=[name for name, _ in have],
            name=words,
            mode="markers+text" if percentile == "p50" else "markers",
            marker={"symbol": SYMBOLS[place], "color": COLOURS[place], "size": 10},
            text=[number(value, "cost") for value in values],
            textposition="top center",
            textfont={"size": 11},
            hovertemplate="%{y}<br>" + words + " %{x:.1f} 毫秒<extra></extra>",
            cliponaxis=False,
        )
    shown = [value for system in timed for value in _drawn(system)]
    wide = min(shown) > 0 and max(shown) / min(shown) > _LOG_FROM
    figure.update_xaxes(type="log" if wide else "linear", rangemode="tozero", title_text="毫秒")
    rows_down(figure, len(timed))
    caption = "横轴为对数刻度" if wide else ""
    yield chart("latency", "每道题的耗时", caption, figure, 110 + ROW * len(timed))


def _drawn(system: SystemResult) -> list[float]:
    """Return the percentiles that are drawn."""
    return [cell.value for name, cell in cells(system).items() if name.startswith("latency_p")]
