"""The processes of the pool: started when there is work, watched, replaced when a file kills one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from ingest.errors import SourceError
from ingest.limits import MEGABYTE
from ingest.pool.allowance import PagesRead, Seconds
from ingest.pool.process import ctrl_c_held_back, end, started
from ingest.pool.worker import FAILED, OUT_OF_MEMORY, PAGES, READY, Asked

PageProgress = Callable[[str, int, int], None]
"""Called with a file's name, the pages of it that are read and all its pages."""
_MOST_WORKERS = 8  # where nobody says how many
_FILES_A_WORKER = 500  # then a fresh one: what libraries leak would be charged to a later file
_RESAVE = "请用原来的软件打开，另存一份或拆成较小的文件再试"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take: address space in bytes; seconds of CPU, more for a larger file; time.

    What has pages earns its seconds page by page, whatever its size: a scan of thousands may take hours,
    a page that never ends may not.
    """

    memory: int = 2048 * MEGABYTE
    cpu_seconds: int = 120
    cpu_seconds_a_megabyte: int = 100  # a text takes 7, an archive of texts ten times that
    cpu_seconds_a_page: int = 20  # OCR takes 2 to 6
    waiting: float = 3.0  # times the CPU seconds may pass on the clock

    def seconds(self, size: int) -> Seconds:
        """Return the CPU seconds for a file of `size` bytes."""
        by_size = self.cpu_seconds + self.cpu_seconds_a_megabyte * size // MEGABYTE
        return Seconds(by_size, self.cpu_seconds, self.cpu_seconds_a_page)


@dataclass(slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    connection: Connection
    ready: bool = False
    files: int = 0
    number: int | None = None  # of the file it reads
    name: str = ""
    seconds: int = 0  # of CPU that it may take for the file
    asked_at: float = 0.0
    deadline: float = 0.0
    pages: PagesRead | None = None


class Crew:
    """Up to `size` processes that read files; leaving the context ends them all."""

    def __init__(self, size: int, limits: Limits, on_page: PageProgress | None = None) -> None:
        """Start nothing yet."""
        self._size = size
        self._limits = limits
        self._on_page = on_page
        self._workers: list[_Worker] = []
        self._scratch: TemporaryDirectory[str] | None = None  # outlives what a killed process leaves

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with ctrl_c_held_back():
            for worker in list(self._workers):
                self._end(worker)
            if self._scratch:
                self._scratch.cleanup()

    @property
    def has_room(self) -> bool:
        """Tell whether another file could be started now."""
        return self._size == 0 or sum(worker.number is not None for worker in self._workers) < self._size

    def start(self, number: int, path: Path, source: str) -> None:
        """Have the file at `path` read by an idle process, `number` is what its result is known by."""
        seconds = self._limits.seconds(path.stat().st_size if path.exists() else 0)
        worker = self._idle()
        worker.number, worker.name, worker.pages, worker.asked_at = number, path.name, None, time.monotonic()
        self._allow(worker, seconds.by_size)
        worker.files += 1
        with suppress(ConnectionError):  # it died idle: `finished` finds out
            worker.connection.send_bytes(Asked(str(path), source, seconds).packed())

    def _allow(self, worker: _Worker, seconds: int) -> None:
        worker.seconds = seconds
        worker.deadline = worker.asked_at + self._limits.waiting * seconds

    def finished(self) -> Iterator[tuple[int, bytes | SourceError]]:
        """Wait until some file is read and yield each one's number with its packed reading or its error."""
        busy = {worker.connection: worker for worker in self._workers if worker.number is not None}
        now = time.monotonic()
        patience = max(min((worker.deadline for worker in busy.values()), default=now) - now, 0)
        answered = wait(list(busy), patience)
        for worker in busy.values():
            outcome = self._outcome(worker) if worker.connection in answered else self._overdue(worker)
            if outcome is not None and worker.number is not None:
                number, worker.number = worker.number, None
                if worker.files >= _FILES_A_WORKER:
                    self._end(worker)
                yield number, outcome

    def _outcome(self, worker: _Worker) -> bytes | SourceError | None:
        try:
            answer = worker.connection.recv_bytes()
        except (EOFError, OSError):
            return self._buried(worker)
        kind, content = answer[:1], answer[1:]
        if kind == READY:
            worker.ready = True
            return None
        if kind == PAGES:
            self._paged(worker, PagesRead(**json.loads(content)))
            return None
        return SourceError(content.decode()) if kind == FAILED else content

    def _paged(self, worker: _Worker, read: PagesRead) -> None:
        worker.pages = read
        self._allow(worker, read.seconds)
        if self._on_page:
            self._on_page(worker.name, read.done, read.pages)

    def _overdue(self, worker: _Worker) -> SourceError | None:
        if time.monotonic() < worker.deadline:
            return None
        self._end(worker)
        return _too_slow(worker, round(self._limits.waiting * worker.seconds))

    def _buried(self, worker: _Worker) -> SourceError:
        status = worker.process.wait()
        self._end(worker)
        if status == 1 and not worker.ready:  # no file can be read: not this one's fault
            raise RuntimeError("a process that reads files could not start")
        if status == -signal.SIGXCPU:
            return _too_slow(worker, worker.seconds)
        if status in (OUT_OF_MEMORY, -signal.SIGKILL):
            megabytes = self._limits.memory // MEGABYTE
            return SourceError(f"读取“{worker.name}”需要的内存超过 {megabytes} MB，已停止：{_RESAVE}")
        why = "文件已损坏或需要的内存太多"  # libraries abort on either
        return SourceError(f"读取“{worker.name}”时程序中止（{why}，{status}）：{_RESAVE}")

    def _idle(self) -> _Worker:
        for worker in [worker for worker in self._workers if worker.number is None]:
            if worker.process.poll() is None:
                return worker
            self._end(worker)
        if self._scratch is None:
            self._scratch = TemporaryDirectory(prefix="huice-", ignore_cleanup_errors=True)
        with ctrl_c_held_back():
            worker = _Worker(*started(self._limits.memory, self._scratch.name))
            self._workers.append(worker)
        return worker

    def _end(self, worker: _Worker) -> None:
        end(worker.process)
        worker.connection.close()
        if worker in self._workers:
            self._workers.remove(worker)


def _too_slow(worker: _Worker, seconds: int) -> SourceError:
    so_far = f"（读到第 {worker.pages.done}/{worker.pages.pages} 页）" if worker.pages else ""
    return SourceError(f"读取“{worker.name}”用了 {seconds} 秒还没有读完{so_far}，已停止：{_RESAVE}")


def default_workers() -> int:
    """Return how many processes read files where nobody says: one a core that we may use, at most 8."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        cores = os.cpu_count() or 1
    return min(cores, _MOST_WORKERS)
