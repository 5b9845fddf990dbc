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
ENDS = {"废止": REPEALED, "代替": REPEALED, "正式印发": LAPSED, "新版本": LAPSED}  # 修订 ends nothing


class End(Protocol):
    """What another document does to this one, from a day on; always where no day is known."""

    @property
    def relation(self) -> str: ...
    @property
    def on(self) -> date | None: ...


def status_on(metadata: Metadata, as_of: date, ended: Iterable[End] = ()) -> str:
    """Return the status of a document on `as_of`, `ended` being what other documents do to it.

    现行 · 征求意见稿 · 未生效 · 已到期 · 失效 · 废止 · 未知, by the first rule that holds:
    1. repealed or lapsed, where the document itself or another one says so;
    2. news, replies and reports bind nobody: 未知;
    3. after the last day it names, or for a plan after the last year of its period: 已到期;
    4. before the day it takes effect, is issued, or for a plan before its first year: 未生效;
    5. a draft, where the document says so;
    6. a law, or a formal kind with a number or an issuer: 现行;
    7. otherwise 未知.
    """
    stated = metadata.stated_status.value if metadata.stated_status else None
    if stated in (REPEALED, LAPSED):
        return stated
    done = {ENDS.get(each.relation) for each in ending(ended, as_of)}
    if done:
        return REPEALED if REPEALED in done else LAPSED
    kind = metadata.kind.value if metadata.kind else ""
    group = group_of(kind)
    if group == "evidence":
        return UNKNOWN
    if _expired(metadata, group, as_of):
        return EXPIRED
    if _not_yet(metadata, group, as_of):
        return NOT_YET
    if stated is not None:
        return stated
    if group == "law" or metadata.doc_number is not None or metadata.issuers:
        return IN_FORCE
    return UNKNOWN


def ending(ended: Iterable[End], as_of: date) -> list[End]:
    """Return those of `ended` by which a document is over on `as_of`."""
    return [each for each in ended if each.relation in ENDS and (each.on is None or each.on <= as_of)]


def _expired(metadata: Metadata, group: str, as_of: date) -> bool:
    if metadata.expires_on is not None and as_of > metadata.expires_on.value:
        return True
    return group == "plan" and metadata.period is not None and as_of.year > metadata.period.value.last_year


def _not_yet(metadata: Metadata, group: str, as_of: date) -> bool:
    starts = metadata.effective_from or metadata.issued_on
    if starts is not None:
        return as_of < starts.value
    return group == "plan" and metadata.period is not None and as_of.year < metadata.period.value.first_year
