"""How well the policy cards of a guide are read: ``python -m eval.cards GUIDE.pdf --truth FILE.jsonl``."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import reduce
from operator import add
from pathlib import Path

from eval.cards_figures import Miss, Tally
from eval.cards_scoring import CardScore, label_of, pair, read_card, score
from eval.cards_truth import TrueCard, read_truth
from ingest.errors import HuiceError
from ingest.pipeline import facts_of, read_source
from ingest.records import Document

KIND = "申报指南"


@dataclass(frozen=True, slots=True)
class Report:
    """The scores of all cards and in sum; `rows` holds of each row how many are right and how many wanted."""

    wanted: int
    found: int
    extra: tuple[str, ...]
    rows: Mapping[str, tuple[int, int]]
    amounts: Tally
    amount_texts: Tally
    ratios: Tally
    conditions: Tally
    condition_texts: Tally
    seconds: float
    cards: tuple[CardScore, ...]


def compare(truth: Sequence[TrueCard], documents: Sequence[Document], seconds: float = 0.0) -> Report:
    """Score the documents of a guide against its true cards; those that are no cards are left aside."""
    labels = {label for card in truth for label in card.fields}
    cards = [read_card(each, facts_of(each), labels) for each in documents if is_card(each, labels)]
    pairs = pair(truth, cards)
    scores = tuple(score(card, read) for card, read in pairs)
    used = {id(read) for _, read in pairs}
    rows: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for each in scores:
        for label, right in each.rows.items():
            rows[label] = (rows[label][0] + right, rows[label][1] + 1)
    return Report(
        len(truth),
        sum(each.found for each in scores),
        tuple(_name(card.document) for card in cards if id(card) not in used),
        dict(rows),
        reduce(add, (each.amounts for each in scores), Tally()),
        reduce(add, (each.amount_texts for each in scores), Tally()),
        reduce(add, (each.ratios for each in scores), Tally()),
        reduce(add, (each.conditions for each in scores), Tally()),
        reduce(add, (each.condition_texts for each in scores), Tally()),
        seconds,
        scores,
    )


def is_card(document: Document, labels: set[str]) -> bool:
    """Tell whether a document was read as a card: it is an 申报指南 with rows by the labels of cards."""
    kind = document.metadata.kind
    return (
        kind is not None
        and kind.value == KIND
        and any(label_of(clause, labels) for clause in document.clauses)
    )


def _name(document: Document) -> str:
    return document.metadata.title.value if document.metadata.title else document.id


def printed(report: Report) -> str:
    """Return the table of a report."""
    lines = [f"卡片    {report.found}/{report.wanted}，多出 {len(report.extra)}，{report.seconds:.1f} 秒"]
    lines += (f"  {label:<12} {right}/{wanted}" for label, (right, wanted) in report.rows.items())
    lines.append("                  精确率  召回率    F1   对/漏/多")
    for name, tally in (
        ("金额（上下限）", report.amounts),
        ("金额（原文）", report.amount_texts),
        ("支持比例", report.ratios),
        ("条件（上下限）", report.conditions),
        ("条件（并看原文）", report.condition_texts),
    ):
        lines.append(
            f"  {name:<10} {tally.precision:8.3f} {tally.recall:7.3f} {tally.f1:7.3f}"
            f"   {tally.right}/{tally.missed}/{tally.extra}"
        )
    return "\n".join(lines)


def _told(miss: Miss) -> str:
    return f"  {miss.key} {miss.what}：应为 {miss.wanted or '（无）'}；读到 {miss.read or '（无）'}"


def main(argv: Sequence[str] | None = None) -> int:
    """Read the guide, compare, print; return 1 where the guide or the truth cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m eval.cards", description="政策卡片读得对不对")
    parser.add_argument("guide", type=Path, help="含有卡片的文件")
    parser.add_argument("--truth", type=Path, required=True, help="人读出的答案（.jsonl）")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--misses", action="store_true", help="列出每处不对")
    options = parser.parse_args(argv)
    try:
        truth = read_truth(options.truth)
        started = time.perf_counter()
        documents = read_source(options.guide, options.guide.name).documents
        report = compare(truth, documents, time.perf_counter() - started)
    except HuiceError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(asdict(report), ensure_ascii=False, indent=1))
        return 0
    print(printed(report))
    if options.misses:
        print("\n".join(_told(miss) for each in report.cards for miss in each.misses))
        print("\n".join(f"  多出的卡片：{name}" for name in report.extra))
    return 0


if __name__ == "__main__":
    sys.exit(main())
