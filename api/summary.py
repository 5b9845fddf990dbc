"""The summary: connecting words of our own around spans that are cited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from api.records import AnswerFact, AnswerFund, AnswerMeasure, AnswerUnit, Citation

REASONS = {
    "no_supporting_clause": "知识库里没有条款能支持这个问题的答案。",
    "outside_region": "知识库里没有适用于该地区的条款；其他地区的做法不能作为依据。",
    "not_in_force": "相关条款所在的文件在这一天不是有效的，不能作为依据。",
}
MOST_SAID = 3


def abstention(reason: str, nearest: Sequence[int]) -> str:
    """Say why nothing is answered and where the nearest clauses are."""
    marks = "".join(f"[{n}]" for n in nearest)
    return REASONS[reason] + (f"最接近的条款见 {marks}，仅供参考。" if marks else "")


def said(
    measures: Sequence[AnswerMeasure],
    facts: Sequence[AnswerFact],
    funds: Sequence[AnswerFund],
    units: Sequence[AnswerUnit],
    citations: Sequence[Citation],
) -> str:
    """Sum up an answer: what was found, amounts and units, and how the documents stand."""
    parts = [_unit_part(units), _fund_part(funds)]
    if measures:
        parts += [f"{_verdict_word(m)}{m.text.rstrip('。；;')} [{m.citation}]" for m in measures[:MOST_SAID]]
        if len(measures) > MOST_SAID:
            parts.append(f"另有 {len(measures) - MOST_SAID} 项措施见下")
    else:
        parts += [f"{fact.text.rstrip('。；;')} [{fact.citation}]" for fact in facts[:MOST_SAID]]
    used = {item.citation for items in (measures, facts, funds, units) for item in items}
    return "；".join(part for part in parts if part) + "。" + _standing([c for c in citations if c.n in used])


def _verdict_word(measure: AnswerMeasure) -> str:
    return "" if measure.verdict == "信息不足" else f"（{measure.verdict}）"


def _unit_part(units: Sequence[AnswerUnit]) -> str:
    parts = []
    for role in dict.fromkeys(unit.role for unit in units):
        label = f"{role}单位" if role in ("牵头", "责任", "配合") else role
        names = dict.fromkeys(unit.name for unit in units if unit.role == role)
        parts.append(f"{label}：" + "、".join(names))
    marks = "".join(f"[{n}]" for n in dict.fromkeys(unit.citation for unit in units))
    return "；".join(parts) + f" {marks}" if units else ""


def _fund_part(funds: Sequence[AnswerFund]) -> str:
    return "金额：" + "、".join(f"{fund.text} [{fund.citation}]" for fund in funds) if funds else ""


def _standing(citations: Sequence[Citation]) -> str:
    notes = [
        f"[{c.n}] 所在的《{c.title}》{_STANDING[c.status]}。"
        for c in _first_of_each_document(citations)
        if c.status in _STANDING
    ]
    notes += [
        f"[{c.n}] 所在的《{c.title}》{amended(each)}，请对照修改后的内容。"
        for c in _first_of_each_document(citations)
        for each in c.amendments
    ]
    return "".join(notes)


class Amending(Protocol):
    """A document that changes words of another one from the day `on`."""

    @property
    def title(self) -> str: ...
    @property
    def on(self) -> date | None: ...


def amended(by: Amending) -> str:
    """Say by what and since when a document is amended."""
    since = f"自{by.on.isoformat()}起" if by.on else "已"
    title = by.title.replace("《", "〈").replace("》", "〉")
    return f"{since}经《{title}》修改"


_STANDING = {
    "征求意见稿": "是征求意见稿，尚未正式印发",
    "已到期": "已经到期",
    "失效": "已经失效",
    "废止": "已经废止",
    "未生效": "尚未生效",
}


def _first_of_each_document(citations: Sequence[Citation]) -> list[Citation]:
    return list({citation.document_id: citation for citation in reversed(citations)}.values())[::-1]
