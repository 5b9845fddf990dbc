"""Find the support actions of a clause, a sentence each, with instrument, force and conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ingest.facts.folded import Piece, fold
from ingest.facts.idle import is_idle
from ingest.facts.instruments import force_of, instrument_of, is_action, names_instrument
from ingest.facts.statements import ORDINAL, Statement, statements
from ingest.records import Condition, Measure, Unit

SHORTEST = 8
BENEFICIARY_KINDS = ("资质", "规模", "首次", "行业")
NEXT_ACTION = re.compile(
    r"[，,](?=(?:积极|大力|优先|并)?(?:支持|鼓励|允许|保障|引导|邀请|推荐|对[^，。；]{2,30}给予))"
)
UNIT_BRACKET = re.compile(r"[ ]*\([^()]*(?:\([^()]*\)[^()]*)*\)[ 。.]*$")


def measures_of(
    text: str, path: Sequence[str], conditions: tuple[Condition, ...], units: tuple[Unit, ...]
) -> tuple[Measure, ...]:
    """Return the support actions of `text` in order, given its conditions and units.

    `path` holds the headings, its last the clause's own. Headings, brackets and lines of units, occasions and
    creeds are none. Reports have the force 事实.
    """
    folded = fold(text)
    found = []
    lead: tuple[Condition, ...] = ()
    for statement in statements(text, tuple(path)):
        piece = _action(folded, statement, units)
        inside = tuple(each for each in conditions if piece.start <= each.start and each.end <= piece.end)
        if folded[piece.end : piece.end + 1] == ":" or folded[: piece.end].endswith(":"):
            lead = inside
        if not _is_measure(folded, piece, statement):
            continue
        for part in _actions(folded, piece, inside):
            own = [each for each in inside if part.start <= each.start and each.end <= part.end]
            found.append(_measure(text, part, statement, _once([*lead, *own])))
    return tuple(found)


def _measure(text: str, piece: Piece, statement: Statement, conditions: tuple[Condition, ...]) -> Measure:
    action = text[piece.start : piece.end]
    force = force_of(action, statement)
    return Measure(action, instrument_of(action), force, piece.start, piece.end, conditions)


def _once(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return the conditions without those that ask again for what another asks for."""
    kept: dict[tuple[str, str, float | None, float | None], Condition] = {}
    for each in conditions:
        kept.setdefault((each.kind, each.value, each.minimum, each.maximum), each)
    return tuple(kept.values())


def _actions(folded: str, piece: Piece, conditions: tuple[Condition, ...]) -> list[Piece]:
    """Cut a sentence before ，支持…，鼓励… where what follows helps others than what goes before."""
    cuts = [match.end() for match in NEXT_ACTION.finditer(folded, piece.start, piece.end)]
    parts: list[Piece] = []
    helped: frozenset[str] = frozenset()
    for start, end in pairwise([piece.start, *cuts, piece.end]):
        those = frozenset(
            each.value for each in conditions if start <= each.start < end and each.kind in BENEFICIARY_KINDS
        )
        if parts and (not those or not helped or those == helped):
            parts[-1] = Piece(parts[-1].start, end)
        else:
            parts.append(Piece(start, end))
        helped = those or helped
    return [Piece(part.start, len(folded[: part.end].rstrip("，, "))) for part in parts]


def _action(folded: str, statement: Statement, units: tuple[Unit, ...]) -> Piece:
    """Return the sentence without its ordinal and without a bracket of units behind it."""
    start, end = statement.piece.start, statement.piece.end
    bracket = UNIT_BRACKET.search(folded, start, end)
    if bracket and any(bracket.start() <= unit.start and unit.end <= bracket.end() for unit in units):
        end = bracket.start()
    ordinal = ORDINAL.match(folded[start:end])
    return Piece(start + ordinal.end() if ordinal else start, max(end, start))


def _is_measure(folded: str, piece: Piece, statement: Statement) -> bool:
    """Tell a support action from a heading, a line of units, an occasion and a statement of no effect."""
    sentence = folded[piece.start : piece.end]
    if len(sentence) < SHORTEST or statement.is_creed or statement.is_heading:
        return False
    if re.match(r"(?:责任|牵头|配合|落实)(?:单位|部门)|\(?(?:文图|图文)|来源:|注:", sentence):
        return False
    return is_action(sentence) and names_instrument(sentence) and not is_idle(folded, piece)
