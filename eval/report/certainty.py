"""Charts of how sure a system is: risk against coverage, confidence against accuracy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from eval.report.cells import title_of
from eval.report.drawing import GREY, SHARE, Chart, blank, chart, colour, symbol
from eval.results import SuiteResult, SystemResult


def confidence_charts(suite: SuiteResult) -> Iterator[Chart]:
    curves = [system for system in suite.systems if system.risk_coverage]
    if curves:
        yield _risk(suite, curves)
    binned = [system for system in suite.systems if system.calibration]
    if binned:
        yield _reliability(suite, binned)


def _risk(suite: SuiteResult, systems: Sequence[SystemResult]) -> Chart:
    figure = blank()
    for system in systems:
        points = system.risk_coverage
        figure.add_scatter(
            x=[point.coverage for point in points],
            y=[point.risk for point in points],
            customdata=[point.threshold for point in points],
            name=_with_total(system, "aurc", "AURC"),
            mode="lines+markers",
            line={"color": colour(suite, system), "width": 2},
            marker={"symbol": symbol(suite, system), "size": 6},
            hovertemplate="作答 %{x:.1%}，其中答错 %{y:.1%}<br>置信度不低于 %{customdata:.3f}<extra></extra>",
        )
    figure.update_xaxes(range=SHARE, tickformat=".0%", title_text="作答的题所占比例（覆盖率）")
    figure.update_layout(showlegend=True)  # the legend tells the area
    most = max(point.risk for system in systems for point in system.risk_coverage)
    figure.update_yaxes(
        range=(-0.02, max(0.2, most * 1.1)), tickformat=".0%", title_text="其中答错的比例（风险）"
    )
    caption = "只答最有把握的题时错得多不多：曲线越低越好，从左到右逐步放宽。"
    return chart("confidence", "风险-覆盖曲线", caption, figure, 340)


def _reliability(suite: SuiteResult, systems: Sequence[SystemResult]) -> Chart:
    figure = blank()
    figure.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", line={"color": GREY, "dash": "dot", "width": 1.5},
        name="完全校准", hoverinfo="skip",
    )  # fmt: skip
    most = max(one.answers for system in systems for one in system.calibration)
    for system in systems:
        bins = system.calibration
        figure.add_scatter(
            x=[one.confidence for one in bins],
            y=[one.accuracy for one in bins],
            customdata=[one.answers for one in bins],
            name=_with_total(system, "ece", "ECE"),
            mode="markers",
            marker={
                "color": colour(suite, system),
                "symbol": symbol(suite, system),
                "size": [8 + 18 * (one.answers / most) ** 0.5 for one in bins],
                "opacity": 0.85,
            },
            hovertemplate="置信度 %{x:.2f}，答对 %{y:.1%}，%{customdata} 个答案<extra></extra>",
        )
    figure.update_xaxes(range=SHARE, title_text="平均置信度")
    figure.update_yaxes(range=(-0.05, 1.08), tickformat=".0%", title_text="实际答对的比例")
    caption = "说有几成把握，是否就对几成：点越靠近虚线越好，点的大小表示答案数。"
    return chart("confidence", "可靠性图", caption, figure, 340)


def _with_total(system: SystemResult, name: str, shown: str) -> str:
    total = system.totals.get(name)
    return escape(title_of(system)) + (f"（{shown} {total:.3f}）" if total is not None else "")
