"""Answers, documents and hits as plain text for a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date

from api.records import Answer, AnswerMeasure, Citation
from api.views import ClauseView, DocumentView, EndedBy, SearchView

_SUCCEEDED = frozenset({"正式印发", "新版本"})


def to_json(value: object, *, line: bool = False) -> str:
    """Return records as JSON, indented or on one line; dates as ISO, whole floats as integers."""
    indent = None if line else 2
    return json.dumps(plain(value), ensure_ascii=False, indent=indent, allow_nan=False)


def plain(value: object) -> object:
    """Return records as dicts, lists, strings and numbers."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def answer_text(answer: Answer) -> str:
    """Return an answer as a page of text, citations last."""
    lines = [answer.summary]
    lines += [line for n, measure in enumerate(answer.measures, 1) for line in _measure_lines(n, measure)]
    if answer.contacts:
        named = "；".join(f"{each.name} {each.phone} [{each.citation}]".strip() for each in answer.contacts)
        lines += ["", f"联系：{named}"]
    if answer.precedents:
        lines += ["", "仅供参考，不是可以主张的权益："]
        lines += [f"  · {item.text} [{item.citation}]（{item.why}）" for item in answer.precedents]
    if answer.missing:
        lines += ["", f"补充这些信息可以判断得更准：{'、'.join(answer.missing)}"]
    if answer.citations:
        lines += ["", "最接近的条款（不是答案）：" if answer.status == "abstained" else "依据："]
        lines += [line for citation in answer.citations for line in _citation_lines(citation)]
    return "\n".join(lines)


def _measure_lines(n: int, measure: AnswerMeasure) -> list[str]:
    lines = ["", f"{n}. 【{measure.verdict}】{measure.instrument}：{measure.text} [{measure.citation}]"]
    signs = {"met": "✓", "unmet": "✗", "unknown": "？"}
    if measure.conditions:
        lines.append("   条件：" + "；".join(f"{signs[c.state]} {c.text}" for c in measure.conditions))
    if measure.units:
        lines.append("   单位：" + "、".join(f"{unit.name}（{unit.role}）" for unit in measure.units))
    if measure.funds:
        lines.append("   金额：" + "、".join(f"{fund.text}（{fund.kind}）" for fund in measure.funds))
    return lines


def _citation_lines(citation: Citation) -> list[str]:
    number = f"（{citation.doc_number}）" if citation.doc_number else ""
    return [
        f"[{citation.n}] 《{citation.title}》{number} · {citation.status} · {' > '.join(citation.path)}",
        f"    {citation.quote}",
    ]


def documents_text(documents: Iterable[DocumentView]) -> str:
    """Return one block of lines a document."""
    blocks = [
        f"{d.id}  {d.title or d.source}\n"
        f"    {d.status} · {d.kind or '文种未知'} · {d.region or '地区未知'} · {d.doc_number or '无文号'} · "
        f"{'、'.join(d.issuers) or '发文机关未知'} · {d.clauses} 条 · {d.source}"
        + "".join(f"\n    {_ended_line(each)}" for each in d.ended_by)
        for d in documents
    ]
    return "\n".join(blocks) or "知识库里没有文件。"


def _ended_line(ended: EndedBy) -> str:
    since = f"自{ended.on.isoformat()}起" if ended.on else "已"
    if ended.relation in _SUCCEEDED:
        return f"{ended.relation}：{since}以《{ended.title}》为准"
    return f"{ended.relation}：被《{ended.title}》{since}{ended.relation}"


def clauses_text(clauses: Iterable[ClauseView]) -> str:
    """Return the clauses with their ids, one after the other."""
    return "\n\n".join(f"{clause.id}  {' > '.join(clause.path)}\n{clause.text}" for clause in clauses)


def search_text(found: SearchView) -> str:
    """Return the hits, best first."""
    blocks = [
        f"{hit.rank}. {hit.score:.3f}  {hit.clause_id}  《{hit.title}》 · {hit.status}\n   {hit.text}"
        for hit in found.hits
    ]
    lines = blocks or ["没有找到条款。"]
    if found.left_out:
        each = "、".join(f"{status} {number}" for status, number in found.left_out.statuses.items())
        count = found.left_out.documents
        lines.append(f"另有 {count} 份不在施行中的文件也有相关条款（{each}），加 --include-dead 查看。")
    return "\n".join(lines)
