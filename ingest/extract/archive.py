"""Unpack archives within limits: members, bytes, ratio, archives in archives, names that stay inside."""

from __future__ import annotations

import re
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile, ZipInfo

from ingest import limits
from ingest.errors import SourceError, printable, reason_of
from ingest.extract.sniff import Format, sniff

UTF8_NAME, ENCRYPTED = 0x800, 0x1  # flags of a member
CHUNK = 1 << 16
SMALL = limits.MEGABYTE  # bytes a member may have whatever its ratio
LONGEST_NAME = 80  # characters of a file name on disk, below the 255 bytes a file system allows
DRIVE = re.compile(r"[A-Za-z]:")
# What systems and browsers put beside documents: no documents.
LITTER = re.compile(
    r"(?:^|/)(?:\.|__MACOSX/|Thumbs\.db$|desktop\.ini$|~\$)|[^/](?:_files|\.files)/", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: where it was unpacked to and its name in the archive."""

    path: Path
    name: str


@dataclass(slots=True)
class _Allowance:
    """What the archive being read and those inside it may still take."""

    depth: int = 0
    members: int = field(default_factory=lambda: limits.MOST_MEMBERS)
    size: int = field(default_factory=lambda: limits.LARGEST_UNPACKED)


_allowance: ContextVar[_Allowance | None] = ContextVar("allowance", default=None)


def is_archive(path: Path) -> bool:
    """Tell whether the file at `path` is a ZIP archive of documents; raise SourceError as `sniff` does."""
    return sniff(path) is Format.ARCHIVE


@contextmanager
def unpacked(path: Path) -> Iterator[list[Member]]:
    """Unpack an archive into a folder of its own, removed afterwards; raise SourceError over the limits.

    Hidden files and what systems and browsers put beside documents are left out. An archive in it is a
    member like any other; the limits hold for all that is unpacked inside this context together.
    """
    limits.check_size(path, limits.LARGEST_FILE, "压缩包")
    allowance = _allowance.get() or _Allowance()
    if allowance.depth >= limits.DEEPEST_ARCHIVE:
        raise SourceError(
            f"压缩包“{path.name}”套得太深（超过 {limits.DEEPEST_ARCHIVE} 层）：请先解压里面的压缩包再试"
        )
    token = _allowance.set(allowance)
    allowance.depth += 1
    try:
        with TemporaryDirectory(prefix="huice-zip-") as folder:
            yield _unpack(path, Path(folder), allowance)
    finally:
        allowance.depth -= 1
        _allowance.reset(token)


def _unpack(path: Path, folder: Path, allowance: _Allowance) -> list[Member]:
    try:
        with ZipFile(path) as archive:
            wanted = _wanted(archive, path)
            allowance.members -= len(wanted)
            if allowance.members < 0:
                raise SourceError(
                    f"压缩包“{path.name}”里的文件太多（超过 {limits.MOST_MEMBERS} 个）：请分成几个压缩包再试"
                )
            return [
                _write(archive, info, name, folder / f"{place:04}", path, allowance)
                for place, (info, name) in enumerate(wanted)
            ]
    except (BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise SourceError(
            f"压缩包“{path.name}”已损坏、不完整或用了不支持的压缩方法："
            "请重新下载，或用通用的 ZIP 方法重新压缩再试"
        ) from error
    except OSError as error:
        raise SourceError(f"解压“{path.name}”时出错（{reason_of(error)}）：请检查磁盘空间和文件") from error


def _wanted(archive: ZipFile, path: Path) -> list[tuple[ZipInfo, str]]:
    """Return the members to unpack with their names; raise SourceError for one that may not be."""
    found = []
    for info in archive.infolist():
        name = member_name(info)
        _refuse_escaping(info, name, path)
        if name.endswith("/") or info.is_dir() or LITTER.search(name):
            continue
        if info.flag_bits & ENCRYPTED:
            raise SourceError(f"压缩包“{path.name}”加了密码：请解压后重新压缩，不设密码再试")
        found.append((info, name))
    return found


def member_name(info: ZipInfo) -> str:
    """Return the name of a member; one not marked as UTF-8 is read as UTF-8 or GB18030."""
    if not info.flag_bits & UTF8_NAME:
        try:
            raw = info.filename.encode("cp437")
        except UnicodeEncodeError:
            return info.filename
        for encoding in ("utf-8", "gb18030"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
    return info.filename


def _refuse_escaping(info: ZipInfo, name: str, path: Path) -> None:
    parts = PurePosixPath(name).parts
    linked = stat.S_ISLNK(info.external_attr >> 16)
    outside = name.startswith("/") or "\\" in name or ".." in parts or DRIVE.match(name) is not None
    if linked or outside or not name or any(ord(char) < ord(" ") for char in name):
        reason = "是符号链接" if linked else "指向压缩包以外"
        raise SourceError(
            f"压缩包“{path.name}”里的“{printable(name)[:100]}”{reason}，不安全：请确认来源，重新压缩后再试"
        )


def _write(
    archive: ZipFile, info: ZipInfo, name: str, folder: Path, path: Path, allowance: _Allowance
) -> Member:
    folder.mkdir()
    target = folder / _short(PurePosixPath(name).name)
    most = max(SMALL, limits.MOST_RATIO * info.compress_size)
    size = 0
    with archive.open(info) as source, target.open("wb") as file:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            allowance.size -= len(chunk)
            if size > most or allowance.size < 0:
                raise SourceError(
                    f"压缩包“{path.name}”解压后太大（“{name[:100]}”处超过上限 "
                    f"{limits.LARGEST_UNPACKED // limits.MEGABYTE} MB 或压缩比 {limits.MOST_RATIO}），"
                    "可能是压缩炸弹：请解压后逐个给出文件"
                )
            file.write(chunk)
    return Member(target, name)


def _short(name: str) -> str:
    """Return a file name short enough for any file system, its ending kept."""
    pure = PurePosixPath(name)
    suffix = pure.suffix if len(pure.suffix) < 12 else ""
    return name.removesuffix(suffix)[: LONGEST_NAME - len(suffix)] + suffix
