"""The Answer: what a caller of `ask` gets, field by field the contract of the command line and the HTTP API.

Every text in it is a span of a clause, and every citation number points into `citations`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingest.records import Box


@dataclass(frozen=True, slots=True)
class Amendment:
    """The document that changes words of a cited one from the day `on`; None where none is known."""

    document_id: str
    title: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer's words stand: `quote` is the source from `start` to `end` with layout left out.

    `start` and `end` count characters of the decoded source (line ends as ``\\n``). `doubtful` says that the
    clause stands on a page that OCR could hardly read, `until` is the last day its document holds.
    """

    n: int
    document_id: str
    source: str
    title: str
    doc_number: str | None
    issuer: str | None
    status: str
    clause_id: str
    path: tuple[str, ...]
    quote: str
    start: int
    end: int
    page: int | None = None
    boxes: tuple[Box, ...] = ()
    doubtful: bool = False
    until: date | None = None
    amendments: tuple[Amendment, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerCondition:
    """A condition of a measure and how the profile stands to it: met | unmet | unknown."""

    text: str
    state: str
    citation: int


@dataclass(frozen=True, slots=True)
class AnswerUnit:
    """A responsible unit as written, with its role and the citation it stands in."""

    name: str
    role: str
    citation: int


@dataclass(frozen=True, slots=True)
class AnswerFund:
    """An amount of money in yuan; an open bound is None."""

    text: str
    kind: str
    min_yuan: float | None
    max_yuan: float | None
    citation: int


@dataclass(frozen=True, slots=True)
class AnswerTarget:
    """A quantity to be reached, with its year where one is named."""

    text: str
    quantity: float
    unit: str
    year: int | None


@dataclass(frozen=True, slots=True)
class AnswerWindow:
    """When one can apply, as written, and how that stands to the day asked for; an open side is None.

    `state`: 申报中 | 未开始 | 已截止 by its days, 执行期内 where they are only those of the policy;
    常年 | 定期 | 未定 where it names none.
    """

    text: str
    opens: date | None
    closes: date | None
    state: str
    citation: int


@dataclass(frozen=True, slots=True)
class AnswerMeasure:
    """A support action and its verdict for the profile: 符合 | 部分符合 | 不符合 | 信息不足.

    The verdict is that of its conditions; whether one can apply on the day is told by `window`.
    """

    text: str
    instrument: str
    force: str
    verdict: str
    conditions: tuple[AnswerCondition, ...]
    units: tuple[AnswerUnit, ...]
    funds: tuple[AnswerFund, ...]
    targets: tuple[AnswerTarget, ...]
    citation: int
    window: AnswerWindow | None = None


@dataclass(frozen=True, slots=True)
class AnswerContact:
    """Whom to ask about a measure: a unit or person as written, "" where none is named, and the number."""

    name: str
    phone: str
    citation: int


@dataclass(frozen=True, slots=True)
class AnswerFact:
    """What a document states or reports."""

    text: str
    citation: int


@dataclass(frozen=True, slots=True)
class Precedent:
    """Worth knowing, no entitlement here and now; `why` says why not."""

    text: str
    why: str
    citation: int


@dataclass(frozen=True, slots=True)
class AnswerProfile:
    """The profile the answer was made for: the caller's, completed by what the question says."""

    name: str | None
    region: str | None
    qualifications: tuple[str, ...]
    industry: str | None
    size: str | None
    needs: tuple[str, ...]
    metrics: dict[str, float]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question on one day; see DESIGN's Answer contract.

    `confidence` is the estimated probability (0..1) that the best clause is the right one; an abstention
    shows how near it came to an answer.
    """

    question: str
    as_of: str
    profile: AnswerProfile
    status: str  # answered | abstained
    reason: str | None
    summary: str
    confidence: float = 0.0
    measures: tuple[AnswerMeasure, ...] = ()
    funds: tuple[AnswerFund, ...] = ()
    units: tuple[AnswerUnit, ...] = ()
    facts: tuple[AnswerFact, ...] = ()
    precedents: tuple[Precedent, ...] = ()
    missing: tuple[str, ...] = ()
    nearest: tuple[int, ...] = ()
    citations: tuple[Citation, ...] = ()
    contacts: tuple[AnswerContact, ...] = ()
