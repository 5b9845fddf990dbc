"""Open the store of the current generation alone: enough for history, comparison and carrying over."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from index.home import check_home
from index.snapshot import Manifest, current, damaged, verify
from index.store import STORE_FILE, Store
from ingest.errors import HomeError


@contextmanager
def current_store(home: Path) -> Iterator[tuple[Store, Manifest]]:
    """Give the store of the current generation, verified, and the manifest.

    Raises HomeError when the folder is not ours, nothing was built or the store is damaged.
    """
    check_home(home)
    found = current(home)
    if found is None:
        raise HomeError(f"知识库 {home} 还是空的；请先运行 huice build --home {home}")
    folder, manifest = found
    files = tuple((name, digest) for name, digest in manifest.files if name == STORE_FILE)
    verify(home, folder, replace(manifest, files=files))
    try:
        store = Store(folder / STORE_FILE)
    except (OSError, ValueError, sqlite3.Error) as error:
        raise damaged(home, f"{folder.name} 无法载入（{error}）") from error
    try:
        yield store, manifest
    finally:
        store.close()
