"""Publish a generation of the knowledge base in one step and refuse one that is damaged.

``home/snapshots/<generation>/`` is written aside, synced, renamed into place and made current by replacing
the file ``home/current``, which names the generation and the sha256 of its manifest; the manifest names the
sha256 of every other file. A crash at any moment leaves the last good generation current.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from index.home import replace_file, sync_folder, writing
from ingest.errors import HomeError

SCHEMA = 3
_CURRENT = "current"
_SNAPSHOTS = "snapshots"
_ASIDE = ".building"
_MANIFEST = "manifest.json"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Contents:
    """What a generation was made from and with; `fingerprint` is the same for the same input."""

    fingerprint: str
    model: str
    lexicon: str
    documents: tuple[str, ...]
    clauses: int
    chunks: int
    facts: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of a generation and the sha256 of each of its files."""

    schema: int
    generation: str
    contents: Contents
    files: tuple[tuple[str, str], ...]


@contextmanager
def aside(home: Path) -> Iterator[Path]:
    """Give an empty folder to write a generation into; whatever is still in it at the end is removed."""
    folder = home / _SNAPSHOTS / _ASIDE
    with writing(home):
        shutil.rmtree(folder, ignore_errors=True)  # what a build that was killed left
        folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(home: Path, folder: Path, contents: Contents) -> Manifest:
    """Make the files in `folder` the current generation; raise OSError as the disk does."""
    number = max(map(_number, _generations(home)), default=0) + 1
    generation = f"{number:06d}-{contents.fingerprint[:12]}"
    files = tuple((name, _sha256(folder / name)) for name in _file_names(folder))
    manifest = Manifest(SCHEMA, generation, contents, files)
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n"
    (folder / _MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    _sync(folder)
    os.rename(folder, home / _SNAPSHOTS / generation)
    _make_current(home, generation, hashlib.sha256(text.encode()).hexdigest())
    return manifest


def _make_current(home: Path, generation: str, digest: str) -> None:
    pointer = f"{generation} {digest}\n"
    try:
        sync_folder(home / _SNAPSHOTS)
        replace_file(home / _CURRENT, pointer)
    except OSError:
        if not (home / _CURRENT).exists() or (home / _CURRENT).read_text(encoding="utf-8") != pointer:
            shutil.rmtree(home / _SNAPSHOTS / generation, ignore_errors=True)
        raise


def current_name(home: Path) -> str | None:
    """Return the name of the current generation, unchecked; None where there is none or none to be read."""
    try:
        return (home / _CURRENT).read_text(encoding="ascii").partition(" ")[0]
    except (OSError, ValueError):
        return None


def current(home: Path) -> tuple[Path, Manifest] | None:
    """Return the folder and manifest of the current generation, None before the first.

    Raises HomeError when the generation is gone or its manifest is not the one that was published.
    """
    pointer = home / _CURRENT
    if not pointer.exists():
        return None
    try:
        generation, _, digest = pointer.read_text(encoding="ascii").strip().partition(" ")
        folder = home / _SNAPSHOTS / generation
        data = (folder / _MANIFEST).read_bytes()
    except (OSError, ValueError) as error:
        raise damaged(home, f"读不到当前版本的 {_MANIFEST}") from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise damaged(home, f"{generation}/{_MANIFEST} 的内容与记录不符")
    return folder, _manifest(home, data)


def verify(home: Path, folder: Path, manifest: Manifest) -> None:
    """Compare every file of a generation with its sha256; raise HomeError at the first that differs."""
    for name, digest in manifest.files:
        try:
            found = _sha256(folder / name)
        except OSError as error:
            raise damaged(home, f"缺少文件 {folder.name}/{name}") from error
        if found != digest:
            raise damaged(home, f"文件 {folder.name}/{name} 的内容与记录不符")


def prune(home: Path, keep: Manifest) -> None:
    """Remove old generations: all but the one before `keep`, and that too if it holds deleted documents."""
    older = sorted((g for g in _generations(home) if g != keep.generation), key=_number, reverse=True)
    for position, generation in enumerate(older):
        folder = home / _SNAPSHOTS / generation
        if position > 0 or not _holds_only(folder, frozenset(keep.contents.documents)):
            shutil.rmtree(folder, ignore_errors=True)  # a leftover is tried again after the next build


def damaged(home: Path, what: str) -> HomeError:
    """Return the error for a generation that cannot be trusted."""
    return HomeError(f"知识库 {home} 已损坏：{what}；请运行 huice build --home {home} 重新构建")


def _manifest(home: Path, data: bytes) -> Manifest:
    record = json.loads(data)
    if record["schema"] != SCHEMA:
        raise HomeError(
            f"知识库 {home} 由另一版本构建（格式 {record['schema']}，本版本需要 {SCHEMA}）；"
            f"请运行 huice build --home {home} 重新构建"
        )
    contents = record["contents"]
    contents["documents"] = tuple(contents["documents"])
    files = tuple((name, digest) for name, digest in record["files"])
    return Manifest(record["schema"], record["generation"], Contents(**contents), files)


def _holds_only(folder: Path, documents: frozenset[str]) -> bool:
    try:
        record = json.loads((folder / _MANIFEST).read_bytes())
        return documents.issuperset(record["contents"]["documents"])
    except (OSError, ValueError, KeyError, TypeError):
        return False  # an unreadable old generation is of no use


def _generations(home: Path) -> list[str]:
    folder = home / _SNAPSHOTS
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    return [name for name in names if name.partition("-")[0].isdecimal()]


def _number(generation: str) -> int:
    return int(generation.partition("-")[0])


def _file_names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _sync(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
