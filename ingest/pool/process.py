"""A process of the pool: started so that nothing of it is lost, ended with all it has started."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from types import FrameType

_START = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from ingest.pool.worker import serve
serve(int(sys.argv[2]), int(sys.argv[3]))
"""
# One thread each: the processes share the cores among themselves.
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def started(memory: int, scratch: str) -> tuple[subprocess.Popen[bytes], Connection]:
    """Start a process of at most `memory` bytes with temporary files in `scratch`; return it and its line."""
    ours, theirs = Pipe()
    with theirs:
        arguments = [json.dumps(sys.path), str(theirs.fileno()), str(memory)]
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # so that all of it can be killed at once, and Ctrl-C is ours to handle
            env={**os.environ, **dict.fromkeys(_THREADS, "1"), "TMPDIR": scratch},
        )
    return process, ours


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with whatever it started, such as an office program in a session of its own."""
    if process.poll() is None:
        _signal(process.pid, signal.SIGSTOP)  # it starts no more while we look
    for pid in (process.pid, *_descendants(process.pid)):
        _signal(pid, signal.SIGKILL)
    process.wait()


def _signal(pid: int, what: signal.Signals) -> None:
    """Send a signal to a process and to the group that it leads."""
    for send in (os.kill, os.killpg):
        with suppress(ProcessLookupError, PermissionError):
            send(pid, what)


def _descendants(pid: int) -> Iterator[int]:
    """Yield the processes that `pid` started and those that they did; none where there is no /proc."""
    with suppress(OSError, ValueError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text("ascii").split():
                yield int(child)
                yield from _descendants(int(child))


@contextmanager
def ctrl_c_held_back() -> Iterator[None]:
    """Let Ctrl-C wait until this context is left: a process just started would be forgotten."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    held: list[FrameType | None] = []
    signal.signal(signal.SIGINT, lambda _, frame: held.append(frame))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if held:
            before(signal.SIGINT, held[0])
