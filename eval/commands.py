"""The commands `huice eval …`: run, compare, gate, import, new, judged, check."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.console.options import Home, Json, home_of
from api.console.words import ChineseCommand, ChineseGroup
from ingest.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from eval.results import Results
    from index.search import KnowledgeBase

app = typer.Typer(
    name="eval",
    cls=ChineseGroup,
    help="评测：拿判好的题考检索和回答，比较系统，守住基线。",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Suites = Annotated[
    list[Path], typer.Argument(metavar="试题...", readable=False, help="试题文件夹，如 eval/suites/five")
]
Systems = Annotated[
    Path | None,
    typer.Option(
        "--systems", readable=False, help="系统文件（TOML）；默认比较自带的几个，见 eval/systems.toml"
    ),
]
Only = Annotated[list[str] | None, typer.Option("--system", help="只运行这一个系统，可重复")]
Out = Annotated[Path, typer.Option("--out", readable=False, help="结果放在哪个文件夹")]
Sources = Annotated[
    Path,
    typer.Option("--sources", readable=False, help="原文不在建库时的位置时，到哪里去找，用来核对引文"),
]
Depth = Annotated[int, typer.Option("-k", min=1, max=1000, help="每道题取前几条")]


def _command(name: str, text: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return app.command(name, cls=ChineseCommand, help=text)


def open_base(home: Path | None) -> KnowledgeBase:
    """Open the knowledge base of a home folder with the encoder of the settings."""
    from api.settings import read_settings
    from index.models.loading import load_encoder
    from index.search import KnowledgeBase

    return KnowledgeBase.open(home_of(home), load_encoder(read_settings().encoder))


def _evaluated(
    suites: list[Path], systems: Path | None, only: list[str] | None, home: Path | None, out: Path,
    sources: Path, depth: int,
) -> Results:  # fmt: skip
    """Run systems on suites; the results are written to `out` as measures.json and report.html."""
    from api.console.progress import progress
    from eval.evaluate import Plan, evaluate
    from eval.report import render_report
    from eval.results import write_results
    from eval.suite import load_suite
    from eval.systems import load_systems

    loaded = tuple(load_suite(suite) for suite in suites)
    names = [suite.name for suite in loaded]
    if twice := {name for name in names if names.count(name) > 1}:
        raise QuestionError(f"有两套试题都叫 {'、'.join(sorted(twice))}，结果会混在一起；请给一个文件夹改名")
    plan = Plan(loaded, load_systems(systems, only or ()), home_of(home), out, sources, depth, _typed())
    out.mkdir(parents=True, exist_ok=True)
    with progress() as show:
        results = evaluate(plan, show)
    write_results(out / "measures.json", results)
    (out / "report.html").write_text(render_report(results), encoding="utf-8", newline="\n")
    return results


def _typed() -> str:
    return shlex.join(["huice", *sys.argv[1:]])


@_command("run", "运行系统、逐题评分，写出 measures.json、report.html 和 TREC 格式的结果。")
def run(
    suites: Suites,
    out: Out,
    systems: Systems = None,
    system: Only = None,
    home: Home = None,
    sources: Sources = Path("corpus"),
    k: Depth = 100,
    as_baseline: Annotated[
        Path | None,
        typer.Option("--as-baseline", readable=False, help="另写一份精简的基线，供 huice eval gate 用"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Evaluate systems on suites."""
    from eval.gate import baseline_of
    from eval.report.table import format_results
    from eval.results import write_results

    results = _evaluated(suites, systems, system, home, out, sources, k)
    if as_baseline:
        write_results(as_baseline, baseline_of(results))
    typer.echo((out / "measures.json").read_text("utf-8") if as_json else format_results(results))
    typer.echo(f"已写出 {out / 'measures.json'} 和 {out / 'report.html'}", err=True)


@_command("compare", "比较两次运行：同一套题、同名系统逐题配对检验。")
def compare(
    before: Annotated[
        Path, typer.Argument(metavar="甲", readable=False, help="一次运行的输出文件夹或 measures.json")
    ],
    after: Annotated[Path, typer.Argument(metavar="乙", readable=False, help="另一次运行的")],
    as_json: Json = False,
) -> None:
    """Compare two runs."""
    from api.console.render import to_json
    from eval.compare import compare_runs
    from eval.report.table import format_comparison
    from eval.results import read_results

    names = [
        path.resolve().parent.name if path.is_file() else path.resolve().name for path in (before, after)
    ]
    labels = ("甲", "乙") if names[0] == names[1] else (names[0], names[1])
    compared = compare_runs(read_results(before), read_results(after), labels)
    typer.echo(to_json(compared) if as_json else format_comparison(compared))


@_command("gate", "把关：与基线逐题比较，显著变差或引文、结论不再安全就失败（退出码 1）。")
def gate(
    baseline: Annotated[
        Path, typer.Option("--baseline", readable=False, help="基线：以前一次运行的 measures.json")
    ],
    suites: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[试题]...", readable=False, help="默认用基线里记下的试题文件夹"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", readable=False, help="保留本次结果的文件夹；默认不保留")
    ] = None,
    systems: Systems = None,
    home: Home = None,
    sources: Sources = Path("corpus"),
    k: Depth = 100,
    as_json: Json = False,
) -> None:
    """Fail on a significant drop from the baseline."""
    from contextlib import nullcontext
    from tempfile import TemporaryDirectory

    from api.console.render import to_json
    from eval.gate import judge_gate
    from eval.report.table import format_comparison
    from eval.results import read_results

    expected = read_results(baseline)
    folders = suites or [Path(suite.path) for suite in expected.suites]
    only = sorted({system.name for suite in expected.suites for system in suite.systems})
    with nullcontext(str(out)) if out else TemporaryDirectory() as folder:
        results = _evaluated(folders, systems, only, home, Path(folder), sources, k)
    verdict = judge_gate(expected, results)
    typer.echo(to_json(verdict) if as_json else format_comparison(verdict.comparisons))
    if not verdict.passed:
        failed = "、".join(f"{one.suite} {one.b} {one.measure}" for one in verdict.failures)
        typer.echo(f"没有过关：{failed}。", err=True)
        raise typer.Exit(1)
    typer.echo("过关：没有显著变差，引文和结论照旧安全。", err=True)
