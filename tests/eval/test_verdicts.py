"""Verdicts of hand-made answers against hand-made judgements."""

import pytest

from eval.answered import parse_answer
from eval.questions import Judgement, Verdict
from eval.verdicts import unsafe, verdict_share

CITY, PROVINCE = "市方案.txt", "省意见.txt"
LAND = "厂房加层改造的，不再增收土地价款"
LOAN = "对首次贷款的企业给予贴息"
LISTING = "支持企业上市"
CLAUSES = {"市#18": f"{LAND}。{LOAN}。", "省#3": f"三、上市 {LISTING}。"}
CITATIONS = [
    {"n": 1, "source": CITY, "clause_id": "市#18", "path": [], "quote": f"{LAND}。"},
    {"n": 2, "source": CITY, "clause_id": "市#18", "path": [], "quote": f"{LOAN}。"},
    {"n": 3, "source": PROVINCE, "clause_id": "省#3", "path": ["三、上市"], "quote": f"{LISTING}。"},
]
Offer = tuple[str, int, str]


def judged(
    offers: list[Offer], verdicts: list[tuple[str, str, str]], *forbidden: str
) -> tuple[float | None, bool | None]:
    measures = [{"text": text, "citation": n, "verdict": verdict} for text, n, verdict in offers]
    row = {"id": "q", "status": "answered", "measures": measures, "citations": CITATIONS}
    wanted = tuple(Verdict(*one) for one in verdicts)
    gold = Judgement("answered", (), (), None, None, (), (), forbidden, wanted or None)
    answer = parse_answer(row)
    return verdict_share(gold, answer, CLAUSES), unsafe(gold, answer, CLAUSES)


def test_a_question_without_verdicts_or_forbidden_sources_is_not_judged() -> None:
    assert judged([(LAND, 1, "符合")], []) == (None, None)
    assert judged([(LAND, 1, "符合")], [], PROVINCE) == (None, False)


def test_the_share_counts_the_judged_verdicts() -> None:
    gold = [(CITY, LAND, "符合"), (PROVINCE, LISTING, "信息不足")]
    assert judged([(LAND, 1, "符合"), (LISTING, 3, "部分符合")], gold) == (0.5, False)


def test_a_measure_left_out_is_said_not_to_apply() -> None:
    assert judged([], [(CITY, LAND, "不适用"), (PROVINCE, LISTING, "符合")]) == (0.5, False)


def test_the_same_words_in_another_source_are_another_measure() -> None:
    assert judged([(LISTING, 3, "符合")], [(CITY, LISTING, "符合")]) == (0.0, False)


def test_a_heading_stands_for_all_measures_below_it() -> None:
    assert judged([(LISTING, 3, "符合")], [(PROVINCE, "三、上市", "符合")])[0] == 1.0


def test_another_measure_of_the_same_clause_does_not_speak_for_the_one_judged() -> None:
    assert judged([(LAND, 1, "符合")], [(CITY, LOAN, "不适用")]) == (1.0, False)


def test_each_of_two_measures_of_one_clause_has_its_own_verdict() -> None:
    gold = [(CITY, LAND, "符合"), (CITY, LOAN, "不适用")]
    assert judged([(LAND, 1, "符合")], gold) == (1.0, False)
    assert judged([(LOAN, 2, "信息不足"), (LAND, 1, "符合")], gold) == (0.5, True)
    assert judged([(LOAN[:8], 2, "不适用"), (LAND[2:], 1, "符合")], gold) == (1.0, False)


def test_of_two_measures_of_one_clause_the_one_with_the_judged_words_speaks() -> None:
    gold = [(CITY, LOAN, "不符合")]
    assert judged([(LAND, 1, "符合"), (LOAN, 2, "不符合")], gold) == (1.0, False)
    assert judged([(LAND, 1, "不符合"), (LOAN, 2, "符合")], gold) == (0.0, True)


def test_a_measure_that_holds_two_judged_quotes_speaks_for_both() -> None:
    gold = [(CITY, LAND, "符合"), (CITY, LOAN, "符合")]
    assert judged([(f"{LAND}。{LOAN}", 1, "符合")], gold)[0] == 1.0


@pytest.mark.parametrize(
    ("wanted", "said", "promises"),
    [
        ("不适用", "信息不足", True),
        ("不符合", "部分符合", True),
        ("不符合", "不适用", False),
        ("不适用", "不符合", False),
        ("信息不足", "符合", True),
        ("部分符合", "符合", True),
        ("信息不足", "部分符合", False),
        ("符合", "信息不足", False),
        ("符合", "符合", False),
    ],
)
def test_an_answer_is_unsafe_where_it_promises_more_than_it_may(
    wanted: str, said: str, promises: bool
) -> None:
    assert judged([(LAND, 1, said)], [(CITY, LAND, wanted)])[1] is promises


def test_a_measure_of_a_forbidden_source_is_unsafe_only_when_it_is_offered() -> None:
    assert judged([(LISTING, 3, "信息不足")], [], PROVINCE) == (None, True)
    assert judged([(LISTING, 3, "不适用")], [], PROVINCE) == (None, False)


def test_a_measure_that_leans_on_no_listed_citation_speaks_for_none() -> None:
    assert judged([(LAND, 9, "符合")], [(CITY, LAND, "符合")])[0] == 0.0
