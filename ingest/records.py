"""The records every stage passes on: documents, clauses and the facts read from them.

Two coordinate systems, never mixed in one record:

* *source offsets* count characters of the decoded source text (line ends folded to ``\\n``);
  a `Span` holds them.
* *text offsets* count characters of `Document.text`, the normalised text, which is the source
  with characters left out and nothing rewritten. `OffsetMap.to_source` leads from one to the other.

Facts (`Unit`, `Fund`, ...) carry offsets into the text of their own clause.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the decoded source: ``source[start:end]`` is where `text` was read."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Sourced(Generic[T]):
    """A value together with the span it was read from (None when it follows from other fields)."""

    value: T
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """`length` characters of normalised text from `text_start`, equal to the source from `source_start`."""

    text_start: int
    source_start: int
    length: int


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Maps text offsets to source offsets; runs are sorted, gap-free in the text, never empty."""

    runs: tuple[Run, ...]

    def to_source(self, offset: int) -> int:
        """Return the source offset of the character at text `offset`; raise ValueError outside the text."""
        at = bisect_right(self.runs, offset, key=lambda run: run.text_start) - 1
        if at < 0 or offset >= self.runs[at].text_start + self.runs[at].length:
            raise ValueError(f"offset {offset} lies outside the mapped text")
        run = self.runs[at]
        return run.source_start + offset - run.text_start

    def to_text(self, offset: int) -> int | None:
        """Return the text offset of the character at source `offset`, None where it was left out."""
        at = bisect_right(self.runs, offset, key=lambda run: run.source_start) - 1
        if at < 0 or offset >= self.runs[at].source_start + self.runs[at].length:
            return None
        return self.runs[at].text_start + offset - self.runs[at].source_start

    def to_source_range(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open source range from the character at `start` to the one before `end`."""
        if end <= start:
            raise ValueError(f"empty range {start}:{end}")
        return self.to_source(start), self.to_source(end - 1) + 1


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative division: six-digit GB/T 2260 code and full name; 100000 is the country (全国)."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Period:
    """A plan period, both years inclusive."""

    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself; None or () where it does not say."""

    title: Sourced[str] | None = None
    issuers: tuple[Sourced[str], ...] = ()
    doc_number: Sourced[str] | None = None
    region: Sourced[Region] | None = None
    level: Sourced[str] | None = None  # 国家 | 省 | 市 | 县
    kind: Sourced[str] | None = None
    issued_on: Sourced[date] | None = None
    effective_from: Sourced[date] | None = None
    expires_on: Sourced[date] | None = None
    period: Sourced[Period] | None = None
    stated_status: Sourced[str] | None = None  # a status the document states: 征求意见稿 | 废止 | 失效


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the top left corner."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Clause:
    """The unit that is cited. The clauses of a document partition its text.

    `text` is ``document.text[start:end]``. `path` holds the headings from the top down to and
    including this clause's own heading (nothing is added for a paragraph without one). `heading` is
    the clause's own heading without its ordinal and closing punctuation, "" where it has none.
    """

    id: str
    document_id: str
    path: tuple[str, ...]
    ordinal: str
    heading: str
    text: str
    start: int
    end: int
    page: int | None = None
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One policy document: normalised text, its map to the source, what it says of itself, its clauses."""

    id: str
    source: str
    sha256: str
    text: str
    offsets: OffsetMap
    metadata: Metadata
    clauses: tuple[Clause, ...]
    pages: int | None = None
    quality: float | None = None  # share of the source read as text, times how sure OCR was of it, 0..1
    scanned: float = 0.0  # share of the characters read by OCR
    doubtful_pages: tuple[int, ...] = ()  # pages that OCR could hardly read


@dataclass(frozen=True, slots=True)
class Unit:
    """A responsible unit as written; `normalised` folds widths and abbreviations for comparison."""

    name: str
    role: str  # 牵头 | 责任 | 配合 | 按职责分工
    normalised: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fund:
    """An amount of money in yuan. A bound that is open is None; `text` is the amount as written."""

    text: str
    kind: str
    min_yuan: float | None
    max_yuan: float | None
    start: int
    end: int
    basis: str | None = None  # what one amount is paid for or measured on: 每户, 每年 ...


@dataclass(frozen=True, slots=True)
class Target:
    """A quantity to be reached: `quantity` in `unit` by the end of `year`."""

    text: str
    quantity: float
    unit: str
    year: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Condition:
    """A predicate on a profile. `kind`: 资质 | 地区 | 规模 | 行业 | 经营指标 | 首次 | 其他.

    `value` names what is asked for in the words of the tables (a qualification, an industry, a metric);
    `minimum`/`maximum` bound a metric in `unit`. `at_least` says that higher rungs of a ladder meet it too.
    """

    text: str
    kind: str
    value: str
    start: int
    end: int
    at_least: bool = True
    minimum: float | None = None
    maximum: float | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """When one can apply; None for a side the text leaves open."""

    text: str
    opens: date | None
    closes: date | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask: a unit or person as written, "" where none is named, and the number to call."""

    name: str
    phone: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document cited: its title or number or both; relation: 依据 | 废止 | 修订 | 代替 | 提及."""

    text: str
    title: str | None
    doc_number: str | None
    relation: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One support action: a verbatim span of its clause with its instrument and force.

    `force`: 应当 | 优先 | 支持 | 目标 | 事实. Conditions are those inside the span or of its clause's lead.
    """

    text: str
    instrument: str
    force: str
    start: int
    end: int
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that was read from one clause; every span obeys ``clause.text[f.start:f.end] == f.text``."""

    measures: tuple[Measure, ...] = ()
    funds: tuple[Fund, ...] = ()
    targets: tuple[Target, ...] = ()
    units: tuple[Unit, ...] = ()
    conditions: tuple[Condition, ...] = ()
    windows: tuple[Window, ...] = ()
    references: tuple[Reference, ...] = field(default=())
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """What an enterprise says of itself; everything optional, region resolved, lists in its own words.

    `denied` are qualifications it says it does not hold, or no longer; `told` is all it states, part by part.
    """

    name: str | None = None
    region: Region | None = None
    qualifications: tuple[str, ...] = ()
    industry: str | None = None
    size: str | None = None
    needs: tuple[str, ...] = ()
    metrics: tuple[tuple[str, float], ...] = ()
    denied: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
