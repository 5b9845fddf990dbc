"""The commands that make and keep suites, beside those of `eval.commands`: import, new, judged, check."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.console.options import Home, Json
from api.console.words import ChineseCommand
from eval.commands import app, open_base

if TYPE_CHECKING:
    from collections.abc import Callable

    from eval.judging.again import Again

__all__ = ["app"]

MOST_LISTED = 20


def _command(name: str, text: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return app.command(name, cls=ChineseCommand, help=text)


def _tell(text: str) -> None:
    typer.echo(text, err=True)


def _list(lines: Sequence[str]) -> None:
    for line in lines[:MOST_LISTED]:
        typer.echo(f"  {line}")
    if len(lines) > MOST_LISTED:
        typer.echo(f"  ……共 {len(lines)} 条")


@_command("import", "把 TREC、BEIR、STARD 或 CSV 形式的判好的题变成试题文件夹。")
def import_(
    form: Annotated[str, typer.Argument(metavar="形式", help="trec、beir、stard 或 csv")],
    paths: Annotated[
        list[Path], typer.Argument(metavar="文件...", readable=False, help="文件或文件夹，.gz、.xz 也可")
    ],
    out: Annotated[Path, typer.Option("--out", readable=False, help="写出的试题文件夹")],
    queries: Annotated[Path | None, typer.Option("--queries", readable=False, help="题目文件")] = None,
    qrels: Annotated[Path | None, typer.Option("--qrels", readable=False, help="判定文件")] = None,
    collection: Annotated[Path | None, typer.Option("--collection", readable=False, help="条款集")] = None,
    split: Annotated[
        str | None,
        typer.Option("--split", help="哪一份：BEIR 默认 test；STARD 可写 held-out（不用于训练的五分之一）"),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="覆盖已有的试题文件夹")] = False,
) -> None:
    """Import a judged collection as a suite."""
    from eval.importing.suites import import_suite

    suite = import_suite(
        form, paths, out,
        queries=queries, qrels=qrels, collection=collection, split=split, overwrite=overwrite, tell=_tell,
    )  # fmt: skip
    own = "，自带条款集" if suite.collection else ""
    typer.echo(f"已写出 {out}：{len(suite.questions)} 题{own}。评测：huice eval run {out} --out 结果文件夹")


@_command("new", "用自己的问题和知识库做一套试题：汇集候选条款，写出判定页和判定表。")
def new(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", readable=False, help="新试题放在哪里")],
    questions: Annotated[
        Path | None,
        typer.Option("--questions", readable=False, help="问题：文本（每行一题）或 CSV；不写就用 --sample"),
    ] = None,
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, help="从知识库抽这么多条款，由您为每条写一个问题")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="文件改动后接着判：重取候选，文字没变的判定照旧")
    ] = False,
    depth: Annotated[int, typer.Option("--depth", min=1, max=100, help="每种检索取前几条作候选")] = 10,
    home: Home = None,
) -> None:
    """Make a suite to be judged, or take one up again."""
    from api.console.progress import progress
    from eval.judging.again import pool_again
    from eval.judging.folder import new_sample, new_suite
    from eval.judging.questions_file import read_questions

    if (questions is not None) + (sample is not None) + again != 1:
        raise typer.BadParameter(
            "请用 --questions 给出问题文件，或用 --sample 抽取条款，或用 --again 接着判，三者给一个。"
        )
    with open_base(home) as kb, progress() as show:
        bar = partial(show, "汇集候选")
        if questions is not None:
            pool = new_suite(folder, read_questions(questions), kb, depth=depth, progress=bar)
        elif sample is not None:
            pool = new_sample(folder, sample, kb)
        else:
            found = pool_again(folder, kb, progress=bar)
            pool = found.pool
    if again:
        _tell_again(folder, found)
    else:
        typer.echo(f"已写出 {folder}：{len(pool.questions)} 题待判。")
    _tell_next(folder, pool.sample)


def _tell_again(folder: Path, again: Again) -> None:
    typer.echo(
        f"已更新 {folder}：{again.kept} 处判定照旧，{again.lost} 处已失效；{len(again.open)} 题有待判的条款。"
    )
    _list(again.open)


def _tell_next(folder: Path, sampled: bool) -> None:
    page, sheet = folder / "judge.html", folder / "judge.csv"
    if sampled:
        typer.echo(f"请为每条条款写一个它能回答的问题：在浏览器里打开 {page}，或用表格软件填 {sheet}。")
    else:
        typer.echo(f"在浏览器里打开 {page} 逐题判定，再点“导出判定”；或用表格软件填 {sheet}。")
    typer.echo(f"判完运行：huice eval judged {folder} 导出的判定.csv")


@_command("judged", "读入填好的判定页导出文件或判定表，写成试题；可以边判边读，反复运行。")
def judged(
    folder: Annotated[
        Path, typer.Argument(metavar="文件夹", readable=False, help="huice eval new 建的文件夹")
    ],
    sheet: Annotated[Path, typer.Argument(metavar="判定表", readable=False, help="填好的 CSV")],
) -> None:
    """Record judgements."""
    from eval.judging.record import record_judgements

    recorded = record_judgements(folder, sheet)
    typer.echo(f"已记下 {len(recorded.judged)} 题。")
    counted = [key for key in recorded.half if key not in recorded.waiting]
    pending = [key for key in recorded.half if key in recorded.waiting]
    blank = [key for key in recorded.waiting if key not in recorded.half]
    for ids, what in (
        (counted, "只判了一部分，先按已判的记"),
        (pending, "只判了一部分，还没有“正是所问”，先不记"),
        (blank, "还没有判"),
    ):
        if ids:
            typer.echo(f"{what}：{len(ids)} 题")
            _list(ids)
    typer.echo(f"评测：huice eval run {folder} --home 知识库 --out 结果文件夹")


@_command("check", "核对一套试题的判定与知识库是否还对得上；--write 把挪了位置的改过来。")
def check(
    folder: Annotated[Path, typer.Argument(metavar="试题", readable=False, help="试题文件夹")],
    write: Annotated[
        bool, typer.Option("--write", help="按现在的知识库重写 qrels.tsv 和 judged.jsonl")
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Find stale judgements; exit 1 where some are to be judged again."""
    from api.console.render import to_json
    from eval.bases import source_names
    from eval.judging.folder import POOL
    from eval.stale import MOVED, refresh
    from eval.stale import check as find_stale
    from eval.suite import load_suite, replace_judgements

    suite = load_suite(folder)
    with open_base(home) as kb:
        clauses, sources = list(kb.clauses()), source_names(kb)
        stale = find_stale(suite, clauses, sources)
        if write:
            titles = {row.id: row.title for row in kb.documents}
            renewed = refresh(suite, clauses, sources, titles)
            replace_judgements(folder, renewed.qrels, renewed.judged.values())
            stale = renewed.stale
    again = [one for one in stale if one.why != MOVED]
    if as_json:
        typer.echo(to_json(stale))
    else:
        typer.echo(f"{folder}：{len(stale) - len(again)} 处条款挪了位置，{len(again)} 处要重新判定。")
        _list([f"{one.question_id} {one.clause_id}：{one.why}" for one in stale])
    if again:
        if not as_json and (folder / POOL).exists():
            _tell(f"接着判：huice eval new {folder} --again --home 知识库")
        raise typer.Exit(1)
