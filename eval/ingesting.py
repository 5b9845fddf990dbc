"""Measure how fast files are read and what a build needs: ``python -m eval.ingesting [FILES…]``.

PDFs drawn from the corpus, scans of them and the files given are read by two processes; small texts are
built into a home, few and many, to see what memory grows with. Each is measured in a process of its own.
Seconds on the clock say little on a busy machine: seconds of CPU and the load are told beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from api.building import Reading, build_home
from eval.ingesting_files import SCANS, TEXTS, Group, drawn_groups, pages_of, write_small_files
from eval.rendering import RenderingError
from ingest.errors import HuiceError, SourceError
from ingest.pool import read_files

CORPUS = Path("corpus")
WORKERS = 2
FILES = 10_000
FEWER = 10  # times fewer files in the build that is compared with


@dataclass(frozen=True, slots=True)
class Measured:
    """What one group took: `steps` pages or files in `seconds`; peak memory in megabytes.

    `main_mb` is of the process that collects, `worker_mb` of the largest that reads, `read_mb` of the one
    that builds when all files are read and the index is not yet begun. `cpu` is in seconds, of all processes
    together; `clauses` are those of a build.
    """

    what: str
    unit: str
    steps: int
    seconds: float
    main_mb: float
    worker_mb: float | None = None  # unknown of a build: a new process is charged with its parent's memory
    read_mb: float | None = None
    cpu: float | None = None
    clauses: int | None = None

    @property
    def rate(self) -> float:
        """Return the steps a second."""
        return self.steps / self.seconds


def read_group(what: str, files: Sequence[Path]) -> Measured:
    """Read PDFs in this process's workers, none idle: fewer files than workers are read more than once.

    Raises SourceError where one cannot be read.
    """
    given = list(islice(cycle(files), max(len(files), WORKERS)))
    started, used = time.perf_counter(), _cpu()
    for file in read_files([(path, path.name) for path in given], workers=WORKERS):
        if file.error is not None:
            raise file.error
    seconds = time.perf_counter() - started
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    pages = sum(map(pages_of, given))
    return Measured(what, "页", pages, seconds, _peak(), workers, cpu=_cpu() - used)


def build_small(folder: Path, home: Path) -> Measured:
    """Build a home of the small files in `folder` in this process."""
    read_mb = 0.0

    def show(stage: str, done: int, total: int | None) -> None:
        nonlocal read_mb
        if stage == "读入":
            read_mb = _peak()

    started, used = time.perf_counter(), _cpu()
    built = build_home(home, [folder], None, show, Reading(WORKERS))
    seconds = time.perf_counter() - started
    what = f"{built.documents} 个小文件"
    return Measured(
        what, "文件", built.documents, seconds, _peak(), None, read_mb, _cpu() - used, built.clauses
    )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _cpu() -> float:
    """Return the seconds of CPU of this process and of those it has ended."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def measure(files: Sequence[Path], corpus: Path, count: int) -> Iterator[Measured]:
    """Measure the drawn groups, each of `files`, and builds of fewer and of `count` small files."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        try:
            for group in drawn_groups(corpus, folder):
                yield _alone(group)
        except RenderingError as error:
            print(error, file=sys.stderr)
        for path in files:
            yield _alone(Group(path.name, (path,)))
        for number in dict.fromkeys((max(count // FEWER, 1), count)):
            small = folder / f"small{number}"
            write_small_files(small, number)
            yield _child("--build", str(small), "--home", str(folder / f"home{number}"))


def _alone(group: Group) -> Measured:
    return _child("--read", group.kind, *map(str, group.files))


def _child(*arguments: str) -> Measured:
    command = [sys.executable, "-m", "eval.ingesting", *arguments]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, encoding="utf-8")
    if done.returncode:
        raise SourceError(f"{' '.join(arguments[:2])} 失败（退出码 {done.returncode}），原因见上")
    return Measured(**json.loads(done.stdout))


def machine() -> str:
    """Return how many cores there are and how busy they have been for a minute."""
    cores = os.cpu_count() or 1
    return f"{cores} 个核，一分钟来的平均负载 {os.getloadavg()[0]:.1f}"


def table(found: Sequence[Measured]) -> str:
    """Return what was measured, a line each, and what follows from two of them."""
    return "\n".join([f"用 {WORKERS} 个进程", *map(_line, found), *_compared(found)])


def _line(one: Measured) -> str:
    line = f"  {one.what}：{one.steps} {one.unit}，{one.seconds:.1f} 秒，每秒 {one.rate:.1f} {one.unit}"
    if one.cpu is not None:
        line += f"（处理器每{one.unit} {1000 * one.cpu / one.steps:.0f} 毫秒）"
    line += f"；内存最多 {one.main_mb:.0f} MB"
    if one.worker_mb is not None:
        line += f"，读文件的进程 {one.worker_mb:.0f} MB"
    if one.read_mb is not None:
        line += f"，读完文件时 {one.read_mb:.0f} MB"
    return line


def _compared(found: Sequence[Measured]) -> Iterator[str]:
    costs = {one.what: one.cpu / one.steps for one in found if one.cpu is not None}
    if TEXTS in costs and SCANS in costs:
        yield f"  {SCANS}一页的处理器时间是{TEXTS} 的 {costs[SCANS] / costs[TEXTS]:.0f} 倍"
    builds = [one for one in found if one.clauses is not None and one.read_mb is not None]
    for fewer, more in pairwise(builds):
        clauses = (more.clauses or 0) - (fewer.clauses or 0)
        if clauses > 0:
            read = (more.read_mb or 0) - (fewer.read_mb or 0)
            whole = more.main_mb - fewer.main_mb
            yield (
                f"  多 {more.steps - fewer.steps} 个文件、{clauses} 条条款：读完文件时内存多 {read:.0f} MB，"
                f"建完索引多 {whole:.0f} MB，每条 {1024 * whole / clauses:.1f} KB"
            )


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.ingesting", description="读文件有多快，要多少内存")
    parser.add_argument("files", type=Path, nargs="*", help="另外要量的 PDF")
    parser.add_argument("--files", dest="count", type=int, default=FILES, help=f"多少个小文件，默认 {FILES}")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help=f"用来画成 PDF 的文件，默认 {CORPUS}")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--read", help=argparse.SUPPRESS)  # in a process of its own: the name of the group
    parser.add_argument("--build", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; return 0, or 1 where a file cannot be read."""
    options = _arguments(argv)
    try:
        if options.read:
            print(json.dumps(asdict(read_group(options.read, options.files)), ensure_ascii=False))
        elif options.build:
            print(json.dumps(asdict(build_small(options.build, options.home)), ensure_ascii=False))
        else:
            print(machine(), file=sys.stderr)
            found = list(measure(options.files, options.corpus, options.count))
            rows = [{**asdict(one), "rate": one.rate} for one in found]
            print(json.dumps(rows, ensure_ascii=False, indent=1) if options.json else table(found))
            print(machine(), file=sys.stderr)
    except HuiceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
