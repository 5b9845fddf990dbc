"""Build a home: sources are read, facts found, a snapshot published; what could not be read is reported."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from api.console.progress import DETAIL, Progress
from api.settings import Settings
from index.build import build
from index.home import check_buildable
from index.models.loading import load_encoder
from ingest.errors import SourceError, printable
from ingest.limits import MEGABYTE
from ingest.pool import read_files
from ingest.pool.cache import FOLDER as CACHE
from ingest.pool.crew import Limits, default_workers
from ingest.records import Document, Facts
from ingest.sources import expand, unsupported

_READING = "读入"
_LONGEST_NAME = 24
_MOST_LINES = 20
_MOST_NAMES = 3
_MOST_REASONS = 5


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of a folder that was left out, and why."""

    file: str
    why: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something the user should know of how a file was read."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build published, in numbers.

    `kept` files were read by an earlier build, perhaps an interrupted one, and not again; `skipped` names
    files found in folders that could not be used.
    """

    home: str
    generation: str
    documents: int
    clauses: int
    chunks: int
    facts: int
    unchanged: bool
    seconds: float
    skipped: tuple[Skipped, ...]
    notes: tuple[Note, ...] = ()
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read: in how many processes, within which limits of one file."""

    workers: int | None = None
    limits: Limits = field(default_factory=Limits)


def reading_of(settings: Settings, workers: int | None = None) -> Reading:
    """Return how to read as the settings say; `workers` goes before them."""
    limits = Limits(memory=settings.file_memory_mb * MEGABYTE, cpu_seconds=settings.file_seconds)
    return Reading(settings.workers if workers is None else workers, limits)


class SourceReader:
    """Reads sources document by document and keeps what is to be told of them afterwards."""

    def __init__(self, home: Path, sources: Sequence[Path], reading: Reading, progress: Progress) -> None:
        """Find the files; raise SourceError for a source that does not exist or has nothing to read."""
        self._cache = home / CACHE
        self._named = frozenset(sources)
        self._reading = reading
        self._progress = progress
        self._paths = expand(sources)
        self._done = 0
        self.kept = 0
        self.notes: list[Note] = []
        self.skipped = [
            Skipped(printable(str(path)), "不是这一版能读的格式") for path in unsupported(sources)
        ]

    def documents(self) -> Generator[tuple[Document, tuple[Facts, ...]], None, None]:
        """Yield each document with the facts of its clauses, in the order of the files.

        A bad file named as a source raises SourceError, one found in a folder is skipped and noted.
        """
        workers = self._reading.workers
        files = read_files(
            [(path, str(path)) for path in self._paths],
            workers=default_workers() if workers is None else workers,
            limits=self._reading.limits,
            cache=self._cache,
            progress=self._file_read,
            on_page=self._page_read,
        )
        read = 0
        with closing(files):
            for file in files:
                name = printable(str(file.path))
                if file.error is not None:
                    if file.path in self._named:
                        raise file.error
                    self.skipped.append(Skipped(name, printable(str(file.error))))
                self.notes += (Note(name, text) for text in file.notes)
                self.kept += file.kept
                read += len(file.documents)
                yield from file.documents
        if not read:
            reasons = list(dict.fromkeys(item.why for item in self.skipped))
            more = f"；……共 {len(reasons)} 种原因" if len(reasons) > _MOST_REASONS else ""
            raise SourceError("没有一个文件能读成政策文件：" + "；".join(reasons[:_MOST_REASONS]) + more)

    def _file_read(self, done: int, total: int) -> None:
        self._done = done
        self._progress(_READING, done, total)

    def _page_read(self, name: str, done: int, pages: int) -> None:
        stage = f"{_READING}{DETAIL}{_short(printable(name))} 第 {done}/{pages} 页"
        self._progress(stage, self._done, len(self._paths))


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def build_home(
    home: Path,
    sources: Sequence[Path],
    encoder: Path | None,
    progress: Progress,
    reading: Reading = Reading(),
) -> BuildSummary:
    """Build and publish a snapshot of `sources` in `home`.

    A bad file named as a source stops the build, one found in a folder is skipped and reported. Raises
    SourceError when a source cannot be read or nothing can, HomeError when the home cannot be written;
    either leaves the last good snapshot as it was.
    """
    started = time.monotonic()
    check_buildable(home)
    reader = SourceReader(home, sources, reading, progress)
    model = load_encoder(encoder)
    with closing(reader.documents()) as documents:
        report = build(home, documents, model, lambda stage, done: progress(stage, done, None))
    return BuildSummary(
        home=str(home),
        generation=report.generation,
        documents=report.documents,
        clauses=report.clauses,
        chunks=report.chunks,
        facts=report.facts,
        unchanged=report.unchanged,
        seconds=round(time.monotonic() - started, 2),
        skipped=tuple(reader.skipped),
        notes=tuple(reader.notes),
        kept=reader.kept,
    )


def report_text(summary: BuildSummary) -> str:
    """Say what was built."""
    what = "内容没有变化，沿用" if summary.unchanged else "已发布"
    kept = f"；其中 {summary.kept} 个文件以前读过，没有重读" if summary.kept else ""
    return (
        f"{what} {summary.home}（{summary.generation}）："
        f"{summary.documents} 份文件，{summary.clauses} 条条款，"
        f"{summary.facts} 项事实，用时 {summary.seconds} 秒{kept}"
    )


def remarks(skipped: Sequence[Skipped], notes: Sequence[Note]) -> Iterator[str]:
    """Yield lines that say which files were left out and what is to be known of others, twenty of each."""
    left_out = _grouped((item.why, item.file) for item in skipped)
    told = _grouped((note.text, note.file) for note in notes)
    yield from _shortened([f"跳过 {line}" for line in left_out], f"……共 {len(skipped)} 个文件没有读入")
    yield from _shortened([f"注意 {line}" for line in told], f"……共 {len(notes)} 处需要注意")


def _grouped(pairs: Iterable[tuple[str, str]]) -> list[str]:
    groups: dict[str, list[str]] = {}
    for what, file in pairs:
        groups.setdefault(what, []).append(file)
    return [f"{_names(files)}：{what}" for what, files in groups.items()]


def _names(files: Sequence[str]) -> str:
    more = f" 等 {len(files)} 个文件" if len(files) > _MOST_NAMES else ""
    return "、".join(files[:_MOST_NAMES]) + more


def _shortened(lines: Sequence[str], rest: str) -> Iterator[str]:
    yield from lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        yield rest
