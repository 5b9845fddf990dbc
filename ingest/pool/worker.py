"""The process that reads files for the pool: one after another, each within its own limits.

It is asked in JSON (`Asked`) and answers with a byte that says how it went, then the packed reading or a
message. It says READY once before the first, and how far it is (`PagesRead`) now and then in a file of pages.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
from contextlib import suppress
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from ingest.errors import SourceError, printable, shown
from ingest.pages import listening
from ingest.pipeline import facts_of, read_source
from ingest.pool.allowance import Allowance, PagesRead, Seconds, limit
from ingest.pool.codec import Reading, pack

READY, READ, FAILED, PAGES = b"r", b"+", b"-", b"p"
OUT_OF_MEMORY = 3  # the exit status
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>


@dataclass(frozen=True, slots=True)
class Asked:
    """A file to read, the name it is cited as, and the seconds of CPU it may take."""

    path: str
    source: str
    seconds: Seconds

    def packed(self) -> bytes:
        """Return it as JSON."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def unpacked(cls, data: bytes) -> Asked:
        """Read what `packed` wrote."""
        found = json.loads(data)
        return cls(found["path"], found["source"], Seconds(**found["seconds"]))


def serve(descriptor: int, memory: int) -> None:
    """Answer on the socket `descriptor` until it is closed, in at most `memory` bytes of address space."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told by it, and ends us
    _die_with_parent()
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_AS, memory)
    with Connection(descriptor) as connection, suppress(EOFError, ConnectionError):
        connection.send_bytes(READY)
        while True:
            connection.send_bytes(_answer(Asked.unpacked(connection.recv_bytes()), connection))


def _answer(asked: Asked, connection: Connection) -> bytes:
    def tell(read: PagesRead) -> None:
        connection.send_bytes(PAGES + json.dumps(asdict(read)).encode())

    path = Path(asked.path)
    allowance = Allowance(path, asked.seconds, tell)
    try:
        with listening(allowance.page):
            return READ + pack(read(path, asked.source))
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


def _die_with_parent() -> None:
    with suppress(OSError, AttributeError):  # Linux alone has it; elsewhere the closed socket ends us
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
