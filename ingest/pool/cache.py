"""Keep what files were read into, so that an interrupted or repeated ingest does not read them again.

An entry is found by the sha256 of the file's bytes, by the name it is cited as, and by the code that read it:
any change of the package ingest or of a library it reads with makes every entry unknown. An entry is a
line with the ids of its documents, then the packed reading.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import cache
from hashlib import file_digest, sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from ingest.pool.codec import Reading, unpack

FOLDER = "cache"  # of a home
_FORMAT = 1
_ENDING = ".reading"
_SHOWN = 16  # hexadecimal digits of the code's fingerprint in a key
_LIBRARIES = (
    "charset-normalizer", "lxml", "markdown-it-py", "onnxruntime", "pdfplumber", "pydantic", "pypdfium2",
    "rapidocr",
)  # fmt: skip


def key_of(path: Path, source: str) -> str:
    """Return the key of the file at `path` cited as `source`; raise OSError as the disk does."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    basis = f"{digest}\n{source}".encode("utf-8", "surrogatepass")
    return f"{code_fingerprint()[:_SHOWN]}-{sha256(basis).hexdigest()[: 2 * _SHOWN]}"


@cache
def code_fingerprint() -> str:
    """Return the sha256 over the files of the package ingest and the versions of what it reads with."""
    from importlib.metadata import version  # slow to import, and asking never comes here

    digest = sha256(f"{_FORMAT}\n".encode())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    for name, data in _code(files("ingest"), ""):
        digest.update(f"{name} {len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()


def _code(folder: Traversable, above: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name == "__pycache__" or entry.name.startswith("."):
            continue
        name = f"{above}/{entry.name}"
        if entry.is_dir():
            yield from _code(entry, name)
        else:
            yield name, entry.read_bytes()


def load(folder: Path, key: str) -> Reading | None:
    """Return the reading kept in `folder` under `key`; None when there is none or it is damaged."""
    try:
        _, _, packed = (folder / f"{key}{_ENDING}").read_bytes().partition(b"\n")
        return unpack(packed)
    except (OSError, ValueError):
        return None


def keep(folder: Path, key: str, packed: bytes, document_ids: Collection[str]) -> None:
    """Keep a packed reading in one step; where the disk refuses, nothing is kept and nothing said.

    What the cache cannot hold is read again: that is no reason to fail.
    """
    aside = folder / f"{key}.new"
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
        try:
            aside.write_bytes(" ".join(document_ids).encode() + b"\n" + packed)
            os.replace(aside, folder / f"{key}{_ENDING}")
        except OSError:
            aside.unlink(missing_ok=True)
            raise


def prune(folder: Path, document_ids: Collection[str]) -> None:
    """Remove every entry that holds a document besides `document_ids`, or that other code has written."""
    known, ours = frozenset(document_ids), code_fingerprint()[:_SHOWN]
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.suffix != _ENDING or not path.name.startswith(ours) or not known.issuperset(_ids(path)):
            with suppress(OSError):
                path.unlink()


def _ids(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            return file.readline().decode().split()
    except (OSError, ValueError):
        return [""]  # an entry that cannot be read is of no use
