"""Names of documents made comparable: titles without quotes and blanks, with and without their issuers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from ingest.metadata.issuers import issuers_in_title
from ingest.numerals import fold
from ingest.structure.frame import enacted_by

QUOTES = re.compile(r"[\s《》〈〉<>「」“”\"'‘’]")
FEWEST = 4  # characters of a name
INNER = re.compile(r"《(.+?)》|〈(.+?)〉")


@cache
def relation_table() -> Mapping[str, tuple[str, ...]]:
    """Return tables/relations.toml; a single pattern as a tuple of one."""
    table = tomllib.loads(resources.files("ingest").joinpath("tables/relations.toml").read_text("utf-8"))
    return {key: (value,) if isinstance(value, str) else tuple(value) for key, value in table.items()}


@cache
def any_pattern(key: str) -> re.Pattern[str]:
    """Return the patterns of a row of the table as one."""
    return re.compile("|".join(f"(?:{each})" for each in relation_table()[key]))


@cache
def _draft_brackets() -> re.Pattern[str]:
    words = "|".join(sorted(relation_table()["draft"], key=len, reverse=True))
    return re.compile(rf"\((?:\d{{4}}年?)?[^()]{{0,6}}(?:{words})[^()]{{0,4}}\)|(?:{words})$")


def comparable(title: str) -> str:
    """Return `title` without blanks and quotes, widths and dashes folded; 试行 and years stay."""
    return re.sub("[-—–―~～至]+", "-", QUOTES.sub("", fold(title)))


def without_draft(name: str) -> str:
    """Return a comparable name without the brackets that call it a draft."""
    return _draft_brackets().sub("", name)


def asks_for_opinions(title: str) -> bool:
    """Whether a document so called puts another one up for comment."""
    return any_pattern("asks").search(title) is not None


def names_of(title: str) -> frozenset[str]:
    """Return the names a document so called goes by: whole, without its issuers, and of what it enacts."""
    names = {comparable(title), comparable(without_issuers(title)[1])}
    enacted = enacted_by(title)
    if enacted:
        inner = INNER.search(enacted)
        names.add(comparable((inner[1] or inner[2]) if inner else without_issuers(enacted)[1]))
    return frozenset(name for name in names if len(name) >= FEWEST)


def without_issuers(title: str) -> tuple[tuple[str, ...], str]:
    """Return the bodies a title begins with and the rest of it."""
    units = issuers_in_title(title)
    at = max((title.find(unit) + len(unit) for unit in units), default=0)
    return units, title[at:].lstrip(" 、　")


def same_body(one: str, other: str) -> bool:
    """Whether two names are of one body: alike, or one the end of the other (省财政厅, 湖北省财政厅)."""
    a, b = (QUOTES.sub("", each).removeprefix("中华人民共和国") for each in (one, other))
    shorter, longer = sorted((a, b), key=len)
    return a == b or (len(shorter) >= FEWEST and shorter[0] in "省市县区州" and longer.endswith(shorter))
