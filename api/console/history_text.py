"""What the commands add, remove, history and diff print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.changes import Added, AddSummary, Counts, Known, RemoveSummary
from api.history import Change, History, Version
from api.views import DocumentView
from index.journal import ADD
from ingest.records import Clause
from ingest.versions.clause_diff import Changed, DocumentDiff
from ingest.versions.word_diff import KEPT, REMOVED, Edit

_MOST_IDS = 5


def add_text(summary: AddSummary) -> str:
    """Say what came in, what was there already, and what the knowledge base holds."""
    lines = [line for each in summary.added for line in _added_lines(each)]
    lines += [_known_line(each) for each in summary.known]
    what = "已发布" if summary.added else "没有新文件，沿用"
    return "\n".join([*lines, _state_line(what, summary)])


def _added_lines(each: Added) -> Iterator[str]:
    yield f"加入 {_name(each.title, each.source)}（{each.id}）：{each.clauses} 条条款，来源 {each.source}"
    if each.counts is not None and each.replaces is not None:
        what = _name(each.replaces_title, each.replaces)
        yield f"  是{what}的新版本（第 {each.version} 版）：{_counts_text(each.counts)}"
        yield f"  逐条比较：huice diff {each.replaces} {each.id}"
    if each.version < each.versions:
        yield f"  是库里已有的更新版本的旧版（第 {each.version} 版，共 {each.versions} 版）"


def _known_line(each: Known) -> str:
    return (
        f"已有 {_name(each.title, each.source)}（{each.id}），未重复加入：{each.given} 与库里来自 "
        f"{each.source} 的{each.why}"
    )


def _counts_text(counts: Counts) -> str:
    return (
        f"新增 {counts.added} 条，删去 {counts.removed} 条，修改 {counts.changed} 条，"
        f"只变编号 {counts.moved} 条，未变 {counts.unchanged} 条"
    )


def remove_text(summary: RemoveSummary) -> str:
    """Say what went out and what the knowledge base holds."""
    lines = [
        f"删除 {_name(each.title, each.source)}（{each.id}），来源 {each.source}" for each in summary.removed
    ]
    return "\n".join([*lines, _state_line("已发布", summary)])


def _state_line(what: str, summary: AddSummary | RemoveSummary) -> str:
    return (
        f"{what} {summary.home}（{summary.generation}）：{summary.documents} 份文件，"
        f"{summary.clauses} 条条款，用时 {summary.seconds} 秒"
    )


def _name(title: str | None, otherwise: str) -> str:
    return f"《{title}》" if title else otherwise


def history_text(history: History) -> str:
    """Return every policy with its versions, then the changes of the knowledge base."""
    blocks = [versions_text(versions) for versions in history.lineages]
    blocks = blocks or ["没有哪份文件有多个版本。"]
    if history.changes:
        blocks.append("\n".join(["加入和删除：", *map(_change_line, history.changes)]))
    return "\n\n".join(blocks)


def versions_text(versions: Sequence[Version]) -> str:
    """Return the versions of one policy, oldest first."""
    latest = versions[-1]
    lines = [f"{_name(latest.title, latest.source)}：{latest.version} 个版本"]
    for each in versions:
        issued = f"{each.issued_on} 印发" if each.issued_on else "印发日期未知"
        added = f"{each.added_at:%Y-%m-%d %H:%M} 加入" if each.added_at else "加入时间未知"
        last = " · 最新" if each.latest else ""
        lines.append(
            f"  第 {each.version} 版  {each.id}  {each.title or '无标题'} · {issued} · {added} · "
            f"{each.status}{last} · {each.source}"
        )
    return "\n".join(lines)


def _change_line(change: Change) -> str:
    named = [
        f"{document}{f'《{title}》' if title else ''}"
        for document, title in zip(change.documents, change.titles, strict=True)
    ]
    more = f" 等 {len(named)} 份" if len(named) > _MOST_IDS else ""
    what = "加入" if change.action == ADD else "删除"
    return f"  {change.at:%Y-%m-%d %H:%M:%S%z}  {what} {'、'.join(named[:_MOST_IDS])}{more}"


def ended_lines(documents: Sequence[DocumentView], document_id: str) -> Iterator[str]:
    """Yield what a reader of a document's clauses should know of those that followed it."""
    for each in (each for view in documents if view.id == document_id for each in view.ended_by):
        since = f"（自 {each.on} 起）" if each.on else ""
        by = f"{_name(each.title, each.document_id)}（{each.document_id}）"
        yield f"注意 这份文件已有后续{since}：{each.relation} {by}"


def diff_text(found: DocumentDiff) -> str:
    """Return what differs: + added, - removed, ~ changed with 【-old】 and 【+new】 words, = only moved."""
    counts = Counts(
        len(found.added), len(found.removed), len(found.changed), len(found.moved), found.unchanged
    )
    blocks = [
        f"旧 {found.old_id}  {found.old_title or '无标题'}",
        f"新 {found.new_id}  {found.new_title or '无标题'}",
    ]
    blocks.append(_counts_text(counts))
    blocks += [_whole("+", clause) for clause in found.added]
    blocks += [_whole("-", clause) for clause in found.removed]
    blocks += [_changed_text(each) for each in found.changed]
    blocks += [f"= {each.old.id} → {each.new.id}" for each in found.moved]
    return "\n".join(blocks)


def _whole(sign: str, clause: Clause) -> str:
    return f"{sign} {clause.id}  {' > '.join(clause.path)}\n{_indented(clause.text)}"


def _changed_text(each: Changed) -> str:
    head = f"~ {each.old.id} → {each.new.id}  {' > '.join(each.new.path)}"
    return f"{head}\n{_indented(''.join(map(_marked, each.edits)))}"


def _marked(edit: Edit) -> str:
    if edit.kind == KEPT:
        return edit.text
    return f"【{'-' if edit.kind == REMOVED else '+'}{edit.text}】"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.strip().splitlines())
