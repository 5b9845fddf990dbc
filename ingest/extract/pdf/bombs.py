"""Refuse a PDF whose streams unpack to more than a page can hold, before pdfium reads them."""

from __future__ import annotations

import mmap
import re
import zlib
from pathlib import Path

from ingest.errors import SourceError
from ingest.limits import MEGABYTE

LARGEST_STREAM = 24 * MEGABYTE  # unpacked: a page of small type and drawings takes one
SMALLEST_BOMB = LARGEST_STREAM // 1032  # bytes: deflate packs no tighter
CHUNK = 64 * 1024
HEAD = 1024  # bytes before a stream in which its dictionary stands
HARMLESS = (b"/Image", b"/Length1", b"/EmbeddedFile")  # pictures, fonts, attachments: never read as text
STREAM = re.compile(rb"stream\r?\n")


def check_streams(path: Path) -> None:
    """Raise SourceError where a packed stream that is no picture or font unpacks beyond the limit."""
    if not path.stat().st_size:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for found in STREAM.finditer(data):
            start = found.end()
            if data[found.start() - 3 : found.start()] == b"end" or not _is_content(data, found.start()):
                continue
            end = data.find(b"endstream", start)
            end = len(data) if end < 0 else end
            if end - start >= SMALLEST_BOMB and _unpacked(data, start, end) > LARGEST_STREAM:
                raise SourceError(
                    f"PDF“{path.name}”中有一段内容解压后超过 {LARGEST_STREAM // MEGABYTE} MB，"
                    "已拒绝读取：请检查文件来源，或重新导出"
                )


def _is_content(data: mmap.mmap, at: int) -> bool:
    head = data[max(at - HEAD, 0) : at]
    head = head[head.rfind(b" obj") + 1 :]
    return b"/Fl" in head and not any(kind in head for kind in HARMLESS)


def _unpacked(data: mmap.mmap, start: int, end: int) -> int:
    """Return how many bytes a stream unpacks to, counted a little past the limit at most."""
    unpack = zlib.decompressobj()
    size = 0
    try:
        for at in range(start, end, CHUNK):
            packed = data[at : min(at + CHUNK, end)]
            while packed and size <= LARGEST_STREAM:
                size += len(unpack.decompress(packed, MEGABYTE))
                packed = unpack.unconsumed_tail
            if size > LARGEST_STREAM:
                break
    except zlib.error:  # encrypted, damaged or packed twice: pdfium says so
        return 0
    return size
