"""The region a document is for and the level it was issued at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.metadata.found import Found
from ingest.metadata.kinds import NEWS, group_of
from ingest.metadata.units import is_central
from ingest.numerals import fold
from ingest.records import Region
from ingest.region_mentions import find_regions
from ingest.regions import COUNTRY, abbreviated, covers, gazetteer, level_of, parents_of

OWN = {
    "省": re.compile("我省|全省|本省|我区实际|全自治区"),
    "市": re.compile("我市|全市|本市|我州|全州"),
    "县": re.compile("我县|全县|本县|我区|全区|本区"),
}
FEWEST = 2  # times a body must speak of itself before it says where it is


@dataclass(frozen=True, slots=True)
class Place:
    """The region a document is for, the level of its issuer, None where it does not say."""

    region: Found[Region] | None
    level: str | None


def place_of(
    text: str,
    title: Found[str] | None,
    issuers: Sequence[Found[str]],
    number: Found[str] | None,
    kind: str | None,
) -> Place:
    """Read region and level from the title, the issuers, the number's province, the body, in this order.

    Issuers decide the level. A title that names a place inside the issuer's region narrows the region.
    """
    named = () if title is None else _in_range(text, title)
    issuing = _of_issuers(text, issuers)
    if issuing is not None:
        inside = _one_of(named) if all(covers(issuing.value, each.value) for each in named) else None
        return Place(inside or issuing, level_of(issuing.value))
    found = (
        _one_of(named)
        or (named[0] if named else None)
        or _of_number(number)
        or _of_law(title, kind)
        or _of_body(text)
    )
    if found is None and kind == NEWS:
        found = _most_named(text)
    return Place(found, None if found is None else level_of(found.value))


def _in_range(text: str, found: Found[str]) -> tuple[Found[Region], ...]:
    """Return the places that a title names."""
    return tuple(
        Found(mention.region, found.start + mention.start, found.start + mention.end)
        for mention in find_regions(text[found.start : found.end])
        if not mention.in_name
    )


def _one_of(places: Sequence[Found[Region]]) -> Found[Region] | None:
    """Return the one region all the places lie in, at the first of them; None where that is the country."""
    if not places:
        return None
    region = places[0].value
    while not all(covers(region, each.value) for each in places):
        region = parents_of(region)[-1]
    return None if region == COUNTRY else Found(region, places[0].start, places[0].end)


def _of_issuers(text: str, issuers: Sequence[Found[str]]) -> Found[Region] | None:
    """Return the region of the first issuer that names one; 国务院 and ministries stand for the country."""
    for issuer in issuers:
        mentions = find_regions(issuer.value)
        if mentions:
            at = text.find(issuer.value[mentions[0].start : mentions[0].end], issuer.start)
            start = at if 0 <= at < issuer.end else issuer.start
            return Found(mentions[0].region, start, start + mentions[0].end - mentions[0].start)
        if is_central(issuer.value):
            return Found(COUNTRY, issuer.start, issuer.end)
    return None


def _of_number(number: Found[str] | None) -> Found[Region] | None:
    if number is None:
        return None
    if fold(number.value).startswith(("国发", "国办", "中发", "中办", "国函", "国令", "主席令")):
        return Found(COUNTRY, number.start, number.end)
    province = abbreviated(number.value[0])
    return None if province is None else Found(province, number.start, number.start + 1)


def _of_law(title: Found[str] | None, kind: str | None) -> Found[Region] | None:
    """A law or regulation whose title names no place is one of the country."""
    if title is not None and (title.value.startswith("中华人民共和国") or group_of(kind or "") == "law"):
        return Found(COUNTRY, title.start, title.end)
    return None


def _of_body(text: str) -> Found[Region] | None:
    """Return the place a body that says 我省, 我市 speaks of: the one of that level it names most."""
    for level, own in reversed(OWN.items()):
        if len(own.findall(text)) < FEWEST:
            continue
        mentions = [each for each in find_regions(text) if not each.in_name]
        counts = Counter(code for each in mentions for code in _lineage(each.region, level))
        if counts:
            code = counts.most_common(1)[0][0]
            first = next(each for each in mentions if code in _lineage(each.region, level))
            return Found(gazetteer().regions[code], first.start, first.end)
    return None


def _most_named(text: str) -> Found[Region] | None:
    """Return the place that a report names most, the first of several."""
    mentions = [each for each in find_regions(text) if not each.in_name]
    if not mentions:
        return None
    counts = Counter(each.region.code for each in mentions)
    best = max(mentions, key=lambda each: counts[each.region.code])
    return Found(best.region, best.start, best.end)


def _lineage(region: Region, level: str) -> tuple[str, ...]:
    if level_of(region) == level or (
        level == "市" and level_of(region) == "省" and region.name.endswith("市")
    ):
        return (region.code,)
    return ()
