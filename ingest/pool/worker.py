"""The process that reads files for the pool: one after another, each within its own limits.

It is asked ``{"path", "source", "seconds"}`` in JSON and answers with a byte that says how it went, then the
packed reading or a message. It says READY once before the first.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from ingest.errors import SourceError, printable, shown
from ingest.pipeline import facts_of, read_source
from ingest.pool.codec import Reading, pack

READY, READ, FAILED = b"r", b"+", b"-"
OUT_OF_MEMORY = 3  # the exit status
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>


def serve(descriptor: int, memory: int) -> None:
    """Answer on the socket `descriptor` until it is closed, in at most `memory` bytes of address space."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told by it, and ends us
    _die_with_parent()
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, memory)
    with Connection(descriptor) as connection, suppress(EOFError, ConnectionError):
        connection.send_bytes(READY)
        while True:
            asked = json.loads(connection.recv_bytes())
            _limit(resource.RLIMIT_CPU, _used() + asked["seconds"])
            connection.send_bytes(_answer(Path(asked["path"]), asked["source"]))


def _answer(path: Path, source: str) -> bytes:
    try:
        return READ + pack(read(path, source))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # what is left of this process cannot be trusted
    except SourceError as error:
        return FAILED + printable(str(error)).encode()


def read(path: Path, source: str) -> Reading:
    """Read the file at `path`, cited as `source`, in this process.

    Raises SourceError where it cannot be read, for what nobody foresaw too: other files must go on.
    """
    try:
        found = read_source(path, source)
        return Reading(tuple((document, facts_of(document)) for document in found.documents), found.notes)
    except (SourceError, MemoryError):
        raise
    except Exception as error:
        *_, last = str(error).splitlines() or [""]
        what = f"{type(error).__name__}：{shown(last)}"
        raise SourceError(
            f"读取“{path.name}”时程序出错（{what}）：请把文件另存一份再试，仍不行请报告这个错误"
        ) from error


def _limit(kind: int, soft: int) -> None:
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    with suppress(ValueError, OSError):  # a system without this limit
        resource.setrlimit(kind, (soft, hard))


def _used() -> int:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return int(usage.ru_utime + usage.ru_stime) + 1


def _die_with_parent() -> None:
    with suppress(OSError, AttributeError):  # Linux alone has it; elsewhere the closed socket ends us
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
