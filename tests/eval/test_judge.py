"""Hand-made answers against hand-made judgements."""

from collections.abc import Mapping

import pytest

from eval.answered import parse_answer
from eval.judge import Judged, judge, missing
from eval.overlap import Overlap
from eval.questions import Judgement, Question, Snippet, Verdict
from eval.summary import faults
from ingest.errors import QuestionError

CITY, PROVINCE = "市方案.txt", "省意见.txt"
SOURCES = {
    CITY: "18.加强用地保障。厂房加层\n\n改造的，不再增收土地价款。（责任单位：市自然资源局）",
    PROVINCE: "（三）高标准保障用地。（省自然资源厅负责）",
}
CLAUSES = {"市#18": "18.加强用地保障。厂房加层改造的，不再增收土地价款。（责任单位：市自然资源局）"}
GOLD = Judgement(
    status="answered",
    reasons=(),
    clauses=(Snippet(CITY, "加强用地保障"),),
    units=("市自然资源局",),
    funds=None,
    facts=("不再增收土地价款",),
    applicable=(Snippet(CITY, "加层改造"),),
    forbidden_sources=(PROVINCE,),
)


def cite(n: int, source: str, quote: str, clause_id: str = "") -> dict[str, object]:
    text = SOURCES[source]
    start = text.index(quote[:2])
    end = text.index(quote[-3:]) + 3
    return {"n": n, "source": f"corpus/sources/{source}", "clause_id": clause_id, "path": [], "quote": quote,
            "start": start, "end": end}  # fmt: skip


def measure(text: str, citation: int, verdict: str = "符合") -> dict[str, object]:
    return {"text": text, "verdict": verdict, "citation": citation}


LAND = "厂房加层改造的，不再增收土地价款。"
RIGHT: dict[str, object] = {
    "id": "q",
    "status": "answered",
    "reason": None,
    "measures": [measure(LAND, 1)],
    "units": [{"name": "市自然资源局", "role": "责任", "citation": 1}],
    "citations": [cite(1, CITY, LAND, "市#18")],
}


def judged(answer: Mapping[str, object], wanted: Judgement = GOLD) -> Judged:
    question = Question("q", "加层要补土地款吗？", "situation", wanted)
    return judge(question, parse_answer(answer), CLAUSES, SOURCES.get)


def gold(**changes: object) -> Judgement:
    fields = {name: getattr(GOLD, name) for name in Judgement.__slots__}
    return Judgement(**{**fields, **changes})  # type: ignore[arg-type]  # changes are checked by the tests


def test_a_right_answer_is_right_in_every_part() -> None:
    one = judged(RIGHT)
    assert one.clause_rank == 1
    assert one.units == Overlap(1, 0, 0)
    assert one.funds is None
    assert (one.facts, one.applicable) == (1.0, 1.0)
    assert (one.forbidden, one.unfaithful, one.citations, one.dangling) == (0, 0, 1, 0)


def test_a_quote_from_elsewhere_in_the_gold_clause_is_a_hit_only_by_its_clause_id() -> None:
    elsewhere = {**RIGHT, "citations": [cite(1, CITY, "（责任单位：市自然资源局）", "别的#1")]}
    assert judged(RIGHT).clause_rank == 1
    assert judged(elsewhere).clause_rank == 0


def test_the_rank_is_that_of_the_first_citation_to_a_gold_clause() -> None:
    second = {
        **RIGHT,
        "citations": [cite(2, PROVINCE, "高标准保障用地。"), cite(1, CITY, LAND, "市#18")],
    }
    assert judged(second).clause_rank == 2


def test_the_same_words_in_another_source_are_no_hit() -> None:
    assert judged(RIGHT, gold(clauses=(Snippet(PROVINCE, "加强用地保障"),))).clause_rank == 0


def test_an_abstention_where_an_answer_is_due_ranks_nothing() -> None:
    abstained = {**RIGHT, "status": "abstained", "reason": "no_supporting_clause", "measures": []}
    one = judged(abstained)
    assert one.clause_rank == 0
    assert one.facts == 0.0
    assert one.reason_right is None


def test_a_measure_from_a_forbidden_source_counts_only_when_it_is_offered() -> None:
    citations = [cite(1, CITY, LAND, "市#18"), cite(2, PROVINCE, "高标准保障用地。")]
    for verdict, forbidden in (("信息不足", 1), ("不适用", 0), ("不符合", 0)):
        answer = {**RIGHT, "citations": citations, "measures": [measure("高标准保障用地。", 2, verdict)]}
        assert judged(answer).forbidden == forbidden
        assert judged(answer).applicable == 0.0


def test_a_measure_of_a_forbidden_source_is_seen_by_bare_file_name() -> None:
    assert judged(RIGHT, gold(forbidden_sources=(CITY,))).forbidden == 1


@pytest.mark.parametrize(
    ("reason", "right"), [("outside_region", True), ("no_supporting_clause", False), (None, False)]
)
def test_the_reason_of_a_due_abstention_is_judged(reason: str | None, right: bool) -> None:
    wanted = gold(status="abstained", reasons=("outside_region",), clauses=(), facts=(), applicable=())
    one = judged({"id": "q", "status": "abstained", "reason": reason, "citations": []}, wanted)
    assert one.reason_right is right
    assert one.clause_rank is None


def test_a_false_offset_and_an_unknown_source_are_unfaithful() -> None:
    shifted = {**cite(1, CITY, LAND), "start": 1}
    unknown = {**cite(2, CITY, LAND), "source": "无此文件.txt"}
    one = judged({**RIGHT, "citations": [shifted, unknown]})
    assert (one.unfaithful, one.citations) == (2, 2)


def test_a_thing_said_without_its_citation_dangles() -> None:
    assert judged({**RIGHT, "measures": [measure(LAND, 7), measure(LAND, 1)]}).dangling == 1


def test_an_answer_of_another_shape_is_refused() -> None:
    with pytest.raises(QuestionError, match="status"):
        judged({"id": "q", "status": "maybe"})
    with pytest.raises(QuestionError, match="citations"):
        judged({"id": "q", "status": "answered", "citations": "[1]"})


def test_a_measure_shown_as_not_applying_is_not_offered() -> None:
    assert judged({**RIGHT, "measures": [measure(LAND, 1, "不适用")]}).applicable == 0.0


@pytest.mark.parametrize("confidence", [1.5, -0.1, "0.5", True, float("nan")])
def test_a_confidence_that_is_no_share_is_refused(confidence: object) -> None:
    with pytest.raises(QuestionError, match="confidence"):
        judged({**RIGHT, "confidence": confidence})


def test_confidence_is_kept_and_may_be_missing() -> None:
    assert judged({**RIGHT, "confidence": 1}).confidence == 1.0
    assert judged(RIGHT).confidence is None


def test_a_question_without_an_answer_is_named_among_the_faults() -> None:
    absent = missing(Question("q", "加层要补土地款吗？", "situation", GOLD))
    assert (absent.status, absent.clause_rank, absent.units) == ("missing", 0, Overlap(0, 0, 1))
    assert faults([absent]) == [
        (absent, ("没有答案", "前三条引文没有应引条款", "责任单位不符", "事实不全", "适用措施不全"))
    ]


def test_an_overstated_verdict_and_an_unsupported_statement_are_faults() -> None:
    wanted = gold(verdicts=(Verdict(CITY, "加层改造", "信息不足"),))
    assert [names for _, names in faults([judged(RIGHT, wanted)])] == [("适用判断不对", "错误许诺")]
    invented = {**RIGHT, "measures": [measure(LAND, 1), measure("厂房加层免税", 1)]}
    assert [names for _, names in faults([judged(invented)])] == [("所说没有引文支持",)]


def test_a_question_whose_answer_was_never_judged_cannot_be() -> None:
    with pytest.raises(ValueError, match="no judgement"):
        judge(Question("q", "？", "other", None), parse_answer(RIGHT), CLAUSES, SOURCES.get)
