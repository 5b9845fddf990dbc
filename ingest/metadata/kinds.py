"""The kind of a document by the last words of its title."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ingest.records import Period
from ingest.structure.frame import enacted_by

TAIL = re.compile(r"\s*[（(【〔\[][^（()）【】〔〕\[\]]{1,40}[）)】〕\]]\s*$")
QUOTES = '《》“”"〈〉<>【】 　'
NEWS = "新闻材料"
NOTICE, EVIDENCE = "notice", "evidence"
PASSES_ON = re.compile(r"批转|转发")
FEWEST = 2


@dataclass(frozen=True, slots=True)
class KindTable:
    """tables/kinds.toml: kinds by ending (longest first) and by pattern, groups by kind, status, plans."""

    endings: tuple[tuple[str, str], ...]
    patterns: tuple[tuple[re.Pattern[str], str], ...]
    groups: Mapping[str, str]
    status: tuple[tuple[str, str], ...]
    plans: Mapping[str, Period]


@cache
def kind_table() -> KindTable:
    """Load the table of kinds."""
    table = tomllib.loads(resources.files("ingest").joinpath("tables/kinds.toml").read_text(encoding="utf-8"))
    rows = [(ending, row["kind"]) for row in table["kind"] for ending in row["endings"]]
    words = [(word, status) for status, words in table["status"].items() for word in words]
    return KindTable(
        tuple(sorted(rows, key=lambda row: -len(row[0]))),
        tuple(
            (re.compile(pattern), row["kind"]) for row in table["kind"] for pattern in row.get("patterns", ())
        ),
        {row["kind"]: row["group"] for row in table["kind"]},
        tuple(sorted(words, key=lambda row: -len(row[0]))),
        {name: Period(first, last) for name, (first, last) in table["plans"].items()},
    )


def bare_title(title: str) -> str:
    """Return `title` without the brackets at its end (draft, period, trial) and the quotes around it."""
    bare = title.strip()
    while (found := TAIL.search(bare)) and found.start() > 0:
        bare = bare[: found.start()]
    return bare.strip(QUOTES)


def kind_by_ending(title: str) -> str | None:
    """Return the kind whose pattern or ending `title` has, the longest ending winning."""
    bare = bare_title(title)
    if len(bare) <= FEWEST:
        return None
    for pattern, kind in kind_table().patterns:
        if pattern.search(bare):
            return kind
    return next((kind for ending, kind in kind_table().endings if bare.endswith(ending)), None)


def kind_of(title: str) -> str | None:
    """Return the kind of the document called `title`; of what it issues where it only issues another one.

    A report that is passed on to be carried out (批转, 转发) binds like the notice that does so.
    """
    enacted, own = enacted_by(title), kind_by_ending(title)
    if enacted is None:
        return own
    inner = re.search(r"《(.+?)》", enacted)
    kind = kind_by_ending(inner.group(1) if inner else enacted) or own
    binding = own is not None and PASSES_ON.search(title) and group_of(own) == NOTICE
    return own if kind is not None and binding and group_of(kind) == EVIDENCE else kind


def group_of(kind: str) -> str:
    """Return plan, rule, law, notice or evidence for a kind of the table; evidence for an unknown one."""
    return kind_table().groups.get(kind, "evidence")


def status_in(words: str) -> str | None:
    """Return the status that `words`, a bracket or a line of its own, states."""
    bare = words.strip("（）()【】[]〔〕 。\u3000")
    return next((status for word, status in kind_table().status if bare == word or bare.endswith(word)), None)
