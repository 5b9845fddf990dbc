"""The parts of an Answer that are measured, read from the JSON of the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import QuestionError

OFFERED = frozenset({"符合", "部分符合", "信息不足"})  # a measure so judged is put to the user as applicable
_TEXTS = ("measures", "facts", "funds", "precedents")
_PARTS = ("conditions", "funds")  # of a measure


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
    """One thing said with the number of the citation it leans on; `verdict` where it is a measure."""

    text: str
    citation: int
    verdict: str | None = None

    @property
    def offered(self) -> bool:
        """Tell whether a measure is put to the user as applicable."""
        return self.verdict in OFFERED


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer, reduced to what is measured.

    `statements` is all that is said in words leaning on a citation, `named` the units named, those within a
    measure among them. `nearest` numbers the citations of an abstention that support nothing.
    `confidence` is that of the answer, 0..1, None where it gives none.
    """

    status: str
    reason: str | None
    measures: tuple[Said, ...]
    facts: tuple[Said, ...]
    precedents: tuple[Said, ...]
    units: tuple[str, ...]
    funds: tuple[tuple[float | None, float | None], ...]
    citations: tuple[Cited, ...]
    dangling: int
    statements: tuple[Said, ...] = ()
    named: tuple[Said, ...] = ()
    nearest: tuple[int, ...] = ()
    confidence: float | None = None


def _objects(row: Mapping[str, object], name: str) -> Sequence[Mapping[str, object]]:
    value = row.get(name) or ()
    if not isinstance(value, list | tuple) or not all(isinstance(item, dict) for item in value):
        raise QuestionError(f"答案 {row.get('id')} 的 {name} 应是对象的列表")
    return value


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _int(value: object) -> int:
    return value if isinstance(value, int) else -1


def _said(row: Mapping[str, object], name: str, words: str = "text") -> tuple[Said, ...]:
    return tuple(
        Said(str(item.get(words, "")), _int(item.get("citation")), _word(item.get("verdict")))
        for item in _objects(row, name)
    )


def _word(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _statements(row: Mapping[str, object]) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    """Return what is said in words and the units named, by the answer and within its measures."""
    rows = (row, *_objects(row, "measures"))
    texts = [said for name in _TEXTS for said in _said(row, name)]
    parts = [said for measure in rows[1:] for name in _PARTS for said in _said(measure, name)]
    return (*texts, *parts), tuple(said for one in rows for said in _said(one, "units", "name"))


def _confidence(row: Mapping[str, object]) -> float | None:
    value = row.get("confidence")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise QuestionError(f"答案 {row.get('id')} 的 confidence 是 {value!r}，应是 0 到 1 之间的数")
    return float(value)


def _numbers(row: Mapping[str, object], name: str) -> tuple[int, ...]:
    value = row.get(name)
    return tuple(_int(item) for item in value) if isinstance(value, list | tuple) else ()


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
    statements, named = _statements(row)
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
        statements=statements,
        named=named,
        nearest=_numbers(row, "nearest"),
        confidence=_confidence(row),
    )
