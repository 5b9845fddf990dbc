"""Find what an enterprise can be (titles, size, first-timers), and compare what it is with what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ingest.facts.folded import fold
from ingest.facts.qualification_table import (
    Family,
    families,
    level_words,
    opposites,
    rungs,
    sizes,
    words,
)
from ingest.facts.tables import any_of

QUOTES = "[“”\"'‘’「」《》〈〉＂ ]{0,3}"
QUOTE = re.compile("[“”\"'‘’「」《》〈〉＂ ]")
ANY = "|"  # between keys of which one is enough


@dataclass(frozen=True, slots=True)
class Mention:
    """A qualification named at ``text[start:end]``; `at_least` where higher rungs do as well."""

    key: str
    text: str
    start: int
    end: int
    at_least: bool
    kind: str = "资质"


def find_qualifications(text: str) -> list[Mention]:
    """Return the qualifications named in `text`, in order, never overlapping."""
    folded = fold(text)
    found = []
    last = 0
    for name in _name_pattern().finditer(folded):
        family = _families()[QUOTE.sub("", name[0])]
        start, level, lower = _level_before(folded, family, last, name.start())
        end = _closing_quote(folded, name.end())
        key = family.keys.get(level) or family.keys.get(family.default) or family.key
        higher = lower or _higher_do(folded, start)
        found.append(Mention(key, text[start:end], start, end, higher, family.kind))
        last = end
    return found


def parse_qualification(text: str) -> str | None:
    """Return the key of what a profile writes (省级专精特新, 小巨人, 国高); None where it is unknown."""
    plain = text.strip()
    if plain in rungs():
        return plain
    mentions = find_qualifications(plain) or find_qualifications(f"{plain}企业")
    if not mentions:
        return None
    return max(mentions, key=lambda mention: mention.end - mention.start).key


def is_size(text: str) -> bool:
    """Tell whether what a profile writes is a size: 中型, 小微企业."""
    return parse_qualification(text) in sizes()


def meets(have: Iterable[str], need: str, denied: Iterable[str] = ()) -> bool | None:
    """Tell whether one who has `have` and lacks `denied` meets `need`, all keys or as profiles write them.

    `need` may name several keys with | between them, of which one is enough. True for an equal or higher
    rung and for what a key implies; False for what is denied, where all that is stated on the ladder stands
    lower, and where the size or kind stated rules it out; else None. What is denied outweighs what is held.
    """
    held, lacking = ([parse_qualification(each) or each for each in listed] for listed in (have, denied))
    verdicts = [_meets_one(held, lacking, key) for key in need.split(ANY)]
    if True in verdicts:
        return True
    return None if None in verdicts else False


def _meets_one(held: list[str], lacking: list[str], need: str) -> bool | None:
    need = need if need in rungs() else parse_qualification(need) or need
    if any(_is_at_least(need, key) for key in lacking):
        return False
    if need in sizes():
        return _fits(_sizes_of(held, lacking), sizes()[need])
    wanted = rungs().get(need)
    if need in held or any(need in _implied(key) for key in held):
        return True
    if _ruled_out(held, lacking, need):
        return False
    if wanted is None or not wanted.ladder:
        return None
    same = [rungs()[key] for key in held if key in rungs() and rungs()[key].ladder == wanted.ladder]
    if any(rung.height >= wanted.height and not rung.is_open for rung in same):
        return True
    return False if same and not any(rung.is_open for rung in same) else None


def _is_at_least(key: str, other: str) -> bool:
    """Tell whether whoever holds `key` holds `other`: who lacks `other` cannot hold `key` then."""
    if key == other or other in _implied(key):
        return True
    one, two = rungs().get(key), rungs().get(other)
    if one is None or two is None or not one.ladder or one.ladder != two.ladder:
        return False
    return two.is_open or (not one.is_open and one.height >= two.height)


def _fits(known: frozenset[str], wanted: frozenset[str]) -> bool | None:
    """Tell whether a size known to be one of `known` is one of `wanted`; None where it may be."""
    if known <= wanted:
        return True
    return None if known & wanted else False


def _sizes_of(held: list[str], lacking: list[str]) -> frozenset[str]:
    """Return the sizes an enterprise may have: a size it states decides, else what its titles imply."""
    stated = [sizes()[key] for key in held if key in sizes()]
    implied = [sizes()[key] for each in held for key in _implied(each) if key in sizes()]
    known = frozenset().union(*sizes().values())
    for each in stated or implied:
        known = known & each or each
    for key in lacking:
        known = known - sizes().get(key, frozenset()) or known
    return known


def _ruled_out(held: list[str], lacking: list[str], need: str) -> bool:
    """Tell whether the size or the kind of the enterprise is not that of a holder of `need`."""
    asked = [sizes()[key] for key in _implied(need) if key in sizes()]
    if any(_fits(_sizes_of(held, lacking), each) is False for each in asked):
        return True
    have = {kind for key in held for kind in (key, *_implied(key))}
    return any(need in group and have & group for group in opposites())


def _implied(key: str) -> set[str]:
    """Return all that the holder of `key` is as well."""
    found: set[str] = set()
    waiting = [key]
    while waiting:
        rung = rungs().get(waiting.pop())
        for implied in rung.implies if rung else ():
            if implied not in found:
                found.add(implied)
                waiting.append(implied)
    return found


@cache
def _families() -> dict[str, Family]:
    """Return the family of every spelling, written without quotes and blanks."""
    found: dict[str, Family] = {}
    for family in families():
        for name in (*family.names, family.key):
            found.setdefault(QUOTE.sub("", fold(name.replace("~", ""))), family)
    return found


@cache
def _name_pattern() -> re.Pattern[str]:
    """Return the spellings as alternatives, the longest first; without groups, which would be slow."""
    names = {name for family in families() for name in (*family.names, family.key)}
    ordered = sorted(names, key=lambda name: (-len(name.replace("~", "")), name))
    return re.compile("|".join(_spelled(name) for name in ordered))


def _spelled(name: str) -> str:
    return QUOTES.join(re.escape(fold(part)) for part in re.split("~+", name))


@cache
def _level_word() -> re.Pattern[str]:
    return re.compile(any_of(level_words()))


@cache
def _level_pattern() -> re.Pattern[str]:
    level = any_of(level_words())
    more = any_of(fold(word) for word in words("at_least"))
    return re.compile(
        rf"(?P<first>(?<![全我本各该{''.join('一二三四五六七八九')}])(?:{level}))(?:[、和或及/与(]+(?:{level})\)?)*"
        rf"(?P<more>{more})?(?:的)?(?:重点)?[“”\"' ]{{0,2}}$"
    )


def _level_before(folded: str, family: Family, last: int, at: int) -> tuple[int, str, bool]:
    """Return where the mention begins with its level and quote, the level, and whether 及以上 follows it."""
    quoted = at
    while quoted > last and folded[quoted - 1] in '“"‘「':
        quoted -= 1
    if len(family.keys) < 2:
        return quoted, "", False
    level = _level_pattern().search(folded, max(last, at - 18), at)
    if level is None:
        return quoted, "", False
    if level["first"] in ("省", "国", "全国") and not _stands_alone(folded, level.start()):
        return quoted, "", False
    named = [level_words()[word[0]] for word in _level_word().finditer(level[0])]
    lowest = min(named, key=lambda each: rungs()[family.keys.get(each, family.key)].height)
    return level.start(), lowest, bool(level["more"])


def _stands_alone(folded: str, start: int) -> bool:
    """Tell whether a bare 省 or 国 is a level and not the end of a name (湖北省) or of 全省."""
    return start == 0 or not re.match(r"[\u4e00-\u9fff]", folded[start - 1])


def _closing_quote(folded: str, end: int) -> int:
    return end + 1 if end < len(folded) and folded[end] in "”’」" and folded[end - 1] not in "企业" else end


def _higher_do(folded: str, start: int) -> bool:
    """Tell whether a higher rung meets the mention too: not where the award of just this rung is meant."""
    return not _exact_pattern().search(folded, max(0, start - 12), start)


@cache
def _exact_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(words('exact_before'))})(?:的|为|成为)?[\u4e00-\u9fff]{{0,2}}$")
