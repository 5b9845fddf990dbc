"""What every chart shares: colours, fonts, labels, the frame.

Colours are those of Okabe & Ito (2008), told apart by colour-blind readers; symbols differ too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from eval.results import SuiteResult, SystemResult

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", system-ui, sans-serif'
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "star")
INK, GREY, LINE = "#222", "#666", "#ddd"
SHARE = (-0.06, 1.06)  # room for a dot that lies on 0 or 1
ROW = 34  # pixels
_PIECES = re.compile(r"[!-~]{1,20}|.", re.DOTALL)  # a Latin word, or one character


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure as plotly's JSON, its height and least width in pixels, in which section it stands."""

    section: str
    title: str
    caption: str
    figure: str
    height: int
    width: int = 280


def blank() -> Figure:
    """Return an empty figure with our fonts and axes."""
    from plotly.graph_objects import Figure

    axis = {
        "gridcolor": LINE,
        "linecolor": GREY,
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
        "title": {"standoff": 10, "font": {"size": 13}},
    }
    return Figure(
        layout={
            "template": "none",
            "font": {"family": FONT, "size": 12.5, "color": INK},
            "margin": {"l": 8, "r": 22, "t": 18, "b": 36},
            "paper_bgcolor": "#fff",
            "plot_bgcolor": "#fff",
            "dragmode": False,
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "xanchor": "left"},
            "hoverlabel": {"bgcolor": "#fff", "font": {"family": FONT, "color": INK}},
            "xaxis": axis,
            "yaxis": axis,
        }
    )


def chart(section: str, title: str, caption: str, figure: Figure, height: int, width: int = 280) -> Chart:
    """Return the figure as a chart."""
    return Chart(section, title, caption, str(figure.to_json()), height, width)


def _place(suite: SuiteResult, system: SystemResult) -> int:
    return [one.name for one in suite.systems].index(system.name)


def colour(suite: SuiteResult, system: SystemResult) -> str:
    """Return the colour of a system, the same in every chart of the suite."""
    return COLOURS[_place(suite, system) % len(COLOURS)]


def symbol(suite: SuiteResult, system: SystemResult) -> str:
    """Return the symbol of a system, the same in every chart of the suite."""
    return SYMBOLS[_place(suite, system) % len(SYMBOLS)]


def wrapped(text: str, size: int, lines: int = 3) -> str:
    """Return a label in up to `lines` lines of `size` Chinese characters, words in Latin letters kept whole.

    Plotly reads labels as HTML, so what stands in them is escaped.
    """
    from rich.cells import cell_len, set_cell_size

    found = [""]
    for piece in _PIECES.findall(text):
        if found[-1] and cell_len(found[-1] + piece) > 2 * size:
            found.append("")
        found[-1] += piece if found[-1] else piece.lstrip()
    if len(found) > lines:
        last = found[lines - 1]
        found = [*found[: lines - 1], set_cell_size(last, min(cell_len(last), 2 * size - 2)).rstrip() + "…"]
    return "<br>".join(escape(line.rstrip(), quote=False) for line in found)


def rows_down(figure: Figure, rows: int) -> None:
    """Let the first row stand on top, with room above it for the figure over its dot."""
    figure.update_yaxes(type="category", range=(rows - 0.5, -0.7))


def distinct(labels: Sequence[str]) -> list[str]:
    """Return the labels with those that were the same told apart: the axis would lay them on each other."""
    seen: dict[str, int] = {}
    found = []
    for one in labels:
        seen[one] = seen.get(one, 0) + 1
        found.append(one if seen[one] == 1 else f"{one} ({seen[one]})")
    return found
