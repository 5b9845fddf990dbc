"""Refuse a PDF whose drawings call each other so often that no reader comes to their end."""

from __future__ import annotations

import mmap
import re
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ingest.errors import SourceError
from ingest.limits import MEGABYTE

MOST_CALLS = 100_000  # drawings that one drawing may come to, those in it and in them
DEEPEST = 40  # drawings in drawings: pdfium draws none further down
MOST_FORMS = 20_000  # drawings of a file that are looked at
HEAD = 16 * 1024  # bytes of a dictionary that are looked at
FORM = re.compile(rb"/Subtype\s*/Form\b")
OBJECT = re.compile(rb"(\d{1,10})\s+\d{1,5}\s+obj\b")
DRAWINGS = re.compile(rb"/XObject\s*(?:<<(.*?)>>|(\d{1,10})\s+\d{1,5}\s+R)", re.DOTALL)
RESOURCES = re.compile(rb"/Resources\s+(\d{1,10})\s+\d{1,5}\s+R")
NAMED = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+(\d{1,10})\s+\d{1,5}\s+R")
CALL = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")
STREAM = re.compile(rb"stream\r?\n")


def check_forms(path: Path) -> None:
    """Raise SourceError where one drawing comes to more than `MOST_CALLS` others.

    What is packed in object streams is not seen: the limit of the worker's time stands behind this.
    """
    if not path.stat().st_size:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        calls = _calls(data)
    known: dict[int, int] = {}
    for form in calls:
        if _total(form, calls, known, set()) > MOST_CALLS:
            raise SourceError(
                f"PDF“{path.name}”中的图形层层嵌套，展开后超过 {MOST_CALLS} 个，已拒绝读取："
                "请检查文件来源，或重新导出"
            )


@dataclass(slots=True)
class _Objects:
    """The objects of a file by their numbers, looked for once and only where one is asked for."""

    data: mmap.mmap
    places: dict[int, int] = field(default_factory=dict)

    def head(self, number: bytes) -> bytes:
        """Return the beginning of an object, b"" where the file has none in the open."""
        if not self.places:
            self.places = {int(found[1]): found.end() for found in OBJECT.finditer(self.data)}
        at = self.places.get(int(number))
        return b"" if at is None else self.data[at : at + HEAD].partition(b"endobj")[0]


def _calls(data: mmap.mmap) -> dict[int, Counter[int]]:
    """Return for each drawing that calls others how often it calls each, by their object numbers."""
    found: dict[int, Counter[int]] = {}
    objects = _Objects(data)
    for place, form in enumerate(FORM.finditer(data)):
        if place >= MOST_FORMS:
            break
        start = max(form.start() - HEAD, 0)
        heads = list(OBJECT.finditer(data[start : form.start()]))
        stream = STREAM.search(data, form.end(), form.end() + HEAD)
        if not heads or stream is None:
            continue
        names = _names(objects, data[start + heads[-1].end() : stream.start()])
        if names:
            said = Counter(CALL.findall(_content(data, stream.end())))
            found[int(heads[-1][1])] = Counter(
                {names[name]: times for name, times in said.items() if name in names}
            )
    return found


def _names(objects: _Objects, head: bytes) -> dict[bytes, int]:
    """Return the object numbers of the drawings that a dictionary names."""
    aside = RESOURCES.search(head)
    if aside is not None:
        head = objects.head(aside[1])
    drawings = DRAWINGS.search(head)
    if drawings is None:
        return {}
    named = objects.head(drawings[2]) if drawings[2] else drawings[1]
    return {name: int(number) for name, number in NAMED.findall(named)}


def _content(data: mmap.mmap, start: int) -> bytes:
    end = data.find(b"endstream", start)
    packed = data[start : min(end if end >= 0 else len(data), start + MEGABYTE)]
    try:
        return zlib.decompressobj().decompress(packed, MEGABYTE)
    except zlib.error:  # not packed, or in a way that pdfium tells
        return packed


def _total(form: int, calls: dict[int, Counter[int]], known: dict[int, int], above: set[int]) -> int:
    """Return how many drawings one comes to; one that calls itself is not followed again."""
    if form in known or form in above or len(above) > DEEPEST:
        return known.get(form, 0)
    inner = above | {form}
    total = sum(
        times * (1 + _total(each, calls, known, inner)) for each, times in calls.get(form, Counter()).items()
    )
    known[form] = min(total, MOST_CALLS + 1)
    return known[form]
