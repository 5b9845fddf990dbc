"""Tell what a sentence does: report the past, set a goal, state a creed, or order something to be done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from ingest.facts.folded import CACHED, Piece, fold, sentences
from ingest.facts.tables import toml_table

LONGEST_HEADING = 40  # of a line with an ordinal
LONGEST_RUN_IN = 18  # of a heading without one, before the text of its own line
TITLE = re.compile(r"(?:方案|规划|意见|办法|措施|通知|细则|条例|公告|答复|指南|计划)(?:\([^()]*\))*$")
NOTICE = re.compile(
    r"[^，,。;；\n]{0,20}关于[^，,。;；\n]{4,}的(?:通知|通告|公告|函|意见|通报|请示|报告|批复|决定)$"
)
MARKS = re.compile(r"[\s“”‘’\"'()《》、，,。：:;；.*#\-]+")
REPORTING_SHARE = 0.3  # a clause with so large a share of reporting sentences reports throughout
GOAL_YEAR = re.compile(
    r"(?:到|至) ?(?P<to>20\d{2}) ?年|(?P<by>20\d{2}) ?年(?:底|末)?(?:之?前(?![一二三四\d])|达到|力争)"
)
PAST_YEAR = re.compile(r"20\d{2} ?年(?:\d+ ?月)?(?:度|全年|前|上半年)?[，,]?(?!底|末|前|起)")
ORDINAL = re.compile(
    r"^[#*\s]*(?:第[一二三四五六七八九十百\d]+[章节条款]|\([一二三四五六七八九十\d]+ ?\)"
    r"|[一二三四五六七八九十]{1,3}[、.]|\d{1,3}[.、)](?!\d)|-{2,}|[●■◆·★])\s*"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a clause: where it is, what it does, and the year it plans for."""

    piece: Piece
    is_past: bool
    is_plan: bool
    is_creed: bool
    is_heading: bool
    year: int | None


@lru_cache(maxsize=CACHED)
def statements(text: str, path: tuple[str, ...] = ()) -> tuple[Statement, ...]:
    """Return the sentences of `text` as statements; `path` holds the headings above."""
    folded = fold(text)
    drafts = [_draft(folded, piece) for piece in sentences(folded)]
    reports = under(path, "past_headings") or _reports(drafts)
    goals = under(path, "goal_headings")
    year = None
    plans = False
    found = []
    last = 0
    for draft in drafts:
        year = draft.year or year
        joined = re.search("[;；]", folded[last : draft.piece.start]) is not None
        plans = goals or draft.is_plan or (plans and joined)
        past = not plans and (draft.is_past or (reports and not _rules(folded, draft.piece)))
        heading = _is_heading(folded, draft.piece, path)
        found.append(Statement(draft.piece, past, plans, draft.is_creed, heading, year))
        last = draft.piece.end
    return tuple(found)


def under(path: Sequence[str], key: str) -> bool:
    """Tell whether a heading of `path` has one of the words of the table's `key`."""
    return any(pattern(key).search(ORDINAL.sub("", fold(heading)).rstrip("。:. ")) for heading in path)


@cache
def pattern(key: str) -> re.Pattern[str]:
    """Return the alternatives the table lists under `key` as one expression."""
    listed = toml_table("statements").get(key)
    if not isinstance(listed, list):
        raise ValueError(f"table statements: {key} is not a list")
    return re.compile("|".join(f"(?:{each})" for each in sorted(map(str, listed), key=len, reverse=True)))


def _draft(folded: str, piece: Piece) -> Statement:
    sentence = folded[piece.start : piece.end]
    rule = _rules(folded, piece)
    plan = pattern("future").search(sentence) is not None
    return Statement(
        piece,
        not rule and (pattern("past").search(sentence) is not None or _opens_with_past_year(sentence)),
        plan,
        pattern("creed").search(ORDINAL.sub("", sentence)) is not None,
        False,
        _goal_year(sentence) if plan else None,
    )


def _rules(folded: str, piece: Piece) -> bool:
    return pattern("rule").search(folded, piece.start, piece.end) is not None


def _opens_with_past_year(sentence: str) -> bool:
    """Tell whether a sentence begins 2022年, … or 2020年6月, …, as a report does."""
    return PAST_YEAR.match(ORDINAL.sub("", sentence)) is not None


def _goal_year(sentence: str) -> int | None:
    """Return the year a goal is set for: 到2026年, 2026年底前, 到“十四五”末."""
    named = GOAL_YEAR.search(sentence)
    if named:
        return int(named["to"] or named["by"])
    ends = toml_table("statements")["plan_ends"]
    if not isinstance(ends, dict):
        raise ValueError("table statements: plan_ends is not a table")
    for plan, year in ends.items():
        if re.search(rf"“?{plan}”?(?:期?末|期间|时期)", sentence):
            return int(year)
    return None


def _reports(drafts: Sequence[Statement]) -> bool:
    """Tell whether so many sentences report the past, and none plans, that all of them do."""
    if any(draft.is_plan for draft in drafts):
        return False
    return sum(draft.is_past for draft in drafts) > REPORTING_SHARE * len(drafts)


def _is_heading(folded: str, piece: Piece, path: Sequence[str]) -> bool:
    """Tell whether a sentence is one of the headings, or an ordinal line too short to say anything else."""
    plain = MARKS.sub("", folded[piece.start : piece.end])
    if any(plain and plain == MARKS.sub("", ORDINAL.sub("", fold(heading))) for heading in path):
        return True
    line = folded.rfind("\n", 0, piece.start) + 1
    size = piece.end - piece.start
    if piece.start - line >= 8 or size > LONGEST_HEADING:
        return False
    if NOTICE.match(folded, piece.start, piece.end):
        return True
    if _rules(folded, piece) or re.search(r"[，,]|\d", ORDINAL.sub("", folded[piece.start : piece.end])):
        return False
    alone = folded[piece.end : piece.end + 1] in ("", "\n")
    if ORDINAL.match(folded[line : piece.end]) or (alone and TITLE.search(folded, piece.start, piece.end)):
        return True
    return size <= LONGEST_RUN_IN and not alone and folded[piece.end + 1 : piece.end + 2] not in ("", "\n")
