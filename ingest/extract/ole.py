"""The directory of an OLE compound file: which streams stand at its root, and the first bytes of one.

Source: [MS-CFB], sections 2.2 (header), 2.3 (FAT) and 2.6 (directory).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTRY = 128  # bytes of a directory entry
HEADER = 512
LAST = 0xFFFFFFFA  # sector numbers from here on are marks
MOST_SECTORS = 4_096  # of a directory


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream or storage at the root: its name, its first sector and its size in bytes."""

    name: str
    sector: int
    size: int


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    left: int
    right: int
    child: int
    sector: int
    size: int


class Compound:
    """An OLE compound file read whole; raise ValueError where it is broken."""

    def __init__(self, path: Path) -> None:
        self._data = path.read_bytes()
        if len(self._data) < HEADER or not self._data.startswith(SIGNATURE):
            raise ValueError("no compound file")
        self._sector = 1 << struct.unpack_from("<H", self._data, 30)[0]
        if self._sector not in (512, 4096):
            raise ValueError(f"sectors of {self._sector} bytes")
        self.streams = {stream.name: stream for stream in self._root()}

    def head(self, stream: Stream, length: int) -> bytes:
        """Return the first bytes of a stream that is not kept in the mini stream."""
        start = (stream.sector + 1) * self._sector
        return self._data[start : start + min(length, self._sector)]

    def _fat_entry(self, sector: int) -> int:
        per_sector = self._sector // 4
        index, within = divmod(sector, per_sector)
        if index >= 109:
            raise ValueError("a directory beyond the first FAT sectors")
        (fat,) = struct.unpack_from("<I", self._data, 76 + 4 * index)
        return int(self._read("<I", (fat + 1) * self._sector + 4 * within))

    def _read(self, form: str, offset: int) -> int:
        if offset + struct.calcsize(form) > len(self._data):
            raise ValueError("the file ends too early")
        return int(struct.unpack_from(form, self._data, offset)[0])

    def _directory(self) -> Iterator[bytes]:
        (sector,) = struct.unpack_from("<I", self._data, 48)
        for _ in range(MOST_SECTORS):
            if sector >= LAST:
                return
            start = (sector + 1) * self._sector
            block = self._data[start : start + self._sector]
            if len(block) < self._sector:
                raise ValueError("the file ends too early")
            yield from (block[at : at + ENTRY] for at in range(0, self._sector, ENTRY))
            sector = self._fat_entry(sector)

    def _root(self) -> Iterator[Stream]:
        entries = [_entry(raw) for raw in self._directory()]
        waiting, seen = [entries[0].child] if entries else [], set[int]()
        while waiting:
            index = waiting.pop()
            if index >= len(entries) or index in seen:
                continue
            seen.add(index)
            entry = entries[index]
            waiting += (entry.left, entry.right)
            yield Stream(entry.name, entry.sector, entry.size)


def _entry(raw: bytes) -> _Entry:
    (length,) = struct.unpack_from("<H", raw, 64)
    name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", errors="replace")
    left, right, child = struct.unpack_from("<III", raw, 68)
    sector, size = struct.unpack_from("<II", raw, 116)
    return _Entry(name, left, right, child, sector, size)
