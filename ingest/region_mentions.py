"""Places named in running text, told apart from words, streets and bodies that carry a place's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.records import Region
from ingest.regions import covers, gazetteer, level_of, region_table

NAME_REACH = 14  # characters between a place and the ending of a body's name


@dataclass(frozen=True, slots=True)
class RegionMention:
    """A division named at ``text[start:end]``.

    `in_name` says that the place, named in short, is a part of the name of a university, an exchange, a
    company, a metropolitan area: such a mention asks for no other region.
    """

    region: Region
    start: int
    end: int
    in_name: bool


def find_regions(text: str, within: Region | None = None) -> tuple[RegionMention, ...]:
    """Return the divisions named in `text`, in text order, longest names first, without overlap.

    Provinces and prefectures count with and without 省, 市, 州; counties with their full name, in short only
    where it is plain that a place is meant (苏州昆山, 我公司在昆山). Where several counties share a name, the
    parent must be named before it or `within` hold just one of them.
    A chain (湖北省黄石市) is one mention of its last member.
    """
    found: list[RegionMention] = []
    covered = _words(text)
    at = 0
    while at < len(text):
        mention = None if at in covered else _mention(text, at, found, within) or _county(text, at, found)
        if mention is None:
            at += 1
            continue
        if found and found[-1].end == mention.start and covers(found[-1].region, mention.region):
            mention = RegionMention(mention.region, found.pop().start, mention.end, mention.in_name)
        found.append(mention)
        at = mention.end
    return tuple(found)


@cache
def _names() -> tuple[dict[str, tuple[str, ...]], frozenset[str], int]:
    """Return the codes of names that count in running text, their first characters, the longest length."""
    table = region_table()
    names = {name: codes for name, codes in gazetteer().full.items() if len(name) >= 2 and name != "全国"}
    for name, codes in gazetteer().short.items():
        upper = tuple(code for code in codes if _upper(code))
        if upper and name not in names and name not in table.suffix_required and name != "全国":
            names[name] = upper
    return names, frozenset(name[0] for name in names), max(map(len, names))


def _upper(code: str) -> bool:
    return code.endswith("00") or code[2:4] == "90"


def _mention(text: str, at: int, before: list[RegionMention], within: Region | None) -> RegionMention | None:
    names, firsts, longest = _names()
    if text[at] not in firsts:
        return None
    for length in range(min(longest, len(text) - at), 1, -1):
        name = text[at : at + length]
        codes = names.get(name)
        if codes is None:
            continue
        region = _choose(codes, before, within)
        if region is None or (name != region.name and _street(text, at + length)):
            return None
        return RegionMention(region, at, at + length, name != region.name and _in_name(text, at + length))
    return None


@cache
def _counties() -> tuple[dict[str, tuple[str, ...]], frozenset[str], int]:
    """Return the codes of short names that can only be a county's, as `_names` does."""
    names = {
        name: codes
        for name, codes in gazetteer().short.items()
        if len(name) >= 2 and name not in _names()[0] and name not in region_table().county_words
    }
    return names, frozenset(name[0] for name in names), max(map(len, names))


def _county(text: str, at: int, before: list[RegionMention]) -> RegionMention | None:
    """Return the county named in short at `at`, where it is plain that a place is meant."""
    names, firsts, longest = _counties()
    if text[at] not in firsts:
        return None
    outer = before[-1].region if before and before[-1].end == at else None
    after = None if outer else _opening(text, at)
    if outer is None and after is None:
        return None
    for length in range(min(longest, len(text) - at), 1, -1):
        codes = names.get(text[at : at + length], ())
        end = at + length
        if outer is not None:
            codes = tuple(code for code in codes if covers(outer, gazetteer().regions[code]))
        if len(codes) == 1 and (after is None or after.match(text, end)) and not _street(text, end):
            return RegionMention(gazetteer().regions[codes[0]], at, end, _in_name(text, end))
    return None


@cache
def _places() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = region_table()
    return re.compile(table.placed_before), re.compile(table.placed_after), re.compile(table.opens_after)


def _opening(text: str, start: int) -> re.Pattern[str] | None:
    """Return what must follow a place named at `start` for it to be plain, None where it cannot be."""
    placed, after, opens = _places()
    if start == 0 or text[start - 1] in "，。？！；：\n,?!;:":
        return opens
    return after if placed.search(text[max(0, start - 4) : start]) else None


def _choose(codes: tuple[str, ...], before: list[RegionMention], within: Region | None) -> Region | None:
    """Return the one division meant: the highest, or the one within a place named before or given."""
    regions = [gazetteer().regions[code] for code in codes]
    if len(regions) == 1:
        return regions[0]
    upper = [region for region in regions if level_of(region) != "县"]
    if upper:
        return min(upper, key=lambda region: (level_of(region) != "省", region.code))
    for outer in [*(mention.region for mention in reversed(before)), *([within] if within else [])]:
        inside = [region for region in regions if covers(outer, region)]
        if len(inside) == 1:
            return inside[0]
    return None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = region_table()
    breaks = re.escape(table.name_breaks)
    endings = "|".join(table.name_endings)
    return (
        re.compile("|".join(map(re.escape, table.words))),
        re.compile(table.streets),
        re.compile(rf"[^{breaks}]{{0,{NAME_REACH}}}?(?:{endings})"),
    )


def _words(text: str) -> frozenset[int]:
    return frozenset(_inside(text))


def _inside(text: str) -> Iterator[int]:
    for found in _patterns()[0].finditer(text):
        yield from range(found.start(), found.end())


def _street(text: str, end: int) -> bool:
    return _patterns()[1].match(text, end) is not None


def _in_name(text: str, end: int) -> bool:
    return _patterns()[2].match(text, end) is not None
