"""Build a home: sources are read, facts found, a snapshot published; what could not be read is reported."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.console.progress import Progress
from index.build import build
from index.encoder import load_encoder
from index.home import check_buildable
from ingest.errors import SourceError, printable
from ingest.pipeline import expand, facts_of, ingest_path, unsupported
from ingest.records import Document, Facts


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of a folder that was left out, and why."""

    file: str
    why: str


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build published, in numbers; `skipped` names files found in folders that could not be used."""

    home: str
    generation: str
    documents: int
    clauses: int
    chunks: int
    facts: int
    unchanged: bool
    seconds: float
    skipped: tuple[Skipped, ...]


def build_home(home: Path, sources: Sequence[Path], encoder: Path | None, progress: Progress) -> BuildSummary:
    """Build and publish a snapshot of `sources` in `home`.

    A bad file named as a source stops the build, one found in a folder is skipped and reported. Raises
    SourceError when a source cannot be read or nothing can, HomeError when the home cannot be written;
    either leaves the last good snapshot as it was.
    """
    started = time.monotonic()
    check_buildable(home)
    model = load_encoder(encoder)
    skipped = [Skipped(printable(str(path)), "不是这一版能读的格式") for path in unsupported(sources)]
    documents = _read(expand(sources), frozenset(sources), skipped, progress)
    report = build(
        home, _with_facts(documents, progress), model, lambda stage, done: progress(stage, done, None)
    )
    return BuildSummary(
        home=str(home),
        generation=report.generation,
        documents=report.documents,
        clauses=report.clauses,
        chunks=report.chunks,
        facts=report.facts,
        unchanged=report.unchanged,
        seconds=round(time.monotonic() - started, 2),
        skipped=tuple(skipped),
    )


def _read(
    paths: Sequence[Path], named: frozenset[Path], skipped: list[Skipped], progress: Progress
) -> list[Document]:
    documents: list[Document] = []
    for done, path in enumerate(paths, 1):
        try:
            documents.extend(ingest_path(path, str(path)))
        except SourceError as error:
            if path in named:
                raise
            skipped.append(Skipped(printable(str(path)), str(error)))
        progress("读入", done, len(paths))
    if not documents:
        raise SourceError("没有一个文件能读成政策文件：" + "；".join(item.why for item in skipped))
    return documents


def _with_facts(
    documents: Sequence[Document], progress: Progress
) -> Iterator[tuple[Document, tuple[Facts, ...]]]:
    for done, document in enumerate(documents, 1):
        yield document, facts_of(document)
        progress("事实", done, len(documents))


def report_text(summary: BuildSummary) -> str:
    """Say what was built."""
    what = "内容没有变化，沿用" if summary.unchanged else "已发布"
    return (
        f"{what} {summary.home}（{summary.generation}）："
        f"{summary.documents} 份文件，{summary.clauses} 条条款，"
        f"{summary.facts} 项事实，用时 {summary.seconds} 秒"
    )
