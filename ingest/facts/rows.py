"""Read the cells of a table row by what their headers say: units, amounts in the header's unit, terms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from ingest.facts.folded import Piece, fold
from ingest.facts.funds import kinds_by_word
from ingest.facts.numerals import NUMBER, scaled
from ingest.facts.rows_cells import HeadedCell
from ingest.facts.tables import any_of
from ingest.facts.unit_lists import is_unit, roles, unit_pieces
from ingest.facts.unit_names import normalise_unit
from ingest.facts.windows_terms import terms
from ingest.records import Fund, Target, Unit, Window

MONEY = re.compile(
    r"(?P<scale>亿|千万|百万|十万|万|千|百)?(?P<currency>元|美元)(?P<basis>[/每·][^()（）]{1,12})?(?:[)）]|$)"
)
AMOUNT = re.compile(rf"(?P<first>{NUMBER})(?: ?(?:-+|至|到) ?(?P<second>{NUMBER}))?")
BOUND = re.compile(r"(?P<up>最高|不超过|≤|以下|以内)|(?P<low>不低于|不少于|≥|以上)")
YEAR = re.compile(r"(?P<year>20\d{2}) ?年(?: ?(?P<month>\d{1,2}) ?月)?(?:底|末|之?前)?")
QUANTITY = re.compile(r"[(](?P<unit>[^()]{1,6})[)]$")


def row_units(text: str, cells: Sequence[HeadedCell]) -> Iterator[Unit]:
    """Yield the units in cells whose header names a role: 责任单位, 牵头部门, 配合单位."""
    folded = fold(text)
    for cell in cells:
        role = _role(cell.header)
        if role is None:
            continue
        for piece in unit_pieces(folded, cell.start, cell.end):
            name = text[piece.start : piece.end]
            normalised = normalise_unit(name)
            if normalised and (is_unit(folded[piece.start : piece.end], "bracket") or len(name) <= 8):
                yield Unit(name, role, normalised, piece.start, piece.end)


def row_funds(text: str, cells: Sequence[HeadedCell]) -> Iterator[Fund]:
    """Yield the bare numbers in cells whose header gives a unit of money: 50 under 补助金额（万元）."""
    folded = fold(text)
    for cell in cells:
        unit = MONEY.search(fold(cell.header))
        if unit is None or "元" in folded[cell.start : cell.end]:
            continue
        for number in AMOUNT.finditer(folded, cell.start, cell.end):
            fund = _fund(text, folded, cell, unit, number)
            if fund is not None:
                yield fund


def _fund(
    text: str, folded: str, cell: HeadedCell, unit: re.Match[str], number: re.Match[str]
) -> Fund | None:
    low = scaled(number["first"], unit["scale"])
    high = scaled(number["second"], unit["scale"]) if number["second"] else low
    around = Piece(max(cell.start, number.start() - 4), min(cell.end, number.end() + 3))
    bound = BOUND.search(folded, around.start, around.end)
    if low is None or folded[number.end() : number.end() + 1] in ("%", "年", "月", "家", "户", "个"):
        return None
    if unit["currency"] != "元":
        low = high = None
    elif bound and not number["second"]:
        low, high = (None, high) if bound["up"] else (low, None)
    basis = unit["basis"] if unit["currency"] == "元" else unit["currency"]
    start, end = number.span()
    return Fund(text[start:end], _kind(cell.header), low, high, start, end, basis)


def row_windows(text: str, cells: Sequence[HeadedCell], issued_on: date | None) -> Iterator[Window]:
    """Yield the terms in cells whose header is a time for applying: 申报时间, 受理期限."""
    folded = fold(text)
    for cell in cells:
        if re.search("申报|受理|申请|征集|报名", cell.header) and re.search("时|期|间", cell.header):
            yield from terms(text, folded, Piece(cell.start, cell.end), issued_on)


def row_targets(text: str, cells: Sequence[HeadedCell]) -> Iterator[Target]:
    """Yield the years in cells under 完成时限 and the numbers under a header such as 2026年目标（家）."""
    folded = fold(text)
    for cell in cells:
        if re.search("(?:完成|办结|推进|责任)(?:时限|时间|期限)|时间节点", cell.header):
            for match in YEAR.finditer(folded, cell.start, cell.end):
                written = text[match.start() : match.end()]
                yield Target(written, float(match["year"]), "年", int(match["year"]), *match.span())
            continue
        unit = QUANTITY.search(fold(cell.header))
        if unit and "目标" in cell.header and MONEY.search(fold(cell.header)) is None:
            year = YEAR.search(fold(cell.header))
            for number in AMOUNT.finditer(folded, cell.start, cell.end):
                value = scaled(number["first"], None)
                if value is not None:
                    due = int(year["year"]) if year else None
                    yield Target(text[slice(*number.span())], value, unit["unit"], due, *number.span())


@cache
def _role_pattern() -> re.Pattern[str]:
    return re.compile(f"^(?:主要|项目)?({any_of(roles('labels'))})(?:[(（].*)?$")


def _role(header: str) -> str | None:
    found = _role_pattern().match(re.sub(r"\s", "", fold(header)))
    return roles("labels")[found[1]] if found else None


def _kind(header: str) -> str:
    """Return the kind of fund that a header names last, which is its noun: 补助资金 is 补贴."""
    found = re.findall(any_of(kinds_by_word()), header)
    return kinds_by_word()[max(found, key=len)] if found else "其他"
