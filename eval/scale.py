"""Measure what many more clauses cost: ``python -m eval.scale --laws FILE.jsonl[.xz] [--suite SUITE]``.

The corpus is built alone and with a collection of law articles beside it, in a temporary folder; both then
answer the same suite. Building and answering run in processes of their own, so that their memory is known.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from eval.answering import measure_answers
from eval.asking import askable, run_suite
from eval.bases import Bases
from eval.evaluate import judge_run
from eval.ranking import measure_ranking
from eval.sources import find_sources
from eval.suite import load_suite
from eval.summary import faults
from eval.systems import OURS, load_systems
from ingest.errors import HuiceError, SourceError, reason_of

SUITE, CORPUS = Path("eval/suites/five"), Path("corpus")
COLD_STARTS = 3
_RUN = "import huice; huice.run()"
_NOT_JUDGED = "引文与原文不符"  # the suite's sources do not hold the collection
DEPTH = 10
_SHOWN = (
    "clause@1", "clause@3", "Success@1", "Success@3", "unit_f1", "fund_f1", "facts",
    "verdict_accuracy", "abstained_when_due", "false_abstention",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """A question answered with faults: their names and the title of the document cited first."""

    id: str
    question: str
    names: tuple[str, ...]
    cited: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the answering process found: figures by name (shares, milliseconds, megabytes) and the faults."""

    figures: Mapping[str, float | None]
    faults: tuple[Fault, ...]


def ask_suite(home: Path, suite: Path) -> Asked:
    """Put a suite to the knowledge base at `home` in this process, which must do nothing else."""
    started = time.perf_counter()
    loaded, (system,) = load_suite(suite), load_systems(only=[OURS])
    bases = Bases(home, home, _silent)
    base = bases.open(loaded, None)
    opened = time.perf_counter() - started
    run = run_suite(loaded, askable(base, system, loaded, DEPTH), system.title, _silent)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    texts, _ = find_sources((row.source for row in base.kb.documents), CORPUS)
    judged = judge_run(loaded, run, texts.get)
    bases.close()
    values = {**measure_ranking(loaded.qrels, run.scores), **measure_answers(judged)}
    shares = {name: _mean(values.get(name, {})) for name in _SHOWN}
    times = {
        f"{what}_p{percent}_ms": 1000 * float(np.percentile(list(seconds.values()), percent))
        for what, seconds in (("ask", run.ask_s), ("search", run.search_s))
        for percent in (50, 99)
    }
    asked = {question.id: question.question for question in loaded.questions}
    listed = tuple(
        Fault(one.id, asked[one.id], names, _first_title(run.answers[one.id]))
        for one, every in faults(judged)
        if (names := tuple(name for name in every if name != _NOT_JUDGED))
    )
    return Asked({**shares, "open_s": opened, **times, "ask_mb": memory / 1024}, listed)


def _silent(stage: str, done: int, total: int | None) -> None:
    """Show no progress: what this process prints is read by another."""


def _mean(values: Mapping[str, float]) -> float | None:
    return sum(values.values()) / len(values) if values else None


def _first_title(answer: Mapping[str, object]) -> str:
    citations = answer.get("citations")
    return str(citations[0]["title"]) if isinstance(citations, list) and citations else "–"


def _child(*arguments: str) -> tuple[str, float, float]:
    """Run a Python process; return its stdout, its wall time in seconds and its peak memory in MB."""
    started = time.perf_counter()
    with subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, encoding="utf-8") as process:
        text = process.stdout.read() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SourceError(f"{' '.join(arguments[:4])} 失败（退出码 {process.returncode}），原因见上")
    return text, time.perf_counter() - started, usage.ru_maxrss / 1024


def measure(sources: Sequence[Path], suite: Path, home: Path) -> Asked:
    """Build `sources` at `home`, ask the suite and add what building, storing and starting cost."""
    built, seconds, memory = _child("-c", _RUN, "build", *map(str, sources), "--home", str(home), "--json")
    question = load_suite(suite).questions[0].question
    cold = sorted(_child("-c", _RUN, "ask", question, "--home", str(home))[1] for _ in range(COLD_STARTS))
    answered, _, _ = _child("-m", "eval.scale", "--ask", str(home), "--suite", str(suite))
    asked = json.loads(answered)
    size = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
    cost = {
        "clauses": json.loads(built)["clauses"],
        "build_s": seconds,
        "build_mb": memory,
        "disk_mb": size / 1e6,
        "cold_start_s": cold[len(cold) // 2],
    }
    listed = tuple(Fault(f["id"], f["question"], tuple(f["names"]), f["cited"]) for f in asked["faults"])
    return Asked({**cost, **asked["figures"]}, listed)


def format_report(alone: Asked, beside: Asked) -> str:
    """Return both side by side, then the faults that only came with the larger collection."""
    lines = [f"{'':>18}  {'corpus':>10}  {'with laws':>10}"]
    for name, value in alone.figures.items():
        lines.append(f"{name:>18}  {_cell(value):>10}  {_cell(beside.figures[name]):>10}")
    before = {(fault.id, name) for fault in alone.faults for name in fault.names}
    lost = [
        f"{fault.id} {'；'.join(names)}：{fault.question} → 《{fault.cited}》"
        for fault in beside.faults
        if (names := [name for name in fault.names if (fault.id, name) not in before])
    ]
    return "\n".join([*lines, "", f"加入法规后新增差错的题：{len(lost)}", *lost])


def _cell(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if abs(value) <= 1 else f"{value:,.1f}" if abs(value) < 1000 else f"{value:,.0f}"


def _unpack(laws: Path, folder: Path) -> Path:
    target = folder / "laws.jsonl"
    try:
        opener = lzma.open if laws.suffix == ".xz" else open
        with opener(laws, "rb") as packed, target.open("wb") as unpacked:
            shutil.copyfileobj(packed, unpacked)
    except OSError as error:
        raise SourceError(f"读不到法规文件“{laws}”：{reason_of(error)}；请检查路径") from error
    except lzma.LZMAError as error:
        raise SourceError(f"“{laws}”不是完好的 .xz 文件：{error}；请重新取得") from error
    return target


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.scale", description="加入大量法规条文后再评测一遍")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--laws", type=Path, help="法规条文：.jsonl 或 .jsonl.xz，每行有 title、heading、text")
    what.add_argument("--ask", type=Path, help="只对建好的知识库提问，输出 JSON")
    parser.add_argument("--suite", type=Path, default=SUITE, help=f"试题文件夹，默认 {SUITE}")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; return 0, or 1 where the input cannot be used."""
    options = _arguments(argv)
    try:
        if options.ask:
            print(json.dumps(asdict(ask_suite(options.ask, options.suite)), ensure_ascii=False))
            return 0
        with TemporaryDirectory() as name:
            laws = _unpack(options.laws, Path(name))
            alone = measure([CORPUS], options.suite, Path(name) / "alone")
            beside = measure([CORPUS, laws], options.suite, Path(name) / "beside")
    except HuiceError as error:
        print(error, file=sys.stderr)
        return 1
    print(format_report(alone, beside))
    return 0


if __name__ == "__main__":
    sys.exit(main())
