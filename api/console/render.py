"""Answers, documents and hits as plain text for a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date

from api.console.scan_text import scan_text
from api.records import Answer, AnswerMeasure, Citation
from api.summary import amended
from api.views import ClauseView, DocumentView, EndedBy, SearchView
from ingest.validity import AMENDED, EXPIRED, IN_FORCE

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
    if answer.measures and answer.facts:
        lines += ["", "文件里还说："]
        lines += [f"  · {fact.text} [{fact.citation}]" for fact in answer.facts]
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
    if measure.window:
        window = measure.window
        label = "执行" if window.state == "执行期内" else "申报"
        lines.append(f"   {label}：{window.text}（{window.state}）[{window.citation}]")
    if measure.units:
        lines.append("   单位：" + "、".join(f"{unit.name}（{unit.role}）" for unit in measure.units))
    if measure.funds:
        lines.append("   金额：" + "、".join(f"{fund.text}（{fund.kind}）" for fund in measure.funds))
    return lines


def _citation_lines(citation: Citation) -> list[str]:
    number = f"（{citation.doc_number}）" if citation.doc_number else ""
    return [
        f"[{citation.n}] 《{citation.title}》{number} · {citation.status}{_until(citation)} · "
        + " > ".join(citation.path)
        + _on_page(citation.page)
        + (" · 识别不清，请核对原件" if citation.doubtful else ""),
        *(f"    {amended(each)}" for each in citation.amendments),
        f"    {citation.quote}",
    ]


def _until(citation: Citation) -> str:
    if citation.until is None or citation.status not in (IN_FORCE, EXPIRED):
        return ""  # a draft or a repealed text holds until no day
    return f"（有效期至 {citation.until.isoformat()}）"


def documents_text(documents: Iterable[DocumentView]) -> str:
    """Return one block of lines a document."""
    blocks = [
        f"{d.id}  {d.title or d.source}\n"
        f"    {d.status} · {d.kind or '文种未知'} · {d.region or '地区未知'} · {d.doc_number or '无文号'} · "
        f"{'、'.join(d.issuers) or '发文机关未知'} · {d.clauses} 条 · {d.source}"
        + (f"\n    {words}" if (words := _term_text(d)) else "")
        + (f"\n    {words}" if (words := scan_text(d)) else "")
        + "".join(f"\n    {_ended_line(each)}" for each in d.ended_by)
        for d in documents
    ]
    return "\n".join(blocks) or "知识库里没有文件。"


def _term_text(document: DocumentView) -> str:
    days = (
        ("发布", document.issued_on),
        ("施行", document.effective_from),
        ("有效期至", document.expires_on),
    )
    return " · ".join(f"{what} {day.isoformat()}" for what, day in days if day)


def _ended_line(ended: EndedBy) -> str:
    if ended.relation == "延期" and ended.until:
        return f"延期：《{ended.title}》把有效期延长到 {ended.until.isoformat()}"
    if ended.relation == AMENDED:
        return amended(ended)
    since = f"自{ended.on.isoformat()}起" if ended.on else "已"
    if ended.relation in _SUCCEEDED:
        return f"{ended.relation}：{since}以《{ended.title}》为准"
    return f"{ended.relation}：被《{ended.title}》{since}{ended.relation}"


def clauses_text(clauses: Iterable[ClauseView]) -> str:
    """Return the clauses with their ids, one after the other."""
    return "\n\n".join(
        f"{clause.id}  {' > '.join(clause.path)}{_on_page(clause.page)}\n{clause.text}" for clause in clauses
    )


def _on_page(page: int | None) -> str:
    return f" · 第 {page} 页" if page is not None else ""


def search_text(found: SearchView) -> str:
    """Return the hits, best first."""
    blocks = [
        f"{hit.rank}. {hit.score:.3f}  {hit.clause_id}  《{hit.title}》 · {hit.status}{_on_page(hit.page)}\n"
        f"   {hit.text}"
        for hit in found.hits
    ]
    lines = blocks or ["没有找到条款。"]
    if found.left_out:
        each = "、".join(f"{status} {number}" for status, number in found.left_out.statuses.items())
        count = found.left_out.documents
        lines.append(f"另有 {count} 份不在施行中的文件也有相关条款（{each}），加 --include-dead 查看。")
    return "\n".join(lines)
