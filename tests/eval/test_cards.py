"""Policy cards scored: documents made by hand against a truth made by hand."""

import json
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from eval.cards import compare, main, printed
from eval.cards_figures import Tally, is_ratio, same_ratio, shares_of
from eval.cards_truth import LongText, TrueAmount, TrueCard, TrueCondition, TrueRatio, read_truth
from ingest.errors import SourceError
from ingest.records import Box, Clause, Document, Fund, Metadata, OffsetMap, Run, Sourced

GUIDE = Path(__file__).parent.parent / "fixtures" / "cards" / "guide.jsonl"
ROWS = (
    ("依据文件", "《江湾市企业参展补助办法》"),
    ("发文机构", "江湾市商务局"),
    ("发文字号", "江商规〔2024〕 2 号"),
    ("服务内容", "对参展企业给予补助，单个企业最高 30 万元。"),
    ("条件要求", "上一年度营业收入不低于 500 万元的企业。"),
    ("时间/频度", "每年3月"),
    ("联络方式", "江湾市商务局：81234567"),
)
TRUTH = TrueCard(
    key="1-1",
    title="江湾市参展补助",
    head="关于参展补助的通知",
    pages=(3, 4),
    fields={label: "".join(text.split()) for label, text in ROWS},
    doc_number="江商规〔2024〕2号",
    issuers=("江湾市商务局",),
    dates=("2024-03-01",),
    phones=(("江湾市商务局", "81234567"),),
    amounts=(
        TrueAmount("服务内容", "30万元", None, 300000, "support"),
        TrueAmount("条件要求", "500万元", 5000000, None, "threshold"),
    ),
    ratios=(),
    conditions=(
        TrueCondition("条件要求", "上一年度营业收入不低于500万元", "营业收入", 5000000, None, "元", True),
    ),
)


def card(rows: tuple[tuple[str, str], ...] = ROWS, title: str = "江湾市参展补助") -> Document:
    """Return a document as cards are read: a clause a row, its label first."""
    text, clauses = "", []
    for label, value in rows:
        written = f"{label}\n{value}"
        start = len(text)
        page = 3 if len(clauses) < 4 else 4
        clauses.append(
            Clause(
                f"d#{label}",
                "d",
                (label,),
                "",
                label,
                written,
                start,
                start + len(written),
                page,
                (Box(page, 0, 0, 1, 1),),
            )
        )
        text += written + "\n"
    metadata = Metadata(
        title=Sourced(title),
        issuers=(Sourced("江湾市商务局"),),
        doc_number=Sourced("江商规〔2024〕 2 号"),
        kind=Sourced("申报指南"),
        issued_on=Sourced(date(2024, 3, 1)),
    )
    return Document(
        "d",
        "guide.pdf",
        "0" * 64,
        text[:-1],
        OffsetMap((Run(0, 0, len(text) - 1),)),
        metadata,
        tuple(clauses),
    )


def test_a_card_read_as_it_is_has_everything_right() -> None:
    report = compare([TRUTH], [card()])
    assert (report.found, report.extra) == (1, ())
    assert {label: right for label, (right, _) in report.rows.items()} == dict.fromkeys(report.rows, 1)
    assert report.amounts == report.amount_texts == Tally(right=2)
    assert report.conditions == report.condition_texts == Tally(right=1)
    assert report.cards[0].misses == ()


def test_a_card_is_found_by_the_head_of_its_table_though_its_title_is_then_wrong() -> None:
    report = compare([TRUTH], [card(title="关于参展补助的通知")])
    assert report.found == 1
    assert report.rows["题名"] == (0, 1)


def test_a_card_that_is_not_there_is_missed_with_all_it_holds() -> None:
    report = compare([TRUTH], [card(title="另一张卡片")])
    assert (report.found, report.extra) == (0, ("另一张卡片",))
    assert report.amounts == Tally(missed=2)
    assert report.conditions == Tally(missed=1)
    assert report.rows["服务内容"] == (0, 1)


def test_a_document_of_another_kind_is_no_card() -> None:
    notice = card()
    notice = replace(notice, metadata=replace(notice.metadata, kind=Sourced("通知")))
    report = compare([TRUTH], [notice])
    assert (report.found, report.extra) == (0, ())


def test_a_row_with_a_character_more_is_wrong_and_shown() -> None:
    rows = tuple((label, f"{value}。" if label == "发文机构" else value) for label, value in ROWS)
    report = compare([TRUTH], [card(rows)])
    assert report.rows["发文机构"] == (0, 1)
    (miss,) = report.cards[0].misses
    assert (miss.what, miss.wanted, miss.read) == ("发文机构", "江湾市商务局", "江湾市商务局。")


def test_another_bound_is_missed_and_extra_though_its_text_is_found() -> None:
    rows = tuple((label, value.replace("最高 30 万元", "30 万元")) for label, value in ROWS)
    report = compare([TRUTH], [card(rows)])
    assert report.amounts == Tally(right=1, missed=1, extra=1)
    assert report.amount_texts == Tally(right=2)
    assert (report.amounts.precision, report.amounts.recall, report.amounts.f1) == (0.5, 0.5, 0.5)


def test_a_share_is_a_ratio_and_no_amount() -> None:
    share = Fund("按不超过投资额的30％", "补助", None, None, 0, 11)
    amount = replace(share, text="最高30万元", max_yuan=300000.0, basis="按投资额的20%")
    assert is_ratio(share)
    assert not is_ratio(amount)
    assert not is_ratio(replace(share, text="5亿美元"))
    assert shares_of([share, amount, amount]) == [share.text, "按投资额的20%"]


def test_a_ratio_is_known_by_its_percentages() -> None:
    assert same_ratio(TrueRatio(None, 30, "%"), "按不超过投资额的30％")
    assert not same_ratio(TrueRatio(None, 20, "%"), "按不超过投资额的30％")
    assert same_ratio(TrueRatio(10, 20, "%"), "收益的10%-20%")
    assert same_ratio(TrueRatio(0.1, 0.1, "‰"), "金额的0.1‰")


def test_both_bounds_of_an_amount_count() -> None:
    amounts = (TRUTH.amounts[0], replace(TRUTH.amounts[1], high=9000000))
    assert compare([replace(TRUTH, amounts=amounts)], [card()]).amounts == Tally(1, 1, 1)


def test_one_card_read_stands_for_one_true_card() -> None:
    other = replace(TRUTH, key="1-2", title="江湾市另一项补助")
    report = compare([TRUTH, other], [card()])
    assert [each.found for each in report.cards] == [True, False]


def test_an_unsure_condition_counts_neither_when_found_nor_when_not() -> None:
    unsure = replace(TRUTH, conditions=(replace(TRUTH.conditions[0], sure=False),))
    assert compare([unsure], [card()]).conditions == Tally()
    rows = tuple((label, "无要求" if label == "条件要求" else value) for label, value in ROWS)
    assert compare([unsure], [card(rows)]).conditions == Tally()


def test_a_condition_nobody_wants_is_extra() -> None:
    assert compare([replace(TRUTH, conditions=())], [card()]).conditions == Tally(extra=1)


def test_rows_cut_into_several_clauses_are_put_together() -> None:
    whole = card()
    cut: list[Clause] = []
    for clause in whole.clauses:
        if clause.heading == "服务内容":
            middle = clause.start + 12
            cut.append(replace(clause, end=middle, text=whole.text[clause.start : middle]))
            cut.append(
                replace(clause, id="d#服务内容/¶1", start=middle, text=whole.text[middle : clause.end])
            )
        else:
            cut.append(clause)
    assert compare([TRUTH], [replace(whole, clauses=tuple(cut))]).rows["服务内容"] == (1, 1)


def test_a_long_text_is_known_by_its_digest() -> None:
    text = "甲" * 80
    kept = LongText(text[:15], text[-15:], 80, sha256(text.encode()).hexdigest()[:12])
    assert kept.is_text("甲 " * 80)
    assert not kept.is_text("甲" * 79 + "乙")


def test_the_truth_of_the_guide_is_complete() -> None:
    cards = read_truth(GUIDE)
    assert len(cards) == len({each.key for each in cards}) == len({each.title for each in cards}) == 70
    assert cards[0].pages[0] == 11
    assert cards[-1].pages == (166, 167)
    assert all(one.pages[1] < other.pages[0] for one, other in pairwise(cards))
    assert sum(len(each.amounts) for each in cards) == 270
    assert sum(condition.sure for each in cards for condition in each.conditions) == 162
    assert all(
        each.low is None or each.high is None or each.low <= each.high for c in cards for each in c.amounts
    )


def test_a_line_of_the_truth_that_is_no_card_is_named(tmp_path: Path) -> None:
    path = tmp_path / "truth.jsonl"
    path.write_text(
        json.dumps({"conventions": []}) + "\n" + json.dumps({"key": "1"}) + "\n", encoding="utf-8"
    )
    with pytest.raises(SourceError, match="第 2 行不是一张卡片"):
        read_truth(path)


def test_the_table_names_every_measure() -> None:
    shown = printed(compare([TRUTH], [card()]))
    assert "卡片    1/1" in shown
    for name in ("金额（上下限）", "金额（原文）", "条件（上下限）", "条件（并看原文）"):
        assert f"{name}" in shown
    assert shown.count("1.000") == 15


def test_the_command_tells_of_a_guide_without_cards(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = tmp_path / "通知.txt"
    guide.write_text("江湾市商务局关于参展补助的通知\n一、补助标准\n最高30万元。", encoding="utf-8")
    assert main([str(guide), "--truth", str(GUIDE), "--misses"]) == 0
    shown = capsys.readouterr().out
    assert "卡片    0/70" in shown
    assert "1-1 卡片：应为" in shown
    assert main([str(tmp_path / "no.pdf"), "--truth", str(GUIDE)]) == 1
