"""Administrative divisions of China: names and codes (GB/T 2260), and which lies within which."""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ingest.records import Region

COUNTRY = Region("100000", "全国")
LEVELS = ("国家", "省", "市", "县")
ZONES = (
    "开发区",
    "高新区",
    "新区",
    "园区",
    "工业园",
    "街道",
    "镇",
    "乡",
    "示范区",
    "试验区",
    "保税区",
    "管理区",
    "经开区",
    "片区",
    "村",
)
AUTONOMOUS = ("自治州", "自治县", "自治区")  # also called by their short name with the last character
LISTED = 8  # candidates named in a message


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All divisions by code, and the codes a full or a short name can mean."""

    regions: Mapping[str, Region]
    full: Mapping[str, tuple[str, ...]]
    short: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RegionTable:
    """tables/regions.toml."""

    country: tuple[str, ...]
    suffix_required: frozenset[str]
    words: tuple[str, ...]
    streets: str
    name_endings: tuple[str, ...]
    name_breaks: str
    abbreviations: Mapping[str, str]
    placed_before: str
    placed_after: str
    opens_after: str
    county_words: frozenset[str]


@cache
def gazetteer() -> Gazetteer:
    """Load regions.csv."""
    regions: dict[str, Region] = {}
    full: defaultdict[str, list[str]] = defaultdict(list)
    short: defaultdict[str, list[str]] = defaultdict(list)
    source = resources.files("ingest").joinpath("regions.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(source.splitlines()):
        code, name, short_name = row["code"], row["name"], row["short"]
        regions[code] = Region(code, name)
        full[name].append(code)
        if short_name:
            short[short_name].append(code)
            if name.endswith(AUTONOMOUS):
                full[short_name + name[-1]].append(code)
    return Gazetteer(regions, _frozen(full), _frozen(short))


def _frozen(names: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(codes) for name, codes in names.items()}


@cache
def region_table() -> RegionTable:
    """Load tables/regions.toml."""
    source = resources.files("ingest").joinpath("tables/regions.toml").read_text(encoding="utf-8")
    table = tomllib.loads(source)
    return RegionTable(
        tuple(table["country"]),
        frozenset(table["suffix_required"]) - frozenset(table["province_all_the_same"]),
        tuple(table["words"]),
        table["streets"],
        tuple(sorted(table["name_endings"], key=len, reverse=True)),
        table["name_breaks"],
        table["abbreviations"],
        table["placed_before"],
        table["placed_after"],
        table["opens_after"],
        frozenset(table["county_words"]),
    )


def level_of(region: Region) -> str:
    """Return 国家, 省, 市 or 县; a county directly under its province is 县, a municipality 省."""
    if region.code == COUNTRY.code:
        return "国家"
    if region.code.endswith("0000"):
        return "省"
    return "市" if region.code.endswith("00") else "县"


def covers(outer: Region, inner: Region) -> bool:
    """Whether `inner` is `outer` or lies within it."""
    if outer.code in (COUNTRY.code, inner.code):
        return True
    if inner.code == COUNTRY.code:
        return False
    digits = {"省": 2, "市": 4, "县": 6}[level_of(outer)]
    return outer.code[:digits] == inner.code[:digits]


def parents_of(region: Region) -> tuple[Region, ...]:
    """Return the divisions `region` lies in, the country first, itself left out."""
    codes = [COUNTRY.code, region.code[:2] + "0000", region.code[:4] + "00"]
    known = gazetteer().regions
    return tuple(known[code] for code in dict.fromkeys(codes) if code in known and code != region.code)


def full_name(region: Region) -> str:
    """Return the name with those of the provinces and prefectures it lies in: 湖北省黄石市阳新县."""
    return (
        "".join(each.name for each in (*parents_of(region), region) if each.code != COUNTRY.code)
        or region.name
    )


def abbreviated(char: str) -> Region | None:
    """Return the province a one-character short form stands for (鄂 → 湖北省), None for any other."""
    code = region_table().abbreviations.get(char)
    return None if code is None else gazetteer().regions[code]


def resolve(name: str) -> Region:
    """Return the division `name` means: a six-digit code, a full or a short name, or a chain of names.

    A zone or a township that the list does not hold (黄石市某某高新区) means the division it is named under.
    Raise ValueError, in Chinese, for an unknown or an ambiguous name.
    """
    bare = "".join(name.split())
    if bare in gazetteer().regions:
        return gazetteer().regions[bare]
    if bare in region_table().country:
        return COUNTRY
    found = _chains(bare, None)
    if not found:
        raise ValueError(
            f"不认识的地区“{name}”：请写全称，如“湖北省黄石市”“黄石市阳新县”，或六位行政区划代码"
        )
    best = min(found)[0]
    codes = sorted({code for rank, code in found if rank == best})
    if len(codes) > 1:
        named = "、".join(full_name(gazetteer().regions[code]) for code in codes[:LISTED])
        raise ValueError(f"地区“{name}”有 {len(codes)} 种可能（{named}）：请在前面加上省或市的名称")
    return gazetteer().regions[codes[0]]


def _chains(text: str, within: Region | None) -> list[tuple[tuple[int, int, int], str]]:
    """Return (rank, code) of every reading of `text` as a chain of names inside `within`, best rank smallest.

    Ranks: a reading without a zone unread comes first, full names before short ones, high levels before low.
    """
    found: list[tuple[tuple[int, int, int], str]] = []
    for length in range(len(text), 1, -1):
        for short, code in _named(text[:length]):
            region = gazetteer().regions[code]
            if within is not None and (not covers(within, region) or code == within.code):
                continue
            rest = text[length:]
            if not rest:
                found.append(((0, short, LEVELS.index(level_of(region))), code))
                continue
            deeper = _chains(rest, region)
            found += deeper
            if not deeper and rest.endswith(ZONES) and (not short or level_of(region) != "县"):
                found.append(((1, -length, 0), code))
    return found


def _named(name: str) -> Iterable[tuple[int, str]]:
    for code in gazetteer().full.get(name, ()):
        yield 0, code
    for code in gazetteer().short.get(name, ()):
        yield 1, code
