"""Names of bodies, also where several stand in a row without separators."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from ingest.region_mentions import find_regions
from ingest.structure.frame import frame_table, is_unit_line

SEPARATOR = re.compile(r"[、，,；;\s]+")


@cache
def _central() -> tuple[str, ...]:
    source = resources.files("ingest").joinpath("tables/frame.toml").read_text(encoding="utf-8")
    return tuple(sorted(tomllib.loads(source)["central"], key=len, reverse=True))


@cache
def _branches() -> Mapping[str, re.Pattern[str]]:
    """Return for each central body with branches how the name of a branch goes on behind its own."""
    source = resources.files("ingest").joinpath("tables/frame.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(source)["branches"]
    return {
        head: re.compile(rf"[^局厅委办部会行队]{{2,12}}?(?:{'|'.join(ends)})") for head, ends in rows.items()
    }


def is_central(unit: str) -> bool:
    """Whether `unit` is a body of the centre (国务院, a ministry) and not its branch in a province."""
    bare = unit.removeprefix("中华人民共和国")
    return bare.startswith(_central()) and not find_regions(bare)


def split_units(text: str) -> tuple[str, ...]:
    """Return the names of bodies in `text`, which may stand in a row without any separator."""
    units: list[str] = []
    for part in SEPARATOR.split(text.strip()):
        units += _split_row(part)
    return tuple(unit for unit in units if unit)


def row_of_units(text: str) -> tuple[str, ...]:
    """Return `text` cut where one body's name follows another's without any separator between them."""
    return (text,) if SEPARATOR.search(text) else tuple(_split_row(text))


def _split_row(text: str) -> list[str]:
    cuts = [
        at
        for at in range(2, len(text) - 1)
        if _ends_unit(text[:at]) and _begins_unit(text[at:]) and not _goes_on(text, at)
    ]
    parts, start = [], 0
    for cut in [*cuts, len(text)]:
        if cut - start >= 2:
            parts.append(text[start:cut])
            start = cut
    return parts


def _ends_unit(text: str) -> bool:
    return text.endswith(_central()) or frame_table().unit.fullmatch(text[-59:]) is not None


def _goes_on(text: str, at: int) -> bool:
    """Whether the place behind the name of a central body begins the name of its branch there."""
    return any(text[:at].endswith(head) and branch.match(text, at) for head, branch in _branches().items())


def _begins_unit(text: str) -> bool:
    if text.startswith((*_central(), "中共", "中国", "共青团", "国家")):
        return True
    if text[0] in "省市县区州" and is_unit_line(text):
        return True
    mentions = find_regions(text[:12])
    return bool(mentions) and mentions[0].start == 0
