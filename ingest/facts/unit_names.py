"""Compare the names of public bodies: 省经济和信息化厅 is 湖北省经信厅, 市市场监督管理局 is 市市场监管局."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ingest.facts.folded import fold
from ingest.facts.tables import any_of, csv_table

IGNORED = re.compile(r"[\s“”\"'‘’()、,，·]+")
NATIONAL = re.compile(r"^(?:国家|中华人民共和国)(?=[^\s]{2,}(?:部|局|委|委员会|总局|署)$)")
TAX = re.compile(r"^(?:国家)?税务总局(?=.{2,}税务局$)")
PLACE = re.compile(
    r"^(?P<place>[\u4e00-\u9fff]{2,6}?)(?P<level>省|自治区|自治州|州|市|县|区)(?=[\u4e00-\u9fff]{2,})"
)
LEVEL = re.compile(r"^(?P<level>省|自治区|州|市(?!监局$)|县|区)(?=[\u4e00-\u9fff]{2,})")
NOT_PLACE = re.compile(r"[各全本省市县区委团局厅]")


@lru_cache(maxsize=4096)
def normalise_unit(name: str) -> str:
    """Return `name` with widths folded, brackets and quotes dropped and its stem in the usual short form."""
    plain = IGNORED.sub("", fold(name))
    plain = TAX.sub("", NATIONAL.sub("", plain))
    level = LEVEL.match(plain)
    head = level["level"] if level else ""
    return head + _pattern().sub(lambda match: _short_forms().get(match[0], match[0]), plain[len(head) :])


def same_unit(first: str, second: str) -> bool:
    """Tell whether two names mean one body; a place that only one of them names does not tell them apart."""
    left, right = normalise_unit(first), normalise_unit(second)
    if left == right:
        return True
    (place1, level1, stem1), (place2, level2, stem2) = _split(left), _split(right)
    if stem1 != stem2:
        return False
    if place1 and place2 and place1 != place2:
        return False
    return not (level1 and level2 and level1 != level2)


@cache
def _short_forms() -> dict[str, str]:
    """Return the short form of each long one of the table."""
    rows = csv_table("unit_names")
    return {long: short for short, longs in rows for long in longs.split(";") if long != short}


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(any_of([*_short_forms(), *(row[0] for row in csv_table("unit_names"))]))


def _split(name: str) -> tuple[str, str, str]:
    """Cut a normalised name to place, level and stem: 黄石市经信局 is 黄石, 市, 经信局."""
    place = PLACE.match(name)
    if place and not NOT_PLACE.search(place["place"]):
        return place["place"], place["level"], name[place.end() :]
    level = LEVEL.match(name)
    if level:
        return "", level["level"], name[level.end() :]
    return "", "", name
