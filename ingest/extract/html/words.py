"""html.toml: what surrounds a document on a page; labels.toml: the labels of its metadata."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

LONGEST_FOOT = 300  # characters of a line at the foot of a site
COLON = "：:"


@dataclass(frozen=True, slots=True)
class Words:
    """The table of html.toml, its patterns compiled."""

    silent: frozenset[str]
    frames: frozenset[str]
    strong: frozenset[str]
    weak: frozenset[str]
    word: re.Pattern[str]
    lines: tuple[re.Pattern[str], ...]
    after: tuple[re.Pattern[str], ...]
    edge: re.Pattern[str]
    tail: re.Pattern[str]
    foot: re.Pattern[str]
    beside: re.Pattern[str]


@cache
def words() -> Words:
    """Load the table of what surrounds a document."""
    table = tomllib.loads(Path(__file__).with_name("html.toml").read_text(encoding="utf-8"))
    silent, frames, strong, weak = (frozenset(table[name]) for name in ("silent", "frames", "strong", "weak"))
    lines, after = (
        tuple(re.compile(row, re.IGNORECASE) for row in table[name]) for name in ("lines", "after")
    )
    edge = re.compile(rf"{label_start().pattern}|\s*(?:{table['button']})")
    tail = re.compile(rf"\s+(?:{'|'.join(table['tails'])})$")
    foot, beside = (re.compile("|".join(table[name]), re.IGNORECASE) for name in ("foot", "beside"))
    word = re.compile(table["word"], re.IGNORECASE)
    return Words(silent, frames, strong, weak, word, lines, after, edge, tail, foot, beside)


def squeezed(text: str) -> str:
    """Return a line without blanks."""
    return re.sub(r"\s+", "", text)


def is_button(text: str) -> bool:
    """Tell whether a line is a button, a crumb trail or a counter of the page."""
    bare = squeezed(text)
    return any(pattern.fullmatch(bare) for pattern in words().lines)


def is_after(text: str) -> bool:
    """Tell whether a line begins what the page offers after the document."""
    bare = squeezed(text)
    return any(pattern.fullmatch(bare) for pattern in words().after)


def is_foot(text: str) -> bool:
    """Tell whether a line belongs to the foot of a site."""
    return len(text) <= LONGEST_FOOT and words().foot.search(squeezed(text)) is not None


def is_beside_foot(text: str) -> bool:
    """Tell whether a line may belong to the foot of a site."""
    return len(text) <= LONGEST_FOOT and words().beside.search(squeezed(text)) is not None


@cache
def labels() -> frozenset[str]:
    """Return the labels of metadata that the reader understands, without blanks."""
    source = resources.files("ingest").joinpath("tables/labels.toml").read_text(encoding="utf-8")
    rows: Iterable[object] = tomllib.loads(source).values()
    return frozenset(label for row in rows if isinstance(row, list) for label in row)


def is_label(text: str) -> bool:
    """Tell whether a text is a label alone, with its colon or without."""
    return squeezed(text).strip(COLON) in labels()


@cache
def label_start() -> re.Pattern[str]:
    """Return the pattern of a label with its colon at the start of a text."""
    any_label = "|".join(r"\s*".join(label) for label in sorted(labels(), key=len, reverse=True))
    return re.compile(rf"\s*(?:{any_label})\s*[：:]")


def labels_in(text: str) -> int:
    """Return how many labels with a colon a text holds."""
    return sum(1 for _ in re.finditer(label_start().pattern, text))


def without_tail(text: str) -> str:
    """Return a line of metadata without the buttons and counters at its end, any other line as it is."""
    if len(text) > LONGEST_FOOT or label_start().search(text) is None:
        return text
    return words().tail.sub("", text)
