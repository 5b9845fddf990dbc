"""Find the units responsible for a clause: in brackets, on lines of their own and in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest

from ingest.facts.folded import Piece, fold
from ingest.facts.tables import any_of
from ingest.facts.unit_lists import VAGUE, is_unit, roles, unit_pieces
from ingest.facts.unit_names import normalise_unit, same_unit
from ingest.facts.unit_prose import prose_units
from ingest.records import Unit

__all__ = ["find_units", "normalise_unit", "same_unit"]

BY_DUTY = (
    r"(?:按照?|依照?|根据|依据|结合)(?:各自)?(?:的)?(?:工作)?(?:职责|职能|分工|任务)(?:和|及|、)?(?:职责|职能|分工|权限)?(?:任务)?"
    r"(?:分别|共同|抓好|做好)?(?:分工)?(?:分别)?(?:负责|落实|推进|配合|组织实施|实施|抓好落实|做好落实)*"
    r"|分工负责|职责分工负责"
)
OTHER_LABEL = re.compile(
    r"[\u4e00-\u9fff]{2,8}(?<!单位)(?<!部门):|(?:完成|责任)时限|时间节点|完成时间|推进时限|联系人|联系电话"
)
RANKED = re.compile(
    r"[,，;；。]?(?:其中)?(?:列|排|排在|排名|排序)?(?:在)?第一(?:位|个|名|家)?(?:的|者)?(?:单位|部门)?为.*|下同$"
)
BRACKET_ONLY = "责任"
BY = re.compile(r"(?<!自)由")
LINE_END = re.compile(r"[。\n]")


def find_units(text: str) -> tuple[Unit, ...]:
    """Return the responsible units of `text` in order, each once (compared by normalised name)."""
    folded = fold(text)
    groups = [*_bracket_groups(folded), *_label_lines(folded)]
    found = [unit for group in groups for unit in _read_group(folded, group)]
    taken = [Piece(group.start, group.end) for group in groups]
    found.extend(
        (role, piece)
        for role, piece in prose_units(folded)
        if not any(group.start <= piece.start < group.end for group in taken)
    )
    units: dict[str, Unit] = {}
    for role, piece in sorted(found, key=lambda pair: pair[1].start):
        name = text[piece.start : piece.end]
        normalised = normalise_unit(name)
        if normalised:
            units.setdefault(normalised, Unit(name, role, normalised, piece.start, piece.end))
    return tuple(units.values())


@cache
def _label_pattern() -> re.Pattern[str]:
    behind = r"(?:和[\u4e00-\u9fff]{2,6})?(?: ?(?::|为(?!主)|是) ?| +)"
    return re.compile(f"(?P<label>{any_of(roles('labels'))}){behind}")


@cache
def _verb_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?P<duty>{BY_DUTY})|(?P<verb>{any_of(roles('verbs'))})(?!人)")


def _bracket_groups(folded: str) -> Iterator[Piece]:
    """Yield the insides of the outermost brackets that name units with a role."""
    depth = start = 0
    for mark in re.finditer(r"[()\[\]]", folded):
        if mark[0] in "([":
            start = mark.end() if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and _names_units(folded, start, mark.start()):
                yield Piece(start, mark.start())
    if depth and _label_pattern().match(folded, start):
        end = folded.find("\n", start)
        yield Piece(start, end if end >= 0 else len(folded))


def _names_units(folded: str, start: int, end: int) -> bool:
    """Tell whether a bracket holds a label of units, a verb behind units, or nothing but units."""
    inside = folded[start:end].strip()
    if not inside or "\n" in inside:
        return False
    if _label_pattern().match(inside):
        return True
    verbs = list(_verb_pattern().finditer(inside))
    if verbs:
        closing = RANKED.sub("", inside).rstrip("。;；,， ")
        pieces = unit_pieces(inside, 0, verbs[0].start())
        return bool(pieces) and _closes(inside, verbs, closing) and _mostly_units(inside, pieces)
    pieces = unit_pieces(inside, 0, len(inside))
    behind_stop = folded[: start - 1].rstrip()[-1:] in ("。", ";", "；")
    return behind_stop and len(inside) > 3 and bool(pieces) and _all_official(inside, pieces)


def _closes(inside: str, verbs: list[re.Match[str]], closing: str) -> bool:
    """Tell whether the bracket ends with a verb of duty, or with units behind one (A牵头，B、C)."""
    if verbs[-1].end() >= len(closing):
        return True
    rest = unit_pieces(inside, verbs[-1].end(), len(closing))
    return bool(rest) and _all_units(inside, rest)


def _all_units(inside: str, pieces: list[Piece]) -> bool:
    return all(is_unit(inside[piece.start : piece.end], "bracket") for piece in pieces)


def _mostly_units(inside: str, pieces: list[Piece]) -> bool:
    """Tell whether at least half of the names are surely units', which vouches for the others."""
    return 2 * sum(is_unit(inside[piece.start : piece.end], "bracket") for piece in pieces) >= len(pieces)


def _all_official(inside: str, pieces: list[Piece]) -> bool:
    return all(is_unit(inside[piece.start : piece.end], "prose") for piece in pieces)


def _label_lines(folded: str) -> Iterator[Piece]:
    """Yield the lines (or sentences) outside brackets that begin with a label: 责任单位：A、B."""
    for label in _label_pattern().finditer(folded):
        if label.start() and folded[label.start() - 1] not in "\n。；; \t":
            continue
        if _enclosed(folded, label.start()) or folded[label.end() - 1] in "为是":
            continue
        stop = LINE_END.search(folded, label.end())
        end = stop.start() if stop else len(folded)
        pieces = unit_pieces(folded, label.end(), end)
        opens_line = label.start() == 0 or folded[label.start() - 1] == "\n"
        if ":" in label[0] or (opens_line and pieces and _all_units(folded, pieces)):
            yield Piece(label.start(), end)


def _enclosed(folded: str, offset: int) -> bool:
    return folded.count("(", 0, offset) > folded.count(")", 0, offset)


def _read_group(folded: str, group: Piece) -> Iterator[tuple[str, Piece]]:
    """Yield role and name of the units in a bracket or on a line, in order."""
    ranked = RANKED.search(folded, group.start, group.end)
    end = ranked.start() if ranked else group.end
    found = list(_read_labels(folded, group.start, end))
    if ranked and "牵头" in ranked[0] and found:
        found[0] = ("牵头", found[0][1])
    yield from found


def _read_labels(folded: str, start: int, end: int) -> Iterator[tuple[str, Piece]]:
    """Yield role and name of the units behind each label and before the first."""
    labels = list(_label_pattern().finditer(folded, start, end))
    if not labels or labels[0].start() > start:
        stop = labels[0].start() if labels else end
        yield from _read_verbs(folded, Piece(start, stop), BRACKET_ONLY)
    for label, following in zip_longest(labels, labels[1:]):
        stop = following.start() if following else end
        other = OTHER_LABEL.search(folded, label.end(), stop)
        span = Piece(label.end(), other.start() if other else stop)
        yield from _read_verbs(folded, span, roles("labels")[label["label"]])


def _read_verbs(folded: str, span: Piece, default: str) -> Iterator[tuple[str, Piece]]:
    """Yield the units before each verb with its role; those behind the last are 配合 after 牵头."""
    at = span.start
    for verb in _verb_pattern().finditer(folded, span.start, span.end):
        role = "按职责分工" if verb["duty"] else roles("verbs")[verb["verb"]]
        for piece in unit_pieces(folded, at, verb.start()):
            yield from _led(folded, piece, role)
        at = verb.end()
        if role == "牵头":
            default = "配合"
    for piece in unit_pieces(folded, at, span.end):
        yield default, piece


def _led(folded: str, piece: Piece, role: str) -> Iterator[tuple[str, Piece]]:
    """Yield the unit without a leading 由; A会同B are two."""
    by = BY.search(folded, piece.start, piece.end)
    start = by.end() if by else piece.start
    together = re.compile("会同|商").search(folded, start, piece.end)
    if together and together.start() - start > 2 and together[0] == "会同":
        yield "牵头", Piece(start, together.start())
        if not VAGUE.fullmatch(folded, together.end(), piece.end):
            yield "配合", Piece(together.end(), piece.end)
    else:
        yield role, Piece(start, piece.end)
