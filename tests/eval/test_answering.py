"""Answers, judged, as values of measures."""

from dataclasses import replace

import pytest

from eval.answered import parse_answer
from eval.answering import confidences, is_right, measure_answers, verdict_macro
from eval.judge import Judged, judge, missing
from eval.measures import MEASURES
from eval.overlap import Overlap
from eval.questions import Judgement, Question, Snippet, Verdict

CITY = "市方案.txt"
TEXT = "加层改造的，不再增收土地价款。（责任单位：市自然资源局）"
EVERY = Judgement(
    status="answered",
    reasons=(),
    clauses=(Snippet(CITY, "加层改造"),),
    units=("市自然资源局",),
    funds=(),
    facts=("不再增收土地价款",),
    applicable=(Snippet(CITY, "加层改造"),),
    forbidden_sources=("省意见.txt",),
    verdicts=(Verdict(CITY, "加层改造", "符合"),),
)
ABSTAIN = Judgement("abstained", ("outside_region",), (), None, None, (), (), ())
EITHER = replace(ABSTAIN, status="either")
CITATION = {
    "n": 1,
    "source": CITY,
    "clause_id": "市#1",
    "path": [],
    "quote": TEXT,
    "start": 0,
    "end": len(TEXT),
}
ANSWER: dict[str, object] = {
    "id": "q",
    "status": "answered",
    "reason": None,
    "confidence": 0.75,
    "measures": [{"text": "加层改造的，不再增收土地价款", "verdict": "符合", "citation": 1}],
    "units": [{"name": "市自然资源局", "citation": 1}],
    "citations": [CITATION],
}
ABSTENTION: dict[str, object] = {
    "id": "q", "status": "abstained", "reason": "outside_region", "confidence": 0.25,
    "nearest": [1], "citations": [CITATION],
}  # fmt: skip


def question(gold: Judgement, key: str = "q") -> Question:
    return Question(key, "加层要补土地款吗？", "situation", gold)


def judged(gold: Judgement, row: dict[str, object], key: str = "q") -> Judged:
    return judge(question(gold, key), parse_answer(row), {"市#1": TEXT}, {CITY: TEXT}.get)


def values(one: Judged) -> dict[str, float]:
    return {name: found["q"] for name, found in measure_answers([one]).items() if found}


def test_a_right_answer_is_right_by_every_measure_it_is_judged_on() -> None:
    assert values(judged(EVERY, ANSWER)) == {
        "clause@1": 1.0, "clause@3": 1.0, "citation_recall": 1.0, "citation_precision": 1.0,
        "quote_faithfulness": 1.0, "unit_f1": 1.0, "fund_f1": 1.0, "facts": 1.0, "applicable": 1.0,
        "verdict_accuracy": 1.0, "unsafe_verdict": 0.0, "abstention_accuracy": 1.0, "false_abstention": 0.0,
    }  # fmt: skip


def test_a_question_without_an_answer_is_worst_by_every_measure_it_is_judged_on() -> None:
    for gold, row in ((EVERY, ANSWER), (ABSTAIN, ABSTENTION), (EITHER, ABSTENTION)):
        absent = values(missing(question(gold)))
        assert absent.keys() == values(judged(gold, row)).keys()
        assert absent == {name: 0.0 if MEASURES[name].higher_is_better else 1.0 for name in absent}


def test_an_answer_is_judged_on_the_same_questions_as_an_abstention() -> None:
    for gold in (EVERY, ABSTAIN, EITHER):
        given, withheld = values(judged(gold, ANSWER)), values(judged(gold, ABSTENTION))
        always = given.keys() - {"citation_recall", "citation_precision"}
        assert always == withheld.keys() - {"citation_recall", "citation_precision"}


def test_an_abstention_where_an_answer_is_due_is_false() -> None:
    found = values(judged(EVERY, ABSTENTION))
    assert (found["abstention_accuracy"], found["false_abstention"]) == (0.0, 1.0)
    assert (found["clause@3"], found["citation_recall"], found["citation_precision"]) == (0.0, 0.0, 0.0)
    assert (found["fund_f1"], found["unit_f1"]) == (1.0, 0.0)
    assert (found["quote_faithfulness"], found["unsafe_verdict"]) == (1.0, 0.0)


def test_a_due_abstention_is_judged_with_its_reason_and_nothing_else() -> None:
    assert values(judged(ABSTAIN, ABSTENTION)) == {
        "quote_faithfulness": 1.0, "abstention_accuracy": 1.0, "abstained_when_due": 1.0, "reason": 1.0,
    }  # fmt: skip
    wrong = values(judged(ABSTAIN, ANSWER))
    assert (wrong["abstention_accuracy"], wrong["abstained_when_due"], wrong["reason"]) == (0.0, 0.0, 0.0)
    assert values(judged(ABSTAIN, {**ABSTENTION, "reason": "not_in_force"}))["reason"] == 0.0


def test_where_either_is_right_neither_counts() -> None:
    assert values(judged(EITHER, ABSTENTION)) == {"quote_faithfulness": 1.0}


def test_a_quote_shifted_by_one_character_is_seen() -> None:
    shifted = {**CITATION, "start": 1, "quote": TEXT[:-1]}
    found = values(judged(EVERY, {**ANSWER, "citations": [CITATION, {**shifted, "n": 2}]}))
    assert (found["quote_faithfulness"], found["citation_precision"]) == (0.5, 0.5)


@pytest.mark.parametrize(
    ("overlap", "f1"), [(Overlap(), 1.0), (Overlap(1, 1, 0), 2 / 3), (Overlap(0, 1, 0), 0.0)]
)
def test_lists_are_measured_question_by_question(overlap: Overlap, f1: float) -> None:
    one = replace(judged(EVERY, ANSWER), units=overlap, funds=None)
    assert values(one)["unit_f1"] == pytest.approx(f1)
    assert "fund_f1" not in values(one)


def test_the_rank_of_the_clause_decides_both_shares() -> None:
    one = judged(EVERY, ANSWER)
    for rank, first, third in ((1, 1.0, 1.0), (3, 0.0, 1.0), (4, 0.0, 0.0), (0, 0.0, 0.0)):
        found = values(replace(one, clause_rank=rank))
        assert (found["clause@1"], found["clause@3"]) == (first, third)


def test_every_measure_is_registered_under_its_name() -> None:
    per_answer = [
        name
        for name, measure in MEASURES.items()
        if measure.group in ("answer", "verdict", "abstention")
        and name not in ("verdict_macro", "aurc", "ece")
    ]
    assert list(measure_answers([])) == per_answer


def test_confidence_is_paired_with_rightness_for_answers_only() -> None:
    right = judged(EVERY, ANSWER)
    wrong = replace(right, clause_rank=2)
    assert confidences([right, wrong, judged(EVERY, ABSTENTION), missing(question(EVERY))]) == [
        (0.75, True),
        (0.75, False),
    ]
    assert confidences([judged(EVERY, {**ANSWER, "confidence": None})]) == []


def test_an_answer_not_due_or_unsafe_is_not_right() -> None:
    right = judged(EVERY, ANSWER)
    assert is_right(right)
    assert not is_right(replace(right, unsafe=True))
    assert not is_right(replace(right, forbidden=1))
    assert not is_right(judged(ABSTAIN, ANSWER))
    assert is_right(judged(EITHER, ANSWER))


def test_verdicts_are_averaged_over_what_was_wanted() -> None:
    said = [("不适用", "不适用"), ("不适用", "不适用"), ("不适用", "符合"), ("符合", "不适用")]
    assert verdict_macro([replace(judged(EVERY, ANSWER), verdict_pairs=tuple(said))]) == pytest.approx(
        (2 / 3 + 0) / 2
    )
    assert verdict_macro([judged(ABSTAIN, ABSTENTION)]) is None
