"""Cut a list of units to names: separators, nested brackets, 等单位, 和 and 及 between two units."""

from __future__ import annotations

import re
from functools import cache

from ingest.facts.folded import Piece
from ingest.facts.tables import any_of, toml_table

LONGEST = 32
LEAD = re.compile(r"[\s、,，:;；。“”\"]*(?:(?:并|且|和|及|以及|与|会同|联合)(?=[各省市县区国]))?")
TRAIL = re.compile(
    r"(?:等(?:\d+个|[一二三四五六七八九十]+个)?(?:有关|相关|各|市直|省直|市级|省级|其他|职能)*(?:单位|部门|机构|地方|方面)*(?:和(?:单位|地区|地方))?)?"
    r"(?:\((?:设在|以下简称|下称|简称|以下称)[^()]*\))?[\s、,，:;；。.“”\"]*$"
)
PLACE = re.compile(
    r"(?:省|自治区|直辖市|计划单列市|新疆生产建设兵团|设区的?市|地|市|州|盟|县|区|旗|市州|县市|县市区)"
)
PLACE_BODY = re.compile(rf"{PLACE.pattern}(?:级)?(?:(?:人民)?政府|管委会|[\u4e00-\u9fff]{{0,14}}部门)")
JOINT = re.compile(r"等(?:和|及|与|以及)|以及|会同|和|及|与")
VAGUE = re.compile(r"(?:国务院)?(?:有关|相关)(?:部门|单位|方面|地方|地区)(?:和单位)?|单位|部门|地区|其他部门")


def unit_pieces(folded: str, start: int, end: int, tails: str = "bracket") -> list[Piece]:
    """Return the stretches of ``folded[start:end]`` that hold one unit each, in order."""
    pieces = []
    for part in _cut(folded, start, end):
        for piece in _cut_joint(folded, part, tails):
            trimmed = _trim(folded, piece)
            if VAGUE.fullmatch(folded, trimmed.start, trimmed.end):
                continue
            if 2 <= trimmed.end - trimmed.start <= LONGEST:
                pieces.append(trimmed)
    return pieces


def is_unit(name: str, tails: str) -> bool:
    """Tell whether a name ends as the table's `tails` (bracket or prose) say a unit's does."""
    name = re.sub(r"\([^()]*\)$", "", name)
    return _tail_pattern(tails).search(name) is not None and not re.search(r"[%。；;\d]{2,}", name)


def words(section: str, key: str) -> list[str]:
    """Return a list of words of the table of units; raise ValueError where there is none."""
    table = toml_table("units")[section]
    found = table.get(key) if isinstance(table, dict) else None
    if not isinstance(found, list):
        raise ValueError(f"table units: {section}.{key} is not a list")
    return [str(word) for word in found]


@cache
def roles(section: str) -> dict[str, str]:
    """Return the role that each label or verb of the table stands for."""
    table = toml_table("units")[section]
    if not isinstance(table, dict):
        raise ValueError(f"table units: {section} is not a table")
    return {str(word): str(role) for role, listed in table.items() for word in listed}


@cache
def _tail_pattern(tails: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(words('tails', tails))})$")


def _cut(folded: str, start: int, end: int) -> list[Piece]:
    """Cut at 、，；and blanks that are in no bracket."""
    pieces = []
    depth = 0
    at = start
    for offset in range(start, end):
        char = folded[offset]
        if char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
        elif depth == 0 and char in "、,，;；。 \n/:":
            pieces.append(Piece(at, offset))
            at = offset + 1
    pieces.append(Piece(at, end))
    return _one_of_places(folded, [piece for piece in pieces if piece.start < piece.end])


def _one_of_places(folded: str, pieces: list[Piece]) -> list[Piece]:
    """Join 各省、自治区、直辖市人民政府, which is one name, again."""
    joined: list[Piece] = []
    open_list = False
    for piece in pieces:
        name = folded[piece.start : piece.end].strip()
        if open_list and (PLACE.fullmatch(name) or PLACE_BODY.fullmatch(name)):
            joined[-1] = Piece(joined[-1].start, piece.end)
            open_list = PLACE.fullmatch(name) is not None
            continue
        joined.append(piece)
        open_list = name[:1] == "各" and PLACE.fullmatch(name[1:]) is not None
    return joined


def _cut_joint(folded: str, piece: Piece, tails: str) -> list[Piece]:
    """Cut at 和, 及, 与 where a unit stands on both sides (not in 经济和信息化局)."""
    for joint in JOINT.finditer(folded, piece.start, piece.end):
        left, right = folded[piece.start : joint.start()], folded[joint.end() : piece.end]
        if VAGUE.fullmatch(right):
            continue
        if len(left) > 2 and is_unit(left, tails) and right and is_unit(TRAIL.sub("", right), tails):
            rest = Piece(joint.end(), piece.end)
            return [Piece(piece.start, joint.start()), *_cut_joint(folded, rest, tails)]
    return [piece]


def _trim(folded: str, piece: Piece) -> Piece:
    lead = LEAD.match(folded, piece.start, piece.end)
    start = lead.end() if lead else piece.start
    trail = TRAIL.search(folded[start : piece.end])
    end = start + trail.start() if trail else piece.end
    return Piece(start, max(start, end))
