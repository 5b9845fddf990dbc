"""JSON lines that carry an id: questions, judgements, answers, search results."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from ingest.errors import QuestionError

Rows = Mapping[str, Mapping[str, object]]


def parse_rows(text: str, name: str) -> Rows:
    """Return the objects of JSON lines by id, in order; `name` says in messages where they come from.

    Raises QuestionError where a line is no JSON object, has no id or repeats one.
    """
    rows: dict[str, Mapping[str, object]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise QuestionError(f"{name} 第 {number} 行不是 JSON：{error.msg}，请每行写一个对象") from error
        if not isinstance(row, dict) or not isinstance(row.get("id"), str):
            raise QuestionError(f"{name} 第 {number} 行缺少文字的 id，请每行写一个带 id 的对象")
        if row["id"] in rows:
            raise QuestionError(f"{name} 第 {number} 行的 id {row['id']} 重复，请改成不同的 id")
        rows[row["id"]] = row
    return rows


def read_rows(path: Path) -> Rows:
    """Read a file of JSON lines; raise QuestionError where it cannot be read as such."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"读不到 {path}：请检查路径，文件应为 UTF-8 的 JSONL") from error
    return parse_rows(text, str(path))
