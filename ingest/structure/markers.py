"""Ordinals at the start of a paragraph: 第三条, 二、, （四）, 13., ——, 专栏 2, 一是."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ingest.numerals import fold, parse_number

INLINE_KINDS = ("一是", "第一，", "其一", "（一）", "1.", "（1）", "1）", "①")


@dataclass(frozen=True, slots=True)
class Marker:
    """An ordinal read at the start of a text.

    `rank` orders the kinds (small stands above large), `number` is None where the kind does not count,
    `label` is the ordinal as a clause id writes it, `length` the characters it takes, the blanks after it
    included.
    """

    kind: str
    rank: float
    number: int | None
    label: str
    length: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of tables/markers.toml with its patterns compiled."""

    name: str
    rank: float
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    label: str


@cache
def kinds() -> tuple[Kind, ...]:
    """Load the table of ordinals, in the order in which they are tried."""
    source = resources.files("ingest").joinpath("tables/markers.toml").read_text(encoding="utf-8")
    return tuple(
        Kind(
            row["name"],
            float(row["rank"]),
            re.compile(row["pattern"]),
            re.compile(row["unless"]) if row["unless"] else None,
            row["label"],
        )
        for row in tomllib.loads(source)["kind"]
    )


def read_marker(line: str) -> Marker | None:
    """Return the ordinal `line` begins with, or None; a cross-reference or a decimal is no ordinal."""
    folded = fold(line)
    for kind in kinds():
        found = kind.pattern.match(folded)
        if not found:
            continue
        if kind.unless and kind.unless.match(folded, found.end()):
            continue
        return _marker(kind, found, folded)
    return None


def _marker(kind: Kind, found: re.Match[str], folded: str) -> Marker:
    groups = found.groupdict()
    ordinal = groups.get("n") or ""
    whole = re.sub(r"\s", "", found.group()).rstrip("、.:")
    length = len(folded) - len(folded[found.end() :].lstrip())
    label = kind.label.format(n=ordinal, all=whole)
    return Marker(kind.name, kind.rank, parse_number(ordinal) if ordinal else None, label, length)


def inline_items(text: str) -> list[tuple[int, Marker]]:
    """Return the ordinals of a real enumeration inside `text`, as (offset, marker) in text order.

    Real means: at least two items of one kind counted 1, 2, 3 ..., the first after a colon, a stop or a
    semicolon (or at the start for 一是), each of the others after a comma, a stop or a semicolon.
    The first enumeration in the text wins.
    """
    folded = fold(text)
    best: list[tuple[int, Marker]] = []
    for name in INLINE_KINDS:
        items = _series(folded, name)
        if len(items) >= 2 and (not best or items[0][0] < best[0][0]):
            best = items
    return best


def _series(folded: str, name: str) -> list[tuple[int, Marker]]:
    kind = next(kind for kind in kinds() if kind.name == name)
    items: list[tuple[int, Marker]] = []
    for found in kind.pattern.finditer(folded):
        before = folded[: found.start()].rstrip()[-1:]
        if before not in ((":", ";", "。", "") if not items else tuple(":;。,！”)")):
            continue
        if kind.unless and kind.unless.match(folded, found.end()):
            continue
        marker = _marker(kind, found, folded)
        if marker.number == len(items) + 1:
            items.append((found.start(), _clip(marker, found, folded)))
    return items


def _clip(marker: Marker, found: re.Match[str], folded: str) -> Marker:
    end = len(folded) - len(folded[found.end() :].lstrip())
    return Marker(marker.kind, marker.rank, marker.number, marker.label, end - found.start())
