"""What a title says of the policy it names and of the edition: the table is tables/versions.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib import resources

from ingest.versions.shingles import folded

_SOFT = 4  # characters that a title may gain or lose between versions
_SHARE = 0.25  # of the longer title, at most


@dataclass(frozen=True, slots=True)
class TitleReading:
    """A title taken apart: `key` names the policy, `telling` what tells it from its like."""

    key: str
    telling: tuple[str, ...]
    edition: int | None  # the year of the edition it names
    draft: bool
    occasional: bool


@dataclass(frozen=True, slots=True)
class _Table:
    edition: tuple[re.Pattern[str], ...]
    draft: tuple[re.Pattern[str], ...]
    passing: tuple[re.Pattern[str], ...]
    enclosing: tuple[re.Pattern[str], ...]
    telling: re.Pattern[str]
    occasional: re.Pattern[str]


@cache
def _table() -> _Table:
    raw = tomllib.loads(resources.files("ingest").joinpath("tables/versions.toml").read_text("utf-8"))
    return _Table(
        edition=tuple(map(re.compile, raw["edition"])),
        draft=tuple(map(re.compile, raw["draft"])),
        passing=tuple(map(re.compile, raw["passing"])),
        enclosing=tuple(map(re.compile, raw["enclosing"])),
        telling=re.compile("|".join(raw["telling"])),
        occasional=re.compile(raw["occasional"]),
    )


def read_title(title: str | None, issuers: Sequence[str] = ()) -> TitleReading | None:
    """Take a title apart, its issuers known; None where there is none or it names nothing but an edition."""
    table = _table()
    text = "".join(unicodedata.normalize("NFKC", title or "").split())
    draft = any(pattern.search(text) for pattern in table.draft)
    text = _without(table.draft, text)
    years = [found for pattern in table.edition for found in pattern.finditer(text)]
    edition = max((int(f["year"]) for f in years if f.re.groups and f["year"]), default=None)
    text = _bare(_without(table.edition, text), issuers)
    key = folded(_without(table.passing, text))
    if not key:
        return None
    return TitleReading(
        key, tuple(sorted(table.telling.findall(key))), edition, draft, bool(table.occasional.search(key))
    )


def _without(patterns: Sequence[re.Pattern[str]], text: str) -> str:
    for pattern in patterns:
        text = pattern.sub("", text)
    return text


def _bare(text: str, issuers: Sequence[str]) -> str:
    """Return a title without the notice around it, the issuers and 关于 before it."""
    for pattern in _table().enclosing:
        if found := pattern.match(text):
            text = found[1]
    for issuer in issuers:
        text = text.removeprefix(issuer)
    return text.removeprefix("关于")


def alike(one: TitleReading, other: TitleReading) -> bool:
    """Tell whether two titles can name one policy: equal, or a few words more in one of them."""
    if one.key == other.key:
        return True
    if one.telling != other.telling:
        return False
    steps = SequenceMatcher(None, one.key, other.key, autojunk=False).get_opcodes()
    if any(kind == "replace" for kind, *_ in steps):
        return False
    gained = sum((a1 - a0) + (b1 - b0) for kind, a0, a1, b0, b1 in steps if kind != "equal")
    return gained <= min(_SOFT, _SHARE * max(len(one.key), len(other.key)))
