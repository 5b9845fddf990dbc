"""The faults of judged answers have names."""

from eval.judge import Judged
from eval.overlap import Overlap
from eval.summary import faults


def one(expected: str, status: str, **parts: object) -> Judged:
    blank: dict[str, object] = dict.fromkeys(
        ("clause_rank", "units", "funds", "facts", "applicable", "reason_right")
    ) | dict.fromkeys(("forbidden", "unfaithful", "citations", "dangling"), 0)
    return Judged(id="q", kind="fund", expected=expected, status=status, **{**blank, **parts})  # type: ignore[arg-type]


def test_faults_are_named_and_a_right_answer_has_none() -> None:
    judged = [
        one("answered", "answered", clause_rank=1, funds=Overlap(1, 1, 0), citations=3),
        one("answered", "answered", clause_rank=3, funds=Overlap(1, 0, 0), citations=1),
        one("answered", "abstained", clause_rank=0, facts=0.0, citation_recall=0.0),
        one("abstained", "abstained", reason_right=True),
        one("abstained", "answered", unfaithful=1, citations=4, dangling=1),
        one("either", "abstained", reason_right=False, forbidden=2, unsafe=True),
        one("answered", "answered", verdicts=0.5, unsafe=True, citation_recall=0.5),
        one("answered", "missing", clause_rank=0),
    ]
    named = {place: names for place, judgement in enumerate(judged) for _, names in faults([judgement])}
    assert named == {
        0: ("金额不符",),
        1: ("首条引文不是应引条款",),
        2: ("该答却弃答", "前三条引文没有应引条款", "事实不全"),
        4: ("该弃答却作答", "引文与原文不符", "引文编号落空"),
        5: ("弃答理由不对", "把不适用的措施当作适用"),
        6: ("适用判断不对", "错误许诺", "所说没有引文支持"),
        7: ("没有答案", "前三条引文没有应引条款"),
    }


def test_a_list_neither_wanted_nor_given_is_no_fault() -> None:
    assert faults([one("answered", "answered", clause_rank=1, units=Overlap(), funds=Overlap())]) == []
