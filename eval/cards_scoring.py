"""Cards as they were read against cards as a person read them: rows, amounts, conditions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.cards_figures import (
    Miss,
    Tally,
    is_ratio,
    same_amount,
    same_figure,
    same_figure_and_text,
    same_ratio,
    same_text,
    shares_of,
    tally,
    tally_conditions,
)
from eval.cards_truth import LongText, TrueCard
from eval.sources import fold, squeeze
from ingest.records import Clause, Condition, Document, Facts

PAID_ROWS = ("服务内容", "条件要求")  # the rows whose amounts the truth holds
ASKED_ROWS = (*PAID_ROWS, "服务对象")


@dataclass(frozen=True, slots=True)
class ReadCard:
    """A document read as a card: the text of its rows by label, and the facts of each."""

    document: Document
    rows: Mapping[str, str]
    facts: tuple[tuple[str, Facts], ...]


@dataclass(frozen=True, slots=True)
class CardScore:
    """One card: which rows are right, and the tallies of its amounts and conditions."""

    key: str
    found: bool
    rows: Mapping[str, bool]
    amounts: Tally
    amount_texts: Tally
    ratios: Tally
    conditions: Tally
    condition_texts: Tally
    misses: tuple[Miss, ...]


def read_card(document: Document, facts: Sequence[Facts], labels: Iterable[str]) -> ReadCard:
    """Return `document` by its rows; `labels` are those a row can have."""
    known = set(labels)
    rows: dict[str, str] = {}
    told: list[tuple[str, Facts]] = []
    for clause, each in zip(document.clauses, facts, strict=True):
        label = label_of(clause, known)
        if label is None:
            continue
        text = clause.text.strip()
        rows[label] = rows.get(label, "") + text.removeprefix(label).lstrip("：:\t\n ")
        told.append((label, each))
    return ReadCard(document, rows, tuple(told))


def label_of(clause: Clause, labels: Collection[str]) -> str | None:
    """Return the label of the row a clause lies in, by its headings or its place in the document."""
    for heading in clause.path:
        if squeeze(heading) in labels:
            return squeeze(heading)
    place = squeeze(clause.id.partition("#")[2])
    within = [label for label in labels if re.match(rf"{re.escape(label)}(?=$|[/~])", place)]
    return max(within, key=len) if within else None


def pair(truth: Sequence[TrueCard], cards: Sequence[ReadCard]) -> list[tuple[TrueCard, ReadCard | None]]:
    """Return each true card with the card read for it, by its title or the head of its table."""
    left = list(cards)
    pairs: list[tuple[TrueCard, ReadCard | None]] = []
    for card in truth:
        names = {fold(card.title), fold(card.head)}
        at = next((i for i, each in enumerate(left) if fold(_title(each.document)) in names), None)
        pairs.append((card, None if at is None else left.pop(at)))
    return pairs


def score(card: TrueCard, read: ReadCard | None) -> CardScore:
    """Compare one card with what was read for it; all of it is missed where that is None."""
    sure = [each for each in card.conditions if each.sure]
    if read is None:
        amounts, conditions = Tally(missed=len(card.amounts)), Tally(missed=len(sure))
        rows = dict.fromkeys((*card.fields, *_METADATA), False)
        miss = Miss(card.key, "卡片", card.title, "")
        ratios = Tally(missed=len(card.ratios))
        return CardScore(card.key, False, rows, amounts, amounts, ratios, conditions, conditions, (miss,))
    misses: list[Miss] = []
    rows = dict(_rows(card, read, misses))
    paid = [facts.funds for label, facts in read.facts if label in PAID_ROWS]
    funds = [fund for each in paid for fund in each if not is_ratio(fund)]
    shares = [share for each in paid for share in shares_of(each)]
    figures = _figures(read)
    amounts = tally(card, "金额", card.amounts, funds, same_amount, misses)
    amount_texts = tally(card, "", card.amounts, funds, same_text, [])
    ratios = tally(card, "比例", card.ratios, shares, same_ratio, misses)
    conditions = tally_conditions(card, figures, same_figure, misses)
    condition_texts = tally_conditions(card, figures, same_figure_and_text, [])
    return CardScore(
        card.key, True, rows, amounts, amount_texts, ratios, conditions, condition_texts, tuple(misses)
    )


_METADATA = ("题名", "元数据·发文机构", "元数据·发文字号", "元数据·发布日期", "电话", "页码")


def _title(document: Document) -> str:
    return document.metadata.title.value if document.metadata.title else ""


def _rows(card: TrueCard, read: ReadCard, misses: list[Miss]) -> Iterator[tuple[str, bool]]:
    for label, wanted in card.fields.items():
        text = squeeze(read.rows.get(label, ""))
        right = wanted.is_text(text) if isinstance(wanted, LongText) else text == wanted
        if not right:
            shown = wanted
            if isinstance(wanted, LongText):
                shown = f"{wanted.first}…{wanted.last}（{wanted.length} 字）"
                text = f"{text[:15]}…{text[-15:]}（{len(text)} 字）" if text else ""
            misses.append(Miss(card.key, label, str(shown), text))
        yield label, right
    for label, wanted_value, value, is_right in _told(card, read):
        if not is_right:
            misses.append(Miss(card.key, label, wanted_value, value))
        yield label, is_right


def _told(card: TrueCard, read: ReadCard) -> Iterator[tuple[str, str, str, bool]]:
    """Yield of each part of the metadata what is wanted, what was read, and whether that is right."""
    metadata = read.document.metadata
    title = squeeze(_title(read.document))
    yield "题名", card.title, title, title == card.title
    issuers = "、".join(squeeze(issuer.value) for issuer in metadata.issuers)
    yield _METADATA[1], "、".join(card.issuers), issuers, issuers == "、".join(card.issuers)
    number = squeeze(metadata.doc_number.value) if metadata.doc_number else ""
    yield _METADATA[2], card.doc_number or "", number, number == (card.doc_number or "")
    issued = metadata.issued_on.value.isoformat() if metadata.issued_on else ""
    yield _METADATA[3], "/".join(card.dates), issued, issued in card.dates
    phones = {(squeeze(each.name), each.phone) for _, facts in read.facts for each in facts.contacts}
    yield "电话", _spoken(card.phones), _spoken(sorted(phones)), phones == set(card.phones)
    pages = [box.page for clause in read.document.clauses for box in clause.boxes]
    told = (min(pages), max(pages)) if pages else ()
    yield "页码", str(card.pages), str(told), told == card.pages


def _spoken(phones: Iterable[tuple[str, str]]) -> str:
    return "；".join(f"{name}：{number}" for name, number in phones)


def _figures(read: ReadCard) -> list[Condition]:
    """Return the conditions on figures in the rows that can ask for some, each once."""
    found: list[Condition] = []
    for label, facts in read.facts:
        if label not in ASKED_ROWS:
            continue
        inside = [each for measure in facts.measures for each in measure.conditions]
        figures = [
            each for each in (*facts.conditions, *inside) if not (each.minimum is each.maximum is None)
        ]
        found += dict.fromkeys(figures)
    return found
