"""Notices said anew each year (关于申报2024年度…的通知): that of a later year follows on the earlier one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol, TypeVar

from ingest.numerals import fold
from ingest.relations.names import any_pattern, comparable

FOLLOWED = "接续"
YEAR = re.compile(r"(?P<year>(?:19|20)\d{2})(?=年)")


class Notice(Protocol):
    """What is needed of a document to tell whether it is one of a yearly series."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def issuers(self) -> tuple[str, ...]: ...
    @property
    def issued_on(self) -> date | None: ...


N = TypeVar("N", bound=Notice)


def followed_by(notices: Sequence[N]) -> Iterator[tuple[N, N]]:
    """Yield each call of a series with the next later one: of one title but for its year, of one issuer."""
    series: dict[tuple[str, frozenset[str]], list[tuple[int, date, N]]] = defaultdict(list)
    for notice in notices:
        year = _year_of(notice.title)
        if year is not None and notice.issuers and notice.issued_on is not None:
            name = comparable(YEAR.sub("", fold(notice.title)))
            series[name, frozenset(notice.issuers)].append((year, notice.issued_on, notice))
    for calls in series.values():
        for year, day, notice in calls:
            later = [(y, d, each) for y, d, each in calls if y > year and d > day]
            if later:
                yield notice, min(later, key=lambda each: each[:2])[2]


def _year_of(title: str) -> int | None:
    """Return the only year in the title of a call for applications, None for other titles."""
    folded = fold(title)
    years = {found["year"] for found in YEAR.finditer(folded)}
    return int(years.pop()) if len(years) == 1 and any_pattern("calls").search(folded) else None
