"""Whether a document is in force on a day."""

from __future__ import annotations

from datetime import date

from ingest.metadata_kinds import group_of
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


def status_on(metadata: Metadata, as_of: date) -> str:
    """Return the status of a document on `as_of`.

    现行 · 征求意见稿 · 未生效 · 已到期 · 失效 · 废止 · 未知, by the first rule that holds:
    1. repealed or lapsed, where the document says so;
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


def _expired(metadata: Metadata, group: str, as_of: date) -> bool:
    if metadata.expires_on is not None and as_of > metadata.expires_on.value:
        return True
    return group == "plan" and metadata.period is not None and as_of.year > metadata.period.value.last_year


def _not_yet(metadata: Metadata, group: str, as_of: date) -> bool:
    starts = metadata.effective_from or metadata.issued_on
    if starts is not None:
        return as_of < starts.value
    return group == "plan" and metadata.period is not None and as_of.year < metadata.period.value.first_year
