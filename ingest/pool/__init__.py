"""Read many files in several processes, each file within limits, results in the order given.

A reader of foreign formats can hang, eat the memory or crash: it then takes its process down, not this one.
That file is reported, the process replaced, and the rest go on. A few small texts are read right here.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import SourceError, opening
from ingest.limits import LARGEST_FILE, check_size
from ingest.pool import cache as store
from ingest.pool.codec import Reading, pack, unpack
from ingest.pool.crew import Crew, Limits, PageProgress
from ingest.pool.worker import read
from ingest.records import Document, Facts

_AHEAD = 2  # files read ahead for each worker
_FEW = 16  # so many light files are read here: starting a process takes as long as reading several
_LIGHT = 256 * 1024  # bytes of a text that is read here
_LIGHT_SUFFIXES = (".txt", ".text", ".md", ".markdown", ".jsonl")
_HEAVY_MARKS = (b"\0", b"%PDF-", b"PK\x03\x04")  # another format under the name of a text


@dataclass(frozen=True, slots=True)
class FileRead:
    """What became of a file: its documents with the facts of their clauses, or the error that it gave.

    `kept` says that an earlier run had read it already.
    """

    path: Path
    source: str
    documents: tuple[tuple[Document, tuple[Facts, ...]], ...] = ()
    notes: tuple[str, ...] = ()
    error: SourceError | None = None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class _Job:
    path: Path
    source: str
    key: str | None


def read_files(
    files: Sequence[tuple[Path, str]],
    *,
    workers: int,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    cache: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    on_page: PageProgress | None = None,
) -> Generator[FileRead, None, None]:
    """Yield what became of each file (path, name it is cited as), in the order given.

    No more than a few files for each of the `workers` are in memory at a time; with 0 workers every file is
    read in this process, without limits. What a file was read into is kept in the folder `cache` and not
    read again while file and code are the same. `progress` is called with the files done and all files,
    `on_page` now and then while another process reads a file that has pages.
    """
    few = len(files) <= _FEW
    ready: dict[int, FileRead] = {}
    with Crew(workers, limits, on_page) as crew:
        jobs: dict[int, _Job] = {}
        started = 0
        for number in range(len(files)):
            while number not in ready:
                while started < len(files) and started - number <= _AHEAD * workers and crew.has_room:
                    job, result = _begun(files[started], cache, here=not workers, few=few)
                    if result is not None:
                        ready[started] = result
                    else:
                        jobs[started] = job
                        crew.start(started, job.path, job.source)
                    started += 1
                if number not in ready:
                    for done, outcome in crew.finished():
                        ready[done] = _ended(jobs.pop(done), outcome, cache)
            yield ready.pop(number)
            if progress:
                progress(number + 1, len(files))


def _begun(file: tuple[Path, str], cache: Path | None, here: bool, few: bool) -> tuple[_Job, FileRead | None]:
    """Return the job a file is, with its result where that needs no other process."""
    path, source = file
    job = _Job(path, source, None)
    try:
        with opening(path):
            size = _checked(path)
            job = _Job(path, source, store.key_of(path, source) if cache else None)
            kept = store.load(cache, job.key) if cache and job.key else None
            if kept is not None:
                return job, FileRead(path, source, kept.documents, kept.notes, kept=True)
            if here or (few and _is_light(path, size)):
                return job, _ended(job, pack(read(path, source)), cache)
    except SourceError as error:
        return job, FileRead(path, source, error=error)
    return job, None


def _checked(path: Path) -> int:
    """Return the size of a file; raise SourceError for what must not even be opened."""
    size = check_size(path, LARGEST_FILE)
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise SourceError(f"“{path}”是管道或设备，不是文件：请给出一个普通文件")
    return size


def _is_light(path: Path, size: int) -> bool:
    if size > _LIGHT or path.suffix.lower() not in _LIGHT_SUFFIXES:
        return False
    with path.open("rb") as file:
        head = file.read(4096)
    return not head.lstrip().startswith(b"<") and not any(mark in head for mark in _HEAVY_MARKS)


def _ended(job: _Job, outcome: bytes | SourceError, cache: Path | None) -> FileRead:
    if isinstance(outcome, SourceError):
        return FileRead(job.path, job.source, error=outcome)
    try:
        reading: Reading = unpack(outcome)
    except ValueError as error:
        why = f"“{job.path.name}”读出的内容无法保存（{error}）：请把文件另存一份再试"
        return FileRead(job.path, job.source, error=SourceError(why))
    if cache and job.key:
        store.keep(cache, job.key, outcome, [document.id for document, _ in reading.documents])
    return FileRead(job.path, job.source, reading.documents, reading.notes)
