from dataclasses import replace

from api.records import AnswerFact, AnswerFund, AnswerMeasure, AnswerUnit, Citation
from api.summary import MOST_SAID, REASONS, abstention, said

CITATION = Citation(
    n=1,
    document_id="a",
    source="甲.txt",
    title="甲办法",
    doc_number=None,
    issuer=None,
    status="现行",
    clause_id="a#一",
    path=(),
    quote="给予奖励20万元。",
    start=0,
    end=9,
)
MEASURE = AnswerMeasure("给予奖励20万元。", "奖补", "应当", "符合", (), (), (), (), 1)


def test_an_abstention_gives_its_reason_and_the_nearest_clauses() -> None:
    assert abstention("outside_region", (1, 2)) == (
        "知识库里没有适用于该地区的条款；其他地区的做法不能作为依据。最接近的条款见 [1][2]，仅供参考。"
    )
    assert abstention("no_supporting_clause", ()) == REASONS["no_supporting_clause"]


def test_units_are_said_by_role_each_once() -> None:
    units = [
        AnswerUnit("市金融办", "牵头", 1),
        AnswerUnit("市财政局", "责任", 1),
        AnswerUnit("市财政局", "责任", 2),
        AnswerUnit("各单位", "按职责分工", 2),
    ]
    text = said((), (), (), units, (CITATION,))
    assert text == "牵头单位：市金融办；责任单位：市财政局；按职责分工：各单位 [1][2]。"


def test_amounts_come_before_the_facts_each_with_its_citation() -> None:
    funds = [AnswerFund("20万元", "奖补", 200_000.0, 200_000.0, 1)]
    text = said((), [AnswerFact("给予奖励20万元。", 1)], funds, (), (CITATION,))
    assert text == "金额：20万元 [1]；给予奖励20万元 [1]。"


def test_a_verdict_is_said_only_where_it_is_decided() -> None:
    assert said((MEASURE,), (), (), (), (CITATION,)) == "（符合）给予奖励20万元 [1]。"
    open_one = replace(MEASURE, verdict="信息不足")
    assert said((open_one,), (), (), (), (CITATION,)) == "给予奖励20万元 [1]。"


def test_what_is_beyond_the_first_few_measures_is_counted() -> None:
    text = said((MEASURE,) * (MOST_SAID + 2), (), (), (), (CITATION,))
    assert text.count("给予奖励20万元") == MOST_SAID
    assert "另有 2 项措施见下" in text


def test_the_standing_of_a_document_is_said_once_and_only_where_it_is_used() -> None:
    draft = replace(CITATION, status="征求意见稿")
    expired = replace(CITATION, n=3, document_id="b", title="乙规划", status="已到期")
    facts = [AnswerFact("给予奖励20万元。", 1), AnswerFact("另行安排。", 2)]
    text = said((), facts, (), (), (draft, replace(draft, n=2), expired))
    assert text.endswith("[1] 所在的《甲办法》是征求意见稿，尚未正式印发。")
    assert text.count("征求意见稿") == 1
    assert "乙规划" not in text
