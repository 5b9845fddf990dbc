"""What a person read in the policy cards of a guide: ``tests/fixtures/cards/*.jsonl``, whose first line tells
the conventions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from eval.importing.lines import read_objects
from eval.sources import squeeze
from ingest.errors import SourceError

DIGITS = 12  # of the SHA-256 of a long text


@dataclass(frozen=True, slots=True)
class LongText:
    """A text too long to keep: how it begins and ends, its length and the start of its SHA-256, no blanks."""

    first: str
    last: str
    length: int
    sha: str

    def is_text(self, text: str) -> bool:
        """Tell whether `text`, blanks aside, is the text meant."""
        return sha256(squeeze(text).encode()).hexdigest()[:DIGITS] == self.sha


@dataclass(frozen=True, slots=True)
class TrueAmount:
    """An amount of money in the row `row`; a bound that is open, or in a foreign currency, is None."""

    row: str
    text: str
    low: float | None
    high: float | None
    role: str  # support | threshold | goal


@dataclass(frozen=True, slots=True)
class TrueRatio:
    """A share of support, 30 % or at most 30 %."""

    low: float | None
    high: float | None
    unit: str  # % | ‰


@dataclass(frozen=True, slots=True)
class TrueCondition:
    """A figure asked for in the row `row`; `sure` is False where readers may differ on its being asked."""

    row: str
    text: str
    what: str
    low: float | None
    high: float | None
    unit: str
    sure: bool


@dataclass(frozen=True, slots=True)
class TrueCard:
    """One card. `fields` are its rows by label; `pages` its first and last page, from 1."""

    key: str
    title: str
    head: str
    pages: tuple[int, int]
    fields: Mapping[str, str | LongText]
    doc_number: str | None
    issuers: tuple[str, ...]
    dates: tuple[str, ...]
    phones: tuple[tuple[str, str], ...]  # name and number
    amounts: tuple[TrueAmount, ...]
    ratios: tuple[TrueRatio, ...]
    conditions: tuple[TrueCondition, ...]


def read_truth(path: Path) -> tuple[TrueCard, ...]:
    """Return the cards of a truth file; raise SourceError naming the line that is none."""
    cards: list[TrueCard] = []
    for number, row in read_objects(path):
        if "conventions" in row:
            continue
        try:
            cards.append(_card(row))
        except (KeyError, TypeError, ValueError) as error:
            raise SourceError(
                f"“{path.name}”第 {number} 行不是一张卡片（{error}）：请对照第一行的约定修改"
            ) from error
    return tuple(cards)


def _card(row: Mapping[str, object]) -> TrueCard:
    first, last = _numbers(row["pages"])
    return TrueCard(
        str(row["key"]),
        str(row["title"]),
        str(row["head"]),
        (first, last),
        {label: _field(value) for label, value in _mapping(row["fields"]).items()},
        None if row["doc_number"] is None else str(row["doc_number"]),
        _texts(row["issuers"]),
        _texts(row["dates"]),
        tuple(
            (str(each["name"]), phone)
            for each in _objects(row["contacts"])
            for phone in _texts(each["phones"])
        ),
        tuple(_amount(each) for each in _objects(row["amounts"])),
        tuple(_ratio(each) for each in _objects(row["ratios"])),
        tuple(_condition(each) for each in _objects(row["conditions"])),
    )


def _field(value: object) -> str | LongText:
    if isinstance(value, str):
        return value
    row = _mapping(value)
    return LongText(str(row["first"]), str(row["last"]), int(str(row["length"])), str(row["sha"]))


def _amount(row: Mapping[str, object]) -> TrueAmount:
    return TrueAmount(
        str(row["in"]), str(row["text"]), _bound(row["min"]), _bound(row["max"]), str(row["role"])
    )


def _ratio(row: Mapping[str, object]) -> TrueRatio:
    return TrueRatio(_bound(row["min"]), _bound(row["max"]), str(row["unit"]))


def _condition(row: Mapping[str, object]) -> TrueCondition:
    return TrueCondition(
        str(row["in"]),
        str(row["text"]),
        str(row["what"]),
        _bound(row["min"]),
        _bound(row["max"]),
        str(row["unit"]),
        row.get("sure", True) is True,
    )


def _bound(value: object) -> float | None:
    return None if value is None else float(str(value))


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no object")
    return value


def _objects(value: object) -> Sequence[Mapping[str, object]]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return [_mapping(each) for each in value]


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return tuple(str(each) for each in value)


def _numbers(value: object) -> tuple[int, ...]:
    return tuple(int(each) for each in _texts(value))
