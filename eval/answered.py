"""The parts of an Answer that are measured, read from the JSON of the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import QuestionError

OFFERED = frozenset({"符合", "部分符合", "信息不足"})  # a measure so judged is put to the user as applicable


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation: `start` and `end` are source offsets, `source` is the bare file name."""

    n: int
    source: str
    clause_id: str
    path: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said with the citation it leans on; `offered` for a measure shown as applicable."""

    text: str
    citation: int | None
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One search hit."""

    clause_id: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer, reduced to what is measured."""

    status: str
    reason: str | None
    measures: tuple[Said, ...]
    facts: tuple[Said, ...]
    precedents: tuple[Said, ...]
    units: tuple[str, ...]
    funds: tuple[tuple[float | None, float | None], ...]
    citations: tuple[Cited, ...]
    dangling: int


def _objects(row: Mapping[str, object], name: str) -> Sequence[Mapping[str, object]]:
    value = row.get(name) or ()
    if not isinstance(value, list | tuple) or not all(isinstance(item, dict) for item in value):
        raise QuestionError(f"答案 {row.get('id')} 的 {name} 应是对象的列表")
    return value


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _int(value: object) -> int:
    return value if isinstance(value, int) else -1


def _said(row: Mapping[str, object], name: str) -> tuple[Said, ...]:
    return tuple(
        Said(str(item.get("text", "")), _int(item.get("citation")), item.get("verdict") in OFFERED)
        for item in _objects(row, name)
    )


def _path(value: object) -> str:
    return "".join(str(part) for part in value) if isinstance(value, list | tuple) else ""


def _cited(item: Mapping[str, object]) -> Cited:
    return Cited(
        n=_int(item.get("n")),
        source=Path(str(item.get("source", ""))).name,
        clause_id=str(item.get("clause_id", "")),
        path=_path(item.get("path")),
        quote=str(item.get("quote", "")),
        start=_int(item.get("start")),
        end=_int(item.get("end")),
    )


def parse_answer(row: Mapping[str, object]) -> Answered:
    """Read one Answer; raise QuestionError where it breaks the contract's shape."""
    if row.get("status") not in ("answered", "abstained"):
        raise QuestionError(f"答案 {row.get('id')} 的 status 是 {row.get('status')!r}")
    citations = tuple(_cited(item) for item in _objects(row, "citations"))
    leaning = [_int(i.get("citation")) for part in ("measures", "facts", "funds", "units", "precedents")
               for i in _objects(row, part)]  # fmt: skip
    numbers = {citation.n for citation in citations}
    return Answered(
        status=str(row["status"]),
        reason=None if row.get("reason") is None else str(row["reason"]),
        measures=_said(row, "measures"),
        facts=_said(row, "facts"),
        precedents=_said(row, "precedents"),
        units=tuple(str(item.get("name", "")) for item in _objects(row, "units")),
        funds=tuple((_number(i.get("min_yuan")), _number(i.get("max_yuan"))) for i in _objects(row, "funds")),
        citations=citations,
        dangling=sum(n not in numbers for n in leaning),
    )


def parse_hits(row: Mapping[str, object]) -> tuple[Hit, ...]:
    """Read the hits of one search result, best first."""
    return tuple(
        Hit(str(item.get("clause_id", "")), Path(str(item.get("source", ""))).name, str(item.get("text", "")))
        for item in _objects(row, "hits")
    )
