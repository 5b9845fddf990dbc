"""Many questions or queries from one JSONL file; the model is loaded once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from api.profile import parse_profile
from ingest.errors import QuestionError, has_surrogate, reason_of, shown
from ingest.records import Profile


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One line of a batch: its id, its text and its settings as they came, checked when they are used."""

    id: str | int
    text: str
    k: object = None
    raw_profile: object = None
    raw_as_of: object = None
    raw_region: object = None

    def profile(self) -> Profile:
        """Return the checked profile; raise ProfileError."""
        return parse_profile(self.raw_profile)

    def as_of(self) -> date | None:
        """Return the day asked for; raise QuestionError."""
        return parse_date(self.raw_as_of)

    def region(self) -> str | None:
        """Return the region's name or code; raise QuestionError."""
        if self.raw_region is None or isinstance(self.raw_region, (str, int)):
            return None if self.raw_region is None else str(self.raw_region)
        raise QuestionError(f"region 应是地区名或代码，收到的是 {shown(self.raw_region)}。")

    def depth(self, default: int) -> int:
        """Return how many hits are wanted; raise QuestionError."""
        if self.k is None:
            return default
        if not isinstance(self.k, int) or isinstance(self.k, bool):
            raise QuestionError(f"k 应是整数，收到的是 {shown(self.k)}。")
        return self.k


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of a batch that cannot be put: its id, None where none can be read, and what is wrong."""

    id: str | int | None
    line: int
    error: QuestionError


def read_batch(path: Path, text_field: str) -> list[BatchItem | BadLine]:
    """Read the lines of a JSONL file, broken ones as BadLine; raise QuestionError for a broken file.

    `text_field` is "question" or "query"; the other name is understood too.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except OSError as error:
        raise QuestionError(f"读不到批量文件 {path}：{reason_of(error)}。请检查路径。") from error
    except UnicodeDecodeError as error:
        raise QuestionError(f"批量文件 {path} 不是 UTF-8 编码，请另存为 UTF-8。") from error
    items = [_item(line, n, str(path), text_field) for n, line in enumerate(lines, 1) if line.strip()]
    if not items:
        raise QuestionError(f"批量文件 {path} 是空的。请每行写一个带 id 和 {text_field} 的 JSON 对象。")
    return items


def _item(line: str, number: int, file: str, text_field: str) -> BatchItem | BadLine:
    where = f"{file} 第 {number} 行"
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError):
        return BadLine(
            None, number, QuestionError(f"{where}不是合法的 JSON：{shown(line)}。请每行写一个对象。")
        )
    if not isinstance(raw, dict):
        return BadLine(None, number, QuestionError(f"{where}应是一个 JSON 对象，收到的是 {shown(raw)}。"))
    name = raw.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int) or has_surrogate(str(name)):
        problem = f"{where}的 id 应是文字或整数，收到的是 {shown(name)}。请补上 id。"
        return BadLine(None, number, QuestionError(problem))
    text = raw.get(text_field, raw.get("query", raw.get("question")))
    if not isinstance(text, str):
        problem = f"{where}的 {text_field} 应是文字，收到的是 {shown(text)}。请补上 {text_field}。"
        return BadLine(name, number, QuestionError(problem))
    return BatchItem(name, text, raw.get("k"), raw.get("profile"), raw.get("as_of"), raw.get("region"))


def parse_date(value: object) -> date | None:
    """Return an ISO date, None for None; raise QuestionError otherwise."""
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise QuestionError(f"日期 {shown(value)} 不对，应写成 2026-01-31 这样。") from error
