"""Find the goals a clause sets: a quantity to be reached, with its unit and, where stated, its year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ingest.facts.folded import Piece, fold, part_at
from ingest.facts.numerals import CHINESE, NUMBER, SCALE, scaled
from ingest.facts.statements import ORDINAL, Statement, pattern, statements
from ingest.facts.tables import any_of, toml_table
from ingest.records import Target

PART = re.compile(r"[，,:。;；!！?？\n]|---*(?=[\u4e00-\u9fff])")
AS_ATTRIBUTE = re.compile(
    r"(?:及)?(?:以上|以下|以内|左右)?[^，,。;；:]{0,14}?的(?!增速|比例|占比)[\u4e00-\u9fff]{2,}"
)
AFTER = re.compile(r" ?(?:及)?(?:以上|以下|以内|左右|\(含[^)]*\))?")
ORDINARY = re.compile(r"(?:第|约占|排名|居|前|每|一|“|”|\+|专栏 ?|[A-Za-z.])$")
VAGUE = ("一", "百", "千", "万", "两")  # 一批, 一家, 千家万户 count nothing
MONEY_VERB = re.compile(
    r"(?:达到?|实现|融资|投资|突破|超过?|完成|新增|发放|规模|总额|产值|收入|减免|授信|贷款|力争)[^，,。;；:\d]{0,6}$"
)


def find_targets(text: str, path: Sequence[str] = ()) -> tuple[Target, ...]:
    """Return the goals of `text` in order; past statistics are none. A target's text is its sentence part."""
    folded = fold(text)
    found = []
    for statement in statements(text, tuple(path)):
        if statement.is_past or statement.is_creed or statement.is_heading:
            continue
        for part, value, unit in _quantities(folded, statement):
            written = text[part.start : part.end]
            found.append(Target(written, value, unit, statement.year, part.start, part.end))
    return tuple(found)


@cache
def _quantity() -> re.Pattern[str]:
    units = toml_table("statements")["units"]
    if not isinstance(units, list):
        raise ValueError("table statements: units is not a list")
    return re.compile(
        rf"(?<![\d.第{CHINESE}])(?P<number>{NUMBER})(?: ?-+ ?{NUMBER}|至{NUMBER})? ?"
        rf"(?P<scale>{SCALE})?(?:余|多)? ?"
        rf"(?P<unit>{any_of(str(unit) for unit in units)})"
    )


def _quantities(folded: str, statement: Statement) -> Iterator[tuple[Piece, float, str]]:
    """Yield part, value and unit of the quantities that a statement sets as goals."""
    start = statement.piece.start
    ordinal = ORDINAL.match(folded[start : statement.piece.end])
    piece = Piece(start + (ordinal.end() if ordinal else 0), statement.piece.end)
    for match in _quantity().finditer(folded, piece.start, piece.end):
        part = _trimmed(folded, part_at(folded, piece, match.start(), PART))
        value = scaled(match["number"], match["scale"])
        if value is None or not _is_goal(folded, statement, part, match):
            continue
        yield part, value, match["unit"].removesuffix("以上")


def _is_goal(folded: str, statement: Statement, part: Piece, match: re.Match[str]) -> bool:
    """Tell whether a quantity is to be reached and does not merely describe something."""
    before, unit = folded[part.start : match.start()], match["unit"]
    if ORDINARY.search(before) or pattern("setting").match(folded, part.start, part.end):
        return False
    if match["number"] in VAGUE:
        return False
    if unit in _time_units() and not pattern("time_verbs").search(before):
        return False
    behind = AFTER.match(folded, match.end())
    end = behind.end() if behind else match.end()
    if AS_ATTRIBUTE.match(folded, match.end(), part.end) and "分别" not in before:
        return unit not in ("元", "%", "倍", "美元") and pattern("sure_verbs").search(before) is not None
    if unit in ("元", "美元") and not MONEY_VERB.search(before):
        return False
    if statement.is_plan:
        closes = end >= part.end or folded[end] in "、和)"
        opens = match.start() == part.start
        return closes or opens or pattern("goal_verbs").search(before) is not None
    return pattern("sure_verbs").search(before) is not None


@cache
def _time_units() -> frozenset[str]:
    units = toml_table("statements")["time_units"]
    return frozenset(map(str, units)) if isinstance(units, list) else frozenset()


def _trimmed(folded: str, part: Piece) -> Piece:
    start, end = part.start, part.end
    while start < end and folded[start] in " -":
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    return Piece(start, end)
