"""Guard the home folder: mark it as ours, let one builder in at a time, report a full disk as such."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.errors import HomeError, reason_of
from ingest.pool.cache import FOLDER as CACHE

MARKER = "huice.json"
LOCK = "build.lock"
SCHEMA = 1
_PRODUCT = "huice"


def check_home(home: Path) -> None:
    """Raise HomeError unless `home` is a knowledge base folder of this schema; change nothing."""
    marker = home / MARKER
    with reading(home):
        if not home.exists():
            raise HomeError(f"知识库文件夹 {home} 不存在；请先运行 huice build --home {home}")
        if not home.is_dir():
            raise HomeError(f"{home} 不是文件夹；请用 --home 指定知识库文件夹")
        if not marker.is_file():
            raise HomeError(f"{home} 不是惠策的知识库文件夹（没有 {MARKER}）；请用 --home 指定另一个文件夹")
    try:
        record = json.loads(marker.read_text(encoding="utf-8"))
        product, schema = record["product"], record["schema"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HomeError(f"{marker} 已损坏：{error}；请删除 {home} 后运行 huice build") from error
    if product != _PRODUCT or schema != SCHEMA:
        raise HomeError(
            f"{home} 的格式是 {product} {schema}，本版本需要 {_PRODUCT} {SCHEMA}；"
            "请换一个文件夹运行 huice build"
        )


def check_buildable(home: Path) -> None:
    """Raise HomeError unless `home` is new, empty or ours; change nothing."""
    with reading(home):
        found = sorted(path.name for path in home.iterdir()) if home.is_dir() else []
        exists = home.exists()
    if exists and (MARKER in found or not home.is_dir()):
        check_home(home)
    others = [name for name in found if name not in (f"{MARKER}.new", LOCK)]
    if MARKER not in found and others:
        raise HomeError(
            f"{home} 里已有别的文件（如 {others[0]}），不是惠策的知识库文件夹，未作任何改动；"
            "请用 --home 指定一个空文件夹"
        )


def prepare_home(home: Path) -> None:
    """Make `home` a knowledge base folder if it is new or empty; raise HomeError if it is not ours."""
    check_buildable(home)
    if not (home / MARKER).exists():
        with writing(home):
            home.mkdir(parents=True, exist_ok=True)
            replace_file(home / MARKER, json.dumps({"product": _PRODUCT, "schema": SCHEMA}) + "\n")


@contextmanager
def building(home: Path) -> Iterator[None]:
    """Prepare `home` and hold it for one builder; raise HomeError if another holds it.

    Where the block fails, a home folder that was not there before is removed again; only where files were
    read already and the disk is not to blame, it stays with what they were read into, for the next build.
    """
    made = [folder for folder in (home, *home.parents) if not folder.exists()]
    lock = FileLock(home / LOCK)
    try:
        prepare_home(home)
        _acquire(lock, home)
    except HomeError:
        _remove_empty(made)
        raise
    try:
        yield
    except BaseException as error:
        if made and (isinstance(error, HomeError) or not _keep_cache(home)):
            shutil.rmtree(home, ignore_errors=True)
            _remove_empty(made)
        raise
    finally:
        lock.release()


def _keep_cache(home: Path) -> bool:
    """Leave the cache alone in a home that was to be new; tell whether there is anything in it."""
    if not (home / CACHE).is_dir() or not any((home / CACHE).iterdir()):
        return False
    for path in [path for path in home.iterdir() if path.name not in (MARKER, LOCK, CACHE)]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return True


def _acquire(lock: FileLock, home: Path) -> None:
    try:
        with writing(home):
            lock.acquire(timeout=0)
    except Timeout as error:
        raise HomeError(f"另一个构建正在进行（{home}）；请等它结束后再运行 huice build") from error


def _remove_empty(folders: list[Path]) -> None:
    for folder in folders:
        with suppress(OSError):  # not empty, so somebody else's by now, or never made
            folder.rmdir()


@contextmanager
def reading(home: Path) -> Iterator[None]:
    """Turn what a disk refuses inside the block into a HomeError that says what to do."""
    try:
        yield
    except OSError as error:
        raise HomeError(
            f"无法读取知识库文件夹 {home}：{reason_of(error)}；请检查路径和权限，或用 --home 另选一个文件夹"
        ) from error


@contextmanager
def writing(home: Path) -> Iterator[None]:
    """Turn what a disk refuses inside the block into a HomeError that says what to do."""
    try:
        yield
    except Timeout:
        raise  # filelock's is an OSError too
    except OSError as error:
        raise _disk_error(home, error, full=_is_full(error)) from error
    except sqlite3.OperationalError as error:
        raise _disk_error(home, error, full=_is_full_database(error)) from error


def _is_full(error: OSError) -> bool:
    # numpy reports a short write without an errno: "1000 requested and 500 written"
    return error.errno in (errno.ENOSPC, errno.EDQUOT) or "requested and" in str(error)


def _is_full_database(error: sqlite3.OperationalError) -> bool:
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


def _disk_error(home: Path, error: Exception, full: bool) -> HomeError:
    if full:
        what, remedy = f"磁盘空间不足，无法写入 {home}", "清理磁盘"
    else:
        why = reason_of(error) if isinstance(error, OSError) else str(error)
        what, remedy = f"无法写入 {home}：{why}", "检查该文件夹的权限和磁盘"
    return HomeError(f"{what}，原有知识库未受影响；请{remedy}后重新运行 huice build")


def replace_file(path: Path, text: str) -> None:
    """Put `text` at `path` in one step that survives a crash; raise OSError as the disk does."""
    aside = path.with_name(f"{path.name}.new")
    try:
        with aside.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def replace_folder(aside: Path, folder: Path) -> None:
    """Put `aside` in the place of `folder`; what stood there goes only once the new one is in place.

    Raises OSError as the disk does.
    """
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        os.replace(folder, old)
    os.replace(aside, folder)
    shutil.rmtree(old, ignore_errors=True)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` survive a crash; raise OSError as the disk does."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
