"""The CPU seconds that reading one file may take; those of a file with pages grow page by page."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PAGED = b"%PDF-"
_HEAD = 1024  # bytes within which it stands
_BETWEEN = 0.5  # seconds between messages: more would fill the line while the other side is busy


@dataclass(frozen=True, slots=True)
class Seconds:
    """Seconds of CPU: for a file by its size, or for one that has pages, and more for each page read."""

    by_size: int
    paged: int
    a_page: int


@dataclass(frozen=True, slots=True)
class PagesRead:
    """How far the reading of a file is, and the seconds it may take so far."""

    done: int
    pages: int
    seconds: int


class Allowance:
    """Limits the CPU seconds of this process while it reads one file."""

    def __init__(self, path: Path, seconds: Seconds, tell: Callable[[PagesRead], None]) -> None:
        """Set the limit for the file at `path`, which is not begun yet."""
        self._path = path
        self._seconds = seconds
        self._tell = tell
        self._begun_at = used()
        self._allowed = seconds.by_size
        self._earned = 0
        self._told_at = 0.0
        self._limit()

    def page(self, done: int, pages: int) -> None:
        """Allow for another page, and tell of it unless something was told just now."""
        if not self._earned and _is_paged(self._path):  # its size says nothing: pictures are large
            self._allowed = self._seconds.paged
        self._earned += self._seconds.a_page
        self._limit()
        now = time.monotonic()
        if now - self._told_at >= _BETWEEN or done == pages:
            self._told_at = now
            self._tell(PagesRead(done, pages, self._allowed + self._earned))

    def _limit(self) -> None:
        limit(resource.RLIMIT_CPU, self._begun_at + self._allowed + self._earned)


def _is_paged(path: Path) -> bool:
    with suppress(OSError), path.open("rb") as file:
        return _PAGED in file.read(_HEAD)
    return False


def limit(kind: int, soft: int) -> None:
    """Set a soft limit of this process where the system has it, the hard one at most."""
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    with suppress(ValueError, OSError):  # a system without this limit
        resource.setrlimit(kind, (soft, hard))


def used() -> int:
    """Return the CPU seconds that this process has used, rounded up."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return int(usage.ru_utime + usage.ru_stime) + 1
