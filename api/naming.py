"""Which documents a question names: by number, by title, by kind, by the level of government it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from index.store import DocumentRow
from index.tokens import fold
from ingest.metadata.numbers import with_short_orders
from ingest.records import Region

NAMED_KIND = 1.3  # prior of a document of the kind the question names
NAMED_PLACE = 1.15  # of a document of the very place, or level of government, it names
_QUOTED = re.compile(r"《([^《》]{4,80})》")
_ISSUING = re.compile(r"(联合)?(给|对|为|在|就|发布|印发|出台|制定|规定|要求|明确|提出|安排)")
_NUMBERED = re.compile(r"[\d０-９号]")  # every document number has one of these
_LEVELS = (("省", re.compile(r"省里|全省|我省|本省|省级层面")), ("市", re.compile(r"市里|全市|我市|本市")))
_KIND = re.compile(
    r"规划|行动方案|实施方案|工作方案|方案|行动计划|计划|实施意见|指导意见|意见|若干措施|办法|细则|条例|答复|指南"
)
_REMEMBERED = 50_000  # titles and numbers folded once, not for every question
_MARKS = re.compile(r"[\s“”\"'《》〔〕\[\]（）()【】]")


def named_documents(text: str, rows: Iterable[DocumentRow]) -> AbstractSet[str] | None:
    """Return the documents a question names by number, quoted title or issuer, None where it names none."""
    issuing = bool(_ISSUING.search(text))
    if not (issuing or _may_cite(text)):
        return None  # without a look at each of thousands of documents
    rows = tuple(rows)
    named = cited_documents(text, rows) | {
        row.id
        for row in rows
        if issuing and any(_acts(issuer.value, text) for issuer in row.metadata.issuers)
    }
    return named or None


def cited_documents(text: str, rows: Iterable[DocumentRow]) -> AbstractSet[str]:
    """Return the documents a question names by number or quoted title."""
    if not _may_cite(text):
        return frozenset()
    asked = _plain(with_short_orders(text))
    quoted = [_plain(title) for title in _QUOTED.findall(text)]
    return {
        row.id
        for row in rows
        if (row.metadata.doc_number and _plain(row.metadata.doc_number.value) in asked)
        or any(title in _plain(row.title) for title in quoted)
    }


def _may_cite(text: str) -> bool:
    return _QUOTED.search(text) is not None or _NUMBERED.search(text) is not None


def _acts(issuer: str, text: str) -> bool:
    """Tell whether the question has an issuing body do what issuers do: 国务院给…安排了, 省财政厅出台的."""
    at = text.find(issuer) if len(issuer) >= 3 else -1
    return at >= 0 and bool(_ISSUING.match(text, at + len(issuer)))


def document_priors(text: str, regions: Sequence[Region], rows: Iterable[DocumentRow]) -> Mapping[str, float]:
    """Return factors for the documents that fit the kind, the place or the level the question names."""
    kinds = set(_KIND.findall(text))
    levels = {level for level, pattern in _LEVELS if pattern.search(text)}
    if not (kinds or levels or regions):
        return {}
    priors = {row.id: _prior(row, kinds, levels, regions) for row in rows}
    return {document: prior for document, prior in priors.items() if prior != 1.0}


def _prior(row: DocumentRow, kinds: set[str], levels: set[str], regions: Sequence[Region]) -> float:
    metadata = row.metadata
    prior = 1.0
    if metadata.kind and any(kind in metadata.kind.value for kind in kinds):
        prior *= NAMED_KIND
    here = metadata.region is not None and metadata.region.value in regions
    if here or (metadata.level and metadata.level.value in levels):
        prior *= NAMED_PLACE
    return prior


@lru_cache(maxsize=_REMEMBERED)
def _plain(text: str) -> str:
    return _MARKS.sub("", fold(text))
