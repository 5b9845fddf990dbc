"""Clause collections: `.jsonl` files that hold one ready clause a line, grouped into documents by title."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from ingest.errors import SourceError, has_surrogate, reason_of, shown
from ingest.metadata.dates import dates_in
from ingest.metadata.found import Found
from ingest.metadata.issuers import issuers_in_title
from ingest.metadata.kinds import kind_of, kind_table
from ingest.metadata.places import place_of
from ingest.metadata.units import split_units
from ingest.records import Clause, Document, Metadata, OffsetMap, Region, Run, Sourced
from ingest.regions import level_of, resolve
from ingest.structure.markers import read_marker

OPTIONAL = ("heading", "issuer", "region", "date", "status", "doc_number")
STATED = ("现行", "征求意见稿", "未生效", "已到期", "失效", "废止", "未知")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a collection; absent fields are ""."""

    line: int
    id: str
    title: str
    text: str
    heading: str
    issuer: str
    region: str
    date: str
    status: str
    doc_number: str


def read_collection(path: Path, source: str | None = None) -> Iterator[Document]:
    """Yield the documents of the collection at `path`, in the order in which their titles first appear.

    They are cited as `source`, the path where it is not given.

    Raise SourceError, with the line, for bad JSON, wrong types, missing texts, repeated ids and unknown
    regions, dates or statuses.
    """
    groups: dict[str, list[Row]] = {}
    seen: dict[str, int] = {}
    digest = sha256()
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                digest.update(raw)
                if not raw.strip():
                    continue
                row = _row(path, number, raw)
                if row.id in seen:
                    raise _error(
                        path, number, f"编号“{row.id}”与第 {seen[row.id]} 行重复", "请让每行的 id 唯一"
                    )
                seen[row.id] = number
                groups.setdefault(row.title, []).append(row)
    except OSError as error:
        raise SourceError(f"无法读取文件“{path}”（{reason_of(error)}）：请检查路径和读取权限") from error
    if not groups:
        raise SourceError(f"文件“{path}”中没有条款：请每行写一个 JSON 对象，含 title 和 text 字段")
    for rows in groups.values():
        yield _document(path, rows, source or str(path), digest.hexdigest())


def _error(path: Path, line: int, problem: str, remedy: str) -> SourceError:
    return SourceError(f"文件“{path}”第 {line} 行：{problem}；{remedy}")


def _row(path: Path, number: int, raw: bytes) -> Row:
    try:
        record = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _error(path, number, "不是 UTF-8 编码", "请把文件另存为 UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise _error(path, number, f"不是合法的 JSON（{error}）", "请每行写一个完整的 JSON 对象") from error
    if not isinstance(record, dict):
        raise _error(path, number, "不是 JSON 对象", '请写成 {"id": …, "title": …, "text": …}')
    identity = record.get("id", number)
    if isinstance(identity, bool) or not isinstance(identity, str | int) or not str(identity).strip():
        problem = f"id 的值 {shown(identity)} 不是文字或整数"
        raise _error(path, number, problem, "请改为文字或整数，或删去 id 字段")
    if has_surrogate(str(identity)):
        raise _error(path, number, f"id 的值 {shown(identity)} 含有残缺的字符", "请改正 id")
    values = [
        _string(path, number, record.get(name), name, name in OPTIONAL)
        for name in ("title", "text", *OPTIONAL)
    ]
    return Row(number, str(identity).strip(), *values)


def _string(path: Path, number: int, value: object, name: str, optional: bool) -> str:
    if value is None and optional:
        return ""
    if not isinstance(value, str):
        problem = f"缺少 {name} 字段" if value is None else f"{name} 的值 {shown(value)} 不是文字"
        raise _error(path, number, problem, f"请补上文字形式的 {name}")
    if has_surrogate(value):
        raise _error(path, number, f"{name} 含有残缺的字符（半个代理对）", f"请改正 {name}")
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text and not optional:
        raise _error(path, number, f"{name} 是空的", f"请补上 {name}，或删去这一行")
    return text


def _document(path: Path, rows: Sequence[Row], source: str, digest: str) -> Document:
    title = rows[0].title
    text = "\n".join(row.text for row in rows)
    identity = sha256(f"{title}\n{text}".encode()).hexdigest()[:12]
    clauses = []
    start = 0
    for row in rows:
        clauses.append(_clause(identity, row, start))
        start += len(row.text) + 1
    offsets = OffsetMap((Run(0, 0, len(text)),))
    return Document(identity, source, digest, text, offsets, _metadata(path, rows), tuple(clauses))


def _clause(document_id: str, row: Row, start: int) -> Clause:
    marker = read_marker(row.text)
    ordinal = "" if marker is None else row.text[: marker.length].strip()
    path = tuple(step for step in (row.heading, ordinal) if step)
    label = "" if marker is None else marker.label
    end = start + len(row.text)
    return Clause(f"{document_id}#{row.id}", document_id, path, label, row.heading, row.text, start, end)


def _metadata(path: Path, rows: Sequence[Row]) -> Metadata:
    title = Found(rows[0].title, 0, len(rows[0].title))
    issuer, number = _first(rows, "issuer"), _first(rows, "doc_number")
    kind = kind_of(title.value)
    issuers = split_units(issuer.issuer) if issuer else issuers_in_title(title.value)
    place = place_of(title.value, title, [Found(unit, 0, 0) for unit in issuers], None, kind)
    region = _region(path, _first(rows, "region")) or (place.region and place.region.value)
    level = place.level or (region and level_of(region))
    day = _day(path, _first(rows, "date"))
    status = _status(path, _first(rows, "status"))
    return Metadata(
        title=Sourced(title.value),
        issuers=tuple(Sourced(unit) for unit in issuers),
        doc_number=Sourced(number.doc_number) if number else None,
        region=Sourced(region) if region else None,
        level=Sourced(level) if level else None,
        kind=Sourced(kind) if kind else None,
        issued_on=Sourced(day) if day else None,
        stated_status=Sourced(status) if status else None,
    )


def _first(rows: Sequence[Row], field: str) -> Row | None:
    return next((row for row in rows if getattr(row, field)), None)


def _region(path: Path, row: Row | None) -> Region | None:
    if row is None:
        return None
    try:
        return resolve(row.region)
    except ValueError as error:
        raise _error(path, row.line, str(error), "请改正 region 字段或删去它") from error


def _day(path: Path, row: Row | None) -> date | None:
    if row is None:
        return None
    found = next(dates_in(row.date), None)
    if found is None:
        raise _error(path, row.line, f"date 的值“{row.date}”不是日期", "请写成 2024-05-01 的样子")
    return found.value


def _status(path: Path, row: Row | None) -> str | None:
    if row is None:
        return None
    known = {*STATED, *(status for _, status in kind_table().status)}
    if row.status not in known:
        raise _error(path, row.line, f"status 的值“{row.status}”不认识", f"请写以下之一：{'、'.join(STATED)}")
    return row.status
