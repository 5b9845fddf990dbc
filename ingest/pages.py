"""Pages of a long file as they are read: who reads them says so, who waits for the file may listen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[int, int], None]
"""Called with the pages of a file that are read and all its pages."""

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def page_read(done: int, pages: int) -> None:
    """Say that the first `done` of a file's `pages` are read; without a listener nothing happens."""
    listener = _listener.get()
    if listener is not None:
        listener(done, pages)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Have `listener` called for every page that is read in this context."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
