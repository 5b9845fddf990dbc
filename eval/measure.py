"""Measure answers on a judged suite: ``python -m eval.measure SUITE --home DIR``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path

from api.engine import Engine
from eval.answered import Hit, parse_answer, parse_hits
from eval.judge import Judged, judge
from eval.questions import Question, load_suite
from eval.rows import read_rows
from eval.runs import Run, run_engine
from eval.sources import read_source
from eval.summary import Figures, faults, figures, figures_by_kind
from ingest.errors import HuiceError, QuestionError


def source_reader(folder: Path) -> Callable[[str], str | None]:
    """Return a function that gives the decoded source by file name, looked up anywhere under `folder`."""
    paths = {path.name: path for path in sorted(folder.rglob("*")) if path.is_file()}
    return lambda name: read_source(paths[name]) if name in paths else None


def judge_run(suite: Sequence[Question], run: Run, source_of: Callable[[str], str | None]) -> list[Judged]:
    """Judge the answers of a run; raise QuestionError where a question has no answer."""
    judged = []
    for question in suite:
        if question.id not in run.answers:
            raise QuestionError(f"没有题目 {question.id} 的答案，请对整套题运行 huice ask --batch")
        found: tuple[Hit, ...] | None = None
        if question.id in run.hits:
            found = parse_hits(run.hits[question.id])
        answer = parse_answer(run.answers[question.id])
        judged.append(judge(question, answer, found, run.clauses, source_of))
    return judged


def _cell(value: float | int | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def format_table(groups: Mapping[str, Figures]) -> str:
    """Return the figures as a table in plain text, one group a column."""
    names = [field.name for field in fields(Figures)]
    rows = [["", *groups], *([name, *(_cell(getattr(g, name)) for g in groups.values())] for name in names)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(cell.rjust(w) for cell, w in zip(row, widths, strict=True)) for row in rows)


def _print_failures(suite: Sequence[Question], judged: Sequence[Judged]) -> None:
    asked = {question.id: question.question for question in suite}
    for one, names in faults(judged):
        print(f"{one.id} [{one.kind}] {'；'.join(names)}  引文名次 {_cell(one.clause_rank)}，"
              f"检索名次 {_cell(one.search_rank)}：{asked[one.id]}")  # fmt: skip


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.measure", description="在一套有标准答案的题上评测")
    parser.add_argument("suite", type=Path, help="试题文件夹，如 eval/suites/five")
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument("--home", type=Path, help="知识库目录，由它作答并检索")
    given.add_argument("--answers", type=Path, help="huice ask --batch 的输出文件")
    parser.add_argument("--hits", type=Path, help="huice search --batch 的输出文件，配合 --answers")
    parser.add_argument("--sources", type=Path, default=Path("corpus/sources"), help="原文所在文件夹")
    parser.add_argument("-k", "--k", type=int, default=10, help="检索取前几条")
    parser.add_argument("--show-failures", action="store_true", help="列出每一道有错的题")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    return parser.parse_args(argv)


def _run(options: argparse.Namespace) -> Run:
    if options.home is not None:
        return run_engine(Engine.open(options.home), options.suite, options.k)
    hits = read_rows(options.hits) if options.hits else {}
    return Run(read_rows(options.answers), hits, {})


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; return 0, or 1 where the input cannot be used."""
    options = _arguments(argv)
    try:
        suite = load_suite(options.suite)
        judged = judge_run(suite, _run(options), source_reader(options.sources))
    except HuiceError as error:
        print(error, file=sys.stderr)
        return 1
    groups = {"all": figures(judged), **figures_by_kind(judged)}
    if options.json:
        print(json.dumps({name: asdict(group) for name, group in groups.items()}, ensure_ascii=False))
    else:
        print(format_table(groups))
    if options.show_failures:
        _print_failures(suite, judged)
    return 0


if __name__ == "__main__":
    sys.exit(main())
