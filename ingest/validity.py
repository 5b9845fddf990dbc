"""Whether a document is in force on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from ingest.metadata.kinds import group_of
from ingest.records import Metadata

IN_FORCE, DRAFT, NOT_YET, EXPIRED, LAPSED, REPEALED, UNKNOWN = (
    "现行",
    "征求意见稿",
    "未生效",
    "已到期",
    "失效",
    "废止",
    "未知",
)


DEAD = frozenset({EXPIRED, LAPSED, REPEALED})  # once in force, or meant to be, and no more
EXTENDED = "延期"
AMENDED = "修订"
ENDS = {
    "废止": REPEALED,
    "代替": REPEALED,
    "正式印发": LAPSED,
    "新版本": LAPSED,
    "接续": EXPIRED,
}  # 修订, 延期 end nothing


class End(Protocol):
    """What another document does to this one, from a day on; always where no day is known."""

    @property
    def relation(self) -> str: ...
    @property
    def on(self) -> date | None: ...
    @property
    def until(self) -> date | None: ...  # the new last day of what is prolonged


def status_on(metadata: Metadata, as_of: date, ended: Iterable[End] = ()) -> str:
    """Return the status of a document on `as_of`, `ended` being what other documents do to it.

    现行 · 征求意见稿 · 未生效 · 已到期 · 失效 · 废止 · 未知, by the first rule that holds:
    1. repealed or lapsed, where the document itself or another one says so;
    2. news, replies and reports bind nobody: 未知;
    3. after the last day it names or is prolonged to, for a plan after the last year of its period: 已到期;
    4. before the day it takes effect, is issued, or for a plan before its first year: 未生效;
    5. a draft, where the document says so;
    6. a law, a formal kind with a number or an issuer, a rule that says since when it holds: 现行;
    7. otherwise 未知.
    """
    stated = metadata.stated_status.value if metadata.stated_status else None
    if stated in (REPEALED, LAPSED):
        return stated
    ended = tuple(ended)
    done = {ENDS.get(each.relation) for each in ending(ended, as_of)}
    if done:
        return next(status for status in (REPEALED, LAPSED, EXPIRED) if status in done)
    kind = metadata.kind.value if metadata.kind else ""
    group = group_of(kind)
    if group == "evidence":
        return UNKNOWN
    last = last_day(metadata, as_of, ended)
    if last is not None and as_of > last:
        return EXPIRED
    if _not_yet(metadata, group, as_of):
        return NOT_YET
    if stated is not None:
        return stated
    if group == "law" or metadata.doc_number is not None or metadata.issuers:
        return IN_FORCE
    if group == "rule" and metadata.effective_from is not None:
        return IN_FORCE
    return UNKNOWN


def ending(ended: Iterable[End], as_of: date) -> list[End]:
    """Return those of `ended` by which a document is over on `as_of`."""
    return [each for each in ended if each.relation in ENDS and (each.on is None or each.on <= as_of)]


def last_day(metadata: Metadata, as_of: date, ended: Iterable[End] = ()) -> date | None:
    """Return the last day a document holds, as known on `as_of`: prolonged by another one, named by itself,
    or the end of a plan's period; None where none of them says."""
    known = (each for each in ended if each.relation == EXTENDED and (each.on is None or each.on <= as_of))
    days = [each.until for each in known if each.until is not None]
    if days:
        return max(days)
    named = [metadata.expires_on.value] if metadata.expires_on else []
    if metadata.period and group_of(metadata.kind.value if metadata.kind else "") == "plan":
        named.append(date(metadata.period.value.last_year, 12, 31))
    return min(named, default=None)


def _not_yet(metadata: Metadata, group: str, as_of: date) -> bool:
    starts = metadata.effective_from or metadata.issued_on
    if starts is not None:
        return as_of < starts.value
    return group == "plan" and metadata.period is not None and as_of.year < metadata.period.value.first_year
