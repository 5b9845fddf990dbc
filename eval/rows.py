"""JSON lines that carry an id: questions, judgements, answers, search results."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from ingest.errors import QuestionError, reason_of

Rows = Mapping[str, Mapping[str, object]]


def parse_rows(text: str, name: str, key: str = "id") -> Rows:
    """Return the objects of JSON lines by `key`, in order; `name` says in messages where they come from.

    Raises QuestionError where a line is no JSON object, has no id or repeats one.
    """
    rows: dict[str, Mapping[str, object]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            fault = error.msg if isinstance(error, json.JSONDecodeError) else "数太长或嵌套太深"
            raise QuestionError(f"{name} 第 {number} 行不是 JSON：{fault}，请每行写一个对象") from error
        if not isinstance(row, dict) or not isinstance(row.get(key), str):
            raise QuestionError(f"{name} 第 {number} 行缺少文字的 {key}，请每行写一个带 {key} 的对象")
        if row[key] in rows:
            raise QuestionError(f"{name} 第 {number} 行的 {key} {row[key]} 重复，请改成不同的 {key}")
        rows[row[key]] = row
    return rows


def read_rows(path: Path, key: str = "id") -> Rows:
    """Read a file of JSON lines; raise QuestionError where it cannot be read as such."""
    return parse_rows(read_text(path), str(path), key)


def read_text(path: Path) -> str:
    """Return a UTF-8 text, with or without a BOM; raise QuestionError where it cannot be read as such."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise QuestionError(f"读不到 {path}：{reason_of(error)}，请检查路径") from error
    except UnicodeDecodeError as error:
        raise QuestionError(f"读不到 {path}：不是 UTF-8 编码，请另存为 UTF-8") from error


def dump_row(row: Mapping[str, object]) -> str:
    """Return a row as one line of JSON, as it stands in the files of a suite."""
    return json.dumps(row, ensure_ascii=False) + "\n"
