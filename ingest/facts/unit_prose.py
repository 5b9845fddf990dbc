"""Find responsible units in running text: 由X牵头, X负责统筹推进, X会同Y, 牵头单位为X. Precise over many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ingest.facts.folded import Piece
from ingest.facts.tables import any_of
from ingest.facts.unit_lists import is_unit, roles, unit_pieces, words

PART_START = re.compile(r"[,，。;；:!！?？\n(]")
VERB = re.compile(
    r"(?P<牵头>(?<!总)牵头(?!单位|部门|人|企业|的|作用|承担单位|高校|科研))"
    r"|(?P<责任>(?:具体|统一|主要|分别|共同|全面)?负责(?!人|任|制|解释|同志|的(?:态度|精神|主管|领导)|地|于|单位|部门|、|[,，。;；]|$))"
    r"|(?P<会同>会同)"
    r"|(?P<配合>配合(?=[,，。;；\n]|$|做好|落实|实施))"
    r"|(?P<分工>(?:要|应|应当)?(?:按照?|依照|依据|根据)(?:各自)?(?:的)?(?:工作)?(?:职责|职能)(?:分工|范围|权限|和分工)?)"
)
EXPLAINS = re.compile(r"[^。；\n]{0,40}负责(?:具体)?解释")
ORDINAL = re.compile(
    r"\s*(?:第[一二三四五六七八九十百\d]+条\s|\([\d一二三四五六七八九十]+\)"
    r"|(?:\d+|[一二三四五六七八九十]+)[.、]|[一二三四五六七八九十]是)[ ]*"
)
TOGETHER_END = re.compile(
    r"[,，。;；:\n]|等|负责|制定|组织|开展|研究|建立|联合|共同|按照?|根据|提出|对"
    r"|组建|成立|适时|推荐|加强|做好|依法|定期|及时|要|将|指导|编制|发布|印发|起草|出台|拟[订定]|审核|评审"
    r"|给予|完善|健全|推动|推进|应当|可以|清理|实施|确定|公布|向|在|调整|审定|下达|认定|明确"
)
LABEL_IS = "(?:为|是|由)"
LONGEST_LIST = 160


def prose_units(folded: str) -> Iterator[tuple[str, Piece]]:
    """Yield role and place of each unit that running text makes responsible; `folded` is folded text."""
    if not any(word in folded for word in ("牵头", "负责", "会同", "配合", "职责", "职能", "单位", "部门")):
        return
    for verb in VERB.finditer(folded):
        if EXPLAINS.match(folded, verb.end()):
            continue
        yield from _before(folded, verb)
        if verb["会同"]:
            yield from _together(folded, verb)
    yield from _named(folded)


def _before(folded: str, verb: re.Match[str]) -> Iterator[tuple[str, Piece]]:
    """Yield the units of the list that ends at the verb, if every name of it is a public body's."""
    role = {"会同": "牵头", "分工": "按职责分工"}.get(verb.lastgroup or "", verb.lastgroup or "责任")
    start = _list_start(folded, verb.start())
    start = _skip_lead(folded, start, verb.start())
    pieces = unit_pieces(folded, start, verb.start(), "prose")
    if pieces and all(_is_body(folded[piece.start : piece.end]) for piece in pieces):
        for piece in pieces:
            yield role, piece


def _together(folded: str, verb: re.Match[str]) -> Iterator[tuple[str, Piece]]:
    """Yield Y of "X会同Y等部门…": the longest run behind the verb that is a list of public bodies."""
    limit = min(len(folded), verb.end() + LONGEST_LIST)
    stop = TOGETHER_END.search(folded, verb.end(), limit)
    pieces = unit_pieces(folded, verb.end(), stop.start() if stop else limit, "prose")
    if pieces and all(_is_body(folded[piece.start : piece.end]) for piece in pieces):
        for piece in pieces:
            yield "配合", piece


def _named(folded: str) -> Iterator[tuple[str, Piece]]:
    """Yield X of "牵头单位为X" and "X为牵头单位"."""
    for label in _label_is().finditer(folded):
        stop = PART_START.search(folded, label.end())
        end = stop.start() if stop else len(folded)
        for piece in unit_pieces(folded, label.end(), end, "prose"):
            if _is_body(folded[piece.start : piece.end]):
                yield roles("labels")[label["label"]], piece
    for label in _is_label().finditer(folded):
        start = _skip_lead(folded, _list_start(folded, label.start()), label.start())
        pieces = unit_pieces(folded, start, label.start(), "prose")
        if pieces and all(_is_body(folded[piece.start : piece.end]) for piece in pieces):
            for piece in pieces:
                yield roles("labels")[label["label"]], piece


@cache
def _label_is() -> re.Pattern[str]:
    return re.compile(rf"(?P<label>{any_of(roles('labels'))}){LABEL_IS}")


@cache
def _is_label() -> re.Pattern[str]:
    return re.compile(rf"(?:作)?为(?P<label>{any_of(roles('labels'))})")


def _list_start(folded: str, end: int) -> int:
    """Return where the part that ends at `end` begins; a bracket within a name does not break it."""
    at = max(0, end - LONGEST_LIST)
    depth = 0
    for offset in range(end - 1, at - 1, -1):
        char = folded[offset]
        if char == ")":
            depth += 1
        elif char == "(" and depth:
            depth -= 1
        elif depth == 0 and char in ",，。;；:!！?？\n(":
            return offset + 1
    return at


def _skip_lead(folded: str, start: int, end: int) -> int:
    """Return where the names begin behind the last 由 or another word of introduction."""
    ordinal = ORDINAL.match(folded, start, end)
    at = ordinal.end() if ordinal else start
    for lead in _leads().finditer(folded, start, end):
        at = lead.end()
    return at


@cache
def _leads() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(words('tails', 'lead_in'))})(?![济信贸])")


@cache
def _not_inside() -> re.Pattern[str]:
    return re.compile(any_of(words("tails", "not_inside")))


def _is_body(name: str) -> bool:
    """Tell whether a name surely is a public body's: its tail says so and no verb is in it."""
    return len(name) >= 3 and is_unit(name, "prose") and not _not_inside().search(name)
